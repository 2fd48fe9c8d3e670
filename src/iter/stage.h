/*
 * What the iterators have in common: the state that an iterator keeps, and how
 * it is resumed, closed and freed.
 *
 * These files use the public interface of generators, and nothing else.
 *
 *      stage.c        the functions of this header
 *      sources.c      range, array, repeat, once, empty
 *      files.c        lines and blocks; line*.c: reading a line of a stream
 *      each.c         map, filter, tap, take_while, drop_while
 *      counted.c      take, drop, enumerate
 *      flat_map.c     flat_map
 *      groups.c       chunks, windows, batch
 *      source_list.c  lists of sources; concat
 *      zip.c          zip
 *      consume.c      reduce, fold, for_each, some, every, find, count
 *      collect.c      to_array, to_ints, to_strings, unpack, join
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
    gen_ops ops; /* CGEN__STAGE_OPS(on_next of this kind) */

    /* Returns the next source that is to be closed, and counts it as closed;
     * NULL if there is none left. May return one that has ended. */
    gen_t *(*open)(struct cgen__stage *stage);

    /* Frees what the state holds beside its source. May be NULL. */
    void (*release)(struct cgen__stage *stage);
};

/* The first member of every iterator's state. */
struct cgen__stage {
    const struct cgen__stage_kind *kind;
    gen_t *source;        /* NULL if it has none, or more than one */
    gen_pull pull;        /* gen_pull_of(source) */
    unsigned char status; /* a gen_status */
    bool closed;          /* source was closed, or needs no closing */
    gen_call call;        /* what callbacks are called with */
    const void *frame;    /* an address in the frame of the step that runs */
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

/* For functions that are called once in an iterator's life: their code is kept
 * apart from the code that runs for each value. */
#define CGEN__STAGE_COLD __attribute__((cold))

/* open of stages with one source, and of stages without. */
gen_t *cgen__stage_open_source(struct cgen__stage *stage);
gen_t *cgen__stage_open_nothing(struct cgen__stage *stage);

/* Makes the state of an iterator over source, size bytes, which are zero but
 * for the stage. If error, an errno, is not 0, or without memory, it closes and
 * destroys source, sets errno and returns NULL. */
void *cgen__stage_new(const struct cgen__stage_kind *kind, size_t size,
                      gen_t *source, int error);

/* The same without a source. */
void *cgen__stage_new_source(const struct cgen__stage_kind *kind, size_t size,
                             int error);

/* Closes and destroys a source that is not to be read. */
void cgen__stage_discard(gen_t *source);

/* Makes the iterator of that state. On failure, state and source are freed, and
 * NULL is returned; also if stage is NULL. */
gen_t *cgen__stage_iterator(void *stage);

/* Returns the errno for a missing source or callback, or 0 if both are there.
 */
int cgen__stage_need(bool source, bool callback);

/* Returns the errno for a source that is NULL: the one that the failed maker
 * has left, or EINVAL. */
int cgen__stage_missing(void);

/* Returns 0 for a valid count of values, else ERANGE. */
int cgen__stage_check_count(int64_t count);

/* What a step returns: a value, or the end.
 *
 * The result is put together from the two words in which it is returned: when
 * it is made member by member, compilers shift and mask the second one in every
 * step. */
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

/* Takes the next value of the source. */
static inline gen_result cgen__stage_pull(const struct cgen__stage *stage)
{
    return stage->pull.next(stage->pull.state, NULL);
}

/* What a step returns when its source has ended, or thrown: in is that result.
 */
CGEN__STAGE_COLD gen_result cgen__stage_ended(gen_result in);

/* What a step returns that fails with error: closes the sources, whose errors
 * do not count. */
CGEN__STAGE_COLD gen_result cgen__stage_fail(struct cgen__stage *stage,
                                             gen_result error);

/* What a step returns that wants no more values: closes the sources. The first
 * error of that is the result; an exception is thrown on. */
CGEN__STAGE_COLD gen_result cgen__stage_stop(struct cgen__stage *stage);

static inline gen_result cgen__stage_fail_with(struct cgen__stage *stage,
                                               int error)
{
    return cgen__stage_fail(stage, (gen_result){NULL, true, error});
}

/* What on_next returns when it must not be called: while the iterator runs, or
 * when it is done. */
CGEN__STAGE_COLD gen_result cgen__stage_refuse(const struct cgen__stage *stage);

/* A step was left by unwinding: closes the sources, as if a callback had
 * failed. */
void cgen__stage_unwound(struct cgen__stage *stage);

static inline void cgen__stage_leave(struct cgen__stage **stage)
{
    if ((*stage)->status == GEN_RUNNING)
        cgen__stage_unwound(*stage);
}

/* What every on_next does: calls step, and keeps the status. The result is put
 * together anew, which is cheaper than passing on the one that step returned.
 */
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
