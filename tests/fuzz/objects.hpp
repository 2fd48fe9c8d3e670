/*
 * Every generator that a program makes, and who owns it.
 *
 * The fuzzer knows at any time which are alive: the library's calls of
 * gen_destroy and of the function that frees come through here (seam.cpp). So
 * it may keep pointers to all of them, also those it has given away, and use
 * them as the manual allows. Whoever owned something and is gone must not have
 * left it behind, unless it was running, and so is the fuzzer's again.
 *
 *   mine    the fuzzer's, to use, destroy and give away
 *   given   to an iterator, or a frame of a body or of the thread: a loop, a
 *           consumer, a delegation. It may still be resumed.
 *
 * A view that was given away needs what it is of, which is neither destroyed
 * nor given away meanwhile: it is pinned. Nothing may need itself that way.
 */
#ifndef FUZZ_OBJECTS_HPP
#define FUZZ_OBJECTS_HPP

#include <cgen/iter.h>

#include "stacks.hpp"

namespace fuzz
{

enum class Kind { body, callbacks, view, iterator };

/* How a callback failed that is to be what its iterator gives. */
struct Failure {
    enum { none, told, thrown } how = none;
    unsigned what = 0; /* the value, or the exception's number */
};

struct Object {
    unsigned id = 0;
    Kind kind = Kind::body;
    gen_t *g = nullptr;
    bool is_alive = false;
    bool is_given = false;
    bool is_delegated = false; /* given to a gen_delegate */
    unsigned contests = 0;     /* others that ask for it, or for its end */
    Object *owner = nullptr;   /* whom it is given to; nullptr: the thread */
    Object *viewed = nullptr;  /* of a view */
    unsigned pins = 0;         /* views of it that are given away */
    unsigned users = 0;        /* operations on it that are on their way */
    unsigned endings = 0;      /* calls of gen_destroy that are */
    const char *name = "";

    /* Of a body. */
    Stack stack;
    bool has_begun = false, has_ended = false;

    /* Of callbacks, and of what has a release function. */
    bool is_watched = true, must_release = false, is_released = false;
    bool has_finished = false, was_closed = false;
    unsigned calls = 0; /* that are on their way */
    unsigned rounds = 0;
    gen_status status = GEN_START;
    const void *frame = nullptr;
    gen_ops ops = {};

    /* Of an iterator with a callback. */
    Failure failure;
};

/* Forgets the objects of the last program. */
void forget_objects();

/* A new object, which is not alive before it is made known. */
Object &new_object(Kind kind);

/* Makes g that object's, alive, mine; false if g is NULL. */
bool make_known(Object &object, gen_t *g);

/* Whose g is that is alive, or nullptr. */
Object *find(const gen_t *g);

/* Any of those that suit, or nullptr. */
template <class Suits> Object *any(Suits suits);

size_t object_count();
Object &object_at(size_t at);

/* True if it and all that it is a view of are alive. */
bool is_usable(const Object &object);

/* True if it may be given to owner, a body or an iterator, or nullptr. */
bool may_give(const Object &object, const Object *owner);

/* True if it may be dropped in the middle of a callback: it has no views. What
 * those are of would run for ever (the manual, on dropped callbacks). */
bool may_drop(const Object &object);

/* True if the fuzzer may have it freed. */
bool may_free(const Object &object);

void give(Object &object, Object *owner);

/* It was running when its owner went. */
void take_back(Object &object);

/* The library has freed it. */
void was_freed(Object &object);

/* Gives an object to a frame here, which must have done with it in the end. */
class Gift
{
  public:
    explicit Gift(Object &object);
    Gift(const Gift &) = delete;
    ~Gift();

  private:
    Object &object;
};

template <class Suits> Object *any(Suits suits)
{
    Object *found = nullptr;
    unsigned count = 0;

    for (size_t i = 0; i < object_count(); i++)
        if (suits(object_at(i)) && dice().one_in(++count))
            found = &object_at(i);
    return found;
}

} // namespace fuzz

#endif
