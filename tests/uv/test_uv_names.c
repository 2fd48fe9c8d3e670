/* Names and addresses, and connecting to the first of several that answers. */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "uv/running.h"
#include "uv/sockets.h"

/* ---------------------------------------- A name that has several addresses */

/* What the host "several" has: addresses, as text, of this machine. */
static struct {
    const char *hosts[4];
    char services[4][8];
    size_t count;
    uv_getaddrinfo_cb callback;
} several;

static struct addrinfo *address_of(size_t which)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_NUMERICHOST};
    struct addrinfo *found = NULL;

    (void)getaddrinfo(several.hosts[which], several.services[which], &hints,
                      &found);
    return found;
}

static void on_several(uv_getaddrinfo_t *request, int status,
                       struct addrinfo *one)
{
    struct addrinfo *all = NULL, **end = &all;

    uv_freeaddrinfo(one);
    for (size_t i = 0; i < several.count; i++) {
        *end = address_of(i);
        end = &(*end)->ai_next;
    }
    several.callback(request, status, all);
}

/* In place of libuv's. */
int uv_getaddrinfo(uv_loop_t *loop, uv_getaddrinfo_t *request,
                   uv_getaddrinfo_cb callback, const char *node,
                   const char *service, const struct addrinfo *hints)
{
    int (*real)(uv_loop_t *, uv_getaddrinfo_t *, uv_getaddrinfo_cb,
                const char *, const char *, const struct addrinfo *);

    *(void **)&real = dlsym(RTLD_NEXT, "uv_getaddrinfo");
    if (node == NULL || strcmp(node, "several") != 0)
        return real(loop, request, callback, node, service, hints);
    several.callback = callback;
    return real(loop, request, on_several, "127.0.0.1", service, hints);
}

static void add_address(const char *host, int port)
{
    several.hosts[several.count] = host;
    (void)snprintf(several.services[several.count], sizeof several.services[0],
                   "%d", port);
    several.count++;
}

/* The port of the connection that was made to "several", or a code. */
static int port_connected_to(void)
{
    gen_uv_stream_t *stream GEN_ON_SCOPE_EXIT(gen_uv_closing) =
        gen_uv_connect("several", "1");
    struct sockaddr_in address;
    int size = sizeof address;

    if (stream == NULL)
        return gen_uv_failure()->code;
    CHECK_INT(uv_tcp_getpeername((uv_tcp_t *)gen_uv_handle(stream),
                                 (struct sockaddr *)&address, &size),
              0);
    return ntohs(address.sin_port);
}

static void *connects_past_refusals(gen_t *self, void *unused)
{
    gen_uv_stream_t *listener GEN_ON_SCOPE_EXIT(gen_uv_closing) =
        gen_uv_listen("127.0.0.1", "0", 4);

    (void)self, (void)unused;
    several.count = 0;
    add_address("127.0.0.1", closed_port());
    add_address("127.0.0.1", closed_port());
    add_address("127.0.0.1", gen_uv_port(listener));
    CHECK_INT(port_connected_to(), gen_uv_port(listener));
    several.count = 2;
    CHECK_INT(port_connected_to(), UV_ECONNREFUSED);
    CHECK_TEXT(gen_uv_failure()->text,
               "connect to several service 1: connection refused");
    return NULL;
}

static void refused_addresses_are_passed_over(void **state)
{
    (void)state;
    assert_int_equal(run(connects_past_refusals, NULL), 0);
}

static void *connects_past_silence(gen_t *self, void *unused)
{
    struct stalled stalled GEN_ON_SCOPE_EXIT(end_stall) = stall();
    gen_uv_stream_t *listener GEN_ON_SCOPE_EXIT(gen_uv_closing) =
        gen_uv_listen("127.0.0.1", "0", 4);

    (void)self, (void)unused;
    several.count = 0;
    add_address("127.0.0.1", stalled.port);
    add_address("127.0.0.1", gen_uv_port(listener));
    CHECK_INT(port_connected_to(), gen_uv_port(listener));
    return NULL;
}

static void a_silent_address_is_not_waited_for(void **state)
{
    (void)state;
    assert_int_equal(run(connects_past_silence, NULL), 0);
}

