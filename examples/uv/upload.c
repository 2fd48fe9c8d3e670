/*
 * Uploads a file to an HTTP server, in chunks, as it is read, and prints the
 * server's answer.
 *
 *   uv_upload HOST SERVICE FILE
 *
 * A server that reads slowly slows down the reading of the file: there are
 * never more than two blocks in memory. (RFC 9112, 7.1)
 */
#include <cgen/uv.h>
#include <stdio.h>

enum { BLOCK = 64 * 1024 };

static int send_chunk(gen_uv_stream_t *server, const gen_bytes *block)
{
    char size[32], end[] = "\r\n";
    int digits = snprintf(size, sizeof size, "%zx\r\n", block->size);
    const uv_buf_t pieces[] = {
        uv_buf_init(size, (unsigned)digits),
        uv_buf_init(block->data, (unsigned)block->size),
        uv_buf_init(end, 2),
    };

    return gen_uv_send_all(server, pieces, 3);
}

static int send_file(gen_uv_stream_t *server, const char *path)
{
    static const char head[] = "POST / HTTP/1.1\r\nHost: cgen\r\n"
                               "Connection: close\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n";
    int error = gen_uv_send(server, head, sizeof head - 1);

    if (error == 0)
        gen_foreach (gen_bytes *, block, gen_uv_blocks(path, BLOCK))
            if ((error = send_chunk(server, block)) != 0)
                break;
    return error != 0 ? error : gen_uv_send(server, "0\r\n\r\n", 5);
}

static void *upload(gen_t *self, void *argument)
{
    char **argv = argument;
    gen_uv_stream_t *server GEN_ON_SCOPE_EXIT(gen_uv_closing) =
        gen_uv_connect(argv[1], argv[2]);

    if (server == NULL || send_file(server, argv[3]) != 0)
        gen_raise(self, gen_uv_failure());
    gen_foreach (gen_bytes *, answer, gen_uv_chunks(server, BLOCK))
        fwrite(answer->data, 1, answer->size, stdout);
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: uv_upload HOST SERVICE FILE\n", stderr);
        return 2;
    }
    if (gen_uv_run(NULL, upload, argv, NULL) == 0)
        return 0;
    fprintf(stderr, "uv_upload: %s\n", gen_uv_failure()->text);
    return 1;
}
