/*
 * Which engine: by name, or the one the process asked for.
 *
 * The environment is read once, at the first question, so that making a
 * generator does not search it and a later setenv in another thread is no
 * race.
 */
#define _GNU_SOURCE /* secure_getenv */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"

struct cgen__engine_calls cgen__engine_calls;

const struct cgen__engine *_Atomic cgen__engine_known;
static pthread_once_t preset_once = PTHREAD_ONCE_INIT;

/* Most names differ at once. That of a generator's engine, given for another
 * one, is the same string. */
static bool is_same(const char *a, const char *b)
{
    return a == b || (*a == *b && strcmp(a, b) == 0);
}

const struct cgen__engine *cgen__engine_find(const char *name)
{
    for (size_t i = 0; cgen__engines[i] != NULL; i++)
        if (is_same(cgen__engines[i]->name, name))
            return cgen__engines[i];
    return NULL;
}

/* A program that takes a failed gen_create for the end of its work would be
 * silent about a misspelt name, so this is not. */
static void complain(const char *name)
{
    char known[128] = "";

    for (size_t i = 0; cgen__engines[i] != NULL; i++) {
        size_t used = strlen(known);

        (void)snprintf(known + used, sizeof known - used, "%s%s",
                       i == 0 ? "" : ", ", cgen__engines[i]->name);
    }
    (void)fprintf(
        stderr,
        "cgen: no engine \"%s\", which CGEN_ENGINE in the environment "
        "names; there are: %s\n",
        name, known);
}

static void read_preset(void)
{
    const char *name = secure_getenv("CGEN_ENGINE");
    const struct cgen__engine *preset = cgen__engines[0];

    if (name != NULL && *name != '\0')
        preset = cgen__engine_find(name);
    if (preset == NULL)
        complain(name);
    atomic_store_explicit(&cgen__engine_known, preset, memory_order_release);
}

const struct cgen__engine *cgen__engine_default(void)
{
    const struct cgen__engine *known =
        atomic_load_explicit(&cgen__engine_known, memory_order_acquire);

    if (known != NULL)
        return known;
    pthread_once(&preset_once, read_preset);
    return atomic_load_explicit(&cgen__engine_known, memory_order_acquire);
}
