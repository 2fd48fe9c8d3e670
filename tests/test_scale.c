/* Many generators: each with its own guard, what they take, threads that pass
 * them round, and what the kernel hears of it. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <linux/seccomp.h>
#include <unistd.h>

#include "test.h"

enum { KIB = 1024, SIZE = 64 * KIB };

static gen_t *create_small(gen_fn *fn, void *arg)
{
    gen_options options = {.stack_size = SIZE};

    return gen_create_with(fn, arg, &options);
}

static gen_statistics stats(void)
{
    gen_statistics statistics;

    gen_stats(&statistics, sizeof statistics);
    return statistics;
}

static void *count_from(gen_t *self, void *arg)
{
    for (intptr_t i = (intptr_t)arg;; i++)
        gen_yield(self, (void *)i);
    return NULL;
}

static bool has_light_guards(void)
{
    gen_destroy(create_small(count_from, NULL));
    return stats().light_guards != 0;
}

/* --- Overflow. */

enum { NEIGHBOURS = 150, PATTERN = 256 };

/* Yields what it has in its frame, so that others can see it is whole. */
static void *show_frame(gen_t *self, void *arg)
{
    volatile unsigned char pattern[PATTERN];

    for (int i = 0; i < PATTERN; i++)
        pattern[i] = (unsigned char)((intptr_t)arg + i);
    gen_yield(self, (void *)(uintptr_t)pattern);
    return NULL;
}

/* Recurses for as long as it can; *above stays 0, but no compiler knows. */
static int dig(volatile char *above)
{
    volatile char here[256];

    here[0] = *above;
    return here[0] == 0 ? dig(here) + here[0] : 0;
}

/* The same by frames that are larger than a guard. That they do not step over
 * one is the compiler's doing, with -fstack-clash-protection. */
static int dig_in_leaps(volatile char *above)
{
    volatile char here[5 * 4 * KIB];

    here[0] = *above;
    return here[0] == 0 ? dig_in_leaps(here) + here[0] : 0;
}

static volatile char *start_of_overflow;
static int (*way_of_overflow)(volatile char *above);

static void *overflow(gen_t *self, void *arg)
{
    volatile char start = 0;

    (void)self;
    start_of_overflow = &start;
    way_of_overflow(&start);
    return arg;
}

static const unsigned char *patterns[NEIGHBOURS];

static bool neighbours_are_whole(void)
{
    for (int k = 0; k < NEIGHBOURS; k++)
        for (int i = 0; patterns[k] != NULL && i < PATTERN; i++)
            if (patterns[k][i] != (unsigned char)(k + i))
                return false;
    return true;
}

/* 42 if it hit its own guard, and nobody else. */
static void look_round(int signal_number, siginfo_t *info, void *context)
{
    ptrdiff_t depth = start_of_overflow - (volatile char *)info->si_addr;

    (void)signal_number;
    (void)context;
    if (depth < SIZE - 4 * KIB || depth > SIZE + 4 * KIB)
        _exit(43);
    _exit(neighbours_are_whole() ? 42 : 44);
}

static void handle_segv(void)
{
    static char room[64 * KIB];
    stack_t alternate = {.ss_sp = room, .ss_size = sizeof room};
    struct sigaction action = {.sa_sigaction = look_round,
                               .sa_flags = SA_ONSTACK | SA_SIGINFO};

    sigaltstack(&alternate, NULL);
    sigaction(SIGSEGV, &action, NULL);
}

static void overflow_among_neighbours(int which)
{
    gen_t *g[NEIGHBOURS];

    for (intptr_t i = 0; i < NEIGHBOURS; i++) {
        g[i] = create_small(i == which ? overflow : show_frame, (void *)i);
        if (i != which)
            patterns[i] = gen_next(g[i]).value;
    }
    handle_segv();
    gen_next(g[which]);
}

static int ending_of_overflow(int which)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        overflow_among_neighbours(which);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* The first slabs have 60, 60 and 120 stacks. */
static void check_overflows(void)
{
    static const int places[] = {0, 1, 30, 58, 59, 60, 61, 119, 120, 149};

    need_company();
    need_solitude();
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        assert_int_equal(ending_of_overflow(places[i]), 42);
}

static void next_overflow_hits_its_own_guard(void **state)
{
    (void)state;
    way_of_overflow = dig;
    check_overflows();
}

static void next_overflow_by_large_frames_hits_its_own_guard(void **state)
{
    (void)state;
#ifndef CGEN_TEST_STACK_CLASH_PROTECTION
    skip();
#endif
    way_of_overflow = dig_in_leaps;
    check_overflows();
}

/* --- What many take. */

