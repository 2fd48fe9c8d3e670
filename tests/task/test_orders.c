/*
 * Orders of events, enumerated: up to four tasks in a tree, of which each
 * awaits an operation, and has its children in a scope; or joins them, and, if
 * it is unwound, cancels and joins them in a cleanup handler. In whichever
 * order operations complete, tasks fail and are cancelled, every handler runs
 * once, no task outlives its parent, and nothing is left.
 */
#include <string.h>

#include "task/fake_loop.h"

enum { MOST = 4, MOST_EVENTS = 2 * MOST };

/* What happens to a task: its operation completes; it is cancelled, and the
 * operation completes at once when it is asked to; or only later; the operation
 * completes, and the task fails. */
enum fate { COMPLETES, CANCELLED, CANCELLED_AND_COMPLETES, FAILS, FATES };

static struct member {
    int parent;
    enum fate fate;
    gen_wait wait;
    gen_task_t *task;
    gen_scope_t *scope; /* of its parent */
    bool has_begun, has_ended, is_joined;
    int left; /* how often its handler ran */
} members[MOST];

static int count;

static gen_fn run_member, run_in_scope;
static gen_fn *run_one; /* one of these */
static int fates;       /* of enum fate, that may befall */

static void complete_now(gen_wait *wait)
{
    gen_wake(wait, -1, NULL);
}

static void spawn(struct member *member)
{
    member->task = gen_spawn(member->scope, run_one, member);
}

static void join(struct member *member)
{
    if (member->task == NULL || member->is_joined)
        return;
    gen_task_join(member->task);
    member->is_joined = true;
}

static void for_children(const struct member *member,
                         void (*fn)(struct member *))
{
    for (int i = 1; i < count; i++)
        if (members[i].parent == member - members)
            fn(&members[i]);
}

static void cancel(struct member *member)
{
    if (member->task != NULL && !member->is_joined)
        gen_task_cancel(member->task);
}

static void end_children(struct member **member)
{
    (*member)->left++;
    for_children(*member, cancel);
    for_children(*member, join);
    (*member)->has_ended = true;
}

static void await(gen_t *self, struct member *member)
{
    if (member->fate == CANCELLED)
        member->wait.cancel = complete_now;
    gen_await(&member->wait);
    if (member->fate == FAILS)
        gen_raise(self, "failed");
}

static void *run_member(gen_t *self, void *argument)
{
    struct member *member GEN_ON_SCOPE_EXIT(end_children) = argument;

    member->has_begun = true;
    for_children(member, spawn);
    await(self, member);
    for_children(member, join);
    return NULL;
}

static void must_have_ended(struct member *member)
{
    if (member->has_begun && !member->has_ended)
        fail_msg("a task has outlived its scope");
}

static void has_left(struct member **member)
{
    (*member)->left++;
    for_children(*member, must_have_ended);
    (*member)->has_ended = true;
}

static void *run_in_scope(gen_t *self, void *argument)
{
    struct member *member GEN_ON_SCOPE_EXIT(has_left) = argument;

    member->has_begun = true;
    gen_scope (children) {
        for (int i = 1; i < count; i++)
            if (members[i].parent == member - members)
                members[i].scope = children;
        for_children(member, spawn);
        await(self, member);
    }
    return NULL;
}

/* ---------------------------------------------------------------- Events */

struct event {
    int member;
    bool cancels;
};

static struct event events[MOST_EVENTS];
static int event_count, most_events;

static void take_place(const struct event *event)
{
    struct member *member = &members[event->member];

    if (event->cancels) {
        if (!member->is_joined && !member->has_ended)
            gen_task_cancel(member->task);
    } else if (!member->has_ended) {
        gen_wake(&member->wait, 0, NULL);
    }
}

static void list_events(void)
{
    event_count = 0;
    for (int i = 0; i < count; i++) {
        if (members[i].fate != COMPLETES)
            events[event_count++] = (struct event){i, true};
        if (members[i].fate != CANCELLED)
            events[event_count++] = (struct event){i, false};
    }
}

/* ------------------------------------------------------------------ Runs */

static void prepare(void)
{
    for (int i = 0; i < count; i++)
        members[i] = (struct member){.parent = members[i].parent,
                                     .fate = members[i].fate};
}

static bool is_right(void)
{
    for (int i = 0; i < count; i++)
        if (!members[i].has_ended || members[i].left != 1)
            return false;
    return true;
}

static void *join_root(gen_t *self, void *unused)
{
    (void)self;
    (void)unused;
    join(&members[0]);
    return NULL;
}

/* The events come in that order; then whatever is awaited still. */
static void run(const int *order)
{
    fake_loop_begin();
    prepare();
    spawn(&members[0]);
    gen_task_detach(gen_spawn(NULL, join_root, NULL));
    for (int i = 0; i < event_count; i++)
        take_place(&events[order[i]]);
    for (int i = 0; i < count; i++)
        if (!members[i].has_ended)
            gen_wake(&members[i].wait, 0, NULL);
    if (!is_right())
        fail_msg("%d tasks, %d events", count, event_count);
    fake_loop_end();
}

static void run_orders(int *order, int chosen)
{
    if (chosen == event_count)
        run(order);
    for (int i = chosen; i < event_count; i++) {
        int first = order[chosen];

        order[chosen] = order[i];
        order[i] = first;
        run_orders(order, chosen + 1);
        order[i] = order[chosen];
        order[chosen] = first;
    }
}

static void run_all_orders(void)
{
    int order[MOST_EVENTS];

    list_events();
    if (event_count > (is_watched() ? 4 : most_events))
        return; /* as those, but many */
    for (int i = 0; i < event_count; i++)
        order[i] = i;
    run_orders(order, 0);
}

static void run_all_fates(int member)
{
    if (member == count || member == MOST) {
        run_all_orders();
        return;
    }
    for (int fate = 0; fate < fates; fate++) {
        members[member].fate = (enum fate)fate;
        run_all_fates(member + 1);
    }
}

static void run_all_trees(int member)
{
    if (member == count || member == MOST) {
        run_all_fates(0);
        return;
    }
    for (int parent = 0; parent < member; parent++) {
        members[member].parent = parent;
        run_all_trees(member + 1);
    }
}

static void run_all(gen_fn *fn, int last_fate, int events_at_most)
{
    run_one = fn;
    fates = last_fate + 1;
    most_events = events_at_most;
    members[0].parent = -1;
    for (count = 1; count <= MOST; count++)
        run_all_trees(1);
}

static void every_order_ends_every_task_once(void **state)
{
    (void)state;
    run_all(run_member, CANCELLED_AND_COMPLETES, 6);
}

static void every_order_ends_every_scope_once(void **state)
{
    (void)state;
    run_all(run_in_scope, FAILS, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_order_ends_every_task_once),
        TEST(every_order_ends_every_scope_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
