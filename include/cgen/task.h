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
 *     gen_task_t *task = gen_spawn(NULL, greet, "world");
 *     gen_result end = gen_task_join(task);
 *
 * There is no loop in here: completions come from yours, be it epoll, libuv,
 * GLib or a game's frames. gen_task_loop_new says what it must offer.
 *
 *     The loop        gen_task_loop_new, gen_task_loop_free,
 *                     gen_task_loop_cancel
 *     Waiting         gen_await, gen_await_catch, gen_await_shielded, gen_wake,
 *                     gen_post
 *     Tasks           gen_spawn, gen_spawn_with, gen_task_join,
 *                     gen_task_detach, gen_task_cancel, gen_task_self
 *     Looking at them gen_task_walk, gen_task_print_all
 *     Time            gen_sleep, gen_yield_now
 *     Scopes          gen_scope, gen_timeout, gen_scope_cancel, gen_all,
 *                     gen_any, gen_race, gen_settled
 *     Channels        gen_channel_new, gen_channel_send, gen_channel_receive,
 *                     gen_channel_close, gen_channel_free, gen_of_channel
 *     Generators      gen_parallel, gen_ahead, gen_merge
 *     Requests        gen_agen_new, gen_agen_next, gen_agen_return,
 *                     gen_agen_throw, gen_agen_await, gen_agen_cancel,
 *                     gen_agen_free
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
 *
 * C++. An exception that leaves a task's body ends the task with GEN_THROWN, and
 * goes on in whoever resumed it: out of gen_wake in the event loop's callback,
 * or of gen_spawn, which then gives nobody a task. Other tasks that can go on
 * do so first.
 */
#ifndef CGEN_TASK_H
#define CGEN_TASK_H

#include <stdint.h>
#include <string.h>

#include <cgen/iter.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- The loop */

/** The tasks of a thread, and what they need of its event loop. Opaque. */
typedef struct gen_task_loop gen_task_loop_t;

/** A task. Opaque; freed by gen_task_join, or at its end, once it was left to
 *  itself by gen_task_detach. */
typedef struct gen_task gen_task_t;

/** A scope: see Scopes. */
typedef struct gen_scope gen_scope_t;

/**
 * What an event loop offers to tasks. Each may be absent: then what needs it
 * fails with GEN_EINVAL. Zero what is not used: begin with a designated
 * initializer.
 */
