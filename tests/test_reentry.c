/* Re-entrancy: section 4 of judge/checklist.md. */
#include "test.h"

/* How a body resumes itself; noted, then it goes on. */
static gen_result (*method)(gen_t *g, const void *value);

static void *resume_self(gen_t *self, void *arg)
{
    note_result(method(self, "x"));
    note("state:%d", gen_state(self));
    gen_yield(self, arg);
    return "end";
}

static void refused_on_itself(gen_result (*resume)(gen_t *g, const void *value))
{
    gen_t *g = create(resume_self, "a");

    method = resume;
    assert_yielded(gen_next(g), "a");
    assert_trace("-/1/-2 state:2");
    assert_returned(gen_next(g), "end");
    gen_destroy(g);
}

static void X_01_next_running_is_refused_undisturbed(void **state)
{
    (void)state;
    refused_on_itself(gen_send);
}

static void X_02_return_running_is_refused_undisturbed(void **state)
{
    (void)state;
    refused_on_itself(gen_return);
}

static void X_03_throw_running_is_refused_undisturbed(void **state)
{
    (void)state;
    refused_on_itself(gen_throw);
}

static gen_result destroy(gen_t *g, const void *value)
{
    (void)value;
    return (gen_result){NULL, true, gen_destroy(g)};
}

static void destroy_running_is_refused_undisturbed(void **state)
{
    (void)state;
    refused_on_itself(destroy);
}

static gen_t *first, *second;

static void *resume_second(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    note_result(gen_next(second));
    return "first";
}

static void *resume_first(gen_t *self, void *arg)
{
    note_result(gen_next(first));
    note_result(gen_return(first, "x"));
    note("destroy:%d state:%d", gen_destroy(first), gen_state(first));
    gen_yield(self, arg);
    return "second";
}

static void X_04_next_resumer_of_the_caller_is_refused(void **state)
{
    (void)state;
    first = create(resume_second, "a");
    second = create(resume_first, "b");
    gen_next(first);
    assert_returned(gen_next(first), "first");
    assert_trace("-/1/-2 -/1/-2 destroy:-2 state:2 b/0/0");
    assert_returned(gen_next(second), "second");
    gen_destroy(first);
    gen_destroy(second);
}

static void *raise_the_refusal(gen_t *self, void *arg)
{
    gen_result result = gen_next(self);

    gen_defer(self, note_call, "deferred");
    if (result.error != 0)
        gen_raise(self, arg);
    return NULL;
}

static void X_05_next_refusal_raised_on_ends_the_caller(void **state)
{
    gen_t *g = create(raise_the_refusal, "busy");

    (void)state;
    assert_threw(gen_next(g), "busy");
    assert_trace("deferred");
    assert_returned(gen_next(g), NULL);
    gen_destroy(g);
}

static void *resume_arg(gen_t *self, void *arg)
{
    for (;;)
        gen_yield(self, gen_next(arg).value);
    return NULL;
}

static void *letters(gen_t *self, void *arg)
{
    (void)arg;
    gen_yield(self, "a");
    gen_yield(self, "b");
    gen_yield(self, "c");
    return NULL;
}

static void X_05_next_state_is_the_generators_whoever_resumes(void **state)
{
    gen_t *source = create(letters, NULL);
    gen_t *reader = create(resume_arg, source);

    (void)state;
    assert_yielded(gen_next(source), "a");
    assert_yielded(gen_next(reader), "b");
    assert_yielded(gen_next(source), "c");
    gen_destroy(reader);
    gen_destroy(source);
}

static void poke_self(void *arg)
{
    (void)arg;
    note("state:%d", gen_state(gen_self()));
    note_result(gen_next(gen_self()));
    note("destroy:%d", gen_destroy(gen_self()));
}

static void *pokes_in_cleanup(gen_t *self, void *arg)
{
    gen_defer(self, poke_self, NULL);
    gen_yield(self, arg);
    return "end";
}

static void X_06_next_during_cleanup_is_refused(void **state)
{
    gen_t *g = create(pokes_in_cleanup, "a");

    (void)state;
    gen_next(g);
    assert_returned(gen_return(g, "v"), "v");
    assert_trace("state:2 -/1/-2 destroy:-2");
    gen_destroy(g);
}

static void X_06_next_during_cleanup_of_a_return_statement(void **state)
{
    gen_t *g = create(pokes_in_cleanup, "a");

    (void)state;
    gen_next(g);
    assert_returned(gen_next(g), "end");
    assert_trace("state:2 -/1/-2 destroy:-2");
    gen_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(X_01_next_running_is_refused_undisturbed),
        TEST(X_02_return_running_is_refused_undisturbed),
        TEST(X_03_throw_running_is_refused_undisturbed),
        TEST(destroy_running_is_refused_undisturbed),
        TEST(X_04_next_resumer_of_the_caller_is_refused),
        TEST(X_05_next_refusal_raised_on_ends_the_caller),
        TEST(X_05_next_state_is_the_generators_whoever_resumes),
        TEST(X_06_next_during_cleanup_is_refused),
        TEST(X_06_next_during_cleanup_of_a_return_statement),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
