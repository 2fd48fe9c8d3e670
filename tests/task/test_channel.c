/* Channels: order, back pressure, closing, cancelling. */
#include <errno.h>

#include <cgen/iter.h>

#include "task/fake_loop.h"

/* A task that sends, or receives, so many numbers, and waits after each. */
struct user {
    gen_channel_t *channel;
    int first, count;
    int wait;
};

static void *sends(gen_t *self, void *argument)
{
    const struct user *user = argument;

    (void)self;
    for (int i = user->first; i < user->first + user->count; i++) {
        int error = gen_channel_send(user->channel, gen_of_int(i));

        note("+%d%s@%d", i, error == GEN_ECLOSED ? "closed" : "",
             (int)fake_loop_now());
        gen_sleep((uint64_t)user->wait);
    }
    return NULL;
}

static void *receives(gen_t *self, void *argument)
{
    const struct user *user = argument;

    (void)self;
    for (int i = 0; i < user->count; i++) {
        gen_result out = gen_channel_receive(user->channel);

        if (out.done)
            note("end@%d", (int)fake_loop_now());
        else
            note("%d@%d", (int)gen_to_int(out.value), (int)fake_loop_now());
        gen_sleep((uint64_t)user->wait);
    }
    return NULL;
}

static gen_channel_t *begin(size_t capacity)
{
    gen_channel_t *channel;

    fake_loop_begin();
    channel = gen_channel_new(capacity);
    assert_non_null(channel);
    return channel;
}

static void end(gen_channel_t *channel)
{
    fake_loop_run();
    assert_int_equal(gen_channel_free(channel), 0);
    fake_loop_end();
}

static void spawn(gen_fn *fn, const struct user *user)
{
    assert_int_equal(gen_task_detach(gen_spawn(NULL, fn, user)), 0);
}

static void holds_as_many_as_its_capacity(void **state)
{
    gen_channel_t *channel = begin(2);
    const struct user sender = {channel, 1, 5, 1},
                      receiver = {channel, 0, 5, 10};

    (void)state;
    spawn(sends, &sender);
    fake_loop_run_until(5);
    assert_trace("+1@0 +2@1");
    spawn(receives, &receiver);
    assert_trace("1@5 +3@5");
    end(channel);
    assert_trace("2@15 +4@15 3@25 +5@25 4@35 5@45");
}

static void or_hands_over(void **state)
{
    gen_channel_t *channel = begin(0);
    const struct user sender = {channel, 1, 2, 1},
                      receiver = {channel, 0, 2, 10};

    (void)state;
    spawn(sends, &sender);
    assert_trace("");
    spawn(receives, &receiver);
    end(channel);
    assert_trace("1@0 +1@0 2@10 +2@10");
}

static void receivers_are_served_in_order(void **state)
{
    gen_channel_t *channel = begin(3);
    const struct user one = {channel, 0, 1, 0}, sender = {channel, 1, 3, 1};

    (void)state;
    for (int i = 0; i < 3; i++)
        spawn(receives, &one);
    spawn(sends, &sender);
    end(channel);
    assert_trace("+1@0 1@0 +2@1 2@1 +3@2 3@2");
}

static void closing_tells_who_waits(void **state)
{
    gen_channel_t *full = begin(1), *empty = gen_channel_new(1);
    const struct user sender = {full, 1, 3, 0}, receiver = {empty, 0, 1, 0};

    (void)state;
    spawn(sends, &sender);
    spawn(receives, &receiver);
    fake_loop_run();
    assert_int_equal(gen_channel_free(full), GEN_EBUSY);
    assert_int_equal(gen_channel_free(empty), GEN_EBUSY);
    assert_int_equal(gen_channel_close(full), 0);
    assert_int_equal(gen_channel_close(empty), 0);
    fake_loop_run();
    assert_trace("+1@0 +2closed@0 end@0 +3closed@0");
    assert_int_equal(gen_channel_close(full), GEN_ECLOSED);
    assert_int_equal(gen_channel_send(full, NULL), GEN_ECLOSED);
    assert_int_equal(gen_to_int(gen_channel_receive(full).value), 1);
    assert_true(gen_channel_receive(full).done);
    gen_channel_free(empty);
    end(full);
}

