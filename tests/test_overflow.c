/* What a touched guard leads to. test_overflow.sh runs each part in a process
 * of its own, and looks at what it prints and how it ends.
 *
 * usage: test_overflow PART */
#include <cgen.h>

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ------------------------------------------------------------------- Bodies */

__attribute__((noinline)) static unsigned recur(unsigned depth)
{
    volatile unsigned char room[200];

    room[depth % sizeof room] = 1;
    return depth == 0 ? 0 : recur(depth + 1) + room[3];
}

static void *overflows(gen_t *self, void *arg)
{
    gen_yield(self, NULL);
    return (void *)(uintptr_t)recur(1 + (unsigned)(uintptr_t)arg);
}

static void *resumes(gen_t *self, void *inner)
{
    (void)self;
    gen_next(inner);
    return gen_next(inner).value;
}

static void overflow(void)
{
    const gen_options inner = {.name = "digger"}, outer = {.name = "foreman"};

    gen_next(gen_create_with(resumes, gen_create_with(overflows, NULL, &inner),
                             &outer));
}

/* A stray pointer into its own guard, far from the stack pointer. */
static void *strays(gen_t *self, void *arg)
{
    char here = 0;
    volatile char *volatile address = &here;

    (void)self;
    address[-(ptrdiff_t)(uintptr_t)arg] = 1;
    return NULL;
}

static void stray(void)
{
    gen_next(gen_create(strays, (void *)(uintptr_t)(256 * 1024 + 2048)));
}

/* ------------------------------------------------------------------ Handlers
 */

static void say(const char *what)
{
    (void)!write(STDOUT_FILENO, what, strlen(what));
}

static void handle(int number)
{
    say(number == SIGSEGV ? "program's handler\n" : "?\n");
    _exit(7);
}

static void handle_with_more(int number, siginfo_t *info, void *context)
{
    sigset_t mask;

    sigprocmask(SIG_BLOCK, NULL, &mask);
    say(context != NULL && info->si_signo == number ? "whole " : "? ");
    say(sigismember(&mask, SIGUSR1) ? "masked\n" : "?\n");
    _exit(7);
}

static void install(bool on_stack)
{
    static char room[64 * 1024];
    const stack_t alternate = {.ss_sp = room, .ss_size = sizeof room};
    struct sigaction action = {.sa_handler = handle};

    sigemptyset(&action.sa_mask);
    if (on_stack) {
        action.sa_sigaction = handle_with_more;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        sigaddset(&action.sa_mask, SIGUSR1);
        sigaltstack(&alternate, NULL);
    }
    sigaction(SIGSEGV, &action, NULL);
}

static void *ends(gen_t *self, void *arg)
{
    (void)self;
    return arg;
}

/* Has the library's handler installed, if it is to be. */
static void run_one(void)
{
    gen_t *g = gen_create(ends, NULL);

    gen_next(g);
    gen_destroy(g);
}

static char *volatile nowhere; /* NULL */

static void fault(void)
{
    *nowhere = 1;
}

static void handled_fault(void)
{
    install(false);
    run_one();
    fault();
}

static void handled_signal(void)
{
    install(false);
    run_one();
    raise(SIGSEGV);
    say("not reached\n");
}

static void handled_overflow(void)
{
    install(true);
    overflow();
}

static void handled_later(void)
{
    run_one();
    install(true);
    overflow();
}

/* --------------------------------------------------------------------- Ways */

static void *in_thread(void *arg)
{
    overflow();
    return arg;
}

static void overflow_in_thread(void)
{
    pthread_t thread;

    run_one();
    pthread_create(&thread, NULL, in_thread, NULL);
    pthread_join(thread, NULL);
}

static void say_what_is_installed(void)
{
    struct sigaction action;
    stack_t stack;

    sigaction(SIGSEGV, NULL, &action);
    sigaltstack(NULL, &stack);
    say(action.sa_handler == SIG_DFL ? "no handler, " : "handler, ");
    say(stack.ss_flags & SS_DISABLE ? "no stack\n" : "stack\n");
}

static void unwanted(void)
{
    gen_report_overflow(false);
    run_one();
    say_what_is_installed();
    overflow();
}

static void wanted(void)
{
    run_one();
    say_what_is_installed();
}

static void silenced_later(void)
{
    run_one();
    gen_report_overflow(false);
    overflow();
}

static void ignored(void)
{
    signal(SIGSEGV, SIG_IGN);
    run_one();
    raise(SIGSEGV);
    say("went on\n");
}

static void *runs_one(void *arg)
{
    run_one();
    return arg;
}

static size_t count_mappings(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    size_t count = 0;

    for (int c; (c = fgetc(maps)) != EOF;)
        count += c == '\n';
    fclose(maps);
    return count;
}

/* Each had a stack for its signals. */
static void many_threads(void)
{
    size_t before = 0;

    for (int i = 0; i < 300; i++) {
        pthread_t thread;

        if (i == 20)
            before = count_mappings();
        pthread_create(&thread, NULL, runs_one, NULL);
        pthread_join(thread, NULL);
    }
    say(count_mappings() < before + 50 ? "given back\n" : "kept\n");
}

int main(int count, char **words)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } parts[] = {{"overflow", overflow},
                 {"thread", overflow_in_thread},
                 {"stray", stray},
                 {"handled_fault", handled_fault},
                 {"handled_signal", handled_signal},
                 {"handled_overflow", handled_overflow},
                 {"handled_later", handled_later},
                 {"unwanted", unwanted},
                 {"wanted", wanted},
                 {"silenced_later", silenced_later},
                 {"ignored", ignored},
                 {"many_threads", many_threads},
                 {"fault", fault},
                 {"run_one", run_one}};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (count == 2 && strcmp(words[1], parts[i].name) == 0)
            parts[i].run();
    return 0;
}
