/* Wakes from other threads. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "task/fake_loop.h"

enum { THREADS = 8, ROUNDS = 200 };

static gen_task_loop_t *loop;

/* Where a task puts what it awaits, for its thread to take. */
struct box {
    _Atomic(gen_wait *) wait;
    int number;
};

/* A thread completes what it finds in its box, so many times. */
static void *complete(void *pointer)
{
    struct box *box = pointer;

    for (int round = 0; round < ROUNDS; round++) {
        gen_wait *wait;

        while ((wait = atomic_exchange(&box->wait, NULL)) == NULL)
            ;
        if (gen_post(loop, wait, round, box) != 0)
            abort();
    }
    return NULL;
}

static int completed;

static void *awaits_thread(gen_t *self, void *pointer)
{
    struct box *box = pointer;

    (void)self;
    for (int round = 0; round < ROUNDS; round++) {
        gen_wait wait = {0};

        atomic_store(&box->wait, &wait);
        completed += gen_await(&wait) == round && wait.value == box;
    }
    return NULL;
}

static void eight_threads_wake_their_tasks(void **state)
{
    struct box boxes[THREADS] = {{NULL, 0}};
    pthread_t threads[THREADS];

    (void)state;
    need_company();
    loop = fake_loop_begin();
    completed = 0;
    for (int i = 0; i < THREADS; i++) {
        gen_task_detach(gen_spawn(NULL, awaits_thread, &boxes[i]));
        pthread_create(&threads[i], NULL, complete, &boxes[i]);
    }
    while (completed < THREADS * ROUNDS)
        fake_loop_run_with(1);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    fake_loop_run();
    fake_loop_end();
}

static gen_wait posted;

static void *awaits_posted(gen_t *self, void *unused)
{
    (void)self;
    (void)unused;
    note("%d", (int)gen_await(&posted));
    return NULL;
}

static void a_post_waits_for_the_loop(void **state)
{
    (void)state;
    loop = fake_loop_begin();
    posted = (gen_wait){0};
    gen_task_detach(gen_spawn(NULL, awaits_posted, NULL));
    assert_int_equal(gen_post(loop, &posted, 4, NULL), 0);
    assert_int_equal(gen_post(loop, &posted, 5, NULL), GEN_EBUSY);
    assert_trace("");
    fake_loop_run();
    assert_trace("4");
    fake_loop_end();
}

static void a_post_to_no_loop_is_refused(void **state)
{
    gen_wait wait = {0};

    (void)state;
    assert_int_equal(gen_post(NULL, &wait, 0, NULL), GEN_EINVAL);
    loop = fake_loop_begin();
    assert_int_equal(gen_post(loop, NULL, 0, NULL), GEN_EINVAL);
    fake_loop_end();
    assert_int_equal(gen_post(loop, &wait, 0, NULL), GEN_EINVAL);
    loop = gen_task_loop_new(NULL, NULL);
    assert_int_equal(gen_post(loop, &wait, 0, NULL), GEN_EINVAL);
    gen_task_loop_free(loop);
}

/* Posted, and not taken when the loop is freed: the host still has the call. */
static void what_is_posted_may_outlast_the_loop(void **state)
{
    gen_wait wait = {0};

    (void)state;
    loop = fake_loop_begin();
    assert_int_equal(gen_post(loop, &wait, 0, NULL), 0);
    fake_loop_end();
    fake_loop_run();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(eight_threads_wake_their_tasks),
        TEST(a_post_waits_for_the_loop),
        TEST(a_post_to_no_loop_is_refused),
        TEST(what_is_posted_may_outlast_the_loop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
