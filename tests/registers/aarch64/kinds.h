/* The registers of AArch64 with SVE. A kind: its type, what makes a value of it
 * that the compiler cannot see through, and what tells it from others. */
#include <arm_sve.h>
#include <stdbool.h>
#include <sys/auxv.h>

HERE ALWAYS static inline svint64_t vector_of(long n)
{
    svint64_t made;

    __asm__ volatile("dup %0.d, %1" : "=w"(made) : "r"(n));
    return made;
}

HERE ALWAYS static inline bool vector_is(svint64_t it, long n)
{
    return svaddv_s64(svptrue_b64(), it) == n * (long)svcntd();
}

/* As many of its elements are set as n says: there are 16 at the least. */
HERE ALWAYS static inline svbool_t mask_of(long n)
{
    svbool_t made;

    __asm__ volatile("whilelt %0.b, xzr, %1"
                     : "=Upa"(made)
                     : "r"(n % 16 + 1)
                     : "cc");
    return made;
}

HERE ALWAYS static inline bool mask_is(svbool_t it, long n)
{
    return (long)svcntp_b8(svptrue_b8(), it) == n % 16 + 1;
}

static inline long general_of(long n)
{
    __asm__ volatile("" : "+r"(n));
    return n;
}

static inline bool general_is(long it, long n)
{
    return it == n;
}

/* clang-format off */
#define EACH_14(DO)                                                           \
    DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) \
    DO(12) DO(13)
#define EACH_24(DO)                                                           \
    EACH_14(DO) DO(14) DO(15) DO(16) DO(17) DO(18) DO(19) DO(20) DO(21)       \
    DO(22) DO(23)
/* clang-format on */

static inline bool processor_has_them(void)
{
    return (getauxval(AT_HWCAP) & HWCAP_SVE) != 0;
}

/* clang-format off */
#define SPOIL_VECTOR(n) __asm__ volatile("dup z" #n ".d, #-1" ::: "v" #n);
#define SPOIL_MASK(n) __asm__ volatile("pfalse p" #n ".b" ::: "p" #n);
#define EACH_REST(DO)                                                         \
    DO(24) DO(25) DO(26) DO(27) DO(28) DO(29) DO(30) DO(31)
/* clang-format on */

/* What any function may do to registers. */
HERE __attribute__((noinline)) static void spoil(void)
{
    EACH_24(SPOIL_VECTOR)
    EACH_REST(SPOIL_VECTOR)
    EACH_14(SPOIL_MASK)
    SPOIL_MASK(14)
    SPOIL_MASK(15)
}
