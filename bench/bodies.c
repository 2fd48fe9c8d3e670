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
