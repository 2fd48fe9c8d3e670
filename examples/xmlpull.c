/*
 * xmlpull: expat's push callbacks, turned into a loop over a document.
 *
 *     xmlpull FILE               its elements, each as deep as it is nested
 *     xmlpull FILE ELEMENT [N]   the text of each ELEMENT, or of the first N
 *
 * expat calls its handlers while it parses; they yield from there, so that a
 * loop can pull. Only a part of FILE is in memory at a time.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cgen.h>
#include <expat.h>

struct document {
    const char *path;
    gen_t *events;
    FILE *file;
    XML_Parser parser;
    bool stopped;
    char error[128];
};

struct event {
    enum { START, TEXT, END } type;
    const char *text; /* the element's name; for TEXT, length characters */
    int length;
};

/* If the loop is left, expat must end by itself: a parser cannot be freed in
 * the middle of a handler, not even of one whose frames are gone. Stopped, it
 * may still call another handler. */
static void emit(struct document *from, struct event event)
{
    if (from->stopped)
        return;
    from->stopped = gen_yield_catch(from->events, &event).signal != GEN_NEXT;
    if (from->stopped)
        XML_StopParser(from->parser, XML_FALSE);
}

static void on_start(void *document, const char *name, const char **attributes)
{
    (void)attributes;
    emit(document, (struct event){START, name, 0});
}

static void on_text(void *document, const char *text, int length)
{
    emit(document, (struct event){TEXT, text, length});
}

static void on_end(void *document, const char *name)
{
    emit(document, (struct event){END, name, 0});
}

static void close_document(void *document)
{
    struct document *from = document;

    XML_ParserFree(from->parser);
    if (from->file != NULL)
        fclose(from->file);
}

GEN_NORETURN static void fail(struct document *from)
{
    enum XML_Error error = XML_GetErrorCode(from->parser);

    if (error == XML_ERROR_ABORTED)
        gen_exit(from->events, NULL);
    snprintf(from->error, sizeof from->error, "line %lu: %s",
             XML_GetCurrentLineNumber(from->parser), XML_ErrorString(error));
    gen_raise(from->events, from->error);
}

static bool parse_part(struct document *from)
{
    enum { PART = 64 * 1024 };
    void *part = XML_GetBuffer(from->parser, PART);
    size_t length;
    bool last;

    if (part == NULL)
        fail(from);
    length = fread(part, 1, PART, from->file);
    last = feof(from->file);
    if (ferror(from->file))
        gen_raise(from->events, strerror(errno));
    if (XML_ParseBuffer(from->parser, (int)length, last) != XML_STATUS_OK)
        fail(from);
    return !last;
}

static void *events(gen_t *self, void *document)
{
    struct document *from = document;

    from->events = self;
    if (gen_defer(self, close_document, from) != 0)
        gen_raise(self, strerror(ENOMEM));
    from->parser = XML_ParserCreate(NULL);
    from->file = fopen(from->path, "rb");
    if (from->file == NULL || from->parser == NULL)
        gen_raise(self, strerror(errno));
    XML_SetUserData(from->parser, from);
    XML_SetElementHandler(from->parser, on_start, on_end);
    XML_SetCharacterDataHandler(from->parser, on_text);
    while (parse_part(from))
        continue;
    return NULL;
}

static gen_result print_outline(struct document *document)
{
    int depth = 0;
    gen_result end;

    gen_foreach (struct event *, e, gen_create(events, document), &end) {
        if (e->type == START)
            printf("%*s%s\n", 2 * depth++, "", e->text);
        else if (e->type == END)
            depth--;
    }
    return end;
}

static gen_result print_texts(struct document *document, const char *element,
                              long left)
{
    long inside = 0;
    gen_result end;

    gen_foreach (struct event *, e, gen_create(events, document), &end) {
        bool named = e->type != TEXT && strcmp(e->text, element) == 0;
        if (e->type == TEXT && inside > 0)
            fwrite(e->text, 1, (size_t)e->length, stdout);
        if (e->type == START && named)
            inside++;
        if (e->type == END && named && --inside == 0) {
            putchar('\n');
            if (--left == 0)
                break;
        }
    }
    return end;
}

int main(int argc, char **argv)
{
    long left = argc == 4 ? strtol(argv[3], NULL, 10) : LONG_MAX;
    struct document document = {.path = argv[1]};
    gen_result end;

    if (argc < 2 || argc > 4 || left <= 0) {
        fputs("usage: xmlpull FILE [ELEMENT [N]]\n", stderr);
        return 2;
    }
    end = argc == 2 ? print_outline(&document)
                    : print_texts(&document, argv[2], left);
    if (end.error == 0)
        return 0;
    fprintf(stderr, "xmlpull: %s: %s\n", argv[1],
            end.error == GEN_THROWN ? (char *)end.value : strerror(errno));
    return 1;
}
