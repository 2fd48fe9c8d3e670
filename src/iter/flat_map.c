/* flat_map: the values of one generator after the other. */
#include "iter/stage.h"

/* What the versions share; each has its callback behind it. */
struct flat {
    struct cgen__stage stage;
    gen_t *inner;
    bool inner_closed;
};

static void drop_inner(struct flat *flat)
{
    gen_t *inner = flat->inner;

    flat->inner = NULL;
    gen_destroy(inner);
}

/* The inner one is closed first. */
static gen_t *flat_open(struct cgen__stage *stage)
{
    struct flat *flat = (struct flat *)stage;

    if (flat->inner == NULL || flat->inner_closed)
        return cgen__stage_open_source(stage);
    flat->inner_closed = true;
    return flat->inner;
}

static void flat_release(struct cgen__stage *stage)
{
    drop_inner((struct flat *)stage);
}

/* Takes a value of the inner one; destroys that when it ends. */
static bool pull_inner(struct flat *flat, gen_result *out)
{
    if (flat->inner == NULL)
        return false;
    *out = gen_next(flat->inner);
    if (!out->done)
        return true;
    drop_inner(flat);
    if (out->error == 0)
        return false;
    *out = cgen__stage_fail(&flat->stage, *out);
    return true;
}

/* Takes the generator that the callback made. False, with the result of the
 * step, if it cannot be used. */
static bool take_inner(struct flat *flat, gen_t *made, gen_result *out)
{
    flat->inner = made;
    flat->stage.call.index++;
    if (cgen__stage_failed(&flat->stage)) {
        drop_inner(flat);
        *out = cgen__stage_fail(&flat->stage, flat->stage.call.failed);
        return false;
    }
    if (made == NULL)
        *out = cgen__stage_fail_with(&flat->stage, GEN_EINVAL);
    return made != NULL;
}

#define DEFINE_FLAT(version, type)                                           \
    struct version {                                                         \
        struct flat flat;                                                    \
        gen_t *(*fn)(gen_##type, gen_call *);                                \
    };                                                                       \
    static gen_result version##_step(struct cgen__stage *stage)              \
    {                                                                        \
        struct version *map = (struct version *)stage;                       \
        gen_result out;                                                      \
                                                                             \
        while (!pull_inner(&map->flat, &out)) {                              \
            out = cgen__stage_pull(stage);                                   \
            if (out.done)                                                    \
                return cgen__stage_ended(out);                               \
            if (!take_inner(&map->flat,                                      \
                            map->fn(gen_to_##type(out.value), &stage->call), \
                            &out))                                           \
                return out;                                                  \
        }                                                                    \
        return out;                                                          \
    }                                                                        \
    static gen_result version##_next(void *state, void *sent)                \
    {                                                                        \
        (void)sent;                                                          \
        return cgen__stage_run(state, version##_step);                       \
    }                                                                        \
    gen_t *(version)(gen_t * source, gen_t * (*fn)(gen_##type, gen_call *),  \
                     void *arg)                                              \
    {                                                                        \
        static const struct cgen__stage_kind kind = {                        \
            CGEN__STAGE_OPS(version##_next), flat_open, flat_release};       \
        struct version *map =                                                \
            cgen__stage_new(&kind, sizeof *map, source,                      \
                            cgen__stage_need(source != NULL, fn != NULL));   \
                                                                             \
        if (map != NULL) {                                                   \
            map->fn = fn;                                                    \
            map->flat.stage.call.arg = arg;                                  \
        }                                                                    \
        return cgen__stage_iterator(map);                                    \
    }

GEN_VERSIONS_(DEFINE_FLAT, gen_flat_map)
