/*
 * walk: nftw's callback, turned into a loop over a directory tree.
 *
 *     walk DIR       how many bytes and files there are, by suffix
 *     walk DIR N     the first N paths
 *
 * visit is called by nftw, deep inside libc, and yields from there. A loop
 * that is left early must not just drop libc's frames: the directories that
 * nftw has open would stay open. So visit asks gen_yield_catch to be told, and
 * has nftw end itself.
 */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cgen.h>

struct entry {
    const char *path;
    const char *name; /* the last part of path */
    const struct stat *status;
    int type; /* FTW_F, FTW_D, ... */
};

static int visit(const char *path, const struct stat *status, int type,
                 struct FTW *place)
{
    struct entry entry = {path, path + place->base, status, type};

    /* Anything but 0 makes nftw close its directories and return. */
    return gen_yield_catch(gen_self(), &entry).signal != GEN_NEXT;
}

static void *entries(gen_t *self, void *directory)
{
    if (nftw(directory, visit, 32, FTW_PHYS) == -1)
        gen_raise(self, strerror(errno));
    return NULL;
}

/* nftw recurses: enough stack for the longest path that there can be. */
static gen_t *walk(char *directory)
{
    gen_options options = {.stack_size = 4 * 1024 * 1024};

    return gen_create_with(entries, directory, &options);
}

struct total {
    struct total *next;
    long files;
    long long bytes;
    char suffix[];
};

static struct total *new_total(const char *suffix)
{
    struct total *total = calloc(1, sizeof *total + strlen(suffix) + 1);

    if (total == NULL) {
        perror("walk");
        exit(1);
    }
    strcpy(total->suffix, suffix);
    return total;
}

static void count(struct total **totals, const struct entry *file)
{
    const char *dot = strrchr(file->name, '.');
    bool has_suffix = dot != NULL && dot != file->name && dot[1] != '\0';
    const char *suffix = has_suffix ? dot : "(none)";

    while (*totals != NULL && strcmp((*totals)->suffix, suffix) != 0)
        totals = &(*totals)->next;
    if (*totals == NULL)
        *totals = new_total(suffix);
    (*totals)->files++;
    (*totals)->bytes += file->status->st_size;
}

static void print_biggest(struct total **totals)
{
    struct total **biggest = totals, *it;

    for (struct total **t = totals; *t != NULL; t = &(*t)->next)
        if ((*t)->bytes > (*biggest)->bytes)
            biggest = t;
    it = *biggest;
    *biggest = it->next;
    printf("%15lld bytes %8ld files  %s\n", it->bytes, it->files, it->suffix);
    free(it);
}

static int complain(const char *path, const char *why)
{
    fprintf(stderr, "walk: %s: %s\n", path, why);
    return 1;
}

int main(int argc, char **argv)
{
    long left = argc == 3 ? strtol(argv[2], NULL, 10) : LONG_MAX;
    struct total *totals = NULL;
    int status = 0;
    gen_result end;

    if (argc < 2 || argc > 3 || left <= 0) {
        fputs("usage: walk DIR [N]\n", stderr);
        return 2;
    }
    gen_foreach (struct entry *, e, walk(argv[1]), &end) {
        if (e->type == FTW_DNR || e->type == FTW_NS)
            status = complain(e->path, "cannot be read");
        if (argc == 3)
            puts(e->path);
        else if (e->type == FTW_F && S_ISREG(e->status->st_mode))
            count(&totals, e);
        if (--left == 0)
            break;
    }
    while (totals != NULL)
        print_biggest(&totals);
    if (end.error == 0)
        return status;
    return complain(argv[1],
                    end.error == GEN_THROWN ? end.value : strerror(errno));
}
