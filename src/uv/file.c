/*
 * The named functions of files: each is a request in its frame, or, owned, in
 * the heap, and says what failed on what.
 */
#include <stdio.h>

#include "uv/fs.h"

/* The result, or a failure taken note of. */
static int64_t tell(int64_t result, const char *did, const char *path)
{
    if (result < 0 && result != UV_ECANCELED)
        host_fail((int)result, did, path);
    return result;
}

static int64_t tell_of_file(int64_t result, const char *did, uv_file file)
{
    char name[32];

    (void)snprintf(name, sizeof name, "descriptor %d", file);
    return tell(result, did, name);
}

/* The result of a request, in the frame of the function that this is in. */
#define AWAIT_FS(function, ...)                                           \
    do {                                                                  \
        gen_uv_fs op GEN_ON_SCOPE_EXIT(gen_uv_fs_clear) = {.data = NULL}; \
                                                                          \
        return GEN_UV_FS(&op, function, __VA_ARGS__);                     \
    } while (0)

/* ----------------------------------------------------- Opening and closing */

/* A descriptor that nobody has taken. */
static void close_untaken(int64_t *file)
{
    if (*file >= 0)
        fs_close_later((uv_file)*file, NULL);
}

/* A task that is cancelled while libuv opens a file has it none the less. */
struct opening {
    gen_uv_fs op;
    bool is_taken;
};

static void end_opening(struct opening *opening)
{
    int64_t file = opening->is_taken ? -1 : opening->op.request.result;

    if (opening->op.request.fs_type == UV_FS_OPEN)
        close_untaken(&file);
    gen_uv_fs_clear(&opening->op);
}

static int open_file(const char *path, int flags, int mode)
{
    struct opening opening GEN_ON_SCOPE_EXIT(end_opening) = {.is_taken = false};
    int64_t file = GEN_UV_FS(&opening.op, uv_fs_open, path, flags, mode);

    opening.is_taken = true;
    return (int)file;
}

static int open_owned(const char *path, int flags, int mode)
{
    gen_uv_fs *op GEN_ON_SCOPE_EXIT(gen_uv_fs_freeing) = gen_uv_fs_new(0);

    if (op == NULL)
        return UV_ENOMEM;
    return (int)GEN_UV_FS(op, uv_fs_open, path, flags, mode);
}

int gen_uv_open(const char *path, int flags, int mode)
{
    if (path == NULL)
        return UV_EINVAL;
    return (int)tell(open_file(path, flags, mode), "open", path);
}

int gen_uv_open_owned(const char *path, int flags, int mode)
{
    if (path == NULL)
        return UV_EINVAL;
    return (int)tell(open_owned(path, flags, mode), "open", path);
}

/* A close is not cancelled, but left. Without memory for that, it is done by
 * this thread. */
static int64_t close_file(uv_file file)
{
    gen_uv_fs *op GEN_ON_SCOPE_EXIT(fs_leaving) = gen_uv_fs_new(0);
    uv_fs_t now;

    if (op != NULL)
        return GEN_UV_FS(op, uv_fs_close, file);
    return uv_fs_close(NULL, &now, file, NULL);
}

int gen_uv_close_file(uv_file *file)
{
    uv_file closed = file != NULL ? *file : -1;
    int error = file != NULL ? host_check_task() : UV_EINVAL;

    if (error != 0)
        return error;
    *file = -1;
    return (int)tell_of_file(close_file(closed), "close", closed);
}

void gen_uv_closing_file(uv_file *file)
{
    int64_t untaken = *file;

    close_untaken(&untaken);
    *file = -1;
}

/* ----------------------------------------------------- Reading and writing */

enum { MOST_BYTES = 1 << 30 }; /* in one system call */

static uv_buf_t buffer_of(const void *data, size_t size)
{
    char *base;

    memcpy(&base, &data, sizeof base); /* without the const */
    return uv_buf_init(base, size < MOST_BYTES ? (unsigned)size : MOST_BYTES);
}

