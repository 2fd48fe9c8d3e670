/* A profiler's signal at every instruction of every switch: there is a trap at
 * each, and the handler unwinds from there and walks frame pointers. From
 * this program and the library both must come home, to the call that began;
 * from libc the unwinder may stop before, but nothing may lead it astray. */
#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>
#include <unwind.h>

#include "support/traps.h"
#include "test.h"

enum { MOST_FRAMES = 100, MOST_CODES = 64 };

/* ------------------------------------------------------------ What is code */

/* Whose it is. In the unwinder itself there are places that it cannot unwind
 * from, just before it jumps to a handler; and it is long: traps there are not
 * asked for. */
enum owner { OURS, OTHERS, UNWINDERS };

static struct code {
    uintptr_t low, high;
    enum owner owner;
} codes[MOST_CODES];

static int code_count;

static bool is_in(const struct code *code, uintptr_t address)
{
    return address >= code->low && address < code->high;
}

static enum owner owner_of(const char *object, const struct code *code)
{
    if (strstr(object, "libgcc_s") != NULL)
        return UNWINDERS;
    if (strstr(object, "libcgen") != NULL || is_in(code, (uintptr_t)owner_of))
        return OURS;
    return OTHERS;
}

static int add_codes(struct dl_phdr_info *object, size_t size, void *unused)
{
    (void)size;
    (void)unused;
    for (int i = 0; i < object->dlpi_phnum && code_count < MOST_CODES; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        struct code *code = &codes[code_count];

        if (part->p_type != PT_LOAD || (part->p_flags & PF_X) == 0)
            continue;
        code->low = object->dlpi_addr + part->p_vaddr;
        code->high = code->low + part->p_memsz;
        code->owner = owner_of(object->dlpi_name, code);
        if (code->owner != UNWINDERS)
            traps_allow(code->low, code->high);
        code_count++;
    }
    return 0;
}

static const struct code *code_of(uintptr_t address)
{
    for (int i = 0; i < code_count; i++)
        if (is_in(&codes[i], address))
            return &codes[i];
    return NULL;
}

static bool is_ours(uintptr_t address)
{
    const struct code *code = code_of(address);

    return code != NULL && code->owner == OURS;
}

/* -------------------------------------------------------------- The walks */

/* Where walks are to come to: what the call returns to that began, and the
 * frame record of who was called. */
static struct {
    uintptr_t address;
    const void *record;
} home;

static struct {
    long traps;       /* in our code */
    long faults;      /* walks that are not as they should be */
    char first[256];  /* the first of those */
    bool has_records; /* at the latest trap, all frames were ours */
} seen;

static sigjmp_buf crash;

static void crashed(int signal)
{
    (void)signal;
    siglongjmp(crash, 1);
}

static void note_fault(const char *what, uintptr_t address)
{
    Dl_info place = {0};

    if (seen.faults++ != 0)
        return;
    dladdr((void *)address, &place);
    snprintf(seen.first, sizeof seen.first, "%s at %s + %#lx (%s)", what,
             place.dli_fname != NULL ? place.dli_fname : "nowhere",
             (unsigned long)(address - (uintptr_t)place.dli_fbase),
             place.dli_sname != NULL ? place.dli_sname : "no name");
}

struct walk {
    uintptr_t start; /* where it trapped; before are those of the signal */
    int frames;      /* from there on */
    int foreign;     /* of those, before it came home */
    bool came_home, went_astray;
};

static _Unwind_Reason_Code add_frame(struct _Unwind_Context *frame, void *arg)
{
    struct walk *walk = arg;
    uintptr_t address = _Unwind_GetIP(frame);

    if (walk->frames == 0 && address != walk->start)
        return _URC_NO_REASON;
    if (address == home.address)
        walk->came_home = true;
    if (!walk->came_home && !is_ours(address))
        walk->foreign++;
    if ((address != 0 && code_of(address) == NULL) ||
        ++walk->frames > MOST_FRAMES)
        walk->went_astray = true;
    return walk->went_astray ? _URC_END_OF_STACK : _URC_NO_REASON;
}

