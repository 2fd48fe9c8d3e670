/*
 * Requests about files.
 *
 * One that lies in a frame is awaited before that is left. One that is owned
 * may be freed at any time: while libuv works on it, it is only left, and freed
 * when it has ended, together with the file that it has opened.
 */
#include "uv/fs.h"

gen_uv_fs *gen_uv_fs_new(size_t size)
{
    gen_uv_fs *op = calloc(1, sizeof *op + size);

    if (op == NULL)
        return NULL;
    op->own.is_owned = true;
    if (size != 0)
        op->data = (char *)(op + 1);
    return op;
}

void gen_uv_fs_clear(gen_uv_fs *op)
{
    uv_fs_req_cleanup(&op->request);
}

static void free_owned(uv_fs_t *request)
{
    uv_fs_req_cleanup(request);
    free(request);
}

/* Without memory, or a loop, the descriptor is closed at once. One that has an
 * op may have lost its tasks meanwhile. */
void fs_close_later(uv_file file, gen_uv_fs *op)
{
    uv_loop_t *loop = gen_uv_self();
    uv_fs_t now;

    if (op == NULL) {
        op = gen_uv_fs_new(0);
    } else {
        uv_fs_req_cleanup(&op->request);
        if (op->request.loop != NULL)
            loop = op->request.loop;
    }
    if (op != NULL && loop != NULL &&
        uv_fs_close(loop, &op->request, file, free_owned) == 0)
        return;
    free(op);
    (void)uv_fs_close(NULL, &now, file, NULL);
    uv_fs_req_cleanup(&now);
}

static void end_left(gen_uv_fs *op)
{
    uv_fs_t *request = &op->request;

    if (op->own.is_closing)
        fs_close_later(op->own.closed, op);
    else if (request->fs_type == UV_FS_OPEN && request->result >= 0)
        fs_close_later((uv_file)request->result, op);
    else
        free_owned(request);
}

void fs_leaving(gen_uv_fs **op)
{
    if (*op == NULL)
        return;
    if ((*op)->own.is_pending)
        (*op)->own.is_left = true;
    else
        free_owned(&(*op)->request);
}

void gen_uv_fs_freeing(gen_uv_fs **op)
{
    if (*op != NULL && (*op)->own.is_pending)
        (void)uv_cancel((uv_req_t *)&(*op)->request);
    fs_leaving(op);
}

void fs_free_and_close(gen_uv_fs *op, uv_file file)
{
    if (op == NULL || !op->own.is_pending) {
        fs_close_later(file, op);
        return;
    }
    op->own.is_closing = true;
    op->own.closed = file;
    gen_uv_fs_freeing(&op);
}

void gen_uv_fs_on_end(uv_fs_t *request)
{
    gen_uv_fs *op = (gen_uv_fs *)request;

    op->own.is_pending = false;
    if (op->own.is_left)
        end_left(op);
    else if (op->own.wait != NULL)
        gen_wake(op->own.wait, request->result, NULL);
}

int gen_uv_fs_begin(gen_uv_fs *op)
{
    return op == NULL ? UV_EPERM : host_check_task();
}

int fs_began(gen_uv_fs *op, int begun)
{
    op->own.is_pending = begun >= 0;
    return begun;
}

static void cancel(gen_wait *wait)
{
    gen_uv_fs *op = wait->arg;

    if (op->own.is_owned)
        wait_stop(wait);
    else
        (void)uv_cancel((uv_req_t *)&op->request);
}

static void forget_wait(gen_uv_fs **op)
{
    (*op)->own.wait = NULL;
}

int64_t fs_await(gen_uv_fs *op)
{
    gen_wait wait = {.cancel = cancel, .arg = op};
    gen_uv_fs *awaited GEN_ON_SCOPE_EXIT(forget_wait) = op;

    if (!op->own.is_pending)
        return op->request.result;
    if (host_check_task() != 0)
        return UV_EPERM;
    awaited->own.wait = &wait;
    return gen_await(&wait);
}

int64_t gen_uv_fs_end(gen_uv_fs *op, int begun)
{
    if (fs_began(op, begun) < 0)
        return begun;
    return fs_await(op);
}
