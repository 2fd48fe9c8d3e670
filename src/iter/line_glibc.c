/* A line of a stream, with glibc's getline. */
#define _POSIX_C_SOURCE 200809L
#include "iter/line.h"

size_t cgen__line_read(FILE *file, char **buffer, size_t *room)
{
    ssize_t size = getline(buffer, room, file);

    return size > 0 ? (size_t)size : 0;
}