/* The value of "key:  1234 kB" in a file of /proc, in bytes. */
static size_t bytes_in(const char *path, const char *key)
{
    FILE *file = fopen(path, "r");
    char line[256];
    size_t kibibytes = 0;

    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, key, strlen(key)) == 0)
            kibibytes = strtoul(line + strlen(key), NULL, 10);
    if (file != NULL)
        fclose(file);
    return kibibytes * KIB;
}

static size_t footprint(void)
{
    return bytes_in("/proc/self/status", "VmRSS:") +
           bytes_in("/proc/self/status", "VmPTE:");
}

static void resume_all(gen_t **g, intptr_t count, intptr_t round)
{
    for (intptr_t i = 0; i < count; i++)
        assert_int_equal((intptr_t)gen_next(g[i]).value, i + round);
}

static void destroy_all(gen_t **g, intptr_t count)
{
    for (intptr_t i = 0; i < count; i++)
        assert_int_equal(gen_destroy(g[i]), 0);
}

/* More than there can be mappings. Each takes a page, its share of the page
 * tables, and what its control block takes elsewhere. */
static void create_100000_takes_little_and_gives_it_back(void **state)
{
    enum { COUNT = 100000 };
    static gen_t *g[COUNT];
    size_t before, with;

    (void)state;
    need_solitude();
    if (!has_light_guards())
        skip();
    memset(g, 0xff, sizeof g); /* so that it does not count */
    gen_trim();
    before = footprint();
    for (intptr_t i = 0; i < COUNT; i++)
        assert_non_null(g[i] = create_small(count_from, (void *)i));
    resume_all(g, COUNT, 0);
    resume_all(g, COUNT, 1);
    with = footprint();
    assert_in_range(stats().live_stacks, COUNT, COUNT);
    destroy_all(g, COUNT);
    assert_in_range(with - before, COUNT * (size_t)4096, COUNT * (size_t)4800);
    assert_true(footprint() - before < (with - before) / 8);
}

/* Where guards are mappings the kernel has too few of them for that many. */
static void create_more_than_there_are_mappings_says_so(void **state)
{
    enum { COUNT = 40000 };
    static gen_t *g[COUNT];
    intptr_t got = 0;

    (void)state;
    need_solitude();
    if (has_light_guards())
        skip();
    errno = 0;
    while (got < COUNT && (g[got] = create_small(count_from, (void *)got)))
        got++;
    assert_in_range(got, 1000, COUNT - 1);
    assert_int_equal(errno, ENOMEM);
    assert_non_null(strstr(stats().last_refusal, "vm.max_map_count"));
    resume_all(g, got, 0);
    destroy_all(g, got);
    gen_trim();
    assert_non_null(g[0] = create_small(count_from, NULL));
    gen_destroy(g[0]);
}

/* Whether a mapping of that name has a flag in smaps, where each begins with a
 * line that has its addresses first. */
static bool mapping_has_flag(const char *name, const char *flag)
{
    FILE *file = fopen("/proc/self/smaps", "r");
    char line[512];
    bool is_it = false, has = false;

    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strstr(line, "-") != NULL && strchr(line, '-') < line + 17)
            is_it = strstr(line, name) != NULL;
        if (is_it && strncmp(line, "VmFlags:", 8) == 0)
            has = has || strstr(line, flag) != NULL;
    }
    if (file != NULL)
        fclose(file);
    return has;
}

static void create_maps_by_name_without_huge_pages(void **state)
{
    gen_t *g = create(count_from, NULL);

    (void)state;
    if (mapping_has_flag("[anon:cgen stacks]", " rd"))
        assert_true(mapping_has_flag("[anon:cgen stacks]", " nh"));
    gen_destroy(g);
}

/* --- System calls. */

static void live_through(void)
{
    gen_t *g[20];

    for (int i = 0; i < 20; i++) {
        g[i] = gen_create(count_from, NULL);
        gen_next(g[i]);
    }
    for (int i = 0; i < 20; i++)
        gen_destroy(g[i]);
}

/* In strict mode a system call other than read, write and exit kills. */
static void live_without_system_calls(void)
{
    for (int i = 0; i < 10; i++)
        live_through();
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0)
        _exit(77);
    for (int i = 0; i < 1000; i++)
        live_through();
    syscall(SYS_exit, 0);
}

