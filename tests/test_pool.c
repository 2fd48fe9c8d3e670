/* The stack layer by itself: slabs, the threads' caches, the pool, and what
 * goes back to the kernel. Linked with the library's objects. */
#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stack/stack.h"
#include "test.h"
#include "tunables.h"

enum { KIB = 1024, MIB = 1024 * KIB, MANY = 2000 };

static size_t page;

static size_t round_to_page(uintptr_t address)
{
    return (address + page - 1) & ~(page - 1);
}

/* The kernel refuses to write where nobody can. */
static bool is_guarded(const struct cgen__stack *stack)
{
    unsigned char *guard = (unsigned char *)stack->low;

    for (size_t i = 0; i < CGEN__GUARD_LEAST / page; i++) {
        guard -= page;
        if (mincore(stack->low, page, guard) == 0 || errno != EFAULT)
            return false;
    }
    return true;
}

static struct cgen__stack *acquire(size_t size)
{
    struct cgen__stack *stack = cgen__stack_acquire(size, 0);

    assert_non_null(stack);
    return stack;
}

static void acquire_many(struct cgen__stack **stacks, size_t count, size_t size)
{
    for (size_t i = 0; i < count; i++)
        stacks[i] = acquire(size);
}

static void release_many(struct cgen__stack **stacks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cgen__stack_release(stacks[i]);
}

static struct cgen__stack_statistics count(void)
{
    struct cgen__stack_statistics statistics;

    cgen__stack_count(&statistics);
    return statistics;
}

static int trim(void **state)
{
    (void)state;
    cgen__stack_trim();
    return 0;
}

static void assert_usable(struct cgen__stack *stack, size_t size)
{
    assert_int_equal((uintptr_t)stack->low % page, 0);
    assert_int_equal((uintptr_t)stack->high % 64, 0);
    assert_true((char *)stack >= stack->high);
    assert_true((size_t)(stack->high - stack->low) + 1024 >= size);
    *stack->low = 1;
    stack->high[-1] = 1;
    assert_true(is_guarded(stack));
}

static void acquire_of_any_size_is_usable_and_guarded(void **state)
{
    static const size_t sizes[] = {0,
                                   1,
                                   4096,
                                   32 * KIB,
                                   32 * KIB + 1,
                                   64 * KIB,
                                   77 * KIB,
                                   256 * KIB,
                                   MIB,
                                   16 * MIB,
                                   (size_t)16 * MIB + 1,
                                   100 * MIB,
                                   (size_t)3 << 30};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct cgen__stack *stack = acquire(sizes[i]);

        assert_usable(stack, sizes[i] != 0 ? sizes[i] : 256 * KIB);
        cgen__stack_release(stack);
    }
}

static void acquire_more_than_there_can_be_says_why(void **state)
{
    unsigned long long before = count().refusals;

    (void)state;
    errno = 0;
    assert_null(cgen__stack_acquire(SIZE_MAX, 0));
    assert_int_equal(errno, ENOMEM);
    assert_non_null(strstr(count().last_refusal, "larger"));
    assert_null(cgen__stack_acquire(SIZE_MAX / 4, 0));
    assert_non_null(strstr(count().last_refusal, "address space"));
    assert_int_equal(count().refusals, before + 2);
}

static void acquire_many_all_are_guarded_and_apart(void **state)
{
    static struct cgen__stack *stacks[MANY];

    (void)state;
    acquire_many(stacks, MANY, 64 * KIB);
    for (size_t i = 0; i < MANY; i++)
        memset(stacks[i]->low, (int)(i % 251), 64);
    for (size_t i = 0; i < MANY; i++) {
        assert_true(is_guarded(stacks[i]));
        assert_int_equal(stacks[i]->low[63], (char)(i % 251));
    }
    release_many(stacks, MANY);
}

static void acquire_again_finds_what_was_kept(void **state)
{
    struct cgen__stack *stack = acquire(0);
    char *high = stack->high;

    (void)state;
    stack->kept = high - 64;
    memcpy(high - 64, "kept", 5);
    cgen__stack_release(stack);
    assert_ptr_equal(acquire(0), stack);
    assert_ptr_equal(stack->kept, high - 64);
    assert_string_equal(high - 64, "kept");
    cgen__stack_release(stack);
}

