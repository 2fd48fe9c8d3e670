/*
 * Which engine: by name, or the one the process asked for.
 *
 * The environment is read once, at the first question, so that making a
 * generator does not search it and a later setenv in another thread is no
 * race.
 */
#define _GNU_SOURCE /* secure_getenv */
#include <pthread.h>
#include <stdlib.h>

#include "engine/engine.h"

static const struct cgen__engine *preset;
static pthread_once_t preset_once = PTHREAD_ONCE_INIT;

/* Names are short and differ at once: a call of strcmp costs more. That of a
 * generator's engine, given for another one, is the same string. */
static bool is_same(const char *a, const char *b)
{
    if (a == b)
        return true;
    while (*a == *b && *a != '\0')
        a++, b++;
    return *a == *b;
}

const struct cgen__engine *cgen__engine_find(const char *name)
{
    for (size_t i = 0; cgen__engines[i] != NULL; i++)
        if (is_same(cgen__engines[i]->name, name))
            return cgen__engines[i];
    return NULL;
}

static void read_preset(void)
{
    const char *name = secure_getenv("CGEN_ENGINE");

    preset = name == NULL || *name == '\0' ? cgen__engines[0]
                                           : cgen__engine_find(name);
}

const struct cgen__engine *cgen__engine_default(void)
{
    pthread_once(&preset_once, read_preset);
    return preset;
}
