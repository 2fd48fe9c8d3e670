/* Both sides for one KIND, of which there are values of TYPE for EACH register;
 * included once for each kind, so without a guard. */
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define OF(rest) JOIN(KIND, rest)
#define MAKE(n) TYPE a##n = OF(_of)(seed + n);
#define LOOK(n) is_kept &= OF(_is)(a##n, seed + n);

/* A function that fills the registers, switches sides, and looks at them. What
 * it leaves in them is nobody's. */
#define KEEPS(name, a_switch)                                                 \
    HERE __attribute__((noinline)) static bool OF(name)(gen_t * g, long seed) \
    {                                                                         \
        bool is_kept = true;                                                  \
                                                                              \
        EACH(MAKE)                                                            \
        a_switch;                                                             \
        EACH(LOOK)                                                            \
        spoil();                                                              \
        return is_kept;                                                       \
    }

/* The same in a frame of variable size, which takes one register more; aligned
 * as it is for what it spills, yet another. */
#define WITH_ROOM(a_switch)                        \
    char room[seed % 5 + 1];                       \
    room[0] = 'r';                                 \
    __asm__ volatile("" : : "r"(room) : "memory"); \
    a_switch;                                      \
    is_kept &= room[0] == 'r'

KEEPS(_over_next, gen_next(g))
KEEPS(_over_send, WITH_ROOM(gen_send(g, NULL)))
KEEPS(_over_yield, gen_yield(g, NULL))
KEEPS(_over_catch, WITH_ROOM(gen_yield_catch(g, NULL)))

HERE static void *OF(_body)(gen_t *self, void *lost)
{
    for (long i = 0; i < TIMES; i++)
        if (!OF(_over_yield)(self, 100 * i) || !OF(_over_catch)(self, 50 * i))
            *(bool *)lost = true;
    return NULL;
}

HERE static bool OF(_caller)(gen_t *g)
{
    bool is_kept = true;

    for (long i = 0; i < TIMES; i++) {
        is_kept &= OF(_over_next)(g, 3000 * (i + 1));
        is_kept &= OF(_over_send)(g, 7000 * (i + 1));
    }
    return is_kept;
}

#undef JOIN_
#undef JOIN
#undef OF
#undef MAKE
#undef LOOK
#undef KEEPS
#undef WITH_ROOM
#undef KIND
#undef TYPE
#undef EACH
