/* The statements of generator programs. Wherever the library has an operation
 * that means the same, that is used. */
#include <string.h>

#include "machine.h"

static const struct completion normally = {NORMAL, 0, NULL};

static struct completion throwing(struct value *error)
{
    return (struct completion){THROW, 0, error};
}

static void store(struct frame *frame, destination to, struct value *value)
{
    if (to >= 0)
        frame->registers[to] = value;
}

struct completion run_block(struct frame *frame, const struct block *block)
{
    struct completion completion = normally;

    for (size_t i = 0; i < block->count && completion.how == NORMAL; i++)
        completion = block->statements[i]->run(frame, block->statements[i]);
    return completion;
}

/* True if the library may unwind this stack. */
static bool may_unwind(const struct frame *frame)
{
    return frame->machine->unwinds && frame->self != NULL && frame->guards == 0;
}

/* ---------------------------------------------------------------- Simple */

static struct completion run_log(struct frame *frame,
                                 const struct statement *statement)
{
    trace(": %v", value_of(frame, &statement->x));
    return normally;
}

static struct completion run_set(struct frame *frame,
                                 const struct statement *statement)
{
    store(frame, statement->to, value_of(frame, &statement->x));
    return normally;
}

static struct completion run_add(struct frame *frame,
                                 const struct statement *statement)
{
    store(
        frame, statement->to,
        sum_of(value_of(frame, &statement->x), value_of(frame, &statement->y)));
    return normally;
}

static struct completion run_throw(struct frame *frame,
                                   const struct statement *statement)
{
    struct value *error = value_of(frame, &statement->x);

    if (may_unwind(frame))
        gen_raise(frame->self, error);
    return throwing(error);
}

static struct completion run_return(struct frame *frame,
                                    const struct statement *statement)
{
    struct value *value = value_of(frame, &statement->x);

    if (may_unwind(frame) && !frame->nested)
        gen_exit(frame->self, value);
    return (struct completion){RETURN, 0, value};
}

static struct completion run_break(struct frame *frame,
                                   const struct statement *statement)
{
    (void)frame;
    return (struct completion){BREAK, statement->number, NULL};
}

static struct completion run_continue(struct frame *frame,
                                      const struct statement *statement)
{
    (void)frame;
    return (struct completion){CONTINUE, statement->number, NULL};
}

static struct completion run_ifodd(struct frame *frame,
                                   const struct statement *statement)
{
    bool odd = (number_of(value_of(frame, &statement->x)) & 1) != 0;

    return run_block(frame, odd ? &statement->body : &statement->other);
}

static struct completion run_ifiter(struct frame *frame,
                                    const struct statement *statement)
{
    bool is_it =
        frame->loop != NULL && frame->loop->number == statement->number;

    return run_block(frame, is_it ? &statement->body : &statement->other);
}

/* -------------------------------------------------- Yielding, delegating */

/* What a resumption brought to a statement, as its completion. */
static struct completion resumed(struct frame *frame, destination to,
                                 gen_resumed in)
{
    switch (in.signal) {
    case GEN_NEXT:
        store(frame, to, in.value);
        return normally;
    case GEN_RETURN:
        return (struct completion){EXIT, 0, in.value};
    case GEN_THROW:
        return throwing(in.value);
    default:
        return throwing(thrown_by((gen_result){NULL, true, in.signal}));
    }
}

static struct completion run_yield(struct frame *frame,
                                   const struct statement *statement)
{
    struct value *value = value_of(frame, &statement->x);

    if (!may_unwind(frame))
        return resumed(frame, statement->to,
                       gen_yield_catch(frame->self, value));
    store(frame, statement->to, gen_yield(frame->self, value));
    return normally;
}

static struct completion run_delegate(struct frame *frame,
                                      const struct statement *statement)
{
    gen_t *inner = open_iterable(frame, &statement->source, true);

    if (!may_unwind(frame))
        return resumed(frame, statement->to,
                       gen_delegate_catch(frame->self, inner));
    store(frame, statement->to, gen_delegate(frame->self, inner));
    return normally;
}

/* ------------------------------------------------------------ Structures */

/* How a loop goes on after a round: true if with the next one; else the
 * completion is the loop's. */
