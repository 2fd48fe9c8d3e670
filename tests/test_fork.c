/* Forks at any moment, while other threads make, close and destroy generators:
 * the child has generators of its own, and waits for nobody's lock. */
#include "test.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHURNERS = 3, FORKS = 2000, CLOSINGS = 300, SECONDS_IN_CHILD = 10 };

static atomic_bool stop;

static void ignore(void *unused)
{
    (void)unused;
}

static void ignore_scope(char **unused)
{
    (void)unused;
}

/* Its yield is no jump, so that where it waits can be known. */
static void *plain(gen_t *self, void *value)
{
    for (;;)
        gen_yield(self, value);
    return NULL;
}

static void *with_scope(gen_t *self, void *value)
{
    char *text GEN_ON_SCOPE_EXIT(ignore_scope) = value;

    gen_defer(self, ignore, NULL);
    return gen_yield(self, text);
}

static void *delegating(gen_t *self, void *value)
{
    return gen_delegate(self, gen_create(with_scope, value));
}

static void live_once(gen_fn *fn, const gen_options *options)
{
    gen_t *g = gen_create_with(fn, "x", options);

    if (g == NULL || gen_next(g).done || gen_destroy(g) != 0)
        abort();
}

static void churn(void)
{
    static const gen_options large = {.stack_size = 32 << 20};
    gen_statistics statistics;

    live_once(plain, NULL);
    live_once(with_scope, NULL);
    live_once(delegating, NULL);
    live_once(plain, &large);
    gen_trim();
    gen_stats(&statistics, sizeof statistics);
}

static void *live_in_a_thread(void *unused)
{
    live_once(plain, NULL);
    return unused;
}

static void *churn_until_told(void *unused)
{
    pthread_t thread;

    while (!atomic_load(&stop)) {
        churn();
        for (int i = 0; i < CLOSINGS; i++)
            live_once(plain, NULL);
        if (pthread_create(&thread, NULL, live_in_a_thread, NULL) == 0)
            pthread_join(thread, NULL);
    }
    return unused;
}

/* True if the child came to its end. */
static bool fork_once(void)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        alarm(SECONDS_IN_CHILD);
        churn();
        _exit(0);
    }
    return child > 0 && waitpid(child, &status, 0) == child &&
           WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void test_forks_among_threads(void **state)
{
    pthread_t churners[CHURNERS];
    int ended = 0;

    (void)state;
    need_company();
    need_solitude(); /* tools have locks of their own, and time */
    for (int i = 0; i < CHURNERS; i++)
        assert_int_equal(
            pthread_create(&churners[i], NULL, churn_until_told, NULL), 0);
    while (ended < FORKS && fork_once())
        ended++;
    atomic_store(&stop, true);
    for (int i = 0; i < CHURNERS; i++)
        pthread_join(churners[i], NULL);
    assert_int_equal(ended, FORKS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_forks_among_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
