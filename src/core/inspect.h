/* Looking at a generator. */
#ifndef CGEN_CORE_INSPECT_H
#define CGEN_CORE_INSPECT_H

#include "core/gen.h"

/* Whom a view is of; of anything else, itself. */
const gen_t *cgen__inspect_behind(const gen_t *g);

#endif
