/* Every kind of registers in turn. */
#define KIND vector
#define TYPE svint64_t
#define EACH EACH_24
#include "../sides.h"

#define KIND mask
#define TYPE svbool_t
#define EACH EACH_14
#include "../sides.h"

#define KIND general
#define TYPE long
#define EACH EACH_24
#include "../sides.h"

static const struct kind kinds[] = {
    {"vector", vector_body, vector_caller},
    {"mask", mask_body, mask_caller},
    {"general", general_body, general_caller},
};
