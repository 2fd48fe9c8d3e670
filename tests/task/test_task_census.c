/* Looking at all tasks: gen_task_walk, gen_task_print_all. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "task/fake_loop.h"

static void *awaits(gen_t *self, void *wait)
{
    (void)self;
    gen_await(wait);
    return NULL;
}

static void *ends(gen_t *self, void *unused)
{
    (void)self;
    return unused;
}

struct seen {
    size_t count;
    gen_task_info infos[8];
};

static bool see(const gen_task_info *info, void *argument)
{
    struct seen *seen = argument;

    seen->infos[seen->count++] = *info;
    return seen->count < 8;
}

static bool stop_at_once(const gen_task_info *info, void *unused)
{
    (void)info;
    (void)unused;
    return false;
}

static void tasks_show_what_they_await(void **state)
{
    gen_task_loop_t *loop = fake_loop_begin();
    gen_wait wait = {0};
    gen_task_t *waits =
        gen_spawn_with(NULL, awaits, &wait, &(gen_options){.name = "waits"});
    gen_task_t *ended = gen_spawn(NULL, ends, NULL);
    struct seen seen = {.count = 0};

    (void)state;
    assert_int_equal(gen_task_walk(see, &seen), 2);
    assert_ptr_equal(seen.infos[0].task, ended); /* the newest first */
    assert_null(seen.infos[0].gen);
    assert_ptr_equal(seen.infos[1].task, waits);
    assert_string_equal(seen.infos[1].name, "waits");
    assert_ptr_equal(seen.infos[1].loop, loop);
    assert_ptr_equal(seen.infos[1].awaited, &wait);
    assert_non_null(seen.infos[1].gen);
    if (gen_backtrace(seen.infos[1].gen, NULL, 0) != 0)
        assert_non_null(seen.infos[1].awaits_in);
    assert_false(seen.infos[1].is_cancelled);
    gen_task_cancel(waits);
    seen.count = 0;
    assert_int_equal(gen_task_walk(see, &seen), 2);
    assert_true(seen.infos[1].is_cancelled);
    assert_int_equal(gen_task_walk(stop_at_once, NULL), 1);
    errno = 0;
    assert_int_equal(gen_task_walk(NULL, NULL), 0);
    assert_int_equal(errno, EINVAL);
    gen_wake(&wait, 0, NULL);
    gen_task_join(waits);
    gen_task_join(ended);
    fake_loop_end();
}

static void people_read_lines(void **state)
{
    gen_wait wait = {0};
    gen_task_t *task;
    char text[1024], expected[64];
    int ends_of_pipe[2];
    ssize_t got;

    (void)state;
    fake_loop_begin();
    task =
        gen_spawn_with(NULL, awaits, &wait, &(gen_options){.name = "reader"});
    assert_int_equal(pipe(ends_of_pipe), 0);
    assert_int_equal(gen_task_print_all(ends_of_pipe[1]), 0);
    got = read(ends_of_pipe[0], text, sizeof text - 1);
    assert_true(got > 0);
    text[got] = '\0';
    (void)snprintf(expected, sizeof expected, "task %p \"reader\", awaits",
                   (void *)task);
    assert_memory_equal(text, expected, strlen(expected));
    close(ends_of_pipe[0]);
    close(ends_of_pipe[1]);
    assert_int_equal(gen_task_print_all(-1), GEN_EPERM);
    gen_wake(&wait, 0, NULL);
    gen_task_join(task);
    fake_loop_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tasks_show_what_they_await),
        TEST(people_read_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
