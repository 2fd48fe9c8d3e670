/* The system calls of the stack layer, counted. */
#ifndef CGEN_STACK_SYSTEM_H
#define CGEN_STACK_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>

size_t cgen__system_page(void);

/* Returns size rounded up to whole pages; it is at most half the address
 * space. */
size_t cgen__system_round(size_t size);

/* Maps memory that can be read and written; the kernel provides it page by page
 * as it is touched, never as huge pages. NULL on failure. */
char *cgen__system_reserve(size_t size);

bool cgen__system_unmap(char *low, size_t size);

/* Gives the memory of whole pages back to the kernel. They read as zeros when
 * they are touched again. */
void cgen__system_forget(char *low, size_t size);

/* Make whole pages inaccessible: guard by MADV_GUARD_INSTALL, in the page
 * table; protect by mprotect, which splits the mapping. False on failure, with
 * errno. */
bool cgen__system_guard(char *low, size_t size);
bool cgen__system_protect(char *low, size_t size);

/* The same for writes alone, and back. */
bool cgen__system_make_readonly(char *low, size_t size);
void cgen__system_make_writable(char *low, size_t size);

/* Sets the lowest bit of a byte for each page from low: 1 if it was touched.
 * False on failure, with errno: EFAULT if touched cannot be written to. */
bool cgen__system_touched(char *low, size_t size, unsigned char *touched);

/* The number of system calls so far. */
unsigned long long cgen__system_calls(void);

#endif
