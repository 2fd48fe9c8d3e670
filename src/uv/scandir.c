/*
 * What is in a directory, some names at a time, so that memory does not grow
 * with it. Each step is a request that is owned. If the generator is destroyed
 * while libuv works on one, this and the directory are closed when it has
 * ended.
 */
#include "uv/fs.h"
#include "uv/source.h"

enum { AT_ONCE = 64 };

struct scan {
    uv_fs_t request; /* the first: callbacks get it */
    char *path;
    uv_dir_t *directory;
    uv_dirent_t entries[AT_ONCE];
    int count, at;
    gen_wait *wait; /* of who awaits the request */
    bool is_working, is_left;
};

static void free_scan(struct scan *scan)
{
    uv_fs_req_cleanup(&scan->request);
    free(scan->path);
    free(scan);
}

static void on_closed(uv_fs_t *request)
{
    free_scan((struct scan *)request);
}

/* The loop may have lost its tasks meanwhile. */
static void close_scan(struct scan *scan)
{
    uv_dir_t *directory = scan->directory;

    uv_fs_req_cleanup(&scan->request);
    if (directory == NULL || uv_fs_closedir(scan->request.loop, &scan->request,
                                            directory, on_closed) != 0)
        free_scan(scan);
}

static void on_step(uv_fs_t *request)
{
    struct scan *scan = (struct scan *)request;

    scan->is_working = false;
    if (request->fs_type == UV_FS_OPENDIR && request->result == 0)
        scan->directory = request->ptr;
    if (scan->is_left)
        close_scan(scan);
    else
        gen_wake(scan->wait, request->result, NULL);
}

/* Awaits a request that was begun; returns its result. */
static int64_t await_step(struct scan *scan, int begun)
{
    if (begun < 0)
        return begun;
    scan->is_working = true;
    return wait_in(&scan->wait);
}

static int64_t open_directory(struct scan *scan)
{
    return await_step(scan, uv_fs_opendir(gen_uv_self(), &scan->request,
                                          scan->path, on_step));
}

static int64_t read_names(struct scan *scan)
{
    uv_fs_req_cleanup(&scan->request); /* and the names before */
    scan->directory->dirents = scan->entries;
    scan->directory->nentries = AT_ONCE;
    return await_step(scan, uv_fs_readdir(gen_uv_self(), &scan->request,
                                          scan->directory, on_step));
}

/* Sees to it that there are names; 0: there are no more. */
static int64_t fetch(struct scan *scan)
{
    int64_t status = host_check_task();

    if (status == 0 && scan->directory == NULL)
        status = open_directory(scan);
    if (status == 0)
        status = read_names(scan);
    scan->at = 0;
    scan->count = status > 0 ? (int)status : 0;
    return status;
}

static gen_result next(void *state, void *sent)
{
    struct scan *scan = state;
    int64_t status = 1;

    (void)sent;
    if (scan->at == scan->count)
        status = fetch(scan);
    if (status > 0)
        return source_value(&scan->entries[scan->at++]);
    if (status == 0)
        return source_end();
    host_fail((int)status, "read directory", scan->path);
    return source_error();
}

static void release(void *state)
{
    struct scan *scan = state;

    if (scan->is_working)
        scan->is_left = true;
    else
        close_scan(scan);
}

gen_t *gen_uv_scandir(const char *path)
{
    struct scan *scan;

    if (path == NULL)
        return host_lose(UV_EINVAL, "gen_uv_scandir", NULL);
    scan = calloc(1, sizeof *scan);
    if (scan != NULL)
        scan->path = strdup(path);
    if (scan != NULL && scan->path != NULL)
        return source_new(scan, next, release, "gen_uv_scandir");
    free(scan);
    return host_lose(UV_ENOMEM, "gen_uv_scandir", path);
}
