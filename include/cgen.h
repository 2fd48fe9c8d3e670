/*
 * cgen: JavaScript's generators for C
 *
 * A generator is a function with a stack of its own. It pauses at gen_yield,
 * its caller goes on, and gen_next takes it up again where it stood.
 *
 *     static void *count(gen_t *self, void *arg)
 *     {
 *         int limit = *(int *)arg;
 *         for (int i = 0; i < limit; i++)
 *             gen_yield(self, &i);
 *         return "finished";
 *     }
 *
 *     gen_t *g = gen_create(count, &limit);
 *     printf("%d\n", *(int *)gen_next(g).value);
 *     gen_destroy(g);
 *
 *     gen_foreach (int *, n, gen_create(count, &limit))
 *         printf("%d\n", *n);
 *
 * This header is the manual. In the order in which they are needed:
 *
 *     Values and results        what goes in and out, and for how long it lives
 *     Making and freeing        gen_create, gen_create_with, gen_destroy;
 *                               engines; running ahead
 *     Resuming                  gen_next, gen_send, gen_return, gen_throw,
 *                               gen_close, gen_prefetch
 *     Inside a body             gen_yield, gen_yield_catch, gen_raise,
 *                               gen_rethrow, gen_exit, gen_self
 *     Parking                   gen_park, gen_park_catch, gen_unwind_to,
 *                               gen_is_cleaning_up
 *     Delegating                gen_delegate, gen_delegate_catch
 *     Cleaning up               gen_defer, gen_undefer
 *     Loops                     gen_foreach, gen_set_on_unhandled
 *     Without a body            gen_from, gen_pull_of, gen_borrow
 *     Looking at one            gen_state, gen_name, gen_data, gen_stack_used,
 *                               gen_backtrace, gen_engine_name, gen_strerror,
 *                               gen_version
 *     Many of them              gen_stats, gen_trim, gen_walk, gen_describe,
 *                               gen_place_text, gen_print_all,
 *                               gen_print_on_signal
 *     Overflow                  gen_report_overflow
 *
 * Meaning. ECMAScript decides what next, return, throw, yield and for...of
 * mean (ECMA-262, "Generator Objects"); each block names what corresponds.
 * C has no exceptions, so an error is a field of the result; C has no garbage
 * collector, so a generator is owned and must be destroyed; C frames hold
 * resources, so closing a paused body unwinds its frames.
 *
 * Threads. A generator may be created, resumed and destroyed on different
 * threads, but by one thread at a time: order those calls as for any plain
 * object (a mutex, a join, a queue). Distinct generators are independent.
 * Compilers assume that a function stays on its thread, so a body that is
 * moved between threads must not keep using errno or _Thread_local objects
 * across a yield within one function; do that in a function of its own. No
 * function here is async-signal-safe.
 *
 * Unwinding. When a body is closed at a gen_yield, its frames are left as
 * pthread_cancel leaves them: __attribute__((cleanup)) handlers of C code
 * compiled with -fexceptions (pkg-config and CMake supply that flag) and C++
 * destructors run, innermost first. C++ code must not swallow the unwinding in
 * a catch (...), which must throw on: as with pthread_cancel, the process is
 * aborted then, with a message that names the generator. Nor may it let it pass
 * a noexcept function. From the first frame that
 * has no unwind tables to the body's entry, frames are dropped; so is the
 * handler around a call that its compiler knew not to throw (glibc declares
 * many so). Deferred calls run in every case. Unwinding needs some 2 KiB of the
 * generator's stack below the yield.
 *
 * Cleanup handlers may yield. Deferred calls may also raise, exit, and be
 * closed or thrown into while they yield; a cleanup handler may only if GCC
 * compiled it as C: Clang and C++ end the process there, by their own rule for
 * destructors that are left by an exception. A handler is not told whether it
 * runs for a return or for a throw.
 *
 * Leave a body only by return, gen_exit, gen_raise, by being closed, or by a
 * C++ exception. A longjmp or setcontext out of it is undefined. If its thread
 * ends while it runs, by pthread_exit or pthread_cancel, the body is unwound,
 * its deferred calls run, and its resumer's frames are unwound in turn; the
 * generator has ended, as by an error, and may be destroyed once the thread is
 * joined. Where it was resumed by inlined code, whose handlers would not run,
 * the process is aborted with a message that names it. (Under a sanitizer it is
 * undefined.)
 *
 * Debugging. docs/debugging.md goes by symptom. CGEN_DEBUG in the environment,
 * a list such as "handles,leaks", has the library itself look for mistakes.
 *
 * Inlining. A program compiled with -DCGEN_INLINE (pkg-config: cgen-inline) has
 * gen_next, gen_send, gen_yield and gen_yield_catch as part of its own code,
 * for generators on the native engine; nothing else changes. <cgen/inline.h>
 * says what such a program depends on.
 *
 * C++ exceptions. One that a body throws and does not catch ends it, its
 * deferred calls run, and it comes out of the function that resumed it
 * (gen_destroy ends it there and returns GEN_THROWN). If nobody catches it
 * there either, a line names the generator, and std::terminate is called on the
 * resumer's stack. Exceptions
 * that a body handles while it yields do not mix with its resumer's, if the C++
 * runtime was loaded with the program or before cgen: of one that comes later,
 * with a plug-in of a program in C, cgen does not know.
 */
#ifndef CGEN_H
#define CGEN_H

#include <stdbool.h>
#include <stddef.h>

/* The version of this header; gen_version() tells the library's. */
#define GEN_VERSION_MAJOR 0
#define GEN_VERSION_MINOR 1
#define GEN_VERSION_PATCH 0
#define GEN_VERSION \
    (GEN_VERSION_MAJOR * 10000 + GEN_VERSION_MINOR * 100 + GEN_VERSION_PATCH)

/* Every compiler attribute this header uses; GCC and Clang have them all.
 * GEN_ON_SCOPE_EXIT is for users too: it has handler(&variable) called when the
 * scope of the variable that it stands behind is left. */
#define GEN_API __attribute__((visibility("default")))
#define GEN_NORETURN __attribute__((noreturn))
#define GEN_UNUSED __attribute__((unused))
#define GEN_ON_SCOPE_EXIT(handler) __attribute__((cleanup(handler), unused))

/* Casts that are C's in C and C++'s in C++: of numbers; of pointers, also from
 * and to integers. */
#ifdef __cplusplus
#define GEN_CAST_(type, number) static_cast<type>(number)
#define GEN_RECAST_(type, pointer) reinterpret_cast<type>(pointer)
#else
#define GEN_CAST_(type, number) ((type)(number))
#define GEN_RECAST_(type, pointer) ((type)(pointer))
#endif

/* For a function that keeps a pointer argument and does not read what it points
 * to, which so need not be initialized yet. (GCC assumes that what a pointer to
 * const points to is read.) */
#ifdef __has_attribute
#if __has_attribute(access)
#define GEN_KEEPS_(argument) __attribute__((access(none, argument)))
#endif
#endif
#ifndef GEN_KEEPS_
#define GEN_KEEPS_(argument)
#endif

/* A note where code that makes generators is compiled without -fexceptions.
 * Clang drops a #pragma message of a system header, which this is once it is
 * installed; so there the functions that make them carry a warning. */
#define GEN_NOTE_EXCEPTIONS_                                                   \
    "cgen: without -fexceptions no cleanup attribute runs in bodies that are " \
    "closed; pkg-config and CMake supply it. CGEN_WITHOUT_CLEANUP says that "  \
    "this is meant"
