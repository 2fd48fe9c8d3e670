/* Streams: what the other files need of them. */
#ifndef CGEN_UV_STREAM_H
#define CGEN_UV_STREAM_H

#include "uv/uv.h"

#define stream_new cgen__uv_stream_new
#define stream_handle cgen__uv_stream_handle
#define stream_break_off cgen__uv_stream_break_off
#define stream_break_off_wait cgen__uv_stream_break_off_wait
#define stream_recv_shared cgen__uv_stream_recv_shared
#define stream_fail cgen__uv_stream_fail
#define stream_take_peer cgen__uv_stream_take_peer

/* In front of the libuv handle, whose data is it. There is one for each
 * connection: it is packed into 32 bytes. */
struct gen_uv_stream {
    gen_wait *reader;     /* of who receives, whose arg is a uv_buf_t: where to;
                             or accepts */
    struct in6_addr peer; /* an IPv4 address mapped (RFC 4291, 2.5.5.2); for
                             messages */
    in_port_t port;       /* of the peer, in the network's order; 0: none */
    bool is_started : 1;  /* libuv reads */
    bool is_broken_off : 1; /* it is being closed, or is */
    bool is_closed : 1;     /* the handle is */
    bool is_released : 1;   /* its owner has closed it: freed with the handle */
    bool is_waiting : 1; /* a listener: there is a connection to be accepted */
    bool is_tcp : 1;
    int end; /* UV_EOF or an error that reading has met, or 0 */
};

/* A new stream without a connection, of the type UV_TCP, UV_NAMED_PIPE, or that
 * of a terminal's descriptor, UV_TTY. Returns 0 or a code. */
int stream_new(gen_uv_stream_t **stream, uv_handle_type type, uv_file file);

uv_stream_t *stream_handle(gen_uv_stream_t *stream);

/* Closes the handle; all who wait for it get UV_ECANCELED. The stream stays. */
void stream_break_off(gen_uv_stream_t *stream);

/* The same, for the cancel of a wait whose arg is the stream. */
void stream_break_off_wait(gen_wait *wait);

/* As gen_uv_recv, but *data is where the bytes are until the next await. */
int64_t stream_recv_shared(gen_uv_stream_t *stream, char **data);

/* Takes note of a failure on a stream; returns code. */
int stream_fail(const gen_uv_stream_t *stream, int code, const char *did);

/* Remembers who is at the other end. */
void stream_take_peer(gen_uv_stream_t *stream);

#endif
