/*
 * uv_httpd: an HTTP server for the tests of programs, on threads and blocking
 * sockets, so that it shares nothing with what is tested. Prints its port.
 *
 *   GET /N   N bytes after some milliseconds; N < 1000
 *   GET /most   how many requests have run at once
 *   POST /   takes chunks, from 300 ms on; answers with the number of bytes and
 *            their sum (RFC 9112, 7.1)
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static atomic_int running, most;

static void begin(void)
{
    int now = atomic_fetch_add(&running, 1) + 1, before = atomic_load(&most);

    while (now > before && !atomic_compare_exchange_weak(&most, &before, now))
        continue;
}

static void answer_get(FILE *client, const char *path)
{
    int number = atoi(path + 1);

    fputs("HTTP/1.0 200 OK\r\n\r\n", client);
    if (strcmp(path, "/most") == 0) {
        fprintf(client, "%d", atomic_load(&most));
        return;
    }
    begin();
    usleep(3000);
    for (int i = 0; i < number && i < 1000; i++)
        fputc('x', client);
    atomic_fetch_sub(&running, 1);
}

static size_t skip(FILE *client, size_t size, uint64_t *sum)
{
    unsigned char data[4096];
    size_t got =
        fread(data, 1, size < sizeof data ? size : sizeof data, client);

    for (size_t i = 0; i < got; i++)
        *sum += data[i];
    return got;
}

static bool read_chunk(FILE *client, size_t size, uint64_t *sum)
{
    while (size > 0) {
        size_t got = skip(client, size, sum);

        if (got == 0)
            return false;
        size -= got;
    }
    return true;
}

static void answer_post(FILE *in, FILE *out)
{
    char line[256];
    uint64_t bytes = 0, sum = 0;
    size_t size = 1;

    usleep(300000);
    while (size > 0 && fgets(line, sizeof line, in) != NULL) {
        size = strtoul(line, NULL, 16);
        if (!read_chunk(in, size, &sum) || fgets(line, sizeof line, in) == NULL)
            return;
        bytes += size;
    }
    fprintf(out, "HTTP/1.0 200 OK\r\n\r\n%llu %llu\n",
            (unsigned long long)bytes, (unsigned long long)sum);
}

static void answer(FILE *in, FILE *out)
{
    char method[8] = "", path[64] = "", line[256];

    if (fscanf(in, "%7s %63s", method, path) == 2)
        while (fgets(line, sizeof line, in) != NULL &&
               strcmp(line, "\r\n") != 0)
            continue;
    if (strcmp(method, "GET") == 0)
        answer_get(out, path);
    if (strcmp(method, "POST") == 0)
        answer_post(in, out);
}

static void *serve(void *client)
{
    int fd = (int)(intptr_t)client;
    FILE *in = fdopen(fd, "r"), *out = fdopen(dup(fd), "w");

    answer(in, out);
    fclose(out);
    fclose(in);
    return NULL;
}

static void serve_in_thread(int client)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, serve, (void *)(intptr_t)client) == 0)
        pthread_detach(thread);
    else
        close(client);
}

int main(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), client;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, size) != 0 ||
        listen(listener, 128) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        return 1;
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    while ((client = accept(listener, NULL, NULL)) >= 0)
        serve_in_thread(client);
    return 1;
}
