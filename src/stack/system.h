/* The system calls of the stack layer, counted. */
#ifndef CGEN_STACK_SYSTEM_H
#define CGEN_STACK_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>

size_t cgen__system_page(void);

/* size, at most half the address space, in whole pages. */
size_t cgen__system_round(size_t size);

/* Reserves memory that may be read and written and is taken as it is touched,
 * page by page, never in huge pages. NULL on failure. */
char *cgen__system_reserve(size_t size);

bool cgen__system_unmap(char *low, size_t size);

/* Gives the memory of whole pages back; they may be touched again. */
void cgen__system_forget(char *low, size_t size);

/* Makes whole pages inaccessible: by entries in the page table, or by a mapping
 * of their own. False on failure, with errno. */
bool cgen__system_guard(char *low, size_t size);
bool cgen__system_protect(char *low, size_t size);

/* For each page from low, whether it was touched, in the lowest bit. False on
 * failure, with errno: EFAULT if touched may not be written to. */
bool cgen__system_touched(char *low, size_t size, unsigned char *touched);

/* The calls so far. */
unsigned long long cgen__system_calls(void);

#endif
