/*
 * Fetches /0, /1, ... of an HTTP server, ten at a time, and prints the number
 * of bytes of each answer, in order.
 *
 *   uv_get HOST SERVICE COUNT [ENOUGH]
 *
 * After ENOUGH answers it leaves: the requests that run are cancelled.
 */
#include <cgen/uv.h>
#include <stdio.h>
#include <stdlib.h>

enum { AT_A_TIME = 10 };

struct site {
    const char *host, *service;
    int64_t count, enough;
};

/* Runs in a task of its own. */
static void *get(void *number, gen_call *call)
{
    const struct site *site = call->arg;
    gen_uv_stream_t *stream GEN_ON_SCOPE_EXIT(gen_uv_closing) =
        gen_uv_connect(site->host, site->service);
    char data[4096];
    int length =
        snprintf(data, sizeof data, "GET /%lld HTTP/1.0\r\nHost: %s\r\n\r\n",
                 (long long)gen_to_int(number), site->host);
    int64_t status = gen_uv_send(stream, data, (size_t)length), total = 0;

    while (status >= 0 && (status = gen_uv_recv(stream, data, sizeof data)) > 0)
        total += status;
    if (status < 0)
        gen_fail(call, gen_uv_failure());
    return gen_of_int(total);
}

static void *get_all(gen_t *self, void *argument)
{
    struct site *site = argument;
    int64_t number = 0;

    (void)self;
    gen_foreach (int64_t, size,
                 gen_take(gen_parallel(gen_range(0, site->count, 1), get, site,
                                       AT_A_TIME, GEN_ORDERED),
                          site->enough))
        printf("/%lld %lld\n", (long long)number++, (long long)size);
    return NULL;
}

int main(int argc, char **argv)
{
    struct site site;

    if (argc < 4 || argc > 5) {
        fputs("usage: uv_get HOST SERVICE COUNT [ENOUGH]\n", stderr);
        return 2;
    }
    site =
        (struct site){argv[1], argv[2], atoll(argv[3]), atoll(argv[argc - 1])};
    if (gen_uv_run(NULL, get_all, &site, NULL) == 0)
        return 0;
    fprintf(stderr, "uv_get: %s\n", gen_uv_failure()->text);
    return 1;
}