static void unwind(uintptr_t address, enum owner owner)
{
    struct walk walk = {address, 0, 0, false, false};

    if (sigsetjmp(crash, 0) == 0)
        _Unwind_Backtrace(add_frame, &walk);
    else
        walk.went_astray = true;
    if (walk.went_astray && owner != UNWINDERS)
        note_fault("unwinding goes astray", address);
    else if (!walk.came_home && owner == OURS)
        note_fault("unwinding ends", address);
    seen.has_records = walk.came_home && walk.foreign == 0;
}

/* A frame record, as the ABI lays it out. */
struct record {
    const struct record *next;
    uintptr_t return_address;
};

static bool come_home(const struct record *record)
{
    for (int i = 0; i < MOST_FRAMES && record != NULL; i++) {
        if (record == home.record)
            return true;
        record = record->next;
    }
    return false;
}

static void walk_records(uintptr_t address, const void *record)
{
    if (sigsetjmp(crash, 0) != 0)
        note_fault("frame pointers go astray", address);
    else if (!come_home(record))
        note_fault("frame pointers end", address);
}

/* Where frames are not ours there may be no records; nor at the first
 * instruction behind those. */
static void look_around(const ucontext_t *pointer)
{
    uintptr_t address = traps_address(pointer);
    const struct code *code = code_of(address);
    enum owner owner =
        code == NULL || traps_is_stub(address) ? OTHERS : code->owner;
    bool had_records = seen.has_records;

    seen.traps += owner == OURS;
    unwind(address, owner);
    if (owner == OURS && had_records && seen.has_records)
        walk_records(address, (const void *)traps_frame(pointer));
}

static void handle_trap(int signal, siginfo_t *info, void *pointer)
{
    (void)signal;
    (void)info;
    if (!traps_arrive(pointer))
        return;
    look_around(pointer);
    traps_go_on(pointer);
}

/* --------------------------------------------------------------- The bodies */

static void *counts(gen_t *self, void *arg)
{
    for (int i = 0; i < 3; i++)
        gen_yield(self, arg);
    return arg;
}

static void *catches(gen_t *self, void *arg)
{
    for (int i = 0; i < 3; i++)
        gen_yield_catch(self, arg);
    return arg;
}

static void do_nothing(void *arg)
{
    (void)arg;
}

static void end_scope(int *arg)
{
    (void)arg;
}

static void *cleans_up(gen_t *self, void *arg)
{
    int scope GEN_ON_SCOPE_EXIT(end_scope) = 0;

    gen_defer(self, do_nothing, NULL);
    for (int i = 0; i < 3; i++)
        gen_yield(self, arg);
    return arg;
}

/* In a frame both aligned and of variable size, for which compilers have a way
 * of their own. Does not return: GCC's unwind data is wrong before that. */
static void *aligns(gen_t *self, void *arg)
{
    char aligned[64] __attribute__((aligned(64)));
    volatile size_t size = sizeof aligned;
    char sized[size];

    for (int i = 0; i < 3; i++) {
        memset(sized, i, size);
        memset(aligned, i, sizeof aligned);
        gen_yield(self, arg);
        gen_yield_catch(self, sized[3] == aligned[3] ? arg : self);
    }
    gen_exit(self, arg);
}

static void *exits(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    gen_exit(self, arg);
}

static void *raises(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    gen_raise(self, arg);
}

/* Delegations are seen with the first of them. */
enum { BODIES = 6, DELEGATED = 3 };

static gen_fn *const bodies[BODIES] = {counts, catches, cleans_up,
                                       aligns, exits,   raises};

static gen_t *create_body(int index)
{
    return create(bodies[index], NULL);
}

/* Delegates to one of those, in all ways. */
static void *delegates(gen_t *self, void *index)
{
    int inner = (int)(intptr_t)index;

    gen_delegate_catch(self, create_body(inner));
    gen_yield(self, NULL);
    return gen_delegate(self, create_body(inner));
}

static void *delegates_to_that(gen_t *self, void *index)
{
    return gen_delegate(self, create(delegates, index));
}

static gen_result steps(void *state, void *value)
{
    (void)value;
    return (gen_result){NULL, ++*(int *)state > 3, 0};
}

static void *delegates_to_callbacks(gen_t *self, void *arg)
{
    static const gen_ops ops = {.on_next = steps};
    int state = 0;

    (void)arg;
    return gen_delegate(self, gen_from(&ops, &state));
}

