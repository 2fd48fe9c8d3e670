/* What is received, as a generator, and what becomes of one that is sent. */
#include "uv/source.h"
#include "uv/stream.h"

struct chunks {
    gen_uv_stream_t *stream;
    size_t size;
    gen_bytes bytes;
    char data[];
};

static gen_result next(void *state, void *sent)
{
    struct chunks *chunks = state;
    int64_t got = gen_uv_recv(chunks->stream, chunks->data, chunks->size);

    (void)sent;
    if (got == 0)
        return source_end();
    if (got == UV_ECANCELED || got == UV_EBUSY || got == UV_EPERM)
        host_fail((int)got, "receive", NULL);
    if (got < 0)
        return source_error();
    chunks->bytes = (gen_bytes){chunks->data, (size_t)got};
    return source_value(&chunks->bytes);
}

gen_t *gen_uv_chunks(gen_uv_stream_t *stream, size_t size)
{
    struct chunks *chunks;

    if (stream == NULL || size == 0 || size > PTRDIFF_MAX - sizeof *chunks)
        return host_lose(UV_EINVAL, "gen_uv_chunks", NULL);
    chunks = calloc(1, sizeof *chunks + size);
    if (chunks != NULL) {
        chunks->stream = stream;
        chunks->size = size;
    }
    return source_new(chunks, next, free, "gen_uv_chunks");
}

/* An error of a generator of ours is a code; any other goes on as it is. */
static int code_of(gen_result end)
{
    if (end.error == 0)
        return 0;
    if (end.error != GEN_THROWN || end.value != gen_uv_failure())
        gen_rethrow(gen_self(), end);
    return gen_uv_failure()->code;
}

int gen_uv_pipe(gen_t *bytes, gen_uv_stream_t *to)
{
    gen_result end = {NULL, true, 0};
    int status = 0;

    gen_foreach (gen_bytes *, piece, bytes, &end) {
        status = gen_uv_send(to, piece->data, piece->size);
        if (status < 0)
            break;
    }
    if (status == 0)
        status = code_of(end);
    return status == 0 ? gen_uv_shutdown(to) : status;
}
