#include "objects.hpp"

#include <deque>
#include <unordered_map>

namespace fuzz
{

namespace
{

std::deque<Object> objects;
std::unordered_map<const gen_t *, Object *> by_address;

/* Whom all of it goes with. */
const Object *root_of(const Object *object)
{
    while (object->is_given && object->owner != nullptr)
        object = object->owner;
    return object;
}

/* True if from has views that need what has views that need .. to. */
bool needs(const Object *from, const Object *to)
{
    if (from == to || (from->viewed != nullptr && needs(from->viewed, to)))
        return true;
    for (const Object &view : objects)
        if (view.is_alive && view.is_given && view.kind == Kind::view &&
            root_of(&view) == from && needs(view.viewed, to))
            return true;
    return false;
}

/* True if what object has, were it given to a part of root, needed root. */
bool would_need(const Object &object, const Object *root)
{
    if (root == &object)
        return true;
    for (const Object &view : objects)
        if (view.is_alive && view.kind == Kind::view &&
            root_of(&view) == &object && needs(view.viewed, root))
            return true;
    return false;
}

void set_owner(Object &object, bool is_given, Object *owner)
{
    if (object.is_given != is_given)
        for (Object *viewed = object.viewed; viewed != nullptr;
             viewed = viewed->viewed)
            viewed->pins += is_given ? 1u : ~0u;
    object.is_given = is_given;
    object.owner = owner;
}

void check_nothing_is_left(const Object &owner)
{
    for (const Object &object : objects)
        if (object.is_alive && object.is_given && object.owner == &owner)
            fail("%u was freed, but not %u, which it owned", owner.id,
                 object.id);
}

void check_it_was_ended(const Object &object)
{
    if (object.has_begun && !object.has_ended)
        fail("%u was freed without its deferred calls", object.id);
    if (object.must_release && !object.is_released)
        fail("%u was freed, but not its state", object.id);
    if (object.users != 0 && object.kind != Kind::view)
        fail("%u was freed while it is used", object.id);
}

} // namespace

void forget_objects()
{
    objects.clear();
    by_address.clear();
}

Object &new_object(Kind kind)
{
    Object &object = objects.emplace_back();

    object.id = static_cast<unsigned>(objects.size());
    object.kind = kind;
    return object;
}

bool make_known(Object &object, gen_t *g)
{
    object.g = g;
    object.is_alive = g != nullptr;
    if (g != nullptr)
        by_address[g] = &object;
    trace("made", object.id, object.is_alive);
    return object.is_alive;
}

Object *find(const gen_t *g)
{
    auto found = by_address.find(g);

    return found != by_address.end() ? found->second : nullptr;
}

size_t object_count()
{
    return objects.size();
}

Object &object_at(size_t at)
{
    return objects[at];
}

bool is_usable(const Object &object)
{
    return object.is_alive &&
           (object.viewed == nullptr || is_usable(*object.viewed));
}

bool may_give(const Object &object, const Object *owner)
{
    if (!is_usable(object) || object.is_given || object.pins != 0 ||
        object.endings != 0)
        return false;
    for (const Object *viewed = object.viewed; viewed != nullptr;
         viewed = viewed->viewed)
        if (viewed->is_given || viewed->endings != 0)
            return false;
    return owner == nullptr || !would_need(object, root_of(owner));
}

bool may_drop(const Object &object)
{
    for (const Object &view : objects)
        if (view.is_alive && view.kind == Kind::view &&
            (&view == &object || (view.is_given && root_of(&view) == &object)))
            return false;
    return true;
}

bool may_free(const Object &object)
{
    return object.is_alive && !object.is_given && object.pins == 0;
}

void give(Object &object, Object *owner)
{
    trace("given", object.id, owner != nullptr ? owner->id : 0);
    set_owner(object, true, owner);
}

void take_back(Object &object)
{
    trace("left", object.id);
    object.is_delegated = false;
    set_owner(object, false, nullptr);
}

void was_freed(Object &object)
{
    trace("freed", object.id);
    check_it_was_ended(object);
    set_owner(object, false, nullptr);
    object.is_alive = false;
    by_address.erase(object.g);
    check_nothing_is_left(object);
}

Gift::Gift(Object &given) : object(given)
{
    give(object, here().body);
}

Gift::~Gift()
{
    if (object.is_alive && object.is_given && object.contests == 0)
        fail("%u was left behind by whom it was given to", object.id);
}

} // namespace fuzz
