/*
 * judge [--unwind] FILE...
 *
 * Runs every program of the files and compares traces; prints what differs and
 * what is skipped, and how many. With --unwind generators are left to be
 * unwound by the library wherever that means the same.
 */
#include <stdio.h>
#include <string.h>

#include "judge.h"

static void judge_file(const char *name, bool unwinds, int verdicts[3])
{
    struct text text;

    text_open(&text, name);
    while (text_next(&text)) {
        if (text_is(&text, "P"))
            verdicts[judge_generators(&text, unwinds)]++;
        else if (text_is(&text, "Q"))
            verdicts[judge_helpers(&text)]++;
        else if (text_is(&text, "A"))
            verdicts[judge_async(&text, unwinds)]++;
        else if (text.tokens[0][0] != '#')
            text_reject(&text);
    }
    text_close(&text);
}

int main(int argc, char **argv)
{
    int first = argc > 1 && strcmp(argv[1], "--unwind") == 0 ? 2 : 1;
    int verdicts[3] = {0, 0, 0};

    if (argc <= first) {
        fputs("usage: judge [--unwind] FILE...\n", stderr);
        return 2;
    }
    for (int i = first; i < argc; i++)
        judge_file(argv[i], first == 2, verdicts);
    printf("%d programs: %d equal, %d different, %d skipped\n",
           verdicts[EQUAL] + verdicts[DIFFERENT] + verdicts[SKIPPED],
           verdicts[EQUAL], verdicts[DIFFERENT], verdicts[SKIPPED]);
    return verdicts[DIFFERENT] != 0 || verdicts[EQUAL] == 0;
}
