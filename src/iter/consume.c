/* Consumers that return one value for all. Macros make a version for each type
 * of callback. */
#include "iter/consume.h"

bool cgen__consume_tell(gen_result *end, gen_result result,
                        const char *consumer)
{
    if (end != NULL)
        *end = result;
    else if (result.error != 0)
        gen_loop_fail(result, consumer, NULL, 0);
    return result.error == 0;
}

void cgen__consume_refuse(gen_t *source, gen_result *end, const char *consumer)
{
    cgen__stage_discard(source);
    cgen__consume_tell(end, (gen_result){NULL, true, GEN_EINVAL}, consumer);
}

#define DEFINE_FOLD(version, type, sum_type)                            \
    gen_##sum_type(version)(                                            \
        gen_t * source,                                                 \
        gen_##sum_type(*fn)(gen_##sum_type, gen_##type, gen_call *),    \
        gen_##sum_type initial, void *arg, gen_result *end)             \
    {                                                                   \
        gen_call call = {.arg = arg};                                   \
        gen_##sum_type sum = initial;                                   \
        gen_result loop = {NULL, false, 0};                             \
                                                                        \
        if (fn == NULL) {                                               \
            cgen__consume_refuse(source, end, __func__);                \
            return 0;                                                   \
        }                                                               \
        gen_foreach (void *, value, source, &loop) {                    \
            sum = fn(sum, gen_to_##type(value), &call);                 \
            if (CGEN__CONSUME_FAILED(value, call.failed.error != 0))    \
                break;                                                  \
            call.index++;                                               \
        }                                                               \
        return cgen__consume_end(end, loop, &call, __func__) ? sum : 0; \
    }

GEN_FOLD_VERSIONS_(DEFINE_FOLD)

#define DEFINE_REDUCE(version, type)                                         \
    gen_##type(version)(gen_t * source,                                      \
                        gen_##type(*fn)(gen_##type, gen_##type, gen_call *), \
                        void *arg, gen_result *end)                          \
    {                                                                        \
        gen_call call = {.arg = arg};                                        \
        gen_##type sum = 0;                                                  \
        gen_result loop = {NULL, false, 0};                                  \
                                                                             \
        if (fn == NULL) {                                                    \
            cgen__consume_refuse(source, end, __func__);                     \
            return 0;                                                        \
        }                                                                    \
        gen_foreach (void *, value, source, &loop) {                         \
            sum = call.index == 0 ? gen_to_##type(value)                     \
                                  : fn(sum, gen_to_##type(value), &call);    \
            if (CGEN__CONSUME_FAILED(value, call.failed.error != 0))         \
                break;                                                       \
            call.index++;                                                    \
        }                                                                    \
        if (call.index == 0 && loop.error == 0)                              \
            loop = (gen_result){NULL, true, GEN_EINVAL};                     \
        return cgen__consume_end(end, loop, &call, __func__) ? sum : 0;      \
    }

GEN_VERSIONS_(DEFINE_REDUCE, gen_reduce)

#define DEFINE_FOR_EACH(version, type)                                      \
    gen_result(version)(gen_t * source, void (*fn)(gen_##type, gen_call *), \
                        void *arg)                                          \
    {                                                                       \
        gen_call call = {.arg = arg};                                       \
        gen_result end;                                                     \
                                                                            \
        if (fn == NULL) {                                                   \
            cgen__consume_refuse(source, &end, __func__);                   \
            return end;                                                     \
        }                                                                   \
        gen_foreach (void *, value, source, &end) {                         \
            fn(gen_to_##type(value), &call);                                \
            if (CGEN__CONSUME_FAILED(value, call.failed.error != 0))        \
                break;                                                      \
            call.index++;                                                   \
        }                                                                   \
        cgen__consume_end(&end, end, &call, __func__);                      \
        return end.error != 0 ? end : cgen__stage_end();                    \
    }

GEN_VERSIONS_(DEFINE_FOR_EACH, gen_for_each)

/* Reads until fn returns the value stop. Gives the value at which it did, and
 * whether there was one. */
#define DEFINE_SEARCH(name, type)                                            \
    static bool search_##type(gen_t *source,                                 \
                              bool (*fn)(gen_##type, gen_call *), void *arg, \
                              bool stop, gen_##type *found, gen_result *end) \
    {                                                                        \
        gen_call call = {.arg = arg};                                        \
        bool stopped = false;                                                \
                                                                             \
        gen_foreach (void *, value, source, end) {                           \
            *found = gen_to_##type(value);                                   \
            stopped = fn(*found, &call) == stop;                             \
            if (CGEN__CONSUME_FAILED(value, call.failed.error != 0) ||       \
                stopped)                                                     \
                break;                                                       \
            call.index++;                                                    \
        }                                                                    \
        if (call.failed.error != 0)                                          \
            *end = call.failed;                                              \
        return stopped;                                                      \
    }

GEN_VERSIONS_(DEFINE_SEARCH, search)

#define DEFINE_ASK(version, type, stop, answer)                        \
    bool(version)(gen_t * source, bool (*fn)(gen_##type, gen_call *),  \
                  void *arg, gen_result *end)                          \
    {                                                                  \
        gen_result loop = {NULL, false, 0};                            \
        gen_##type found;                                              \
        bool stopped;                                                  \
                                                                       \
        if (fn == NULL) {                                              \
            cgen__consume_refuse(source, end, __func__);               \
            return false;                                              \
        }                                                              \
        stopped = search_##type(source, fn, arg, stop, &found, &loop); \
        return cgen__consume_tell(end, loop, __func__) && (answer);    \
    }

#define DEFINE_SOME(version, type) DEFINE_ASK(version, type, true, stopped)
#define DEFINE_EVERY(version, type) DEFINE_ASK(version, type, false, !stopped)

GEN_VERSIONS_(DEFINE_SOME, gen_some)
GEN_VERSIONS_(DEFINE_EVERY, gen_every)

#define DEFINE_FIND(version, type)                                             \
    gen_##type(version)(gen_t * source, bool (*fn)(gen_##type, gen_call *),    \
                        void *arg, gen_result *end)                            \
    {                                                                          \
        gen_result loop = {NULL, false, 0};                                    \
        gen_##type found = 0;                                                  \
        bool stopped;                                                          \
                                                                               \
        if (fn == NULL) {                                                      \
            cgen__consume_refuse(source, end, __func__);                       \
            return 0;                                                          \
        }                                                                      \
        stopped = search_##type(source, fn, arg, true, &found, &loop);         \
        return cgen__consume_tell(end, loop, __func__) && stopped ? found : 0; \
    }

GEN_VERSIONS_(DEFINE_FIND, gen_find)

uint64_t gen_count(gen_t *source, gen_result *end)
{
    uint64_t count = 0;
    gen_result loop = {NULL, false, 0};

    gen_foreach (void *, value, source, &loop)
        count++;
    cgen__consume_tell(end, loop, __func__);
    return count;
}
