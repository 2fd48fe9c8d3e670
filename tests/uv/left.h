/* What a program on libuv has left behind. */
#ifndef CGEN_TEST_UV_LEFT_H
#define CGEN_TEST_UV_LEFT_H

#include <uv.h>

int open_descriptors(void);

/* Closes a loop. What was left to itself, as the closing of a file, may end
 * within a second. Returns what uv_loop_close does; then the handles that are
 * open are on standard error. */
int close_loop(uv_loop_t *loop);

#endif
