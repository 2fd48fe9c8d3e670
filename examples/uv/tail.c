/*
 * Prints the lines of files, and then those that are added to them, until
 * SIGINT. (tail -F)
 *
 *   uv_tail FILE...
 *
 * A file that is renamed or deleted is read to its end, and then the new one of
 * that name; one that has become shorter, from its beginning.
 */
#include <cgen/uv.h>
#include <signal.h>
#include <stdio.h>

struct tail {
    const char *path;
    uv_file file;
    uint64_t inode;
    int64_t at;      /* all before this was read */
    char line[4096]; /* that has not ended; longer ones are cut */
    size_t length;
};

struct line {
    const char *path, *text;
};

static void take_byte(gen_t *self, struct tail *tail, char byte)
{
    if (byte != '\n')
        tail->line[tail->length++] = byte;
    if (byte == '\n' || tail->length == sizeof tail->line - 1) {
        tail->line[tail->length] = '\0';
        tail->length = 0;
        gen_yield(self, &(struct line){tail->path, tail->line});
    }
}

/* All that there is. */
static void read_on(gen_t *self, struct tail *tail)
{
    char data[4096];
    uv_stat_t about;
    int64_t got;

    if (gen_uv_fstat(tail->file, &about) == 0 &&
        (int64_t)about.st_size < tail->at)
        tail->at = 0;
    while ((got = gen_uv_read(tail->file, data, sizeof data, tail->at)) > 0) {
        tail->at += got;
        for (int64_t i = 0; i < got; i++)
            take_byte(self, tail, data[i]);
    }
}

/* Whether the file that is open still has the name. */
static bool is_current(const struct tail *tail)
{
    uv_stat_t about;

    return gen_uv_stat(tail->path, &about) == 0 && about.st_ino == tail->inode;
}

static void open_again(struct tail *tail)
{
    uv_stat_t about;

    gen_uv_closing_file(&tail->file);
    tail->at = 0;
    tail->length = 0;
    tail->file = gen_uv_open(tail->path, O_RDONLY, 0);
    if (gen_uv_fstat(tail->file, &about) == 0)
        tail->inode = about.st_ino;
}

static void close_tail(struct tail *tail)
{
    gen_uv_closing_file(&tail->file);
}

static void stop_watching(gen_t **changes)
{
    gen_destroy(*changes);
}

/* It watches before it reads, so that no change comes between. */
static void follow_name(gen_t *self, struct tail *tail)
{
    gen_t *changes GEN_ON_SCOPE_EXIT(stop_watching) = gen_uv_watch(tail->path);

    if (changes == NULL) {
        gen_sleep(100); /* there will be one */
        return;
    }
    read_on(self, tail);
    if (!is_current(tail))
        open_again(tail);
    read_on(self, tail);
    while (is_current(tail) && gen_next(changes).error == 0)
        read_on(self, tail);
}

/* Yields lines, as struct line *. */
static void *follow(gen_t *self, void *path)
{
    struct tail tail GEN_ON_SCOPE_EXIT(close_tail) = {.path = path, .file = -1};

    for (;;)
        follow_name(self, &tail);
    return NULL;
}

struct files {
    char **paths;
    int count;
};

static void *print_lines(gen_t *self, void *argument)
{
    const struct files *files = argument;
    gen_t *tails[files->count];

    (void)self;
    for (int i = 0; i < files->count; i++)
        tails[i] = gen_create(follow, files->paths[i]);
    gen_foreach (const struct line *, line,
                 gen_merge(tails, (size_t)files->count)) {
        printf("%s: %s\n", line->path, line->text);
        fflush(stdout);
    }
    return NULL;
}

static void *print_until_interrupted(gen_t *self, void *files)
{
    gen_scope (all) {
        gen_spawn(all, print_lines, files);
        gen_foreach (int64_t, number, gen_uv_signals(SIGINT)) {
            (void)self, (void)number;
            return NULL; /* what is left is cancelled */
        }
    }
    return NULL;
}

int main(int argc, char **argv)
{
    struct files files = {argv + 1, argc - 1};

    if (argc < 2) {
        fputs("usage: uv_tail FILE...\n", stderr);
        return 2;
    }
    if (gen_uv_run(NULL, print_until_interrupted, &files, NULL) == 0)
        return 0;
    fprintf(stderr, "uv_tail: %s\n", gen_uv_failure()->text);
    return 1;
}
