/* Views: generators that pass everything on to another, and leave it alone
 * when they end. */
#include <errno.h>

#include "core/from.h"
#include "core/gen.h"

static gen_result pass_next(void *viewed, void *value)
{
    return gen_send(viewed, value);
}

static gen_result pass_return(void *viewed, void *value)
{
    return gen_return(viewed, value);
}

static gen_result pass_throw(void *viewed, void *error)
{
    return gen_throw(viewed, error);
}

static gen_status pass_state(const void *viewed)
{
    return gen_state(viewed);
}

gen_t *gen_borrow(gen_t *g)
{
    static const gen_ops passing_on = {
        .on_next = pass_next,
        .on_return = pass_return,
        .on_throw = pass_throw,
        .on_state = pass_state,
    };
    gen_t *view;

    if (g == NULL) {
        errno = errno != 0 ? errno : EINVAL;
        return NULL;
    }
    view = cgen__from_make(&passing_on, g, g);
    if (view == NULL)
        errno = ENOMEM;
    return view;
}
