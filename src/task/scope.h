/* Scopes: what the other files need of them. */
#ifndef CGEN_TASK_SCOPE_H
#define CGEN_TASK_SCOPE_H

#include "task/task.h"

#define scope_take_place cgen__task_scope_take_place
#define scope_first_ended cgen__task_scope_first_ended
#define scope_fill_place cgen__task_scope_fill_place
#define scope_has_ended cgen__task_scope_has_ended
#define scope_count cgen__task_scope_count
#define scope_forget cgen__task_scope_forget
#define scope_detach cgen__task_scope_detach
#define scope_refuse_spawners cgen__task_scope_refuse_spawners
#define scope_let_go cgen__task_scope_let_go
#define scope_is_failure cgen__task_scope_is_failure
#define scope_tell_of_change cgen__task_scope_tell_of_change
#define scope_await_change cgen__task_scope_await_change
#define scope_cancel_kept cgen__task_scope_cancel_kept
#define scope_end_body cgen__task_scope_end_body
#define scopes_find_cancelled cgen__task_scopes_find_cancelled
#define scopes_lose_opener cgen__task_scopes_lose_opener

/* ------------------------------------------------- Its tasks (members.c) */

/* Takes a place for a task to come; awaits one if need be. Returns 0, or an
 * errno. */
int scope_take_place(gen_scope_t *scope, const gen_task_loop_t *loop);

/* The task has come; NULL: it could not be made. */
void scope_fill_place(gen_scope_t *scope, gen_task_t *task);

/* Of its tasks that have ended and are wanted, the first to end; or NULL. */
gen_task_t *scope_first_ended(const gen_scope_t *scope,
                              bool (*is_wanted)(const gen_task_t *));

/* Has those who wait for a place go on without one. */
void scope_refuse_spawners(gen_scope_t *scope);

/* Leaves the tasks to themselves: no task runs that could await their ends. */
void scope_let_go(gen_scope_t *scope);

/* True of an error that a scope is to pass on. */
bool scope_is_failure(gen_result end);

/* task, which belongs to a scope, has ended. */
void scope_has_ended(gen_task_t *task);

/* task, which has ended, is not joined by anyone: it is for the scope. */
void scope_count(gen_task_t *task);

/* task is about to be freed. */
void scope_forget(gen_task_t *task);

/* task was detached; if it has ended, it may be freed. */
void scope_detach(gen_task_t *task);

/* ------------------------------------------------------ A scope (scope.c) */

/* A task has ended, or was detached: wakes who awaits that. If one has failed,
 * and the opener waits for something else, that is cut short; if it runs, it
 * finds out at its next await. */
void scope_tell_of_change(gen_scope_t *scope);

/* Awaits that. */
void scope_await_change(gen_scope_t *scope);

/* Cancels the tasks that have not ended, but for those that were detached. */
void scope_cancel_kept(gen_scope_t *scope);

/* ------------------------------------------------- Scopes that task opened */

/* One that is to end the body that has opened it, at the await of the task, or
 * NULL. */
gen_scope_t *scopes_find_cancelled(const gen_task_t *task);

/* Ends that body; from within. */
_Noreturn void scope_end_body(gen_scope_t *scope);

/* The task has ended. */
void scopes_lose_opener(gen_task_t *task);

#endif
