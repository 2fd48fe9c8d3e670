/* What runs a generator program: its frames and its generators. */
#ifndef CGEN_JUDGE_MACHINE_H
#define CGEN_JUDGE_MACHINE_H

#include <cgen.h>

#include "program.h"

/* A generator that was made. It is destroyed at the end. */
struct instance {
    struct machine *machine;
    const struct block *body;
    struct value *argument;
    gen_t *gen;
    struct instance *next;
};

struct machine {
    struct program program;
    bool unwinds; /* where nothing on the stack wants to know of a return or a
                     throw, the library is left to unwind it */
    gen_t *slots[SLOTS];
    struct instance *first, **last;
};

enum how { NORMAL, BREAK, CONTINUE, RETURN, EXIT, THROW };

struct completion {
    enum how how;
    int depth; /* of break and continue */
    struct value *value;
};

/* A loop that runs: its round, and the loop around it. */
struct round {
    int number;
    struct round *outer;
};

struct cleanup;

/* A generator's body, a nested function, or the driver. */
struct frame {
    struct machine *machine;
    gen_t *self; /* NULL: the driver */
    bool nested;
    struct value *registers[REGISTERS];
    struct round *loop;
    int guards; /* statements on this stack that want to know: try, forof */
    struct cleanup *cleanups; /* of a nested function, or the driver */
};

/* statements.c */
struct completion run_block(struct frame *frame, const struct block *block);
void run_cleanups(struct frame *frame);

/* generators.c: a new instance that the caller owns, or the machine. */
gen_t *new_instance(struct machine *machine, int generator,
                    struct value *argument);
gen_t *new_listed(struct machine *machine, int generator,
                  struct value *argument);

/* generators.c: what an iterable is, for whom owns what it gets. A generator
 * that may be left suspended is not to end with the statement. */
gen_t *open_iterable(struct frame *frame, const struct iterable *iterable,
                     bool runs_to_end);

/* generators.c: the value of an operand, and what a result that is an error
 * throws. */
struct value *value_of(const struct frame *frame,
                       const struct operand *operand);
struct value *thrown_by(gen_result result);

#endif
