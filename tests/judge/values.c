#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"

/* ---------------------------------------------------------------- Memory */

union chunk {
    union chunk *before;
    max_align_t alignment;
};

static union chunk *chunks;

void *scratch(size_t size)
{
    union chunk *chunk = calloc(1, sizeof *chunk + size);

    if (chunk == NULL) {
        perror("judge");
        exit(2);
    }
    chunk->before = chunks;
    chunks = chunk;
    return chunk + 1;
}

void values_free(void)
{
    while (chunks != NULL) {
        union chunk *before = chunks->before;

        free(chunks);
        chunks = before;
    }
}

/* ---------------------------------------------------------------- Values */

static struct value *new_value(enum kind kind, int64_t number)
{
    struct value *value = scratch(sizeof *value);

    value->kind = kind;
    value->number = number;
    return value;
}

struct value *new_integer(int64_t number)
{
    return new_value(INTEGER, number);
}

struct value *new_boolean(bool truth)
{
    return new_value(BOOLEAN, truth);
}

struct value *new_user_error(int64_t number)
{
    return new_value(USER_ERROR, number);
}

struct value *new_library_error(const char *text)
{
    struct value *value = new_value(LIBRARY_ERROR, 77777);

    value->text = text;
    return value;
}

struct value *new_array(enum kind kind, struct value *const *items,
                        size_t count)
{
    struct value *value = new_value(kind, 0);

    value->count = count;
    value->items = scratch((count + 1) * sizeof *items);
    if (count != 0)
        memcpy(value->items, items, count * sizeof *items);
    return value;
}

int64_t number_of(const struct value *value)
{
    int64_t sum = 0;

    if (value == NULL)
        return 0;
    if (value->kind == USER_ERROR)
        return 10000 + value->number;
    if (value->kind != ARRAY && value->kind != RECORD)
        return value->number;
    for (size_t i = 0; i < value->count; i++)
        sum += number_of(value->items[i]);
    return sum;
}

bool is_true(const struct value *value)
{
    if (value == NULL)
        return false;
    return value->number != 0 ||
           (value->kind != INTEGER && value->kind != BOOLEAN);
}

struct value *sum_of(const struct value *a, const struct value *b)
{
    return new_integer((number_of(a) + number_of(b)) % 1000003);
}

/* ----------------------------------------------------------------- Trace */

static char traced[1 << 16];
static size_t length;
static bool muted;

static void add_text(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

static void add_text(const char *format, ...)
{
    va_list arguments;
    int added;

    va_start(arguments, format);
    added =
        vsnprintf(traced + length, sizeof traced - length, format, arguments);
    va_end(arguments);
    if (added < 0 || (size_t)added >= sizeof traced - length) {
        fputs("judge: a trace is too long\n", stderr);
        exit(2);
    }
    length += (size_t)added;
}

static void add_value(const struct value *value);

static void add_items(const struct value *value)
{
    add_text(value->kind == ARRAY ? "[" : "{");
    for (size_t i = 0; i < value->count; i++) {
        if (i != 0)
            add_text(",");
        if (value->kind == RECORD)
            add_text("%c=", value->text[i]);
        add_value(value->items[i]);
    }
    add_text(value->kind == ARRAY ? "]" : "}");
}

static void add_value(const struct value *value)
{
    if (value == NULL)
        add_text("u");
    else if (value->kind == INTEGER)
        add_text("%" PRId64, value->number);
    else if (value->kind == BOOLEAN)
        add_text(value->number != 0 ? "true" : "false");
    else if (value->kind == USER_ERROR)
        add_text("E%" PRId64, value->number);
    else if (value->kind == LIBRARY_ERROR)
        add_text("%s", value->text);
    else
        add_items(value);
}

static void add_argument(char what, va_list *arguments)
{
    if (what == 'v')
        add_value(va_arg(*arguments, struct value *));
    else if (what == 's')
        add_text("%s", va_arg(*arguments, const char *));
    else
        add_text("%d", va_arg(*arguments, int));
}

void trace(const char *format, ...)
{
    va_list arguments;

    if (muted)
        return;
    va_start(arguments, format);
    for (; *format != '\0'; format++)
        if (*format == '%')
            add_argument(*++format, &arguments);
        else
            add_text("%c", *format);
    va_end(arguments);
    add_text("\n");
}

void trace_mute(void)
{
    muted = true;
}

static bool line_equals(const char *actual, const char *expected)
{
    size_t size = strlen(expected);

    return strncmp(actual, expected, size) == 0 && actual[size] == '\n';
}

/* A line of the trace that is not as expected: shows both, and what follows. */
static void report(const struct text *text, const char *program,
                   const char *actual)
{
    printf("%s: program %s, line %d: expected %s, traced:\n%.200s", text->name,
           program, text->line, text->tokens[0], actual);
}

static void clear(void)
{
    length = 0;
    muted = false;
}

enum verdict trace_equals(struct text *expected, const char *program)
{
    const char *actual = traced;
    bool equal = true;

    add_text(".\n");
    while (text_next_whole(expected)) {
        if (equal && !line_equals(actual, expected->tokens[0])) {
            report(expected, program, actual);
            equal = false;
        }
        if (text_is(expected, "."))
            break;
        if (equal)
            actual = strchr(actual, '\n') + 1;
    }
    clear();
    return equal ? EQUAL : DIFFERENT;
}

enum verdict trace_skip(struct text *expected, const char *program,
                        const char *why)
{
    while (text_next_whole(expected) && !text_is(expected, "."))
        ;
    clear();
    printf("%s: program %s is skipped: %s\n", expected->name, program, why);
    return SKIPPED;
}
