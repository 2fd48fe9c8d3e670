/*
 * Sites that need no unwinding, so that a generator which is left early costs
 * little where there is nothing to clean up.
 *
 * A small table, a place in it for each site by its code. What is known of a
 * place holds for as long as nothing was unloaded: other code may come to lie
 * there then. So code that lies in no loaded object, such as what a compiler at
 * run time has made, is not remembered.
 */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include <link.h>
#include <stdatomic.h>

#include "unwind/unwind.h"

enum { PLACES = 64 };

static struct entry {
    atomic_flag taken; /* who does not get it does without */
    struct cgen__site site;
    unsigned long long unloaded; /* how many objects were, when it was noted */
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

/* What the dynamic linker is asked: how many objects were unloaded so far, and
 * whether an address lies in one that is loaded. */
struct question {
    uintptr_t address; /* or 0 */
    bool is_loaded;
    unsigned long long unloaded;
};

static bool holds(const struct dl_phdr_info *object, uintptr_t address)
{
    for (int i = 0; i < object->dlpi_phnum; i++) {
        uintptr_t begin = object->dlpi_addr + object->dlpi_phdr[i].p_vaddr;
        if (object->dlpi_phdr[i].p_type == PT_LOAD && address >= begin &&
            address - begin < object->dlpi_phdr[i].p_memsz)
            return true;
    }
    return false;
}

static int answer(struct dl_phdr_info *object, size_t size, void *pointer)
{
    struct question *question = pointer;

    (void)size;
    question->unloaded = object->dlpi_subs;
    if (question->address == 0)
        return 1;
    question->is_loaded = holds(object, question->address);
    return question->is_loaded;
}

static struct question ask(const void *address)
{
    struct question question = {(uintptr_t)address, false, 0};

    dl_iterate_phdr(answer, &question);
    return question;
}

bool cgen__unwind_is_clean(const struct cgen__site *site)
{
    struct entry *entry = place_of(site);
    bool is_clean = false;

    if (site->code == NULL || atomic_flag_test_and_set(&entry->taken))
        return false;
    if (is_same(&entry->site, site))
        is_clean = entry->unloaded == ask(NULL).unloaded;
    atomic_flag_clear(&entry->taken);
    return is_clean;
}

void cgen__unwind_note_clean(const struct cgen__site *site, const void *address)
{
    struct entry *entry = place_of(site);
    struct question question = ask(address);

    if (!question.is_loaded || atomic_flag_test_and_set(&entry->taken))
        return;
    entry->site = *site;
    entry->unloaded = question.unloaded;
    atomic_flag_clear(&entry->taken);
}
