/* The stack layer when the system refuses: every call that it makes failing in
 * turn, once and from then on. Each case is a process of its own, in which
 * nothing has been set up yet. Linked with the library's objects, whose calls
 * it wraps. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stack/stack.h"
#include "test.h"

enum { STACKS = 60, SIZE = 64 * 1024 };

/* The call that fails, counted from 0; negative: none does. */
static int calls_until_failure = -1;
static bool fails_from_then_on;
static int error_of_failure;
static int calls;

static bool fails_now(void)
{
    calls++;
    if (calls_until_failure != 0) {
        calls_until_failure -= calls_until_failure > 0;
        return false;
    }
    calls_until_failure = fails_from_then_on ? 0 : -1;
    errno = error_of_failure;
    return true;
}

/* Declares a wrapper, which is to begin with that. */
#define WRAPPED(type, name, ...)     \
    type __real_##name(__VA_ARGS__); \
    type __wrap_##name(__VA_ARGS__); \
    type __wrap_##name(__VA_ARGS__)

WRAPPED(void *, mmap, void *address, size_t size, int protection, int flags,
        int file, off_t offset)
{
    return fails_now()
               ? MAP_FAILED
               : __real_mmap(address, size, protection, flags, file, offset);
}

WRAPPED(int, munmap, void *address, size_t size)
{
    return fails_now() ? -1 : __real_munmap(address, size);
}

WRAPPED(int, mprotect, void *address, size_t size, int protection)
{
    return fails_now() ? -1 : __real_mprotect(address, size, protection);
}

WRAPPED(int, madvise, void *address, size_t size, int advice)
{
    return fails_now() ? -1 : __real_madvise(address, size, advice);
}

WRAPPED(int, mincore, void *address, size_t size, unsigned char *pages)
{
    return fails_now() ? -1 : __real_mincore(address, size, pages);
}

WRAPPED(int, pthread_key_create, pthread_key_t *key, void (*end)(void *))
{
    return fails_now() ? errno : __real_pthread_key_create(key, end);
}

WRAPPED(int, pthread_setspecific, pthread_key_t key, const void *value)
{
    return fails_now() ? errno : __real_pthread_setspecific(key, value);
}

WRAPPED(int, pthread_atfork, void (*before)(void), void (*parent)(void),
        void (*child)(void))
{
    return fails_now() ? errno : __real_pthread_atfork(before, parent, child);
}

/* The kernel refuses to write where nobody can. */
static bool is_guarded(const struct cgen__stack *stack)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    return __real_mincore(stack->low, page,
                          (unsigned char *)stack->low - page) != 0 &&
           errno == EFAULT;
}

/* Whether it could not be had in the documented way, or is as it should be. */
static bool is_right(const struct cgen__stack *stack)
{
    if (stack == NULL)
        return errno == ENOMEM;
    stack->high[-1] = 1;
    return is_guarded(stack);
}

/* What goes wrong, as the exit status of a process; 0 if nothing does. */
static int use_stacks(void)
{
    struct cgen__stack *stacks[STACKS];
    int wrong = 0;

    for (int i = 0; i < STACKS; i++) {
        errno = 0;
        stacks[i] = cgen__stack_acquire(SIZE, 0);
        if (!is_right(stacks[i]))
            wrong = 1;
        if (i % 3 == 0 && stacks[i] != NULL) {
            cgen__stack_release(stacks[i]);
            stacks[i] = NULL;
        }
    }
    for (int i = 0; i < STACKS; i++)
        if (stacks[i] != NULL)
            cgen__stack_release(stacks[i]);
    cgen__stack_trim();
    return wrong;
}

static int recover(void)
{
    struct cgen__stack_statistics statistics;
    struct cgen__stack *stack;

    cgen__stack_trim();
    cgen__stack_count(&statistics);
    if (statistics.live != 0 || statistics.pooled != 0 ||
        statistics.reserved != 0)
        return 2;
    stack = cgen__stack_acquire(SIZE, 0);
    if (stack == NULL || !is_right(stack))
        return 3;
    cgen__stack_release(stack);
    return use_stacks();
}

static int fail_and_recover(void)
{
    int wrong = use_stacks();

    calls_until_failure = -1;
    return wrong != 0 ? wrong : recover();
}

static int ending_of_child(int (*fn)(void))
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(fn());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int count_calls(void)
{
    calls = 0;
    use_stacks();
    return calls;
}

static void fail_each_call(int error)
{
    int positions = ending_of_child(count_calls) + 3;

    error_of_failure = error;
    for (int nth = 0; nth < positions; nth++) {
        calls_until_failure = nth;
        assert_int_equal(ending_of_child(fail_and_recover), 0);
    }
    calls_until_failure = -1;
}

static void acquire_with_one_failure(void **state)
{
    (void)state;
    need_company();
    fails_from_then_on = false;
    fail_each_call(ENOMEM);
    fail_each_call(EINVAL);
}

static void acquire_with_all_failing_from_then_on(void **state)
{
    (void)state;
    need_company();
    fails_from_then_on = true;
    fail_each_call(ENOMEM);
    fail_each_call(EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(acquire_with_one_failure),
        TEST(acquire_with_all_failing_from_then_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
