#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"

static void fail_to_read(const char *name)
{
    perror(name);
    exit(2);
}

static char *read_all(FILE *file)
{
    size_t size = 0, room = 1 << 16, got;
    char *bytes = malloc(room);

    while (bytes != NULL &&
           (got = fread(bytes + size, 1, room - size - 1, file)) != 0) {
        size += got;
        if (size == room - 1)
            bytes = realloc(bytes, room *= 2);
    }
    if (bytes != NULL)
        bytes[size] = '\0';
    return bytes;
}

void text_open(struct text *text, const char *name)
{
    FILE *file = fopen(name, "r");

    *text = (struct text){.name = name};
    if (file == NULL)
        fail_to_read(name);
    text->bytes = text->next = read_all(file);
    if (text->bytes == NULL || ferror(file))
        fail_to_read(name);
    fclose(file);
}

void text_close(struct text *text)
{
    free(text->bytes);
}

bool text_next_whole(struct text *text)
{
    static char none[] = "";
    char *end = strchr(text->next, '\n');

    for (int i = 0; i < MAX_TOKENS; i++)
        text->tokens[i] = none;
    if (end == NULL)
        return false;
    *end = '\0';
    text->line++;
    text->tokens[0] = text->next;
    text->count = 1;
    text->next = end + 1;
    return true;
}

bool text_next(struct text *text)
{
    char *space;

    if (!text_next_whole(text))
        return false;
    if (text->tokens[0][0] == '#')
        return true;
    while ((space = strchr(text->tokens[text->count - 1], ' ')) != NULL) {
        if (text->count == MAX_TOKENS)
            text_reject(text);
        *space = '\0';
        text->tokens[text->count++] = space + 1;
    }
    return true;
}

bool text_is(const struct text *text, const char *first)
{
    return strcmp(text->tokens[0], first) == 0;
}

void text_reject(const struct text *text)
{
    fprintf(stderr, "%s:%d: not understood: %s\n", text->name, text->line,
            text->tokens[0]);
    exit(2);
}

long text_number(const struct text *text, const char *token)
{
    char *end;
    long number = strtol(token, &end, 10);

    if (end == token || *end != '\0')
        text_reject(text);
    return number;
}
