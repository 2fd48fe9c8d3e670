/* Adaptors that call back for each value of their source. Macros make a version
 * for each type of callback. */
#include "iter/stage.h"

/* A version's state, and its on_next around its step. */
#define DEFINE_STATE(version, result, type)         \
    struct version {                                \
        struct cgen__stage stage;                   \
        result (*fn)(gen_##type value, gen_call *); \
        bool passed; /* drop_while: the rest is */  \
    };
#define DEFINE_NEXT(version)                                  \
    static gen_result version##_next(void *state, void *sent) \
    {                                                         \
        (void)sent;                                           \
        return cgen__stage_run(state, version##_step);        \
    }
#define DEFINE_MAKER(version, result, type)                                  \
    gen_t *(version)(gen_t * source, result(*fn)(gen_##type, gen_call *),    \
                     void *arg)                                              \
    {                                                                        \
        static const struct cgen__stage_kind kind = {                        \
            CGEN__STAGE_OPS(version##_next), cgen__stage_open_source, NULL}; \
        struct version *made =                                               \
            cgen__stage_new(&kind, sizeof *made, source,                     \
                            cgen__stage_need(source != NULL, fn != NULL));   \
                                                                             \
        if (made != NULL) {                                                  \
            made->fn = fn;                                                   \
            made->stage.call.arg = arg;                                      \
        }                                                                    \
        return cgen__stage_iterator(made);                                   \
    }
#define DEFINE(version, result, type) \
    DEFINE_NEXT(version)              \
    DEFINE_MAKER(version, result, type)

#define DEFINE_MAP(version, from, to)                                        \
    DEFINE_STATE(version, gen_##to, from)                                    \
    static inline gen_result version##_step(struct cgen__stage *stage)       \
    {                                                                        \
        const struct version *map = (struct version *)stage;                 \
        gen_result in = cgen__stage_pull(stage);                             \
        void *value;                                                         \
                                                                             \
        if (in.done)                                                         \
            return cgen__stage_ended(in);                                    \
        value = gen_of_##to(map->fn(gen_to_##from(in.value), &stage->call)); \
        if (cgen__stage_failed(stage))                                       \
            return cgen__stage_fail(stage, stage->call.failed);              \
        stage->call.index++;                                                 \
        return cgen__stage_give(value);                                      \
    }                                                                        \
    DEFINE(version, gen_##to, from)

GEN_MAP_VERSIONS_(DEFINE_MAP)

#define DEFINE_FILTER(version, type)                                    \
    DEFINE_STATE(version, bool, type)                                   \
    static inline gen_result version##_step(struct cgen__stage *stage)  \
    {                                                                   \
        const struct version *filter = (struct version *)stage;         \
        gen_result in;                                                  \
        bool wanted;                                                    \
                                                                        \
        do {                                                            \
            in = cgen__stage_pull(stage);                               \
            if (in.done)                                                \
                return cgen__stage_ended(in);                           \
            wanted = filter->fn(gen_to_##type(in.value), &stage->call); \
            if (cgen__stage_failed(stage))                              \
                return cgen__stage_fail(stage, stage->call.failed);     \
            stage->call.index++;                                        \
        } while (!wanted);                                              \
        return cgen__stage_give(in.value);                              \
    }                                                                   \
    DEFINE(version, bool, type)

GEN_VERSIONS_(DEFINE_FILTER, gen_filter)

#define DEFINE_TAP(version, type)                                      \
    DEFINE_STATE(version, void, type)                                  \
    static inline gen_result version##_step(struct cgen__stage *stage) \
    {                                                                  \
        const struct version *tap = (struct version *)stage;           \
        gen_result in = cgen__stage_pull(stage);                       \
                                                                       \
        if (in.done)                                                   \
            return cgen__stage_ended(in);                              \
        tap->fn(gen_to_##type(in.value), &stage->call);                \
        if (cgen__stage_failed(stage))                                 \
            return cgen__stage_fail(stage, stage->call.failed);        \
        stage->call.index++;                                           \
        return cgen__stage_give(in.value);                             \
    }                                                                  \
    DEFINE(version, void, type)

GEN_VERSIONS_(DEFINE_TAP, gen_tap)

#define DEFINE_TAKE_WHILE(version, type)                                      \
    DEFINE_STATE(version, bool, type)                                         \
    static inline gen_result version##_step(struct cgen__stage *stage)        \
    {                                                                         \
        const struct version *take = (struct version *)stage;                 \
        gen_result in = cgen__stage_pull(stage);                              \
        bool wanted;                                                          \
                                                                              \
        if (in.done)                                                          \
            return cgen__stage_ended(in);                                     \
        wanted = take->fn(gen_to_##type(in.value), &stage->call);             \
        if (cgen__stage_failed(stage))                                        \
            return cgen__stage_fail(stage, stage->call.failed);               \
        stage->call.index++;                                                  \
        return wanted ? cgen__stage_give(in.value) : cgen__stage_stop(stage); \
    }                                                                         \
    DEFINE(version, bool, type)

GEN_VERSIONS_(DEFINE_TAKE_WHILE, gen_take_while)

#define DEFINE_DROP_WHILE(version, type)                                     \
    DEFINE_STATE(version, bool, type)                                        \
    static inline gen_result version##_step(struct cgen__stage *stage)       \
    {                                                                        \
        struct version *drop = (struct version *)stage;                      \
        gen_result in = cgen__stage_pull(stage);                             \
                                                                             \
        while (!in.done && !drop->passed) {                                  \
            drop->passed = !drop->fn(gen_to_##type(in.value), &stage->call); \
            if (cgen__stage_failed(stage))                                   \
                return cgen__stage_fail(stage, stage->call.failed);          \
            stage->call.index++;                                             \
            if (!drop->passed)                                               \
                in = cgen__stage_pull(stage);                                \
        }                                                                    \
        return in.done ? cgen__stage_ended(in) : cgen__stage_give(in.value); \
    }                                                                        \
    DEFINE(version, bool, type)

GEN_VERSIONS_(DEFINE_DROP_WHILE, gen_drop_while)
