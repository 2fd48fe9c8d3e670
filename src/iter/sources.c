/* Sources without input. They call no user code, so they are never unwound. */
#include <errno.h>

#include "iter/stage.h"

/* ----------------------------------------------------------------- Range */

struct range {
    struct cgen__stage stage;
    uint64_t next; /* modulo 2^64, since the step after the last overflows */
    uint64_t step;
    uint64_t left;
};

static gen_result range_next(void *state, void *sent)
{
    struct range *range = state;
    uint64_t value = range->next;

    (void)sent;
    if (range->left == 0) {
        range->stage.status = GEN_DONE;
        return cgen__stage_end();
    }
    range->stage.status = GEN_SUSPENDED;
    range->left--;
    range->next = value + range->step;
    return cgen__stage_give(gen_of_int((int64_t)value));
}

static gen_t *range_open(struct cgen__stage *stage)
{
    ((struct range *)stage)->left = 0;
    return NULL;
}

/* The number of steps of stride from low to the last value below high. */
static uint64_t steps_between(int64_t low, int64_t high, uint64_t stride)
{
    return ((uint64_t)high - (uint64_t)low - 1) / stride + 1;
}

/* The number of steps from first to the last value before end. */
static uint64_t count_steps(int64_t first, int64_t end, int64_t step)
{
    if (step > 0 && first < end)
        return steps_between(first, end, (uint64_t)step);
    if (step < 0 && first > end)
        return steps_between(end, first, 0 - (uint64_t)step);
    return 0;
}

gen_t *gen_range(int64_t first, int64_t end, int64_t step)
{
    static const struct cgen__stage_kind kind = {CGEN__STAGE_OPS(range_next),
                                                 range_open, NULL};
    struct range *range =
        cgen__stage_new_source(&kind, sizeof *range, step == 0 ? EINVAL : 0);

    if (range != NULL) {
        range->next = (uint64_t)first;
        range->step = (uint64_t)step;
        range->left = count_steps(first, end, step);
    }
    return cgen__stage_iterator(range);
}

/* ----------------------------------------------------------------- Array */

struct array {
    struct cgen__stage stage;
    char *base;
    size_t count, size, at;
    void (*release)(void *base);
};

static gen_result array_step(struct cgen__stage *stage)
{
    struct array *array = (struct array *)stage;

    if (array->at == array->count)
        return cgen__stage_end();
    return cgen__stage_give(array->base + array->size * array->at++);
}

static gen_result array_next(void *state, void *sent)
{
    (void)sent;
    return cgen__stage_run(state, array_step);
}

static void array_release(struct cgen__stage *stage)
{
    struct array *array = (struct array *)stage;

    if (array->release != NULL)
        array->release(array->base);
}

static int check_array(const void *base, size_t count, size_t size)
{
    bool fits = size != 0 && count <= PTRDIFF_MAX / size;

    return fits && (base != NULL || count == 0) ? 0 : EINVAL;
}

/* Elements of a constant array are given without const, as all values are: see
 * cgen.h, Values. */
static char *without_const(const void *base)
{
    return (char *)(uintptr_t)base;
}

gen_t *gen_array(const void *base, size_t count, size_t size,
                 void (*release)(void *base))
{
    static const struct cgen__stage_kind kind = {
        CGEN__STAGE_OPS(array_next), cgen__stage_open_nothing, array_release};
    struct array *array = cgen__stage_new_source(
        &kind, sizeof *array, check_array(base, count, size));

    if (array == NULL) {
        int error = errno;

        if (release != NULL)
            release(without_const(base));
        errno = error;
        return NULL;
    }
    array->base = without_const(base);
    array->count = count;
    array->size = size;
    array->release = release;
    return cgen__stage_iterator(array);
}

/* ---------------------------------------------------------------- Repeat */

struct repeat {
    struct cgen__stage stage;
    void *value;
    int64_t left;
};

static gen_result repeat_step(struct cgen__stage *stage)
{
    struct repeat *repeat = (struct repeat *)stage;

    if (repeat->left == 0)
        return cgen__stage_end();
    if (repeat->left != GEN_NO_LIMIT)
        repeat->left--;
    return cgen__stage_give(repeat->value);
}

static gen_result repeat_next(void *state, void *sent)
{
    (void)sent;
    return cgen__stage_run(state, repeat_step);
}

gen_t *gen_repeat(const void *value, int64_t count)
{
    static const struct cgen__stage_kind kind = {
        CGEN__STAGE_OPS(repeat_next), cgen__stage_open_nothing, NULL};
    struct repeat *repeat = cgen__stage_new_source(
        &kind, sizeof *repeat, cgen__stage_check_count(count));

    if (repeat != NULL) {
        repeat->value = without_const(value);
        repeat->left = count;
    }
    return cgen__stage_iterator(repeat);
}

gen_t *gen_once(const void *value)
{
    return gen_repeat(value, 1);
}

gen_t *gen_empty(void)
{
    return gen_repeat(NULL, 0);
}
