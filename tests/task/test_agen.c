/* Objects that take requests for a generator. */
#include <errno.h>

#include "task/fake_loop.h"

static void note_out(const char **text)
{
    gen_sleep(1);
    note("%s@%d", *text, (int)fake_loop_now());
}

/* Yields three values, each after 10 milliseconds. */
static void *slow(gen_t *self, void *unused)
{
    static const char *const values[] = {"one", "two", "three"};
    const char *out GEN_ON_SCOPE_EXIT(note_out) = "out";

    (void)unused;
    for (int i = 0; i < 3; i++) {
        gen_sleep(10);
        gen_yield(self, values[i]);
    }
    return "end";
}

/* Notes what was sent and thrown. */
static void *told(gen_t *self, void *unused)
{
    gen_resumed in = {NULL, GEN_NEXT};

    (void)unused;
    while (in.signal == GEN_NEXT || in.signal == GEN_THROW) {
        in = gen_yield_catch(self, "value");
        note("%d:%s", in.signal, in.value != NULL ? (char *)in.value : "-");
    }
    gen_sleep(5);
    gen_exit(self, in.value);
}

static void *awaits(gen_t *self, void *request)
{
    gen_result out = gen_agen_await(request);

    (void)self;
    note("%s%s:%d@%d", out.value != NULL ? (char *)out.value : "-",
         out.done ? "." : "", out.error, (int)fake_loop_now());
    return NULL;
}

static gen_agen_t *begin(gen_fn *fn)
{
    gen_agen_t *agen;

    fake_loop_begin();
    agen = gen_agen_new(gen_create(fn, NULL));
    assert_non_null(agen);
    return agen;
}

static void *frees(gen_t *self, void *agen)
{
    (void)self;
    assert_int_equal(gen_agen_free(agen), 0);
    return NULL;
}

static void end(gen_agen_t *agen)
{
    gen_task_t *task;

    fake_loop_run();
    task = gen_spawn(NULL, frees, agen);
    fake_loop_run();
    assert_returned(gen_task_join(task), NULL);
    fake_loop_end();
}

static gen_task_t *await(gen_request *request)
{
    return gen_spawn(NULL, awaits, request);
}

static void await_all(gen_request *requests, int count)
{
    for (int i = 0; i < count; i++)
        gen_task_detach(await(&requests[i]));
    fake_loop_run();
}

static void requests_are_served_in_order(void **state)
{
    gen_agen_t *agen = begin(slow);
    gen_request requests[5] = {0};

    (void)state;
    for (int i = 0; i < 5; i++)
        assert_int_equal(gen_agen_next(agen, &requests[i], NULL), 0);
    assert_int_equal(gen_agen_next(agen, &requests[4], NULL), GEN_EBUSY);
    await_all(requests, 5);
    assert_trace("one:0@10 two:0@20 three:0@30 out@31 end.:0@31 -.:0@31");
    end(agen);
}

static void a_return_waits_its_turn(void **state)
{
    gen_agen_t *agen = begin(slow);
    gen_request requests[3] = {0};

    (void)state;
    gen_agen_next(agen, &requests[0], NULL);
    gen_agen_return(agen, &requests[1], "bye");
    gen_agen_next(agen, &requests[2], NULL);
    await_all(requests, 3);
    assert_trace("one:0@10 out@11 bye.:0@11 -.:0@11");
    end(agen);
}

static void all_kinds_of_requests_are_passed_on(void **state)
{
    gen_agen_t *agen = begin(told);
    gen_request requests[6] = {0};

    (void)state;
    gen_agen_next(agen, &requests[0], "lost");
    gen_agen_next(agen, &requests[1], "sent");
    gen_agen_throw(agen, &requests[2], "thrown");
    gen_agen_return(agen, &requests[3], "returned");
    gen_agen_throw(agen, &requests[4], "late");
    gen_agen_return(agen, &requests[5], "later");
    await_all(requests, 6);
    assert_trace("0:sent 2:thrown 1:returned value:0@0 value:0@0 value:0@0 "
                 "returned.:0@5 late.:1@5 later.:0@5");
    end(agen);
}

