/* The generators that are measured; see bodies.h. */
#include "bodies.h"

#include "opaque.h"

void *body_once(gen_t *self, void *arg)
{
    gen_yield(self, arg);
    return NULL;
}

void *body_forever(gen_t *self, void *arg)
{
    for (;;)
        gen_yield(self, arg);
    return NULL;
}

static void clean_deferred(void *arg)
{
    ++*(long *)arg;
}

static void clean_variable(long **count)
{
    ++**count;
}

void *body_cleanup(gen_t *self, void *arg)
{
    long *count GEN_ON_SCOPE_EXIT(clean_variable) = arg;

    gen_yield(self, count);
    return NULL;
}

void *body_defer(gen_t *self, void *arg)
{
    gen_defer(self, clean_deferred, arg);
    gen_yield(self, arg);
    return NULL;
}

static void walk(gen_t *self, const struct tree *root)
{
    if (root == NULL)
        return;
    walk(self, root->left);
    gen_yield(self, (void *)root);
    walk(self, root->right);
}

void *body_tree(gen_t *self, void *arg)
{
    walk(self, arg);
    return NULL;
}

void *body_tree_of_generators(gen_t *self, void *arg)
{
    const gen_options options = {.engine = gen_engine_name(self)};
    const struct tree *node = arg;

    if (node->left != NULL)
        gen_delegate(self, gen_create_with(body_tree_of_generators,
                                           (void *)node->left, &options));
    gen_yield(self, arg);
    if (node->right != NULL)
        gen_delegate(self, gen_create_with(body_tree_of_generators,
                                           (void *)node->right, &options));
    return NULL;
}

void *body_deep(gen_t *self, void *arg)
{
    struct body_depth here = *(struct body_depth *)arg;
    const gen_options options = {.engine = here.engine, .stack_size = 32 << 10};

    if (here.depth-- > 0)
        return gen_delegate(self, gen_create_with(body_deep, &here, &options));
    while (self != NULL)
        gen_yield(self, arg);
    return NULL;
}

static gen_t *with_depth(gen_fn *body, const struct body_depth *depth)
{
    const gen_options options = {.engine = depth->engine,
                                 .stack_size = 32 << 10};

    return gen_create_with(body, depth, &options);
}

void *body_parks(gen_t *self, void *arg)
{
    struct body_depth here = *(struct body_depth *)arg;

    (void)self;
    if (here.depth-- > 0)
        gen_foreach (void *, value, with_depth(body_parks, &here))
            (void)value;
    for (;;)
        gen_park(NULL, arg);
    return NULL;
}

void *body_yields_again(gen_t *self, void *arg)
{
    struct body_depth here = *(struct body_depth *)arg;

    if (here.depth-- > 0)
        gen_foreach (void *, value, with_depth(body_yields_again, &here))
            gen_yield(self, value);
    for (;;)
        gen_yield(self, arg);
    return NULL;
}

bool body_is_wanted(int64_t n, gen_call *call)
{
    (void)call;
    return n >= 0;
}

int64_t body_times_three(int64_t n, gen_call *call)
{
    (void)call;
    return 3 * n;
}
