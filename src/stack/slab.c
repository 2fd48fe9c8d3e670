/*
 * Slabs: thousands of stacks in one mapping.
 *
 *      +--------+-------+---------+-------+---------+--     --+
 *      | header | guard | stack 0 | guard | stack 1 |   ...   |
 *      +--------+-------+---------+-------+---------+--     --+
 *               '------ slot -----'------ slot -----'
 *
 * Slots are made from the low end, each with its guard before it is used, so
 * there is never a stack without one. A free slot keeps its guard. The header
 * says which slots are free, since a free slot's own memory has gone back to
 * the kernel.
 *
 * Tops of stacks at the same place in their pages would fight for the same few
 * sets of the first-level cache. So neighbours are lowered by 0 to COLOURS - 1
 * lines. Measured on an AMD EPYC, native engine, control blocks on the stacks,
 * resuming so many generators in turn, relative to no colours:
 *
 *      colours       100     1,000    10,000   100,000
 *            4       0.8       0.8       1.1       1.5
 *            8       0.8       0.7       1.1       1.2
 *           16       0.8       0.7       1.0       1.1
 *           32       0.8       0.7       1.0       1.0
 *
 * 16 lines are what a page can spare. The same colours 2 or 3 lines apart made
 * it slower by a tenth at 100. From 10,000 on it is the TLB: one page touched
 * for each is half of it. Slots closer together or farther apart make no
 * difference there; a power of two for their spacing, instead of the odd number
 * of pages that a guard makes of it, took 1.1 times as long.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>

#include "stack/layout.h"
#include "stack/slab.h"
#include "stack/system.h"
#include "tunables.h"

enum {
    LINE = 64,
    COLOURS = 16,
    BITS = 64,
};

struct cgen__slab {
    struct cgen__slab *previous;
    struct cgen__slab *next;
    size_t bytes;
    struct cgen__slot slot;
    size_t slots; /* that there is room for */
    size_t made;  /* that have been used */
    size_t free;  /* of those, not in use now */
    size_t guards[CGEN__GUARD_KINDS];
    uint64_t is_free[CGEN__SLAB_SLOTS / BITS]; /* of the slots made */
};

_Static_assert(sizeof(struct cgen__slab) <= 4096, "in the header's page");
_Static_assert(sizeof(struct cgen__stack) <= LINE, "a line of its own");

const struct cgen__slab_layout cgen__slab_layout = {
    .next = offsetof(struct cgen__slab, next),
    .bytes = offsetof(struct cgen__slab, bytes),
    .slot_guard = offsetof(struct cgen__slab, slot.guard),
    .slot_stack = offsetof(struct cgen__slab, slot.stack),
    .slots = offsetof(struct cgen__slab, slots),
    .made = offsetof(struct cgen__slab, made),
    .is_free = offsetof(struct cgen__slab, is_free),
    .line = LINE,
    .colours = COLOURS,
};

static struct cgen__slab_totals totals;

const struct cgen__slab_totals *cgen__slab_totals(void)
{
    return &totals;
}

size_t cgen__slab_spacing(const struct cgen__slab *slab)
{
    return slab->slot.guard + slab->slot.stack;
}

size_t cgen__slab_guard(const struct cgen__slab *slab)
{
    return slab->slot.guard;
}

static void put_in(struct cgen__slab **list, struct cgen__slab *slab)
{
    slab->previous = NULL;
    slab->next = *list;
    if (*list != NULL)
        (*list)->previous = slab;
    *list = slab;
}

static void take_out(struct cgen__slab **list, struct cgen__slab *slab)
{
    if (slab->previous != NULL)
        slab->previous->next = slab->next;
    else
        *list = slab->next;
    if (slab->next != NULL)
        slab->next->previous = slab->previous;
}

static bool is_full(const struct cgen__slab *slab)
{
    return slab->made == slab->slots && slab->free == 0;
}

static bool is_empty(const struct cgen__slab *slab)
{
    return slab->made == slab->free;
}

/* How many slots a new slab gets: as many as there are already, so that few
 * generators reserve little and a million take some hundred mappings. */
