/*
 * uv_load PORT COUNT: opens COUNT connections to an echo server of this
 * machine, and then sends on each, sees that the same comes back, and ends it.
 * Prints how many were good.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "uv/tools/connect.h"

static size_t name(char text[64], int number)
{
    return (size_t)snprintf(text, 64, "this is connection %d\n", number);
}

static int send_one(int fd, int number)
{
    char text[64];
    size_t size = name(text, number);

    return send(fd, text, size, MSG_NOSIGNAL) == (ssize_t)size &&
           shutdown(fd, SHUT_WR) == 0;
}

/* All that was sent, and then the end. */
static int receive_one(int fd, int number)
{
    char text[64], data[128];
    size_t size = name(text, number), length = 0;
    ssize_t got;

    while ((got = recv(fd, data + length, sizeof data - length, 0)) > 0)
        length += (size_t)got;
    return got == 0 && length == size && memcmp(text, data, size) == 0;
}

int main(int argc, char **argv)
{
    int count = argc == 3 ? atoi(argv[2]) : 0, good = 0;
    int *fds = calloc((size_t)count + 1, sizeof *fds);

    if (argc != 3 || fds == NULL)
        return 2;
    allow_many_files();
    for (int i = 0; i < count; i++)
        fds[i] = open_connection(atoi(argv[1]), 60);
    for (int i = 0; i < count; i++)
        good += send_one(fds[i], i);
    for (int i = 0; i < count; i++)
        good -= !receive_one(fds[i], i);
    printf("%d\n", good);
    free(fds);
    return good != count;
}