static void *loops(gen_t *self, void *arg)
{
    (void)arg;
    gen_foreach (void *, value, create(counts, NULL))
        gen_yield(self, value);
    return NULL;
}

/* Below two others; each ends otherwise. */
static void *parks(gen_t *self, void *catches)
{
    int scope GEN_ON_SCOPE_EXIT(end_scope) = 0;

    (void)self;
    for (int i = 0; i < 3; i++)
        if (catches != NULL)
            gen_park_catch(NULL, NULL);
        else
            gen_park(NULL, NULL);
    return NULL;
}

static void *loops_over_parking(gen_t *self, void *catches)
{
    gen_foreach (void *, value, create(parks, catches))
        gen_yield(self, value);
    return NULL;
}

static void *loops_over_that(gen_t *self, void *catches)
{
    gen_foreach (void *, value, create(loops_over_parking, catches))
        gen_yield(self, value);
    return NULL;
}

static gen_t *create_parking(int catches)
{
    return create(loops_over_that, catches != 0 ? "catches" : NULL);
}

/* --------------------------------------------------------------- The scenes */

static void go_to_the_end(gen_t *g)
{
    while (!gen_next(g).done)
        ;
    gen_next(g);
    gen_destroy(g);
}

static void bodies_end(int index)
{
    go_to_the_end(create_body(index));
}

static void bodies_are_sent_to(int index)
{
    gen_t *g = create_body(index);

    while (!gen_send(g, g).done)
        ;
    gen_destroy(g);
}

static void bodies_are_closed(int index)
{
    const gen_options options = {.on_destroy = GEN_ABANDON};
    gen_t *g = create_body(index);
    gen_t *abandoned = gen_create_with(bodies[index], NULL, &options);

    gen_next(g);
    gen_next(abandoned);
    gen_destroy(g);
    gen_destroy(abandoned);
}

static void bodies_are_ended(int index)
{
    gen_t *returned = create_body(index), *thrown = create_body(index);

    gen_next(returned);
    gen_return(returned, NULL);
    gen_next(thrown);
    gen_throw(thrown, NULL);
    gen_destroy(returned);
    gen_destroy(thrown);
}

static void bodies_have_their_own_modes(int index)
{
    const gen_options options = {.fp_modes = GEN_FP_OWN};

    go_to_the_end(gen_create_with(bodies[index], NULL, &options));
}

static void delegations_end(int index)
{
    go_to_the_end(create(delegates_to_that, (void *)(intptr_t)index));
}

static void delegations_are_closed(int index)
{
    gen_t *g = create(delegates_to_that, (void *)(intptr_t)index);

    gen_next(g);
    gen_destroy(g);
}

static void delegations_are_ended(int index)
{
    gen_t *returned = create(delegates_to_that, (void *)(intptr_t)index);
    gen_t *thrown = create(delegates_to_that, (void *)(intptr_t)index);

    gen_next(returned);
    gen_return(returned, NULL);
    gen_next(thrown);
    gen_throw(thrown, NULL);
    gen_destroy(returned);
    gen_destroy(thrown);
}

static void others_end_and_are_closed(int index)
{
    gen_fn *fn = index % 2 == 0 ? delegates_to_callbacks : loops;
    gen_t *closed = create(fn, NULL);

    go_to_the_end(create(fn, NULL));
    gen_next(closed);
    gen_destroy(closed);
}

static void parked_go_on(int catches)
{
    go_to_the_end(create_parking(catches));
}

static void parked_are_ended(int catches)
{
    gen_t *returned = create_parking(catches), *thrown = create_parking(0);
    gen_t *destroyed = create_parking(catches);

    gen_next(returned);
    gen_return(returned, NULL);
    gen_next(thrown);
    gen_throw(thrown, NULL);
    gen_next(destroyed);
    gen_destroy(returned);
    gen_destroy(thrown);
    gen_destroy(destroyed);
}

/* ---------------------------------------------------------------- The tests */

typedef void scene_fn(int index);

__attribute__((noinline)) static void play(scene_fn *scene, int index,
                                           bool traps)
{
    home.address = (uintptr_t)__builtin_return_address(0);
    home.record = __builtin_frame_address(0);
    if (traps)
        traps_begin();
    scene(index);
    if (traps)
        traps_end();
    __asm__ volatile(""); /* no tail call */
}

