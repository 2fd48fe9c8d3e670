/* Reading a line of a stream. By POSIX, getline may lose what it has read of a
 * line when a read fails; glibc's returns it.
 *
 *      line.c          byte by byte, which takes twice the time
 *      line_glibc.c    with getline, where it returns all that was read
 *      line_posix.c    with line.c
 */
#ifndef CGEN_ITER_LINE_H
#define CGEN_ITER_LINE_H

#include <stdio.h>

/* Reads up to the end of a line and not further, into a buffer that grows as
 * getline's. Returns the number of bytes in it, which a zero follows. If they
 * do not end with '\n', or are none, that was the end of the stream, or a read
 * failed, or there was no memory; errno is as that has left it. */
size_t cgen__line_read(FILE *file, char **buffer, size_t *room);
size_t cgen__line_read_bytes(FILE *file, char **buffer, size_t *room);

#endif