static void acquire_after_trim_finds_nothing_kept(void **state)
{
    static struct cgen__stack *stacks[MANY];

    (void)state;
    acquire_many(stacks, MANY, 64 * KIB);
    for (size_t i = 0; i < MANY; i++)
        stacks[i]->kept = stacks;
    release_many(stacks + 1, MANY - 1); /* its slab is not unmapped */
    assert_in_range(cgen__stack_trim(), 1, MANY - 1);
    acquire_many(stacks + 1, MANY - 1, 64 * KIB);
    for (size_t i = 1; i < MANY; i++) {
        assert_null(stacks[i]->kept);
        assert_true(is_guarded(stacks[i]));
    }
    release_many(stacks, MANY);
}

static void trim_leaves_nothing(void **state)
{
    static struct cgen__stack *stacks[MANY];

    (void)state;
    need_company();
    acquire_many(stacks, MANY, 32 * KIB);
    for (size_t i = 0; i < MANY; i++)
        memset(stacks[i]->low, 1, 30 * KIB);
    assert_int_equal(count().live, MANY);
    assert_true(count().resident >= (size_t)MANY * 30 * KIB);
    release_many(stacks, MANY);
    cgen__stack_trim();
    assert_int_equal(count().live, 0);
    assert_int_equal(count().pooled, 0);
    assert_int_equal(count().reserved, 0);
    assert_int_equal(count().resident, 0);
    assert_int_equal(count().light + count().protected, 0);
}

/* 64 in the thread's cache and 1024 in the pool keep a page each, and what was
 * reserved for the others is gone, but for what these are in. */
static void release_after_a_burst_keeps_little(void **state)
{
    enum { BURST = 6000 };
    static struct cgen__stack *stacks[BURST];
    size_t reserved;

    (void)state;
    need_company();
    acquire_many(stacks, BURST, 64 * KIB);
    reserved = count().reserved;
    assert_true(count().resident >= BURST * page);
    release_many(stacks, BURST);
    assert_in_range(count().pooled, CGEN__POOL_STACKS,
                    CGEN__POOL_STACKS + CGEN__CACHE_STACKS);
    assert_true(count().resident <= 1200 * page);
    assert_true(count().reserved < reserved);
}

/* Beyond the thread's own 64, deep stacks become shallow. */
static void release_of_deep_stacks_gives_their_depth_back(void **state)
{
    enum { DEEP = 500 };
    static struct cgen__stack *stacks[DEEP];

    (void)state;
    need_company();
    acquire_many(stacks, DEEP, 128 * KIB);
    for (size_t i = 0; i < DEEP; i++) {
        memset(stacks[i]->low, 1, 100 * KIB);
        assert_true(cgen__stack_used(stacks[i]) >= 127 * KIB);
    }
    release_many(stacks, DEEP);
    assert_true(count().resident <=
                64 * 128 * KIB + (DEEP - 64) * 16 * KIB + 16 * page);
}

static void used_is_what_was_touched(void **state)
{
    struct cgen__stack *stack = acquire(MIB);

    (void)state;
    assert_int_equal(cgen__stack_used(stack), page);
    stack->low[512 * KIB] = 1;
    assert_int_equal(cgen__stack_used(stack), 512 * KIB);
    stack->low[0] = 1;
    assert_int_equal(cgen__stack_used(stack),
                     round_to_page((uintptr_t)stack->high) -
                         (uintptr_t)stack->low);
    cgen__stack_release(stack);
}

/* --- Threads. */

static void *acquire_and_release_some(void *unused)
{
    struct cgen__stack *stacks[100];

    for (int i = 0; i < 100; i++)
        stacks[i] = cgen__stack_acquire(0, 0);
    release_many(stacks, 100);
    return unused;
}

static void run(void *(*fn)(void *), void *arg)
{
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, fn, arg), 0);
    pthread_join(thread, NULL);
}

