/*
 * cgen: tasks
 *
 * A task is a generator that completions resume: of timers, of reads, of other
 * tasks. In its body, and in whatever that calls, loops over or delegates to,
 * gen_await suspends the whole task until the completion has come. (async,
 * await)
 *
 *     static void *greet(gen_t *self, void *name)
 *     {
 *         for (int i = 0; i < 3; i++) {
 *             gen_sleep(1000);
 *             printf("hello %s\n", (char *)name);
 *         }
 *         return "done";
 *     }
 *
 *     gen_task_t *task = gen_spawn(greet, "world");
 *     gen_result end = gen_task_join(task);
 *
 * There is no loop in here: completions come from yours, be it epoll, libuv,
 * GLib or a game's frames. gen_task_loop_new says what it must offer.
 *
 *     The loop        gen_task_loop_new, gen_task_loop_free
 *     Waiting         gen_await, gen_await_catch, gen_await_shielded, gen_wake,
 *                     gen_post
 *     Tasks           gen_spawn, gen_spawn_with, gen_task_join,
 *                     gen_task_detach, gen_task_cancel, gen_task_self
 *     Time            gen_sleep, gen_yield_now
 *
 * Threads. Tasks and what they wait for belong to the thread that has made the
 * loop: everything here is called there, but for gen_post. Loops of different
 * threads are independent.
 *
 * Order. Tasks that can go on do so in the order in which they were woken. A
 * task that is woken while another one runs goes on once that waits or ends;
 * never within it. So the loop's stack does not grow with the number of tasks
 * woken in a turn.
 *
 * Cancelling. gen_task_cancel asks a task to end. What it waits for is asked to
 * complete early, and its completion is awaited all the same, since the
 * operation may use memory in the task's frames. Then the task is unwound, as
 * by gen_return, from its gen_await: cleanup handlers and deferred calls run,
 * and may await, which is not cancelled any more. It ends with GEN_CANCELLED,
 * which is not an error of the program. A task that does not await is not
 * cancelled.
 *
 * A task's own generator must not yield: there is nobody to take the value. It
 * ends the task with GEN_EPERM.
 */
#ifndef CGEN_TASK_H
#define CGEN_TASK_H

#include <stdint.h>

#include <cgen.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- The loop */

/** The tasks of a thread, and what they need of its event loop. Opaque. */
typedef struct gen_task_loop gen_task_loop_t;

/** A task. Opaque; freed by gen_task_join, or at its end, once it was left to
 *  itself by gen_task_detach. */
typedef struct gen_task gen_task_t;

/**
 * What an event loop offers to tasks. Each may be absent: then what needs it
 * fails with GEN_EINVAL. Zero what is not used: begin with a designated
 * initializer.
 */
typedef struct gen_task_ops {
    /** Has fn(arg) called on the loop's thread, soon, from its event loop. May
     *  be called on any thread, and not call anything here. Needed by
     *  gen_post. */
    void (*post)(void *host, void (*fn)(void *arg), void *arg);

    /** Has fn(arg) called once on the loop's thread after that many
     *  milliseconds, from its event loop. Returns a timer, or NULL if there is
     *  no memory. Needed by gen_sleep. */
    void *(*timer)(void *host, uint64_t milliseconds, void (*fn)(void *arg),
                   void *arg);

    /** Frees a timer: called once for each, before, in or after its call of fn.
     *  If before, that must not come any more. */
    void (*timer_free)(void *host, void *timer);

    /** A detached task has ended with an error other than GEN_CANCELLED.
     * Absent: a line on standard error. */
    void (*on_unhandled)(void *host, gen_task_t *task, gen_result end);

    void *reserved[4]; /**< NULL */
} gen_task_ops;

/**
 * Makes the loop of this thread's tasks. ops is copied, host is what its
 * functions are called with. NULL ops are none.
 *
 * Returns the loop, which the caller owns, or NULL with errno set:
 *   EINVAL  of timer and timer_free one is absent, or a reserved member is not
 *           NULL
 *   EBUSY   this thread has a loop
 *   ENOMEM  no memory
 * Since 0.1.
 */
GEN_API gen_task_loop_t *gen_task_loop_new(const gen_task_ops *ops, void *host);

/**
 * Frees a loop. NULL is fine.
 *
 * Returns 0, or, with nothing freed:
 *   GEN_EPERM  it is not the loop of this thread
 *   GEN_EBUSY  it has tasks that have not ended, or that nobody has joined. A
 *              line for each on standard error gives its name, and whether it
 *              waits, or has ended. Cancel and join them, and call this again
 * Since 0.1.
 */
GEN_API int gen_task_loop_free(gen_task_loop_t *loop);

/** The loop of this thread, or NULL. Since 0.1. */
GEN_API gen_task_loop_t *gen_task_loop_self(void);

/* ---------------------------------------------------------------- Waiting */

/**
 * A completion to come. It lies in the frame that awaits it, which stays where
 * it is until it has come; no other memory is needed. Begin with zeros. Whoever
 * begins an operation gives it the address, and it calls gen_wake with that
 * when it is complete.
 */
