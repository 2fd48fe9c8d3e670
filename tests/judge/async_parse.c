/* Part 3: a program of async generators becomes a tree. */
#include <stdio.h>
#include <string.h>

#include "async.h"

static const struct {
    const char *text;
    int count; /* of numbers */
} words[] = {
    [LOG] = {"log", 1},
    [YIELD] = {"yield", 1},
    [AWAIT] = {"await", 2},
    [FAIL] = {"fail", 2},
    [THROW] = {"throw", 1},
    [RETURN] = {"return", 1},
    [BREAK] = {"break", 0},
    [LOOP] = {"loop", 1},
    [FOR_AWAIT] = {"forawait", 1},
    [DELEGATE] = {"delegate", 1},
    [TRY] = {"try", 0},
};

static enum word word_of(const struct text *text)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_is(text, words[i].text) && text->count == words[i].count + 1)
            return (enum word)i;
    text_reject(text);
}

static struct statement *parse_block(struct text *text);

static void parse_parts(struct text *text, struct statement *try)
{
    try->block = parse_block(text);
    try->has_catch = text_is(text, "catch");
    if (try->has_catch)
        try->catching = parse_block(text);
    try->has_finally = text_is(text, "finally");
    if (try->has_finally)
        try->finally = parse_block(text);
}

static struct statement *parse_statement(struct text *text)
{
    struct statement *statement = scratch(sizeof *statement);

    *statement = (struct statement){.word = word_of(text)};
    if (text->count > 1)
        statement->first = text_number(text, text->tokens[1]);
    if (text->count > 2)
        statement->second = text_number(text, text->tokens[2]);
    if (statement->word == LOOP || statement->word == FOR_AWAIT)
        statement->block = parse_block(text);
    if (statement->word == TRY)
        parse_parts(text, statement);
    return statement;
}

static bool is_end(const struct text *text)
{
    return text_is(text, "end") || text_is(text, "catch") ||
           text_is(text, "finally");
}

/* From the line after this one; goes to the one that ends the block. */
static struct statement *parse_block(struct text *text)
{
    struct statement *first = NULL, **place = &first;

    while (text_next(text) && !is_end(text)) {
        *place = parse_statement(text);
        place = &(*place)->next;
    }
    return first;
}

static int signal_of(const struct text *text)
{
    const char *method = text->tokens[2];

    if (strcmp(method, "next") == 0)
        return GEN_NEXT;
    return strcmp(method, "return") == 0 ? GEN_RETURN : GEN_THROW;
}

static void parse_request(struct text *text, struct async_program *program)
{
    if (program->request_count == MAX_REQUESTS)
        text_reject(text);
    program->requests[program->request_count++] = (struct async_request){
        text_number(text, text->tokens[1]), signal_of(text),
        text_number(text, text->tokens[3])};
}

void async_parse(struct text *text, struct async_program *program)
{
    (void)snprintf(program->id, sizeof program->id, "%s", text->tokens[1]);
    while (text_next(text) && !text_is(text, "T")) {
        if (text_is(text, "gen") && program->count < MAX_ASYNC_GENERATORS)
            program->generators[program->count++] = parse_block(text);
        else if (text_is(text, "request"))
            parse_request(text, program);
        else
            text_reject(text);
    }
}
