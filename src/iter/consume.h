/* What the consumers have in common. They loop with gen_foreach, so a callback
 * may leave them by unwinding. */
#ifndef CGEN_ITER_CONSUME_H
#define CGEN_ITER_CONSUME_H

#include "iter/stage.h"

/* Stores in *end how the consumer of that name ended. If end is NULL and there
 * is an error, that may end the calling body, so this must be the last thing
 * that a consumer does. Returns true if there was no error. */
bool cgen__consume_tell(gen_result *end, gen_result result,
                        const char *consumer);

/* The same for a loop with callbacks: the failure of a callback wins over the
 * error of the loop that it ended. */
static inline bool cgen__consume_end(gen_result *end, gen_result loop,
                                     const gen_call *call, const char *consumer)
{
    return cgen__consume_tell(
        end, call->failed.error != 0 ? call->failed : loop, consumer);
}

/* In a loop over value: closes the source and is true if failed is true. Errors
 * and exceptions of that closing do not count. */
#define CGEN__CONSUME_FAILED(value, failed) \
    ((failed) && cgen__consume_fail(&GEN_LOOP_NAME_(value)))

static inline bool cgen__consume_fail(struct gen_loop *loop)
{
    loop->last.done = true; /* it is not closed once more */
    gen_close(loop->source);
    return true;
}

/* Closes and destroys a source that is not to be read, and ends the consumer
 * with GEN_EINVAL. */
void cgen__consume_refuse(gen_t *source, gen_result *end, const char *consumer);

#endif
