/*
 * What the files of libcgen-task share. They use the public interface of
 * generators, and nothing else.
 *
 *      loop.c    making and freeing a loop; the queue of tasks that can go on
 *      task.c    beginning, resuming and ending tasks; join, detach, cancel
 *      wait.c    await and wake
 *      post.c    wakes from other threads
 *      census.c  looking at all of them
 *      time.c    sleeping, letting others go first
 *      waiters.c tasks that wait in a queue for others
 *      scope.c   scopes: how they are opened, fail, are cancelled and left
 *      members.c the tasks that belong to them
 *      combine.c awaiting all tasks of a scope, or any
 *      channel.c what one task sends, another receives
 *      agen.c    objects that take requests for a generator
 *      stream.c  generators whose bodies have tasks: what they have in common
 *      ahead.c, merge.c, parallel.c  those generators
 *
 * Invariants, of the loop's thread:
 *  - A task that has not ended runs (loop->running, or below it on its stack),
 * is in the queue, or is parked with awaited set and that not complete.
 *  - Tasks are resumed by task_resume alone: from loop_drain, which is never
 *    entered twice and not while a task runs; or for their first step.
 *  - What a task awaits has its address as long as it is parked for it.
 */
#ifndef CGEN_TASK_TASK_H
#define CGEN_TASK_TASK_H

#include "cgen/task.h"

/* Hidden in the library, and named for it in the static one. */
#define loop_find cgen__task_loop_find
#define loop_drain cgen__task_loop_drain
#define loop_add_ready cgen__task_loop_add_ready
#define loop_hold cgen__task_loop_hold
#define loop_release cgen__task_loop_release
#define task_resume cgen__task_resume
#define task_create cgen__task_create
#define task_await_end cgen__task_await_end
#define task_free cgen__task_free
#define task_tell_of_failure cgen__task_tell_of_failure
#define wait_complete cgen__task_wait_complete
#define wait_ask_to_complete cgen__task_wait_ask
#define wait_is_cut_short cgen__task_wait_is_cut_short
#define wait_until_woken cgen__task_wait_until_woken

/* How a task awaits: see the functions of these names in cgen/task.h. */
enum way { PLAIN, CATCHING, SHIELDED };

/* Its bits lie together, since there may be a task for each connection. */
struct gen_task {
    gen_task_loop_t *loop;
    gen_t *gen;                 /* NULL once it has ended */
    gen_t *base;                /* what ran when it was resumed, or NULL */
    gen_wait *awaited;          /* while it is parked */
    gen_wait *joiner;           /* of the task that joins it */
    gen_scope_t *scopes;        /* that it has opened, the newest first */
    gen_scope_t *scope;         /* that it belongs to, or NULL */
    gen_task_t *scope_previous; /* in the list of that */
    gen_task_t *scope_next;
    enum way way : 2;      /* how it awaits what is awaited */
    bool is_counted : 1;   /* for the scope, as one that has ended */
    bool is_stray : 1;     /* it was detached, and is kept for its error */
    bool is_cancelled : 1; /* asked to end; not by a scope it has opened */
    bool is_ending : 1;    /* it is being unwound for that */
    bool is_detached : 1;
    bool is_beginning : 1; /* gen_spawn has not returned it yet */
    bool is_ready : 1;     /* in the queue */
    unsigned long order;   /* of its end: a count of the loop */
    gen_result end;        /* once it has ended */
    gen_task_t *next_ready;
    gen_task_t *previous; /* in the list of all */
    gen_task_t *next;
    char name[]; /* for gen_task_loop_free */
};

struct gen_task_loop {
    gen_task_ops ops;
    void *host;
    gen_task_t *running; /* the innermost */
    gen_task_t *first_ready, *last_ready;
    bool is_draining;   /* or is not to, for the moment */
    unsigned long ends; /* of tasks so far */
    gen_task_t *tasks;  /* all, the newest first */

    /* Under the lock of post.c. */
    gen_wait *first_posted, *last_posted;
    gen_task_loop_t *next_loop; /* of the process */
};

/* The loop of this thread, or NULL. Not to be held while a task is parked. */
gen_task_loop_t *loop_find(void);

/* Puts a task at the end of the queue. */
void loop_add_ready(gen_task_t *task);

/* Resumes the tasks of the queue until there is none; not if that is being
 * done, or a task runs. */
void loop_drain(gen_task_loop_t *loop);

/* From here on no task is resumed, but those that run; until the second
 * function is called with what the first one has returned. */
bool loop_hold(gen_task_loop_t *loop);
void loop_release(gen_task_loop_t *loop, bool held);

/* Resumes a task until it parks or ends. */
void task_resume(gen_task_t *task);

/* Makes a generator on the native engine, if nobody says otherwise and there is
 * one. */
gen_t *task_create(gen_fn *fn, const void *arg, gen_options options);

/* Awaits the end of a task as gen_task_join does, but is not cancelled, and
 * does not free it. Returns 0 or an error of that. */
int task_await_end(gen_task_t *task);

/* Frees a task that has ended; returns its result. */
gen_result task_free(gen_task_t *task);

/* Tells of an error that nobody receives. */
void task_tell_of_failure(gen_task_t *task);

/* The cancel of what nothing else is busy with: completes it at once. */
void wait_complete(gen_wait *wait);

/* Asks what is awaited to complete early, once. */
void wait_ask_to_complete(gen_wait *wait);

/* True if the task was cancelled, or a scope that it is in, and what it awaits
 * is for that to cut short: not in cleanup. */
bool wait_is_cut_short(const gen_task_t *task, enum way way);

/* gen_await and its like. parks: also if wait is complete already. */
int64_t wait_until_woken(gen_wait *wait, enum way way, bool parks);

#endif
