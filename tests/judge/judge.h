/*
 * The judge: runs the programs that FORMAT.md describes on the library and
 * compares what they trace with what a JavaScript engine did.
 *
 *      text.c        lines and tokens of a file
 *      values.c      what programs compute with; the trace
 *      parse.c       a generator program becomes a tree
 *      generators.c  part 1: generator programs, run in generators
 *      statements.c  part 1: their statements
 *      helpers.c     part 2: iterator-helper programs, run on iterators
 *      callbacks.c   part 2: their callbacks
 *      async.c       part 3: programs of async generators, run in tasks
 *      async_parse.c, async_statements.c  part 3: their trees, their bodies
 *      main.c        the verdict
 */
#ifndef CGEN_JUDGE_H
#define CGEN_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ------------------------------------------------------------------ text.c */

enum { MAX_TOKENS = 16 };

/* A file, of which one line at a time is looked at, as tokens. */
struct text {
    const char *name;
    char *bytes; /* all of it, with the ends of lines and tokens cut */
    char *next;  /* the line after this one */
    int line;
    int count;
    char *tokens[MAX_TOKENS]; /* "" from count on */
};

/* Ends the process with a message if the file cannot be read. */
void text_open(struct text *text, const char *name);
void text_close(struct text *text);

/* Goes to the next line, as tokens (comments are one), or as one token; false
 * at the end. */
bool text_next(struct text *text);
bool text_next_whole(struct text *text);

/* True if the line begins with this token. */
bool text_is(const struct text *text, const char *first);

/* Ends the process: the file is not what FORMAT.md says. */
void text_reject(const struct text *text) __attribute__((noreturn));

long text_number(const struct text *text, const char *token);

/* ---------------------------------------------------------------- values.c */

enum kind { INTEGER, BOOLEAN, USER_ERROR, LIBRARY_ERROR, ARRAY, RECORD };

/* undefined is NULL. Values live until their program is done. */
struct value {
    enum kind kind;
    int64_t number;
    const char *text; /* what is printed of a library error; a record's keys,
                         a character each */
    size_t count;
    struct value **items;
};

struct value *new_integer(int64_t number);
struct value *new_boolean(bool truth);
struct value *new_user_error(int64_t number);
struct value *new_library_error(const char *text);
struct value *new_array(enum kind kind, struct value *const *items,
                        size_t count);

int64_t number_of(const struct value *value);
bool is_true(const struct value *value);
struct value *sum_of(const struct value *a, const struct value *b);

/* Memory that lives until values_free. */
void *scratch(size_t size);
void values_free(void);

/* The trace. Once muted, nothing is added to it. %v stands for a value. */
void trace(const char *format, ...);
void trace_mute(void);

/* What became of a program. */
enum verdict { EQUAL, DIFFERENT, SKIPPED };

/* Compares the trace with the lines up to the one that is "."; prints the
 * difference, under the program's name. Clears it. */
enum verdict trace_equals(struct text *expected, const char *program);

/* Passes over those lines, and prints why. */
enum verdict trace_skip(struct text *expected, const char *program,
                        const char *why);

/* ----------------------------------------------------------- the three parts
 */

/* The text is at a program's first line; goes to its last. */
enum verdict judge_generators(struct text *text, bool unwinds);
enum verdict judge_helpers(struct text *text);
enum verdict judge_async(struct text *text, bool unwinds);

#endif
