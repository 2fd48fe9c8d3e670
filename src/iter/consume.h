/* What the consumers have in common: loops with gen_foreach, so that a callback
 * may unwind them. */
#ifndef CGEN_ITER_CONSUME_H
#define CGEN_ITER_CONSUME_H

#include "iter/stage.h"

/* Stores how the consumer of that name ended where the user wants it. An error
 * that the user does not ask for may end the body that called: nothing is to be
 * done after this. True if there was no error. */
bool cgen__consume_tell(gen_result *end, gen_result result,
                        const char *consumer);

/* The same of a loop with callbacks: one that failed counts more than what it
 * caused. */
static inline bool cgen__consume_end(gen_result *end, gen_result loop,
                                     const gen_call *call, const char *consumer)
{
    return cgen__consume_tell(
        end, call->failed.error != 0 ? call->failed : loop, consumer);
}

/* In a loop over value: true if it is to be given up because of an error. What
 * comes of closing the source then does not count, exceptions neither. */
#define CGEN__CONSUME_FAILED(value, failed) \
    ((failed) && cgen__consume_fail(&GEN_LOOP_NAME_(value)))

static inline bool cgen__consume_fail(struct gen_loop *loop)
{
    loop->last.done = true; /* it is not closed once more */
    gen_close(loop->source);
    return true;
}

/* Closes and destroys a source that is not to be read: EINVAL. */
void cgen__consume_refuse(gen_t *source, gen_result *end, const char *consumer);

#endif