static int64_t read_some(uv_file file, uv_buf_t buffer, int64_t at)
{
    AWAIT_FS(uv_fs_read, file, &buffer, 1, at);
}

int64_t gen_uv_read(uv_file file, void *data, size_t size, int64_t at)
{
    if (data == NULL)
        return UV_EINVAL;
    return tell_of_file(read_some(file, buffer_of(data, size), at), "read",
                        file);
}

static int64_t read_owned(uv_file file, void *data, size_t size, int64_t at)
{
    gen_uv_fs *op GEN_ON_SCOPE_EXIT(gen_uv_fs_freeing) =
        gen_uv_fs_new(size != 0 ? size : 1);
    uv_buf_t buffer;
    int64_t got;

    if (op == NULL)
        return UV_ENOMEM;
    buffer = buffer_of(op->data, size);
    got = GEN_UV_FS(op, uv_fs_read, file, &buffer, 1, at);
    if (got > 0)
        memcpy(data, op->data, (size_t)got);
    return got;
}

int64_t gen_uv_read_owned(uv_file file, void *data, size_t size, int64_t at)
{
    if (data == NULL)
        return UV_EINVAL;
    return tell_of_file(read_owned(file, data, size, at), "read", file);
}

static int64_t write_some(uv_file file, uv_buf_t buffer, int64_t at)
{
    AWAIT_FS(uv_fs_write, file, &buffer, 1, at);
}

/* With op NULL, by one of its own for each part. */
static int64_t write_part(gen_uv_fs *op, uv_file file, uv_buf_t buffer,
                          int64_t at)
{
    if (op == NULL)
        return write_some(file, buffer, at);
    uv_fs_req_cleanup(&op->request);
    return GEN_UV_FS(op, uv_fs_write, file, &buffer, 1, at);
}

/* A part that is empty would be the same again and again. */
static int64_t write_all(gen_uv_fs *op, uv_file file, const char *data,
                         size_t size, int64_t at)
{
    size_t done = 0;

    while (done < size) {
        int64_t part = write_part(op, file, buffer_of(data + done, size - done),
                                  at < 0 ? -1 : at + (int64_t)done);

        if (part <= 0)
            return part < 0 ? part : UV_EIO;
        done += (size_t)part;
    }
    return (int64_t)size;
}

int64_t gen_uv_write(uv_file file, const void *data, size_t size, int64_t at)
{
    int error = data == NULL ? UV_EINVAL : host_check_task();

    if (error != 0)
        return error;
    return tell_of_file(write_all(NULL, file, data, size, at), "write", file);
}

static int64_t write_owned(uv_file file, const void *data, size_t size,
                           int64_t at)
{
    gen_uv_fs *op GEN_ON_SCOPE_EXIT(gen_uv_fs_freeing) =
        gen_uv_fs_new(size != 0 ? size : 1);

    if (op == NULL)
        return UV_ENOMEM;
    memcpy(op->data, data, size);
    return write_all(op, file, op->data, size, at);
}

int64_t gen_uv_write_owned(uv_file file, const void *data, size_t size,
                           int64_t at)
{
    int error = data == NULL ? UV_EINVAL : host_check_task();

    if (error != 0)
        return error;
    return tell_of_file(write_owned(file, data, size, at), "write", file);
}

/* -------------------------------------------------------------- What it is */

static int64_t take_stat(const gen_uv_fs *op, int64_t result, uv_stat_t *about)
{
    if (result == 0)
        *about = op->request.statbuf;
    return result;
}

#define TAKE_STAT(op, function, file, about) \
    return take_stat(op, GEN_UV_FS(op, function, file), about)

static int64_t stat_of(const char *path, uv_stat_t *about)
{
    gen_uv_fs op GEN_ON_SCOPE_EXIT(gen_uv_fs_clear) = {.data = NULL};

    TAKE_STAT(&op, uv_fs_stat, path, about);
}

