/* Connections for tests. */
#ifndef CGEN_TEST_UV_SOCKETS_H
#define CGEN_TEST_UV_SOCKETS_H

#include "uv/running.h"

/* A number as text, until this was called three times more. */
const char *text_of(int number);

/* The two ends of a connection. */
struct pair {
    gen_uv_stream_t *client, *server;
};

#define PAIR struct pair GEN_ON_SCOPE_EXIT(close_pair)
struct pair make_pair(void);
void close_pair(struct pair *pair);

/* A port of 127.0.0.1 at which nobody listens: it was just closed. */
int closed_port(void);

/* A listener whose queue is full, so that the system does not answer: further
 * connections neither come nor fail. Nobody accepts. */
struct stalled {
    int listener, port, taken[2];
};

struct stalled stall(void);
void end_stall(struct stalled *stalled);

/* Closes a connection so that the other end gets a reset (socket(7)). */
void reset(gen_uv_stream_t *stream);

#endif
