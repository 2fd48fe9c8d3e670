/*
 * A TCP proxy: for each connection it makes one to HOST, and passes on what
 * comes from either side, until SIGINT.
 *
 *   uv_proxy PORT HOST SERVICE
 *
 * Prints the port, which is a free one for the port 0.
 */
#include <cgen/uv.h>
#include <signal.h>
#include <stdio.h>

static char **argument;

static void *proxy(gen_t *self, void *client)
{
    gen_uv_stream_t *here GEN_ON_SCOPE_EXIT(gen_uv_closing) = client;
    gen_uv_stream_t *there GEN_ON_SCOPE_EXIT(gen_uv_closing) = NULL;

    (void)self;
    there = gen_uv_connect(argument[2], argument[3]);
    if (there == NULL)
        fprintf(stderr, "uv_proxy: %s\n", gen_uv_failure()->text);
    else
        gen_uv_relay(here, there);
    return NULL;
}

static void *serve(gen_t *self, void *unused)
{
    gen_uv_stream_t *listener GEN_ON_SCOPE_EXIT(gen_uv_closing) =
        gen_uv_listen("127.0.0.1", argument[1], 4096);

    (void)unused;
    if (listener == NULL)
        gen_raise(self, gen_uv_failure());
    printf("%d\n", gen_uv_port(listener));
    fflush(stdout);
    gen_foreach (gen_uv_stream_t *, client, gen_uv_connections(listener))
        gen_task_detach(gen_spawn(NULL, proxy, client));
    return NULL;
}

static void *serve_until_interrupted(gen_t *self, void *unused)
{
    gen_scope (all) {
        gen_spawn(all, serve, NULL);
        gen_foreach (int64_t, number, gen_uv_signals(SIGINT)) {
            (void)self, (void)number, (void)unused;
            return NULL; /* what is left is cancelled */
        }
    }
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: uv_proxy PORT HOST SERVICE\n", stderr);
        return 2;
    }
    argument = argv;
    if (gen_uv_run(NULL, serve_until_interrupted, NULL, NULL) == 0)
        return 0;
    fprintf(stderr, "uv_proxy: %s\n", gen_uv_failure()->text);
    return 1;
}
