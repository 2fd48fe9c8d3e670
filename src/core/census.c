/* Looking at all generators of the process that have a body. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/gen.h"
#include "core/show.h"
#include "core/thread.h"
#include "core/watched.h"

/* Their control blocks; count has those, too, that there is no room for. */
struct found {
    const gen_t **all;
    size_t room, count;
};

static void take(void *owner, void *argument)
{
    struct found *found = argument;

    if (found->count < found->room)
        found->all[found->count] = owner;
    found->count++;
}

/* Without the lock, since what is called may make generators. Those that other
 * threads have made meanwhile are left out. */
static bool find_all(struct found *found)
{
    cgen__stack_walk(take, found);
    found->room = found->count;
    found->all = calloc(found->room + 1, sizeof(gen_t *));
    if (found->all == NULL)
        return false;
    found->count = 0;
    cgen__stack_walk(take, found);
    if (found->count > found->room)
        found->count = found->room;
    return true;
}

/* Frames that may belong to the library and to libc's switch, before others. */
enum { INNERMOST = 24 };

static const void *waits_in(const gen_t *g)
{
    void *places[INNERMOST];
    size_t count = gen_backtrace(g, places, INNERMOST);

    return cgen__show_innermost(places, count < INNERMOST ? count : INNERMOST);
}

static const void *made_at(const gen_t *g)
{
    struct cgen__places made = cgen__watched_origin(g);

    return cgen__show_innermost(made.places, made.count);
}

static gen_info describe(const gen_t *g)
{
    return (gen_info){
        .gen = g,
        .name = gen_name(g),
        .body = g->fn,
        .state = gen_state(g),
        .engine = g->engine->name,
        .stack_size = (size_t)(g->stack->high - g->stack->low),
        .resumer = cgen__runs(g) ? cgen__of_running(g->head.outer) : NULL,
        .inner = g->inner,
        .waits_in = cgen__runs(g) ? NULL : waits_in(g),
        .made_at = made_at(g),
    };
}

int gen_describe(const gen_t *g, gen_info *info)
{
    cgen__check(g, "gen_describe");
    if (g == NULL || cgen__has(g, CGEN__CALLBACKS)) {
        *info = (gen_info){.gen = NULL};
        return GEN_EINVAL;
    }
    *info = describe(g);
    return 0;
}

size_t gen_place_text(const void *place, char *text, size_t size)
{
    struct cgen__text whole = {.size = 0};
    size_t fitting;

    cgen__text_add_place(&whole, place);
    if (size == 0)
        return whole.size;
    fitting = whole.size < size ? whole.size : size - 1;
    memcpy(text, whole.bytes, fitting);
    text[fitting] = '\0';
    return whole.size;
}

size_t gen_walk(bool (*fn)(const gen_info *info, void *arg), void *arg)
{
    struct found found = {NULL, 0, 0};
    size_t calls = 0;
    bool goes_on = true;

    if (fn == NULL || !find_all(&found)) {
        errno = fn == NULL ? EINVAL : ENOMEM;
        return 0;
    }
    while (goes_on && calls < found.count) {
        gen_info info = describe(found.all[calls++]);

        goes_on = fn(&info, arg);
    }
    free(found.all);
    return calls;
}
