/* Files: the named functions, all others, owned forms, and what is in them. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "uv/running.h"

/* ------------------------------------------------------- Named functions */

static void *uses_a_file(gen_t *self, void *unused)
{
    char data[16] = {0};
    uv_stat_t about;
    int file = gen_uv_open(path_of("a"), O_RDWR | O_CREAT, 0600);

    (void)self, (void)unused;
    CHECK(file >= 0);
    CHECK_INT(gen_uv_write(file, "hello", 5, -1), 5);
    CHECK_INT(gen_uv_write_owned(file, "J", 1, 0), 1);
    CHECK_INT(gen_uv_write(file, data, 0, -1), 0);
    CHECK_INT(gen_uv_fsync(file), 0);
    CHECK_INT(gen_uv_fdatasync(file), 0);
    CHECK_INT(gen_uv_read(file, data, sizeof data, 0), 5);
    CHECK_TEXT(data, "Jello");
    CHECK_INT(gen_uv_read_owned(file, data, 2, 3), 2);
    CHECK_TEXT(data, "lollo");
    CHECK_INT(gen_uv_read(file, data, 2, 5), 0);
    CHECK_INT(gen_uv_truncate(file, 3), 0);
    CHECK_INT(gen_uv_fstat(file, &about), 0);
    CHECK_INT(about.st_size, 3);
    CHECK_INT(gen_uv_close_file(&file), 0);
    CHECK_INT(file, -1);
    CHECK_INT(gen_uv_close_file(&file), UV_EBADF);
    return NULL;
}

static void files_are_read_and_written(void **state)
{
    (void)state;
    assert_int_equal(run(uses_a_file, NULL), 0);
}

static void *uses_names(gen_t *self, void *unused)
{
    uv_stat_t about;

    (void)self, (void)unused;
    CHECK_INT(gen_uv_mkdir(path_of("d"), 0700), 0);
    CHECK_INT(gen_uv_mkdir(path_of("d"), 0700), UV_EEXIST);
    CHECK_INT(gen_uv_copy(path_of("f"), path_of("d/g"), 0), 0);
    CHECK_INT(gen_uv_rename(path_of("d/g"), path_of("d/h")), 0);
    CHECK_INT(gen_uv_stat(path_of("d/h"), &about), 0);
    CHECK_INT(about.st_size, 3);
    CHECK_INT(gen_uv_stat_owned(path_of("d/g"), &about), UV_ENOENT);
    CHECK_INT(gen_uv_lstat(path_of("d/h"), &about), 0);
    CHECK_INT(gen_uv_rmdir(path_of("d")), UV_ENOTEMPTY);
    CHECK_INT(gen_uv_unlink(path_of("d/h")), 0);
    CHECK_INT(gen_uv_rmdir(path_of("d")), 0);
    return NULL;
}

static void names_are_made_and_removed(void **state)
{
    (void)state;
    make_file("f", "abc", 3);
    assert_int_equal(run(uses_names, NULL), 0);
}

static void *fails(gen_t *self, void *unused)
{
    char expected[160], data[1];

    (void)self, (void)unused;
    (void)snprintf(expected, sizeof expected,
                   "open %s: no such file or directory", path_of("none"));
    CHECK_INT(gen_uv_open(path_of("none"), O_RDONLY, 0), UV_ENOENT);
    CHECK_INT(gen_uv_failure()->code, UV_ENOENT);
    CHECK_TEXT(gen_uv_failure()->text, expected);
    CHECK_INT(gen_uv_read(999, data, 1, 0), UV_EBADF);
    CHECK_TEXT(gen_uv_failure()->text,
               "read descriptor 999: bad file descriptor");
    CHECK_INT(gen_uv_open(NULL, O_RDONLY, 0), UV_EINVAL);
    CHECK_INT(gen_uv_open_owned(NULL, O_RDONLY, 0), UV_EINVAL);
    CHECK_INT(gen_uv_stat(path_of("none"), NULL), UV_EINVAL);
    CHECK_INT(gen_uv_read(0, NULL, 1, 0), UV_EINVAL);
    return NULL;
}

