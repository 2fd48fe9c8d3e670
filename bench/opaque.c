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

struct range {
    long next, end;
};

static bool range_next(void *state, long *value)
{
    struct range *range = state;

    if (range->next == range->end)
        return false;
    *value = range->next++;
    return true;
}

struct opaque_pull opaque_range(long first, long end)
{
    struct range *range = malloc(sizeof *range);

    if (range != NULL)
        *range = (struct range){first, end};
    return (struct opaque_pull){range_next, range};
}

struct stage {
    struct opaque_pull source;
    opaque_test *test;
    opaque_map_fn *map;
    long left;
};

static struct opaque_pull new_stage(bool (*next)(void *, long *),
                                    struct stage stage)
{
    struct stage *made = malloc(sizeof *made);

    if (made != NULL)
        *made = stage;
    return (struct opaque_pull){next, made};
}

static bool filter_next(void *state, long *value)
{
    const struct stage *filter = state;

    while (filter->source.next(filter->source.state, value))
        if (filter->test(*value, NULL))
            return true;
    return false;
}

struct opaque_pull opaque_filter(struct opaque_pull source, opaque_test *fn)
{
    return new_stage(filter_next, (struct stage){source, fn, NULL, 0});
}

static bool map_next(void *state, long *value)
{
    const struct stage *map = state;

    if (!map->source.next(map->source.state, value))
        return false;
    *value = map->map(*value, NULL);
    return true;
}

struct opaque_pull opaque_map(struct opaque_pull source, opaque_map_fn *fn)
{
    return new_stage(map_next, (struct stage){source, NULL, fn, 0});
}

static bool take_next(void *state, long *value)
{
    struct stage *take = state;

    if (take->left == 0)
        return false;
    take->left--;
    return take->source.next(take->source.state, value);
}

struct opaque_pull opaque_take(struct opaque_pull source, long count)
{
    return new_stage(take_next, (struct stage){source, NULL, NULL, count});
}

void opaque_tree_visit(const struct tree *root, tree_visitor *visit, void *arg)
{
    if (root == NULL)
        return;
    opaque_tree_visit(root->left, visit, arg);
    visit(root, arg);
    opaque_tree_visit(root->right, visit, arg);
}
