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

/* A cache line. */
enum { HIGH_ALIGNMENT = 64 };

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

/* Where the record of a stack that ends at end lies: its high. */
static struct cgen__stack *place_record(char *end)
{
    uintptr_t address = (uintptr_t)end - sizeof(struct cgen__stack);

    return (struct cgen__stack *)(address & ~(uintptr_t)(HIGH_ALIGNMENT - 1));
}

static char *end_of(const struct cgen__stack *stack)
{
    uintptr_t page = page_size();

    return (char *)(((uintptr_t)stack->high + page - 1) & ~(page - 1));
}

size_t cgen__mapped_size(const struct cgen__stack *stack)
{
    return (size_t)(end_of(stack) - stack->low);
}

static void unmap(char *low, size_t size)
{
    size_t guard = page_size();

    /* At its limit on mappings the kernel may refuse to cut one in two. Then
     * at least the memory goes back. */
    if (munmap(low - guard, guard + size) != 0)
        madvise(low, size, MADV_DONTNEED);
}

void cgen__unmap(struct cgen__stack *stack)
{
    unmap(stack->low, cgen__mapped_size(stack));
}

struct cgen__stack *cgen__map(size_t size)
{
    size_t guard = page_size();
    struct cgen__stack *stack;
    char *base =
        mmap(NULL, guard + size, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);

    if (base == MAP_FAILED)
        return NULL;
    if (mprotect(base + guard, size, PROT_READ | PROT_WRITE) != 0) {
        unmap(base + guard, size);
        return NULL;
    }
    stack = place_record(base + guard + size);
    stack->low = base + guard;
    stack->high = (char *)stack;
    stack->kept = NULL;
    return stack;
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
    char *end = end_of(stack);
    char *low = stack->low;

    while (low < end) {
        size_t left = (size_t)(end - low) / page;
        size_t count = left < sizeof resident ? left : sizeof resident;
        size_t clean = first_touched(low, count, resident);

        low += clean * page;
        if (clean < count)
            break;
    }
    return (size_t)(end - low);
}
