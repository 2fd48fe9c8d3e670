/*
 * client PORT CONNECTIONS SECONDS SERVER_PID
 *
 * Sends 64 bytes on each connection, waits for them, and so on, all at once.
 * Prints round trips a second, the server's processor time for each in
 * microseconds, and the server's memory for each connection in bytes, page
 * tables included.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGE = 64, EVENTS = 512 };

struct measured {
    double time, server_time;
    long memory;
};

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static _Noreturn void fail(const char *what)
{
    perror(what);
    exit(1);
}

static FILE *open_of_process(const char *pid, const char *name)
{
    char path[64];
    FILE *file;

    (void)snprintf(path, sizeof path, "/proc/%s/%s", pid, name);
    file = fopen(path, "r");
    if (file == NULL)
        fail(path);
    return file;
}

/* In seconds (proc(5), stat: fields 14 and 15). */
static double processor_time(const char *pid)
{
    FILE *file = open_of_process(pid, "stat");
    unsigned long user = 0, system = 0;

    if (fscanf(file,
               "%*d %*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
               "%lu %lu",
               &user, &system) != 2)
        fail("stat");
    (void)fclose(file);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* Resident memory and page tables, in KiB. */
static long memory_of(const char *pid)
{
    FILE *file = open_of_process(pid, "status");
    char line[256];
    long sum = 0;

    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "VmRSS:", 6) == 0 || strncmp(line, "VmPTE:", 6) == 0)
            sum += atol(line + 6);
    (void)fclose(file);
    return sum;
}

static int connect_one(int port)
{
    const int one = 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((unsigned short)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    for (int i = 0; connect(fd, (struct sockaddr *)&address, sizeof address);
         i++) {
        if (i == 100)
            fail("connect");
        usleep(20000);
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void connect_all(int epoll, int port, int count)
{
    char data[MESSAGE] = {1};

    for (int i = 0; i < count; i++) {
        int fd = connect_one(port);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

        if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
            fail("epoll_ctl");
        if (write(fd, data, sizeof data) != MESSAGE)
            fail("write");
    }
}

/* Until then; returns the number of round trips. */
static long play(int epoll, double end)
{
    struct epoll_event events[EVENTS];
    char data[MESSAGE];
    long trips = 0;

    while (now() < end) {
        int count = epoll_wait(epoll, events, EVENTS, 100);

        for (int i = 0; i < count; i++, trips++) {
            ssize_t got = read(events[i].data.fd, data, sizeof data);

            if (got <= 0)
                fail("read");
            if (write(events[i].data.fd, data, (size_t)got) != got)
                fail("write");
        }
    }
    return trips;
}

static struct measured measure(const char *pid)
{
    return (struct measured){now(), processor_time(pid), memory_of(pid)};
}

int main(int argc, char **argv)
{
    int epoll = epoll_create1(0), count;
    struct measured before, after;
    double trips;
    long memory;

    if (argc != 5)
        return 2;
    count = atoi(argv[2]);
    connect_all(epoll, atoi(argv[1]), 1);
    memory = memory_of(argv[4]);
    connect_all(epoll, atoi(argv[1]), count - 1);
    play(epoll, now() + 0.5);
    before = measure(argv[4]);
    trips = (double)play(epoll, now() + atof(argv[3]));
    after = measure(argv[4]);
    printf("%.0f %.2f %.0f\n", trips / (after.time - before.time),
           (after.server_time - before.server_time) / trips * 1e6,
           (double)(after.memory - memory) * 1024 / (count - 1));
    return 0;
}