/* Cancelled when the value is on its way already, and when it is not. */
static void no_value_is_lost(void **state)
{
    gen_channel_t *channel = begin(0);
    const struct user one = {channel, 0, 1, 0};
    gen_task_t *first = gen_spawn(NULL, receives, &one), *second, *sender;
    const struct user seven = {channel, 7, 1, 0};

    (void)state;
    second = gen_spawn(NULL, receives, &one);
    gen_task_cancel(first);
    sender = gen_spawn(NULL, sends, &seven);
    fake_loop_run();
    assert_trace("+7@0 7@0");
    assert_int_equal(gen_task_join(first).error, GEN_CANCELLED);
    assert_int_equal(gen_task_join(second).error, 0);
    assert_int_equal(gen_task_join(sender).error, 0);
    end(channel);
}

/* Sends to another, and cancels it before that has gone on. */
struct pair {
    gen_channel_t *channel;
    gen_task_t *receiver;
};

static void *hands_over_and_cancels(gen_t *self, void *argument)
{
    const struct pair *pair = argument;

    (void)self;
    assert_int_equal(gen_channel_send(pair->channel, gen_of_int(9)), 0);
    gen_task_cancel(pair->receiver);
    return NULL;
}

static void what_was_handed_over_is_received(void **state)
{
    gen_channel_t *channel = begin(0);
    const struct user one = {channel, 0, 2, 0};
    struct pair pair = {channel, gen_spawn(NULL, receives, &one)};

    (void)state;
    gen_task_detach(gen_spawn(NULL, hands_over_and_cancels, &pair));
    fake_loop_run();
    assert_trace("9@0");
    assert_int_equal(gen_task_join(pair.receiver).error, GEN_CANCELLED);
    end(channel);
}

static void a_cancelled_sender_has_not_sent(void **state)
{
    gen_channel_t *channel = begin(0);
    const struct user sender = {channel, 1, 1, 0};
    gen_task_t *task = gen_spawn(NULL, sends, &sender);

    (void)state;
    gen_task_cancel(task);
    assert_int_equal(gen_task_join(task).error, GEN_CANCELLED);
    assert_int_equal(gen_channel_receive(channel).error, GEN_EPERM);
    assert_trace("");
    end(channel);
}

static void *loops(gen_t *self, void *channel)
{
    (void)self;
    gen_foreach (int64_t, n, gen_take(gen_of_channel(channel), 3))
        note("%d", (int)n);
    return NULL;
}

static void its_values_are_a_generator(void **state)
{
    gen_channel_t *channel = begin(1);
    const struct user sender = {channel, 1, 5, 0};

    (void)state;
    gen_task_detach(gen_spawn(NULL, loops, channel));
    spawn(sends, &sender);
    fake_loop_run();
    assert_trace("+1@0 1 +2@0 2 +3@0 3 +4@0");
    gen_channel_close(channel);
    end(channel);
    assert_trace("+5closed@0");
}

static void callbacks_may_use_what_need_not_wait(void **state)
{
    gen_channel_t *channel = begin(1);

    (void)state;
    assert_int_equal(gen_channel_receive(channel).error, GEN_EPERM);
    assert_int_equal(gen_channel_send(channel, gen_of_int(1)), 0);
    assert_int_equal(gen_channel_send(channel, gen_of_int(2)), GEN_EPERM);
    assert_int_equal(gen_to_int(gen_channel_receive(channel).value), 1);
    assert_int_equal(gen_channel_send(NULL, NULL), GEN_EINVAL);
    assert_int_equal(gen_channel_receive(NULL).error, GEN_EINVAL);
    assert_int_equal(gen_channel_close(NULL), GEN_EINVAL);
    assert_int_equal(gen_channel_free(NULL), 0);
    assert_null(gen_of_channel(NULL));
    assert_null(gen_channel_new(SIZE_MAX / 2));
    assert_int_equal(errno, ENOMEM);
    end(channel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(holds_as_many_as_its_capacity),
        TEST(or_hands_over),
        TEST(receivers_are_served_in_order),
        TEST(closing_tells_who_waits),
        TEST(no_value_is_lost),
        TEST(what_was_handed_over_is_received),
        TEST(a_cancelled_sender_has_not_sent),
        TEST(its_values_are_a_generator),
        TEST(callbacks_may_use_what_need_not_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
