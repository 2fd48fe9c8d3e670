/*
 * Which generator runs on this thread.
 *
 * Behind calls that are never inlined: a generator may move to another thread
 * at any yield, and a compiler that sees a thread-local object on both sides
 * of a switch may compute its address only once.
 */
#include "gen.h"

static _Thread_local gen_t *running;

CGEN__NOINLINE gen_t *gen_self(void)
{
    return running;
}

CGEN__NOINLINE void cgen__set_self(gen_t *g)
{
    running = g;
}
