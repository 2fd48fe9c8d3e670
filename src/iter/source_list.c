/* Lists of sources; concat, which reads one after the other. */
#include <errno.h>
#include <string.h>

#include "iter/source_list.h"

/*
 * The sources of a part of a list, to find those that it has more than once: a
 * table, at most half full, of the places where each occurs first.
 */
typedef gen_t *const *place;

enum { FEW_BITS = 8 };

struct first_places {
    place *slots;
    unsigned bits; /* there are 1 << bits slots */
    place few[1 << FEW_BITS];
};

/* Allocates as many slots as count places need; fewer, if memory is short. */
static void open_places(struct first_places *places, size_t count)
{
    unsigned bits = 1;

    while (bits < 60 && count > ((size_t)1 << bits) / 2)
        bits++;
    places->slots = NULL;
    for (; bits > FEW_BITS && places->slots == NULL; bits--) {
        places->slots = calloc((size_t)1 << bits, sizeof *places->slots);
        places->bits = bits;
    }
    if (places->slots == NULL) {
        places->slots = places->few;
        places->bits = bits;
    }
}

static void close_places(struct first_places *places)
{
    if (places->slots != places->few)
        free(places->slots);
}

static size_t room_of(const struct first_places *places)
{
    return ((size_t)1 << places->bits) / 2;
}

/* The slot in which source is, or would be. */
static place *slot_of(const struct first_places *places, const gen_t *source)
{
    size_t mask = ((size_t)1 << places->bits) - 1;
    uint64_t hash = (uint64_t)(uintptr_t)source * 0x9e3779b97f4a7c15;
    size_t at = (size_t)(hash >> (64 - places->bits));

    while (places->slots[at] != NULL && *places->slots[at] != source)
        at = (at + 1) & mask;
    return &places->slots[at];
}

/* Fills the table with the sources from one place to another, which fit. Their
 * first places may be before that. */
static void find_places(struct first_places *places, gen_t *const *sources,
                        size_t from, size_t to)
{
    place *slot;

    memset(places->slots, 0, sizeof *places->slots << places->bits);
    for (size_t i = to; i-- > from;)
        *slot_of(places, sources[i]) = &sources[i];
    for (size_t i = from; i-- > 0;) {
        slot = slot_of(places, sources[i]);
        if (*slot != NULL)
            *slot = &sources[i];
    }
}

static bool is_first(const struct first_places *places, place source)
{
    return *slot_of(places, *source) == source;
}

/* Returns EINVAL if a source occurs twice, ENOMEM if there is no memory to find
 * that out, else 0. */
static int check_repeats(gen_t *const *sources, size_t count)
{
    struct first_places places GEN_ON_SCOPE_EXIT(close_places);

    open_places(&places, count);
    if (count > room_of(&places))
        return ENOMEM;
    find_places(&places, sources, 0, count);
    for (size_t i = 0; i < count; i++)
        if (!is_first(&places, &sources[i]))
            return EINVAL;
    return 0;
}

int cgen__source_list_check(gen_t *const *sources, size_t count)
{
    if (sources == NULL)
        return count == 0 ? 0 : EINVAL;
    for (size_t i = 0; i < count; i++)
        if (sources[i] == NULL)
            return cgen__stage_missing();
    return check_repeats(sources, count);
}

bool cgen__source_list_copy(struct cgen__source_list *list,
                            gen_t *const *sources, size_t count)
{
    list->items = calloc(count + 1, sizeof(void *));
    if (list->items == NULL)
        return false;
    if (count != 0)
        memcpy(list->items, sources, count * sizeof(void *));
    list->count = count;
    return true;
}

struct list {
    gen_t *const *sources;
    size_t count;
    size_t next; /* the first that is not destroyed */
    struct first_places places;
};

static void destroy_rest(struct list *list);

static void destroy_others(struct list **list)
{
    if ((*list)->next < (*list)->count)
        destroy_rest(*list);
}

/* All of them also if some are left by unwinding, each time one more frame
 * deep. A list that does not fit into the table is gone through part by part:
 * after each, what comes before it is asked for sources of it. */
static void destroy_rest(struct list *list)
{
    struct list *rest GEN_ON_SCOPE_EXIT(destroy_others) = list;

    while (rest->next < rest->count) {
        size_t left = rest->count - rest->next, room = room_of(&rest->places);
        size_t to = rest->next + (left < room ? left : room);

        find_places(&rest->places, rest->sources, rest->next, to);
        while (rest->next < to) {
            place source = &rest->sources[rest->next++];

            if (is_first(&rest->places, source))
                gen_destroy(*source);
        }
    }
}

static void close_list(struct list *list)
{
    close_places(&list->places);
}

void cgen__source_list_destroy(gen_t *const *sources, size_t count)
{
    struct list list GEN_ON_SCOPE_EXIT(close_list) = {
        .sources = sources, .count = sources != NULL ? count : 0};
    int error = errno;

    open_places(&list.places, count);
    destroy_rest(&list);
    errno = error;
}

static void destroy_copied(struct cgen__source_list *list);

static void destroy_others_copied(struct cgen__source_list **list)
{
    if ((*list)->destroyed < (*list)->count)
        destroy_copied(*list);
}

static void destroy_copied(struct cgen__source_list *list)
{
    struct cgen__source_list *rest GEN_ON_SCOPE_EXIT(destroy_others_copied) =
        list;

    while (rest->destroyed < rest->count)
        gen_destroy(rest->items[rest->destroyed++]);
}

static void free_items(struct cgen__source_list **list)
{
    free((*list)->items);
}

void cgen__source_list_release(struct cgen__source_list *list)
{
    struct cgen__source_list *all GEN_ON_SCOPE_EXIT(free_items) = list;

    destroy_copied(all);
}

struct concat {
    struct cgen__stage stage;
    struct cgen__source_list sources;
    size_t at;
    bool opened; /* the source that it is at has been stepped */
};

static gen_result concat_step(struct cgen__stage *stage)
{
    struct concat *concat = (struct concat *)stage;
    gen_result in;

    concat->opened = true;
    for (; concat->at < concat->sources.count; concat->at++) {
        in = gen_next(concat->sources.items[concat->at]);
        if (!in.done || in.error != 0)
            return in;
    }
    return cgen__stage_end();
}

static gen_result concat_next(void *state, void *sent)
{
    (void)sent;
    return cgen__stage_run(state, concat_step);
}

static gen_t *concat_open(struct cgen__stage *stage)
{
    struct concat *concat = (struct concat *)stage;

    if (!concat->opened || concat->at == concat->sources.count)
        return NULL;
    concat->opened = false;
    return concat->sources.items[concat->at];
}

static void concat_release(struct cgen__stage *stage)
{
    cgen__source_list_release(&((struct concat *)stage)->sources);
}

gen_t *gen_concat(gen_t *const *sources, size_t count)
{
    static const struct cgen__stage_kind kind = {CGEN__STAGE_OPS(concat_next),
                                                 concat_open, concat_release};
    struct concat *concat = cgen__stage_new_source(
        &kind, sizeof *concat, cgen__source_list_check(sources, count));

    if (concat != NULL &&
        cgen__source_list_copy(&concat->sources, sources, count))
        return cgen__stage_iterator(concat);
    free(concat);
    cgen__source_list_destroy(sources, count);
    return NULL;
}
