/* A line of a stream, where getline is no more than POSIX asks for. */
#include "iter/line.h"

size_t cgen__line_read(FILE *file, char **buffer, size_t *room)
{
    return cgen__line_read_bytes(file, buffer, room);
}
