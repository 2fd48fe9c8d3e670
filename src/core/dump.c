/* Telling people of all generators, on a signal. */
#define _GNU_SOURCE /* sigaction */
#include <errno.h>
#include <signal.h>
#include <stddef.h>

#include "core/gen.h"
#include "core/show.h"

struct dump {
    size_t count;
    bool with_frames;
};

static void show(void *owner, void *argument)
{
    struct dump *dump = argument;

    dump->count++;
    cgen__show_generator(owner, dump->with_frames);
}

static void handle(int number)
{
    struct dump dump = {0, !cgen__stack_has_threads()};
    struct cgen__text text = {.size = 0};
    int error = errno;

    (void)number;
    if (cgen__stack_try_walk(show, &dump)) {
        cgen__text_add_number(&text, dump.count);
        cgen__text_add(&text, dump.count == 1 ? " generator" : " generators");
    } else {
        cgen__text_add(&text, "a generator is just being made or freed: send "
                              "the signal again");
    }
    cgen__show_line("cgen: ", &text);
    errno = error;
}

int gen_print_on_signal(int signal)
{
    struct sigaction action = {.sa_handler = handle,
                               .sa_flags = SA_RESTART | SA_ONSTACK};

    sigemptyset(&action.sa_mask);
    return sigaction(signal, &action, NULL) == 0 ? 0 : GEN_EINVAL;
}
