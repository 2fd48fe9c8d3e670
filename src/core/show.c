/* Telling people of generators on standard error. Nothing is allocated. */
#define _GNU_SOURCE /* dladdr */
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/gen.h"
#include "core/show.h"
#include "core/thread.h"
#include "core/watched.h"
#include "tunables.h"

void cgen__show_add(struct cgen__text *text, const gen_t *g)
{
    cgen__text_add_address(text, g);
    if (g->name == NULL)
        return;
    cgen__text_add(text, " \"");
    cgen__text_add(text, g->name);
    cgen__text_add(text, "\"");
}

void cgen__show_line(const char *heading, struct cgen__text *text)
{
    struct cgen__text line = {.size = 0};

    cgen__text_add(&line, heading);
    cgen__text_add(&line, text->bytes);
    cgen__text_add(&line, "\n");
    cgen__text_write(&line, STDERR_FILENO);
    text->size = 0;
    text->bytes[0] = '\0';
}

static const void *module_of(const void *place)
{
    Dl_info info;

    return dladdr(place, &info) != 0 ? info.dli_fbase : NULL;
}

static const void *module_of_library(void)
{
    return module_of((const void *)(uintptr_t)gen_create_with);
}

/* The number of places to begin with that are in this library, or in libc: none
 * if it is a part of the program. */
static size_t count_own(void *const *places, size_t count)
{
    const void *own = module_of_library();
    const void *libc = module_of((const void *)(uintptr_t)abort);

    for (size_t i = 0; i < count; i++) {
        const void *module = module_of(places[i]);

        if (module != own && module != libc)
            return i;
    }
    return 0;
}

/* Where the library is a part of the program, behind what switches. */
const void *cgen__show_innermost(void *const *places, size_t count)
{
    size_t first = count_own(places, count);

    if (count == 0)
        return NULL;
    if (first == 0 && count > 1 && module_of(places[0]) == module_of_library())
        first = 1;
    return places[first];
}

/* The number of equal places to begin with. */
static size_t count_equal(void *const *places, size_t count)
{
    size_t equal = 1;

    while (equal < count && places[equal] == places[0])
        equal++;
    return equal;
}

static void show_equal(const char *heading, const void *place, size_t times)
{
    struct cgen__text text = {.size = 0};

    cgen__text_add_place(&text, place);
    if (times > 1) {
        cgen__text_add(&text, ", ");
        cgen__text_add_number(&text, times);
        cgen__text_add(&text, " times");
    }
    cgen__show_line(heading, &text);
}

void cgen__show_places(const char *heading, void *const *places, size_t count)
{
    size_t i = count_own(places, count);

    while (i < count) {
        size_t times = count_equal(places + i, count - i);

        show_equal(heading, places[i], times);
        heading = "               ";
        i += times;
    }
}

void cgen__show_resumers(const gen_t *g)
{
    struct cgen__text text = {.size = 0};

    while ((g = cgen__of_running(g->head.outer)) != NULL) {
        cgen__show_add(&text, g);
        cgen__text_add(&text, ", by ");
    }
    cgen__text_add(&text, "its thread");
    cgen__show_line("    resumed by ", &text);
}

void cgen__show_body(const gen_t *g)
{
    show_equal("    body       ", (const void *)(uintptr_t)g->fn, 1);
}

void cgen__show_origin(const gen_t *g)
{
    struct cgen__places made = cgen__watched_origin(g);

    cgen__show_places("    made by    ", made.places, made.count);
}

const char *cgen__show_state(gen_status state)
{
    switch (state) {
    case GEN_START:
        return "start";
    case GEN_SUSPENDED:
        return "suspended";
    case GEN_RUNNING:
        return "running";
    default:
        return "done";
    }
}

static void show_frames(const gen_t *g)
{
    void *places[CGEN__FRAMES_SHOWN];
    size_t count = gen_backtrace(g, places, CGEN__FRAMES_SHOWN);

    cgen__show_places(cgen__runs(g) ? "    runs in    " : "    waits in   ",
                      places,
                      count < CGEN__FRAMES_SHOWN ? count : CGEN__FRAMES_SHOWN);
}

void cgen__show_generator(const gen_t *g, bool with_frames)
{
    struct cgen__text text = {.size = 0};
    gen_status state = gen_state(g);

    cgen__show_add(&text, g);
    cgen__text_add(&text, ", ");
    cgen__text_add(&text, cgen__show_state(state));
    cgen__show_line("generator ", &text);
    cgen__show_body(g);
    cgen__show_origin(g);
    if (state == GEN_RUNNING)
        cgen__show_resumers(g);
    if (with_frames)
        show_frames(g);
}
