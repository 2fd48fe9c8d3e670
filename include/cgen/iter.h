/*
 * cgen: iterators
 *
 * Sources, lazy adaptors and consumers of generators. (Iterator helpers)
 *
 *     static bool is_odd(int64_t n, gen_call *call) { ... return n % 2 != 0; }
 *     static int64_t square(int64_t n, gen_call *call) { ... return n * n; }
 *
 *     gen_foreach (int64_t, n,
 *                  gen_take(gen_map(gen_filter(gen_range(1, 100, 1), is_odd,
 *                                              NULL), square, NULL), 3))
 *         printf("%" PRId64 "\n", n);
 *
 * Everything here takes and gives a gen_t *, so a generator with a body is as
 * good a source as any, and gen_next, gen_foreach and gen_delegate work on what
 * an adaptor gives. An adaptor has no stack: a pipeline has that of its source.
 *
 * Ownership. What takes a source owns it, on failure too: it is destroyed with
 * the adaptor, or by the consumer before it returns. To keep it, give a
 * gen_borrow of it. A source belongs to one owner: giving it twice is as wrong
 * as freeing it twice (where both are given at once, as to gen_concat, that is
 * EINVAL).
 *
 * Laziness. Making an adaptor runs nothing. Each resumption pulls from the
 * source what it needs, one value at a time, and never ahead.
 *
 * Closing. A source that ends or throws is not closed; it has ended. One that
 * is left earlier is, by gen_return(source, NULL): when the adaptor is closed,
 * when a callback fails, when gen_take has had enough, when a consumer has its
 * answer. The first error wins: that of a callback over that of the closing it
 * causes. What a source yields while it is closed is dropped.
 *
 * Resuming. An adaptor goes on with gen_next; what gen_send sends is not passed
 * on. gen_return closes it, source first, and gives { NULL, true, 0 }, whatever
 * the value; before the first resumption it finishes it and then closes the
 * source. gen_throw closes it too and gives GEN_ENOTHROW: helpers of iterators
 * have no throw method. An adaptor is running during all of that: a callback
 * that resumes or destroys the adaptor that called it gets GEN_EBUSY.
 *
 * Callbacks get the value and a gen_call, with what else they may want to know.
 * One fails by gen_fail, and what it returns then does not count. It runs on
 * the stack of whoever pulls, as part of that body if it is one: in it, a
 * gen_raise or gen_exit of gen_self() ends that body, and the adaptors on the
 * way are closed as if the callback had failed; a gen_yield suspends it, and
 * the adaptors stay running until it goes on. What a callback destroys must be
 * its own: never a source that an adaptor owns.
 *
 * Values and types. A value is a pointer. An int64_t or a double travels in its
 * place: gen_of_int and gen_to_int, gen_of_double and gen_to_double convert,
 * and where a function takes a callback, it may have these types too:
 *
 *     void *of a pointer,  int64_t of an int64_t,  double of a double
 *
 * Each gives the right version by the type of the callback, and any other type
 * is an error of the compiler, which names
 * gen_callback_must_take_pointer_int64_or_double. Pointers are void * there, so
 * a callback on strings begins with const char *text = value; and where
 * int64_t is long, long long is another type. (In C++ name the version:
 * gen_filter_int.)
 *
 * That is all that is checked. Nothing knows what a source's values are: a
 * callback on double that is given a source of integers compiles, and gets
 * their bits; to know that is up to you, as it is with any void *.
 *
 * gen_foreach converts to pointers and integers. A loop over doubles has a
 * void * and gen_to_double:
 *
 *     gen_foreach (void *, value, source)
 *         printf("%g\n", gen_to_double(value));
 *
 * How long a value lives is for the source to say. A body's yields mostly live
 * until it is resumed, so what keeps several of them (gen_chunks, gen_windows,
 * gen_to_array) suits sources of values that live longer, or integers;
 * gen_batch and gen_to_strings copy.
 *
 * Errors when one is made: NULL, with errno set, the source closed and
 * destroyed:
 *   EINVAL  a callback is NULL, a mode is unknown, a size is 0
 *   ERANGE  a count is negative, or above GEN_MAX_COUNT
 *   ENOMEM  no memory
 *   others  a source, file or descriptor is missing (NULL, or negative): errno
 *           stays what the function that failed to make it left there, so that
 *           the end of a pipeline tells what went wrong at its beginning; or
 *           EINVAL, if it is 0
 * Errors of a consumer are in the gen_result it gives, in error: GEN_EINVAL,
 * GEN_ENOMEM, or what the source or a callback threw. Of a source that is NULL
 * it is GEN_EINVAL, and errno is left alone: it says why there is none.
 */
