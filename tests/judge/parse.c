#include <stdlib.h>
#include <string.h>

#include "program.h"

static int index_of(const struct text *text, const char *token, char letter,
                    int end)
{
    long index;

    if (token[0] != letter)
        text_reject(text);
    index = text_number(text, token + 1);
    if (index < 0 || index >= end)
        text_reject(text);
    return (int)index;
}

static struct operand operand_of(const struct text *text, const char *token)
{
    struct operand operand = {false, 0, NULL};

    if (token[0] == 'r') {
        operand.is_register = true;
        operand.index = index_of(text, token, 'r', REGISTERS);
    } else if (token[0] == 'e') {
        operand.value = new_user_error(text_number(text, token + 1));
    } else if (strcmp(token, "u") != 0) {
        operand.value = new_integer(text_number(text, token));
    }
    return operand;
}

static destination destination_of(const struct text *text, const char *token)
{
    return strcmp(token, "_") == 0 ? -1 : index_of(text, token, 'r', REGISTERS);
}

static struct iterable iterable_of(const struct text *text, int at)
{
    const char *token = text->tokens[at];

    return (struct iterable){token[0],
                             index_of(text, token, token[0], MAX_PARTS),
                             operand_of(text, text->tokens[at + 1])};
}

/* Reads the token at, which kind says what it is:
 *   d destination   X, Y operands   n number   I iterable (two tokens)
 *   s nested function   h slot   g generator */
static void read_token(struct statement *statement, const struct text *text,
                       char kind, int at)
{
    const char *token = text->tokens[at];

    if (kind == 'd')
        statement->to = destination_of(text, token);
    else if (kind == 'X')
        statement->x = operand_of(text, token);
    else if (kind == 'Y')
        statement->y = operand_of(text, token);
    else if (kind == 'n')
        statement->number = (int)text_number(text, token);
    else if (kind == 'I')
        statement->source = iterable_of(text, at);
    else if (kind == 'g')
        statement->generator = index_of(text, token, 'g', MAX_PARTS);
    else
        statement->number =
            index_of(text, token, kind, kind == 'h' ? SLOTS : MAX_PARTS);
}

static struct block read_block(struct text *text);

static bool has_blocks(const char *name)
{
    return strcmp(name, "loop") == 0 || strcmp(name, "forof") == 0 ||
           strcmp(name, "ifodd") == 0 || strcmp(name, "ifiter") == 0 ||
           strcmp(name, "try") == 0;
}

/* The blocks of a statement, up to its end. */
static void read_blocks(struct statement *statement, struct text *text)
{
    statement->body = read_block(text);
    if (text_is(text, "else") || text_is(text, "catch")) {
        statement->has_other = true;
        if (text_is(text, "catch"))
            statement->caught = destination_of(text, text->tokens[1]);
        statement->other = read_block(text);
    }
    if (text_is(text, "finally")) {
        statement->has_last = true;
        statement->last = read_block(text);
    }
    if (!text_is(text, "end"))
        text_reject(text);
}

static struct statement *read_statement(struct text *text)
{
    const struct syntax *syntax = find_syntax(text->tokens[0]);
    struct statement *statement = scratch(sizeof *statement);

    if (syntax == NULL)
        text_reject(text);
    statement->run = syntax->run;
    for (int i = 0; syntax->tokens[i] != '\0'; i++)
        read_token(statement, text, syntax->tokens[i], i + 1);
    if (has_blocks(syntax->name))
        read_blocks(statement, text);
    return statement;
}

static bool ends_block(const struct text *text)
{
    return text_is(text, "end") || text_is(text, "else") ||
           text_is(text, "catch") || text_is(text, "finally") ||
           text_is(text, "E");
}

/* The statements up to a line that ends them, at which the text then is. */
static struct block read_block(struct text *text)
{
    struct block block = {NULL, 0};
    size_t room = 0;

    while (text_next(text) && !ends_block(text)) {
        if (block.count == room) {
            struct statement **old = block.statements;

            room = 2 * room + 4;
            block.statements = scratch(room * sizeof *old);
            if (old != NULL)
                memcpy(block.statements, old, block.count * sizeof *old);
        }
        block.statements[block.count++] = read_statement(text);
    }
    return block;
}

static struct custom read_custom(const struct text *text, int index)
{
    return (struct custom){index, text_number(text, text->tokens[2]),
                           text_number(text, text->tokens[3]),
                           text_number(text, text->tokens[4]),
                           text_number(text, text->tokens[5])};
}

static int part_of(const struct text *text)
{
    long part = text_number(text, text->tokens[1]);

    if (part < 0 || part >= MAX_PARTS)
        text_reject(text);
    return (int)part;
}

void parse_program(struct text *text, struct program *program)
{
    *program = (struct program){.name = text->tokens[1]};
    while (text_next(text) && !text_is(text, "T")) {
        if (text_is(text, "G"))
            program->generators[part_of(text)] = read_block(text);
        else if (text_is(text, "S"))
            program->functions[part_of(text)] = read_block(text);
        else if (text_is(text, "I"))
            program->customs[part_of(text)] = read_custom(text, part_of(text));
        else if (text_is(text, "D"))
            program->driver = read_block(text);
        else
            text_reject(text);
    }
}
