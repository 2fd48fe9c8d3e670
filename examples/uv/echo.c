/*
 * Sends back what it receives, on any number of connections, until SIGINT.
 *
 *   uv_echo SERVICE
 *
 * Prints the port, which is a free one for the service 0.
 */
#include <cgen/uv.h>
#include <signal.h>
#include <stdio.h>

static void *echo(gen_t *self, void *client)
{
    gen_uv_stream_t *stream GEN_ON_SCOPE_EXIT(gen_uv_closing) = client;
    char data[1024];
    int64_t got;

    (void)self;
    while ((got = gen_uv_recv(stream, data, sizeof data)) > 0)
        if (gen_uv_send(stream, data, (size_t)got) < 0)
            break;
    return NULL;
}

static void *serve(gen_t *self, void *service)
{
    gen_uv_stream_t *listener GEN_ON_SCOPE_EXIT(gen_uv_closing) =
        gen_uv_listen("127.0.0.1", service, 4096);
    const gen_options small = {.stack_size = 32 * 1024};

    if (listener == NULL)
        gen_raise(self, gen_uv_failure());
    printf("%d\n", gen_uv_port(listener));
    fflush(stdout);
    gen_foreach (gen_uv_stream_t *, client, gen_uv_connections(listener))
        gen_task_detach(gen_spawn_with(NULL, echo, client, &small));
    return NULL;
}

static void *serve_until_interrupted(gen_t *self, void *service)
{
    gen_scope (all) {
        gen_spawn(all, serve, service);
        gen_foreach (int64_t, number, gen_uv_signals(SIGINT)) {
            (void)self, (void)number;
            return NULL; /* what is left is cancelled */
        }
    }
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: uv_echo SERVICE\n", stderr);
        return 2;
    }
    if (gen_uv_run(NULL, serve_until_interrupted, argv[1], NULL) == 0)
        return 0;
    fprintf(stderr, "uv_echo: %s\n", gen_uv_failure()->text);
    return 1;
}