static void any_in_the_steady_state_makes_no_system_call(void **state)
{
    int status;
    pid_t child;

    (void)state;
    need_company();
    need_solitude();
    if (strcmp(gen_engine_name(NULL), "native") != 0)
        skip();
    child = fork();
    if (child == 0)
        live_without_system_calls();
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* --- Torture: threads that create, resume, pass on and destroy at random. */

enum { THREADS = 4, SHARED = 64, STEPS = 20000 };

static struct {
    pthread_mutex_t lock;
    gen_t *g;
    intptr_t next; /* what it yields next */
} shared[SHARED];

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static gen_t *create_random(unsigned *seed, intptr_t first)
{
    static const size_t sizes[] = {0, 0, 32 * KIB, SIZE, 300 * KIB, 32 << 20};
    gen_options options = {.stack_size = sizes[next_random(seed) % 6]};

    return gen_create_with(count_from, (void *)first, &options);
}

/* One step on a place that this thread has for itself now. Returns what is
 * wrong. */
static int step(int place, unsigned *seed)
{
    int wrong = 0;

    if (shared[place].g == NULL) {
        shared[place].next = (intptr_t)next_random(seed);
        shared[place].g = create_random(seed, shared[place].next);
        return shared[place].g == NULL;
    }
    if (next_random(seed) % 3 != 0)
        return (intptr_t)gen_next(shared[place].g).value !=
               shared[place].next++;
    if (next_random(seed) % 2 != 0)
        wrong += gen_return(shared[place].g, NULL).error != 0;
    wrong += gen_destroy(shared[place].g) != 0;
    shared[place].g = NULL;
    return wrong;
}

static void *torment(void *arg)
{
    unsigned seed = (unsigned)(intptr_t)arg;
    intptr_t wrong = 0;
    int steps = is_watched() ? STEPS / 10 : STEPS;

    for (int i = 0; i < steps; i++) {
        int place = (int)(next_random(&seed) % SHARED);

        pthread_mutex_lock(&shared[place].lock);
        wrong += step(place, &seed);
        pthread_mutex_unlock(&shared[place].lock);
        if (i % 1000 == 0)
            gen_trim();
    }
    return (void *)wrong;
}

static void any_at_random_on_many_threads(void **state)
{
    pthread_t threads[THREADS];
    void *wrong;

    (void)state;
    need_company();
    for (int i = 0; i < SHARED; i++)
        pthread_mutex_init(&shared[i].lock, NULL);
    for (intptr_t i = 0; i < THREADS; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, torment, (void *)(i + 1)), 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    for (int i = 0; i < SHARED; i++)
        gen_destroy(shared[i].g);
    assert_int_equal(stats().live_stacks, 0);
}

/* --- The statistics themselves. */

static void stats_count_what_lives_and_what_is_kept(void **state)
{
    gen_t *g[10];
    size_t before = stats().live_stacks;

    (void)state;
    need_kept_stacks();
    need_company();
    for (int i = 0; i < 10; i++)
        g[i] = create(count_from, NULL);
    assert_int_equal(stats().live_stacks, before + 10);
    assert_in_range(stats().resident_bytes, 10, stats().reserved_bytes);
    assert_int_equal(stats().unguarded_stacks, 0);
    for (int i = 0; i < 10; i++)
        gen_destroy(g[i]);
    assert_int_equal(stats().live_stacks, before);
    assert_in_range(stats().pooled_stacks, 10, 2000);
    assert_in_range(gen_trim(), 10, 2000);
    assert_int_equal(stats().pooled_stacks, 0);
}

/* Programs that know fewer members, and more. */
static void stats_for_other_versions(void **state)
{
    struct {
        gen_statistics known;
        size_t later;
    } longer;
    gen_statistics shorter;

    (void)state;
    memset(&longer, 0xff, sizeof longer);
    memset(&shorter, 0xff, sizeof shorter);
    assert_int_equal(gen_stats(&longer.known, sizeof longer), 0);
    assert_int_equal(longer.later, 0);
    assert_int_equal(gen_stats(&shorter, sizeof shorter.live_stacks), 0);
    assert_int_equal(shorter.live_stacks, longer.known.live_stacks);
    assert_true(shorter.pooled_stacks == SIZE_MAX);
    assert_int_equal(gen_stats(NULL, sizeof shorter), GEN_EINVAL);
}

static void create_too_large_says_why(void **state)
{
    gen_options options = {.stack_size = SIZE_MAX};
    unsigned long long refusals = stats().refusals;

    (void)state;
    errno = 0;
    assert_null(gen_create_with(count_from, NULL, &options));
    assert_int_equal(errno, ENOMEM);
    assert_int_equal(stats().refusals, refusals + 1);
    assert_non_null(strstr(stats().last_refusal, "larger"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* first: in the first slabs */
        TEST(next_overflow_hits_its_own_guard),
        TEST(next_overflow_by_large_frames_hits_its_own_guard),
        TEST(create_100000_takes_little_and_gives_it_back),
        TEST(create_more_than_there_are_mappings_says_so),
        TEST(create_maps_by_name_without_huge_pages),
        TEST(any_in_the_steady_state_makes_no_system_call),
        TEST(any_at_random_on_many_threads),
        TEST(stats_count_what_lives_and_what_is_kept),
        TEST(stats_for_other_versions),
        TEST(create_too_large_says_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