static void handle_signals(int flags)
{
    struct sigaction action = {.sa_sigaction = handle_trap};
    struct sigaction crash_action = {.sa_handler = crashed};

    action.sa_flags = SA_SIGINFO | flags;
    crash_action.sa_flags = SA_NODEFER;
    sigaction(SIGTRAP, &action, NULL);
    sigaction(SIGSEGV, &crash_action, NULL);
    sigaction(SIGBUS, &crash_action, NULL);
}

static void leave_signals(void)
{
    signal(SIGTRAP, SIG_DFL);
    signal(SIGSEGV, SIG_DFL);
    signal(SIGBUS, SIG_DFL);
}

/* Once before, so that what is loaded or bound at first is so. */
static void watch(scene_fn *scene, int count, int flags)
{
    struct walk walk = {0};

    need_traps();
    memset(&seen, 0, sizeof seen);
    code_count = 0;
    dl_iterate_phdr(add_codes, NULL);
    _Unwind_Backtrace(add_frame, &walk);
    for (int i = 0; i < count; i++) {
        play(scene, i, false);
        handle_signals(flags);
        play(scene, i, true);
        leave_signals();
    }
    if (seen.faults != 0)
        fail_msg("%ld walks: %s", seen.faults, seen.first);
    assert_true(seen.traps > 100);
}

static void unwinder_sees_while_bodies_end(void **state)
{
    (void)state;
    watch(bodies_end, BODIES, 0);
}

static void unwinder_sees_while_bodies_are_sent_to(void **state)
{
    (void)state;
    watch(bodies_are_sent_to, BODIES, 0);
}

static void unwinder_sees_while_bodies_are_closed(void **state)
{
    (void)state;
    watch(bodies_are_closed, BODIES, 0);
}

static void unwinder_sees_while_bodies_are_ended(void **state)
{
    (void)state;
    watch(bodies_are_ended, BODIES, 0);
}

static void unwinder_sees_while_bodies_have_their_own_modes(void **state)
{
    (void)state;
    watch(bodies_have_their_own_modes, BODIES, 0);
}

static void unwinder_sees_while_delegations_end(void **state)
{
    (void)state;
    watch(delegations_end, DELEGATED, 0);
}

static void unwinder_sees_while_delegations_are_closed(void **state)
{
    (void)state;
    watch(delegations_are_closed, DELEGATED, 0);
}

static void unwinder_sees_while_delegations_are_ended(void **state)
{
    (void)state;
    watch(delegations_are_ended, DELEGATED, 0);
}

static void unwinder_sees_while_parked_go_on(void **state)
{
    (void)state;
    watch(parked_go_on, 2, 0);
}

static void unwinder_sees_while_parked_are_ended(void **state)
{
    (void)state;
    watch(parked_are_ended, 2, 0);
}

static void unwinder_sees_while_others_end_and_are_closed(void **state)
{
    (void)state;
    watch(others_end_and_are_closed, 2, 0);
}

/* The frames that are dropped stay as they are then. */
static void unwinder_sees_from_another_stack(void **state)
{
    static char memory[65536];
    const stack_t another = {.ss_sp = memory, .ss_size = sizeof memory};
    const stack_t none = {.ss_flags = SS_DISABLE};

    (void)state;
    sigaltstack(&another, NULL);
    watch(bodies_are_ended, DELEGATED, SA_ONSTACK);
    sigaltstack(&none, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(unwinder_sees_while_bodies_end),
        TEST(unwinder_sees_while_bodies_are_sent_to),
        TEST(unwinder_sees_while_bodies_are_closed),
        TEST(unwinder_sees_while_bodies_are_ended),
        TEST(unwinder_sees_while_bodies_have_their_own_modes),
        TEST(unwinder_sees_while_delegations_end),
        TEST(unwinder_sees_while_delegations_are_closed),
        TEST(unwinder_sees_while_delegations_are_ended),
        TEST(unwinder_sees_while_parked_go_on),
        TEST(unwinder_sees_while_parked_are_ended),
        TEST(unwinder_sees_while_others_end_and_are_closed),
        TEST(unwinder_sees_from_another_stack),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
