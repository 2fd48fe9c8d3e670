/* Compiles if the command line gives the registers to functions. */
#include "given.h"

int main(void)
{
    return !processor_has_them();
}
