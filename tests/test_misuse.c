/* What is refused, and that refusing changes nothing. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static void *yield_arg(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    return "end";
}

static void yield_outside_any_generator_is_refused(void **state)
{
    (void)state;
    errno = 0;
    assert_null(gen_yield(NULL, "x"));
    assert_int_equal(errno, EPERM);
    assert_int_equal(gen_yield_catch(NULL, "x").signal, GEN_EPERM);
    assert_null(gen_self());
}

static void yield_on_a_suspended_generator_is_refused(void **state)
{
    gen_t *g = create(yield_arg, "a");

    (void)state;
    gen_next(g);
    errno = 0;
    assert_null(gen_yield(g, "x"));
    assert_int_equal(errno, EPERM);
    assert_int_equal(gen_yield_catch(g, "x").signal, GEN_EPERM);
    assert_int_equal(gen_defer(g, note_call, "x"), GEN_EPERM);
    assert_int_equal(gen_undefer(g, true), GEN_EPERM);
    assert_returned(gen_next(g), "end");
    gen_destroy(g);
}

static gen_t *outer_generator;

static void *misuses_outer(gen_t *self, void *arg)
{
    note("%d", gen_yield_catch(outer_generator, "x").signal);
    note("%d", gen_defer(outer_generator, note_call, "x"));
    note("%d", gen_defer(NULL, note_call, "x"));
    gen_yield(self, arg);
    return NULL;
}

static void *resumes_arg(gen_t *self, void *arg)
{
    outer_generator = self;
    gen_next(arg);
    gen_yield(self, "outer");
    return NULL;
}

static void yield_on_the_resumer_is_refused(void **state)
{
    gen_t *inner = create(misuses_outer, "a");
    gen_t *outer = create(resumes_arg, inner);

    (void)state;
    assert_yielded(gen_next(outer), "outer");
    assert_trace("-3 -3 -3");
    gen_destroy(outer);
    gen_destroy(inner);
}

static void *yields_for_another(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "deferred");
    gen_yield(arg, "lost");
    note("goes on");
    return NULL;
}

static void *delegates_for_another(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "deferred");
    gen_delegate(arg, create(yield_arg, "lost"));
    note("goes on");
    return NULL;
}

static void yield_for_another_ends_the_caller(void **state)
{
    gen_fn *bodies[] = {yields_for_another, delegates_for_another};
    gen_t *other = create(yield_arg, "a");

    (void)state;
    gen_next(other);
    for (int i = 0; i < 4; i++) {
        gen_t *g = create(bodies[i % 2], i < 2 ? other : NULL);

        assert_refused(gen_next(g), GEN_EPERM);
        assert_int_equal(gen_state(g), GEN_DONE);
        assert_int_equal(gen_state(other), GEN_SUSPENDED);
        assert_trace("deferred");
        gen_destroy(g);
    }
    gen_destroy(other);
}

static void yield_for_a_nobody(const char **text)
{
    errno = 0;
    note("%s", gen_yield(NULL, (void *)*text) == NULL ? "null" : "value");
    note(errno == EPERM ? "EPERM" : "other");
}

static void *misuses_in_a_handler(gen_t *self, void *arg)
{
    const char *text __attribute__((cleanup(yield_for_a_nobody))) = arg;

    gen_yield(self, (void *)text);
    return NULL;
}

/* Its frames are being left already. */
static void yield_for_another_in_a_handler_is_refused(void **state)
{
    gen_t *g = create(misuses_in_a_handler, "a");

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("null EPERM");
    gen_destroy(g);
}

static void *raises_in_another(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "deferred");
    gen_raise(arg, "e");
}

static void *exits_another(gen_t *self, void *arg)
{
    gen_defer(self, note_call, "deferred");
    gen_exit(arg, "v");
}

static void raise_in_another_ends_the_caller(void **state)
{
    gen_fn *bodies[] = {raises_in_another, exits_another};

    (void)state;
    for (int i = 0; i < 2; i++) {
        gen_t *other = create(yield_arg, "a");
        gen_t *g = create(bodies[i], other);
        gen_next(other);
        assert_refused(gen_next(g), GEN_EPERM);
        assert_int_equal(gen_state(g), GEN_DONE);
        assert_int_equal(gen_state(other), GEN_SUSPENDED);
        assert_trace("deferred");
        gen_destroy(g);
        gen_destroy(other);
    }
}

/* How a child ends that calls this function. */
static int ending_of_child(void (*fn)(void))
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        fn();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void raise_nowhere(void)
{
    gen_raise(NULL, "e");
}

static void exit_nowhere(void)
{
    gen_exit(NULL, "v");
}

static void raise_outside_any_generator_aborts(void **state)
{
    int raised, exited;

    (void)state;
    need_company();
    raised = ending_of_child(raise_nowhere);
    exited = ending_of_child(exit_nowhere);
    assert_true(WIFSIGNALED(raised) && WTERMSIG(raised) == SIGABRT);
    assert_true(WIFSIGNALED(exited) && WTERMSIG(exited) == SIGABRT);
}

static void *sets_errno(gen_t *self, void *arg)
{
    errno = ERANGE;
    gen_yield(self, arg);
    return NULL;
}

static void yield_leaves_errno_alone(void **state)
{
    gen_t *g = create(sets_errno, "a");

    (void)state;
    errno = 0;
    gen_next(g);
    assert_int_equal(errno, ERANGE);
    gen_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(yield_outside_any_generator_is_refused),
        TEST(yield_on_a_suspended_generator_is_refused),
        TEST(yield_on_the_resumer_is_refused),
        TEST(yield_for_another_ends_the_caller),
        TEST(yield_for_another_in_a_handler_is_refused),
        TEST(raise_in_another_ends_the_caller),
        TEST(raise_outside_any_generator_aborts),
        TEST(yield_leaves_errno_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
