/*
 * Part 3: bodies of async generators.
 *
 * A statement ends with a completion, as ECMA-262 has it. Where a yield is not
 * within a try or a loop over another generator, it is a gen_yield, by which
 * the library unwinds the body; else a gen_yield_catch, whose signal becomes a
 * completion. If the program is to be unwound, a finally block without a catch
 * is a cleanup handler where that means the same, and awaits there.
 */
#include <cgen/iter.h>

#include "../task/fake_loop.h"
#include "async.h"

enum how { NORMALLY, BY_BREAK, BY_RETURN, BY_THROW };

struct completion {
    enum how how;
    int64_t value;
};

static const struct completion normal = {NORMALLY, 0};

/* What a body is doing. */
struct frame {
    gen_t *self;
    struct async_program *program;
    bool catches; /* a yield is to be told */
};

static struct completion run_block(const struct frame *frame,
                                   const struct statement *first);

static void tell(const char *what, int64_t value)
{
    trace("b %d %s %d", (int)fake_loop_now(), what, (int)value);
}

/* ----------------------------------------------------------------- Yields */

static struct completion complete(gen_resumed in, const char *what)
{
    int64_t value = gen_to_int(in.value);

    if (in.signal == GEN_RETURN)
        return (struct completion){BY_RETURN, value};
    if (in.signal != GEN_NEXT)
        return (struct completion){BY_THROW, value};
    tell(what, value);
    return normal;
}

static struct completion run_yield(const struct frame *frame, int64_t value)
{
    gen_resumed in = {NULL, GEN_NEXT};

    if (frame->catches)
        in = gen_yield_catch(frame->self, gen_of_int(value));
    else
        in.value = gen_yield(frame->self, gen_of_int(value));
    return complete(in, "sent");
}

static struct completion run_delegate(const struct frame *frame, int64_t number)
{
    gen_t *inner = async_create(frame->program, number);
    gen_resumed in = {NULL, GEN_NEXT};

    if (frame->catches)
        in = gen_delegate_catch(frame->self, inner);
    else
        in.value = gen_delegate(frame->self, inner);
    return complete(in, "result");
}

/* ------------------------------------------------------------------ Loops */

static struct completion run_loop(const struct frame *frame,
                                  const struct statement *loop)
{
    struct completion done = normal;

    for (int64_t i = 0; i < loop->first && done.how == NORMALLY; i++)
        done = run_block(frame, loop->block);
    return done.how == BY_BREAK ? normal : done;
}

/* A view of a generator that is kept. */
static gen_t *create_kept(struct async_program *program, int64_t number)
{
    struct looped *looped = scratch(sizeof *looped);
    struct looped **place = &program->looped;

    while (*place != NULL)
        place = &(*place)->next;
    *looped = (struct looped){async_create(program, number), NULL};
    *place = looped;
    return gen_borrow(looped->generator);
}

void async_free(struct async_program *program)
{
    for (; program->looped != NULL; program->looped = program->looped->next)
        gen_destroy(program->looped->generator);
}

static struct completion run_for_await(const struct frame *frame,
                                       const struct statement *loop)
{
    struct frame within = {frame->self, frame->program, true};
    struct completion done = normal;
    gen_result end = {NULL, false, 0};

    gen_foreach (int64_t, item, create_kept(frame->program, loop->first),
                 &end) {
        tell("item", item);
        done = run_block(&within, loop->block);
        if (done.how != NORMALLY)
            break;
    }
    if (done.how != BY_THROW && end.error != 0)
        return (struct completion){BY_THROW, gen_to_int(end.value)};
    return done.how == BY_BREAK ? normal : done;
}

/* -------------------------------------------------------------------- Try */

/* The completion of the finally block, if that is abrupt, replaces what came
 * before. */
static struct completion run_try_told(const struct frame *frame,
                                      const struct statement *try)
{
    struct frame within = {frame->self, frame->program, true};
    struct completion done = run_block(&within, try->block), last;

    if (done.how == BY_THROW && try->has_catch) {
        tell("caught", done.value);
        done = run_block(try->has_finally ? &within : frame, try->catching);
    }
    if (!try->has_finally)
        return done;
    last = run_block(frame, try->finally);
    return last.how != NORMALLY ? last : done;
}

/* A finally block that is a cleanup handler. */
struct finalizer {
    const struct frame *frame;
    const struct statement *block;
};

static void finalize(struct finalizer *finalizer)
{
    run_block(finalizer->frame, finalizer->block);
}

static struct completion run_unwound(const struct frame *frame,
                                     const struct statement *try)
{
    struct finalizer finalizer GEN_ON_SCOPE_EXIT(finalize) = {frame,
                                                              try->finally};

    return run_block(frame, try->block);
}

/* One that goes straight to its end: what yields, or leaves a loop around it,
 * does not mean the same in a handler; and one that throws or returns while
 * frames are unwound aborts the program, if Clang has compiled it. */
static bool can_be_handler(const struct statement *first)
{
    for (const struct statement *s = first; s != NULL; s = s->next)
        if ((s->word != LOG && s->word != AWAIT && s->word != LOOP) ||
            !can_be_handler(s->block))
            return false;
    return true;
}

static struct completion run_try(const struct frame *frame,
                                 const struct statement *try)
{
    if (!frame->program->unwinds || frame->catches || try->has_catch ||
        !can_be_handler(try->finally))
        return run_try_told(frame, try);
    return run_unwound(frame, try);
}

/* ------------------------------------------------------------- Statements */

static struct completion run_await(const struct statement *await)
{
    gen_sleep((uint64_t)await->first);
    if (await->word == FAIL)
        return (struct completion){BY_THROW, await->second};
    tell("woke", await->second);
    return normal;
}

static struct completion run_statement(const struct frame *frame,
                                       const struct statement *statement)
{
    switch (statement->word) {
    case LOG:
        tell("log", statement->first);
        return normal;
    case YIELD:
        return run_yield(frame, statement->first);
    case AWAIT:
    case FAIL:
        return run_await(statement);
    case THROW:
        return (struct completion){BY_THROW, statement->first};
    case RETURN:
        return (struct completion){BY_RETURN, statement->first};
    case BREAK:
        return (struct completion){BY_BREAK, 0};
    case LOOP:
        return run_loop(frame, statement);
    case FOR_AWAIT:
        return run_for_await(frame, statement);
    case DELEGATE:
        return run_delegate(frame, statement->first);
    case TRY:
        return run_try(frame, statement);
    }
    return normal;
}

static struct completion run_block(const struct frame *frame,
                                   const struct statement *first)
{
    struct completion done = normal;

    for (const struct statement *s = first; s != NULL && done.how == NORMALLY;
         s = s->next)
        done = run_statement(frame, s);
    return done;
}

/* ----------------------------------------------------------------- Bodies */

struct body {
    struct async_program *program;
    int64_t number;
};

static void *run_body(gen_t *self, void *argument)
{
    const struct body *body = argument;
    struct frame frame = {self, body->program, !body->program->unwinds};
    struct completion done =
        run_block(&frame, body->program->generators[body->number]);

    if (done.how == BY_THROW)
        gen_raise(self, gen_of_int(done.value));
    return gen_of_int(done.how == BY_RETURN ? done.value : 0);
}

gen_t *async_create(struct async_program *program, int64_t number)
{
    struct body *body = scratch(sizeof *body);

    *body = (struct body){program, number};
    return gen_create(run_body, body);
}
