/* The callbacks of iterator-helper programs. */
#ifndef CGEN_JUDGE_CALLBACKS_H
#define CGEN_JUDGE_CALLBACKS_H

#include <cgen/iter.h>

#include "judge.h"

enum { MAX_SLOTS = 32 };

/* A program's iterators. None is destroyed before the end, so what takes one
 * gets a view of it. */
struct helpers {
    gen_t *slots[MAX_SLOTS];
    bool cannot_return[MAX_SLOTS]; /* it has no return method */
    struct text *text;
};

/* A callback as it is written: its name, and what follows it. */
struct callback {
    struct helpers *helpers;
    const char *name;
    long first, second; /* 0 where they are not given */
};

struct callback *new_callback(struct helpers *helpers, const char *token);

/* Callbacks of the library's kinds; call->arg is the struct callback. */
void *call_map(void *value, gen_call *call);
bool call_test(void *value, gen_call *call);
void call_visit(void *value, gen_call *call);
gen_t *call_flat(void *value, gen_call *call);
void *call_reduce(void *sum, void *value, gen_call *call);

/* helpers.c: a plain iterator, with the values first, first + 1, .. up to count
 * of them, and a generator of the same; error_base is what its errors are
 * numbered from. One that others may see goes on after its end, as objects do.
 */
gen_t *new_plain(const char *label, int64_t first, int64_t error_base,
                 long count, long fails_at, long returns, bool is_seen);
gen_t *new_generator(const char *label, int64_t first, long count);

/* helpers.c: what a result that is an error throws; a slot by its name; next
 * and return called on one, with what is printed: false if it threw error. */
struct value *helper_error(gen_result result);
int slot_of(const struct helpers *helpers, const char *token);
bool call_next(struct helpers *helpers, int slot, struct value **error);
bool call_return(struct helpers *helpers, int slot, struct value **error);

#endif
