/*
 * Errors that nobody has asked for: of loops and consumers without a
 * gen_result.
 *
 * Where a body can be ended by one, it is, as if the error had been raised
 * there. Else the program's hook is told, or a line is printed.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "core/gen.h"
#include "core/loop.h"

static void print(const gen_unhandled *unhandled);

static _Atomic(gen_unhandled_fn *) hook = print;

gen_unhandled_fn *gen_set_on_unhandled(gen_unhandled_fn *fn)
{
    gen_unhandled_fn *before = atomic_exchange(&hook, fn != NULL ? fn : print);

    return before != print ? before : NULL;
}

/* Where it came about; what is known of it besides the error's code: what was
 * thrown, or why there is nothing to loop over, which errno still says. */
struct details {
    char place[256];
    char cause[160];
};

static void describe(const gen_unhandled *unhandled, struct details *details)
{
    *details = (struct details){"cgen", ""};
    if (unhandled->file != NULL)
        (void)snprintf(details->place, sizeof details->place, "%s:%d",
                       unhandled->file, unhandled->line);
    if (unhandled->result.error == GEN_THROWN)
        (void)snprintf(details->cause, sizeof details->cause, " (value %p)",
                       unhandled->result.value);
    if (unhandled->result.error == GEN_EINVAL && errno != 0)
        (void)snprintf(details->cause, sizeof details->cause, " (errno: %s)",
                       strerror(errno));
}

static void print(const gen_unhandled *unhandled)
{
    int error = errno;
    struct details details;

    describe(unhandled, &details);
    (void)fprintf(stderr, "%s: %s, without a gen_result to take it: %s%s\n",
                  details.place, unhandled->function,
                  gen_strerror(unhandled->result.error), details.cause);
    errno = error;
}

void gen_loop_fail(gen_result result, const char *function, const char *file,
                   int line)
{
    const gen_unhandled unhandled = {result, function, file, line};
    gen_unhandled_fn *tell = atomic_load(&hook);
    gen_t *self = gen_self();

    if (self != NULL && !cgen__unwinds())
        gen_rethrow(self, result);
    tell(&unhandled);
}
