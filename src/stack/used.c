/*
 * How far stacks were used. Which pages were touched: mincore(2), so that
 * nothing need be done while a stack is in use. Guards count as untouched, and
 * a page that was swapped out may.
 */
#include <stdint.h>
#include <string.h>

#include "stack/stack.h"
#include "stack/system.h"
#include "stack/used.h"

enum { PAGES = 4096 /* asked about at a time */ };

/* The first touched page of count pages from low, or count if there is none
 * among them. count is at most what touched holds. */
static size_t first_touched(char *low, size_t count, unsigned char *touched)
{
    size_t i = 0;

    if (!cgen__system_touched(low, count * cgen__system_page(), touched))
        return 0;
    while (i < count && (touched[i] & 1) == 0)
        i++;
    return i;
}

size_t cgen__stack_used(const struct cgen__stack *stack)
{
    unsigned char touched[1024];
    size_t page = cgen__system_page();
    char *end = stack->low + (cgen__system_round((uintptr_t)stack->high) -
                              (uintptr_t)stack->low);
    char *low = stack->low;

    while (low < end) {
        size_t left = (size_t)(end - low) / page;
        size_t count = left < sizeof touched ? left : sizeof touched;
        size_t clean = first_touched(low, count, touched);

        low += clean * page;
        if (clean < count)
            break;
    }
    return (size_t)(end - low);
}

/* A pattern that is no address, no small number and no text. */
enum { PATTERN = 0xa5 };

void cgen__stack_paint(struct cgen__stack *stack, char *top)
{
    memset(stack->low, PATTERN, (size_t)(top - stack->low));
    stack->kept = NULL;
}

size_t cgen__stack_used_of_painted(const struct cgen__stack *stack)
{
    const unsigned char *low = (const unsigned char *)stack->low;

    while (low < (const unsigned char *)stack->high && *low == PATTERN)
        low++;
    return (size_t)((const unsigned char *)stack->high - low);
}

static size_t count_touched(char *low, size_t count)
{
    unsigned char touched[PAGES];
    size_t sum = 0;

    if (!cgen__system_touched(low, count * cgen__system_page(), touched))
        return 0;
    for (size_t i = 0; i < count; i++)
        sum += touched[i] & 1;
    return sum;
}

size_t cgen__used_pages(char *low, size_t size)
{
    size_t page = cgen__system_page();
    size_t left = size / page;
    size_t sum = 0;

    while (left > 0) {
        size_t count = left < PAGES ? left : PAGES;

        sum += count_touched(low, count);
        low += count * page;
        left -= count;
    }
    return sum;
}
