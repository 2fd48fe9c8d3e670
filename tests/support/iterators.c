#include "iterators.h"

#include <stdlib.h>

static gen_result noting_next(void *state, void *sent)
{
    struct noting *noting = state;

    (void)sent;
    note("%s.n", noting->label);
    if (noting->position == noting->fails_at)
        return (gen_result){"failed", true, GEN_THROWN};
    if (noting->position == noting->count)
        return (gen_result){NULL, true, 0};
    return (gen_result){gen_of_int(noting->position++), false, 0};
}

static gen_result noting_return(void *state, void *value)
{
    const struct noting *noting = state;

    (void)value;
    note("%s.r", noting->label);
    if (noting->close_error == NULL)
        return (gen_result){NULL, true, 0};
    return (gen_result){(void *)(uintptr_t)noting->close_error, true,
                        GEN_THROWN};
}

static void noting_free(void *state)
{
    note("%s.f", ((struct noting *)state)->label);
    free(state);
}

static gen_t *make(struct noting noting)
{
    static const gen_ops ops = {.on_next = noting_next,
                                .on_return = noting_return,
                                .on_free = noting_free};
    struct noting *state = malloc(sizeof *state);
    gen_t *g;

    assert_non_null(state);
    *state = noting;
    g = gen_from(&ops, state);
    assert_non_null(g);
    return g;
}

gen_t *noting(const char *label, int64_t count)
{
    return make((struct noting){label, count, -1, NULL, 0});
}

gen_t *failing(const char *label, int64_t at)
{
    return make((struct noting){label, -1, at, NULL, 0});
}

gen_t *unclosable(const char *label, int64_t count, const char *error)
{
    return make((struct noting){label, count, -1, error, 0});
}

static gen_result give_once(void *state, void *sent)
{
    int *freed = state;

    (void)sent;
    if (*freed < 0)
        return (gen_result){NULL, true, 0};
    *freed = -1; /* until it is freed */
    return (gen_result){state, false, 0};
}

static void count_free(void *state)
{
    int *freed = state;

    *freed = *freed < 0 ? 1 : *freed + 1;
}

struct counted_list counted(size_t count)
{
    static const gen_ops ops = {.on_next = give_once, .on_free = count_free};
    struct counted_list list = {count, calloc(count, sizeof *list.sources),
                                calloc(count, sizeof *list.freed)};

    assert_non_null(list.sources);
    assert_non_null(list.freed);
    for (size_t i = 0; i < count; i++)
        list.sources[i] = gen_from(&ops, &list.freed[i]);
    return list;
}

void free_counted(struct counted_list *list)
{
    free(list->sources);
    free(list->freed);
}

void name_twice(struct counted_list *list, size_t first, size_t last)
{
    gen_destroy(list->sources[last]);
    list->sources[last] = list->sources[first];
}

bool was_each_freed(const struct counted_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->freed[i] != 1)
            return false;
    return true;
}

static void note_end(gen_result result)
{
    if (!result.done)
        return;
    if (result.error == GEN_THROWN)
        note("!%s", (char *)result.value);
    else if (result.error != 0)
        note("!%d", result.error);
    else
        note("!");
}

void note_ints(gen_t *g, int limit)
{
    gen_result result = {NULL, false, 0};

    while (!result.done && limit-- > 0) {
        result = gen_next(g);
        if (!result.done)
            note("%d", (int)gen_to_int(result.value));
    }
    note_end(result);
}

void note_groups(gen_t *g, int limit)
{
    gen_result result = {NULL, false, 0};

    while (!result.done && limit-- > 0) {
        const gen_items *items;

        result = gen_next(g);
        items = result.value;
        if (result.done)
            break;
        note("[");
        for (size_t i = 0; i < items->count; i++)
            note("%d", (int)gen_to_int(items->values[i]));
        note("]");
    }
    note_end(result);
}
