/* The system calls of the stack layer. */
#define _GNU_SOURCE /* mincore, MAP_STACK, MADV_* */
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "stack/system.h"

/* Linux 6.13, 5.18 and 5.17, younger than the headers this is compiled with. */
enum { ADVICE_GUARD_INSTALL = 102, ADVICE_DONTNEED_LOCKED = 24 };
enum { SET_VMA = 0x53564d41, SET_VMA_ANON_NAME = 0 };

static atomic_ullong calls;

static void count_call(void)
{
    atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
}

unsigned long long cgen__system_calls(void)
{
    return atomic_load_explicit(&calls, memory_order_relaxed);
}

/* Asked of the system once; threads that ask at the same time get the same. */
size_t cgen__system_page(void)
{
    static atomic_size_t known;
    size_t size = atomic_load_explicit(&known, memory_order_relaxed);

    if (size == 0) {
        size = (size_t)sysconf(_SC_PAGESIZE);
        atomic_store_explicit(&known, size, memory_order_relaxed);
    }
    return size;
}

size_t cgen__system_round(size_t size)
{
    size_t page = cgen__system_page();

    return (size + page - 1) & ~(page - 1);
}

/* Names it in /proc/PID/maps, where the kernel can. */
static void name(char *low, size_t size)
{
    count_call();
    prctl(SET_VMA, SET_VMA_ANON_NAME, low, size, "cgen stacks");
}

/* Maps memory; NULL if the kernel refuses. */
static char *map(size_t size, int protection)
{
    char *low;

    count_call();
    low = mmap(NULL, size, protection,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    return low != MAP_FAILED ? low : NULL;
}

/* True if the kernel fills mappings when they are made, since the process asked
 * for that: mlockall(2), MCL_FUTURE. */
static bool fills_mappings(void)
{
    size_t size = cgen__system_page();
    char *probe = map(size, PROT_READ | PROT_WRITE);
    unsigned char touched = 0;

    if (probe == NULL)
        return false;
    (void)cgen__system_touched(probe, size, &touched);
    (void)cgen__system_unmap(probe, size);
    return (touched & 1) != 0;
}

/* Maps memory that is locked as the process wants it, but filled only as it is
 * touched: it is mapped without access, which is not filled, and marked by
 * mlock2(2) before it gets access. */
static char *map_locked(size_t size)
{
    char *low = map(size, PROT_NONE);

    if (low == NULL)
        return NULL;
    count_call();
    if (mlock2(low, size, MLOCK_ONFAULT) == 0) {
        count_call();
        if (mprotect(low, size, PROT_READ | PROT_WRITE) == 0)
            return low;
    }
    (void)cgen__system_unmap(low, size);
    return NULL;
}

char *cgen__system_reserve(size_t size)
{
    char *low =
        fills_mappings() ? map_locked(size) : map(size, PROT_READ | PROT_WRITE);

    if (low == NULL)
        return NULL;
    count_call();
    madvise(low, size, MADV_NOHUGEPAGE); /* fails on kernels without them */
    name(low, size);
    return low;
}

bool cgen__system_unmap(char *low, size_t size)
{
    count_call();
    return munmap(low, size) == 0;
}

void cgen__system_forget(char *low, size_t size)
{
    count_call();
    if (madvise(low, size, MADV_DONTNEED) == 0)
        return;
    count_call(); /* it is refused for locked memory */
    madvise(low, size, ADVICE_DONTNEED_LOCKED);
}

bool cgen__system_guard(char *low, size_t size)
{
    count_call();
    return madvise(low, size, ADVICE_GUARD_INSTALL) == 0;
}

bool cgen__system_protect(char *low, size_t size)
{
    count_call();
    return mprotect(low, size, PROT_NONE) == 0;
}

bool cgen__system_make_readonly(char *low, size_t size)
{
    count_call();
    return mprotect(low, size, PROT_READ) == 0;
}

void cgen__system_make_writable(char *low, size_t size)
{
    count_call();
    mprotect(low, size, PROT_READ | PROT_WRITE);
}

bool cgen__system_touched(char *low, size_t size, unsigned char *touched)
{
    count_call();
    return mincore(low, size, touched) == 0;
}
