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

/* In front of the libuv handle, whose data is it. */
struct gen_uv_stream {
    gen_wait *reader;   /* of who receives, or accepts */
    char *into;         /* where to; NULL: the host's shared buffer */
    size_t room;        /* there */
    int end;            /* UV_EOF or an error that reading has met, or 0 */
    bool is_started;    /* libuv reads */
    bool is_broken_off; /* it is being closed, or is */
    bool is_closed;     /* the handle is */
    bool is_released;   /* its owner has closed it: freed with the handle */
    bool is_waiting;    /* a listener: there is a connection to be accepted */
    bool is_tcp;
    struct sockaddr_in6 peer; /* of IPv4 too; for messages; all 0: none */
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
