/* What the consumers have in common: loops with gen_foreach, so that a callback
 * may unwind them. */
#ifndef CGEN_ITER_CONSUME_H
#define CGEN_ITER_CONSUME_H

#include "iter/stage.h"

/* Stores how it ended where the user wants it; a failed callback counts more
 * than what it caused. True if there was no error. */
static inline bool cgen__consume_end(gen_result *end, gen_result loop,
                                     const gen_call *call)
{
    if (call->failed.error != 0)
        loop = call->failed;
    if (end != NULL)
        *end = loop;
    return loop.error == 0;
}

/* Closes and destroys a source that is not to be read: EINVAL. */
void cgen__consume_refuse(gen_t *source, gen_result *end);

#endif
