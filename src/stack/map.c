/*
 * Mapping stacks: sizes, guard pages, how far one was used.
 *
 * One private mapping per stack, so that a fork gives the child its own; all
 * of it inaccessible first, then all but the lowest page made usable, so that
 * there is never a moment without a guard.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, madvise, mincore */
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stack/map.h"

/* The default is address space, not memory. The least size leaves room for
 * what the body does not choose: the engine's context, a signal frame, the
 * unwinder. */
enum { DEFAULT_SIZE = 256 * 1024, LEAST_SIZE = 32 * 1024 };

/* Asked of the system once; threads that ask at the same time get the same. */
static size_t page_size(void)
{
    static atomic_size_t known;
    size_t size = atomic_load_explicit(&known, memory_order_relaxed);

    if (size == 0) {
        size = (size_t)sysconf(_SC_PAGESIZE);
        atomic_store_explicit(&known, size, memory_order_relaxed);
    }
    return size;
}

size_t cgen__map_size(size_t size)
{
    size_t page = page_size();

    if (size == 0)
        size = DEFAULT_SIZE;
    if (size < LEAST_SIZE)
        size = LEAST_SIZE;
    if (size > SIZE_MAX - 2 * page)
        return 0;
    return (size + page - 1) & ~(page - 1);
}

bool cgen__map(struct cgen__stack *stack, size_t size)
{
    size_t guard = page_size();
    char *base =
        mmap(NULL, guard + size, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);

    if (base == MAP_FAILED)
        return false;
    stack->low = base + guard;
    stack->high = stack->low + size;
    if (mprotect(stack->low, size, PROT_READ | PROT_WRITE) == 0)
        return true;
    cgen__unmap(stack);
    return false;
}

void cgen__unmap(const struct cgen__stack *stack)
{
    size_t guard = page_size();
    size_t size = (size_t)(stack->high - stack->low);

    /* At its limit on mappings the kernel may refuse to cut one in two. Then
     * at least the memory goes back. */
    if (munmap(stack->low - guard, guard + size) != 0)
        madvise(stack->low, size, MADV_DONTNEED);
}

/* The first touched page of count pages from low, or count if there is none
 * among them. count is at most what resident holds. */
static size_t first_touched(char *low, size_t count, unsigned char *resident)
{
    size_t i = 0;

    if (mincore(low, count * page_size(), resident) != 0)
        return 0;
    while (i < count && (resident[i] & 1) == 0)
        i++;
    return i;
}

size_t cgen__stack_used(const struct cgen__stack *stack)
{
    unsigned char resident[1024];
    size_t page = page_size();
    char *low = stack->low;

    while (low < stack->high) {
        size_t left = (size_t)(stack->high - low) / page;
        size_t count = left < sizeof resident ? left : sizeof resident;
        size_t clean = first_touched(low, count, resident);

        low += clean * page;
        if (clean < count)
            break;
    }
    return (size_t)(stack->high - low);
}
