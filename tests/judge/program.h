/* A generator program as a tree. */
#ifndef CGEN_JUDGE_PROGRAM_H
#define CGEN_JUDGE_PROGRAM_H

#include "judge.h"

enum { MAX_PARTS = 16, REGISTERS = 4, SLOTS = 4 };

/* A value that is written down, or a register. */
struct operand {
    bool is_register;
    int index;
    struct value *value;
};

/* Where a value goes: a register, or nowhere (-1). */
typedef int destination;

/* g, h or i, and which of them; what a g gets. */
struct iterable {
    char what;
    int index;
    struct operand argument;
};

struct statement;

struct block {
    struct statement **statements;
    size_t count;
};

struct frame;
struct completion;

struct statement {
    struct completion (*run)(struct frame *, const struct statement *);
    destination to;
    struct operand x, y;
    int number; /* a count, a depth, a nested function, a slot */
    int generator;
    struct iterable source;
    struct block body;
    bool has_other, has_last;
    struct block other; /* catch, else */
    struct block last;  /* finally */
    destination caught;
};

/* A custom iterator: FORMAT.md, "Iterator protocol". */
struct custom {
    int index;
    long count, fails_at, returns, throws;
};

struct program {
    const char *name;
    struct block generators[MAX_PARTS];
    struct block functions[MAX_PARTS];
    struct custom customs[MAX_PARTS];
    struct block driver;
};

/* The text is at the line "P ..."; goes to the line "T". */
void parse_program(struct text *text, struct program *program);

/* statements.c: the statement of that name, with how its tokens are to be
 * read: see parse.c. NULL if there is none. */
struct syntax {
    const char *name;
    const char *tokens;
    struct completion (*run)(struct frame *, const struct statement *);
};
const struct syntax *find_syntax(const char *name);

#endif
