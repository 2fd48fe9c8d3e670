/* The changes of a file or directory: what comes while nobody waits is kept in
 * a list of few, and if there are more, it is told that some were lost. */
#include "uv/source.h"

enum { MOST_KEPT = 64 };

struct change {
    char *name; /* or NULL */
    int events;
};

struct watch {
    uv_fs_event_t handle; /* the first: callbacks get it */
    char *path;
    gen_wait *wait;
    int error;
    struct change kept[MOST_KEPT];
    unsigned first, count;
    bool has_lost; /* more than could be kept */
    struct change given;
    gen_uv_change change;
};

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool is_kept(const struct watch *watch, const char *name, int events)
{
    for (unsigned i = 0; i < watch->count; i++) {
        const struct change *kept =
            &watch->kept[(watch->first + i) % MOST_KEPT];

        if (kept->events == events && is_same(kept->name, name))
            return true;
    }
    return false;
}

static void keep(struct watch *watch, const char *name, int events)
{
    char *copy = NULL;

    if (is_kept(watch, name, events))
        return;
    if (name != NULL && watch->count < MOST_KEPT)
        copy = strdup(name);
    if (watch->count == MOST_KEPT || (name != NULL && copy == NULL)) {
        watch->has_lost = true;
        return;
    }
    watch->kept[(watch->first + watch->count++) % MOST_KEPT] =
        (struct change){copy, events};
}

static void on_change(uv_fs_event_t *handle, const char *name, int events,
                      int status)
{
    struct watch *watch = (struct watch *)handle;

    if (status < 0)
        watch->error = status;
    else
        keep(watch, name, events);
    gen_wake(watch->wait, 0, NULL);
}

static bool has_news(const struct watch *watch)
{
    return watch->count != 0 || watch->has_lost || watch->error != 0;
}

static gen_result give(struct watch *watch, struct change change)
{
    free(watch->given.name);
    watch->given = change;
    watch->change = (gen_uv_change){change.name, change.events};
    return source_value(&watch->change);
}

static gen_result give_news(struct watch *watch)
{
    struct change change = {NULL, UV_RENAME | UV_CHANGE};

    if (watch->count == 0) {
        watch->has_lost = false;
        return give(watch, change);
    }
    change = watch->kept[watch->first];
    watch->first = (watch->first + 1) % MOST_KEPT;
    watch->count--;
    return give(watch, change);
}

static gen_result next(void *state, void *sent)
{
    struct watch *watch = state;
    int error = 0;

    (void)sent;
    while (error == 0 && !has_news(watch))
        error = (int)wait_in(&watch->wait);
    if (error == 0)
        error = watch->error;
    if (error == 0)
        return give_news(watch);
    host_fail(error, "watch", watch->path);
    return source_error();
}

static void free_watch(uv_handle_t *handle)
{
    struct watch *watch = (struct watch *)handle;

    for (unsigned i = 0; i < watch->count; i++)
        free(watch->kept[(watch->first + i) % MOST_KEPT].name);
    free(watch->given.name);
    free(watch->path);
    free(watch);
}

static void release(void *state)
{
    struct watch *watch = state;

    uv_close((uv_handle_t *)&watch->handle, free_watch);
}

gen_t *gen_uv_watch(const char *path)
{
    struct watch *watch;
    int error;

    if (path == NULL || gen_uv_self() == NULL)
        return host_lose(path == NULL ? UV_EINVAL : UV_EPERM, "watch", path);
    watch = calloc(1, sizeof *watch);
    if (watch == NULL)
        return host_lose(UV_ENOMEM, "watch", path);
    watch->path = strdup(path);
    error = uv_fs_event_init(gen_uv_self(), &watch->handle);
    if (watch->path == NULL || error != 0) {
        free(watch->path);
        free(watch);
        return host_lose(error != 0 ? error : UV_ENOMEM, "watch", path);
    }
    error = uv_fs_event_start(&watch->handle, on_change, path, 0);
    if (error == 0)
        return source_new(watch, next, release, "gen_uv_watch");
    release(watch);
    return host_lose(error, "watch", path);
}