static size_t choose_slots(const struct cgen__slabs *slabs, size_t spacing,
                           size_t most)
{
    size_t slots = slabs->slots;

    if (slots < CGEN__SLAB_FIRST / spacing)
        slots = CGEN__SLAB_FIRST / spacing;
    if (slots > CGEN__SLAB_MOST / spacing)
        slots = CGEN__SLAB_MOST / spacing;
    if (slots > CGEN__SLAB_SLOTS)
        slots = CGEN__SLAB_SLOTS;
    if (slots > most)
        slots = most;
    return slots != 0 ? slots : 1;
}

/* The totals have those of all slabs that are open. */
static void add_to_totals(struct cgen__slabs *slabs,
                          const struct cgen__slab *slab)
{
    slabs->slots += slab->slots;
    totals.reserved += slab->bytes;
    for (int kind = 0; kind < CGEN__GUARD_KINDS; kind++)
        totals.guards[kind] += slab->guards[kind];
}

static void take_from_totals(struct cgen__slabs *slabs,
                             const struct cgen__slab *slab)
{
    slabs->slots -= slab->slots;
    totals.reserved -= slab->bytes;
    for (int kind = 0; kind < CGEN__GUARD_KINDS; kind++)
        totals.guards[kind] -= slab->guards[kind];
}

static struct cgen__slab *open_slab(struct cgen__slabs *slabs,
                                    struct cgen__slot slot, size_t slots)
{
    size_t bytes = cgen__system_page() + slots * (slot.guard + slot.stack);
    struct cgen__slab *slab =
        (struct cgen__slab *)(void *)cgen__system_reserve(bytes);

    if (slab == NULL)
        return NULL;
    slab->bytes = bytes;
    slab->slot = slot;
    slab->slots = slots;
    put_in(&slabs->roomy, slab);
    add_to_totals(slabs, slab);
    return slab;
}

/* Where there is a limit on address space, one with fewer slots may fit. */
static struct cgen__slab *open_what_fits(struct cgen__slabs *slabs,
                                         struct cgen__slot slot, size_t slots)
{
    struct cgen__slab *slab = open_slab(slabs, slot, slots);

    while (slab == NULL && slots > 1) {
        slots /= 2;
        slab = open_slab(slabs, slot, slots);
    }
    return slab;
}

/* Unmaps an empty slab. The kernel refuses if that would split a mapping and
 * the process has no more to spare; then the slab is kept. */
static void close_slab(struct cgen__slabs *slabs, struct cgen__slab *slab)
{
    take_out(&slabs->roomy, slab);
    take_from_totals(slabs, slab);
    if (cgen__system_unmap((char *)slab, slab->bytes))
        return;
    put_in(&slabs->roomy, slab);
    add_to_totals(slabs, slab);
}

void cgen__slab_close_empty(struct cgen__slabs *slabs)
{
    struct cgen__slab *next;

    for (struct cgen__slab *slab = slabs->roomy; slab != NULL; slab = next) {
        next = slab->next;
        if (is_empty(slab))
            close_slab(slabs, slab);
    }
}

/* The lowest usable byte of a slot. */
static char *low_of(const struct cgen__slab *slab, size_t slot)
{
    return (char *)slab + cgen__system_page() +
           slot * cgen__slab_spacing(slab) + slab->slot.guard;
}

/* Takes a slot that was used before; there is one. */
static size_t take_free(struct cgen__slab *slab)
{
    size_t word = 0;
    size_t bit;

    while (slab->is_free[word] == 0)
        word++;
    bit = (size_t)__builtin_ctzll(slab->is_free[word]);
    slab->is_free[word] &= slab->is_free[word] - 1;
    slab->free--;
    return word * BITS + bit;
}

/* Makes the next slot; there is room for it. */
static const char *make(struct cgen__slab *slab, size_t *slot)
{
    enum cgen__guard kind;
    const char *why = cgen__guard_install(
        low_of(slab, slab->made) - slab->slot.guard, slab->slot.guard, &kind);

    if (why != NULL)
        return why;
    slab->guards[kind]++;
    totals.guards[kind]++;
    *slot = slab->made++;
    return NULL;
}

/* The record of a stack, lowered by its colour. */
static struct cgen__stack *record_of(const struct cgen__slab *slab, size_t slot)
{
    char *end = low_of(slab, slot) + slab->slot.stack;

