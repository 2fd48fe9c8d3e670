/* A line of a stream, where getline may lose what it has read: see line.h. */
#include "iter/line.h"

size_t cgen__line_read(FILE *file, char **buffer, size_t *room)
{
    return cgen__line_read_bytes(file, buffer, room);
}
