/*
 * uv_storm PORT COUNT: opens COUNT connections to a server of lines, and then,
 * a quarter of them each,
 *
 *   resets       sends a line, and resets the connection
 *   halves       sends half a line, and closes it
 *   good ones    send a line, which must come back, and close it
 *   stalling     do nothing, until the server closes them
 *
 * It does not begin before the server has closed one of them: it must have
 * fewer descriptors, and libuv closes the connections that it has none for.
 * Such an end is none of the good ones' fault; but one of them must be
 * answered. Before it waits for the stalling ones it sends SIGINT to its parent
 * process.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "uv/tools/connect.h"

enum kind { RESETS, HALVES, GOOD, STALLS, KINDS };

static const char line[] = "a line\n";

static int sends_a_line(int fd)
{
    return send(fd, line, sizeof line - 1, MSG_NOSIGNAL) == sizeof line - 1;
}

static int resets(int fd)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    sends_a_line(fd);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
    return 1;
}

static int sends_half(int fd)
{
    int sent = send(fd, "half", 4, MSG_NOSIGNAL) == 4;

    close(fd);
    return sent;
}

static int answered;

static int is_answered(int fd)
{
    char data[sizeof line - 1];
    ssize_t got =
        sends_a_line(fd) ? recv(fd, data, sizeof data, MSG_WAITALL) : 0;
    int is_late = got < 0 && errno == EAGAIN;

    close(fd);
    if (got <= 0)
        return !is_late;
    answered++;
    return got == sizeof data && memcmp(data, line, sizeof data) == 0;
}

static int is_closed_by_server(int fd)
{
    char data[16];

    return recv(fd, data, sizeof data, 0) == 0 || errno == ECONNRESET;
}

/* Returns how many were not as they should be. */
static int play(enum kind kind, const int *fds, int count)
{
    static int (*const plays[KINDS])(int fd) = {resets, sends_half, is_answered,
                                                is_closed_by_server};
    int bad = 0;

    for (int i = (int)kind; i < count; i += KINDS)
        bad += !plays[kind](fds[i]);
    return bad;
}

static void await_a_close(const int *fds, int count)
{
    struct pollfd *polled = calloc((size_t)count, sizeof *polled);

    for (int i = 0; i < count && polled != NULL; i++)
        polled[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
    if (polled == NULL || poll(polled, (nfds_t)count, 100000) <= 0)
        exit(3);
    free(polled);
}

int main(int argc, char **argv)
{
    int count = argc == 3 ? atoi(argv[2]) : 0, bad = 0;
    int *fds = calloc((size_t)count + 1, sizeof *fds);

    if (argc != 3 || fds == NULL)
        return 2;
    allow_many_files();
    for (int i = 0; i < count; i++)
        fds[i] = open_connection(atoi(argv[1]), 100);
    await_a_close(fds, count);
    bad += play(RESETS, fds, count) + play(HALVES, fds, count) +
           play(GOOD, fds, count);
    kill(getppid(), SIGINT);
    bad += play(STALLS, fds, count);
    if (bad != 0 || answered == 0)
        printf("%d answered, %d bad\n", answered, bad);
    free(fds);
    return bad != 0 || answered == 0;
}
