/*
 * What the files of libcgen-uv share. They use the public interfaces of
 * generators, tasks and libuv, and nothing else.
 *
 *      host.c       a libuv loop that has this thread's tasks; failures
 *      timers.c     all times that tasks wait for, under one uv_timer
 *      request.c    GEN_UV_AWAIT
 *      fs.c         requests about files, waited for or left
 *      file.c       the named functions of them
 *      source.c     generators made of callbacks
 *      blocks.c, lines.c, scandir.c, watch.c, signals.c, chunks.c  those
 *      stream.c     what TCP, pipes and terminals have in common
 *      listen.c, connect.c, relay.c  how they are made and used
 *      udp.c, names.c, process.c, work.c  the rest
 *
 * Invariants:
 *  - What libuv may still write to lies in the heap, or in a frame whose
 *    gen_await has not returned.
 *  - A callback touches nothing of its object after it has woken a task, which
 *    may have freed it.
 */
#ifndef CGEN_UV_UV_H
#define CGEN_UV_UV_H

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "cgen/uv.h"

/* Hidden in the library, and named for it in the static one. */
#define host_find cgen__uv_host_find
#define host_check_task cgen__uv_host_check_task
#define host_fail cgen__uv_host_fail
#define host_lose cgen__uv_host_lose
#define timers_add cgen__uv_timers_add
#define timers_free cgen__uv_timers_free
#define timers_begin cgen__uv_timers_begin
#define timers_end cgen__uv_timers_end
#define wait_stop cgen__uv_wait_stop
#define wait_with cgen__uv_wait_with
#define wait_in cgen__uv_wait_in
#define wait_shielded_in cgen__uv_wait_shielded_in

struct timer;

/* Times to wait for: a heap, each node later than its parent. */
struct timers {
    struct entry *heap; /* counted from 0 */
    size_t count, room;
    size_t freed;        /* of these, those that are to be dropped */
    uint64_t added;      /* so far: equal times keep their order */
    struct timer *spare; /* to be used again */
    uint64_t armed;      /* the time that the uv_timer is set to */
};

/* A libuv loop that has the tasks of its thread. */
struct host {
    uv_loop_t *uv;
    gen_task_loop_t *tasks;
    uv_async_t posted;
    uv_timer_t timer;
    uv_prepare_t finishing; /* in each turn of the loop, at the end of a run */
    struct timers timers;
    int open; /* of the three handles, those that are */
    void (*_Atomic post_fn)(void *);
    void *post_arg; /* written before post_fn is */
    char
        *shared; /* SHARED_SIZE bytes, or NULL: what is read and used at once */
};

enum { SHARED_SIZE = 64 * 1024 };

/* That of this thread, or NULL. Not to be held while a task is parked. */
struct host *host_find(void);

/* UV_EPERM unless a task of a host runs. */
int host_check_task(void);

/* Takes note of a failure: "<did> <on>: <why>"; on may be NULL. Returns code.
 */
int host_fail(int code, const char *did, const char *on);

/* The same for what returns a pointer: sets errno too. */
void *host_lose(int code, const char *did, const char *on);

/* As gen_task_ops has them; the host is their first argument. */
void *timers_add(void *host, uint64_t milliseconds, void (*fn)(void *),
                 void *arg);
void timers_free(void *host, void *timer);
int timers_begin(struct host *host);
void timers_end(struct timers *timers);

/* Has what a task that awaits this goes on with come into the cache meanwhile:
 * the wait, and the frames that were called to await it, which lie below. */
static inline void wait_fetch(const gen_wait *wait)
{
    for (int line = 2; line >= -7; line--)
        __builtin_prefetch((const char *)wait + line * 64);
}

/* For wait.cancel, if nothing else knows of the wait. */
void wait_stop(gen_wait *wait);

/* Awaits that what *place points to is woken; it is NULL before and afterwards.
 * Cancelled, at once. Where no task runs, UV_EPERM. */
int64_t wait_in(gen_wait **place);

/* The same; arg is that of the wait. */
int64_t wait_with(gen_wait **place, void *arg);

/* The same, whether the task is cancelled or not. */
int64_t wait_shielded_in(gen_wait **place);

#endif
