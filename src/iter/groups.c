/*
 * Adaptors that give several values as one: chunks, windows, batch.
 *
 * They share a buffer of elements, which grows as it is filled: a size may be
 * huge and the source short. The last group may be smaller: its source has
 * ended, and so is not closed when the iterator is left there.
 */
#include <errno.h>
#include <string.h>

#include "iter/stage.h"

struct group {
    struct cgen__stage stage;
    char *buffer;
    size_t size;                 /* of an element, in bytes */
    size_t room;                 /* elements that fit into the buffer */
    size_t limit;                /* elements that it ever has to hold */
    size_t first, count, wanted; /* the group in the buffer */
    bool ended;                  /* the source has ended */
    enum gen_windows_mode mode;
    union {
        gen_items items;
        gen_elements elements;
    } out;
};

static size_t min(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool grow(struct group *group)
{
    size_t room = min(group->limit, 2 * group->room + 8);
    char *buffer = realloc(group->buffer, room * group->size);

    if (buffer == NULL)
        return false;
    group->buffer = buffer;
    group->room = room;
    return true;
}

static char *element(const struct group *group, size_t at)
{
    return group->buffer + (group->first + at) * group->size;
}

/* Makes room for one element behind the group. */
static bool make_room(struct group *group)
{
    if (group->first + group->count < group->room)
        return true;
    if (group->room < group->limit)
        return grow(group);
    memmove(group->buffer, element(group, 0), group->count * group->size);
    group->first = 0;
    return true;
}

/* Adds an element, a copy of size bytes. */
static bool add(struct group *group, const void *bytes)
{
    if (!make_room(group))
        return false;
    memcpy(element(group, group->count++), bytes, group->size);
    return true;
}

/* Fills the group up to the number of elements wanted, or until the source
 * ends. False, with the result of the step, if there is an error. */
static bool fill(struct group *group, bool copies, gen_result *out)
{
    while (group->count < group->wanted && !group->ended) {
        *out = cgen__stage_pull(&group->stage);
        if (out->done && out->error != 0)
            return false;
        if (out->done) {
            group->ended = group->stage.closed = true;
            break;
        }
        if (!add(group, copies ? out->value : &out->value)) {
            *out = cgen__stage_fail_with(&group->stage, GEN_ENOMEM);
            return false;
        }
    }
    return true;
}

static gen_result give_items(struct group *group)
{
    group->out.items =
        (gen_items){(void **)(void *)element(group, 0), group->count};
    return cgen__stage_give(&group->out.items);
}

static void group_release(struct cgen__stage *stage)
{
    free(((struct group *)stage)->buffer);
}

static gen_result chunks_step(struct cgen__stage *stage)
{
    struct group *group = (struct group *)stage;
    gen_result out;

    group->count = 0;
    if (!fill(group, false, &out))
        return out;
    return group->count != 0 ? give_items(group) : cgen__stage_end();
}

static gen_result chunks_next(void *state, void *sent)
{
    (void)sent;
    return cgen__stage_run(state, chunks_step);
}

static gen_result windows_step(struct cgen__stage *stage)
{
    struct group *group = (struct group *)stage;
    bool is_full = group->count == group->wanted;
    gen_result out;

    if (group->ended)
        return cgen__stage_end();
    if (is_full) {
        group->first++;
        group->count--;
    }
    if (!fill(group, false, &out))
        return out;
    if (!group->ended ||
        (group->mode == GEN_ALLOW_PARTIAL && !is_full && group->count != 0))
        return give_items(group);
    return cgen__stage_end();
}

static gen_result windows_next(void *state, void *sent)
{
    (void)sent;
    return cgen__stage_run(state, windows_step);
}

static gen_result batch_step(struct cgen__stage *stage)
{
    struct group *group = (struct group *)stage;
    gen_result out;

    group->count = 0;
    if (!fill(group, true, &out))
        return out;
    if (group->count == 0)
        return cgen__stage_end();
    group->out.elements = (gen_elements){group->buffer, group->count};
    return cgen__stage_give(&group->out.elements);
}

static gen_result batch_next(void *state, void *sent)
{
    (void)sent;
    return cgen__stage_run(state, batch_step);
}

static int check_size(const gen_t *source, size_t size)
{
    if (source == NULL)
        return cgen__stage_missing();
    return size != 0 && size <= GEN_MAX_CHUNK ? 0 : ERANGE;
}

gen_t *gen_chunks(gen_t *source, size_t size)
{
    static const struct cgen__stage_kind kind = {
        CGEN__STAGE_OPS(chunks_next), cgen__stage_open_source, group_release};
    struct group *group =
        cgen__stage_new(&kind, sizeof *group, source, check_size(source, size));

    if (group != NULL) {
        group->size = sizeof(void *);
        group->wanted = group->limit = size;
    }
    return cgen__stage_iterator(group);
}

gen_t *gen_windows(gen_t *source, size_t size, enum gen_windows_mode mode)
{
    static const struct cgen__stage_kind kind = {
        CGEN__STAGE_OPS(windows_next), cgen__stage_open_source, group_release};
    bool known = mode == GEN_ONLY_FULL || mode == GEN_ALLOW_PARTIAL;
    struct group *group =
        cgen__stage_new(&kind, sizeof *group, source,
                        known ? check_size(source, size) : EINVAL);

    if (group != NULL) {
        group->size = sizeof(void *);
        group->wanted = size;
        group->limit = 2 * size; /* so that moving is rare */
        group->mode = mode;
    }
    return cgen__stage_iterator(group);
}

gen_t *gen_batch(gen_t *source, size_t size, size_t count)
{
    static const struct cgen__stage_kind kind = {
        CGEN__STAGE_OPS(batch_next), cgen__stage_open_source, group_release};
    bool fits = size != 0 && count != 0 && count <= PTRDIFF_MAX / size;
    struct group *group = cgen__stage_new(
        &kind, sizeof *group, source, cgen__stage_need(source != NULL, fits));

    if (group != NULL) {
        group->size = size;
        group->wanted = group->limit = count;
    }
    return cgen__stage_iterator(group);
}
