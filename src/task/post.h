/* Wakes from other threads: what the other files need of them. */
#ifndef CGEN_TASK_POST_H
#define CGEN_TASK_POST_H

#include "task/task.h"

#define post_begin cgen__task_post_begin
#define post_end cgen__task_post_end
#define post_walk cgen__task_post_walk

/* From here on, until the end, loop can be posted to. */
void post_begin(gen_task_loop_t *loop);
void post_end(gen_task_loop_t *loop);

/* Calls visit(loop, arg) for each loop of the process until that returns false,
 * under the lock of posts. */
void post_walk(bool (*visit)(const gen_task_loop_t *loop, void *arg),
               void *arg);

#endif
