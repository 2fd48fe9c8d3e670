/* Adaptors that count: take, drop, enumerate. */
#include "iter/stage.h"

struct counted {
    struct cgen__stage stage;
    int64_t left; /* values; GEN_NO_LIMIT is not counted down */
};

static inline void count_down(int64_t *left)
{
    if (*left != GEN_NO_LIMIT)
        --*left;
}

static inline gen_result take_step(struct cgen__stage *stage)
{
    struct counted *take = (struct counted *)stage;
    gen_result in;

    if (take->left == 0)
        return cgen__stage_stop(stage);
    count_down(&take->left);
    in = cgen__stage_pull(stage);
    return in.done ? cgen__stage_ended(in) : cgen__stage_give(in.value);
}

static gen_result take_next(void *state, void *sent)
{
    (void)sent;
    return cgen__stage_run(state, take_step);
}

static inline gen_result drop_step(struct cgen__stage *stage)
{
    struct counted *drop = (struct counted *)stage;
    gen_result in = cgen__stage_pull(stage);

    while (!in.done && drop->left != 0) {
        count_down(&drop->left);
        in = cgen__stage_pull(stage);
    }
    return in.done ? cgen__stage_ended(in) : cgen__stage_give(in.value);
}

static gen_result drop_next(void *state, void *sent)
{
    (void)sent;
    return cgen__stage_run(state, drop_step);
}

static gen_t *new_counted(const struct cgen__stage_kind *kind, gen_t *source,
                          int64_t count)
{
    int error = cgen__stage_need(source != NULL, true);
    struct counted *counted =
        cgen__stage_new(kind, sizeof *counted, source,
                        error != 0 ? error : cgen__stage_check_count(count));

    if (counted != NULL)
        counted->left = count;
    return cgen__stage_iterator(counted);
}

gen_t *gen_take(gen_t *source, int64_t count)
{
    static const struct cgen__stage_kind kind = {CGEN__STAGE_OPS(take_next),
                                                 cgen__stage_open_source, NULL};

    return new_counted(&kind, source, count);
}

gen_t *gen_drop(gen_t *source, int64_t count)
{
    static const struct cgen__stage_kind kind = {CGEN__STAGE_OPS(drop_next),
                                                 cgen__stage_open_source, NULL};

    return new_counted(&kind, source, count);
}

struct enumerate {
    struct cgen__stage stage;
    gen_entry entry;
};

static gen_result enumerate_step(struct cgen__stage *stage)
{
    struct enumerate *enumerate = (struct enumerate *)stage;
    gen_result in = cgen__stage_pull(stage);

    if (in.done)
        return cgen__stage_ended(in);
    enumerate->entry = (gen_entry){stage->call.index++, in.value};
    return cgen__stage_give(&enumerate->entry);
}

static gen_result enumerate_next(void *state, void *sent)
{
    (void)sent;
    return cgen__stage_run(state, enumerate_step);
}

gen_t *gen_enumerate(gen_t *source)
{
    static const struct cgen__stage_kind kind = {
        CGEN__STAGE_OPS(enumerate_next), cgen__stage_open_source, NULL};

    return cgen__stage_iterator(
        cgen__stage_new(&kind, sizeof(struct enumerate), source,
                        cgen__stage_need(source != NULL, true)));
}
