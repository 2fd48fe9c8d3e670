/* Calls on libuv's threads. */
#include "uv/uv.h"

struct call {
    void (*fn)(void *);
    void *arg;
};

static void run_call(uv_work_t *request)
{
    const struct call *call = ((gen_wait *)request->data)->value;

    call->fn(call->arg);
}

/* The wait has the call as its value until it is woken. */
int gen_uv_work(void (*fn)(void *arg), void *arg)
{
    struct call call = {fn, arg};
    gen_wait wait = {.cancel = gen_uv_cancel, .value = &call};
    uv_work_t request;
    int error = fn != NULL ? host_check_task() : UV_EINVAL;

    if (error != 0)
        return error;
    return (int)GEN_UV_AWAIT(
        &wait, &request,
        uv_queue_work(gen_uv_self(), &request, run_call, gen_uv_on_work));
}

/* -------------------------------------------------------------- Owned work */

struct work {
    uv_work_t request; /* the first: callbacks get it */
    struct call call;
    void (*release)(void *);
    gen_wait *wait; /* NULL: it was left */
    bool is_working;
};

static void run_work(uv_work_t *request)
{
    const struct call *call = &((struct work *)request)->call;

    call->fn(call->arg);
}

static void on_work_done(uv_work_t *request, int status)
{
    struct work *work = (struct work *)request;

    work->is_working = false;
    if (work->wait != NULL) {
        gen_wake(work->wait, status, NULL);
        return;
    }
    work->release(work->call.arg);
    free(work);
}

static void leave(struct work **work)
{
    if (*work == NULL)
        return;
    if (!(*work)->is_working) {
        (*work)->release((*work)->call.arg);
        free(*work);
        return;
    }
    (void)uv_cancel((uv_req_t *)&(*work)->request);
}

static void release_nothing(void *arg)
{
    (void)arg;
}

/* Begins it, and awaits it. Until that returns, arg is the work's. */
static int run_owned(struct work *work, void (*release)(void *arg))
{
    int status =
        uv_queue_work(gen_uv_self(), &work->request, run_work, on_work_done);

    if (status != 0)
        return status;
    work->is_working = true;
    if (release != NULL)
        work->release = release;
    status = (int)wait_in(&work->wait);
    work->release = release_nothing;
    return status;
}

int gen_uv_work_owned(void (*fn)(void *arg), void *arg,
                      void (*release)(void *arg))
{
    struct work *work GEN_ON_SCOPE_EXIT(leave) = NULL;
    int error = fn != NULL ? host_check_task() : UV_EINVAL;

    if (error != 0)
        return error;
    work = calloc(1, sizeof *work);
    if (work == NULL)
        return UV_ENOMEM;
    work->call = (struct call){fn, arg};
    work->release = release_nothing;
    return run_owned(work, release);
}
