/* A program on libuv, as an installed library offers it. */
#include <cgen/uv.h>
#include <stdio.h>

static void *counts_lines(gen_t *self, void *path)
{
    int lines = 0;

    (void)self;
    gen_sleep(1);
    gen_foreach (char *, line, gen_uv_lines(path, 4096))
        lines += line[0] != '\0';
    return gen_of_int(lines);
}

int main(int argc, char **argv)
{
    gen_result end;

    if (argc != 2 || gen_uv_run(NULL, counts_lines, argv[1], &end) != 0)
        return 1;
    printf("%d lines\n", (int)gen_to_int(end.value));
    return gen_to_int(end.value) <= 0;
}
