/*
 * Sites that need no unwinding, so that a generator which is left early costs
 * little where there is nothing to clean up.
 *
 * A small table, a place in it for each site by its code. Other code may come
 * to lie at the same place, when a plug-in is unloaded or a compiler at run
 * time has its way. So a site is remembered together with the unwind data of
 * its function: the FDE, which says where the function begins and ends, where
 * its frame's caller is to be found, and whether it has handlers; and the CIE
 * that this refers to (LSB Core, .eh_frame). If those are where they were, and
 * the same to the byte, unwinding from there would go the same way. One that is
 * larger than the room for it is not remembered.
 *
 * The unwinder finds that data without a lock (glibc 2.35 and GCC 12 on), which
 * matters to the child of a fork: the lock may have been another thread's.
 */
#include <stdatomic.h>
#include <string.h>

#include "unwind/unwind.h"

enum { PLACES = 64, ROOM = 160 };

/* As the unwinder has it, besides the FDE that it gives. */
struct bases {
    void *text, *data, *function;
};

/* Of the compiler's runtime (GCC's unwind-dw2-fde.h). */
CGEN__WEAK const void *_Unwind_Find_FDE(void *address, struct bases *bases);

/* The unwind data of a function. */
struct rules {
    const unsigned char *fde;  /* NULL if it is not to be remembered */
    unsigned char bytes[ROOM]; /* FDE and CIE */
};

static struct entry {
    atomic_flag taken; /* who does not get it does without */
    struct cgen__site site;
    const void *address;
    struct rules rules;
} entries[PLACES];

static struct entry *place_of(const struct cgen__site *site)
{
    uintptr_t code = (uintptr_t)site->code;

    return &entries[(code ^ code >> 6 ^ code >> 12) % PLACES];
}

static bool is_same(const struct cgen__site *a, const struct cgen__site *b)
{
    return a->code == b->code && a->stack == b->stack && a->frame == b->frame;
}

/* Each begins with the length of what follows; the FDE's next word tells how
 * far before it its CIE begins. */
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

/* What a call at the address before this one returns to. */
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

/* Lengths first: what is there now may be shorter. */
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
    struct entry *entry = place_of(site);
    bool is_clean = false;

    if (site->code == NULL || atomic_flag_test_and_set(&entry->taken))
        return false;
    if (is_same(&entry->site, site))
        is_clean = still_hold(&entry->rules, entry->address);
    atomic_flag_clear(&entry->taken);
    return is_clean;
}

void cgen__unwind_note_clean(const struct cgen__site *site, const void *address)
{
    struct entry *entry = place_of(site);
    struct rules rules = rules_at(address);

    if (rules.fde == NULL || atomic_flag_test_and_set(&entry->taken))
        return;
    entry->site = *site;
    entry->address = address;
    entry->rules = rules;
    atomic_flag_clear(&entry->taken);
}
