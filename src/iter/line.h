/* A line of a stream. Of one whose reading fails, getline gives the part that
 * it has read with glibc; elsewhere it loses it, as POSIX has it.
 *
 *      line_glibc.c    getline
 *      line_posix.c    byte by byte, which takes twice the time
 */
#ifndef CGEN_ITER_LINE_H
#define CGEN_ITER_LINE_H

#include <stdio.h>

/* Reads up to the end of a line and not further, into a buffer that grows as
 * with getline. Returns how many bytes there are, before a zero: without a '\n'
 * at the end, or none, when a read has failed or given nothing, or there is no
 * memory, with errno as that set it. */
size_t cgen__line_read(FILE *file, char **buffer, size_t *room);

#endif