static void failures_say_what_failed_on_what(void **state)
{
    (void)state;
    assert_int_equal(run(fails, NULL), 0);
}

static void *reads_a_link(gen_t *self, void *unused)
{
    gen_uv_fs op GEN_ON_SCOPE_EXIT(gen_uv_fs_clear) = {.data = NULL};
    gen_uv_fs *owned GEN_ON_SCOPE_EXIT(gen_uv_fs_freeing) = gen_uv_fs_new(8);

    (void)self, (void)unused;
    CHECK_INT(symlink("there", path_of("link")), 0);
    CHECK_INT(GEN_UV_FS(&op, uv_fs_readlink, path_of("link")), 0);
    CHECK_TEXT(op.request.ptr, "there");
    CHECK_INT(GEN_UV_FS(owned, uv_fs_chmod, path_of("link"), 0600), UV_ENOENT);
    CHECK(owned->data != NULL);
    return NULL;
}

static void all_of_uv_fs_can_be_awaited(void **state)
{
    (void)state;
    assert_int_equal(run(reads_a_link, NULL), 0);
}

/* ----------------------------------------------------------- Cancelling */

/* The thread that opens it waits until somebody opens the other end. */
static void *opens_a_fifo(gen_t *self, void *is_owned)
{
    (void)self;
    if (is_owned != NULL)
        gen_uv_open_owned(path_of("fifo"), O_RDONLY, 0);
    else
        gen_uv_open(path_of("fifo"), O_RDONLY, 0);
    note("opened");
    return NULL;
}

static void *cancels_an_open(gen_t *self, void *is_owned)
{
    gen_task_t *task = gen_spawn(NULL, opens_a_fifo, is_owned);
    int file;

    (void)self;
    gen_sleep(20);
    gen_task_cancel(task);
    if (is_owned != NULL) { /* it has left, though the thread goes on */
        CHECK_INT(gen_task_join(task).error, GEN_CANCELLED);
        task = NULL;
    }
    file = gen_uv_open(path_of("fifo"), O_WRONLY, 0);
    CHECK(file >= 0);
    if (task != NULL)
        CHECK_INT(gen_task_join(task).error, GEN_CANCELLED);
    gen_uv_closing_file(&file);
    gen_sleep(20);
    return NULL;
}

static void a_cancelled_open_leaves_no_file(void **state)
{
    (void)state;
    assert_int_equal(mkfifo(path_of("fifo"), 0600), 0);
    assert_int_equal(run(cancels_an_open, NULL), 0);
    assert_int_equal(run(cancels_an_open, "owned"), 0);
    assert_trace("");
}

/* ------------------------------------------------------- Blocks and lines */

/* Lines of growing length, so that they lie in every way over the blocks. */
static char *make_lines(size_t count, size_t *size)
{
    char *text = malloc(count * (count + 16)), *at = text;

    for (size_t i = 0; i < count; i++) {
        memset(at, 'a' + (int)(i % 26), i % 97);
        at += i % 97;
        *at++ = '\n';
    }
    *size = (size_t)(at - text);
    return text;
}

struct text {
    const char *data;
    size_t size, block;
};

static void *compares_lines(gen_t *self, void *argument)
{
    const struct text *text = argument;
    const char *at = text->data, *end = text->data + text->size;

    (void)self;
    gen_foreach (char *, line, gen_uv_lines(path_of("text"), text->block)) {
        size_t length = strlen(line);

        CHECK(at + length <= end && memcmp(at, line, length) == 0);
        at += length;
        CHECK(at == end || *at == '\n');
        at += at != end;
    }
    CHECK(at == end);
    return NULL;
}

static void *compares_blocks(gen_t *self, void *argument)
{
    const struct text *text = argument;
    size_t at = 0;

    (void)self;
    gen_foreach (gen_bytes *, bytes,
                 gen_uv_blocks(path_of("text"), text->block)) {
        CHECK(bytes->size > 0 && bytes->size <= text->block);
        CHECK(at + bytes->size <= text->size &&
              memcmp(text->data + at, bytes->data, bytes->size) == 0);
        at += bytes->size;
        if (at % 3 == 0)
            gen_yield_now(); /* the next one is read meanwhile */
    }
    CHECK_INT(at, text->size);
    return NULL;
}

