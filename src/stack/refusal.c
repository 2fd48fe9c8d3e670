/* The reasons for which stacks could not be made. Atomic, so that noting one
 * needs no lock. */
#include <stdatomic.h>

#include "stack/refusal.h"

static _Atomic(const char *) last;
static atomic_ullong count;

void cgen__refusal_note(const char *why)
{
    atomic_store_explicit(&last, why, memory_order_relaxed);
    atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
}

const char *cgen__refusal_last(void)
{
    return atomic_load_explicit(&last, memory_order_relaxed);
}

unsigned long long cgen__refusal_count(void)
{
    return atomic_load_explicit(&count, memory_order_relaxed);
}
