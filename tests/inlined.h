/* Included first into each file of a test that is built with CGEN_INLINE: the
 * test is to fail to build, not to test the library's functions once more,
 * where its switches are not inlined. */
#include <cgen.h>

#ifndef GEN_INLINE_ARCHITECTURE
#error "CGEN_INLINE is asked for, but this build has no inlined path"
#endif
