/* Frames without unwind tables: this file is compiled so (see CMakeLists.txt),
 * as some assembly and just-in-time compilers leave theirs. */
#include "test.h"

void call_without_tables(void (*fn)(gen_t *), gen_t *self);

void call_without_tables(void (*fn)(gen_t *), gen_t *self)
{
    fn(self);
    gen_self(); /* so that the call above is not a jump */
}
