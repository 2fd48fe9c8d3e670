/* A line of a stream. As POSIX has it, getline loses what it has read of one
 * when it fails; with glibc it gives that.
 *
 *      line.c          byte by byte, which takes twice the time
 *      line_glibc.c    getline where it is good enough
 *      line_posix.c    line.c
 */
#ifndef CGEN_ITER_LINE_H
#define CGEN_ITER_LINE_H

#include <stdio.h>

/* Reads up to the end of a line and not further, into a buffer that grows as
 * with getline. Returns how many bytes there are, before a zero: without a '\n'
 * at the end, or none, when a read has failed or given nothing, or there is no
 * memory, with errno as that set it. */
size_t cgen__line_read(FILE *file, char **buffer, size_t *room);
size_t cgen__line_read_bytes(FILE *file, char **buffer, size_t *room);

#endif