static void *connects(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    port_connected_to();
    note("connected");
    return NULL;
}

/* While two attempts wait. */
static void *cancels_attempts(gen_t *self, void *unused)
{
    struct stalled stalled GEN_ON_SCOPE_EXIT(end_stall) = stall();
    gen_task_t *task;

    (void)self, (void)unused;
    several.count = 0;
    for (int i = 0; i < 3; i++)
        add_address("127.0.0.1", stalled.port);
    task = gen_spawn(NULL, connects, NULL);
    gen_sleep(300);
    gen_task_cancel(task);
    CHECK_INT(gen_task_join(task).error, GEN_CANCELLED);
    return NULL;
}

static void all_attempts_are_cancelled(void **state)
{
    (void)state;
    assert_int_equal(run(cancels_attempts, NULL), 0);
    assert_trace("");
}

/* An IPv6 address comes second although two of IPv4 are before it. There may be
 * no IPv6 here: then its turn passes. */
static void *connects_by_turns(gen_t *self, void *unused)
{
    gen_uv_stream_t *listener GEN_ON_SCOPE_EXIT(gen_uv_closing) =
        gen_uv_listen("127.0.0.1", "0", 4);

    (void)self, (void)unused;
    several.count = 0;
    add_address("127.0.0.1", closed_port());
    add_address("127.0.0.1", gen_uv_port(listener));
    add_address("::1", closed_port());
    CHECK_INT(port_connected_to(), gen_uv_port(listener));
    return NULL;
}

static void both_families_are_tried(void **state)
{
    (void)state;
    assert_int_equal(run(connects_by_turns, NULL), 0);
}

/* ------------------------------------------------------------------- Names */

static void free_addresses(struct addrinfo **addresses)
{
    uv_freeaddrinfo(*addresses);
}

static void *resolves(gen_t *self, void *unused)
{
    struct addrinfo *found GEN_ON_SCOPE_EXIT(free_addresses) = NULL, *none;
    char host[64] = "", service[16] = "";

    (void)self, (void)unused;
    CHECK_INT(gen_uv_resolve("127.0.0.1", "80", NULL, &found), 0);
    CHECK_INT(found->ai_family, AF_INET);
    CHECK_INT(gen_uv_name(found->ai_addr, NI_NUMERICHOST | NI_NUMERICSERV, host,
                          sizeof host, service, sizeof service),
              0);
    CHECK_TEXT(host, "127.0.0.1");
    CHECK_TEXT(service, "80");
    CHECK(gen_uv_resolve("999.0.0.1", "80",
                         &(struct addrinfo){.ai_flags = AI_NUMERICHOST},
                         &none) < 0);
    CHECK(none == NULL);
    CHECK(strstr(gen_uv_failure()->text, "999.0.0.1") != NULL);
    CHECK_INT(gen_uv_resolve(NULL, NULL, NULL, &none), UV_EINVAL);
    CHECK_INT(gen_uv_resolve("127.0.0.1", NULL, NULL, NULL), UV_EINVAL);
    return NULL;
}

static void names_and_addresses_are_looked_up(void **state)
{
    (void)state;
    assert_int_equal(run(resolves, NULL), 0);
}

static void *resolves_late(gen_t *self, void *unused)
{
    struct addrinfo *found = NULL;

    (void)self, (void)unused;
    gen_uv_resolve("127.0.0.1", "80", NULL, &found);
    note("resolved");
    return NULL;
}

static void *leaves_a_lookup(gen_t *self, void *unused)
{
    gen_task_t *task = gen_spawn(NULL, resolves_late, NULL);

    (void)self, (void)unused;
    gen_task_cancel(task);
    CHECK_INT(gen_task_join(task).error, GEN_CANCELLED);
    return NULL;
}

static void a_lookup_is_left_at_once(void **state)
{
    (void)state;
    assert_int_equal(run(leaves_a_lookup, NULL), 0);
    assert_trace("");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UV_TEST(refused_addresses_are_passed_over),
        UV_TEST(a_silent_address_is_not_waited_for),
        UV_TEST(all_attempts_are_cancelled),
        UV_TEST(both_families_are_tried),
        UV_TEST(names_and_addresses_are_looked_up),
        UV_TEST(a_lookup_is_left_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
