/* Telling people of generators on standard error: from signal handlers too. */
#ifndef CGEN_CORE_SHOW_H
#define CGEN_CORE_SHOW_H

#include "core/gen.h"
#include "text.h"

/* Its address, and its name in quotes if it has one. */
void cgen__show_add(struct cgen__text *text, const gen_t *g);

/* Writes it as a line that begins with a heading, and empties it. */
void cgen__show_line(const char *heading, struct cgen__text *text);

/* The same for places in code, one a line, but for equal ones that follow each
 * other, and without the first ones that are in this library or in libc. */
void cgen__show_places(const char *heading, void *const *places, size_t count);

/* The first of those places that is neither in this library nor in libc, which
 * may switch for it; NULL if there is none. */
const void *cgen__show_innermost(void *const *places, size_t count);

/* Lines for the generators that have resumed g, for its body, and for where it
 * was made if that was recorded. */
void cgen__show_resumers(const gen_t *g);
void cgen__show_body(const gen_t *g);
void cgen__show_origin(const gen_t *g);

/* The name of a state. */
const char *cgen__show_state(gen_status state);

/* All of a generator that lives: what it is, and the frames it is in. */
void cgen__show_generator(const gen_t *g, bool with_frames);

#endif