static int64_t stat_owned(const char *path, uv_stat_t *about)
{
    gen_uv_fs *op GEN_ON_SCOPE_EXIT(gen_uv_fs_freeing) = gen_uv_fs_new(0);

    if (op == NULL)
        return UV_ENOMEM;
    TAKE_STAT(op, uv_fs_stat, path, about);
}

static int64_t lstat_of(const char *path, uv_stat_t *about)
{
    gen_uv_fs op GEN_ON_SCOPE_EXIT(gen_uv_fs_clear) = {.data = NULL};

    TAKE_STAT(&op, uv_fs_lstat, path, about);
}

static int64_t fstat_of(uv_file file, uv_stat_t *about)
{
    gen_uv_fs op GEN_ON_SCOPE_EXIT(gen_uv_fs_clear) = {.data = NULL};

    TAKE_STAT(&op, uv_fs_fstat, file, about);
}

int gen_uv_stat(const char *path, uv_stat_t *about)
{
    if (path == NULL || about == NULL)
        return UV_EINVAL;
    return (int)tell(stat_of(path, about), "stat", path);
}

int gen_uv_stat_owned(const char *path, uv_stat_t *about)
{
    if (path == NULL || about == NULL)
        return UV_EINVAL;
    return (int)tell(stat_owned(path, about), "stat", path);
}

int gen_uv_lstat(const char *path, uv_stat_t *about)
{
    if (path == NULL || about == NULL)
        return UV_EINVAL;
    return (int)tell(lstat_of(path, about), "lstat", path);
}

int gen_uv_fstat(uv_file file, uv_stat_t *about)
{
    if (about == NULL)
        return UV_EINVAL;
    return (int)tell_of_file(fstat_of(file, about), "fstat", file);
}

/* ----------------------------------------------------- Names and contents */

static int64_t unlink_path(const char *path)
{
    AWAIT_FS(uv_fs_unlink, path);
}

int gen_uv_unlink(const char *path)
{
    if (path == NULL)
        return UV_EINVAL;
    return (int)tell(unlink_path(path), "unlink", path);
}

static int64_t make_directory(const char *path, int mode)
{
    AWAIT_FS(uv_fs_mkdir, path, mode);
}

int gen_uv_mkdir(const char *path, int mode)
{
    if (path == NULL)
        return UV_EINVAL;
    return (int)tell(make_directory(path, mode), "mkdir", path);
}

static int64_t remove_directory(const char *path)
{
    AWAIT_FS(uv_fs_rmdir, path);
}

int gen_uv_rmdir(const char *path)
{
    if (path == NULL)
        return UV_EINVAL;
    return (int)tell(remove_directory(path), "rmdir", path);
}

static int64_t rename_path(const char *from, const char *to)
{
    AWAIT_FS(uv_fs_rename, from, to);
}

int gen_uv_rename(const char *from, const char *to)
{
    if (from == NULL || to == NULL)
        return UV_EINVAL;
    return (int)tell(rename_path(from, to), "rename", from);
}

static int64_t copy_file(const char *from, const char *to, int flags)
{
    AWAIT_FS(uv_fs_copyfile, from, to, flags);
}

int gen_uv_copy(const char *from, const char *to, int flags)
{
    if (from == NULL || to == NULL)
        return UV_EINVAL;
    return (int)tell(copy_file(from, to, flags), "copy", from);
}

static int64_t truncate_file(uv_file file, int64_t size)
{
    AWAIT_FS(uv_fs_ftruncate, file, size);
}

int gen_uv_truncate(uv_file file, int64_t size)
{
    return (int)tell_of_file(truncate_file(file, size), "truncate", file);
}

static int64_t sync_file(uv_file file)
{
    AWAIT_FS(uv_fs_fsync, file);
}

int gen_uv_fsync(uv_file file)
{
    return (int)tell_of_file(sync_file(file), "fsync", file);
}

static int64_t sync_data(uv_file file)
{
    AWAIT_FS(uv_fs_fdatasync, file);
}

int gen_uv_fdatasync(uv_file file)
{
    return (int)tell_of_file(sync_data(file), "fdatasync", file);
}
