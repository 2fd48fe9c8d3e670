/* Generators whose bodies have tasks: what they have in common. */
#ifndef CGEN_TASK_STREAM_H
#define CGEN_TASK_STREAM_H

#include "task/task.h"

#define stream_new cgen__task_stream_new
#define stream_new_state cgen__task_stream_new_state
#define stream_let_go cgen__task_stream_let_go
#define stream_take cgen__task_stream_take
#define stream_spawn cgen__task_stream_spawn

/* The first member of the state, which is the argument of the body. */
struct stream {
    gen_t *body;
    void (*release)(void *state); /* what the state owns, but for itself */
};

/* Memory for a state, of zeros, or NULL; sources are closed and destroyed then,
 * or if error, an errno, is not 0, and errno is set. */
void *stream_new_state(size_t size, gen_t *const *sources, size_t count,
                       int error);

/* Makes the generator of a state. On failure state is released. */
gen_t *stream_new(void *state, gen_fn *body, void (*release)(void *state),
                  const char *name);

/* Closes and destroys what sources are not NULL. */
void stream_let_go(gen_t *const *sources, size_t count);

/* For the task that is to own a source: takes it out of the state. */
gen_t *stream_take(gen_t **source);

/* Spawns a task; if that fails, ends the body self with GEN_ENOMEM. */
gen_task_t *stream_spawn(gen_t *self, gen_scope_t *scope, gen_fn *fn,
                         void *arg);

#endif
