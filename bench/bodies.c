/* The generators that are measured; see bodies.h. */
#include "bodies.h"

#include "opaque.h"

void *body_count(gen_t *self, void *arg)
{
    (void)arg;
    for (long i = 0;; i++)
        gen_yield(self, &i);
    return NULL;
}

void *body_once(gen_t *self, void *arg)
{
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
