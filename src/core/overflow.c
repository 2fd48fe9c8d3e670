/*
 * Saying whose stack overflowed: what the handler of a fault prints.
 *
 * It runs on a stack of its own, in the middle of anything: so it reads what it
 * can, allocates nothing, and begins with what cannot fail. The frames come
 * last, since the unwinder may be what overflowed.
 */
#include <stdatomic.h>
#include <unistd.h>

#include "core/gen.h"
#include "core/overflow.h"
#include "core/show.h"
#include "core/thread.h"
#include "diag/fault.h"
#include "tunables.h"
#include "unwind/frames.h"

static atomic_bool is_silent;

void gen_report_overflow(bool on)
{
    atomic_store(&is_silent, !on);
}

/* ------------------------------------------------------------------ Finding */

/* How far above a touched address the stack pointer of an overflow may be: what
 * a frame uses below its stack pointer, and probes. */
enum { REACH = 4096 };

/* True if it was the stack pointer that led there, not a stray pointer. */
static bool is_overflow(const struct cgen__stack *stack, const char *touched,
                        const char *stack_pointer)
{
    return touched < stack->low &&
           touched >= stack->low - cgen__stack_guard(stack) &&
           stack_pointer < touched + REACH;
}

/* The generator whose stack it was: the one that runs, or, in the midst of a
 * switch, one that has resumed it. */
static const gen_t *find(const char *touched, const char *stack_pointer)
{
    const gen_t *g = cgen__running();

    while (g != NULL && !is_overflow(g->stack, touched, stack_pointer))
        g = cgen__of_running(g->head.outer);
    return g;
}

/* ----------------------------------------------------------------- Printing */

static void print_generator(const gen_t *g)
{
    struct cgen__text text = {.size = 0};

    cgen__text_add(&text, "cgen: generator ");
    cgen__show_add(&text, g);
    cgen__text_add(&text, " has overflowed its stack\n");
    cgen__text_write(&text, STDERR_FILENO);
    cgen__text_add(&text, "    stack      ");
    cgen__text_add_number(&text, (size_t)(g->stack->high - g->stack->low));
    cgen__text_add(&text, " bytes, from ");
    cgen__text_add_address(&text, g->stack->high);
    cgen__text_add(&text, " down to ");
    cgen__text_add_address(&text, g->stack->low);
    cgen__text_write(&text, STDERR_FILENO);
}

static void print_touch(const gen_t *g, const char *touched)
{
    struct cgen__text text = {.size = 0};

    cgen__text_add(&text, "; touched ");
    cgen__text_add_address(&text, touched);
    cgen__text_add(&text, ", ");
    cgen__text_add_number(&text, (size_t)(g->stack->low - touched));
    cgen__text_add(&text,
                   " below\n"
                   "    remedy     gen_options.stack_size, unless it is a "
                   "recursion without end\n");
    cgen__text_write(&text, STDERR_FILENO);
}

static void print_frames(const gen_t *g)
{
    const struct cgen__frames_wanted wanted = {
        g->stack->low - cgen__stack_guard(g->stack), g->stack->high,
        g->engine->begins};
    void *places[CGEN__FRAMES_SHOWN];
    struct cgen__frames_found found = {places, CGEN__FRAMES_SHOWN, 0};
    struct cgen__text text = {.size = 0};

    cgen__frames_find(&wanted, &found);
    cgen__text_add(&text, "    frames     ");
    cgen__text_add_number(&text, found.count);
    cgen__text_add(&text, ", innermost first; addr2line -ife MODULE OFFSET "
                          "names a line\n");
    cgen__text_write(&text, STDERR_FILENO);
    cgen__show_places("               ", places,
                      found.count < found.room ? found.count : found.room);
}

static void report(const char *touched, const char *stack_pointer)
{
    const gen_t *g =
        atomic_load(&is_silent) ? NULL : find(touched, stack_pointer);

    if (g == NULL)
        return;
    print_generator(g);
    print_touch(g, touched);
    cgen__show_resumers(g);
    cgen__show_body(g);
    cgen__show_origin(g);
    if (!cgen__valgrind_runs()) /* which shows them itself */
        print_frames(g);
}

void cgen__overflow_watch(void)
{
    if (!atomic_load(&is_silent))
        cgen__fault_watch(report);
}