static void thread_that_ends_leaves_its_stacks_to_others(void **state)
{
    struct cgen__stack *stacks[100];
    size_t reserved;

    (void)state;
    need_company();
    run(acquire_and_release_some, NULL);
    assert_int_equal(count().pooled, 100);
    reserved = count().reserved;
    acquire_many(stacks, 100, 0);
    assert_int_equal(count().reserved, reserved);
    assert_int_equal(count().pooled, 0);
    release_many(stacks, 100);
}

static pthread_key_t late_key;

static void acquire_late(void *left)
{
    intptr_t times = (intptr_t)left;

    acquire_and_release_some(NULL);
    if (times > 1)
        pthread_setspecific(late_key, (void *)(times - 1));
}

static void *set_late_key(void *unused)
{
    pthread_setspecific(late_key,
                        (void *)(intptr_t)(PTHREAD_DESTRUCTOR_ITERATIONS - 1));
    return acquire_and_release_some(unused);
}

/* Other keys' destructors run after the library's and keep at it; not in the
 * last round, which ThreadSanitizer has for itself. */
static void thread_that_ends_may_still_acquire(void **state)
{
    size_t reserved;

    (void)state;
    need_company();
    assert_int_equal(pthread_key_create(&late_key, acquire_late), 0);
    run(set_late_key, NULL);
    reserved = count().reserved;
    for (int i = 0; i < 100; i++)
        run(set_late_key, NULL);
    assert_int_equal(count().reserved, reserved);
    assert_int_equal(count().live, 0);
    pthread_key_delete(late_key);
}

/* What one thread acquires another releases. */
enum { PASSED = 20000, QUEUE = 100 };
static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct cgen__stack *stacks[QUEUE];
    size_t count;
} queue = {.lock = PTHREAD_MUTEX_INITIALIZER,
           .changed = PTHREAD_COND_INITIALIZER};

static void *release_what_comes(void *unused)
{
    for (int i = 0; i < PASSED; i++) {
        struct cgen__stack *stack;

        pthread_mutex_lock(&queue.lock);
        while (queue.count == 0)
            pthread_cond_wait(&queue.changed, &queue.lock);
        stack = queue.stacks[--queue.count];
        pthread_cond_signal(&queue.changed);
        pthread_mutex_unlock(&queue.lock);
        cgen__stack_release(stack);
    }
    return unused;
}

static void pass_on(struct cgen__stack *stack)
{
    pthread_mutex_lock(&queue.lock);
    while (queue.count == QUEUE)
        pthread_cond_wait(&queue.changed, &queue.lock);
    queue.stacks[queue.count++] = stack;
    pthread_cond_signal(&queue.changed);
    pthread_mutex_unlock(&queue.lock);
}

static void release_on_another_thread_is_no_leak(void **state)
{
    pthread_t thread;

    (void)state;
    need_company();
    assert_int_equal(pthread_create(&thread, NULL, release_what_comes, NULL),
                     0);
    for (int i = 0; i < PASSED; i++)
        pass_on(acquire(0));
    pthread_join(thread, NULL);
    assert_int_equal(count().live, 0);
    assert_in_range(count().pooled, 1, QUEUE + 4 * 64);
}

/* --- Processes. */

static void assert_child_succeeds(int (*fn)(void))
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(fn());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static atomic_bool stop;

static void *churn(void *unused)
{
    while (!atomic_load(&stop))
        acquire_and_release_some(NULL);
    return unused;
}

static struct cgen__stack *inherited;

static int acquire_in_child(void)
{
    struct cgen__stack *stacks[300];

    if (!is_guarded(inherited))
        return 4;
    for (int i = 0; i < 300; i++) {
        stacks[i] = cgen__stack_acquire(0, 0);
        if (stacks[i] == NULL || !is_guarded(stacks[i]))
            return 1;
        memset(stacks[i]->high - 64, i, 64);
    }
    for (int i = 0; i < 300; i++)
        if (stacks[i]->high[-1] != (char)i)
            return 2;
    release_many(stacks, 300);
    cgen__stack_trim();
    return count().pooled == 0 ? 0 : 3;
}

