/* What the fuzzer has in C: frames with cleanup handlers, and loops. */
#ifndef FUZZ_HANDLERS_H
#define FUZZ_HANDLERS_H

#include <cgen.h>

#ifdef __cplusplus
extern "C" {
#endif

/* True if a handler may raise, exit, and be unwound while it yields. */
bool fuzz_handlers_may_unwind(void);

/* Calls inside(arg) in a frame whose cleanup handler is handler(arg). */
void fuzz_with_handler(void (*inside)(void *), void (*handler)(void *),
                       void *arg);

/* Loops over source; round says whether to go on. Left by break, or return. */
void fuzz_loop(gen_t *source, bool (*round)(void *arg), void *arg, bool returns,
               gen_result *end);

#ifdef __cplusplus
}
#endif

#endif
