#include "uv/left.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

int open_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    int count = 0;

    if (directory == NULL)
        return 0;
    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count;
}

int close_loop(uv_loop_t *loop)
{
    int error;

    for (int i = 0; (error = uv_loop_close(loop)) != 0 && i < 1000; i++) {
        uv_run(loop, UV_RUN_NOWAIT);
        usleep(1000);
    }
    if (error != 0)
        uv_print_all_handles(loop, stderr);
    return error;
}
