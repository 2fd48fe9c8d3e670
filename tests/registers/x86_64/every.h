/* Every kind of registers in turn. */
#define KIND vector
#define TYPE vector
#define EACH EACH_24
#include "../sides.h"

#define KIND mask
#define TYPE unsigned short
#define EACH EACH_8
#include "../sides.h"

#define KIND mmx
#define TYPE __m64
#define EACH EACH_8
#include "../sides.h"

#define KIND general
#define TYPE long
#define EACH EACH_24
#include "../sides.h"

static const struct kind kinds[] = {
    {"vector", vector_body, vector_caller},
    {"mask", mask_body, mask_caller},
    {"mmx", mmx_body, mmx_caller},
    {"general", general_body, general_caller},
};
