/*
 * The blocks of a file. While one is used, the next one is read, into a buffer
 * of its own; both belong to their requests, so that the generator may be
 * destroyed meanwhile.
 */
#include <fcntl.h>
#include <stdio.h>

#include "uv/fs.h"
#include "uv/source.h"

struct blocks {
    char *path; /* to be opened, or opened; NULL: given by its descriptor */
    uv_file file;
    bool is_owned; /* the descriptor, if there is one */
    size_t size;
    gen_uv_fs *ops[2];
    unsigned turn; /* whose block comes next */
    bool has_begun;
    gen_bytes block;
};

static gen_result fail(const struct blocks *blocks, int code)
{
    char name[32];

    (void)snprintf(name, sizeof name, "descriptor %d", blocks->file);
    host_fail(code, "read", blocks->path != NULL ? blocks->path : name);
    return source_error();
}

static int open_path(struct blocks *blocks)
{
    int file = gen_uv_open_owned(blocks->path, O_RDONLY | O_CLOEXEC, 0);

    if (file < 0)
        return file;
    blocks->file = file;
    blocks->is_owned = true;
    return 0;
}

static int make_ops(struct blocks *blocks)
{
    for (int i = 0; i < 2; i++)
        blocks->ops[i] = gen_uv_fs_new(blocks->size);
    return blocks->ops[0] != NULL && blocks->ops[1] != NULL ? 0 : UV_ENOMEM;
}

static int begin_read(struct blocks *blocks)
{
    gen_uv_fs *op = blocks->ops[blocks->turn];
    uv_buf_t buffer = uv_buf_init(op->data, (unsigned)blocks->size);

    uv_fs_req_cleanup(&op->request);
    return fs_began(op, uv_fs_read(gen_uv_self(), &op->request, blocks->file,
                                   &buffer, 1, -1, gen_uv_fs_on_end));
}

static int begin(struct blocks *blocks)
{
    int error = make_ops(blocks);

    if (error == 0 && blocks->file < 0)
        return open_path(blocks);
    return error;
}

/* Returns the size of the next block, 0 at the end, or a code. */
static int64_t read_block(struct blocks *blocks)
{
    gen_uv_fs *op = blocks->ops[blocks->turn];
    int64_t got;
    int error = 0;

    if (!blocks->has_begun)
        error = begin_read(blocks);
    blocks->has_begun = true;
    got = error == 0 ? fs_await(op) : error;
    if (got <= 0)
        return got;
    blocks->block = (gen_bytes){op->data, (size_t)got};
    blocks->turn ^= 1;
    error = begin_read(blocks);
    return error == 0 ? got : error;
}

static gen_result next(void *state, void *sent)
{
    struct blocks *blocks = state;
    int64_t got = host_check_task();

    (void)sent;
    if (got == 0 && blocks->ops[0] == NULL)
        got = begin(blocks);
    if (got == 0)
        got = read_block(blocks);
    if (got < 0)
        return fail(blocks, (int)got);
    return got > 0 ? source_value(&blocks->block) : source_end();
}

/* Of the two, the one whose turn it is may be at work. */
static void release(void *state)
{
    struct blocks *blocks = state;
    gen_uv_fs *working = blocks->ops[blocks->turn];

    gen_uv_fs_freeing(&blocks->ops[blocks->turn ^ 1]);
    if (blocks->is_owned && blocks->file >= 0)
        fs_free_and_close(working, blocks->file);
    else
        gen_uv_fs_freeing(&working);
    free(blocks->path);
    free(blocks);
}

static struct blocks *new_blocks(const char *path, uv_file file, size_t size,
                                 bool is_owned)
{
    struct blocks *blocks = calloc(1, sizeof *blocks);

    if (blocks == NULL)
        return NULL;
    blocks->file = file;
    blocks->size = size;
    blocks->is_owned = is_owned;
    if (path == NULL)
        return blocks;
    blocks->path = strdup(path);
    if (blocks->path != NULL)
        return blocks;
    free(blocks);
    return NULL;
}

static bool fits(size_t size)
{
    return size != 0 && size <= INT32_MAX;
}

gen_t *gen_uv_blocks(const char *path, size_t size)
{
    if (path == NULL || !fits(size))
        return host_lose(UV_EINVAL, "gen_uv_blocks", path);
    return source_new(new_blocks(path, -1, size, false), next, release,
                      "gen_uv_blocks");
}

gen_t *gen_uv_blocks_fd(uv_file file, size_t size, enum gen_file whose)
{
    bool is_owned = whose == GEN_CLOSE;
    struct blocks *blocks = NULL;

    if (file >= 0 && fits(size) && (is_owned || whose == GEN_LEAVE)) {
        blocks = new_blocks(NULL, file, size, is_owned);
        errno = ENOMEM;
    } else {
        errno = EINVAL;
    }
    if (blocks != NULL)
        return source_new(blocks, next, release, "gen_uv_blocks_fd");
    if (is_owned)
        gen_uv_closing_file(&file);
    return host_lose(uv_translate_sys_error(errno), "gen_uv_blocks_fd", NULL);
}
