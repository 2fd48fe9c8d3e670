#include <string.h>

#include "callbacks.h"

/* name:first:second, or name:pN, whose slot is then the first. */
struct callback *new_callback(struct helpers *helpers, const char *token)
{
    struct callback *callback = scratch(sizeof *callback);
    char *name = scratch(strlen(token) + 1), *first, *second;

    strcpy(name, token);
    callback->helpers = helpers;
    callback->name = name;
    if ((first = strchr(name, ':')) == NULL)
        return callback;
    *first++ = '\0';
    if ((second = strchr(first, ':')) != NULL) {
        *second++ = '\0';
        callback->second = text_number(helpers->text, second);
    }
    callback->first = first[0] == 'p' ? slot_of(helpers, first)
                                      : text_number(helpers->text, first);
    return callback;
}

static bool is_called(const struct callback *callback, const char *name)
{
    return strcmp(callback->name, name) == 0;
}

/* thr:K */
static bool throws_now(const struct callback *callback, gen_call *call)
{
    if (!is_called(callback, "thr") || call->index != (uint64_t)callback->first)
        return false;
    gen_fail(call, new_user_error(600 + callback->first));
    return true;
}

/* ren:pN and rret:pN */
static struct value *reenter(const struct callback *callback, gen_call *call,
                             int64_t number)
{
    struct value *error;
    int slot = (int)callback->first;
    bool fine = is_called(callback, "ren")
                    ? call_next(callback->helpers, slot, &error)
                    : call_return(callback->helpers, slot, &error);

    if (!fine)
        gen_fail(call, error);
    return new_integer(number);
}

static struct value *compute(const struct callback *callback, gen_call *call,
                             struct value *value)
{
    int64_t number = number_of(value), index = (int64_t)call->index;

    if (is_called(callback, "inc"))
        return new_integer(number + 1);
    if (is_called(callback, "dbl"))
        return new_integer(number * 2);
    if (is_called(callback, "idx"))
        return new_integer(index);
    if (is_called(callback, "addi"))
        return new_integer(number + index);
    if (is_called(callback, "zero"))
        return new_integer(0);
    if (is_called(callback, "t") || is_called(callback, "f"))
        return new_boolean(is_called(callback, "t"));
    if (is_called(callback, "odd") || is_called(callback, "ev"))
        return new_boolean(((number & 1) != 0) == is_called(callback, "odd"));
    if (is_called(callback, "lt"))
        return new_boolean(number < callback->first);
    if (is_called(callback, "ci"))
        return new_boolean(index % callback->first == 0);
    if (is_called(callback, "eq"))
        return new_boolean(index == callback->first);
    if (is_called(callback, "id") || is_called(callback, "thr"))
        return value;
    if (is_called(callback, "ren") || is_called(callback, "rret"))
        return reenter(callback, call, number);
    text_reject(callback->helpers->text);
}

void *call_map(void *value, gen_call *call)
{
    trace("f %v %d", value, (int)call->index);
    if (throws_now(call->arg, call))
        return NULL;
    return compute(call->arg, call, value);
}

bool call_test(void *value, gen_call *call)
{
    return is_true(call_map(value, call));
}

void call_visit(void *value, gen_call *call)
{
    call_map(value, call);
}

gen_t *call_flat(void *value, gen_call *call)
{
    const struct callback *callback = call->arg;
    int64_t number = number_of(value);

    trace("f %v %d", value, (int)call->index);
    if (is_called(callback, "fsrc"))
        return new_plain("x", number * 100, number, callback->first, -1,
                         callback->second, false);
    if (is_called(callback, "ferr"))
        return new_plain("x", number * 100, number, 3, callback->first,
                         callback->second, false);
    if (is_called(callback, "fgen"))
        return new_generator("x", number * 100, callback->first);
    if (!throws_now(callback, call) && !is_called(callback, "fnum"))
        compute(callback, call, value);
    return NULL; /* a value is no iterator */
}

void *call_reduce(void *sum, void *value, gen_call *call)
{
    trace("f %v %v %d", sum, value, (int)call->index);
    if (throws_now(call->arg, call))
        return NULL;
    return new_integer(number_of(sum) + number_of(value));
}
