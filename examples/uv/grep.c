/*
 * Prints the lines of a file that have a text in them.
 *
 *   uv_grep TEXT FILE
 *
 * The file is read by libuv's threads, a block ahead, however long it is.
 */
#include <cgen/uv.h>
#include <stdio.h>

enum { BLOCK = 64 * 1024 };

static void *search(gen_t *self, void *argument)
{
    char **argv = argument;

    (void)self;
    gen_foreach (char *, line, gen_uv_lines(argv[2], BLOCK))
        if (strstr(line, argv[1]) != NULL)
            puts(line);
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: uv_grep TEXT FILE\n", stderr);
        return 2;
    }
    if (gen_uv_run(NULL, search, argv, NULL) == 0)
        return 0;
    fprintf(stderr, "uv_grep: %s\n", gen_uv_failure()->text);
    return 1;
}
