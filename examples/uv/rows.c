/*
 * Prints the rows that a query has, until there are enough, while a timer goes
 * on ticking: SQLite works on libuv's threads.
 *
 *   uv_rows DATABASE QUERY [ENOUGH]
 *
 * The number of ticks, one each millisecond, goes to standard error.
 */
#include <cgen/uv.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

struct query {
    const char *path, *text;
    int64_t enough;
};

struct step {
    sqlite3_stmt *statement;
    int status;
};

static void close_database(sqlite3 **database)
{
    sqlite3_close(*database);
}

static void finalize(sqlite3_stmt **statement)
{
    sqlite3_finalize(*statement);
}

static void take_step(void *step)
{
    ((struct step *)step)->status =
        sqlite3_step(((struct step *)step)->statement);
}

/* Yields the statement once for each of its rows. (async function*) */
static void *rows(gen_t *self, void *argument)
{
    const struct query *query = argument;
    sqlite3 *database GEN_ON_SCOPE_EXIT(close_database) = NULL;
    sqlite3_stmt *statement GEN_ON_SCOPE_EXIT(finalize) = NULL;
    struct step step;

    if (sqlite3_open(query->path, &database) != SQLITE_OK ||
        sqlite3_prepare_v2(database, query->text, -1, &statement, NULL) !=
            SQLITE_OK)
        gen_raise(self, sqlite3_mprintf("%s", sqlite3_errmsg(database)));
    step.statement = statement;
    while (gen_uv_work(take_step, &step) == 0 && step.status == SQLITE_ROW)
        gen_yield(self, statement);
    if (step.status != SQLITE_DONE)
        gen_raise(self, sqlite3_mprintf("%s", sqlite3_errmsg(database)));
    return NULL;
}

static void print_row(sqlite3_stmt *row)
{
    for (int i = 0; i < sqlite3_column_count(row); i++)
        printf("%s%s", i > 0 ? "|" : "", sqlite3_column_text(row, i));
    putchar('\n');
}

static void *tick(gen_t *self, void *ticks)
{
    for (;; ++*(int *)ticks)
        gen_sleep(1);
    return self;
}

static void *print_all(gen_t *self, void *argument)
{
    struct query *query = argument;
    int ticks = 0;
    gen_result end = {0};

    gen_scope (both) {
        gen_task_t *ticker = gen_spawn(both, tick, &ticks);

        gen_foreach (sqlite3_stmt *, row,
                     gen_take(gen_create(rows, query), query->enough), &end)
            print_row(row);
        gen_task_cancel(ticker);
    }
    fprintf(stderr, "%d ticks\n", ticks);
    gen_rethrow(self, end);
    return NULL;
}

int main(int argc, char **argv)
{
    struct query query;
    gen_result end = {0};

    if (argc < 3 || argc > 4) {
        fputs("usage: uv_rows DATABASE QUERY [ENOUGH]\n", stderr);
        return 2;
    }
    query =
        (struct query){argv[1], argv[2], argc > 3 ? atoll(argv[3]) : INT64_MAX};
    if (gen_uv_run(NULL, print_all, &query, &end) == 0)
        return 0;
    if (end.error == GEN_THROWN)
        fprintf(stderr, "uv_rows: %s\n", (char *)end.value);
    sqlite3_free(end.error == GEN_THROWN ? end.value : NULL);
    return 1;
}
