/* Walking frames: a backtrace of one stack among several. */
#ifndef CGEN_FRAMES_H
#define CGEN_FRAMES_H

#include <stddef.h>

/* Which frames are wanted: those whose stack pointers lie above low and not
 * above high, up to the one of the function begins. */
struct cgen__frames_wanted {
    const char *low;
    const char *high;
    void (*begins)(void);
};

/* The frames that were found, innermost first: the first room of them have
 * their places in code, and count is that of all. */
struct cgen__frames_found {
    void **places;
    size_t room;
    size_t count;
};

/* Adds the wanted frames among those of the calling code and of its callers, on
 * whatever stacks (_Unwind_Backtrace). Nothing is allocated. */
void cgen__frames_find(const struct cgen__frames_wanted *wanted,
                       struct cgen__frames_found *found);

/* The calling code's callers, on whatever stacks, until there is no more room
 * for them. */
void cgen__frames_find_callers(struct cgen__frames_found *found);

#endif
