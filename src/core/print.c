/*
 * Writing what is known of all generators, for people and for programs: what a
 * signal asks of a server that does not do what it should.
 */
#define _GNU_SOURCE /* fopencookie */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/gen.h"
#include "core/show.h"
#include "text.h"

enum { PLACE = 256 /* bytes of one in code, as text */ };

/* The generators of one body. */
struct body {
    gen_fn *fn;
    size_t count, used;
    struct cgen__text name;
};

struct print {
    FILE *to;
    int fd;
    bool is_json;
    struct body *bodies;
    size_t body_count;
    int error;       /* of the library */
    int write_error; /* an errno */
};

/* ------------------------------------------------------------------- Pieces */

/* A JSON string; what is not UTF-8 in it is the program's affair. */
static void print_string(FILE *to, const char *text)
{
    (void)fputc('"', to);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\')
            (void)fprintf(to, "\\%c", c);
        else if (c < 0x20)
            (void)fprintf(to, "\\u%04x", c);
        else
            (void)fputc(c, to);
    }
    (void)fputc('"', to);
}

static void print_reference(FILE *to, const char *name, const gen_t *g)
{
    if (g != NULL)
        (void)fprintf(to, ", \"%s\": \"%p\"", name, (const void *)g);
}

static void print_place_as_json(FILE *to, const char *name, const void *place)
{
    char text[PLACE];

    if (place == NULL)
        return;
    (void)gen_place_text(place, text, sizeof text);
    (void)fprintf(to, ", \"%s\": ", name);
    print_string(to, text);
}

static void print_place_as_text(FILE *to, const char *what, const void *place)
{
    char text[PLACE];

    if (place == NULL)
        return;
    (void)gen_place_text(place, text, sizeof text);
    (void)fprintf(to, ", %s %s", what, text);
}

/* --------------------------------------------------------------- Generators */

static void print_as_json(FILE *to, const gen_info *info, const char *body,
                          size_t used)
{
    (void)fprintf(to,
                  "{\"address\": \"%p\", \"name\": ", (const void *)info->gen);
    print_string(to, info->name);
    (void)fputs(", \"body\": ", to);
    print_string(to, body);
    (void)fprintf(to,
                  ", \"state\": \"%s\", \"engine\": \"%s\", "
                  "\"stack_size\": %zu, \"stack_used\": %zu",
                  cgen__show_state(info->state), info->engine, info->stack_size,
                  used);
    print_reference(to, "resumer", info->resumer);
    print_reference(to, "inner", info->inner);
    print_place_as_json(to, "waits_in", info->waits_in);
    print_place_as_json(to, "made_at", info->made_at);
    (void)fputs("}", to);
}

static void print_as_text(FILE *to, const gen_info *info, const char *body,
                          size_t used)
{
    (void)fprintf(to, "%p %-9s %-8s %7zu of %zu bytes  %s",
                  (const void *)info->gen, cgen__show_state(info->state),
                  info->engine, used, info->stack_size, body);
    if (info->name[0] != '\0')
        (void)fprintf(to, " \"%s\"", info->name);
    if (info->resumer != NULL)
        (void)fprintf(to, ", resumed by %p", (const void *)info->resumer);
    print_place_as_text(to, "waits in", info->waits_in);
    print_place_as_text(to, "made at", info->made_at);
    if (info->inner != NULL)
        (void)fprintf(to, ", delegates to %p", (const void *)info->inner);
    (void)fputc('\n', to);
}

static struct body *add_body(struct print *print, gen_fn *fn)
{
    size_t count = print->body_count;
    struct body *bodies = realloc(print->bodies, (count + 1) * sizeof *bodies);

    if (bodies == NULL)
        return NULL;
    print->bodies = bodies;
    print->body_count++;
    bodies[count].fn = fn;
    bodies[count].count = bodies[count].used = 0;
    bodies[count].name.size = 0;
    cgen__text_add_place(&bodies[count].name, (const void *)(uintptr_t)fn);
    return &bodies[count];
}

static struct body *find_body(struct print *print, gen_fn *fn)
{
    for (size_t i = 0; i < print->body_count; i++)
        if (print->bodies[i].fn == fn)
            return &print->bodies[i];
    return add_body(print, fn);
}

static bool print_one(const gen_info *info, void *argument)
{
    struct print *print = argument;
    size_t used = gen_stack_used(info->gen);
    bool is_first = print->body_count == 0;
    struct body *body = find_body(print, info->body);

    if (body == NULL) {
        print->error = GEN_ENOMEM;
        return false;
    }
    body->count++;
    body->used += used;
    if (print->is_json) {
        (void)fputs(is_first ? "\n" : ",\n", print->to);
        print_as_json(print->to, info, body->name.bytes, used);
    } else {
        print_as_text(print->to, info, body->name.bytes, used);
    }
    return true;
}

static void print_body(const struct print *print, const struct body *body)
{
    if (!print->is_json) {
        (void)fprintf(print->to, "%zu of %s: %zu bytes\n", body->count,
                      body->name.bytes, body->used);
        return;
    }
    (void)fputs(body == print->bodies ? "\n" : ",\n", print->to);
    (void)fputs("{\"body\": ", print->to);
    print_string(print->to, body->name.bytes);
    (void)fprintf(print->to, ", \"count\": %zu, \"stack_used\": %zu}",
                  body->count, body->used);
}

static void print_all(struct print *print)
{
    if (print->is_json)
        (void)fputs("{\"generators\": [", print->to);
    errno = 0;
    if (gen_walk(print_one, print) == 0 && errno == ENOMEM)
        print->error = GEN_ENOMEM;
    if (print->is_json)
        (void)fputs("],\n\"bodies\": [", print->to);
    for (size_t i = 0; i < print->body_count; i++)
        print_body(print, &print->bodies[i]);
    if (print->is_json)
        (void)fputs("]}\n", print->to);
}

/* ----------------------------------------------------------------- Writing */

/* Needs no descriptor of its own: there may be none left. */
static ssize_t write_some(void *argument, const char *text, size_t size)
{
    struct print *print = argument;
    ssize_t written;

    do
        written = write(print->fd, text, size);
    while (written < 0 && errno == EINTR);
    if (written < 0 && print->write_error == 0)
        print->write_error = errno;
    return written < 0 ? 0 : written;
}

static int finish(struct print *print)
{
    (void)fclose(print->to);
    free(print->bodies);
    if (print->write_error == 0)
        return print->error;
    errno = print->write_error;
    return GEN_EPERM;
}

int gen_print_all(int fd, int format)
{
    struct print print = {.fd = fd, .is_json = format == GEN_JSON};
    const cookie_io_functions_t functions = {.write = write_some};

    if (format != GEN_TEXT && format != GEN_JSON)
        return GEN_EINVAL;
    print.to = fopencookie(&print, "w", functions);
    if (print.to == NULL)
        return GEN_ENOMEM;
    print_all(&print);
    return finish(&print);
}
