/*
 * Threads: the lock, the list of caches, and what happens at a fork or at the
 * end of a thread.
 *
 * A thread is added to the list when it first keeps a stack. The destructor of
 * a thread-specific key (pthread_key_create(3)) takes it off at its end; where
 * the process has no key left, or no memory for its value, the thread keeps no
 * stacks.
 *
 * A fork waits for the lock, so that the child finds slabs and pool consistent.
 * The caches of other threads are lost to the child: these may have been
 * changing them.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "attributes.h"
#include "stack/threads.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct cgen__cache *known;
static pthread_key_t key;
static bool has_key;
static atomic_bool has_threads;
static bool is_ready_for_fork;

static _Thread_local struct cgen__cache *own;

void cgen__threads_lock(void)
{
    pthread_mutex_lock(&lock);
}

bool cgen__threads_try_lock(void)
{
    return pthread_mutex_trylock(&lock) == 0;
}

void cgen__threads_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

bool cgen__stack_has_threads(void)
{
    return atomic_load(&has_threads);
}

static void add(struct cgen__cache *cache)
{
    cache->previous = NULL;
    cache->next = known;
    if (known != NULL) {
        known->previous = cache;
        atomic_store(&has_threads, true);
    }
    known = cache;
}

static void drop(struct cgen__cache *cache)
{
    if (cache->previous != NULL)
        cache->previous->next = cache->next;
    else if (known == cache)
        known = cache->next;
    if (cache->next != NULL)
        cache->next->previous = cache->previous;
}

static void in_child(void)
{
    known = NULL;
    if (own != NULL)
        add(own);
    cgen__threads_unlock();
}

bool cgen__threads_prepare_fork(void)
{
    if (!is_ready_for_fork)
        is_ready_for_fork = pthread_atfork(cgen__threads_lock,
                                           cgen__threads_unlock, in_child) == 0;
    return is_ready_for_fork;
}

/* Installed when the library is loaded, before any thread can hold the lock: a
 * fork may come at any moment. If there is no memory for it then, the making of
 * the first stack tries again. */
CGEN__AT_LOAD static void prepare_at_load(void)
{
    cgen__threads_prepare_fork();
}

static void end(void *pointer)
{
    struct cgen__cache *cache = pointer;

    cgen__threads_lock();
    drop(cache);
    own = NULL;
    cgen__threads_unlock();
    cache->end();
}

bool cgen__threads_join(struct cgen__cache *cache, void (*at_end)(void))
{
    bool joins;

    cache->end = at_end;

    cgen__threads_lock();
    has_key = has_key || pthread_key_create(&key, end) == 0;
    joins = has_key && pthread_setspecific(key, cache) == 0;
    if (joins) {
        add(cache);
        own = cache;
    }
    cgen__threads_unlock();
    return joins;
}

size_t cgen__threads_count_kept(void)
{
    size_t kept = 0;

    for (struct cgen__cache *cache = known; cache != NULL; cache = cache->next)
        for (unsigned i = 0; i < CGEN__CLASSES; i++)
            kept += cgen__cache_limit(i) -
                    atomic_load_explicit(&cache->bins[i].room,
                                         memory_order_relaxed);
    return kept;
}

/* No thread may call a destructor of a library that was unloaded. Threads that
 * end after this are ignored. */
CGEN__AT_UNLOAD static void forget_threads(void)
{
    cgen__threads_lock();
    if (has_key)
        pthread_key_delete(key);
    has_key = false;
    known = NULL;
    cgen__threads_unlock();
}