static void an_answer_may_be_asked_for_later(void **state)
{
    gen_agen_t *agen = begin(slow);
    gen_request requests[2] = {0};

    (void)state;
    gen_agen_next(agen, &requests[0], NULL);
    gen_agen_next(agen, &requests[1], NULL);
    fake_loop_run();
    await_all(requests, 2);
    assert_trace("one:0@20 two:0@20");
    assert_int_equal(gen_agen_await(&requests[0]).error, 0);
    end(agen);
    assert_trace("out@21");
}

static void cancelling_ends_one_that_awaits(void **state)
{
    gen_agen_t *agen = begin(slow);
    gen_request requests[4] = {0};

    (void)state;
    gen_agen_next(agen, &requests[0], NULL);
    gen_agen_next(agen, &requests[1], NULL);
    gen_agen_throw(agen, &requests[2], "thrown");
    for (int i = 0; i < 3; i++)
        gen_task_detach(await(&requests[i]));
    fake_loop_run_until(5);
    assert_int_equal(gen_agen_cancel(agen), 0);
    assert_int_equal(gen_agen_cancel(agen), 0);
    fake_loop_run();
    assert_trace("out@6 -.:-8@6 -.:0@6 thrown.:1@6");
    gen_agen_return(agen, &requests[3], "late");
    await_all(&requests[3], 1);
    assert_trace("late.:0@6");
    assert_int_equal(gen_agen_free(agen), 0);
    fake_loop_end();
}

/* The task that awaits a request is cancelled: in the queue, or served. */
static void a_request_may_be_withdrawn(void **state)
{
    gen_agen_t *agen = begin(slow);
    gen_request requests[3] = {0};
    gen_task_t *tasks[3];

    (void)state;
    for (int i = 0; i < 3; i++) {
        gen_agen_next(agen, &requests[i], NULL);
        tasks[i] = await(&requests[i]);
    }
    fake_loop_run_until(5);
    gen_task_cancel(tasks[0]);
    gen_task_cancel(tasks[1]);
    assert_int_equal(gen_task_join(tasks[0]).error, GEN_CANCELLED);
    assert_int_equal(gen_task_join(tasks[1]).error, GEN_CANCELLED);
    fake_loop_run();
    assert_trace("two:0@20");
    assert_int_equal(gen_task_join(tasks[2]).error, 0);
    end(agen);
}

static void freeing_awaits_its_cleanup(void **state)
{
    gen_agen_t *agen = begin(slow);
    gen_request request = {0};
    gen_task_t *task;

    (void)state;
    gen_agen_next(agen, &request, NULL);
    fake_loop_run_until(5);
    assert_int_equal(gen_agen_free(agen), GEN_EPERM);
    task = gen_spawn(NULL, frees, agen);
    gen_task_cancel(task);
    fake_loop_run();
    assert_trace("out@6");
    assert_int_equal(request.result.error, GEN_CANCELLED);
    gen_task_join(task);
    fake_loop_end();
}

static void misuse_is_told(void **state)
{
    gen_request request = {0};

    (void)state;
    errno = 0;
    assert_null(gen_agen_new(gen_create(slow, NULL)));
    assert_int_equal(errno, EPERM);
    assert_null(gen_agen_new(NULL));
    assert_int_equal(gen_agen_next(NULL, &request, NULL), GEN_EINVAL);
    assert_int_equal(gen_agen_await(&request).error, GEN_EINVAL);
    assert_int_equal(gen_agen_await(NULL).error, GEN_EINVAL);
    assert_int_equal(gen_agen_cancel(NULL), GEN_EINVAL);
    assert_int_equal(gen_agen_free(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(requests_are_served_in_order),
        TEST(a_return_waits_its_turn),
        TEST(all_kinds_of_requests_are_passed_on),
        TEST(an_answer_may_be_asked_for_later),
        TEST(cancelling_ends_one_that_awaits),
        TEST(a_request_may_be_withdrawn),
        TEST(freeing_awaits_its_cleanup),
        TEST(misuse_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
