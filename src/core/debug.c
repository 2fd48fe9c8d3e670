/*
 * CGEN_DEBUG in the environment.
 *
 * A list of words, separated by commas, is read once. What it asks for costs
 * nothing where it is not: generators of such a process are made on the heap,
 * as under a tool (watched.c), and take no plain steps.
 */
#define _GNU_SOURCE /* secure_getenv */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "core/debug.h"
#include "core/show.h"
#include "core/watched.h"
#include "tunables.h"
#include "unwind/frames.h"

static unsigned wanted;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const struct {
    const char *word;
    unsigned flags;
} words[] = {
    {"all", CGEN__DEBUG_ALL},
    {"handles", CGEN__DEBUG_HANDLES | CGEN__DEBUG_SITES},
    {"leaks", CGEN__DEBUG_LEAKS | CGEN__DEBUG_SITES},
    {"misuse", CGEN__DEBUG_MISUSE | CGEN__DEBUG_SITES},
    {"paint", CGEN__DEBUG_PAINT},
    {"sites", CGEN__DEBUG_SITES},
    {"usr1", CGEN__DEBUG_USR1},
};

enum { WORDS = sizeof words / sizeof *words };

/* ------------------------------------------------------------------ Reading */

static void complain(const char *word, size_t length)
{
    struct cgen__text text = {.size = 0};
    char copy[32] = "";

    memcpy(copy, word, length < sizeof copy - 1 ? length : sizeof copy - 1);
    cgen__text_add(&text, "\"");
    cgen__text_add(&text, copy);
    cgen__text_add(&text, "\"; there are:");
    for (size_t i = 0; i < WORDS; i++) {
        cgen__text_add(&text, " ");
        cgen__text_add(&text, words[i].word);
    }
    cgen__show_line("cgen: CGEN_DEBUG knows no ", &text);
}

static void take(const char *word, size_t length)
{
    for (size_t i = 0; i < WORDS; i++)
        if (strlen(words[i].word) == length &&
            memcmp(words[i].word, word, length) == 0) {
            wanted |= words[i].flags;
            return;
        }
    if (length > 0)
        complain(word, length);
}

static void report_those_alive(void);

static void read_environment(void)
{
    const char *list = secure_getenv("CGEN_DEBUG");

    while (list != NULL && *list != '\0') {
        size_t length = strcspn(list, ",");

        take(list, length);
        list += length + (list[length] == ',');
    }
    if (wanted & CGEN__DEBUG_LEAKS)
        (void)atexit(report_those_alive);
    if (wanted & CGEN__DEBUG_USR1)
        (void)gen_print_on_signal(SIGUSR1);
}

unsigned cgen__debug_wanted(void)
{
    pthread_once(&once, read_environment);
    return wanted;
}

/* ---------------------------------------------------------------- Reporting */

static void count(void *owner, void *total)
{
    (void)owner;
    ++*(size_t *)total;
}

static void show(void *owner, void *arg)
{
    (void)arg;
    cgen__show_generator(owner, true);
}

static void report_those_alive(void)
{
    struct cgen__text text = {.size = 0};
    size_t alive = 0;

    cgen__stack_walk(count, &alive);
    if (alive == 0)
        return;
    cgen__text_add_number(&text, alive);
    cgen__text_add(&text, alive == 1 ? " generator is" : " generators are");
    cgen__text_add(&text, " alive at exit");
    cgen__show_line("cgen: ", &text);
    cgen__stack_walk(show, NULL);
}

static void show_callers(void)
{
    void *places[CGEN__FRAMES_SHOWN];
    struct cgen__frames_found found = {places, CGEN__FRAMES_SHOWN, 0};

    cgen__frames_find_callers(&found);
    cgen__show_places("    here       ", places, found.count);
}

void cgen__debug_fail(const gen_t *g, const char *function, const char *wrong)
{
    struct cgen__text text = {.size = 0};

    cgen__text_add(&text, function);
    cgen__text_add(&text, ": ");
    if (g != NULL)
        cgen__text_add_address(&text, g);
    cgen__text_add(&text, " ");
    cgen__text_add(&text, wrong);
    cgen__show_line("cgen: ", &text);
    show_callers();
    if (g != NULL) {
        cgen__show_origin(g);
        cgen__watched_show_end(g);
    }
    abort();
}

void cgen__debug_refused(const gen_t *g, const char *function, int error)
{
    if (cgen__debug_wanted() & CGEN__DEBUG_MISUSE)
        cgen__debug_fail(g, function, gen_strerror(error));
}