#if defined(__EXCEPTIONS) || defined(CGEN_WITHOUT_CLEANUP)
#define GEN_NOTED_
#elif defined(__clang__)
#define GEN_NOTED_ \
    __attribute__((diagnose_if(1, GEN_NOTE_EXCEPTIONS_, "warning")))
#else
#define GEN_NOTED_
#pragma message(GEN_NOTE_EXCEPTIONS_)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------ Values and results
 *
 * A value is a pointer that cgen passes on and never looks at. NULL is a
 * value like any other (JavaScript's undefined). A small integer may travel as
 * (void *)(intptr_t)n.
 *
 * Lifetime. A yielded pointer into the body's own frame is alive until the
 * generator is next resumed or destroyed, since the frame stays where it is
 * until then. One that is returned, exited with or raised outlives the body's
 * frames, so it must not point into them. A pointer sent in must live for as
 * long as the body uses it.
 *
 * Const. What goes in may be const, and comes out as a void *: as with
 * strchr(3), whoever gets it has to know whether it may be written to. (GCC
 * assumes that what a const argument points to is read: clear a buffer that is
 * sent or yielded to be filled, or -Wmaybe-uninitialized may warn.)
 */

/** A generator. Opaque; made by gen_create, freed by gen_destroy. */
typedef struct gen gen_t;

/**
 * The body of a generator: a generator function.
 *
 * self  the generator itself, to be handed to gen_yield and its like
 * arg   what gen_create was given
 *
 * What it returns is the value of the last result (JavaScript's return x).
 */
typedef void *gen_fn(gen_t *self, void *arg);

/** What a resumption gives back (IteratorResult), in two registers. */
typedef struct gen_result {
    void *value; /**< what was yielded, returned or thrown */
    bool done;   /**< false: suspended at a yield, value is what it yielded */
    int error;   /**< 0, GEN_THROWN (value is what was thrown), or a misuse */
} gen_result;

/**
 * The codes of gen_result.error and of the functions that return an int.
 * GEN_THROWN is an error of the program: the body, or a callback, threw. The
 * negative ones say that a call was wrong or memory short, and that it changed
 * nothing; but GEN_CANCELLED is of <cgen/task.h>, and no error of anybody.
 */
#define GEN_ERROR_MAP(X)                                                      \
    X(GEN_THROWN, 1, "the generator threw")                                   \
    X(GEN_EINVAL, -1, "no generator, or an argument out of range")            \
    X(GEN_EBUSY, -2, "the generator is running, or another delegates to it")  \
    X(GEN_EPERM, -3, "not the generator that is running on this thread")      \
    X(GEN_ENOMEM, -4, "out of memory")                                        \
    X(GEN_ENOENT, -5, "no deferred call is pending")                          \
    X(GEN_ENOTHROW, -6, "the generator cannot be thrown into; it was closed") \
    X(GEN_ELENGTH, -7, "sources that were to be of one length are not")       \
    X(GEN_CANCELLED, -8, "the task was cancelled")                            \
    X(GEN_ETIME, -9, "the time was up")                                       \
    X(GEN_ECLOSED, -10, "the channel is closed")                              \
    X(GEN_EAHEAD, -11, "a value was sent to a generator that runs ahead")

enum gen_error {
#define GEN_ERROR_ENUM(name, code, text) name = (code),
    GEN_ERROR_MAP(GEN_ERROR_ENUM)
#undef GEN_ERROR_ENUM
};

/* ------------------------------------------------------ Making and freeing */

/** What gen_destroy does to the frames of a body that is paused at a yield. */
enum gen_frames {
    GEN_UNWIND = 0, /**< unwind them, as gen_return does */
    GEN_ABANDON = 1 /**< drop them; only the deferred calls run */
};

/*
 * Engines. How control changes stacks; the meaning is the same.
 *
 *   ucontext  swapcontext(3). The signal mask and the floating-point control
 *             modes (MXCSR and the x87 control word, FPCR) are the
 *             generator's own: first those of the thread that created it, and
 *             its resumer's do not hold while it runs. A switch makes a system
 *             call.
 *   native    assembly, where there is some for the architecture (x86-64,
 *             AArch64). No system call. The signal mask and the floating-point
 *             control modes are the thread's: what a generator changes of them
 *             stays changed for its resumer, as after any call.
 */

/** Whose the floating-point control modes are (rounding, traps, precision). */
enum gen_fp_modes {
    GEN_FP_ENGINE = 0, /**< as the engine has it, see above */
    GEN_FP_OWN = 1 /**< the generator's own, also on the native engine: first
                        those of its first resumer. Costs its switches some
                        nanoseconds, and they are not inlined */
};

/*
 * Running ahead. With gen_options.ahead = N the body of a generator goes on
 * where it would wait for its consumer: a yield stores its value and returns
 * NULL at once, and suspends only when N values are stored. A resumption takes
 * the next of them, and runs the body only when there is none. So one pair of
 * switches serves N values; on the ucontext engine, whose switches are system
 * calls, that makes up most of what a value costs.
 *
 * For bodies that only produce. What they do comes earlier than in JavaScript,
 * up to N yields, and that is all that changes:
 *
 *   - What comes out is the same, in the same order. An error, an exception or
 *     the end of the body comes after the values before it. The generator is
 *     GEN_SUSPENDED until it has come.
 *   - gen_return, gen_throw and gen_destroy drop what was not taken, with an
 * end behind it, and then do what they do, at the yield where the body is: to a
 *     body that has ended, nothing. A gen_yield_catch returns GEN_NEXT where it
 *     does not suspend.
 *   - Nothing can be sent: gen_send with a value that is not NULL is refused
 *     with GEN_EAHEAD. To one that delegates it goes on to the inner one.
 *   - A value must live until it has been taken and the generator is resumed
 *     again. So it must not point into the body's frame, unless ahead_size says
 *     how many bytes of it are to be copied: then what comes out is a pointer
 *     to the copy, which is good until the next resumption. NULL comes as NULL.
 *   - What an inner one yields in gen_delegate comes one by one as ever, unless
 *     that runs ahead itself; its first value may be stored, and copied.
 *   - It cannot be the lowest of what gen_park suspends: that is refused. Above
 *     the lowest it may wait as any generator does.
 *
 * N is best a few dozen: the values then stay in the nearest cache.
 * <cgen/ahead.h> has gen_yield and gen_next in place, which store and take
 * without a call: on the native engine, where a switch costs little, it takes
 * these to gain by running ahead.
 */

/**
 * How to make a generator. Zero in any member means the default, so begin
 * with { 0 } or with designated initializers; what is reserved must stay zero.
 */
typedef struct gen_options {
    size_t stack_size;  /**< bytes; default 256 KiB. Rounded up to a power of
                             two, at least 32 KiB, and above 16 MiB to whole
                             pages. That is address space: memory is taken
                             only as the body touches it. A guard lies below:
                             to touch it is SIGSEGV; mind recursion, also in
                             what the body calls */
    size_t guard_size;  /**< bytes, at least, of that guard; default, and the
                             least, 64 KiB. A frame that is larger may step
                             over it, unless it was compiled with
                             -fstack-clash-protection, which pkg-config and
                             CMake supply: then none does. What is more than
                             the default has a mapping of its own and is not
                             kept for others, as a large stack */
    const char *engine; /**< "ucontext" or "native", see above; default: the
                             environment's CGEN_ENGINE, else what the build
                             chose */
    const char *name;   /**< for people: gen_name; copied */
    int on_destroy;     /**< an enum gen_frames */
    int fp_modes;       /**< an enum gen_fp_modes */
    int paint_stack;    /**< not 0: for debugging; the stack is filled with a
                             pattern, all of it, so that gen_stack_used can
                             tell to the byte */
    int reserved_int;
    size_t ahead;      /**< that many values may be stored before they are
                            taken; default 0: the body does not run ahead */
    size_t ahead_size; /**< bytes that each of them points to and that are
                            copied; default 0: none are */
    void *data; /**< for a scheduler, or whoever else makes the generator:
                     gen_data gives it; cgen does not look at it */
    void *reserved[1];
} gen_options;

/**
 * Makes a generator that will run fn(self, arg). Runs none of fn: that begins
 * at the first resumption. (Calling a function*.)
 *
 * arg is handed to fn as it is; what it points to must live until fn is done
 * with it. It is not owned: a body that is never started frees nothing, so
 * what a body is to own it should make itself.
 *
 * Returns the generator, which the caller owns, or NULL with errno set:
 *   EINVAL   fn is NULL
 *   ENOTSUP  CGEN_ENGINE names an engine that this library does not have; a
 *            line on standard error says so, once, and which it has
 *   ENOMEM   no memory or address space for the generator or its stack, or no
 *            mapping left: before Linux 6.13 a stack takes two, and the kernel
 *            allows 65,530 to a process unless vm.max_map_count says otherwise.
 *            If it was the stack, gen_stats says why
 *
 * CGEN_ENGINE is read once in a process, by secure_getenv(3).
 * Since 0.1.
 */
GEN_KEEPS_(2) GEN_API gen_t *gen_create(gen_fn *fn, const void *arg) GEN_NOTED_;

/**
 * The same with options; NULL options are the defaults.
 *
 * Returns NULL with errno set as gen_create does, and:
 *   EINVAL   on_destroy or fp_modes is unknown, ahead_size is given without
 *            ahead, or a reserved member is not zero
 *   ENOMEM   also: there is no memory for the name, or for ahead values
 *   ENOTSUP  options->engine names an engine that this library does not have
 * Since 0.1.
 */
GEN_KEEPS_(2)
GEN_API gen_t *gen_create_with(gen_fn *fn, const void *arg,
                               const gen_options *options) GEN_NOTED_;

/**
 * Closes the generator if it is paused, then frees it.
 *
 * A paused body is unwound from its yield to its entry and its deferred calls
 * run, as for gen_return(g, NULL); unlike there, a body that yields once more
 * is not suspended: that yield, plain or catching, unwinds at once, or, in a
 * cleanup handler, returns at once (NULL, or GEN_RETURN): a handler that yields
 * in a loop must end on those. (After a million of them the process is
 * aborted, with a message that names the generator.) With on_destroy =
 * GEN_ABANDON its frames are dropped instead of unwound, those of a
 * gen_yield_catch too; the deferred calls still run. A body that was never
 * started does not run at all.
 *
 * Returns 0, also for NULL and for a finished generator, or
 *   GEN_THROWN  freed, but its cleanup threw (that value is lost: call
 *               gen_return first to see it)
 *   GEN_EBUSY   not freed: it is running, or has resumed the caller, or
 *               another generator delegates to it and so owns it
 * Since 0.1.
 */
GEN_API int gen_destroy(gen_t *g);

/** Where a generator stands; see the next diagram. */
typedef enum gen_status {
    GEN_START,
    GEN_SUSPENDED,
    GEN_RUNNING, /**< also while it waits for a generator that it resumed, and
                      while its cleanup runs */
    GEN_DONE
} gen_status;

/* ---------------------------------------------------------------- Resuming
 *
 *                 gen_next, gen_send                 return, raise,
 *                 .-----------------.                exit, unwound
 *   gen_create    |                 v
 *   ---------> START             RUNNING ------------------> DONE
 *                 |               |   ^                       ^
 *                 |     gen_yield v   | any resumption        |
 *                 |             SUSPENDED                     |
 *                 '-------------------------------------------'
 *                     gen_return, gen_throw before the start
 *
 * All four return what the body did next:
 *   { value, false, 0 }          it yielded value
 *   { value, true, 0 }           it finished with value
 *   { value, true, GEN_THROWN }  it threw value and is finished
 * or a misuse, value NULL and done true, that changed nothing:
 *   GEN_EINVAL                   g is NULL. errno is left as what failed to
 *                                make it set it, and says why
 *   GEN_EBUSY                    g is running, on its own stack or below a
 *                                generator that it has resumed
 *   GEN_EAHEAD                   g runs ahead, and the value is not NULL
 */

/**
 * Resumes g; its paused gen_yield returns NULL. (generator.next())
 * A finished generator gives { NULL, true, 0 }, for ever.
 * Since 0.1.
 */
GEN_API gen_result gen_next(gen_t *g);

/**
 * Resumes g; its paused gen_yield returns value. (generator.next(value))
 * The value of the resumption that starts the body is ignored: no yield waits
 * for it.
 * Since 0.1.
 */
GEN_API gen_result gen_send(gen_t *g, const void *value);

/**
 * Begins to load what resuming g will touch: its control block and the top of
 * its stack; returns at once and changes nothing. NULL is ignored.
 *
 * For who resumes many in turn, more than the caches hold: with a call for the
 * one some four to eight places further on before each resumption,
 *
 *     for (size_t i = 0; i < count; i++) {
 *         if (i + 6 < count)
 *             gen_prefetch(all[i + 6]);
 *         use(gen_next(all[i]).value);
 *     }
 *
 * one in turn of 100,000 takes 0.7 of the time, one of 1,000,000 0.65. Below
 * some thousand it costs more than it gains. The top of the stack is where a
 * body waits that yields from its own frame; from deep below it, the rest comes
 * as it always does.
 * Since 0.1.
 */
GEN_API void gen_prefetch(const gen_t *g);

/**
 * Finishes g as if its paused yield were a return statement.
 * (generator.return(value))
 *
 * At a gen_yield the body's frames are unwound, then its deferred calls run,
 * and the result is { value, true, 0 }; a gen_yield_catch returns GEN_RETURN
 * instead.
 * Cleanup may yield, which leaves g suspended with its return pending, may
 * call gen_exit, which replaces value, or gen_raise, which makes it an error.
 * Before the start and after the end no code runs: { value, true, 0 }.
 * Since 0.1.
 */
GEN_API gen_result gen_return(gen_t *g, const void *value);

/**
 * Raises error at the paused yield. (generator.throw(error))
 *
 * At a gen_yield the body's frames are unwound, then its deferred calls run,
 * and the result is { error, true, GEN_THROWN }; a gen_yield_catch returns
 * GEN_THROW instead, and the body may carry on. Cleanup may change the result
 * as for gen_return. Before the start and after the end no code runs: { error,
 * true, GEN_THROWN }.
 * Since 0.1.
 */
GEN_API gen_result gen_throw(gen_t *g, const void *error);

/**
 * Closes g as gen_return(g, NULL) does, where nothing may come out of that: for
 * cleanup handlers, and for what goes on with an error of its own. A C++
 * exception ends here, as in a handler that does nothing; so does an error; a
 * value that is yielded is dropped. g is not freed.
 *
 * Returns 0; GEN_THROWN if closing it threw; or a misuse code of gen_return.
 * Since 0.1.
 */
GEN_API int gen_close(gen_t *g);

/* ----------------------------------------------------------- Inside a body
 *
 * self is the generator running on this thread: the body's first parameter,
 * or gen_self() where that is out of reach. These work from any depth of
 * calls below the body, also inside callbacks of other people's code, as long
 * as that code holds no lock its next caller needs.
 *
 * Code that calls back often has resources of its own that no unwinding frees:
 * nftw has directories open, a parser is in the middle of its work. In its
 * callbacks use gen_yield_catch, and when told anything but GEN_NEXT return
 * what stops that code (nftw: not 0; expat: XML_StopParser), so that it ends
 * by itself. The examples walk and xmlpull show it.
 */

/** What a resumption brought to a gen_yield_catch. */
enum gen_signal { GEN_NEXT = 0, GEN_RETURN = 1, GEN_THROW = 2 };

typedef struct gen_resumed {
    void *value; /**< what was sent, is to be returned, or was thrown */
    int signal;  /**< an enum gen_signal; or, negative, an error's code:
                      GEN_EPERM if no yield took place, and what
                      gen_delegate_catch says */
} gen_resumed;

/**
 * Suspends self; its resumer gets { value, false, 0 }. (yield value)
 *
 * Returns what gen_send sends, NULL for gen_next. Does not return when self is
 * resumed by gen_return, gen_throw or gen_destroy: it unwinds the body.
 *
 * Misuse: if self is NULL or not the generator running on this thread, nothing
 * is yielded. As the value would be lost without a word, that ends the body
 * that is running with GEN_EPERM, as for gen_raise. Outside of every body, and
 * in a cleanup handler of one that is being ended, it returns NULL, with errno
 * set to EPERM. errno is left alone otherwise.
 * Since 0.1.
 */
GEN_API void *gen_yield(gen_t *self, const void *value);

/**
 * The same, but returns whatever the resumption brought instead of unwinding
 * the body: a yield inside try/catch/finally.
 *
 * Returns GEN_NEXT with what was sent, GEN_THROW with the error, or GEN_RETURN
 * with the value to return. What the body then does is its own affair: after
 * GEN_RETURN or GEN_THROW a body that wants to comply cleans up and calls
 * gen_exit or gen_raise with that value; one that carries on has swallowed it,
 * as a finally block that leaves by break does. (By gen_destroy it returns
 * once, with GEN_RETURN and NULL; nothing can be swallowed then.)
 *
 * Misuse, as for gen_yield, is { NULL, GEN_EPERM }; errno is left alone.
 * Since 0.1.
 */
GEN_API gen_resumed gen_yield_catch(gen_t *self, const void *value);

/**
 * Throws error out of the body, from any depth. (throw error)
 *
 * The frames below the body's entry are unwound, the deferred calls run, and
 * the resumer gets { error, true, GEN_THROWN }. In a deferred call it replaces
 * whatever was pending.
 *
 * Misuse: having no way to return, it raises GEN_EPERM in the generator that
 * is running instead, whose resumer gets { NULL, true, GEN_EPERM }; where none
 * is running it prints a message and aborts, as C++ does for an exception
 * that nobody can catch.
 * Since 0.1.
 */
GEN_API GEN_NORETURN void gen_raise(gen_t *self, const void *error);

/**
 * Passes the error of a result on, as code without a catch does: if
 * result.error is not 0, ends the body as gen_raise does, with that code and
 * value, be it GEN_THROWN or a misuse. Otherwise it does nothing.
 *
 *     gen_result out = gen_next(source);
 *     gen_rethrow(self, out);
 *
 * Misuse, where there is an error, is that of gen_raise.
 * Since 0.1.
 */
GEN_API void gen_rethrow(gen_t *self, gen_result result);

/**
 * Finishes the body with value, from any depth. (return value)
 *
 * As gen_raise, but the resumer gets { value, true, 0 }. Misuse is the same.
 * Since 0.1.
 */
GEN_API GEN_NORETURN void gen_exit(gen_t *self, const void *value);

/** The generator running on this thread, or NULL. Since 0.1. */
GEN_API gen_t *gen_self(void);

/* ----------------------------------------------------------------- Parking
 *
 * For schedulers. A body that a scheduler resumes may resume other generators,
 * and these others. When one of those has to wait for something, gen_yield
 * would hand its resumer a value that it does not expect. gen_park leaves all
 * of them at once, to the scheduler:
 *
 *     base -- gen_next --> lowest -- gen_next --> ... -- gen_next --> self
 *       ^                                                               |
 *       '--------------------------- gen_park(base) --------------------'
 *
 * So every loop, every iterator and every delegation on the way works as if
 * nothing had waited. It costs one switch, however many they are.
 */

/**
 * Suspends everything that runs above base: the generator that base has resumed
 * (base NULL: the one that was resumed where no generator ran), and all that
 * this one has resumed, down to the calling body. (await, from any depth)
 *
 * The resumer of the lowest of them gets { value, false, 0 }. The lowest is
 * GEN_SUSPENDED then, and the others are GEN_RUNNING, as generators are that
 * have resumed another one. When the lowest is resumed by gen_next or gen_send,
 * which may be on another thread, all go on, the calling body first, and
 * gen_park returns what was sent.
 *
 * When the lowest is resumed by gen_return, gen_throw or gen_destroy, gen_park
 * does not return: all of them end, the innermost first, each as it would at a
 * gen_yield. Its cleanup handlers and deferred calls run; then the resumption
 * in which the next one waits does not return to it either, but unwinds it. So
 * all get the value or the error, as their cleanup may have changed it, and the
 * result of the lowest is that of the resumption. (A C++ exception that unwinds
 * one of them meanwhile goes on in the place of that.) A body that delegates
 * ends as after a return, or an error, of its inner one; gen_delegate_catch
 * gives that. Cleanup may park again, but not while the lowest is being
 * destroyed: gen_park then does what gen_yield does. Cleanup may also yield:
 * the one below goes on with that value, and is ended once the inner one has
 * come to its end, unless it has ended that itself.
 *
 * With on_destroy = GEN_ABANDON in the lowest, gen_destroy drops the frames of
 * all of them, and runs the deferred calls of each.
 *
 * Where base has resumed the calling body itself, this is gen_yield.
 *
 * Misuse: if no generator runs above base on this thread, nothing is parked. It
 * returns NULL, with errno set to EPERM; errno is left alone otherwise.
 * Since 0.1.
 */
GEN_API void *gen_park(gen_t *base, const void *value);

/**
 * The same, but returns whatever the resumption brought instead of ending all:
 * an await inside try/catch/finally.
 *
 * Returns what gen_yield_catch does. After GEN_RETURN or GEN_THROW a body that
 * complies cleans up and calls gen_exit or gen_raise with that value; when it
 * has ended, the others are ended too, as by gen_park. One that suspends again
 * first, by yielding or parking, has carried on: the others are left alone.
 * (gen_destroy cannot be swallowed: it brings GEN_RETURN once, and the next
 * yield or parking of any of them unwinds.)
 *
 * Misuse, as for gen_park, is { NULL, GEN_EPERM }; errno is left alone.
 * Since 0.1.
 */
GEN_API gen_resumed gen_park_catch(gen_t *base, const void *value);

/**
 * Ends everything that runs from lowest on, from within: the calling body, what
 * waits for it, and so on down to lowest, each as it would by gen_rethrow(self,
 * end). The innermost is unwound first, then the resumption in which the next
 * one waits does not return to it either, but unwinds it, as after gen_park.
 * The resumer of lowest gets end, as their cleanup may have changed it. With
 * lowest the calling body itself this is gen_rethrow, which ends also without
 * an error.
 *
 * For what puts a limit on a generator and all that it may resume, such as a
 * deadline that is found to have passed.
 *
 * Misuse: if lowest is not running on this thread, it ends the calling body
 * with GEN_EPERM, as gen_raise does; where none is running it prints a message
 * and aborts.
 * Since 0.1.
 */
GEN_API GEN_NORETURN void gen_unwind_to(gen_t *lowest, gen_result end);

/**
 * True if g, which runs or is suspended, is in cleanup: its body has ended or
 * is being unwound, and its cleanup handlers, destructors or deferred calls are
 * not through; or what it waits for is, below which it has parked. Looks at
 * each generator from the innermost down to g. For schedulers, which should not
 * cut cleanup short. False for NULL. Since 0.1.
 */
GEN_API bool gen_is_cleaning_up(const gen_t *g);

/* -------------------------------------------------------------- Delegating
 *
 * A body has another generator go on in its place, until that ends. (yield*)
 *
 * While self delegates, it is suspended, and whoever resumes it resumes inner:
 * next, send, return and throw go to inner, and what inner yields comes out of
 * self. The first resumption of inner is gen_next, whatever self was sent. How
 * inner ends is what becomes of the gen_delegate:
 *
 *   inner, resumed by              gen_delegate
 *   next, send: returned v         returns v
 *   throw: caught it, returned v   returns v
 *   return: returned v             unwinds self, which returns v
 *   any: threw e                   unwinds self, which throws e
 *   any: cannot be resumed         unwinds self, whose resumer gets the error
 *
 * An inner one that yields when it is told to return is delegated to further;
 * if it then ends when it is resumed by next, so does the delegation, and self
 * goes on. Delegations nest: a resumption of the outermost goes straight to
 * the innermost, at the same cost for any depth, if they all have bodies.
 *
 * inner is taken over, on failure too, and destroyed when the delegation ends,
 * or self does. (One that is running then is not; it is left to whoever has
 * it.) It may have been started before, and may be finished, which gives NULL
 * at once. To keep it, delegate to a gen_borrow of it.
 *
 * Whoever kept a pointer to inner may resume it while self is suspended: it is
 * resumed by itself then, what it yields goes to that caller, and self notices
 * nothing. If it ends so, its value or error goes to that caller too, and the
 * delegation ends when self is next resumed, as by an inner one that was
 * finished. gen_destroy refuses it: GEN_EBUSY. While self runs, so does inner,
 * and to resume it gives GEN_EBUSY.
 *
 * A C++ exception that leaves inner goes on in self, out of the gen_delegate.
 */

/**
 * Delegates to inner; returns what it returns. (yield* inner)
 *
 * What it cannot return unwinds the body, as in gen_yield. So do these errors,
 * with which, in place of GEN_THROWN, self ends:
 *   GEN_EINVAL    inner is NULL; errno is left as what failed to make it set it
 *   GEN_EBUSY     inner is running, as self is, or has a delegator already
 *   GEN_ENOTHROW  what gen_from made without on_throw was thrown into
 *
 * Misuse is as for gen_yield; inner is destroyed. So it is if self is being
 * destroyed, where nothing can be yielded.
 * Since 0.1.
 */
GEN_API void *gen_delegate(gen_t *self, gen_t *inner);

/**
 * The same inside try/catch/finally: returns how the delegation ended instead
 * of unwinding the body.
 *
 * Returns GEN_NEXT with what inner returned; GEN_RETURN with the value that
 * self is to return; GEN_THROW with what inner threw; or one of the errors
 * above as a negative signal, with NULL. What the body then does is its own
 * affair, as after gen_yield_catch. (Where self is being destroyed and inner
 * ends with an error of its own, that error is returned, and no GEN_RETURN.)
 * Since 0.1.
 */
GEN_API gen_resumed gen_delegate_catch(gen_t *self, gen_t *inner);

/* ------------------------------------------------------------- Cleaning up
 *
 * For what __attribute__((cleanup)) cannot do: cleanup that outlives the
 * function that arranged it, or that must run even where frames cannot be
 * unwound.
 */

/**
 * Has fn(arg) called when the body of self ends, however it ends. (finally)
 *
 * Deferred calls run after the body's frames are gone, still on the
 * generator's stack, last deferred first, each once; self is running then, and
 * gen_self() gives it. They may yield, raise, exit and defer more. If one of
 * them raises or exits, the others still run; the last error or value wins
 * (as in nested finally blocks; nothing is chained).
 *
 * arg must not point into a frame of the body: those are gone by then. Since
 * remembering a call may take memory, defer before you acquire.
 *
 * Returns 0, or, with nothing deferred:
 *   GEN_EPERM   self is not the generator running on this thread
 *   GEN_EINVAL  fn is NULL
 *   GEN_ENOMEM  no memory to remember it
 * Since 0.1.
 */
GEN_API int gen_defer(gen_t *self, void (*fn)(void *), void *arg);

/**
 * Takes back the call deferred last, and makes it now if run is true.
 *
 * Returns 0, or, with nothing taken back:
 *   GEN_EPERM   self is not the generator running on this thread
 *   GEN_ENOENT  nothing is deferred
 * Since 0.1.
 */
GEN_API int gen_undefer(gen_t *self, bool run);

/* ---------------------------------------------------------- Without a body
 *
 * A gen_t need not have a body and a stack of its own: any three functions
 * make one, and every function that takes a generator takes it.
 */

/**
 * What next, return and throw do. Only on_next must be there. Zero what is not
 * used: begin with a designated initializer.
 *
 * The callbacks get the state that gen_from was given, and return what
 * gen_next, gen_return and gen_throw are to return: { value, false, 0 } for a
 * value, { value, true, 0 } for the end, { error, true, GEN_THROWN } for an
 * error. They run on the caller's stack, as part of its body if it has one:
 * gen_self() is that body, which gen_raise ends and gen_yield suspends.
 *
 * State. A generator stays finished, and is not resumed while it runs. cgen
 * sees to that: after an end or an error no callback is called again but
 * on_free, and calls from within a callback give GEN_EBUSY. A callback that is
 * left by being unwound has finished the generator. The first call of all may
 * be that of on_return; during that it is finished already.
 *
 * Objects with other rules, such as those that go on after an error, have an
 * on_state. Then the callbacks are called at any time, and keep the state.
 *
 * Dropped callbacks. When a body is destroyed by GEN_ABANDON, a callback that
 * has suspended it is dropped with its frames; an object with an on_state then
 * says GEN_RUNNING for ever. on_frame gives an address in the frame of the
 * callback that runs, by which gen_destroy sees that it is gone, and calls
 * on_free without on_return. Without on_frame that is seen only of what the
 * body delegated to. It is seen while the body is being destroyed: an object
 * that the body has resumed by way of a view, and that does not go with it, is
 * to be destroyed by a deferred call of the body; later it cannot be.
 */
typedef struct gen_ops {
    gen_result (*on_next)(void *state, void *sent);
    gen_result (*on_return)(void *state, void *value); /**< absent: it finishes
                                                            with value */
    gen_result (*on_throw)(void *state, void *error);  /**< absent: it is closed
                                                            instead, as by
                                                            gen_return(g, NULL),
                                                            whose error comes
                                                            out, or else
                                                            GEN_ENOTHROW */
    void (*on_free)(void *state); /**< the last call: gen_destroy's */
    gen_status (*on_state)(const void *state); /**< see above */
    const char *name; /**< for people: gen_name; not copied */
    const void *(*on_frame)(const void *state); /**< see above */
    void *reserved[2];                          /**< NULL */
} gen_ops;

/**
 * Makes a generator of callbacks. (Iterator.from(object))
 *
 * ops is copied. state is taken over, on failure too: on_free gets it in the
 * end. gen_destroy calls on_return(state, NULL) before, unless the generator
 * has finished or on_return was the latest to be called.
 *
 * Returns the generator, or NULL with errno set, after on_free:
 *   EINVAL  ops or its on_next is NULL, or a reserved member is not
 *   ENOMEM  no memory
 * Since 0.1.
 */
GEN_API gen_t *gen_from(const gen_ops *ops, void *state);

/** A function and its argument by which a generator is resumed directly. */
typedef struct gen_pull {
    gen_result (*next)(void *state, void *sent);
    void *state;
} gen_pull;

/**
 * Returns what gen_send calls for g in the end, for iterators, which pull from
 * a source they own again and again: pull.next(pull.state, value) does what
 * gen_send(g, value) does, at the cost of one indirect call. It is valid until
 * g is destroyed. Of NULL too. Since 0.1.
 */
GEN_API gen_pull gen_pull_of(gen_t *g);

/**
 * Makes a view of g, for what takes its source over when it must not have g:
 * loops, delegation, iterators.
 *
 * The view passes everything on to g: resumptions (so leaving a loop over a
 * view early closes g, as in for...of), state, name, stack and engine. Its own
 * end, gen_destroy, leaves g alone. It must not be used once g is destroyed,
 * but to destroy it.
 *
 * Returns the view, or NULL with errno set:
 *   ENOMEM  no memory
 *   others  g is NULL: errno stays what the function that failed to make it
 *           left there; or EINVAL, if it is 0
 * Since 0.1.
 */
GEN_API gen_t *gen_borrow(gen_t *g);
#ifdef CGEN_INLINE
#include <cgen/inline.h> /* these functions, for code that inlines them */
#endif

/* ---------------------------------------------------------- Looking at one
 *
 * These change nothing and may be called from anywhere that may resume g.
 */

/** The state of g; GEN_DONE for NULL. Since 0.1. */
GEN_API gen_status gen_state(const gen_t *g);

/**
 * The name given in the options, "" if there was none or g is NULL. Alive as
 * long as g. Since 0.1.
 */
GEN_API const char *gen_name(const gen_t *g);

/**
 * The data given in the options; NULL if there was none, g is NULL, or it was
 * made by gen_from. Of a view, that of what is behind it. Since 0.1.
 */
GEN_API void *gen_data(const gen_t *g);

/**
 * The bytes of stack that g has touched so far, in whole pages: how deep it
 * has been, to choose a stack_size by. An upper bound: cgen reuses stacks, and
 * pages that an earlier generator touched count too. Also of a generator that
 * is finished; 0 for NULL. Asks the kernel (mincore(2)), so it is for tuning,
 * not for loops. Since 0.1.
 */
GEN_API size_t gen_stack_used(const gen_t *g);

/**
 * Where g is: the functions that its body and what that called wait in,
 * innermost first, without those of whoever resumed it. places gets what
 * backtrace(3) would give, at most room of them: each the address behind a
 * call, which addr2line(1) and backtrace_symbols(3) show. First may be frames
 * of the library and of libc, which switch; last is one of the library's.
 *
 * Of one that runs, the calling thread sees those that it runs itself. Of a
 * view, those of what is behind it. It needs unwind data in all code on the way
 * (-funwind-tables, the default on most systems).
 *
 *     void *places[64];
 *     size_t count = gen_backtrace(g, places, 64);
 *     backtrace_symbols_fd(places, count < 64 ? (int)count : 64, 2);
 *
 * Returns how many there are, which may be more than room: 0 if g has not
 * begun, has ended, is NULL or has no body, or if on this processor the engine
 * has no unwind data for it (those of x86-64 and AArch64 have). Nothing is
 * allocated. A thread may call this while no other one resumes g. Since 0.1.
 */
GEN_API size_t gen_backtrace(const gen_t *g, void **places, size_t room);

/**
 * The name of the engine that switches g. With NULL, of the engine gen_create
 * would take, or NULL if CGEN_ENGINE names one that does not exist. "none" for
 * what has no body. A string constant. Since 0.1.
 */
GEN_API const char *gen_engine_name(const gen_t *g);

/**
 * A code of this header as an English phrase; "no error" for 0. A string
 * constant, never NULL. Any thread. Since 0.1.
 */
GEN_API const char *gen_strerror(int error);

/**
 * The library's version as a number, to compare with GEN_VERSION: major *
 * 10000 + minor * 100 + patch. Any thread. Since 0.1.
 */
GEN_API int gen_version(void);

/* ------------------------------------------------------------ Many of them
 *
 * Stacks come from large reservations of address space, and are kept when their
 * generators are done: up to 64 of a size in the thread that let go of them,
 * then up to 1,024 of a size for all threads. To make a generator on one that
 * is kept takes no system call. One that is kept holds the pages it was used
 * on; of those in the common pool, one in 32 is looked at, and if it holds more
 * than 4 pages, those of its batch give back what they hold beyond that. What
 * comes beyond 1,024 goes back to the kernel at once, page tables included when
 * a reservation is empty.
 *
 * A thread keeps of each size no more than 16 MiB, or two. When it ends, what
 * it keeps goes to the pool. After a fork the child has the generators and the
 * pool as they were, but not what other threads kept for themselves. Stacks
 * larger than 16 MiB have a mapping each and are not kept.
 *
 * In a process that locks its memory by mlockall(2) with MCL_FUTURE, stacks are
 * locked too, but as they are touched (MLOCK_ONFAULT, mlock2(2)), not when they
 * are reserved. Against RLIMIT_MEMLOCK the kernel counts all that is reserved.
 *
 * Since threads keep stacks, the shared library stays loaded: dlclose(3) does
 * not unload it (-z nodelete), and a later dlopen(3) finds it as it was. A
 * plug-in that contains the static library is to be linked in the same way.
 *
 * Guards are entries of the page table (MADV_GUARD_INSTALL) where the kernel
 * has them, from Linux 6.13 on; else mappings of their own (mprotect), of which
 * a process has room for some 32,000. CGEN_GUARD in the environment overrides
 * that, for the whole process: "mprotect", or "none" to run without guards, at
 * your own risk: an overflow then corrupts another generator's stack. Anything
 * else is the default. It is read once, by secure_getenv(3).
 */

/** What the generators of a process take. Later versions add members. */
typedef struct gen_statistics {
    size_t live_stacks;      /**< of generators that have one */
    size_t pooled_stacks;    /**< kept for generators to come */
    size_t reserved_bytes;   /**< address space for stacks */
    size_t resident_bytes;   /**< memory of that, without page tables */
    size_t light_guards;     /**< by MADV_GUARD_INSTALL; also of stacks that
                                  gave their memory back */
    size_t mprotect_guards;  /**< by mprotect: two mappings each */
    size_t unguarded_stacks; /**< by CGEN_GUARD=none */
    unsigned long long system_calls; /**< made for stacks, so far */
    unsigned long long refusals;     /**< stacks that could not be made */
    const char *last_refusal;        /**< the latest reason, as a text: a string
                                          constant; NULL if there was none */
} gen_statistics;

/**
 * Fills in what all generators of the process take. size is sizeof *statistics,
 * by which a program that was compiled with another version of this header
 * gets the members that it knows; those that this library does not know are
 * set to 0.
 *
 * To find out resident_bytes the kernel is asked about every page reserved:
 * some 0.1 milliseconds a GiB. While other threads make and destroy generators,
 * counts may be off by those.
 *
 * Returns 0, or GEN_EINVAL if statistics is NULL. Any thread. Since 0.1.
 */
GEN_API int gen_stats(gen_statistics *statistics, size_t size);

/**
 * Gives the memory of stacks that are kept back to the kernel, but for those
 * that other threads keep for themselves. Not needed for correctness, nor in
 * general: for a program that has had many generators and will not soon again.
 *
 * Returns the number of stacks released. Any thread. Since 0.1.
 */
GEN_API size_t gen_trim(void);

/** A generator, as gen_walk shows it. Later versions add members. */
typedef struct gen_info {
    const gen_t *gen;
    const char *name; /**< as gen_name; its generator's */
    gen_fn *body;     /**< its function */
    gen_status state;
    const char *engine;   /**< as gen_engine_name */
    size_t stack_size;    /**< bytes that its body may use */
    const gen_t *resumer; /**< of one that runs: the generator that has resumed
                               it; NULL if none has */
    const gen_t *inner;   /**< the one that it delegates to, or NULL */
    const void *waits_in; /**< of one that is suspended: the innermost place in
                               code outside of the library and of libc; NULL if
                               that is unknown */
    const void *made_at;  /**< the innermost such place of where it was made, if
                               that was noted, by CGEN_DEBUG=sites in the
                               environment; or NULL */
    const void *reserved[2];
} gen_info;

/**
 * Sets *info to what is known of g, as long as g is neither resumed nor
 * destroyed. Any thread, while no other one does either.
 *
 * Returns 0; or GEN_EINVAL, and *info is all zeros, if g is NULL or has no body
 * (gen_from made it, or gen_borrow). Since 0.1.
 */
GEN_API int gen_describe(const gen_t *g, gen_info *info);

/**
 * Writes a place in code as text: "module+0x1234", as addr2line(1) wants it,
 * and " symbol" or " symbol+0x12" where the program exports that (-rdynamic).
 * As snprintf(3), writes at most size bytes, the last of them '\0'. For what
 * gen_backtrace and gen_describe give.
 *
 * Returns the length of the whole text, which may be cut. Any thread, also in a
 * signal handler where dladdr(3) may be called. Since 0.1.
 */
GEN_API size_t gen_place_text(const void *place, char *text, size_t size);

/**
 * Calls fn(info, arg) for each generator of the process that has a body, in no
 * order, until that returns false: those that are alive when this is called,
 * whatever thread made them, those that have ended and were not destroyed, too.
 * info lives as long as the call. For looking at them: fn must not resume or
 * destroy any.
 *
 * Any thread, at a quiet moment: no other thread must destroy generators
 * meanwhile, and of those that other threads resume what is shown may be stale.
 *
 * Returns the number of calls; or 0 with errno set:
 *   EINVAL  fn is NULL
 *   ENOMEM  no memory: it takes that of a pointer for each
 * Since 0.1.
 */
GEN_API size_t gen_walk(bool (*fn)(const gen_info *info, void *arg), void *arg);

/** How gen_print_all prints. */
enum gen_format {
    GEN_TEXT = 0, /**< a line for each, then a line for each body: for people */
    GEN_JSON = 1  /**< an object with "generators" and "bodies" (RFC 8259) */
};

/**
 * Writes what gen_walk shows of all generators, and how many there are of each
 * body and what memory their stacks hold, to a file descriptor. Bodies are
 * shown as module+offset, for addr2line(1), with the symbol where the program
 * exports it (-rdynamic). format is an enum gen_format.
 *
 *     kill(1) -USR1, in a program whose event loop sees signals:
 *     gen_print_all(STDERR_FILENO, GEN_TEXT);
 *
 * How far each stack was used is asked of the kernel: some microseconds each.
 * Threads: as gen_walk.
 *
 * Returns 0, or GEN_EINVAL if format is unknown, GEN_ENOMEM; or GEN_EPERM if fd
 * cannot be written to, with errno as write(2) sets it. Since 0.1.
 */
GEN_API int gen_print_all(int fd, int format);

/**
 * Has a signal print every generator of the process to standard error, with its
 * body and the frames that it waits in or runs; and where it was made, with
 * CGEN_DEBUG=sites in the environment. The same by CGEN_DEBUG=usr1, for
 * SIGUSR1, in a program that does not call this.
 *
 *     gen_print_on_signal(SIGUSR1);          $ kill -USR1 1234
 *
 * It is what can be had in the middle of anything: while a generator is just
 * being made, a line says so, and the signal may be sent again; frames are left
 * out once a second thread has made generators, which might be resuming them.
 * The handler takes the place of the one that there is.
 *
 * Returns 0; or GEN_EINVAL if there is no such signal, or it cannot be caught.
 * Any thread. Since 0.1.
 */
GEN_API int gen_print_on_signal(int signal);

/* ---------------------------------------------------------------- Overflow
 *
 * A body that needs more stack than it has touches the guard below: SIGSEGV. To
 * say which one it was, the library has a handler for that signal, which prints
 * to standard error and then lets come what would have come without it: a core
 * file, or the program's own handler.
 *
 *     cgen: generator 0x7f50e1bdfec0 "parser" has overflowed its stack
 *         body       json+0x2410 parse_document
 *         ...
 *
 * When a generator first runs on a thread, that gets a stack for signal
 * handlers (sigaltstack(2)), unless it has one; and when the first one of the
 * process does, the handler takes the place of the one that there is (not of
 * SIG_IGN). For any other fault, and after the report, that one is called, with
 * its own flags and mask; if it was installed without SA_ONSTACK, it is put
 * back for good, and the kernel calls it. Handlers that are installed later
 * replace the library's: they may still call it, as sigaction(2) returns it.
 */

/**
 * Whether overflows are reported; they are, if this was not called. Before the
 * first generator runs, gen_report_overflow(false) leaves SIGSEGV and all
 * threads' signal stacks alone. Later, it has the handler print nothing.
 *
 * Any thread. Since 0.1.
 */
GEN_API void gen_report_overflow(bool on);

/* ------------------------------------------------------------------- Loops
 *
 *     gen_foreach (type, name, source)          statement
 *     gen_foreach (type, name, source, &result) statement
 *
 * Runs statement once for each value that source yields. (for...of)
 *
 * name is declared as type, which is a pointer type or an integer as wide as a
 * pointer, such as int64_t; any other does not compile. source is a gen_t *,
 * evaluated once; the loop owns it. Every way out of the loop (the end, break,
 * return, goto, being unwound, gen_exit) closes it with gen_return(source,
 * NULL) if it has not ended, and frees it. That runs from
 * __attribute__((cleanup)), so inside a body that is itself unwound it needs
 * -fexceptions, which pkg-config and CMake supply.
 *
 * result is a gen_result that says how the loop ended:
 *   { value, true, 0 }      source finished with value
 *   { value, false, 0 }     the loop was left early, source closed with value
 *                           (NULL if its cleanup yielded and was cut short)
 *   { value, .., error }    source threw (done: by itself; not done: while it
 *                           was being closed)
 * A source that is NULL gives no rounds and GEN_EINVAL, with errno as what
 * failed to make it left it; one that is running, already or because it has
 * resumed the loop's owner, gives GEN_EBUSY and is not freed.
 *
 * Without result an error is not taken for the end of the data. Inside a body
 * it ends that body, as gen_rethrow would there, once the loop has freed its
 * source. Where there is no body, or it is being unwound already, the error is
 * unhandled: see gen_set_on_unhandled.
 *
 * A C++ exception that closing the source throws comes out of the loop, whose
 * source is freed all the same; but not where the loop is left by another
 * exception, or because its body is being ended: what came first goes on, and
 * that of the closing is unhandled.
 */
#define gen_foreach(...)                                                   \
    GEN_FOREACH_CHOOSE_(__VA_ARGS__, GEN_FOREACH_LONG_, GEN_FOREACH_LONG_, \
                        GEN_FOREACH_LONG_, GEN_FOREACH_LONG_,              \
                        GEN_FOREACH_TOLD_, GEN_FOREACH_UNTOLD_,            \
                        GEN_FOREACH_SHORT_, GEN_FOREACH_SHORT_, )          \
    (__VA_ARGS__)

/** An error that no code receives: see gen_set_on_unhandled. */
typedef struct gen_unhandled {
    gen_result result;    /**< with an error that is not 0 */
    const char *function; /**< "gen_foreach", or the consumer of <cgen/iter.h>
                               that was given no gen_result */
    const char *file;     /**< where the loop stands; NULL for a consumer */
    int line;             /**< 0 for a consumer */
} gen_unhandled;

typedef void gen_unhandled_fn(const gen_unhandled *unhandled);

/**
 * Has fn called for errors that are unhandled: of loops and consumers that were
 * given no gen_result, where there is no body that they could end.
 *
 * By default, and with fn NULL, a line is printed to standard error, which
 * names the loop's file and line and the error, and the program goes on. fn may
 * end the program; it may not throw or yield. It runs on the thread that met
 * the error; *unhandled lives until it returns.
 *
 * Returns what was set before, NULL for the default. Any thread. Since 0.1.
 */
GEN_API gen_unhandled_fn *gen_set_on_unhandled(gen_unhandled_fn *fn);

/* What the number of arguments leads to. */
#define GEN_FOREACH_CHOOSE_(a, b, c, d, e, f, g, h, chosen, ...) chosen
#define GEN_FOREACH_TOLD_(type, name, source, result) \
    GEN_FOREACH_IN_(GEN_LOOP_NAME_(name), type, name, source, result)
#define GEN_FOREACH_UNTOLD_(type, name, source) \
    GEN_FOREACH_IN_(GEN_LOOP_NAME_(name), type, name, source, NULL)
#define GEN_FOREACH_SHORT_(...)                                             \
    GEN_STATIC_ASSERT_(0, "gen_foreach needs a type, a name and a source, " \
                          "with commas: gen_foreach (int64_t, n, source)"); \
    for (;;)
#define GEN_FOREACH_LONG_(...)                                                \
    GEN_STATIC_ASSERT_(0, "gen_foreach takes a type, a name, a source and a " \
                          "&result; a type with a comma needs a typedef");    \
    for (;;)

/* By the variable's name, which loops in each other do not share. */
#define GEN_LOOP_NAME_(name) GEN_LOOP_PASTE_(gen_loop_of_, name)
#define GEN_LOOP_PASTE_(a, b) a##b

/* The outer loop fetches, the inner one runs the statement once: a statement
 * that ends leaves loop.fresh false, one that breaks leaves it true. */
#define GEN_FOREACH_IN_(loop, type, name, source, result)                   \
    for (struct gen_loop loop GEN_ON_SCOPE_EXIT(gen_loop_close) =           \
             gen_loop_open(source, result, __FILE__, __LINE__);             \
         gen_loop_next(&loop);)                                             \
        for (type name GEN_UNUSED = GEN_LOOP_VALUE_(type, loop.last.value); \
             loop.fresh; loop.fresh = false)

#define GEN_LOOP_TYPE_                                                        \
    "gen_foreach: the type of a loop is a pointer, or an integer as wide as " \
    "one, such as int64_t; a loop over doubles has a void * and gen_to_double"

#ifdef __cplusplus
#define GEN_STATIC_ASSERT_ static_assert
#define GEN_LOOP_VALUE_(type, value) gen_loop_value_<type>(value)
extern "C++" {
template <class T> struct gen_loop_type_ {
    static const bool is_good = sizeof(T) == sizeof(void *);
};
template <> struct gen_loop_type_<double> {
    static const bool is_good = false;
};
template <class T> inline T gen_loop_value_(void *value)
{
    static_assert(gen_loop_type_<T>::is_good, GEN_LOOP_TYPE_);

    return reinterpret_cast<T>(value);
}
}
#else
#define GEN_STATIC_ASSERT_ _Static_assert
#define GEN_LOOP_VALUE_(type, value) \
    ((void)sizeof(GEN_LOOP_CHECK_(type)), (type)(value))
#define GEN_LOOP_CHECK_(type)                                       \
    struct {                                                        \
        GEN_STATIC_ASSERT_(sizeof(type) == sizeof(void *) &&        \
                               _Generic((type *)NULL, double * : 0, \
                                        default : 1),               \
                           GEN_LOOP_TYPE_);                         \
        char unused;                                                \
    }
#endif

/* What gen_foreach expands to. Not for use by itself. */
struct gen_loop {
    gen_t *source;
    gen_result *result;
    gen_result last;       /* what source gave last */
    unsigned long entered; /* what gen_loop_enter returned */
    const char *file;
    int line;
    bool fresh; /* last holds a value whose round is not over */
};

/* gen_loop_enter: called when a loop begins; returns a number for what unwinds
 * the calling code then.
 * gen_loop_leave: called when it is left; closes the source, if need be, and
 * frees it; returns how the loop ended.
 * gen_loop_fail: called with an error for which there is no gen_result; does
 * not return if it ends a body. */
GEN_API unsigned long gen_loop_enter(void);
GEN_API gen_result gen_loop_leave(gen_t *source, gen_result last,
                                  unsigned long entered);
GEN_API void gen_loop_fail(gen_result result, const char *function,
                           const char *file, int line);

static inline struct gen_loop gen_loop_open(gen_t *source, gen_result *result,
                                            const char *file, int line)
{
    struct gen_loop loop = {
        source, result, {NULL, false, 0}, gen_loop_enter(), file, line, false};
    return loop;
}

/* The result goes through a variable of its own: gen_loop_close reads last when
 * gen_next is left by unwinding, and a compiler may assume that an object which
 * the result of a call is assigned to need not be right then. */
static inline bool gen_loop_next(struct gen_loop *loop)
{
    gen_result next;

    if (loop->fresh)
        return false;
    next = gen_next(loop->source);
    loop->last = next;
    loop->fresh = !loop->last.done;
    if (!loop->fresh && loop->last.error != 0 && loop->result == NULL)
        gen_loop_fail(loop->last, "gen_foreach", loop->file, loop->line);
    return loop->fresh;
}

/* An error that gen_loop_next has passed to gen_loop_fail is not passed again.
 */
static inline void gen_loop_close(struct gen_loop *loop)
{
    gen_result end = gen_loop_leave(loop->source, loop->last, loop->entered);

    if (loop->result != NULL)
        *loop->result = end;
    else if (end.error != 0 && loop->last.error == 0)
        gen_loop_fail(end, "gen_foreach", loop->file, loop->line);
}

#ifdef __cplusplus
}
#endif

#endif
