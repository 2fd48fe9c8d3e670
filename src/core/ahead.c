/*
 * Generators that run ahead: their bodies put values into a row, and switch
 * when it is full; their consumers take from it, and switch when it is empty.
 *
 *      first            put                       limit
 *        v               v                          v
 *        +-------+-------+-------+------------------+
 *        | value | value |       |       ...        |   while the body runs
 *        +-------+-------+-------+------------------+
 *                    take ^        last ^               while it is suspended
 *
 * When the body suspends, the first value goes out with the switch. The row is
 * empty whenever the body goes on.
 *
 * An end does not pass the values before it: it is held until they are taken.
 * The generator, of which nothing can run any more, is suspended until then for
 * whoever asks.
 *
 * The program's own code may store and take, see <cgen/ahead.h>: below end,
 * which lets it while the body runs, unless there are copies to make or checks
 * to do; and never the last value that there is room for.
 */
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/ahead.h"
#include "core/thread.h"

struct ahead {
    struct gen_inline_ahead row;
    void **limit;
    char *copies;  /* a place for what each value points to; or NULL */
    size_t size;   /* of that, in bytes */
    size_t stride; /* from one to the next */
    gen_result held;
    bool holds;
    void *first[];
};

static struct ahead *of(const gen_t *g)
{
    return (struct ahead *)(void *)g->head.ahead;
}

static void empty(struct ahead *ahead)
{
    ahead->row.put = ahead->first;
    ahead->row.end = ahead->first;
}

void cgen__ahead_open(gen_t *g)
{
    struct ahead *ahead = of(g);

    if (ahead->copies == NULL && !g->on_heap && !cgen__is_destroyed(g))
        ahead->row.end = ahead->limit - 1;
}

static size_t round_up(size_t size)
{
    const size_t unit = alignof(max_align_t);

    return (size + unit - 1) / unit * unit;
}

/* Bytes in all, or 0 if there cannot be so many. */
static size_t bytes_of(size_t count, size_t size)
{
    const size_t most = SIZE_MAX / 4;
    size_t head = round_up(sizeof(struct ahead));

    if (size > most || count > (most - head) / (sizeof(void *) + size + 16))
        return 0;
    return head + round_up(count * sizeof(void *)) + count * round_up(size);
}

bool cgen__ahead_make(gen_t *g, size_t count, size_t size)
{
    size_t bytes = bytes_of(count, size);
    struct ahead *ahead = bytes != 0 ? malloc(bytes) : NULL;

    if (ahead == NULL)
        return false;
    *ahead = (struct ahead){
        .limit = ahead->first + count, .size = size, .stride = round_up(size)};
    if (size != 0)
        ahead->copies = (char *)ahead + bytes - count * ahead->stride;
    empty(ahead);
    g->head.ahead = &ahead->row;
    cgen__mark(g, CGEN__AHEAD, true);
    cgen__mark(g, CGEN__MORE, true);
    return true;
}

void cgen__ahead_free(gen_t *g)
{
    free(g->head.ahead);
    g->head.ahead = NULL;
}

static void *copy_of(struct ahead *ahead, const void *value)
{
    size_t index = (size_t)(ahead->row.put - ahead->first);

    return memcpy(ahead->copies + index * ahead->stride, value, ahead->size);
}

static void put(struct ahead *ahead, void *value)
{
    if (ahead->copies != NULL && value != NULL)
        value = copy_of(ahead, value);
    *ahead->row.put++ = value;
}

bool cgen__ahead_stores_slowly(gen_t *self, void *value)
{
    struct ahead *ahead = of(self);

    if (ahead->row.put + 1 == ahead->limit)
        return false;
    put(ahead, value);
    return true;
}

/* What is stored is there to be taken, but for the first value, which it
 * returns. */
static void *offer(struct ahead *ahead)
{
    ahead->row.last = ahead->row.put;
    ahead->row.take = ahead->first + 1;
    return ahead->first[0];
}

void *cgen__ahead_flush(gen_t *self, void *value)
{
    struct ahead *ahead = of(self);

    put(ahead, value);
    value = offer(ahead);
    empty(ahead);
    return value;
}

bool cgen__ahead_refuses_values(const gen_t *g)
{
    return cgen__ahead_has_values(g) || cgen__ahead_has_end(g) ||
           !cgen__has(g, CGEN__DELEGATES | CGEN__DONE);
}

bool cgen__ahead_holds(gen_t *g, gen_result *end)
{
    struct ahead *ahead = of(g);

    if (ahead->row.put == ahead->first)
        return false;
    ahead->held = *end;
    ahead->holds = true;
    *end = (gen_result){offer(ahead), false, 0};
    return true;
}

bool cgen__ahead_has_end(const gen_t *g)
{
    return of(g)->holds;
}

bool cgen__ahead_release(gen_t *g, gen_result *end)
{
    struct ahead *ahead = of(g);

    if (!ahead->holds)
        return false;
    ahead->holds = false;
    *end = ahead->held;
    return true;
}

void cgen__ahead_drop(gen_t *g)
{
    g->head.ahead->take = g->head.ahead->last;
}

void cgen__ahead_close(gen_t *g)
{
    g->head.ahead->end = g->head.ahead->put;
}
