/* Stacks in blocks of the heap. */
#define _GNU_SOURCE /* posix_memalign */
#include <stdatomic.h>
#include <stdlib.h>

#include "stack/block.h"
#include "stack/layout.h"
#include "stack/refusal.h"
#include "stack/size.h"
#include "stack/system.h"
#include "stack/threads.h"

/* The complement of the newest one's address; 0 if there is none. */
static uintptr_t newest;
static size_t count;

const struct cgen__block_layout cgen__block_layout = {
    .newest = &newest,
    .next = offsetof(struct cgen__block, next),
};

static uintptr_t hide(const struct cgen__block *block)
{
    return block != NULL ? ~(uintptr_t)block : 0;
}

static struct cgen__block *find(uintptr_t hidden)
{
    return hidden != 0 ? (struct cgen__block *)~hidden : NULL;
}

static void add(struct cgen__block *block)
{
    cgen__threads_lock();
    block->previous = 0;
    block->next = newest;
    if (newest != 0)
        find(newest)->previous = hide(block);
    newest = hide(block);
    count++;
    cgen__threads_unlock();
}

static void take_out(struct cgen__block *block)
{
    cgen__threads_lock();
    if (block->previous != 0)
        find(block->previous)->next = block->next;
    else
        newest = block->next;
    if (block->next != 0)
        find(block->next)->previous = block->previous;
    count--;
    cgen__threads_unlock();
}

bool cgen__block_is_for(size_t size)
{
    return cgen__size_class(size) != CGEN__LARGE;
}

static size_t size_of_guard(size_t wanted)
{
    if (wanted < CGEN__GUARD_LEAST)
        wanted = CGEN__GUARD_LEAST;
    return cgen__system_round(wanted);
}

static struct cgen__block *begin(char *start, char *low, size_t size,
                                 size_t guard)
{
    char *high = low + size - sizeof(struct cgen__block);
    struct cgen__block *block;

    high -= (uintptr_t)high % 64;
    block = (struct cgen__block *)(void *)high;
    *block = (struct cgen__block){.stack = {.low = low, .high = high},
                                  .start = start};
    atomic_init(&block->stack.owner, NULL);
    if (cgen__system_make_readonly(low - guard, guard))
        block->guard = guard;
    return block;
}

struct cgen__stack *cgen__block_acquire(size_t size, size_t guard, size_t front,
                                        void **start)
{
    struct cgen__block *block;

    size = CGEN__STACK_LEAST << cgen__size_class(size);
    front = cgen__system_round(front);
    guard = size_of_guard(guard);
    if (posix_memalign(start, cgen__system_page(), front + guard + size) != 0) {
        cgen__refusal_note("no memory in the heap, where a tool wants stacks");
        return NULL;
    }
    block = begin(*start, (char *)*start + front + guard, size, guard);
    add(block);
    return &block->stack;
}

void cgen__block_release(struct cgen__stack *stack)
{
    struct cgen__block *block = (struct cgen__block *)stack;

    take_out(block);
    if (block->guard != 0)
        cgen__system_make_writable(stack->low - block->guard, block->guard);
    free(block->start);
}

size_t cgen__block_count(void)
{
    return count;
}

void cgen__block_walk(void (*visit)(void *owner, void *arg), void *arg)
{
    for (struct cgen__block *block = find(newest); block != NULL;
         block = find(block->next)) {
        void *owner = atomic_load(&block->stack.owner);

        if (owner != NULL)
            visit(owner, arg);
    }
}