static void contents_are_those_of_the_file(void **state)
{
    static const size_t blocks[] = {1, 7, 64, 4096, 1 << 20};
    struct text text;
    char *data = make_lines(300, &text.size);

    (void)state;
    text.data = data;
    make_file("text", data, text.size);
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        text.block = blocks[i];
        if (is_watched() && text.block == 1)
            continue;
        assert_int_equal(run(compares_lines, &text), 0);
        assert_int_equal(run(compares_blocks, &text), 0);
    }
    make_file("text", data, --text.size); /* without the last '\n' */
    assert_int_equal(run(compares_lines, &text), 0);
    make_file("text", "", text.size = 0);
    assert_int_equal(run(compares_lines, &text), 0);
    free(data);
}

static void *leaves_early(gen_t *self, void *unused)
{
    int file = gen_uv_open(path_of("text"), O_RDONLY, 0);
    gen_t *lines;

    (void)self, (void)unused;
    gen_foreach (char *, line, gen_uv_lines(path_of("text"), 4)) {
        CHECK_TEXT(line, "one");
        break;
    }
    gen_foreach (gen_bytes *, bytes, gen_uv_blocks_fd(file, 3, GEN_CLOSE)) {
        CHECK_INT(bytes->size, 3);
        break;
    }
    lines = gen_uv_lines(path_of("text"), 4); /* never resumed */
    gen_destroy(lines);
    return NULL;
}

static void leaving_early_closes_the_file(void **state)
{
    (void)state;
    make_file("text", "one\ntwo\nthree\n", 14);
    assert_int_equal(run(leaves_early, NULL), 0);
}

static void *reads_what_is_not_there(gen_t *self, void *unused)
{
    gen_t *lines = gen_uv_lines(path_of("none"), 64);
    gen_result out = gen_next(lines);
    const gen_uv_error *error = out.value;

    (void)self, (void)unused;
    CHECK_INT(out.error, GEN_THROWN);
    CHECK_INT(error->code, UV_ENOENT);
    CHECK(strstr(error->text, path_of("none")) != NULL);
    gen_destroy(lines);
    out = gen_next(lines = gen_uv_blocks(path_of("."), 64));
    error = out.value;
    CHECK_INT(error->code, UV_EISDIR);
    gen_destroy(lines);
    CHECK(gen_uv_blocks(path_of("none"), 0) == NULL);
    CHECK(gen_uv_blocks(NULL, 1) == NULL);
    CHECK(gen_uv_blocks_fd(-1, 1, GEN_LEAVE) == NULL);
    CHECK(gen_uv_lines_of(NULL) == NULL);
    return NULL;
}

static void generators_throw_failures(void **state)
{
    (void)state;
    assert_int_equal(run(reads_what_is_not_there, NULL), 0);
}

/* ------------------------------------------------------------- Directories */

enum { NAMES = 200 };

static void *scans(gen_t *self, void *unused)
{
    bool seen[NAMES] = {false};
    gen_result out;
    gen_t *scan;
    int count = 0;

    (void)self, (void)unused;
    gen_foreach (const uv_dirent_t *, entry, gen_uv_scandir(path_of("."))) {
        int at = atoi(entry->name);

        CHECK(at >= 0 && at < NAMES && !seen[at]);
        seen[at] = true;
        count++;
    }
    CHECK_INT(count, NAMES);
    gen_foreach (const uv_dirent_t *, entry, gen_uv_scandir(path_of("."))) {
        CHECK(entry->type == UV_DIRENT_FILE);
        break;
    }
    out = gen_next(scan = gen_uv_scandir(path_of("none")));
    CHECK_INT(out.error, GEN_THROWN);
    CHECK(strstr(((const gen_uv_error *)out.value)->text, "none") != NULL);
    gen_destroy(scan);
    gen_destroy(gen_uv_scandir(path_of(".")));
    return NULL;
}

