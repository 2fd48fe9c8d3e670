/* What the tests in C++ share besides test.h. */
#ifndef CGEN_TEST_HPP
#define CGEN_TEST_HPP

#include "test.h"

namespace
{

/* Notes its text when it is destroyed. */
struct Noisy {
    const char *text;
    ~Noisy()
    {
        note("%s", text);
    }
};

/* A string constant as a value. */
char *value(const char *text)
{
    return const_cast<char *>(text);
}

} // namespace

#endif
