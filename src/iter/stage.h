/*
 * What the iterators have in common: the state that an iterator keeps, and how
 * it is resumed, closed and freed.
 *
 * These files know of generators what the public headers say, and nothing else.
 *
 *      stage.c      this
 *      sources.c    range, array, repeat, once, empty
 *      files.c      lines and blocks; line*.c: a line of a stream
 *      each.c       map, filter, tap, take_while, drop_while: one in, one out
 *      counted.c    take, drop, enumerate
 *      flat_map.c   one in, many out
 *      groups.c     many in, one out: chunks, windows, batch
 *      several.c    lists of sources; concat
 *      zip.c
 *      consume.c    reduce, fold, for_each, some, every, find, count
 *      collect.c    to_array, to_ints, to_strings, unpack, join
 *
 * An iterator keeps its status itself (gen_ops.on_state), so that gen_next on
 * it is a jump to its step, and one that pulls from another costs one call.
 */
#ifndef CGEN_ITER_STAGE_H
#define CGEN_ITER_STAGE_H

#include <stdlib.h>

#include "cgen/iter.h"

struct cgen__stage;

struct cgen__stage_kind {
    gen_ops ops; /* CGEN__STAGE_OPS(its own on_next) */

    /* What it reads and has not closed: takes the one out that is to be closed
     * first; NULL if there is none. What has ended does not matter. */
    gen_t *(*open)(struct cgen__stage *stage);

    /* Gives back what it has beside its source; absent: nothing. */
    void (*release)(struct cgen__stage *stage);
};

/* The first member of every iterator's state. */
struct cgen__stage {
    const struct cgen__stage_kind *kind;
    gen_t *source;        /* or NULL: it has none, or more than one */
    gen_pull pull;        /* of source */
    unsigned char status; /* a gen_status */
    bool closed;          /* source was */
    gen_call call;
    const void *frame; /* of the step or closing that runs */
};

_Static_assert(sizeof(gen_result) == 2 * sizeof(void *),
               "as cgen__stage_give has it");

#define CGEN__STAGE_OPS(next)                                       \
    {                                                               \
        .on_next = next, .on_return = cgen__stage_return,           \
        .on_free = cgen__stage_free, .on_state = cgen__stage_state, \
        .on_frame = cgen__stage_frame                               \
    }

gen_result cgen__stage_return(void *stage, void *value);
void cgen__stage_free(void *stage);
gen_status cgen__stage_state(const void *stage);
const void *cgen__stage_frame(const void *stage);

/* For what happens once in an iterator's life: kept out of the way of what
 * happens for each value. */
#define CGEN__STAGE_COLD __attribute__((cold))

/* open, for those with one source and for those with none. */
gen_t *cgen__stage_open_source(struct cgen__stage *stage);
gen_t *cgen__stage_open_nothing(struct cgen__stage *stage);

/* Makes the state of an iterator over source, of size bytes, zero but for the
 * stage. With an error, an errno, or without memory it gives NULL and sets
 * errno, and source is closed and destroyed. */
void *cgen__stage_new(const struct cgen__stage_kind *kind, size_t size,
                      gen_t *source, int error);

/* The same without a source. */
void *cgen__stage_new_source(const struct cgen__stage_kind *kind, size_t size,
                             int error);

/* Closes and destroys a source that is not to be read. */
void cgen__stage_discard(gen_t *source);

/* The iterator of that state. On failure, state and source go. */
gen_t *cgen__stage_iterator(void *stage);

/* What it is that one of two is NULL, else 0. */
int cgen__stage_need(bool source, bool callback);

/* Why a source is NULL: the errno of what failed to make it, or EINVAL. */
int cgen__stage_missing(void);

/* What a count of values may not be: ERANGE, else 0. */
int cgen__stage_check_count(int64_t count);

/* Results of a step.
 *
 * A value, not done and without error, is put together as the two words in
 * which a result is returned: member by member, compilers shift and mask the
 * second one in every step. */
static inline gen_result cgen__stage_give(void *value)
{
    const union {
        struct {
            void *value;
            uint64_t zero;
        } words;
        gen_result result;
    } given = {{value, 0}};

    return given.result;
}

static inline gen_result cgen__stage_end(void)
{
    return (gen_result){NULL, true, 0};
}

/* The next value of its source. */
static inline gen_result cgen__stage_pull(const struct cgen__stage *stage)
{
    return stage->pull.next(stage->pull.state, NULL);
}

/* Of one whose source has ended, or thrown. */
CGEN__STAGE_COLD gen_result cgen__stage_ended(gen_result in);

/* Of one that fails: what it reads is closed, whose errors do not count. */
CGEN__STAGE_COLD gen_result cgen__stage_fail(struct cgen__stage *stage,
                                             gen_result error);

/* Of one that wants no more: what it reads is closed; the first error of that
 * counts, which may be an exception. */
CGEN__STAGE_COLD gen_result cgen__stage_stop(struct cgen__stage *stage);

static inline gen_result cgen__stage_fail_with(struct cgen__stage *stage,
                                               int error)
{
    return cgen__stage_fail(stage, (gen_result){NULL, true, error});
}

/* An on_next that must not be called now. */
CGEN__STAGE_COLD gen_result cgen__stage_refuse(const struct cgen__stage *stage);

/* A step that was left by being unwound: as if the callback had failed. */
void cgen__stage_unwound(struct cgen__stage *stage);

static inline void cgen__stage_leave(struct cgen__stage **stage)
{
    if ((*stage)->status == GEN_RUNNING)
        cgen__stage_unwound(*stage);
}

/* An on_next: takes a step, and sees to the status. A value is put together
 * anew, which is cheaper than to pass on what it came in. */
static inline gen_result
cgen__stage_run(void *state, gen_result (*step)(struct cgen__stage *))
{
    struct cgen__stage *stage = state;
    gen_result out;

    if (stage->status >= GEN_RUNNING)
        return cgen__stage_refuse(stage);
    stage->status = GEN_RUNNING;
    stage->frame = __builtin_frame_address(0);
    {
        struct cgen__stage *running GEN_ON_SCOPE_EXIT(cgen__stage_leave) =
            stage;

        out = step(running);
        stage->status = out.done ? GEN_DONE : GEN_SUSPENDED;
    }
    return out.done ? out : cgen__stage_give(out.value);
}

/* True if the callback that was just called has failed. */
static inline bool cgen__stage_failed(const struct cgen__stage *stage)
{
    return __builtin_expect(stage->call.failed.error != 0, 0);
}

#endif
