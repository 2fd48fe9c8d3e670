/* Exceptions that cross from a generator to its resumer. The C++ runtime's
 * functions are weak references (Itanium C++ ABI, exception handling, 2.5). */
#include "unwind/exceptions.h"

#include "panic.h"

CGEN__WEAK struct cgen__exceptions *__cxa_get_globals(void);
CGEN__WEAK void *__cxa_begin_catch(void *exception);
CGEN__WEAK void __cxa_end_catch(void);
CGEN__WEAK CGEN__NORETURN void _ZSt9terminatev(void); /* std::terminate */

struct cgen__exceptions *cgen__exceptions_here(void)
{
    static struct cgen__exceptions none;

    return __cxa_get_globals != NULL ? __cxa_get_globals() : &none;
}

void cgen__exceptions_exchange(struct cgen__exceptions *other)
{
    struct cgen__exceptions *here = cgen__exceptions_here();
    const struct cgen__exceptions mine = *here;

    if (cgen__exceptions_are_none(here) && cgen__exceptions_are_none(other))
        return; /* and the constant empty one is never written */
    *here = *other;
    *other = mine;
}

void cgen__exceptions_join(struct cgen__exceptions *other)
{
    if (other->uncaught != 0)
        cgen__exceptions_here()->uncaught += other->uncaught;
    other->uncaught = 0;
}

void cgen__exceptions_recount(unsigned count)
{
    struct cgen__exceptions *here = cgen__exceptions_here();

    if (here->uncaught != count)
        here->uncaught = count;
}

/* The class ends in "C++" and a byte for the kind; before it the vendor is
 * named (Itanium C++ ABI, exception handling, 2.2.1). */
bool cgen__exceptions_counts(const struct _Unwind_Exception *exception)
{
    return (exception->exception_class >> 8 & 0xffffff) == 0x432b2b;
}

void cgen__exceptions_raise(struct _Unwind_Exception *exception)
{
    _Unwind_RaiseException(exception);
}

void cgen__exceptions_terminate(struct _Unwind_Exception *exception)
{
    if (__cxa_begin_catch != NULL && _ZSt9terminatev != NULL) {
        __cxa_begin_catch(exception);
        _ZSt9terminatev();
    }
    cgen__panic("nobody caught an exception that left a generator");
}

/* Handles it while the list of handled ones is empty: with others in it, the
 * runtime calls std::terminate for an exception of another language. */
void cgen__exceptions_drop(struct _Unwind_Exception *exception)
{
    struct cgen__exceptions *here = cgen__exceptions_here();
    void *handled = here->caught;

    if (__cxa_begin_catch == NULL || __cxa_end_catch == NULL) {
        _Unwind_DeleteException(exception);
        return;
    }
    here->caught = NULL;
    __cxa_begin_catch(exception);
    __cxa_end_catch();
    here->caught = handled;
}
