#include "actions.hpp"

#include <vector>

#include "places.hpp"

namespace fuzz
{

namespace
{

/* In each other, on one stack. */
constexpr unsigned most_places = 8;

std::vector<Action> chosen;
unsigned weights;

void choose(const Action *actions)
{
    for (; actions->name != nullptr; actions++) {
        if (is_left_out(actions->name))
            continue;
        chosen.push_back(*actions);
        weights += actions->weight;
    }
}

void act_once()
{
    unsigned at = dice().below(weights);
    const Action *action = chosen.data();

    run.steps--;
    for (; at >= action->weight; action++)
        at -= action->weight;
    trace(action->name, here().body != nullptr ? here().body->id : 0);
    action->take();
}

} // namespace

void choose_actions()
{
    for (const Action *actions :
         {making_actions, using_actions, consuming_actions, body_actions,
          wrong_actions})
        choose(actions);
}

bool may_be_wrong()
{
    static const bool is_allowed = !is_left_out("wrong_arguments");

    return is_allowed;
}

void act(unsigned most)
{
    for (unsigned times = dice().below(most + 1); times > 0; times--)
        if (run.steps > 0 && here().places < most_places)
            act_once();
}

Operation::Operation(const char *name, Object *used)
    : passage(name), holding(here().held), object(used)
{
    run.operations++;
    if (object == nullptr)
        return;
    trace(name, object->id);
    object->users++;
}

Operation::~Operation()
{
    if (object != nullptr)
        object->users--;
}

Object *any_usable()
{
    return any(is_usable);
}

Object *any_to_give(const Object *owner)
{
    return any(
        [owner](const Object &object) { return may_give(object, owner); });
}

Object *source_for(const Object *owner)
{
    Object *source = dice().one_in(3) ? nullptr : any_to_give(owner);

    if (source != nullptr)
        return source;
    if (dice().one_in(3))
        return make_callbacks();
    return dice().one_in(3) ? make_source() : make_body();
}

} // namespace fuzz
