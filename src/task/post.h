/* Wakes from other threads: what the other files need of them. */
#ifndef CGEN_TASK_POST_H
#define CGEN_TASK_POST_H

#include "task/task.h"

#define post_begin cgen__task_post_begin
#define post_end cgen__task_post_end

/* From here on, until the end, loop can be posted to. */
void post_begin(gen_task_loop_t *loop);
void post_end(gen_task_loop_t *loop);

#endif