static void fork_while_others_are_at_it(void **state)
{
    int forks = is_watched() ? 3 : 30; /* tools run one thread at a time */
    pthread_t threads[2];

    (void)state;
    need_company();
    atomic_store(&stop, false);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, churn, NULL), 0);
    for (int i = 0; i < forks; i++) {
        inherited = acquire(0);
        assert_child_succeeds(acquire_in_child);
        cgen__stack_release(inherited);
    }
    atomic_store(&stop, true);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
}

/* Creates keys until there are none. A thread that is new keeps nothing. */
static int run_out_of_keys(void)
{
    pthread_key_t key;
    pthread_t thread;
    size_t reserved;

    while (pthread_key_create(&key, NULL) == 0)
        ;
    acquire_and_release_some(NULL);
    reserved = count().reserved;
    for (int i = 0; i < 100; i++) {
        if (pthread_create(&thread, NULL, acquire_and_release_some, NULL) != 0)
            return 1;
        pthread_join(thread, NULL);
    }
    return count().reserved == reserved && count().live == 0 ? 0 : 2;
}

static size_t address_space(void)
{
    char line[256] = "";
    FILE *file = fopen("/proc/self/statm", "r");

    if (file == NULL)
        return 0;
    if (fgets(line, sizeof line, file) == NULL)
        line[0] = '\0';
    fclose(file);
    return strtoul(line, NULL, 10) * page;
}

/* Takes all that a limit allows, in stacks of a size; how many it got. */
static size_t exhaust(struct cgen__stack **stacks, size_t most, size_t size)
{
    size_t got = 0;

    while (got < most && (stacks[got] = cgen__stack_acquire(size, 0)) != NULL)
        got++;
    return got;
}

static int live_with_little_address_space(void)
{
    static struct cgen__stack *stacks[1000];
    struct rlimit limit = {address_space() + 64 * MIB, RLIM_INFINITY};
    size_t got;

    if (setrlimit(RLIMIT_AS, &limit) != 0)
        return 1;
    errno = 0;
    got = exhaust(stacks, 1000, MIB);
    if (got < 50 || got > 64 || errno != ENOMEM)
        return 2;
    if (strstr(count().last_refusal, "RLIMIT_AS") == NULL)
        return 3;
    cgen__stack_release(stacks[--got]);
    if (cgen__stack_acquire(MIB, 0) == NULL) /* kept */
        return 4;
    release_many(stacks, got);
    /* Idle stacks make way for those of another size. */
    return cgen__stack_acquire(40 * MIB, 0) != NULL ? 0 : 5;
}

static void acquire_within_limits(void **state)
{
    (void)state;
    need_company();
    need_solitude();
    assert_child_succeeds(live_with_little_address_space);
}

static void acquire_without_a_key_left(void **state)
{
    (void)state;
    need_company();
    assert_child_succeeds(run_out_of_keys);
}

#define TRIMMED(name) cmocka_unit_test_setup(name, trim)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIMMED(acquire_without_a_key_left), /* first: the key is made once */
        TRIMMED(acquire_of_any_size_is_usable_and_guarded),
        TRIMMED(acquire_more_than_there_can_be_says_why),
        TRIMMED(acquire_many_all_are_guarded_and_apart),
        TRIMMED(acquire_again_finds_what_was_kept),
        TRIMMED(acquire_after_trim_finds_nothing_kept),
        TRIMMED(trim_leaves_nothing),
        TRIMMED(release_after_a_burst_keeps_little),
        TRIMMED(release_of_deep_stacks_gives_their_depth_back),
        TRIMMED(used_is_what_was_touched),
        TRIMMED(thread_that_ends_leaves_its_stacks_to_others),
        TRIMMED(thread_that_ends_may_still_acquire),
        TRIMMED(release_on_another_thread_is_no_leak),
        TRIMMED(fork_while_others_are_at_it),
        TRIMMED(acquire_within_limits),
    };

    page = (size_t)sysconf(_SC_PAGESIZE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