    return (struct cgen__stack *)(void *)(end - LINE * (1 + slot % COLOURS));
}

static struct cgen__stack *begin(struct cgen__slab *slab, size_t slot)
{
    struct cgen__stack *stack = record_of(slab, slot);

    stack->low = low_of(slab, slot);
    stack->high = (char *)stack;
    stack->kept = NULL;
    atomic_init(&stack->owner, NULL);
    stack->slab = slab;
    return stack;
}

static struct cgen__slab *find_room(const struct cgen__slabs *slabs,
                                    struct cgen__slot slot)
{
    struct cgen__slab *slab = slabs->roomy;

    while (slab != NULL &&
           (slab->slot.stack != slot.stack || slab->slot.guard != slot.guard))
        slab = slab->next;
    return slab;
}

/* One with a free slot, if need be a new one. */
static struct cgen__slab *provide_room(struct cgen__slabs *slabs,
                                       struct cgen__slot slot, size_t most)
{
    struct cgen__slab *slab = find_room(slabs, slot);

    if (slab != NULL)
        return slab;
    return open_what_fits(slabs, slot,
                          choose_slots(slabs, slot.guard + slot.stack, most));
}

struct cgen__stack *cgen__slab_carve(struct cgen__slabs *slabs,
                                     struct cgen__slot wanted, size_t most,
                                     const char **why)
{
    struct cgen__slab *slab = provide_room(slabs, wanted, most);
    size_t slot;

    *why = "no address space: mmap was refused (RLIMIT_AS, "
           "vm.overcommit_memory, vm.max_map_count)";
    if (slab == NULL)
        return NULL;
    *why = NULL;
    if (slab->free != 0)
        slot = take_free(slab);
    else
        *why = make(slab, &slot);
    if (*why != NULL) {
        if (is_empty(slab))
            close_slab(slabs, slab);
        return NULL;
    }
    totals.taken++;
    if (is_full(slab)) {
        take_out(&slabs->roomy, slab);
        put_in(&slabs->full, slab);
    }
    return begin(slab, slot);
}

void cgen__slab_free(struct cgen__slabs *slabs, struct cgen__slab *slab,
                     const char *low)
{
    size_t slot = (size_t)(low - low_of(slab, 0)) / cgen__slab_spacing(slab);

    if (is_full(slab)) {
        take_out(&slabs->full, slab);
        put_in(&slabs->roomy, slab);
    }
    slab->is_free[slot / BITS] |= UINT64_C(1) << slot % BITS;
    slab->free++;
    totals.taken--;
    if (is_empty(slab) && slabs->slots != slab->slots)
        close_slab(slabs, slab);
}

static bool is_taken(const struct cgen__slab *slab, size_t slot)
{
    return (slab->is_free[slot / BITS] >> slot % BITS & 1) == 0;
}

static void walk_list(const struct cgen__slab *slab,
                      void (*visit)(void *owner, void *arg), void *arg)
{
    for (; slab != NULL; slab = slab->next)
        for (size_t slot = 0; slot < slab->made; slot++) {
            void *owner = is_taken(slab, slot)
                              ? atomic_load(&record_of(slab, slot)->owner)
                              : NULL;

            if (owner != NULL)
                visit(owner, arg);
        }
}

void cgen__slab_walk(const struct cgen__slabs *slabs,
                     void (*visit)(void *owner, void *arg), void *arg)
{
    walk_list(slabs->roomy, visit, arg);
    walk_list(slabs->full, visit, arg);
}

static void lower(const struct cgen__slab *list, const char *above,
                  const struct cgen__slab **lowest)
{
    for (; list != NULL; list = list->next)
        if ((const char *)list > above && (*lowest == NULL || list < *lowest))
            *lowest = list;
}

size_t cgen__slab_above(const struct cgen__slabs *slabs, char **address)
{
    const struct cgen__slab *lowest = NULL;

    lower(slabs->roomy, *address, &lowest);
    lower(slabs->full, *address, &lowest);
    if (lowest == NULL)
        return 0;
    *address = (char *)lowest;
    return lowest->bytes;
}
