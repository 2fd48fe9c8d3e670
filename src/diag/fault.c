/*
 * The handler takes the place of the one that there was, with its mask and
 * flags, so that it can call that one as the kernel would have. One without
 * SA_ONSTACK would then run on another stack than it expects: that one is put
 * back, and the instruction that faulted, or the signal that was sent, comes
 * again.
 */
#define _GNU_SOURCE /* MAP_STACK, SYS_rt_tgsigqueueinfo */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attributes.h"
#include "diag/fault.h"
#include "tunables.h"

static _Atomic(cgen__fault_fn *) tell;
static struct sigaction before;
static pthread_key_t key;
static bool has_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* ------------------------------------------------------------------ Handler */

static bool is_function(const struct sigaction *action)
{
    return (action->sa_flags & SA_SIGINFO) != 0 ||
           (action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN);
}

static void call_before(int number, siginfo_t *info, void *context)
{
    const struct sigaction action = before;

    if (action.sa_flags & (int)SA_RESETHAND) {
        before.sa_flags &= ~SA_SIGINFO;
        before.sa_handler = SIG_DFL;
    }
    if (action.sa_flags & SA_SIGINFO)
        action.sa_sigaction(number, info, context);
    else
        action.sa_handler(number);
}

/* A fault comes again by itself. A signal that was sent is sent again, with
 * what it carries, to this thread, which has it blocked. */
static void put_before_back(int number, siginfo_t *info)
{
    sigaction(number, &before, NULL);
    if (info->si_code <= 0)
        syscall(SYS_rt_tgsigqueueinfo, getpid(), syscall(SYS_gettid), number,
                info);
}

static void handle(int number, siginfo_t *info, void *context)
{
    cgen__fault_fn *fn = atomic_load(&tell);
    int error = errno;

    if (info->si_code > 0)
        fn(info->si_addr, cgen__fault_stack_pointer(context));
    if (is_function(&before) && (before.sa_flags & SA_ONSTACK) != 0)
        call_before(number, info, context);
    else
        put_before_back(number, info);
    errno = error;
}

static void install(void)
{
    struct sigaction own;

    if (sigaction(SIGSEGV, NULL, &before) != 0 ||
        (!is_function(&before) && before.sa_handler == SIG_IGN))
        return;
    own = before;
    own.sa_sigaction = handle;
    own.sa_flags =
        (before.sa_flags & ~(int)SA_RESETHAND) | SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGSEGV, &own, NULL);
}

/* ------------------------------------------------------------------- Stacks */

/* What a signal frame takes on this processor (getauxval(3), AT_MINSIGSTKSZ):
 * younger than some headers. */
enum { AUXILIARY_MINSIGSTKSZ = 51 };

static size_t size_of_stack(void)
{
    size_t frame = getauxval(AUXILIARY_MINSIGSTKSZ);

    return CGEN__SIGNAL_STACK + (frame & ~(size_t)0xfff);
}

static void unmap(void *stack)
{
    munmap(stack, size_of_stack());
}

/* At the end of its thread, which may have another one by now. */
static void give_back(void *stack)
{
    const stack_t none = {.ss_flags = SS_DISABLE};
    stack_t now;

    if (sigaltstack(NULL, &now) == 0 && now.ss_sp == stack)
        sigaltstack(&none, NULL);
    unmap(stack);
}

static bool has_stack(void)
{
    stack_t now;

    return sigaltstack(NULL, &now) != 0 || (now.ss_flags & SS_DISABLE) == 0;
}

static bool use(void *stack)
{
    const stack_t own = {.ss_sp = stack, .ss_size = size_of_stack()};

    if (pthread_setspecific(key, stack) != 0)
        return false;
    if (sigaltstack(&own, NULL) == 0)
        return true;
    pthread_setspecific(key, NULL);
    return false;
}

static void provide_stack(void)
{
    void *stack;

    if (!has_key || has_stack())
        return;
    stack =
        mmap(NULL, size_of_stack(), PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (stack != MAP_FAILED && !use(stack))
        unmap(stack);
}

static void begin(void)
{
    has_key = pthread_key_create(&key, give_back) == 0;
    if (has_key)
        install();
}

void cgen__fault_watch(cgen__fault_fn *fn)
{
    int error = errno;

    atomic_store(&tell, fn);
    pthread_once(&once, begin);
    provide_stack();
    errno = error;
}
