#include "uv/sockets.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

const char *text_of(int number)
{
    static char texts[4][16];
    static int turn;
    char *text = texts[turn++ % 4];

    (void)snprintf(text, sizeof texts[0], "%d", number);
    return text;
}

void close_pair(struct pair *pair)
{
    gen_uv_close(pair->client);
    gen_uv_close(pair->server);
    *pair = (struct pair){NULL, NULL};
}

struct pair make_pair(void)
{
    gen_uv_stream_t *listener GEN_ON_SCOPE_EXIT(gen_uv_closing) =
        gen_uv_listen("127.0.0.1", "0", 1);
    PAIR made = {NULL, NULL};
    struct pair pair;

    made.client = gen_uv_connect("127.0.0.1", text_of(gen_uv_port(listener)));
    made.server = gen_uv_accept(listener);
    CHECK(made.client != NULL && made.server != NULL);
    pair = made;
    made = (struct pair){NULL, NULL};
    return pair;
}

int closed_port(void)
{
    gen_uv_stream_t *listener = gen_uv_listen("127.0.0.1", "0", 1);
    int port = gen_uv_port(listener);

    gen_uv_close(listener);
    gen_sleep(1);
    return port;
}

struct stalled stall(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    struct stalled stalled;

    stalled.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK_INT(bind(stalled.listener, (struct sockaddr *)&address, size), 0);
    CHECK_INT(listen(stalled.listener, 0), 0);
    getsockname(stalled.listener, (struct sockaddr *)&address, &size);
    stalled.port = ntohs(address.sin_port);
    for (int i = 0; i < 2; i++) {
        stalled.taken[i] =
            socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        (void)connect(stalled.taken[i], (struct sockaddr *)&address, size);
    }
    return stalled;
}

void end_stall(struct stalled *stalled)
{
    close(stalled->listener);
    close(stalled->taken[0]);
    close(stalled->taken[1]);
}

void reset(gen_uv_stream_t *stream)
{
    const struct linger linger = {.l_onoff = 1, .l_linger = 0};
    uv_os_fd_t fd;

    CHECK_INT(uv_fileno((uv_handle_t *)gen_uv_handle(stream), &fd), 0);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    gen_uv_close(stream);
}