typedef struct gen_task_ops {
    /** Has fn(arg) called on the loop's thread, soon, from its event loop. May
     *  be called on any thread, and not call anything here. fn and arg are
     *  the same in all calls for one loop. Needed by gen_post. */
    void (*post)(void *host, void (*fn)(void *arg), void *arg);

    /** Has fn(arg) called once on the loop's thread after that many
     *  milliseconds, from its event loop. Returns a timer, or NULL if there is
     *  no memory. Needed by gen_sleep. */
    void *(*timer)(void *host, uint64_t milliseconds, void (*fn)(void *arg),
                   void *arg);

    /** Frees a timer: called once for each, before, in or after its call of fn.
     *  If before, that must not come any more. */
    void (*timer_free)(void *host, void *timer);

    /** A task has ended with an error other than GEN_CANCELLED that nobody
     * receives: it was detached, or its scope ends for another reason. Absent:
     * a line on standard error. */
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

/**
 * Cancels every task of the loop, as gen_task_cancel does: for a program
 * that wants to leave its event loop. They end as that goes on.
 *
 * Returns the number of tasks that have not ended yet, 0 if loop is not that of
 * this thread. Since 0.1.
 */
GEN_API size_t gen_task_loop_cancel(gen_task_loop_t *loop);

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
 * cleanup is one of these: in cleanup handlers, destructors and deferred calls,
 * whatever has ended the body that they are for, and in all that these call or
 * resume.
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
 * With scope NULL it belongs to the caller, who joins or detaches it. With a
 * scope it belongs to that, which joins it in the end, if nobody has before. If
 * the scope has a limit and that many tasks have not ended, the running task
 * first awaits that one of them ends; those that wait so go on in order. In a
 * scope that was cancelled the task ends at once, and none of fn runs.
 *
 * Its generator is on the native engine, where there is one, unless CGEN_ENGINE
 * names another.
 *
 * Returns the task, or NULL with errno set as gen_create sets it, and
 *   EPERM   this thread has no loop; scope is not open, is being left, or is
 *           one of another thread
 *   EAGAIN  the scope's limit is reached, and no task runs that could wait
 * Since 0.1.
 */
GEN_API gen_task_t *gen_spawn(gen_scope_t *scope, gen_fn *fn,
                              const void *arg) GEN_NOTED_;

/** The same with options, as for gen_create_with, but for data and ahead, which
 * must be NULL and 0. name is what gen_task_loop_free prints. Since 0.1. */
GEN_API gen_task_t *gen_spawn_with(gen_scope_t *scope, gen_fn *fn,
                                   const void *arg,
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
 * the loop's on_unhandled is called. One of a scope is left to that: the scope
 * still awaits its end, and its error is an error of the scope. So a scope of
 * many short tasks, one for each connection say, need not keep them all.
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

/* --------------------------------------------------------- Looking at them */

/** A task, as gen_task_walk shows it. Later versions add members. */
typedef struct gen_task_info {
    const gen_task_t *task;
    const char *name; /**< as given to gen_spawn_with; "" if none was */
    const gen_task_loop_t *loop;
    const gen_t *gen;         /**< for gen_describe; NULL once it has ended */
    const gen_scope_t *scope; /**< that it belongs to, or NULL */
    const gen_wait *awaited;  /**< while it waits */
    const void *awaits_in;    /**< the place in code where it does, outside of
                                   the library, if that is known: for
                                   gen_place_text */
    bool is_cancelled, is_detached;
    const void *reserved[4];
} gen_task_info;

/**
 * Calls fn(info, arg) for each task of each loop of the process that has not
 * been joined, those of a loop from the newest on, until that returns false. fn
 * may look, and call nothing that resumes, ends or wakes a task.
 *
 * Any thread, at a quiet moment: the tasks of other threads' loops must not run
 * meanwhile.
 *
 * Returns the number of calls; or 0, with errno EINVAL, if fn is NULL.
 * Since 0.1.
 */
GEN_API size_t gen_task_walk(bool (*fn)(const gen_task_info *info, void *arg),
                             void *arg);

/**
 * Writes what that shows to a file descriptor, a line for each task:
 *
 *     task 0x55d0e8a0 "reader", awaits in server+0x2a41 serve+0x61, generator...
 *
 * Returns 0, or GEN_EPERM if that fails, with errno as write(2) sets it.
 * Threads: as gen_task_walk. Since 0.1.
 */
GEN_API int gen_task_print_all(int fd);

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

/* ----------------------------------------------------------------- Scopes
 *
 *     gen_scope (name) statement
 *     gen_scope (name, .deadline = 1000, .limit = 10) statement
 *
 * Runs statement with name, a gen_scope_t *, to which gen_spawn may give tasks.
 * None of them outlives it. (A nursery, a task group)
 *
 *     gen_scope (both) {
 *         gen_spawn(both, copy, &there);
 *         gen_spawn(both, copy, &back);
 *     }
 *
 * At the end of statement, which continue goes to, it awaits the end of its
 * tasks. Any other way out (break, return, goto, gen_raise, gen_exit, being
 * unwound) cancels them first.
 *
 * When one of its tasks fails, that is, ends with an error other than
 * GEN_CANCELLED, and neither gen_task_join nor one of the functions below
 * receives that, it is the failure of the scope: the other tasks are cancelled,
 * and, at its next await, or at the end of statement, the generator whose body
 * has opened the scope ends as by gen_rethrow with the failure, as well as all
 * generators that this one waits for. With .on_error = GEN_WAIT_REST that is
 * only at the end of statement, when all tasks have ended. Further failures go
 * to the loop's on_unhandled.
 *
 * When the deadline passes, that generator ends in the same way with GEN_ETIME;
 * with gen_scope_cancel, with GEN_CANCELLED. It is the generator that ends, not
 * the block: what is to go on afterwards loops over it, resumes it, or joins
 * its task, and sees the error in the result.
 *
 * The body may yield in statement. Then whoever resumes it must be the same
 * task, and is not ended by the scope: that acts where the body, or what it
 * waits for, awaits. Cleanup that runs while a scope ends its generator is not
 * cancelled by the scope. A generator that was made with on_destroy =
 * GEN_ABANDON must not be destroyed in statement.
 *
 * Where no task runs, or there are no timers for a deadline, statement is not
 * run, and the error (GEN_EPERM, GEN_EINVAL, GEN_ENOMEM) is one that nobody has
 * asked for, as of a gen_foreach without a result.
 */

/** What a scope does when one of its tasks fails. */
enum gen_on_error {
    GEN_CANCEL_REST = 0, /**< cancels the others */
    GEN_WAIT_REST = 1    /**< awaits their end */
};

/* So that C++ compilers do not warn of the members that are not set. */
#if defined(__cplusplus) && __cplusplus >= 201402L
#define GEN_ZERO_ \
    {             \
    }
#else
#define GEN_ZERO_
#endif

/** The members that gen_scope may set, in this order. */
typedef struct gen_scope_options {
    void *reserved GEN_ZERO_; /**< NULL */
    uint64_t deadline
        GEN_ZERO_;            /**< milliseconds from the beginning; 0: none */
    unsigned limit GEN_ZERO_; /**< of tasks that have not ended; 0: none */
    int on_error GEN_ZERO_;   /**< an enum gen_on_error */
} gen_scope_options;

#define gen_scope(...)                                           \
    GEN_SCOPE_IN_(GEN_SCOPE_NAME_(__VA_ARGS__, ),                \
                  GEN_SCOPE_OF_(GEN_SCOPE_NAME_(__VA_ARGS__, )), \
                  GEN_SCOPE_OPTIONS_(__VA_ARGS__, ))

/**
 *     gen_timeout (milliseconds) statement
 *
 * A scope for its deadline alone: if statement takes longer, the generator
 * whose body it is in ends with GEN_ETIME, as described above. 0 milliseconds
 * leave it time up to its first await that does not return at once.
 */
#define gen_timeout(milliseconds)                                   \
    GEN_SCOPE_IN_(GEN_SCOPE_PASTE_(gen_timeout_of_line_, __LINE__), \
                  GEN_SCOPE_PASTE_(gen_timeout_on_line_, __LINE__), \
                  gen_scope_of_time_(milliseconds))

/**
 * Cancels a scope: its tasks are asked to end, and at its next await the
 * generator that has opened it ends with GEN_CANCELLED. Any number of times.
 * By any task or callback of the thread.
 *
 * Returns 0, or GEN_EINVAL if scope is NULL, GEN_EPERM if it is not open or
 * being left. Since 0.1.
 */
GEN_API int gen_scope_cancel(gen_scope_t *scope);

/**
 * Await the tasks of a scope, joins them, and leaves the scope without tasks,
 * ready for others. Those that were detached do not count.
 *
 * gen_all: until all have succeeded, that is, ended without an error; or one
 * has not, then cancels the others. Sets values, unless NULL, to their values,
 * in the order of spawning. Returns { NULL, true, 0 } or the error.
 * (Promise.all)
 *
 * gen_any: until one has succeeded, then cancels the others. Returns its
 * result, or, if none has, the first error. (Promise.any)
 *
 * gen_race: until one has ended, then cancels the others. Returns its result.
 * (Promise.race)
 *
 * gen_settled: until all have ended. Sets results, unless NULL, to their
 * results, in the order of spawning. Returns their number. (Promise.allSettled)
 *
 * GEN_CANCELLED is an error here. All return when the last task has ended,
 * those that were cancelled too. Only the task that has opened the scope may
 * call them. Cancelled as gen_await is.
 *
 * Misuse: gen_settled returns 0, the others a result with done false and error
 *   GEN_EINVAL  scope is NULL; or there are no tasks, for gen_any and gen_race
 *   GEN_EPERM   it is not open, or another task has opened it
 * Since 0.1.
 */
GEN_API gen_result gen_all(gen_scope_t *scope, void **values);
GEN_API gen_result gen_any(gen_scope_t *scope);
GEN_API gen_result gen_race(gen_scope_t *scope);
GEN_API size_t gen_settled(gen_scope_t *scope, gen_result *results);

/* --------------------------------------------------------------- Channels
 *
 * What one task sends, another receives. A channel holds up to capacity values;
 * then gen_channel_send awaits, and so whoever produces goes no faster than
 * whoever consumes. With a capacity of 0 each value is handed over from task to
 * task. Several may send, and several receive: each value goes to one of them.
 * Those who wait are served in order.
 *
 * Values are pointers, as everywhere; what they point to must live until it was
 * received. A channel is used on one thread.
 */

/** A channel. Opaque. */
typedef struct gen_channel gen_channel_t;

/** Makes a channel, which the caller owns. Returns NULL with errno ENOMEM.
 * Since 0.1. */
GEN_API gen_channel_t *gen_channel_new(size_t capacity) GEN_NOTED_;

/**
 * Sends value: into the channel, or to who waits for one. Awaits if there is
 * neither; cancelled as gen_await is, and then value was not sent. If it was
 * taken, this returns even if the task was cancelled meanwhile.
 *
 * Returns 0, or, with value not sent:
 *   GEN_EINVAL   channel is NULL
 *   GEN_ECLOSED  it is closed, or was closed while this waited
 *   GEN_EPERM    it would have to wait, and no task runs
 * Since 0.1.
 */
GEN_API int gen_channel_send(gen_channel_t *channel, const void *value);

/**
 * Receives the oldest value; awaits one if there is none. Cancelled as
 * gen_await is, and then no value was taken.
 *
 * Returns { value, false, 0 }, or { NULL, true, 0 } when the channel is closed
 * and empty; or, with done true, GEN_EINVAL if channel is NULL, GEN_EPERM if it
 * would have to wait, and no task runs. Since 0.1.
 */
GEN_API gen_result gen_channel_receive(gen_channel_t *channel);

/**
 * Closes a channel: no more can be sent. What it holds can still be received.
 * Those who wait to send, or for a value, are told.
 *
 * Returns 0, or GEN_EINVAL if channel is NULL, GEN_ECLOSED if it was closed
 * before. Since 0.1.
 */
GEN_API int gen_channel_close(gen_channel_t *channel);

/**
 * Frees a channel. What it holds is dropped. NULL is fine.
 *
 * Returns 0, or GEN_EBUSY, with nothing freed, if tasks wait for it.
 * Since 0.1.
 */
GEN_API int gen_channel_free(gen_channel_t *channel);

/**
 * The values of a channel as a generator, until it is closed. It does not own
 * the channel, which must outlive it, and does not close it.
 *
 * Returns the generator, which the caller owns, or NULL with errno ENOMEM, or
 * EINVAL if channel is NULL. Since 0.1.
 */
GEN_API gen_t *gen_of_channel(gen_channel_t *channel) GEN_NOTED_;

/* ------------------------------------------------------------- Generators
 *
 * Adaptors whose sources run in tasks of their own. They begin with the first
 * resumption, which must be in a task, as all others. However they end, so do
 * their tasks, and their sources are closed. They own their sources, on failure
 * too, and fail as the adaptors of <cgen/iter.h> do: NULL, with errno EINVAL,
 * ENOMEM, or what it was if a source is NULL.
 *
 * A source goes on before its latest value was used, so its values must live
 * longer than is usual: gen_ahead can copy them.
 */

/** In which order results come. */
enum gen_order {
    GEN_ORDERED = 0, /**< of the values that they were made of */
    GEN_AS_DONE = 1  /**< in which they are ready */
};

/**
 * What fn makes of each value, as gen_map, but up to limit of these calls run
 * at once, each in a task of its own. (What takes its time here is what they
 * await.) Results that nobody has taken count, too: no more is begun than
 * can be taken.
 *
 * The first call that fails ends the generator with its error, ordered: where
 * its result would have come. The calls that are not done are cancelled then.
 * Each source value, and what fn returns, is used by itself: nothing is copied.
 *
 * order is an enum gen_order; EINVAL also if limit is 0. Since 0.1.
 */
GEN_API gen_t *gen_parallel(gen_t *source,
                            void *(*fn)(void *value, gen_call *call), void *arg,
                            unsigned limit, int order) GEN_NOTED_;

/**
 * The values of source, which runs ahead of who takes them: by up to count
 * values. With a size, that many bytes of what each value points to are
 * copied, and the copy lives as long as a value of a body does; with 0 the
 * values are passed on as they are. EINVAL also if count is 0. Since 0.1.
 */
GEN_API gen_t *gen_ahead(gen_t *source, unsigned count, size_t size) GEN_NOTED_;

/**
 * The values of all sources, as they come. A source goes on when its latest
 * value was used; so none gets ahead of the others by more than one. The first
 * error of one is the end of all. It ends when all have ended. The array is
 * copied. Since 0.1.
 */
GEN_API gen_t *gen_merge(gen_t *const *sources, size_t count) GEN_NOTED_;

/* --------------------------------------------------------------- Requests
 *
 * A generator that awaits can be resumed by one task alone, which waits for it.
 * An object of this kind takes requests from any task or callback, any number,
 * also while its generator runs, and serves them in order. (AsyncGenerator
 * objects; everybody else is better off with gen_foreach.)
 *
 *     gen_agen_t *lines = gen_agen_new(gen_create(lines_of, path));
 *     gen_request first = {0}, second = {0};
 *
 *     gen_agen_next(lines, &first, NULL);
 *     gen_agen_next(lines, &second, NULL);
 *     use(gen_agen_await(&first).value);
 *
 * Values are passed on as they are. One who awaits a request sees its value
 * before the next request is served; whoever comes later needs values that live
 * longer.
 */

/** An object that takes requests. Opaque. */
typedef struct gen_agen gen_agen_t;

/** A request. It lies where the caller has it, and stays there until it was
 * answered. Begin with zeros. */
typedef struct gen_request {
    gen_result result; /**< the answer, once gen_agen_await has returned */
    struct {
        gen_wait wait;
        gen_agen_t *agen;
        struct gen_request *next;
        void *value;
        int signal;
        bool is_answered;
        void *reserved[2];
    } own; /**< cgen's */
} gen_request;

/**
 * Makes an object that resumes source in a task, which this begins; source is
 * owned by it, on failure too.
 *
 * Returns the object, which the caller owns, or NULL with errno set as
 * gen_spawn sets it, EINVAL or what it was if source is NULL. Since 0.1.
 */
GEN_API gen_agen_t *gen_agen_new(gen_t *source) GEN_NOTED_;

/**
 * Ask for gen_send(source, value), gen_return(source, value), gen_throw(source,
 * value), once all requests that were made before are answered. They do not
 * wait. (next, return, throw of an async generator object)
 *
 * Return 0, or GEN_EINVAL if agen or request is NULL, GEN_EBUSY if request was
 * made and is not answered. Since 0.1.
 */
GEN_API int gen_agen_next(gen_agen_t *agen, gen_request *request,
                          const void *value);
GEN_API int gen_agen_return(gen_agen_t *agen, gen_request *request,
                            const void *value);
GEN_API int gen_agen_throw(gen_agen_t *agen, gen_request *request,
                           const void *error);

/**
 * Awaits the answer of a request. Cancelled as gen_await is: then the request
 * is withdrawn, or, if it is being served, its answer is dropped.
 *
 * Returns the answer, as gen_next and its like give it; GEN_CANCELLED if it was
 * being served when the object was cancelled. Or, with done false, GEN_EINVAL
 * if request is NULL or was not made, GEN_EPERM if it is not answered and no
 * task runs, GEN_EBUSY if another task awaits it. Since 0.1.
 */
GEN_API gen_result gen_agen_await(gen_request *request);

/**
 * Ends the generator, also while it awaits, which gen_agen_return cannot: what
 * it awaits is cancelled, and it is unwound. The request that is being served
 * is answered with GEN_CANCELLED; those that wait, as by a generator that has
 * ended. (JavaScript has no such thing.) Any number of times.
 *
 * Returns 0, or GEN_EINVAL if agen is NULL. Since 0.1.
 */
GEN_API int gen_agen_cancel(gen_agen_t *agen);

/**
 * Cancels the object, awaits the end of its generator, and frees both. NULL is
 * fine. Requests that are not answered must not be left: they are answered as
 * by gen_agen_cancel.
 *
 * Returns 0, or GEN_EPERM, with nothing freed, if its generator has not ended
 * and no task runs that could await that, or it is the caller. Since 0.1.
 */
GEN_API int gen_agen_free(gen_agen_t *agen);

/* What gen_scope expands to. Not for use by itself. */
struct gen_scope {
    gen_scope_options options;
    struct {
        gen_task_loop_t *loop; /* NULL: it is not open */
        gen_task_t *task;      /* that has opened it */
        gen_t *body;           /* the generator that has */
        gen_scope_t *next;     /* of the same task */
        gen_task_t *first, *last;
        size_t alive;      /* tasks that have not ended */
        size_t kept;       /* of these, those that were not detached */
        size_t good, bad;  /* tasks that have ended, to be joined */
        size_t failed;     /* of the bad, those that were not cancelled */
        gen_result reason; /* why it is cancelled */
        gen_wait *watcher; /* of who awaits a change */
        void *spawners[2]; /* who await that one ends */
        void *timer;
        bool is_cancelled, is_ending, is_judged;
        void *reserved[2];
    } own;
};

#define GEN_SCOPE_NAME_(name, ...) name
#define GEN_SCOPE_OF_(name) GEN_SCOPE_PASTE_(gen_scope_of_, name)
#define GEN_SCOPE_PASTE_(a, b) GEN_SCOPE_PASTE_AGAIN_(a, b)
#define GEN_SCOPE_PASTE_AGAIN_(a, b) a##b
#define GEN_SCOPE_IN_(name, scope, options)                                 \
    for (struct gen_scope scope                                             \
             GEN_ON_SCOPE_EXIT(gen_scope_close) = gen_scope_new_(options),  \
             *name GEN_UNUSED = gen_scope_open(&scope, __FILE__, __LINE__); \
         scope.own.loop != NULL; gen_scope_end(&scope))

#ifdef __cplusplus
#define GEN_SCOPE_OPTIONS_(name, ...) (gen_scope_options{__VA_ARGS__})
#else
#define GEN_SCOPE_OPTIONS_(name, ...) \
    (gen_scope_options)               \
    {                                 \
        .reserved = NULL, __VA_ARGS__ \
    }
#endif

/* gen_scope_open: returns scope; it is not open if that has failed.
 * gen_scope_end: at the end of the statement; awaits the tasks, and closes it.
 * gen_scope_close: when it is left; nothing if it is not open. */
GEN_API gen_scope_t *gen_scope_open(gen_scope_t *scope, const char *file,
                                    int line);
GEN_API void gen_scope_end(gen_scope_t *scope);
GEN_API void gen_scope_close(gen_scope_t *scope);

static inline gen_scope_t gen_scope_new_(gen_scope_options options)
{
    gen_scope_t scope;

    (void)memset((void *)&scope, 0, sizeof scope);
    scope.options = options;
    return scope;
}

static inline gen_scope_options gen_scope_of_time_(uint64_t milliseconds)
{
    gen_scope_options options;

    (void)memset((void *)&options, 0, sizeof options);
    options.deadline = milliseconds != 0 ? milliseconds : 1;
    return options;
}

#ifdef __cplusplus
}
#endif

#endif
