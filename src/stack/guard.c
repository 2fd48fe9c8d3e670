/*
 * Guards: the pages below a stack, which nobody may touch.
 *
 * Since Linux 6.13, MADV_GUARD_INSTALL makes pages inaccessible within its
 * mapping. Before, mprotect does, at the price of two more mappings, of which
 * a process may have 65,530 (vm.max_map_count). What works is found out at the
 * first guard of the process. That a call succeeds does not prove it: qemu's
 * emulation takes any advice it does not know for a hint.
 *
 * CGEN_GUARD in the environment overrides: "mprotect", or "none" to run
 * without guards, where an overflow corrupts what lies below.
 */
#define _GNU_SOURCE /* secure_getenv */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stack/block.h"
#include "stack/guard.h"
#include "stack/slab.h"
#include "stack/system.h"

static enum { UNKNOWN, LIGHT, LIGHT_PROVEN, PROTECT, NOTHING } method;

static void read_environment(void)
{
    const char *wanted = secure_getenv("CGEN_GUARD");

    method = LIGHT;
    if (wanted == NULL)
        return;
    if (strcmp(wanted, "mprotect") == 0)
        method = PROTECT;
    if (strcmp(wanted, "none") == 0)
        method = NOTHING;
}

/* True if the page is a guard: the kernel then fails to write there (EFAULT).
 */
static bool is_inaccessible(char *page)
{
    size_t size = cgen__system_page();

    return !cgen__system_touched(page + size, size, (unsigned char *)page) &&
           errno == EFAULT;
}

/* Tries a light guard. False if this system has none; *why is set if it has,
 * but this one failed. */
static bool install_light(char *low, size_t size, const char **why)
{
    if (!cgen__system_guard(low, size)) {
        if (errno == ENOMEM)
            *why = "no memory for the page table of a guard";
        return errno == ENOMEM;
    }
    if (method == LIGHT && !is_inaccessible(low + size - cgen__system_page()))
        return false;
    method = LIGHT_PROVEN;
    return true;
}

static const char *protect(char *low, size_t size)
{
    return cgen__system_protect(low, size)
               ? NULL
               : "no guard: mprotect was refused, as it is when a process has "
                 "too many mappings (vm.max_map_count); Linux 6.13 and later "
                 "have guards that take none";
}

size_t cgen__stack_guard(const struct cgen__stack *stack)
{
    if (cgen__stack_is_block(stack))
        return ((const struct cgen__block *)stack)->guard;
    return cgen__slab_guard(stack->slab);
}

const char *cgen__guard_install(char *low, size_t size, enum cgen__guard *kind)
{
    const char *why = NULL;

    if (method == UNKNOWN)
        read_environment();
    *kind = CGEN__GUARD_NONE;
    if (method == NOTHING)
        return NULL;
    *kind = CGEN__GUARD_LIGHT;
    if (method != PROTECT && install_light(low, size, &why))
        return why;
    /* Locked memory has no light guards, even where there are some. */
    if (method == LIGHT)
        method = PROTECT;
    *kind = CGEN__GUARD_PROTECTED;
    return protect(low, size);
}
