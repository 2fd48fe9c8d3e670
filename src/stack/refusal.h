/* The reasons for which stacks could not be made, as texts for people. */
#ifndef CGEN_STACK_REFUSAL_H
#define CGEN_STACK_REFUSAL_H

/* why: a string constant. */
void cgen__refusal_note(const char *why);

/* The last one, or NULL, and how many there were. */
const char *cgen__refusal_last(void);
unsigned long long cgen__refusal_count(void);

#endif
