/* The registers of x86-64. A kind: its type, what makes a value of it that the
 * compiler cannot see through, and what tells it from others. */
#include <mmintrin.h>
#include <stdbool.h>

typedef long vector __attribute__((vector_size(64)));

HERE ALWAYS static inline vector vector_of(long n)
{
    vector made = {n, n, n, n, n, n, n, n};

    __asm__ volatile("" : "+v"(made));
    return made;
}

HERE ALWAYS static inline bool vector_is(vector it, long n)
{
    return it[0] == n && it[1] == n && it[3] == n && it[7] == n;
}

HERE ALWAYS static inline unsigned short mask_of(long n)
{
    unsigned short made;

    __asm__ volatile("kmovw %1, %0" : "=k"(made) : "r"((int)n));
    return made;
}

HERE ALWAYS static inline bool mask_is(unsigned short it, long n)
{
    return it == (unsigned short)n;
}

HERE ALWAYS static inline __m64 mmx_of(long n)
{
    __m64 made;

    __asm__ volatile("movq %1, %0" : "=y"(made) : "r"(n));
    return made;
}

HERE ALWAYS static inline bool mmx_is(__m64 it, long n)
{
    long same;

    __asm__ volatile("movq %1, %0" : "=r"(same) : "y"(it));
    return same == n;
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
#define EACH_8(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7)
#define EACH_24(DO)                                                           \
    EACH_8(DO) DO(8) DO(9) DO(10) DO(11) DO(12) DO(13) DO(14) DO(15)          \
    DO(16) DO(17) DO(18) DO(19) DO(20) DO(21) DO(22) DO(23)
/* clang-format on */

static inline bool processor_has_them(void)
{
    return __builtin_cpu_supports("avx512f");
}

/* clang-format off */
#define SPOIL_VECTOR(n)                                                       \
    __asm__ volatile("vpternlogd $255, %%zmm" #n ", %%zmm" #n ", %%zmm" #n    \
                     ::: "xmm" #n);
#define SPOIL_MASK(n)                                                         \
    __asm__ volatile("kxnorw %%k" #n ", %%k" #n ", %%k" #n ::: "k" #n);
#define SPOIL_MMX(n)                                                          \
    __asm__ volatile("pcmpeqd %%mm" #n ", %%mm" #n ::: "mm" #n);
#define EACH_REST(DO)                                                         \
    DO(24) DO(25) DO(26) DO(27) DO(28) DO(29) DO(30) DO(31)
/* clang-format on */

/* What any function may do to registers. */
HERE __attribute__((noinline)) static void spoil(void)
{
    EACH_24(SPOIL_VECTOR)
    EACH_REST(SPOIL_VECTOR)
    EACH_8(SPOIL_MASK)
    EACH_8(SPOIL_MMX)
    _mm_empty();
}
