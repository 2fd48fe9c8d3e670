/* Part 3: programs of async generators, as a tree. */
#ifndef CGEN_JUDGE_ASYNC_H
#define CGEN_JUDGE_ASYNC_H

#include <cgen/task.h>

#include "judge.h"

enum { MAX_ASYNC_GENERATORS = 4, MAX_REQUESTS = 9 };

enum word {
    LOG,
    YIELD,
    AWAIT,
    FAIL,
    THROW,
    RETURN,
    BREAK,
    LOOP,
    FOR_AWAIT,
    DELEGATE,
    TRY
};

struct statement {
    enum word word;
    int64_t first, second;      /* its numbers */
    struct statement *block;    /* of a loop or try */
    struct statement *catching; /* NULL if there is no such part */
    struct statement *finally;
    bool has_catch, has_finally;
    struct statement *next;
};

struct async_request {
    int64_t time;
    int signal; /* an enum gen_signal */
    int64_t value;
};

struct async_program {
    char id[16];
    struct statement *generators[MAX_ASYNC_GENERATORS];
    int count;
    struct async_request requests[MAX_REQUESTS];
    int request_count;
    bool unwinds; /* see main.c */
    struct looped *looped;
};

/* A generator that was looped over. If its cleanup yields when the loop is
 * left, JavaScript leaves it there; so it is kept to the end of the program.
 * The oldest first: it may loop over a later one. */
struct looped {
    gen_t *generator;
    struct looped *next;
};

/* Reads a program up to its trace; the text is at its first line. */
void async_parse(struct text *text, struct async_program *program);

/* Makes a generator of the program. */
gen_t *async_create(struct async_program *program, int64_t number);

/* Destroys what was looped over. In a task. */
void async_free(struct async_program *program);

#endif
