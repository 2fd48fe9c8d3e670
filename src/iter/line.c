/* A line of a stream, byte by byte. */
#define _POSIX_C_SOURCE 200809L
#include "iter/line.h"

#include <cgen.h>
#include <stdlib.h>

enum { LEAST_ROOM = 128 };

/* Makes room for a byte after size of them, and for a zero. */
static bool make_room(char **buffer, size_t *room, size_t size)
{
    size_t more = *room != 0 ? 2 * *room : LEAST_ROOM;
    char *grown;

    if (size + 1 < *room)
        return true;
    grown = realloc(*buffer, more);
    if (grown == NULL)
        return false;
    *buffer = grown;
    *room = more;
    return true;
}

static void unlock(FILE **file)
{
    funlockfile(*file);
}

size_t cgen__line_read_bytes(FILE *file, char **buffer, size_t *room)
{
    FILE *locked GEN_ON_SCOPE_EXIT(unlock) = file;
    size_t size = 0;
    int byte = 0;

    flockfile(locked);
    while (byte != '\n' && make_room(buffer, room, size)) {
        byte = getc_unlocked(locked);
        if (byte == EOF)
            break;
        (*buffer)[size++] = (char)byte;
    }
    if (*room != 0)
        (*buffer)[size] = '\0';
    return size;
}
