/*
 * cgen/ahead.h: yields and resumptions of generators that run ahead, in place
 *
 *     static void walk(gen_t *self, const struct node *node)
 *     {
 *         if (node == NULL)
 *             return;
 *         walk(self, node->left);
 *         gen_yield_ahead(self, node);
 *         walk(self, node->right);
 *     }
 *
 * For generators with gen_options.ahead, see "Running ahead" in cgen.h, on any
 * engine: what is stored is stored, and what is there is taken, by a few
 * instructions in the program's own code. All else is a call of the library.
 * The meaning is that of gen_yield and gen_next, also for generators that do
 * not run ahead, for which these are slower. Values that are copied
 * (ahead_size) are stored by the library.
 *
 * What a program depends on that includes this is struct gen_inline_ahead, and
 * where struct gen_inline has it: <cgen/inline.h>, version 1.
 */
#ifndef CGEN_AHEAD_H
#define CGEN_AHEAD_H

#include <cgen.h>
#ifdef __cplusplus
extern "C" {
#endif
#include <cgen/inline.h>
#ifdef __cplusplus
}
#endif

/**
 * gen_yield. While there is room it is not checked that self is the generator
 * that runs on this thread, only that its body runs. (Under a sanitizer,
 * Valgrind or CGEN_DEBUG everything is checked.) Since 0.1.
 */
static inline void *gen_yield_ahead(gen_t *self, const void *value)
{
    void *given = GEN_RECAST_(void *, GEN_RECAST_(__UINTPTR_TYPE__, value));
    struct gen_inline_ahead *ahead = NULL;

    if (self != NULL)
        ahead = GEN_RECAST_(struct gen_inline *, self)->ahead;
    if (__builtin_expect(ahead == NULL || ahead->put >= ahead->end, 0))
        return gen_inline_1_yield(self, given);
    *ahead->put++ = given;
    return NULL;
}

/** gen_next. Since 0.1. */
static inline gen_result gen_next_ahead(gen_t *g)
{
    struct gen_inline_ahead *ahead = NULL;
    gen_result out = {NULL, false, 0};

    if (g != NULL)
        ahead = GEN_RECAST_(struct gen_inline *, g)->ahead;
    if (__builtin_expect(ahead == NULL || ahead->take == ahead->last, 0))
        return gen_inline_1_send(g, NULL);
    out.value = *ahead->take++;
    return out;
}

#endif
