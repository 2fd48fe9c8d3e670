/* What a place may do: every function of the interface, on what is at hand. */
#ifndef FUZZ_ACTIONS_HPP
#define FUZZ_ACTIONS_HPP

#include "objects.hpp"

namespace fuzz
{

/* Leaves out what the environment says. */
void choose_actions();

/* True if arguments may be refused, unless "wrong_arguments" are left out. */
bool may_be_wrong();

/* Does up to that many things, while steps are left. */
void act(unsigned most);

/* An operation of the library's that is on its way: nothing but what it is for
 * may change. */
class Operation
{
  public:
    explicit Operation(const char *name, Object *object = nullptr);
    Operation(const Operation &) = delete;
    ~Operation();
    void done()
    {
        passage.done();
    }

  private:
    Passage passage;
    Counted holding;
    Object *object;
};

/* The parts of the table, by what they are about. */
struct Action {
    const char *name;
    unsigned weight;
    void (*take)();
};

extern const Action making_actions[], using_actions[], consuming_actions[],
    body_actions[], wrong_actions[];

/* A usable object; mine, to be given to code here; nullptr if there is none. */
Object *any_usable();
Object *any_to_give(const Object *owner);

/* The same, but a new one if there is none. */
Object *source_for(const Object *owner);

/* A new generator with a body, callbacks, or an iterator over nothing. */
Object *make_body();
Object *make_callbacks();
Object *make_source();

} // namespace fuzz

#endif
