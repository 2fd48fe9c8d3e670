/*
 * Sites that need no unwinding, so that a generator which is left early costs
 * little where there is nothing to clean up.
 *
 * They are in a small hash table, by the address of their code. Other code may
 * come to lie at that address, when a plug-in is unloaded or a compiler runs in
 * the process. So a site is remembered together with the unwind data of its
 * function: the FDE, which says where the function begins and ends, where its
 * frame's caller is found, and whether it has handlers; and the CIE that it
 * refers to (LSB Core, .eh_frame). If those are where they were, and the same
 * to the byte, unwinding from there would go the same way. A function whose
 * data is larger than ROOM is not remembered.
 *
 * Any thread may read the table at any time, so an entry is never changed: a
 * new one replaces it, and the old one stays allocated. At most MOST entries
 * are made; a program with more such sites than the table has places gains
 * little from them anyway.
 *
 * The unwinder finds that data without a lock (glibc 2.35 and GCC 12 on). That
 * matters in the child of a fork: another thread may have held the lock.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "unwind/unwind.h"

enum { PLACES = 256, MOST = 4096, ROOM = 160 };

/* What _Unwind_Find_FDE fills in besides returning the FDE. */
struct bases {
    void *text, *data, *function;
};

/* From the compiler's runtime library (GCC's unwind-dw2-fde.h). */
CGEN__WEAK const void *_Unwind_Find_FDE(void *address, struct bases *bases);

/* The unwind data of a function. */
struct rules {
    const unsigned char *fde;  /* NULL if it is not to be remembered */
    unsigned char bytes[ROOM]; /* FDE and CIE */
};

struct entry {
    struct cgen__site site;
    const void *address;
    struct rules rules;
    const struct entry *replaced;
};

typedef _Atomic(const struct entry *) slot;

static slot slots[PLACES];
static atomic_uint made; /* entries */

static slot *slot_of(const struct cgen__site *site)
{
    uintptr_t code = (uintptr_t)site->code;

    return &slots[(code ^ code >> 8 ^ code >> 16) % PLACES];
}

static bool is_same(const struct cgen__site *a, const struct cgen__site *b)
{
    return a->code == b->code && a->stack == b->stack && a->frame == b->frame;
}

/* FDE and CIE begin with the length of the rest. The second word of an FDE is
 * the distance from that word back to its CIE. */
static uint32_t word_at(const unsigned char *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

static const unsigned char *cie_of(const unsigned char *fde)
{
    return fde + sizeof(uint32_t) - word_at(fde + sizeof(uint32_t));
}

/* address is one that a call returns to, which may lie behind the end of its
 * function: the call is at the address before. */
static const unsigned char *find_fde(const void *address)
{
    char *code = (char *)(uintptr_t)address;
    struct bases bases;

    if (_Unwind_Find_FDE == NULL)
        return NULL;
    return _Unwind_Find_FDE(code - 1, &bases);
}

static struct rules rules_at(const void *address)
{
    struct rules rules = {find_fde(address), {0}};
    size_t fde_size, cie_size;

    if (rules.fde == NULL)
        return rules;
    fde_size = sizeof(uint32_t) + (size_t)word_at(rules.fde);
    cie_size = sizeof(uint32_t) + (size_t)word_at(cie_of(rules.fde));
    if (fde_size > ROOM || cie_size > ROOM - fde_size) {
        rules.fde = NULL;
        return rules;
    }
    memcpy(rules.bytes, rules.fde, fde_size);
    memcpy(rules.bytes + fde_size, cie_of(rules.fde), cie_size);
    return rules;
}

/* Compares the lengths first: what is there now may be shorter. */
static bool is_unchanged(const unsigned char *now, const unsigned char *then)
{
    return word_at(now) == word_at(then) &&
           memcmp(now, then, sizeof(uint32_t) + (size_t)word_at(then)) == 0;
}

static bool still_hold(const struct rules *rules, const void *address)
{
    const unsigned char *fde = find_fde(address);

    return fde != NULL && fde == rules->fde &&
           is_unchanged(fde, rules->bytes) &&
           is_unchanged(cie_of(fde),
                        rules->bytes + sizeof(uint32_t) + word_at(fde));
}

bool cgen__unwind_is_clean(const struct cgen__site *site)
{
    const struct entry *entry;

    if (site->code == NULL)
        return false;
    entry = atomic_load_explicit(slot_of(site), memory_order_acquire);
    return entry != NULL && is_same(&entry->site, site) &&
           still_hold(&entry->rules, entry->address);
}

static struct entry *make(const struct cgen__site *site, const void *address,
                          const struct rules *rules)
{
    struct entry *entry = NULL;

    if (atomic_load_explicit(&made, memory_order_relaxed) < MOST)
        entry = malloc(sizeof *entry);
    if (entry == NULL)
        return NULL;
    atomic_fetch_add_explicit(&made, 1, memory_order_relaxed);
    *entry = (struct entry){*site, address, *rules, NULL};
    return entry;
}

void cgen__unwind_note_clean(const struct cgen__site *site, const void *address)
{
    slot *known = slot_of(site);
    const struct rules rules = rules_at(address);
    struct entry *entry;

    if (rules.fde == NULL)
        return;
    entry = make(site, address, &rules);
    if (entry == NULL)
        return;
    entry->replaced = atomic_load_explicit(known, memory_order_relaxed);
    if (!atomic_compare_exchange_strong(known, &entry->replaced, entry))
        free(entry);
}
