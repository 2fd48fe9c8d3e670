/* Generators that move between threads, and threads that share the library. */
#include <pthread.h>

#include "test.h"

enum { THREADS = 4, ROUNDS = 200 };

static void *count_up(gen_t *self, void *arg)
{
    NOTE_SCOPE_EXIT(scope, "closed");
    for (intptr_t i = 0;; i++)
        gen_yield(self, (void *)(i + (intptr_t)arg));
    return NULL;
}

static void *on_thread(void *(*fn)(void *), void *arg)
{
    pthread_t thread;
    void *result;

    assert_int_equal(pthread_create(&thread, NULL, fn, arg), 0);
    assert_int_equal(pthread_join(thread, &result), 0);
    return result;
}

static void *create_there(void *arg)
{
    return gen_create(count_up, arg);
}

static void *next_there(void *g)
{
    return gen_next(g).value;
}

static void *return_there(void *g)
{
    return (void *)(intptr_t)gen_return(g, NULL).error;
}

static void *destroy_there(void *g)
{
    return (void *)(intptr_t)gen_destroy(g);
}

static void next_on_another_thread_each_time(void **state)
{
    gen_t *g;

    (void)state;
    need_company();
    g = on_thread(create_there, (void *)100);
    assert_non_null(g);
    for (intptr_t i = 0; i < 10; i++) {
        assert_int_equal((intptr_t)on_thread(next_there, g), 100 + 2 * i);
        assert_int_equal((intptr_t)gen_next(g).value, 101 + 2 * i);
    }
    assert_int_equal((intptr_t)on_thread(destroy_there, g), 0);
    assert_trace("closed");
}

static void return_on_another_thread_unwinds(void **state)
{
    gen_t *g = create(count_up, NULL);

    (void)state;
    need_company();
    gen_next(g);
    assert_int_equal((intptr_t)on_thread(return_there, g), 0);
    assert_trace("closed");
    assert_int_equal(gen_state(g), GEN_DONE);
    gen_destroy(g);
}

/* Reads a thread's own variable in a function of its own, as the manual says
 * a body that moves must. */
static _Thread_local int thread_number;

__attribute__((noinline)) static int current_thread(void)
{
    return thread_number;
}

static void *report_thread(gen_t *self, void *arg)
{
    bool *self_is_known = arg;

    for (;;) {
        *self_is_known = gen_self() == self;
        gen_yield(self, (void *)(intptr_t)current_thread());
    }
    return NULL;
}

static void *next_as_thread_7(void *g)
{
    thread_number = 7;
    return gen_next(g).value;
}

static void next_on_another_thread_runs_as_that_thread(void **state)
{
    bool self_is_known = false;
    gen_t *g = create(report_thread, &self_is_known);

    (void)state;
    need_company();
    thread_number = 1;
    assert_int_equal((intptr_t)gen_next(g).value, 1);
    assert_int_equal((intptr_t)on_thread(next_as_thread_7, g), 7);
    assert_true(self_is_known);
    assert_int_equal((intptr_t)gen_next(g).value, 1);
    assert_true(self_is_known);
    assert_null(gen_self());
    gen_destroy(g);
}

static void *one_yield(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    return arg;
}

/* Creates, leaves suspended, ends and destroys, over and over. */
static void *churn(void *seed)
{
    gen_t *live[8] = {NULL};
    intptr_t wrong = 0;

    for (intptr_t i = 0; i < ROUNDS; i++) {
        gen_t **slot = &live[(i * 5 + (intptr_t)seed) % 8];
        wrong += gen_destroy(*slot) != 0;
        *slot = gen_create(one_yield, slot);
        wrong += gen_next(*slot).value != slot;
        if (i % 3 == 0)
            wrong += !gen_next(*slot).done;
    }
    for (int i = 0; i < 8; i++)
        gen_destroy(live[i]);
    return (void *)wrong;
}

static void any_many_threads_share_the_library(void **state)
{
    pthread_t threads[THREADS];
    void *wrong;

    (void)state;
    need_company();
    for (intptr_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, churn, (void *)i),
                         0);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
}

/* One generator, handed round under a lock. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *take_turns(void *g)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&lock);
        gen_next(g);
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

static void next_by_turns_under_a_lock(void **state)
{
    gen_t *g = create(count_up, NULL);
    pthread_t threads[THREADS];

    (void)state;
    need_company();
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_turns, g), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal((intptr_t)gen_next(g).value, THREADS * ROUNDS);
    gen_destroy(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(next_on_another_thread_each_time),
        TEST(return_on_another_thread_unwinds),
        TEST(next_on_another_thread_runs_as_that_thread),
        TEST(any_many_threads_share_the_library),
        TEST(next_by_turns_under_a_lock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