static bool goes_on(struct completion *round)
{
    if (round->how == NORMAL)
        return true;
    if (round->how != BREAK && round->how != CONTINUE)
        return false;
    if (round->depth-- > 0)
        return false;
    if (round->how == CONTINUE) {
        *round = normally;
        return true;
    }
    *round = normally;
    return false;
}

static struct completion run_loop(struct frame *frame,
                                  const struct statement *statement)
{
    struct round round = {0, frame->loop};
    struct completion completion = normally;
    bool more = true;

    frame->loop = &round;
    for (; more && round.number < statement->number; round.number++) {
        completion = run_block(frame, &statement->body);
        more = goes_on(&completion);
    }
    frame->loop = round.outer;
    return completion;
}

/* IteratorClose: how a loop ended, and how its iterator did. */
static struct completion closed(struct completion completion, gen_result end)
{
    if (completion.how == THROW || end.error == 0)
        return completion;
    return throwing(thrown_by(end));
}

static struct completion run_forof(struct frame *frame,
                                   const struct statement *statement)
{
    struct round round = {0, frame->loop};
    struct completion completion = normally;
    gen_result end;

    frame->loop = &round;
    frame->guards++;
    gen_foreach (struct value *, value,
                 open_iterable(frame, &statement->source, false), &end) {
        store(frame, statement->to, value);
        completion = run_block(frame, &statement->body);
        if (!goes_on(&completion))
            break;
        round.number++;
    }
    frame->guards--;
    frame->loop = round.outer;
    return closed(completion, end);
}

static struct completion run_try(struct frame *frame,
                                 const struct statement *statement)
{
    struct completion completion, last;
    struct round *loop = frame->loop;

    frame->guards++;
    completion = run_block(frame, &statement->body);
    if (completion.how == THROW && statement->has_other) {
        store(frame, statement->caught, completion.value);
        completion = run_block(frame, &statement->other);
    }
    frame->guards--;
    frame->loop = loop;
    last = run_block(frame, &statement->last);
    return last.how != NORMAL ? last : completion;
}

/* ----------------------------------------------------- Reading iterables */

static struct completion take_sum(struct frame *frame, destination to,
                                  struct value *sum, gen_result end)
{
    if (end.error != 0)
        return throwing(thrown_by(end));
    store(frame, to, sum);
    return normally;
}

static struct completion run_spread(struct frame *frame,
                                    const struct statement *statement)
{
    struct value *sum = new_integer(0);
    gen_result end;

    gen_foreach (struct value *, value,
                 open_iterable(frame, &statement->source, true), &end)
        sum = sum_of(sum, value);
    return take_sum(frame, statement->to, sum, end);
}

/* [] = iterable */
static gen_result close_at_once(gen_t *source)
{
    gen_result end = gen_return(source, NULL);

    gen_destroy(source);
    return end;
}

static struct completion run_destructure(struct frame *frame,
                                         const struct statement *statement)
{
    gen_t *source = open_iterable(frame, &statement->source, false);
    struct value *sum = new_integer(0);
    int left = statement->number;
    gen_result end;

    if (left == 0)
        return take_sum(frame, statement->to, sum, close_at_once(source));
    gen_foreach (struct value *, value, source, &end) {
        sum = sum_of(sum, value);
        if (--left == 0)
            break;
    }
    return take_sum(frame, statement->to, sum, end);
}

/* -------------------------------------------------------------- Cleanups */

struct cleanup {
    struct machine *machine;
    bool pokes;
    int slot;
    struct value *value;
    struct cleanup *below;
};

static void poke(gen_t *g)
{
    gen_result result;

    if (g == NULL) {
        trace("~ u");
        return;
    }
    result = gen_next(g);
    if (result.error != 0)
        trace("~! %v", thrown_by(result));
    else
        trace("~< %v %d", result.value, result.done);
}

static void run_cleanup(void *argument)
{
    const struct cleanup *cleanup = argument;

    if (cleanup->pokes)
        poke(cleanup->machine->slots[cleanup->slot]);
    else
        trace("~ %v", cleanup->value);
}

void run_cleanups(struct frame *frame)
{
    while (frame->cleanups != NULL) {
        struct cleanup *cleanup = frame->cleanups;

        frame->cleanups = cleanup->below;
        run_cleanup(cleanup);
    }
}

