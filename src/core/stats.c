/* What all generators of the process take, and giving it back. */
#include <string.h>

#include "core/gen.h"

static gen_statistics convert(const struct cgen__stack_statistics *from)
{
    return (gen_statistics){
        .live_stacks = from->live,
        .pooled_stacks = from->pooled,
        .reserved_bytes = from->reserved,
        .resident_bytes = from->resident,
        .light_guards = from->light,
        .mprotect_guards = from->protected,
        .unguarded_stacks = from->unguarded,
        .system_calls = from->system_calls,
        .refusals = from->refusals,
        .last_refusal = from->last_refusal,
    };
}

/* The caller's structure may be shorter than ours, or longer. */
int gen_stats(gen_statistics *statistics, size_t size)
{
    struct cgen__stack_statistics counted;
    gen_statistics known;

    if (statistics == NULL)
        return GEN_EINVAL;
    cgen__stack_count(&counted);
    known = convert(&counted);
    memset(statistics, 0, size);
    memcpy(statistics, &known, size < sizeof known ? size : sizeof known);
    return 0;
}

size_t gen_trim(void)
{
    return cgen__stack_trim();
}
