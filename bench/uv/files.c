/*
 * uv_bench_files FILE ROUNDS: how long it takes to read a file, by turns,
 *
 *   in blocks of 64 KiB   by gen_uv_blocks, and by libuv's callbacks, which
 *                         read one block ahead too
 *   by lines              by gen_uv_lines, and by getline(3), in one thread
 *
 * Prints the medians, in seconds.
 */
#include <cgen/uv.h>
#include <string.h>

#include "uv/measure.h"

enum { BLOCK = 64 * 1024, WAYS = 4, MOST_ROUNDS = 100 };

static const char *path;
static size_t seen; /* bytes, or lines */

/* ------------------------------------------------------- libuv's callbacks */

static uv_fs_t request;
static uv_file file;
static char *blocks[2];
static int current;

static void on_read(uv_fs_t *unused);

static void read_next(void)
{
    uv_buf_t buffer;

    current = !current;
    buffer = uv_buf_init(blocks[current], BLOCK);
    uv_fs_read(uv_default_loop(), &request, file, &buffer, 1, -1, on_read);
}

static void on_read(uv_fs_t *unused)
{
    ssize_t got = request.result;

    (void)unused;
    uv_fs_req_cleanup(&request);
    if (got > 0) {
        seen += (size_t)got;
        read_next();
    }
}

static void read_by_callbacks(void)
{
    file = uv_fs_open(NULL, &request, path, O_RDONLY, 0, NULL);
    for (int i = 0; i < 2; i++)
        blocks[i] = malloc(BLOCK);
    read_next();
    uv_run(uv_default_loop(), UV_RUN_DEFAULT);
    for (int i = 0; i < 2; i++)
        free(blocks[i]);
    uv_fs_close(NULL, &request, file, NULL);
}

/* ------------------------------------------------------------------- Lines */

static void read_by_getline(void)
{
    FILE *stream = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;

    setvbuf(stream, NULL, _IOFBF, BLOCK);
    while (getline(&line, &size, stream) > 0)
        seen++;
    free(line);
    fclose(stream);
}

/* -------------------------------------------------------------------- cgen */

static void *take_blocks(gen_t *self, void *unused)
{
    (void)self;
    gen_foreach (gen_bytes *, block, gen_uv_blocks(path, BLOCK))
        seen += block->size;
    return unused;
}

static void *take_lines(gen_t *self, void *unused)
{
    (void)self;
    gen_foreach (char *, line, gen_uv_lines(path, BLOCK))
        seen += line != NULL;
    return unused;
}

static void read_blocks(void)
{
    gen_uv_run(NULL, take_blocks, NULL, NULL);
}

static void read_lines(void)
{
    gen_uv_run(NULL, take_lines, NULL, NULL);
}

/* --------------------------------------------------------------- Measuring */

static double time_of(void (*way)(void))
{
    double begin = seconds_of(CLOCK_MONOTONIC);

    seen = 0;
    way();
    return seconds_of(CLOCK_MONOTONIC) - begin;
}

int main(int argc, char **argv)
{
    static void (*const ways[WAYS])(void) = {read_blocks, read_by_callbacks,
                                             read_lines, read_by_getline};
    static double times[WAYS][MOST_ROUNDS];
    size_t counts[WAYS];
    int rounds = argc == 3 ? atoi(argv[2]) : 0;

    if (rounds < 1 || rounds > MOST_ROUNDS)
        return 2;
    path = argv[1];
    for (int round = 0; round < rounds; round++)
        for (int way = 0; way < WAYS; way++) {
            times[way][round] = time_of(ways[way]);
            counts[way] = seen;
        }
    if (counts[0] != counts[1] || counts[2] != counts[3])
        return 1; /* one of a pair has seen something else */
    for (int way = 0; way < WAYS; way++)
        printf("%.4f ", median(times[way], (size_t)rounds));
    putchar('\n');
    return 0;
}
