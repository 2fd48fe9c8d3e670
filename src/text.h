/*
 * Text for people, made without the heap, locks or stdio: from a signal
 * handler, or when something is broken.
 */
#ifndef CGEN_TEXT_H
#define CGEN_TEXT_H

#include <stddef.h>

/* What does not fit is left out. Initialised with zeros. */
struct cgen__text {
    char bytes[512]; /* with a '\0' behind */
    size_t size;
};

void cgen__text_add(struct cgen__text *text, const char *string);
void cgen__text_add_number(struct cgen__text *text, size_t number);
void cgen__text_add_address(struct cgen__text *text, const void *address);

/* A place in code, as "module+0x1234", which addr2line(1) wants, and the symbol
 * that it is in, if the program exports it: " name" at its beginning, else
 * " name+0x12". Asks the dynamic linker (dladdr(3)). */
void cgen__text_add_place(struct cgen__text *text, const void *place);

/* Writes it, all of it if the kernel lets it, and empties it. */
void cgen__text_write(struct cgen__text *text, int fd);

#endif
