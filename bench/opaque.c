/* What the benchmarks compare generators with; see opaque.h. */
#include "opaque.h"

#include <setjmp.h>
#include <stdlib.h>

long opaque_successor(long n)
{
    return n + 1;
}

/* Not inlined: a longjmp within one function would be a plain jump. */
__attribute__((noinline, noreturn)) static void jump(jmp_buf target)
{
    longjmp(target, 1);
}

/* n is not written after setjmp, so it has its value still: C11 7.13.2.1. */
long opaque_jump_back(long n)
{
    jmp_buf here;

    if (setjmp(here) == 0)
        jump(here);
    return n + 1;
}

struct opaque_iterator {
    long next;
    long end;
};

struct opaque_iterator *opaque_iterator_new(long first, long end)
{
    struct opaque_iterator *iterator = malloc(sizeof *iterator);

    if (iterator != NULL)
        *iterator = (struct opaque_iterator){first, end};
    return iterator;
}

bool opaque_iterator_next(struct opaque_iterator *iterator, long *value)
{
    if (iterator->next == iterator->end)
        return false;
    *value = iterator->next++;
    return true;
}

void opaque_iterator_free(struct opaque_iterator *iterator)
{
    free(iterator);
}

void opaque_tree_visit(const struct tree *root, tree_visitor *visit, void *arg)
{
    if (root == NULL)
        return;
    opaque_tree_visit(root->left, visit, arg);
    visit(root, arg);
    opaque_tree_visit(root->right, visit, arg);
}
