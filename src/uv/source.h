/* Generators made of callbacks: what they have in common. */
#ifndef CGEN_UV_SOURCE_H
#define CGEN_UV_SOURCE_H

#include "uv/uv.h"

#define source_new cgen__uv_source_new
#define source_value cgen__uv_source_value
#define source_end cgen__uv_source_end
#define source_error cgen__uv_source_error

/* Makes the generator of a state, which next resumes, and release frees; on
 * failure too, and if state is NULL there was no memory for it. */
gen_t *source_new(void *state, gen_result (*next)(void *state, void *sent),
                  void (*release)(void *state), const char *name);

/* What next returns: a value, the end, or the latest failure. */
gen_result source_value(const void *value);
gen_result source_end(void);
gen_result source_error(void);

#endif
