/*
 * Generators under a tool that checks memory, or with CGEN_DEBUG in the
 * environment: their control blocks and stacks are on the heap, so that tools
 * see what happens to them, and where they were made is remembered.
 */
#ifndef CGEN_CORE_WATCHED_H
#define CGEN_CORE_WATCHED_H

#include <stdatomic.h>

#include "core/gen.h"

/* Places in code, innermost first. */
struct cgen__places {
    void *const *places;
    size_t count;
};

enum cgen__watch { CGEN__WATCH_UNKNOWN, CGEN__WATCH_NONE, CGEN__WATCH_ALL };

/* The answer, once it was found; and finding it. */
extern _Atomic(enum cgen__watch) cgen__watched_answer;
enum cgen__watch cgen__watched_look(void);

/* True if generators are to be made so: of all of the process or none. That
 * does not change while it runs, so it is found once; or, by several threads at
 * a time, once each, with the same answer. */
static inline bool cgen__watched_wanted(void)
{
    enum cgen__watch known =
        atomic_load_explicit(&cgen__watched_answer, memory_order_relaxed);

    if (known == CGEN__WATCH_UNKNOWN)
        known = cgen__watched_look();
    return known == CGEN__WATCH_ALL;
}

/* A control block, not cleared, and its stack; NULL if there is no memory. */
gen_t *cgen__watched_acquire(const gen_options *options,
                             struct cgen__stack **stack);

/* Notes where it was made; tells the tools of its stack. False if there is no
 * memory for that. */
bool cgen__watched_begin(gen_t *g);

/* Its body has ended: tells the tools. */
void cgen__watched_end(gen_t *g);

/* Frees what the first gave; or, with CGEN_DEBUG=handles, later. Also for one
 * that gen_from has made. */
void cgen__watched_free(gen_t *g);

/* Where it was made, if that was noted: else none. */
struct cgen__places cgen__watched_origin(const gen_t *g);

/* Lines for where it was destroyed, if it was and is kept. */
void cgen__watched_show_end(const gen_t *g);

/* g is about to be used by that function of the interface: if it was freed, a
 * tool reports it, or the process ends with a message. */
void cgen__watched_check(const gen_t *g, const char *function);

static inline void cgen__check(const gen_t *g, const char *function)
{
    if (g != NULL && g->on_heap)
        cgen__watched_check(g, function);
}

#endif
