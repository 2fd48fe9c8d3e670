/*
 * A breakpoint at the next instruction, which it takes to be known where that
 * is. Code is made writable for it. Works under emulators too.
 *
 * Between a load-exclusive and its store there is no trap, since that would
 * have the store fail each time.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"
#include "traps.h"

enum { MOST_RANGES = 64, LONGEST_EXCLUSIVE = 16, LINK = 30, STUB = 5 };

/* Breakpoints: the two that are compiled in, and the one that moves. */
#define BREAKPOINT(number) (0xd4200000u | (number) << 5)
#define BEGIN BREAKPOINT(1u)
#define END BREAKPOINT(2u)
#define HERE BREAKPOINT(3u)

static struct range {
    uintptr_t low, high;
} ranges[MOST_RANGES];

static int range_count;

static bool is_allowed(uintptr_t address)
{
    for (int i = 0; i < range_count; i++)
        if (address >= ranges[i].low && address < ranges[i].high)
            return true;
    return false;
}

void traps_allow(uintptr_t low, uintptr_t high)
{
    uintptr_t page = low & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);

    if (is_allowed(low) || range_count == MOST_RANGES ||
        mprotect((void *)page, high - page,
                 PROT_READ | PROT_WRITE | PROT_EXEC) != 0)
        return;
    ranges[range_count++] = (struct range){low, high};
}

/* ---------------------------------------------------------- The breakpoint */

static struct {
    uint32_t *place; /* or NULL */
    uint32_t instruction;
} planted;

static void write_code(uint32_t *place, uint32_t instruction)
{
    *(volatile uint32_t *)place = instruction;
    __builtin___clear_cache((char *)place, (char *)(place + 1));
}

static void plant(uintptr_t address)
{
    planted.place = (uint32_t *)address;
    planted.instruction = *planted.place;
    write_code(planted.place, HERE);
}

static void pull(void)
{
    if (planted.place != NULL)
        write_code(planted.place, planted.instruction);
    planted.place = NULL;
}

void traps_begin(void)
{
    __asm__ volatile("brk 1");
}

void traps_end(void)
{
    __asm__ volatile("brk 2");
}

/* --------------------------------------------------- The next instruction */

static unsigned bits_of(uint32_t instruction, int low, int count)
{
    return instruction >> low & ((1u << count) - 1);
}

/* What is branched by: a signed number of instructions, in bytes. */
static uintptr_t distance_in(uint32_t instruction, int low, int count)
{
    uint32_t top = instruction << (32 - low - count);

    return (uintptr_t)((intptr_t)((int32_t)top >> (32 - count)) * 4);
}

static uint64_t register_of(const mcontext_t *registers, unsigned number)
{
    return number == 31 ? 0 : registers->regs[number];
}

/* Of a condition's number, without its lowest bit, which negates it. */
static bool condition_holds(uint64_t flags, unsigned condition)
{
    bool n = flags >> 31 & 1, z = flags >> 30 & 1;
    bool c = flags >> 29 & 1, v = flags >> 28 & 1;
    const bool holds[] = {z, c, n, v, c && !z, n == v, n == v && !z, true};

    return holds[condition >> 1];
}

/* Whether a conditional branch is made; B.cond, CB(N)Z, TB(N)Z. */
static bool is_made(const mcontext_t *registers, uint32_t instruction)
{
    unsigned condition = bits_of(instruction, 0, 4);
    uint64_t value = register_of(registers, bits_of(instruction, 0, 5));
    bool negates = bits_of(instruction, 24, 1) != 0;

    if ((instruction & 0xff000000) == 0x54000000)
        return condition_holds(registers->pstate, condition) !=
               ((condition & 1) != 0 && condition < 14);
    if ((instruction & 0x02000000) != 0)
        return ((value >> (bits_of(instruction, 31, 1) << 5 |
                           bits_of(instruction, 19, 5)) &
                 1) != 0) == negates;
    if (bits_of(instruction, 31, 1) == 0)
        value = (uint32_t)value;
    return (value != 0) == negates;
}

/* Behind the store that belongs to a load-exclusive. */
static uintptr_t behind_exclusive(uintptr_t address)
{
    const uint32_t *code = (const uint32_t *)address;

    for (int i = 1; i < LONGEST_EXCLUSIVE; i++)
        if ((code[i] & 0x3fc00000) == 0x08000000)
            return (uintptr_t)&code[i + 1];
    return address + 4;
}

/* BR, BLR, RET, which may have the address signed (then of a RET in x30). */
static uintptr_t address_in_register(const mcontext_t *registers,
                                     uint32_t instruction)
{
    unsigned number = bits_of(instruction, 5, 5);
    uint64_t unsigned_bits = ((uint64_t)1 << 48) - 1;

    return registers->regs[number == 31 ? LINK : number] & unsigned_bits;
}

static uintptr_t next_of(const mcontext_t *registers)
{
    uintptr_t address = registers->pc;
    uint32_t instruction = *(const uint32_t *)address;

    if ((instruction & 0x7c000000) == 0x14000000)
        return address + distance_in(instruction, 0, 26);
    if ((instruction & 0xfe000000) == 0xd6000000)
        return address_in_register(registers, instruction);
    if ((instruction & 0x3fc00000) == 0x08400000)
        return behind_exclusive(address);
    if ((instruction & 0xff000000) != 0x54000000 &&
        (instruction & 0x7c000000) != 0x34000000)
        return address + 4;
    if (!is_made(registers, instruction))
        return address + 4;
    if ((instruction & 0x7e000000) == 0x36000000)
        return address + distance_in(instruction, 5, 14);
    return address + distance_in(instruction, 5, 19);
}

/* BL, BLR. */
static bool is_call(uint32_t instruction)
{
    return (instruction & 0xfc000000) == 0x94000000 ||
           (instruction & 0xfe600000) == 0xd6200000;
}

/* ------------------------------------------------------------- The handler */

bool traps_arrive(ucontext_t *context)
{
    mcontext_t *registers = &context->uc_mcontext;
    uint32_t instruction;

    pull();
    instruction = *(const uint32_t *)registers->pc;
    if (instruction != BEGIN && instruction != END)
        return true;
    registers->pc += 4;
    if (instruction == BEGIN)
        plant(registers->pc);
    return false;
}

void traps_go_on(ucontext_t *context)
{
    const mcontext_t *registers = &context->uc_mcontext;
    uintptr_t next = next_of(registers);

    if (!is_allowed(next))
        next = is_call(*(const uint32_t *)registers->pc)
                   ? registers->pc + 4
                   : registers->regs[LINK];
    plant(next);
}

/* ADRP x16 or what leads to it, LDR x17, ADD x16, BR x17. */
bool traps_is_stub(uintptr_t address)
{
    const uint32_t *code = (const uint32_t *)address;

    for (int i = 0; i < STUB; i++)
        if (code[i] == 0xd61f0220)
            return true;
    return false;
}

uintptr_t traps_address(const ucontext_t *context)
{
    return context->uc_mcontext.pc;
}

uintptr_t traps_frame(const ucontext_t *context)
{
    return context->uc_mcontext.regs[29];
}

void need_traps(void)
{
    if (is_checked())
        skip();
}