#ifndef CGEN_ITER_H
#define CGEN_ITER_H

#include <cgen.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifdef __cplusplus
#include <initializer_list>

/* For sizeof: as many bytes as arguments. */
template <class... T> char (&gen_bytes_as_many_as_(T...))[sizeof...(T)];

extern "C" {
#endif

/* ------------------------------------------------------ Values, callbacks */

typedef void *gen_pointer;
typedef int64_t gen_int;
typedef double gen_double;

/* Scalars in the place of pointers, and back. */
static inline void *gen_of_int(int64_t n)
{
    return GEN_RECAST_(void *, GEN_CAST_(intptr_t, n));
}

static inline int64_t gen_to_int(const void *value)
{
    return GEN_CAST_(int64_t, GEN_RECAST_(intptr_t, value));
}

static inline void *gen_of_double(double x)
{
    void *value;

    memcpy(&value, &x, sizeof value);
    return value;
}

static inline double gen_to_double(const void *value)
{
    double x;

    memcpy(&x, &value, sizeof x);
    return x;
}

static inline void *gen_of_pointer(void *value)
{
    return value;
}

static inline void *gen_to_pointer(void *value)
{
    return value;
}

/* Both are as wide as a pointer on every platform that cgen runs on. */
typedef char gen_scalars_fit_[sizeof(void *) == 8 ? 1 : -1];

/** What a callback gets beside a value. */
typedef struct gen_call {
    void *arg;         /**< what was given for the callback */
    uint64_t index;    /**< how many values came before this one */
    gen_result failed; /**< error is not 0: see gen_fail */
} gen_call;

/** Has the callback fail with error, as gen_raise would. (throw error) */
static inline void gen_fail(gen_call *call, const void *error)
{
    memcpy(&call->failed.value, &error, sizeof error); /* without the const */
    call->failed.done = true;
    call->failed.error = GEN_THROWN;
}

/* The callbacks, each for three types; T stands for gen_pointer, gen_int or
 * gen_double:
 *
 *     gen_map_fn      T fn(U value, gen_call *call), for any U of the three
 *     gen_test_fn     bool fn(T value, gen_call *call)
 *     gen_visit_fn    void fn(T value, gen_call *call)
 *     gen_flat_fn     gen_t *fn(T value, gen_call *call)
 *     gen_fold_fn   T fn(T sum, U value, gen_call *call)
 */

/* X(version, from, to): the versions of gen_map. */
#define GEN_MAP_VERSIONS_(X)                      \
    X(gen_map, pointer, pointer)                  \
    X(gen_map_int, int, int)                      \
    X(gen_map_double, double, double)             \
    X(gen_map_pointer_to_int, pointer, int)       \
    X(gen_map_pointer_to_double, pointer, double) \
    X(gen_map_int_to_pointer, int, pointer)       \
    X(gen_map_int_to_double, int, double)         \
    X(gen_map_double_to_pointer, double, pointer) \
    X(gen_map_double_to_int, double, int)

/* X(version, value, sum): the versions of gen_fold. */
#define GEN_FOLD_VERSIONS_(X)                      \
    X(gen_fold, pointer, pointer)                  \
    X(gen_fold_int, int, int)                      \
    X(gen_fold_double, double, double)             \
    X(gen_fold_pointer_to_int, pointer, int)       \
    X(gen_fold_pointer_to_double, pointer, double) \
    X(gen_fold_int_to_double, int, double)

/* X(version, value): those of whatever else takes a callback, by name. */
#define GEN_VERSIONS_(X, name) \
    X(name, pointer)           \
    X(name##_int, int)         \
    X(name##_double, double)

/* ----------------------------------------------------------------- Sources */

/** No limit, for any count. */
#define GEN_NO_LIMIT INT64_MAX

/** The greatest count, as in the language. */
#define GEN_MAX_COUNT ((INT64_C(1) << 53) - 1)

/**
 * The integers first, first + step, ... that lie before end: below it if step
 * is positive, above it if step is negative. EINVAL if step is 0. Any bounds;
 * nothing overflows. Since 0.1.
 */
GEN_API gen_t *gen_range(int64_t first, int64_t end, int64_t step);

/**
 * Pointers to the count elements of size bytes each that begin at base, in
 * order. release, unless it is NULL, is called with base when the source is
 * destroyed, on failure too: it is taken over. EINVAL if size is 0, or base is
 * NULL and count is not 0, or they cannot be in memory. Since 0.1.
 */
GEN_API gen_t *gen_array(const void *base, size_t count, size_t size,
                         void (*release)(void *base));

/** The same of an array, not a pointer, as its type says. */
#define gen_array_of(array) \
    gen_array(array, sizeof(array) / sizeof *(array), sizeof *(array), NULL)

/*
 * Files and descriptors.
 *
 * An error of reading comes after everything that was read before it, be it
 * part of a line or of a block: gen_of_int(errno) is thrown, once, and the
 * source is finished. None is taken for the end, and nothing is read after one,
 * nor after the end, even where more would come, as from a terminal.
 *
 *   EINTR   of a stream only, whose reads end with it when a signal is handled
 *           without SA_RESTART; those of a descriptor are made again
 *   EAGAIN  nothing is there now, and the descriptor does not block. It loses
 *           nothing: once there is more, another source of what was left open
 *           (a stream after clearerr) goes on with it
 *   ENOMEM  a line is too long for memory. What was read of it comes first, but
 *           with glibc not that of a stream
 *   EIO     also where errno is not known: what reads for the stream did not
 *           set it, or the stream had the mark of an error (ferror) before.
 *           Such a stream is read to its end, and EIO comes instead of it;
 *           clearerr before, if the error has been dealt with
 *
 * When a file is closed, errors are not looked at: it was only read.
 */

/** Who closes a file or descriptor: the caller, or the source when it is
 * destroyed, on failure too. */
enum gen_file { GEN_LEAVE = 0, GEN_CLOSE = 1 };

/**
 * The lines of file, without their '\n', as char *, each until the next
 * resumption, since all are read into one buffer: to keep them, copy them, or
 * use gen_to_strings. The last one may lack a '\n'. What follows a zero byte in
 * a line is not seen. Nothing is read beyond the line, but by stdio. Since 0.1.
 */
GEN_API gen_t *gen_lines(FILE *file, enum gen_file whose);

/** The same of a descriptor, which takes less time. It is read in blocks: what
 * has been read ahead is lost to others. EBADF if it is not open. Since 0.1. */
GEN_API gen_t *gen_lines_fd(int fd, enum gen_file whose);

/** Bytes; as a value, gen_bytes *, until the next resumption. */
typedef struct gen_bytes {
    char *data;
    size_t size;
} gen_bytes;

/**
 * file in blocks of size bytes, but the last, and one before an error, which
 * may be shorter, but not empty; as gen_bytes *, until the next resumption.
 * Since 0.1.
 */
GEN_API gen_t *gen_blocks(FILE *file, size_t size, enum gen_file whose);

/** The same of a descriptor; as much as it takes is read for each. Since
 * 0.1. */
GEN_API gen_t *gen_blocks_fd(int fd, size_t size, enum gen_file whose);

/** value, count times, or for ever with GEN_NO_LIMIT. Since 0.1. */
GEN_API gen_t *gen_repeat(const void *value, int64_t count);

/** value once. Since 0.1. */
GEN_API gen_t *gen_once(const void *value);

/** No value. Since 0.1. */
GEN_API gen_t *gen_empty(void);

/* ---------------------------------------------------------------- Adaptors
 *
 * Those with a callback take what is its call->arg as the last argument, which
 * may be left out: gen_map(source, fn) is gen_map(source, fn, NULL).
 */
#ifdef __cplusplus
#define GEN_OPTIONAL_ = nullptr
#else
#define GEN_OPTIONAL_
#endif

/* The version for a callback's type. Here a name stands for the function itself
 * where no type is chosen, as in C++. */
#define GEN_DECLARE_MAP_(version, from, to)                              \
    GEN_API gen_t *version(gen_t *source,                                \
                           gen_##to (*fn)(gen_##from value, gen_call *), \
                           void *arg GEN_OPTIONAL_);

/** What fn makes of each value. (map) Since 0.1. */
GEN_MAP_VERSIONS_(GEN_DECLARE_MAP_)

#define GEN_DECLARE_TEST_(version, type)                                  \
    GEN_API gen_t *version(gen_t *source,                                 \
                           bool (*fn)(gen_##type value, gen_call * call), \
                           void *arg GEN_OPTIONAL_);

/** The values for which fn is true; call->index counts the others too.
 * (filter) Since 0.1. */
GEN_VERSIONS_(GEN_DECLARE_TEST_, gen_filter)

/** The values before the first for which fn is false; there the source is
 * closed. Since 0.1. */
GEN_VERSIONS_(GEN_DECLARE_TEST_, gen_take_while)

/** The values from the first on for which fn is false. Since 0.1. */
GEN_VERSIONS_(GEN_DECLARE_TEST_, gen_drop_while)

#define GEN_DECLARE_TAP_(version, type)                                   \
    GEN_API gen_t *version(gen_t *source,                                 \
                           void (*fn)(gen_##type value, gen_call * call), \
                           void *arg GEN_OPTIONAL_);

/** The values, each after fn has seen it. Since 0.1. */
GEN_VERSIONS_(GEN_DECLARE_TAP_, gen_tap)

#define GEN_DECLARE_FLAT_(version, type)                                    \
    GEN_API gen_t *version(gen_t *source,                                   \
                           gen_t *(*fn)(gen_##type value, gen_call * call), \
                           void *arg GEN_OPTIONAL_);

/** The values of the generators that fn makes of each value, which are taken
 * over. Where fn gives NULL without having failed, the error is GEN_EINVAL.
 * (flatMap) Since 0.1. */
GEN_VERSIONS_(GEN_DECLARE_FLAT_, gen_flat_map)

/** At most count values. The resumption after the last closes the source.
 * GEN_NO_LIMIT: all. (take) Since 0.1. */
GEN_API gen_t *gen_take(gen_t *source, int64_t count);

/** All but the first count values. GEN_NO_LIMIT: none. (drop) Since 0.1. */
GEN_API gen_t *gen_drop(gen_t *source, int64_t count);

/** Several sources as two arguments: gen_concat(GEN_SOURCES(a, b)). For a call
 * only: in C++ their list is gone at the end of its full expression. */
#ifdef __cplusplus
#define GEN_SOURCES(...)                                 \
    std::initializer_list<gen_t *>{__VA_ARGS__}.begin(), \
        sizeof(gen_bytes_as_many_as_(__VA_ARGS__))
#else
#define GEN_SOURCES(...)           \
    (gen_t *const[]){__VA_ARGS__}, \
        (sizeof((gen_t *const[]){__VA_ARGS__}) / sizeof(gen_t *))
#endif

/**
 * The values of each source in turn. One that has not been reached is not
 * closed when the whole is, only destroyed with it. An error of one ends all.
 * (Iterator.concat) Since 0.1.
 */
GEN_API gen_t *gen_concat(gen_t *const *sources, size_t count);

/** Several values, as gen_items *, until the next resumption. */
typedef struct gen_items {
    void **values;
    size_t count;
} gen_items;

/** When a zip ends. */
enum gen_zip_mode {
    GEN_SHORTEST = 0, /**< with the first source that does */
    GEN_LONGEST = 1,  /**< with the last; those that have ended are padded */
    GEN_STRICT = 2    /**< with all of them, else it throws GEN_ELENGTH */
};

/**
 * The first values of all sources, then the second ones, and so on, as
 * gen_items *. When it ends early, those that have not ended are closed, last
 * one first.
 *
 * padding, used by GEN_LONGEST, is what stands for a source that has ended:
 * count values, which are copied, or NULL for NULLs. (Iterator.zip) Since 0.1.
 */
GEN_API gen_t *gen_zip(gen_t *const *sources, size_t count,
                       enum gen_zip_mode mode, void *const *padding);

/** A value and its place, from 0; as a value, gen_entry *, until the next
 * resumption. */
typedef struct gen_entry {
    uint64_t index;
    void *value;
} gen_entry;

/** The values with their places. Since 0.1. */
GEN_API gen_t *gen_enumerate(gen_t *source);

/** The greatest size of a chunk or window, as in the language. */
#define GEN_MAX_CHUNK UINT32_MAX

/** The values in groups of size, as gen_items *; the last may have fewer, but
 * not none. ERANGE if size is 0 or above GEN_MAX_CHUNK. (chunks) Since 0.1. */
GEN_API gen_t *gen_chunks(gen_t *source, size_t size);

/** What becomes of a source that is too short for one window. */
enum gen_windows_mode {
    GEN_ONLY_FULL = 0,    /**< nothing */
    GEN_ALLOW_PARTIAL = 1 /**< one window of fewer, but not none */
};

/** Each size neighbours, as gen_items *. ERANGE as for gen_chunks. (windows)
 * Since 0.1. */
GEN_API gen_t *gen_windows(gen_t *source, size_t size,
                           enum gen_windows_mode mode);

/** A gen_batch's elements, side by side; as a value, gen_elements *, until the
 * next resumption. */
typedef struct gen_elements {
    void *data;
    size_t count;
} gen_elements;

/** What the values point to, size bytes each, copied together in groups of
 * count, as gen_elements *; the last may have fewer, but not none. EINVAL if
 * size or count is 0, or they are too much for memory. Since 0.1. */
GEN_API gen_t *gen_batch(gen_t *source, size_t size, size_t count);

/* --------------------------------------------------------------- Consumers
 *
 * Each takes its source over and destroys it. end is how that ended, as in
 * gen_foreach: done, { value, true, 0 }; left early because there was no need
 * for more, { value, false, 0 }; or with an error, whatever done is. It may be
 * NULL. Then an error ends the body that called, or is unhandled, as in a loop
 * without result: see gen_set_on_unhandled.
 */

#define GEN_DECLARE_FOLD_(version, value_type, sum_type)                 \
    GEN_API gen_##sum_type version(                                      \
        gen_t *source,                                                   \
        gen_##sum_type (*fn)(gen_##sum_type sum, gen_##value_type value, \
                             gen_call * call),                           \
        gen_##sum_type initial, void *arg, gen_result *end);

/** fn(.. fn(fn(initial, first), second) .., last), and initial where there is
 * no value. After an error, 0. (reduce, with an initial value) Since 0.1. */
GEN_FOLD_VERSIONS_(GEN_DECLARE_FOLD_)

#define GEN_DECLARE_REDUCE_(version, type)                              \
    GEN_API gen_##type version(                                         \
        gen_t *source,                                                  \
        gen_##type (*fn)(gen_##type sum, gen_##type value, gen_call *), \
        void *arg, gen_result *end);

/** The same beginning with the first value; call->index is 1 for the second.
 * Where there is none, the error is GEN_EINVAL. (reduce, without one) Since
 * 0.1. */
GEN_VERSIONS_(GEN_DECLARE_REDUCE_, gen_reduce)

#define GEN_DECLARE_FOR_EACH_(version, type)                                  \
    GEN_API gen_result version(gen_t *source,                                 \
                               void (*fn)(gen_##type value, gen_call * call), \
                               void *arg);

/** Calls fn for each value. Returns how it ended. (forEach) Since 0.1. */
GEN_VERSIONS_(GEN_DECLARE_FOR_EACH_, gen_for_each)

#define GEN_DECLARE_ASK_(version, type)                                 \
    GEN_API bool version(gen_t *source,                                 \
                         bool (*fn)(gen_##type value, gen_call * call), \
                         void *arg, gen_result *end);

/** True if fn is true for a value: at the first it stops. After an error,
 * false. (some) Since 0.1. */
GEN_VERSIONS_(GEN_DECLARE_ASK_, gen_some)

/** False if fn is false for a value: at the first it stops. After an error,
 * false. (every) Since 0.1. */
GEN_VERSIONS_(GEN_DECLARE_ASK_, gen_every)

#define GEN_DECLARE_FIND_(version, type)                                      \
    GEN_API gen_##type version(gen_t *source,                                 \
                               bool (*fn)(gen_##type value, gen_call * call), \
                               void *arg, gen_result *end);

/** The first value for which fn is true; end->done is false if there is one. 0
 * where there is none and after an error. Since the source is destroyed, what
 * is found must live longer than it, which a line does not: have fn copy it to
 * where its arg says. (find) Since 0.1. */
GEN_VERSIONS_(GEN_DECLARE_FIND_, gen_find)

/** How many values there are. Since 0.1. */
GEN_API uint64_t gen_count(gen_t *source, gen_result *end);

/**
 * All values, *count of them, in memory that is the caller's to free. NULL, and
 * *count 0, after an error. (toArray) Since 0.1.
 *
 * These are the pointers, not what they point to: of values that live until
 * the next resumption, as lines do, none is alive when this returns. Lines are
 * for gen_to_strings.
 */
GEN_API void **gen_to_array(gen_t *source, size_t *count, gen_result *end);

/** The same as int64_t, for sources of them. Since 0.1. */
GEN_API int64_t *gen_to_ints(gen_t *source, size_t *count, gen_result *end);

/**
 * Copies of all values, which are char *, such as lines: *count strings, and a
 * NULL after the last. Array and strings are one block of memory, so a single
 * free() of what is returned frees all of it. NULL, and *count 0, after an
 * error. Since 0.1.
 *
 *     char **lines = gen_to_strings(gen_lines(file, GEN_CLOSE), &count, &end);
 */
GEN_API char **gen_to_strings(gen_t *source, size_t *count, gen_result *end);

/**
 * Stores the first count values and closes the source if it goes on; the rest
 * becomes NULL. Returns how many there were. (Destructuring: [a, b] = source)
 * Since 0.1.
 */
GEN_API size_t gen_unpack(gen_t *source, void **values, size_t count,
                          gen_result *end);

/** The values, which are char *, with separator between them, as a string that
 * is the caller's to free. NULL after an error. Since 0.1. */
GEN_API char *gen_join(gen_t *source, const char *separator, gen_result *end);

#ifdef __cplusplus
}
#else

/* ------------------------------------------------- Versions by type (C only)
 *
 * A function's name is also a macro that chooses by the callback's type. What
 * follows the callback is passed on as it is written, so that arg may be a
 * compound literal with commas: gen_map(source, fn, &(struct scale){2, 3}).
 */

/* Not defined: what a compiler names in its error where a callback has none of
 * the types that one may have. */
void gen_callback_must_take_pointer_int64_or_double(void);

#define GEN_FN_(result, ...) result (*)(__VA_ARGS__, gen_call *)
#define GEN_WRONG_FN_ gen_callback_must_take_pointer_int64_or_double
/* clang-format off */
#define GEN_BY_TYPE_(name, result, fn)          \
    _Generic((fn),                              \
        GEN_FN_(result, void *): name,          \
        GEN_FN_(result, int64_t): name##_int,   \
        GEN_FN_(result, double): name##_double, \
        default: GEN_WRONG_FN_)

#define GEN_MAP_OF_(fn)                                     \
    _Generic((fn),                                          \
        GEN_FN_(void *, void *): gen_map,                   \
        GEN_FN_(int64_t, int64_t): gen_map_int,             \
        GEN_FN_(double, double): gen_map_double,            \
        GEN_FN_(int64_t, void *): gen_map_pointer_to_int,   \
        GEN_FN_(double, void *): gen_map_pointer_to_double, \
        GEN_FN_(void *, int64_t): gen_map_int_to_pointer,   \
        GEN_FN_(double, int64_t): gen_map_int_to_double,    \
        GEN_FN_(void *, double): gen_map_double_to_pointer, \
        GEN_FN_(int64_t, double): gen_map_double_to_int,    \
        default: GEN_WRONG_FN_)

#define GEN_REDUCE_OF_(fn)                                  \
    _Generic((fn),                                        \
        GEN_FN_(void *, void *, void *): gen_reduce,        \
        GEN_FN_(int64_t, int64_t, int64_t): gen_reduce_int, \
        GEN_FN_(double, double, double): gen_reduce_double, \
        default: GEN_WRONG_FN_)

#define GEN_FOLD_OF_(fn)                                             \
    _Generic((fn),                                                     \
        GEN_FN_(void *, void *, void *): gen_fold,                   \
        GEN_FN_(int64_t, int64_t, int64_t): gen_fold_int,            \
        GEN_FN_(double, double, double): gen_fold_double,            \
        GEN_FN_(int64_t, int64_t, void *): gen_fold_pointer_to_int,  \
        GEN_FN_(double, double, void *): gen_fold_pointer_to_double, \
        GEN_FN_(double, double, int64_t): gen_fold_int_to_double,    \
        default: GEN_WRONG_FN_)
/* clang-format on */

/* Adaptors' last argument may be left out. It may have commas in it, so what is
 * counted is whether there is one comma, or none. */
#define GEN_FIRST_(...) GEN_FIRST_OF_(__VA_ARGS__, )
#define GEN_FIRST_OF_(first, ...) first
#define GEN_WITH_ARG_(...)                                                 \
    GEN_16TH_(__VA_ARGS__, GEN_GIVEN_, GEN_GIVEN_, GEN_GIVEN_, GEN_GIVEN_, \
              GEN_GIVEN_, GEN_GIVEN_, GEN_GIVEN_, GEN_GIVEN_, GEN_GIVEN_,  \
              GEN_GIVEN_, GEN_GIVEN_, GEN_GIVEN_, GEN_GIVEN_, GEN_GIVEN_,  \
              GEN_LEFT_OUT_, )                                             \
    (__VA_ARGS__)
#define GEN_16TH_(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, chosen, ...) \
    chosen
#define GEN_GIVEN_(...) __VA_ARGS__
#define GEN_LEFT_OUT_(fn) fn, NULL

#define gen_map(source, ...) \
    GEN_MAP_OF_(GEN_FIRST_(__VA_ARGS__))(source, GEN_WITH_ARG_(__VA_ARGS__))
#define gen_filter(source, ...)                             \
    GEN_BY_TYPE_(gen_filter, bool, GEN_FIRST_(__VA_ARGS__)) \
    (source, GEN_WITH_ARG_(__VA_ARGS__))
#define gen_take_while(source, ...)                             \
    GEN_BY_TYPE_(gen_take_while, bool, GEN_FIRST_(__VA_ARGS__)) \
    (source, GEN_WITH_ARG_(__VA_ARGS__))
#define gen_drop_while(source, ...)                             \
    GEN_BY_TYPE_(gen_drop_while, bool, GEN_FIRST_(__VA_ARGS__)) \
    (source, GEN_WITH_ARG_(__VA_ARGS__))
#define gen_tap(source, ...)                             \
    GEN_BY_TYPE_(gen_tap, void, GEN_FIRST_(__VA_ARGS__)) \
    (source, GEN_WITH_ARG_(__VA_ARGS__))
#define gen_flat_map(source, ...)                                \
    GEN_BY_TYPE_(gen_flat_map, gen_t *, GEN_FIRST_(__VA_ARGS__)) \
    (source, GEN_WITH_ARG_(__VA_ARGS__))
#define gen_for_each(source, fn, ...) \
    GEN_BY_TYPE_(gen_for_each, void, fn)(source, fn, __VA_ARGS__)
#define gen_some(source, fn, ...) \
    GEN_BY_TYPE_(gen_some, bool, fn)(source, fn, __VA_ARGS__)
#define gen_every(source, fn, ...) \
    GEN_BY_TYPE_(gen_every, bool, fn)(source, fn, __VA_ARGS__)
#define gen_find(source, fn, ...) \
    GEN_BY_TYPE_(gen_find, bool, fn)(source, fn, __VA_ARGS__)
#define gen_reduce(source, fn, ...) GEN_REDUCE_OF_(fn)(source, fn, __VA_ARGS__)
#define gen_fold(source, fn, ...) GEN_FOLD_OF_(fn)(source, fn, __VA_ARGS__)

#endif

#endif