/* The library's for a generator; a nested function has its own. */
static struct completion push(struct frame *frame, struct cleanup cleanup)
{
    struct cleanup *pushed = scratch(sizeof *pushed);

    *pushed = cleanup;
    if (frame->self != NULL && !frame->nested) {
        gen_defer(frame->self, run_cleanup, pushed);
    } else {
        pushed->below = frame->cleanups;
        frame->cleanups = pushed;
    }
    return normally;
}

static struct completion run_defer(struct frame *frame,
                                   const struct statement *statement)
{
    return push(frame,
                (struct cleanup){.machine = frame->machine,
                                 .value = value_of(frame, &statement->x)});
}

static struct completion run_dpoke(struct frame *frame,
                                   const struct statement *statement)
{
    return push(frame, (struct cleanup){.machine = frame->machine,
                                        .pokes = true,
                                        .slot = statement->number});
}

static struct completion run_call(struct frame *frame,
                                  const struct statement *statement)
{
    struct frame nested GEN_ON_SCOPE_EXIT(run_cleanups) = {
        .machine = frame->machine,
        .self = frame->self,
        .nested = true,
        .registers = {value_of(frame, &statement->x)},
        .guards = frame->guards,
    };
    struct completion completion = run_block(
        &nested, &frame->machine->program.functions[statement->number]);

    if (completion.how == EXIT || completion.how == THROW)
        return completion;
    store(frame, statement->to,
          completion.how == RETURN ? completion.value : NULL);
    return normally;
}

/* ----------------------------------------------------------------- Slots */

static struct completion run_make(struct frame *frame,
                                  const struct statement *statement)
{
    gen_t **slot = &frame->machine->slots[statement->number];

    if (*slot == NULL)
        *slot = new_listed(frame->machine, statement->generator,
                           value_of(frame, &statement->x));
    return normally;
}

static struct completion resume(struct frame *frame,
                                const struct statement *statement,
                                gen_result (*how)(gen_t *, const void *))
{
    gen_t *g = frame->machine->slots[statement->number];
    gen_result result = {NULL, true, 0};

    if (g != NULL) {
        result = how(g, value_of(frame, &statement->x));
        if (result.error != 0)
            return throwing(thrown_by(result));
        trace("< %v %d", result.value, result.done);
    }
    store(frame, statement->to, result.value);
    return normally;
}

static struct completion run_next(struct frame *frame,
                                  const struct statement *statement)
{
    return resume(frame, statement, gen_send);
}

static struct completion run_resume_return(struct frame *frame,
                                           const struct statement *statement)
{
    return resume(frame, statement, gen_return);
}

static struct completion run_resume_throw(struct frame *frame,
                                          const struct statement *statement)
{
    return resume(frame, statement, gen_throw);
}

static struct completion run_close(struct frame *frame,
                                   const struct statement *statement)
{
    gen_t *g = frame->machine->slots[statement->number];
    gen_result result = {NULL, true, 0};

    if (g != NULL)
        result = gen_return(g, NULL);
    return result.error != 0 ? throwing(thrown_by(result)) : normally;
}

const struct syntax *find_syntax(const char *name)
{
    static const struct syntax all[] = {
        {"log", "X", run_log},
        {"set", "dX", run_set},
        {"add", "dXY", run_add},
        {"yield", "dX", run_yield},
        {"deleg", "dI", run_delegate},
        {"throw", "X", run_throw},
        {"ret", "X", run_return},
        {"break", "n", run_break},
        {"cont", "n", run_continue},
        {"loop", "n", run_loop},
        {"forof", "dI", run_forof},
        {"ifodd", "X", run_ifodd},
        {"ifiter", "n", run_ifiter},
        {"try", "", run_try},
        {"destr", "dnI", run_destructure},
        {"spread", "dI", run_spread},
        {"call", "dsX", run_call},
        {"defer", "X", run_defer},
        {"dpoke", "h", run_dpoke},
        {"mk", "hgX", run_make},
        {"hnext", "dhX", run_next},
        {"hret", "dhX", run_resume_return},
        {"hthrow", "dhX", run_resume_throw},
        {"hclose", "h", run_close},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].name, name) == 0)
            return &all[i];
    return NULL;
}