typedef struct gen_wait {
    /** Asks the operation to complete early; it may call gen_wake at once. NULL
     *  if there is no way: then a task that is cancelled waits for it. */
    void (*cancel)(struct gen_wait *wait);
    void *arg;      /**< for whoever begins the operation */
    void *value;    /**< what gen_wake brought */
    int64_t status; /**< the same */
    struct {
        gen_task_t *task;
        struct gen_wait *next;
        void *posted_value;
        int64_t posted_status;
        bool is_complete, was_asked, is_posted;
        void *reserved[2];
    } own; /**< cgen's */
} gen_wait;

/**
 * Suspends the running task until wait is woken; not at all if it was. Returns
 * wait->status.
 *
 * If the task is or was cancelled, it does not return: the completion is
 * awaited, and the task is unwound.
 *
 * Returns GEN_EPERM where no task runs, and GEN_EBUSY if another task awaits
 * it; neither waits. Since 0.1.
 */
GEN_API int64_t gen_await(gen_wait *wait);

/**
 * The same, but returns GEN_CANCELLED, once the completion has come, instead of
 * unwinding. wait->status has what came. The task may go on, and is cancelled
 * again at its next await. Since 0.1.
 */
GEN_API int64_t gen_await_catch(gen_wait *wait);

/**
 * The same, but not cancelled: for what must not be cut short. Every await of
 * cleanup, while a task is unwound, is one of these.
 * Since 0.1.
 */
GEN_API int64_t gen_await_shielded(gen_wait *wait);

/**
 * The completion has come. From the event loop, the task that awaits goes on at
 * once, within this call; from a task, once that waits or ends.
 *
 * Returns true, or false if it had come before, or wait is NULL: that changes
 * nothing. wait must not be used after its task went on. Since 0.1.
 */
GEN_API bool gen_wake(gen_wait *wait, int64_t status, void *value);

/**
 * gen_wake from any thread, by way of the loop's post. Needs no memory.
 *
 * Returns 0, or
 *   GEN_EINVAL  there is no such loop (any more), or it has no post
 *   GEN_EBUSY   wait was posted before
 * The caller sees to it that wait lives until its task has gone on.
 * Since 0.1.
 */
GEN_API int gen_post(gen_task_loop_t *loop, gen_wait *wait, int64_t status,
                     void *value);

/* ------------------------------------------------------------------ Tasks */

/**
 * Makes a task of this thread's loop and runs it to its first await. (Calling
 * an async function.)
 *
 * It belongs to the caller, who joins or detaches it. Its generator is on the
 * native engine, where there is one, unless CGEN_ENGINE names another.
 *
 * Returns the task, or NULL with errno set as gen_create sets it, and EPERM if
 * this thread has no loop. Since 0.1.
 */
GEN_API gen_task_t *gen_spawn(gen_fn *fn, const void *arg) GEN_NOTED_;

/** The same with options, as for gen_create_with, but for data, which must be
 * NULL. name is what gen_task_loop_free prints. Since 0.1. */
GEN_API gen_task_t *gen_spawn_with(gen_fn *fn, const void *arg,
                                   const gen_options *options) GEN_NOTED_;

/**
 * Awaits the end of a task, and frees it. (await)
 *
 * Returns its result, which is done: as the last gen_next of its body would
 * give it, or with GEN_CANCELLED if it was cancelled. Or, with done false (the
 * body may have ended with the same codes) and nothing freed:
 *   GEN_EINVAL  task is NULL
 *   GEN_EPERM   it has not ended, and no task runs that could await it; or it
 *               is the running task itself; or it was detached
 *   GEN_EBUSY   another task joins it; or gen_spawn has not returned it yet
 *
 * If the running task is cancelled meanwhile, it is unwound, and task is not
 * joined.
 * Since 0.1.
 */
GEN_API gen_result gen_task_join(gen_task_t *task);

/**
 * Leaves a task to itself: it is freed when it ends. If that is with an error,
 * the loop's on_unhandled is called.
 *
 * Returns 0, or GEN_EINVAL if task is NULL, GEN_EPERM if it was detached,
 * GEN_EBUSY if another task joins it, or gen_spawn has not returned it yet.
 * Since 0.1.
 */
GEN_API int gen_task_detach(gen_task_t *task);

/**
 * Asks a task to end; it is still to be joined, if it was not detached. Any
 * number of times. A task may cancel itself, and ends at its next await.
 *
 * Returns 0, also if it has ended, or GEN_EINVAL if task is NULL.
 * Since 0.1.
 */
GEN_API int gen_task_cancel(gen_task_t *task);

/** The task that runs, or NULL. Since 0.1. */
GEN_API gen_task_t *gen_task_self(void);

/* ------------------------------------------------------------------- Time */

/**
 * Suspends the running task for that many milliseconds; cancelled as gen_await
 * is.
 *
 * Returns 0, or GEN_EPERM where no task runs, GEN_EINVAL if the loop has no
 * timers, GEN_ENOMEM. Since 0.1.
 */
GEN_API int gen_sleep(uint64_t milliseconds);

/**
 * Lets the tasks that can go on do so first. Cancelled as gen_await is.
 *
 * Returns 0, or GEN_EPERM where no task runs.
 * Since 0.1.
 */
GEN_API int gen_yield_now(void);

#ifdef __cplusplus
}
#endif

#endif
