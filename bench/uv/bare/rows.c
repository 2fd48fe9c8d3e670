/* examples/uv/rows.c on libuv's callbacks. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

static uv_loop_t *loop;
static uv_work_t work;
static uv_timer_t timer;
static sqlite3 *database;
static sqlite3_stmt *statement;
static int step_status, ticks;
static long long enough;

static void on_tick(uv_timer_t *unused)
{
    (void)unused;
    ticks++;
}

static void take_step(uv_work_t *unused)
{
    (void)unused;
    step_status = sqlite3_step(statement);
}

static void print_row(sqlite3_stmt *row)
{
    for (int i = 0; i < sqlite3_column_count(row); i++)
        printf("%s%s", i > 0 ? "|" : "", sqlite3_column_text(row, i));
    putchar('\n');
}

static void on_step(uv_work_t *unused, int status)
{
    (void)unused;
    if (status == 0 && step_status == SQLITE_ROW) {
        print_row(statement);
        if (--enough > 0) {
            uv_queue_work(loop, &work, take_step, on_step);
            return;
        }
        step_status = SQLITE_DONE;
    }
    uv_close((uv_handle_t *)&timer, NULL);
}

static int query(const char *path, const char *text)
{
    if (sqlite3_open(path, &database) != SQLITE_OK ||
        sqlite3_prepare_v2(database, text, -1, &statement, NULL) != SQLITE_OK)
        return SQLITE_ERROR;
    uv_timer_init(loop, &timer);
    uv_timer_start(&timer, on_tick, 1, 1);
    uv_queue_work(loop, &work, take_step, on_step);
    uv_run(loop, UV_RUN_DEFAULT);
    return step_status;
}

int main(int argc, char **argv)
{
    int status;

    if (argc < 3 || argc > 4) {
        fputs("usage: uv_rows DATABASE QUERY [ENOUGH]\n", stderr);
        return 2;
    }
    loop = uv_default_loop();
    enough = argc > 3 ? atoll(argv[3]) : INT64_MAX;
    status = query(argv[1], argv[2]);
    fprintf(stderr, "%d ticks\n", ticks);
    if (status != SQLITE_DONE)
        fprintf(stderr, "uv_rows: %s\n", sqlite3_errmsg(database));
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return status != SQLITE_DONE;
}