static void a_directory_is_scanned_in_parts(void **state)
{
    char name[16];

    (void)state;
    for (int i = 0; i < NAMES; i++) {
        (void)snprintf(name, sizeof name, "%d", i);
        make_file(name, "", 0);
    }
    assert_int_equal(run(scans, NULL), 0);
}

static void *cancelled_reader(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    gen_foreach (const uv_dirent_t *, entry, gen_uv_scandir(path_of(".")))
        gen_foreach (char *, line, gen_uv_lines(path_of(entry->name), 16))
            note("%s", line);
    return NULL;
}

/* After so many turns of the queue, whatever it waits for then. */
static void *cancels_after(gen_t *self, void *milliseconds)
{
    gen_task_t *task = gen_spawn(NULL, cancelled_reader, NULL);

    (void)self;
    gen_sleep((uint64_t)gen_to_int(milliseconds));
    gen_task_cancel(task);
    gen_task_join(task);
    return NULL;
}

static void cancelled_readers_leave_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++) {
        char name[16];

        (void)snprintf(name, sizeof name, "%d", i);
        make_file(name, "\n\n\n", 0);
    }
    for (int i = 0; i < 4; i++)
        assert_int_equal(run(cancels_after, gen_of_int(i)), 0);
}

/* ------------------------------------------------------------------ Changes */

static void *touches(gen_t *self, void *unused)
{
    (void)self, (void)unused;
    for (int i = 0; i < 3; i++) {
        uv_file file GEN_ON_SCOPE_EXIT(gen_uv_closing_file) =
            gen_uv_open(path_of("watched/a"), O_WRONLY | O_CREAT, 0600);

        gen_uv_write(file, "x", 1, -1);
        gen_uv_close_file(&file);
        gen_sleep(5);
    }
    return NULL;
}

static void *watches(gen_t *self, void *unused)
{
    gen_t *changes = gen_uv_watch(path_of("watched"));
    int count = 0;

    (void)self, (void)unused;
    CHECK(changes != NULL);
    gen_task_detach(gen_spawn(NULL, touches, NULL));
    gen_foreach (const gen_uv_change *, change, changes) {
        CHECK_TEXT(change->name, "a");
        CHECK((change->events & (UV_RENAME | UV_CHANGE)) != 0);
        if (++count == 3)
            break;
    }
    CHECK(gen_uv_watch(path_of("none")) == NULL);
    CHECK(strstr(gen_uv_failure()->text, "none") != NULL);
    return NULL;
}

static void *makes_many_changes(gen_t *self, void *unused)
{
    gen_t *changes = gen_uv_watch(path_of("watched"));
    int count = 0, lost = 0;
    char name[32];

    (void)self, (void)unused;
    for (int i = 0; i < 100; i++) {
        (void)snprintf(name, sizeof name, "watched/%d", i);
        make_file(name, "", 0);
    }
    gen_sleep(50); /* all are told of, and nobody takes them */
    gen_timeout (1000)
        gen_foreach (const gen_uv_change *, change, changes) {
            count++;
            if (change->name == NULL) {
                lost++;
                break;
            }
        }
    CHECK_INT(lost, 1);
    CHECK_INT(count, 65);
    return NULL;
}

static void changes_are_seen(void **state)
{
    (void)state;
    assert_int_equal(mkdir(path_of("watched"), 0700), 0);
    assert_int_equal(run(watches, NULL), 0);
    assert_int_equal(run(makes_many_changes, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UV_TEST(files_are_read_and_written),
        UV_TEST(names_are_made_and_removed),
        UV_TEST(failures_say_what_failed_on_what),
        UV_TEST(all_of_uv_fs_can_be_awaited),
        UV_TEST(a_cancelled_open_leaves_no_file),
        UV_TEST(contents_are_those_of_the_file),
        UV_TEST(leaving_early_closes_the_file),
        UV_TEST(generators_throw_failures),
        UV_TEST(a_directory_is_scanned_in_parts),
        UV_TEST(cancelled_readers_leave_nothing),
        UV_TEST(changes_are_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
