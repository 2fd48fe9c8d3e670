/*
 * Objects that take requests for a generator, and serve them in order.
 *
 * A task, the pump, resumes the generator for one request after the other: the
 * queue of AsyncGenerator objects (ECMA-262, 27.6.3). It ends with the
 * generator; what is asked for later is answered at once.
 */
#include <errno.h>
#include <stdlib.h>

#include "task/stream.h"

struct gen_agen {
    gen_t *source; /* NULL once the pump has freed it */
    gen_task_t *pump;
    bool is_over;   /* nothing can be asked of the generator any more */
    gen_wait *idle; /* while the pump waits for a request */
    gen_request *first, *last; /* that wait to be served */
    gen_request *served;       /* NULL also if it was withdrawn meanwhile */
};

/* ------------------------------------------------------------------ Queue */

static void enqueue(gen_agen_t *agen, gen_request *request)
{
    request->own.next = NULL;
    if (agen->first != NULL)
        agen->last->own.next = request;
    else
        agen->first = request;
    agen->last = request;
}

static gen_request *dequeue(gen_agen_t *agen)
{
    gen_request *request = agen->first;

    if (request != NULL)
        agen->first = request->own.next;
    return request;
}

static void answer(gen_request *request, gen_result result)
{
    request->result = result;
    request->own.is_answered = true;
    gen_wake(&request->own.wait, 0, NULL);
}

/* What a generator that has ended does. */
static gen_result result_of_ended(const gen_request *request)
{
    if (request->own.signal == GEN_NEXT)
        return (gen_result){NULL, true, 0};
    return (gen_result){request->own.value, true,
                        request->own.signal == GEN_THROW ? GEN_THROWN : 0};
}

/* --------------------------------------------------------------- The pump */

static gen_result serve(gen_agen_t *agen, const gen_request *request)
{
    if (request->own.signal == GEN_RETURN)
        return gen_return(agen->source, request->own.value);
    if (request->own.signal == GEN_THROW)
        return gen_throw(agen->source, request->own.value);
    return gen_send(agen->source, request->own.value);
}

static void forget_idle(gen_agen_t **agen)
{
    (*agen)->idle = NULL;
}

static void await_request(gen_agen_t *agen)
{
    gen_wait wait = {.cancel = wait_complete};
    gen_agen_t *waiting GEN_ON_SCOPE_EXIT(forget_idle) = agen;

    waiting->idle = &wait;
    gen_await(&wait);
}

/* However the pump ends. */
static void finish(gen_agen_t **pumped)
{
    gen_agen_t *agen = *pumped;
    gen_request *request;

    gen_close(agen->source);
    gen_destroy(agen->source);
    agen->source = NULL;
    agen->is_over = true;
    if (agen->served != NULL)
        answer(agen->served, (gen_result){NULL, true, GEN_CANCELLED});
    agen->served = NULL;
    while ((request = dequeue(agen)) != NULL)
        answer(request, result_of_ended(request));
}

/* Serves a request; lets those who wait for its answer see that before the next
 * one. False if the generator has ended. */
static bool pump_one(gen_agen_t *agen)
{
    gen_result out;

    agen->served = dequeue(agen);
    out = serve(agen, agen->served);
    if (agen->served != NULL)
        answer(agen->served, out);
    agen->served = NULL;
    if (!out.done)
        gen_yield_now();
    return !out.done;
}

static void *pumps(gen_t *self, void *argument)
{
    gen_agen_t *agen GEN_ON_SCOPE_EXIT(finish) = argument;

    (void)self;
    do
        if (agen->first == NULL)
            await_request(agen);
    while (pump_one(agen));
    return NULL;
}

/* --------------------------------------------------------------- Interface */

static gen_agen_t *give_up(gen_agen_t *agen, gen_t *source, int error)
{
    stream_let_go(&source, 1);
    free(agen);
    errno = error;
    return NULL;
}

gen_agen_t *gen_agen_new(gen_t *source)
{
    gen_agen_t *agen = stream_new_state(sizeof *agen, &source, 1, 0);

    if (agen == NULL)
        return NULL;
    agen->source = source;
    agen->pump =
        gen_spawn_with(NULL, pumps, agen, &(gen_options){.name = "gen_agen"});
    return agen->pump != NULL ? agen : give_up(agen, source, errno);
}

static int ask(gen_agen_t *agen, gen_request *request, int signal,
               const void *value)
{
    if (agen == NULL || request == NULL)
        return GEN_EINVAL;
    if (request->own.agen != NULL && !request->own.is_answered)
        return GEN_EBUSY;
    *request = (gen_request){.own = {.agen = agen,
                                     .value = (void *)(uintptr_t)value,
                                     .signal = signal}};
    if (agen->is_over)
        answer(request, result_of_ended(request));
    else
        enqueue(agen, request);
    if (agen->idle != NULL)
        gen_wake(agen->idle, 0, NULL);
    return 0;
}

int gen_agen_next(gen_agen_t *agen, gen_request *request, const void *value)
{
    return ask(agen, request, GEN_NEXT, value);
}

int gen_agen_return(gen_agen_t *agen, gen_request *request, const void *value)
{
    return ask(agen, request, GEN_RETURN, value);
}

int gen_agen_throw(gen_agen_t *agen, gen_request *request, const void *error)
{
    return ask(agen, request, GEN_THROW, error);
}

/* Takes a request out of the queue, or from the pump. */
static void withdraw(gen_wait *wait)
{
    gen_request *request = wait->arg;
    gen_agen_t *agen = request->own.agen;
    gen_request *before = NULL, *r = agen->first;

    while (r != NULL && r != request) {
        before = r;
        r = r->own.next;
    }
    if (agen->served == request)
        agen->served = NULL;
    else if (before != NULL)
        before->own.next = request->own.next;
    else
        agen->first = request->own.next;
    if (agen->last == request)
        agen->last = before;
    answer(request, (gen_result){NULL, true, GEN_CANCELLED});
}

gen_result gen_agen_await(gen_request *request)
{
    int64_t status;

    if (request == NULL || request->own.agen == NULL)
        return (gen_result){NULL, false, GEN_EINVAL};
    if (request->own.is_answered)
        return request->result;
    request->own.wait.arg = request;
    request->own.wait.cancel = withdraw;
    status = gen_await(&request->own.wait);
    return status == 0 ? request->result
                       : (gen_result){NULL, false, (int)status};
}

int gen_agen_cancel(gen_agen_t *agen)
{
    if (agen == NULL)
        return GEN_EINVAL;
    if (!agen->is_over)
        gen_task_cancel(agen->pump);
    return 0;
}

/* The pump's end is awaited also by a task that is cancelled. */
int gen_agen_free(gen_agen_t *agen)
{
    int error;

    if (agen == NULL)
        return 0;
    gen_agen_cancel(agen);
    error = task_await_end(agen->pump);
    if (error != 0)
        return error;
    task_free(agen->pump);
    free(agen);
    return 0;
}
