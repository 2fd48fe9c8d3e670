/* An event loop whose time passes only where a test says so: it runs timers and
 * posted calls, in order. */
#ifndef CGEN_TEST_FAKE_LOOP_H
#define CGEN_TEST_FAKE_LOOP_H

#include <cgen/task.h>

#include "test.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Makes the loop of this thread's tasks. Failures of detached tasks are noted.
 */
gen_task_loop_t *fake_loop_begin(void);

/* Frees it; fails the test if tasks, timers or stacks are left. */
void fake_loop_end(void);

/* Runs what is posted, and timers in the order of their times, until there is
 * neither. Waits for posts of other threads as long as that many are to come.
 */
void fake_loop_run(void);
void fake_loop_run_with(int posts);

/* Runs what is due at that virtual time, which it is then. */
void fake_loop_run_until(uint64_t time);

/* The virtual time, in milliseconds. */
uint64_t fake_loop_now(void);

#ifdef __cplusplus
}
#endif

#endif
