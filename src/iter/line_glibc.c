/* A line of a stream, with glibc's getline. It returns what it has read when it
 * fails; but of a stream that has failed before it reads nothing. */
#define _POSIX_C_SOURCE 200809L
#include "iter/line.h"

size_t cgen__line_read(FILE *file, char **buffer, size_t *room)
{
    ssize_t size;

    if (ferror(file))
        return cgen__line_read_bytes(file, buffer, room);
    size = getline(buffer, room, file);
    return size > 0 ? (size_t)size : 0;
}
