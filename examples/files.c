/* files: a generator as a table-valued function of SQLite, to be loaded there.
 *     SELECT path, size FROM files('/usr') ORDER BY size DESC LIMIT 10; */
#define _XOPEN_SOURCE 700
#include <cgen.h>
#include <ftw.h>
#include <sqlite3ext.h>
#include <stdlib.h>
#include <string.h>
SQLITE_EXTENSION_INIT1

struct cursor {
    sqlite3_vtab_cursor base;
    gen_t *walk;    /* paused within nftw */
    gen_result row; /* { path, struct stat } */
};

/* The generator; the rest is how SQLite asks for rows. */
static int visit(const char *path, const struct stat *st, int type,
                 struct FTW *f)
{
    return gen_yield_catch(gen_self(), (const void *[]){path, st}).signal;
}
static void *walk(gen_t *self, void *root)
{
    gen_defer(self, free, root);
    return nftw(root, visit, 32, FTW_PHYS), NULL;
}
static int next(sqlite3_vtab_cursor *base)
{
    struct cursor *at = (struct cursor *)base;
    at->row = gen_next(at->walk);
    return at->row.error == 0 ? SQLITE_OK : SQLITE_NOMEM;
}
static int filter(sqlite3_vtab_cursor *base, int plan, const char *name,
                  int count, sqlite3_value **arguments)
{
    struct cursor *at = (struct cursor *)base;
    gen_destroy(at->walk);
    at->walk = gen_create(walk, strdup((char *)sqlite3_value_text(*arguments)));
    return next(base);
}
static int eof(sqlite3_vtab_cursor *base)
{
    return ((struct cursor *)base)->row.done;
}
static int column(sqlite3_vtab_cursor *base, sqlite3_context *to, int which)
{
    void *const *row = ((struct cursor *)base)->row.value;
    if (which == 0)
        sqlite3_result_text(to, row[0], -1, SQLITE_TRANSIENT);
    else
        sqlite3_result_int64(to, ((struct stat *)row[1])->st_size);
    return SQLITE_OK;
}
static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **base)
{
    return (*base = calloc(1, sizeof(struct cursor))) ? SQLITE_OK
                                                      : SQLITE_NOMEM;
}
static int close_cursor(sqlite3_vtab_cursor *base)
{
    gen_destroy(((struct cursor *)base)->walk);
    return free(base), SQLITE_OK;
}
static int best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    for (int i = 0; i < info->nConstraint; i++)
        if (info->aConstraint[i].iColumn == 2 && info->aConstraint[i].usable) {
            info->aConstraintUsage[i].argvIndex = 1;
            info->aConstraintUsage[i].omit = 1;
            return SQLITE_OK;
        }
    return SQLITE_CONSTRAINT; /* files needs its argument */
}
static int connect(sqlite3 *db, void *x, int count, const char *const *names,
                   sqlite3_vtab **table, char **error)
{
    if ((*table = calloc(1, sizeof **table)) == NULL)
        return SQLITE_NOMEM;
    return sqlite3_declare_vtab(db, "CREATE TABLE t(path PRIMARY KEY, size, "
                                    "root HIDDEN) WITHOUT ROWID");
}
static int disconnect(sqlite3_vtab *table)
{
    return free(table), SQLITE_OK;
}
int sqlite3_extension_init(sqlite3 *db, char **error,
                           const sqlite3_api_routines *api)
{
    static const sqlite3_module module = {.xConnect = connect,
                                          .xBestIndex = best_index,
                                          .xDisconnect = disconnect,
                                          .xOpen = open_cursor,
                                          .xClose = close_cursor,
                                          .xFilter = filter,
                                          .xNext = next,
                                          .xEof = eof,
                                          .xColumn = column};
    SQLITE_EXTENSION_INIT2(api)
    return sqlite3_create_module(db, "files", &module, NULL);
}
