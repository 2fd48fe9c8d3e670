/*
 * bigfile: statistics of a column of a file of any size, in constant memory.
 *
 *     bigfile FILE COLUMN [DELIMITER]
 *
 * A chain of generators, each looping over the one before: lines reads the
 * file in parts, fields picks a field of each line, summaries adds it up. Only
 * one line is in memory at a time, as the last line printed proves. COLUMN
 * counts from 1, DELIMITER is a character, by default a comma.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cgen.h>

struct job {
    FILE *file;
    long long bytes; /* read so far */
    long column;
    const char *delimiter;
};

static void free_text(char **text)
{
    free(*text);
}

static void *lines(gen_t *self, void *arg)
{
    struct job *job = arg;
    char *line GEN_ON_SCOPE_EXIT(free_text) = NULL;
    size_t room = 0;
    ssize_t length;

    while ((length = getline(&line, &room, job->file)) != -1) {
        job->bytes += length;
        line[strcspn(line, "\r\n")] = '\0';
        gen_yield(self, line);
    }
    if (ferror(job->file))
        gen_raise(self, strerror(errno));
    return NULL;
}

static char *reason(gen_result end)
{
    return end.error == GEN_THROWN ? end.value : strerror(errno);
}

/* An error goes down the chain, as an exception would. */
static void *pass_on(gen_t *self, gen_result end)
{
    if (end.error != 0)
        gen_raise(self, reason(end));
    return end.value;
}

static void *fields(gen_t *self, void *arg)
{
    struct job *job = arg;
    gen_result end;

    gen_foreach (char *, field, gen_create(lines, job), &end) {
        for (long i = 1; i < job->column && *field != '\0'; i++) {
            field += strcspn(field, job->delimiter);
            field += *field != '\0';
        }
        field[strcspn(field, job->delimiter)] = '\0';
        gen_yield(self, field);
    }
    return pass_on(self, end);
}

struct summary {
    long count, skipped;
    double sum, mean, squares, least, greatest;
};

/* Welford's method, which loses no digits on the way. */
static void add(struct summary *s, double x)
{
    double difference = x - s->mean;

    s->count++;
    s->sum += x;
    s->mean += difference / (double)s->count;
    s->squares += difference * (x - s->mean);
    s->least = fmin(s->least, x);
    s->greatest = fmax(s->greatest, x);
}

static void *summaries(gen_t *self, void *job)
{
    struct summary s = {.least = INFINITY, .greatest = -INFINITY};
    gen_result end;

    gen_foreach (char *, field, gen_create(fields, job), &end) {
        char *rest;
        double x = strtod(field, &rest);
        if (rest != field && rest[strspn(rest, " \t")] == '\0' && isfinite(x))
            add(&s, x);
        else
            s.skipped++;
        gen_yield(self, &s);
    }
    return pass_on(self, end);
}

static void print(const struct summary *s, const struct job *job)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    printf("numbers    %ld\n", s->count);
    printf("skipped    %ld\n", s->skipped);
    printf("sum        %.15g\n", s->sum);
    printf("mean       %.15g\n", s->mean);
    printf("deviation  %.15g\n", sqrt(s->squares / (double)s->count));
    printf("least      %.15g\n", s->least);
    printf("greatest   %.15g\n", s->greatest);
    printf("read       %lld KiB\n", job->bytes / 1024);
    printf("memory     %ld KiB at most\n", usage.ru_maxrss);
}

static int complain(const char *name, const char *why)
{
    fprintf(stderr, "bigfile: %s: %s\n", name, why);
    return 1;
}

int main(int argc, char **argv)
{
    struct job job = {.delimiter = argc > 3 ? argv[3] : ","};
    struct summary last = {.count = 0};
    gen_result end;

    job.column = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    if (argc > 4 || job.column < 1 || strlen(job.delimiter) != 1) {
        fputs("usage: bigfile FILE COLUMN [DELIMITER]\n", stderr);
        return 2;
    }
    job.file = fopen(argv[1], "r");
    if (job.file == NULL)
        return complain(argv[1], strerror(errno));
    gen_foreach (struct summary *, s, gen_create(summaries, &job), &end)
        last = *s;
    fclose(job.file);
    if (end.error != 0)
        return complain(argv[1], reason(end));
    if (last.count == 0)
        return complain(argv[1], "no number in that column");
    print(&last, &job);
    return 0;
}
