/* The end of a thread while a body runs on it: pthread_exit, pthread_cancel. */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static gen_t *outer, *inner;
static int started[2];

static void *ends_thread(gen_t *self, void *how)
{
    NOTE_SCOPE_EXIT(scope, "inner's");

    gen_defer(self, note_call, "deferred");
    if (how == NULL)
        pthread_exit("exited");
    (void)!write(started[1], "", 1);
    for (;;)
        pause(); /* where it is cancelled */
}

static void *resumes(gen_t *self, void *how)
{
    NOTE_SCOPE_EXIT(scope, "outer's");

    (void)self;
    inner = gen_create(ends_thread, how);
    gen_next(inner);
    return NULL;
}

static void *run_thread(void *how)
{
    NOTE_SCOPE_EXIT(scope, "thread's");

    outer = gen_create(resumes, how);
    gen_next(outer);
    note("not reached");
    return NULL;
}

/* Both have ended, as by an error, and can be freed. */
static void check_that_both_have_ended(void)
{
    assert_trace("inner's deferred outer's thread's");
    assert_int_equal(gen_state(inner), GEN_DONE);
    assert_int_equal(gen_state(outer), GEN_DONE);
    assert_returned(gen_next(outer), NULL);
    assert_int_equal(gen_destroy(inner), 0);
    assert_int_equal(gen_destroy(outer), 0);
}

static void end_by_exit(void)
{
    pthread_t thread;
    void *result;

    pthread_create(&thread, NULL, run_thread, NULL);
    pthread_join(thread, &result);
    assert_string_equal(result, "exited");
    check_that_both_have_ended();
}

static void end_by_cancel(void)
{
    pthread_t thread;
    void *result;
    char byte;

    assert_int_equal(pipe(started), 0);
    pthread_create(&thread, NULL, run_thread, "waits");
    assert_int_equal(read(started[0], &byte, 1), 1);
    pthread_cancel(thread);
    pthread_join(thread, &result);
    assert_ptr_equal(result, PTHREAD_CANCELED);
    close(started[0]);
    close(started[1]);
    check_that_both_have_ended();
}

/* Where the resumptions are inlined, the process ends with a message instead.
 */
static bool are_inlined(void)
{
#ifdef CGEN_INLINE
    return strcmp(gen_engine_name(NULL), "native") == 0;
#else
    return false;
#endif
}

static void check_that_it_aborts(void (*fn)(void))
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        fn();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void check(void (*fn)(void))
{
    need_company();
    if (is_checked())
        skip();
    if (are_inlined())
        check_that_it_aborts(fn);
    else
        fn();
}

static void pthread_exit_in_a_body_ends_it_and_its_resumers(void **state)
{
    (void)state;
    check(end_by_exit);
}

static void pthread_cancel_in_a_body_ends_it_and_its_resumers(void **state)
{
    (void)state;
    check(end_by_cancel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pthread_exit_in_a_body_ends_it_and_its_resumers),
        TEST(pthread_cancel_in_a_body_ends_it_and_its_resumers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
