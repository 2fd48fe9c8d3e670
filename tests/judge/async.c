/*
 * Part 3: programs of async generators, on tasks and a loop whose time is
 * virtual. Each request is made, and its answer awaited, by a task of its own.
 */
#include "async.h"

#include "../task/fake_loop.h"

struct driver {
    struct async_program *program;
    gen_agen_t *generator;
    char answers[MAX_REQUESTS][48];
};

/* One of its requests. */
struct asker {
    struct driver *driver;
    int index;
};

static void ask(gen_agen_t *generator, gen_request *request,
                const struct async_request *asked)
{
    void *value = gen_of_int(asked->value);

    if (asked->signal == GEN_NEXT)
        gen_agen_next(generator, request, value);
    else if (asked->signal == GEN_RETURN)
        gen_agen_return(generator, request, value);
    else
        gen_agen_throw(generator, request, value);
}

static const char *kind_of(gen_result answer)
{
    if (answer.error != 0)
        return answer.error == GEN_THROWN ? "error" : "misuse";
    return answer.done ? "done" : "value";
}

static void *asks(gen_t *self, void *argument)
{
    const struct asker *asker = argument;
    struct driver *driver = asker->driver;
    const struct async_request *asked =
        &driver->program->requests[asker->index];
    gen_request request = {.result = {NULL, false, 0}};
    gen_result answer;

    (void)self;
    gen_sleep((uint64_t)asked->time);
    ask(driver->generator, &request, asked);
    answer = gen_agen_await(&request);
    (void)snprintf(driver->answers[asker->index],
                   sizeof driver->answers[asker->index], "r %d %d %s %d",
                   asker->index, (int)fake_loop_now(), kind_of(answer),
                   (int)gen_to_int(answer.value));
    return NULL;
}

static void *frees(gen_t *self, void *argument)
{
    struct driver *driver = argument;

    (void)self;
    gen_agen_free(driver->generator);
    async_free(driver->program);
    return NULL;
}

static void trace_answers(const struct driver *driver)
{
    for (int i = 0; i < driver->program->request_count; i++)
        trace("%s", driver->answers[i]);
}

static void run(struct async_program *program)
{
    struct driver driver = {.program = program};
    struct asker askers[MAX_REQUESTS];

    fake_loop_begin();
    driver.generator = gen_agen_new(async_create(program, 0));
    for (int i = 0; i < program->request_count; i++) {
        askers[i] = (struct asker){&driver, i};
        gen_task_detach(gen_spawn(NULL, asks, &askers[i]));
    }
    fake_loop_run();
    trace_answers(&driver);
    trace_mute();
    gen_task_detach(gen_spawn(NULL, frees, &driver));
    fake_loop_run();
    fake_loop_end();
}

enum verdict judge_async(struct text *text, bool unwinds)
{
    struct async_program program = {.unwinds = unwinds};
    enum verdict verdict;

    async_parse(text, &program);
    run(&program);
    verdict = trace_equals(text, program.id);
    values_free();
    return verdict;
}
