/* Part 1 of the judge: generator programs. Their generators are the library's,
 * with this interpreter as their body. */
#include <stdio.h>
#include <stdlib.h>

#include "machine.h"

struct value *value_of(const struct frame *frame, const struct operand *operand)
{
    if (operand->is_register)
        return frame->registers[operand->index];
    return operand->value;
}

struct value *thrown_by(gen_result result)
{
    switch (result.error) {
    case GEN_THROWN:
        return result.value;
    case GEN_EBUSY:
        return new_library_error("Trun");
    case GEN_ENOTHROW:
        return new_library_error("Tnothrow");
    default:
        return new_library_error(gen_strerror(result.error));
    }
}

/* ------------------------------------------------------------ Generators */

static void *run_body(gen_t *self, void *argument)
{
    const struct instance *instance = argument;
    struct frame frame = {
        .machine = instance->machine,
        .self = self,
        .registers = {instance->argument},
    };
    struct completion completion = run_block(&frame, instance->body);

    if (completion.how == THROW)
        gen_raise(self, completion.value);
    return completion.value;
}

static void *needed(void *pointer)
{
    if (pointer != NULL)
        return pointer;
    perror("judge");
    exit(2);
}

static struct instance *instantiate(struct machine *machine, int generator,
                                    struct value *argument)
{
    struct instance *instance = scratch(sizeof *instance);

    *instance = (struct instance){
        machine, &machine->program.generators[generator], argument, NULL, NULL};
    instance->gen = needed(gen_create(run_body, instance));
    return instance;
}

gen_t *new_instance(struct machine *machine, int generator,
                    struct value *argument)
{
    return instantiate(machine, generator, argument)->gen;
}

gen_t *new_listed(struct machine *machine, int generator,
                  struct value *argument)
{
    struct instance *instance = instantiate(machine, generator, argument);

    *machine->last = instance;
    machine->last = &instance->next;
    return instance->gen;
}

/* ------------------------------------------------------ Custom iterators */

struct iterator {
    const struct custom *custom;
    long position;
};

static gen_result give(struct value *value, bool done)
{
    return (gen_result){value, done, 0};
}

static gen_result give_error(struct value *error)
{
    return (gen_result){error, true, GEN_THROWN};
}

static gen_result custom_next(void *state, void *sent)
{
    struct iterator *iterator = state;
    const struct custom *custom = iterator->custom;
    long position = iterator->position;

    trace("i%d n %v", custom->index, sent);
    if (position == custom->fails_at) {
        iterator->position++;
        return give_error(new_user_error(700 + custom->index));
    }
    if (position >= custom->count)
        return give(new_integer(900 + custom->index), true);
    iterator->position++;
    return give(new_integer(100 * (custom->index + 1) + position), false);
}

/* What return and throw do by mode. A method whose result is not an object, C
 * has no way to write; what comes of it in JavaScript is that error. */
static gen_result answer(long mode, void *value, int64_t error)
{
    switch (mode) {
    case 1:
        return give(value, true);
    case 2:
        return give_error(new_user_error(error));
    case 3:
        return give(new_integer(number_of(value) + 1), false);
    case 4:
        return give(new_integer(number_of(value) + 2), true);
    case 5:
        return give_error(new_library_error("Tobj"));
    default:
        return give_error(value);
    }
}

static gen_result custom_return(void *state, void *value)
{
    const struct custom *custom = ((struct iterator *)state)->custom;

    trace("i%d r %v", custom->index, value);
    return answer(custom->returns, value, 800 + custom->index);
}

static gen_result custom_throw(void *state, void *value)
{
    const struct custom *custom = ((struct iterator *)state)->custom;

    trace("i%d t %v", custom->index, value);
    return answer(custom->throws, value, 850 + custom->index);
}

static gen_t *new_custom(const struct custom *custom)
{
    struct iterator *iterator = scratch(sizeof *iterator);
    gen_ops ops = {
        .on_next = custom_next,
        .on_return = custom->returns != 0 ? custom_return : NULL,
        .on_throw = custom->throws != 0 ? custom_throw : NULL,
    };

    iterator->custom = custom;
    return needed(gen_from(&ops, iterator));
}

/* ------------------------------------------------------------- Iterables */

static gen_result nothing(void *state, void *sent)
{
    (void)state;
    (void)sent;
    return give(NULL, true);
}

static gen_t *view_of_slot(gen_t *slot)
{
    static const gen_ops empty = {.on_next = nothing};

    return needed(slot != NULL ? gen_borrow(slot) : gen_from(&empty, NULL));
}

gen_t *open_iterable(struct frame *frame, const struct iterable *iterable,
                     bool runs_to_end)
{
    struct machine *machine = frame->machine;
    struct value *argument = value_of(frame, &iterable->argument);

    if (iterable->what == 'i')
        return new_custom(&machine->program.customs[iterable->index]);
    if (iterable->what == 'h')
        return view_of_slot(machine->slots[iterable->index]);
    if (runs_to_end)
        return new_instance(machine, iterable->index, argument);
    return needed(gen_borrow(new_listed(machine, iterable->index, argument)));
}

/* ---------------------------------------------------------------- Driver */

static void run_driver(struct machine *machine)
{
    struct frame frame = {.machine = machine};
    const struct block *driver = &machine->program.driver;

    for (size_t i = 0; i < driver->count; i++) {
        struct block one = {&driver->statements[i], 1};
        struct completion completion = run_block(&frame, &one);

        if (completion.how == THROW)
            trace("! %v", completion.value);
    }
    run_cleanups(&frame);
}

/* One that delegates to an iterator that will not return must be let go on. */
static void end_instance(gen_t *g)
{
    while (gen_state(g) != GEN_DONE) {
        gen_return(g, NULL);
        gen_next(g);
    }
}

/* Ends every generator before any is freed, since they may refer to each other;
 * ending one may make more. */
static void end_instances(struct machine *machine)
{
    struct instance *instance;

    trace_mute();
    for (instance = machine->first; instance != NULL; instance = instance->next)
        end_instance(instance->gen);
    for (instance = machine->first; instance != NULL; instance = instance->next)
        gen_destroy(instance->gen);
}

enum verdict judge_generators(struct text *text, bool unwinds)
{
    struct machine *machine = scratch(sizeof *machine);
    enum verdict verdict;

    parse_program(text, &machine->program);
    machine->unwinds = unwinds;
    machine->last = &machine->first;
    run_driver(machine);
    end_instances(machine);
    verdict = trace_equals(text, machine->program.name);
    values_free();
    return verdict;
}
