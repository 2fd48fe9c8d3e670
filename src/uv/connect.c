/*
 * Connecting: to one address; or to the first of several that answers, as
 * RFC 8305 has it ("happy eyeballs").
 */
#include <unistd.h>

#include "uv/names.h"
#include "uv/stream.h"

/* ------------------------------------------------------------- One address */

/* Cancelled, the stream is broken off, and its owner closes it. */
static int connect_tcp(gen_uv_stream_t *stream, const struct sockaddr *address)
{
    gen_wait wait = {.cancel = stream_break_off_wait, .arg = stream};
    uv_connect_t request = {.data = &wait};
    uv_tcp_t *handle = (uv_tcp_t *)stream_handle(stream);
    int error = uv_tcp_connect(&request, handle, address, gen_uv_on_connect);

    if (error == 0)
        error = (int)gen_await(&wait);
    if (error == 0)
        (void)uv_tcp_nodelay(handle, 1);
    return error;
}

/* Sets stream, or returns a code. */
static int connect_to(const struct sockaddr *address, gen_uv_stream_t **stream)
{
    gen_uv_stream_t *made GEN_ON_SCOPE_EXIT(gen_uv_closing) = NULL;
    int error = stream_new(&made, UV_TCP, -1);

    if (error == 0)
        error = connect_tcp(made, address);
    if (error != 0)
        return error;
    stream_take_peer(made);
    *stream = made;
    made = NULL;
    return 0;
}

/* ------------------------------------------------------- Several addresses */

enum { DELAY = 250 }; /* milliseconds between two attempts (RFC 8305, 5) */

struct race {
    size_t count, begun, ended;
    gen_uv_stream_t *winner;
    int error; /* of the last attempt to fail */
    gen_wait *wait;
    struct attempt {
        struct race *race;
        const struct sockaddr *address;
        gen_task_t *task;
    } attempts[];
};

static void tell(struct race *race)
{
    gen_wait *wait = race->wait;

    race->wait = NULL;
    gen_wake(wait, 0, NULL);
}

static void *attempt(gen_t *self, void *argument)
{
    struct race *race = ((struct attempt *)argument)->race;
    gen_uv_stream_t *stream GEN_ON_SCOPE_EXIT(gen_uv_closing) = NULL;
    int error = connect_to(((struct attempt *)argument)->address, &stream);

    (void)self;
    race->ended++;
    if (error != 0) {
        race->error = error;
    } else if (race->winner == NULL) {
        race->winner = stream;
        stream = NULL;
    }
    tell(race);
    return NULL;
}

/* Those that have not won are cancelled and awaited. */
static void end_race(struct race **race)
{
    if (*race == NULL)
        return;
    for (size_t i = 0; i < (*race)->begun; i++)
        gen_task_cancel((*race)->attempts[i].task);
    for (size_t i = 0; i < (*race)->begun; i++)
        gen_task_join((*race)->attempts[i].task);
    gen_uv_close((*race)->winner);
    free(*race);
}

static void on_time(void *race)
{
    tell(race);
}

static void free_timer(void **timer)
{
    if (*timer != NULL)
        timers_free(host_find(), *timer);
}

/* Awaits the end of an attempt, or the time for the next one. */
static void await_attempt(struct race *race)
{
    void *timer GEN_ON_SCOPE_EXIT(free_timer) = NULL;

    if (race->begun < race->count)
        timer = timers_add(host_find(), DELAY, on_time, race);
    (void)wait_in(&race->wait);
}

static int begin_attempt(struct race *race)
{
    struct attempt *next = &race->attempts[race->begun];

    next->task = gen_spawn(NULL, attempt, next);
    if (next->task == NULL)
        return uv_translate_sys_error(errno);
    race->begun++;
    return 0;
}

/* Begins all attempts in turn, until one has won or all have failed. */
static int run_race(struct race *race)
{
    int error = 0;

    while (race->winner == NULL && race->ended < race->count && error == 0) {
        size_t ended = race->ended;

        if (race->begun < race->count)
            error = begin_attempt(race);
        if (error == 0 && race->ended == ended)
            await_attempt(race);
    }
    if (race->winner != NULL)
        return 0;
    return error != 0 ? error : race->error;
}

/* --------------------------------------------------------- Their order: those
 * of the family of the first one, and the others, in turn (RFC 8305, 4)
 */

static size_t count_all(const struct addrinfo *found)
{
    size_t count = 0;

    for (; found != NULL; found = found->ai_next)
        count++;
    return count;
}

/* The next address from at on that is, or is not, of family; or NULL. */
static const struct addrinfo *find_family(const struct addrinfo *at, int family,
                                          bool is_wanted)
{
    while (at != NULL && (at->ai_family == family) != is_wanted)
        at = at->ai_next;
    return at;
}

static void sort_attempts(struct race *race, const struct addrinfo *found)
{
    int family = found->ai_family;
    const struct addrinfo *next[2] = {found, find_family(found, family, false)};

    for (size_t i = 0, turn = 0; i < race->count; turn ^= 1) {
        if (next[turn] == NULL)
            continue;
        race->attempts[i].race = race;
        race->attempts[i++].address = next[turn]->ai_addr;
        next[turn] = find_family(next[turn]->ai_next, family, turn == 0);
    }
}

static int connect_first(const struct addrinfo *found, gen_uv_stream_t **stream)
{
    size_t count = count_all(found);
    struct race *race GEN_ON_SCOPE_EXIT(end_race) = NULL;
    int error;

    if (count == 1)
        return connect_to(found->ai_addr, stream);
    race = calloc(1, sizeof *race + count * sizeof race->attempts[0]);
    if (race == NULL)
        return UV_ENOMEM;
    race->count = count;
    sort_attempts(race, found);
    error = run_race(race);
    *stream = race->winner;
    race->winner = NULL;
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): scope frees it */
    return error;
}

/* ---------------------------------------------------------------- By names */

static void free_addresses(struct addrinfo **found)
{
    uv_freeaddrinfo(*found);
}

gen_uv_stream_t *gen_uv_connect(const char *host, const char *service)
{
    struct addrinfo *found GEN_ON_SCOPE_EXIT(free_addresses) = NULL;
    gen_uv_stream_t *stream = NULL;
    char name[NAME_SIZE];
    int error = gen_uv_resolve(host, service, NULL, &found);

    names_show(name, host, service);
    if (error == 0)
        error = connect_first(found, &stream);
    return error == 0 ? stream : host_lose(error, "connect to", name);
}

static int connect_pipe(gen_uv_stream_t *stream, const char *path)
{
    gen_wait wait = {.cancel = stream_break_off_wait, .arg = stream};
    uv_connect_t request = {.data = &wait};

    uv_pipe_connect(&request, (uv_pipe_t *)stream_handle(stream), path,
                    gen_uv_on_connect);
    return (int)gen_await(&wait);
}

gen_uv_stream_t *gen_uv_connect_pipe(const char *path)
{
    gen_uv_stream_t *made GEN_ON_SCOPE_EXIT(gen_uv_closing) = NULL;
    gen_uv_stream_t *stream = NULL;
    int error = path != NULL ? host_check_task() : UV_EINVAL;

    if (error == 0)
        error = stream_new(&made, UV_NAMED_PIPE, -1);
    if (error == 0)
        error = connect_pipe(made, path);
    if (error != 0)
        return host_lose(error, "connect to", path);
    stream = made;
    made = NULL;
    return stream;
}

/* -------------------------------------------------------- Of a descriptor */

/* libuv may have opened a terminal again (uv_tty_init), for a descriptor of its
 * own. It leaves the standard streams open, and so does this. */
static void close_reopened(gen_uv_stream_t *stream, uv_file file)
{
    uv_os_fd_t own = file;

    if (uv_fileno((uv_handle_t *)stream_handle(stream), &own) == 0 &&
        own != file && file > STDERR_FILENO)
        gen_uv_closing_file(&file);
}

static int open_handle(gen_uv_stream_t *stream, uv_handle_type type,
                       uv_file file)
{
    if (type == UV_TCP)
        return uv_tcp_open((uv_tcp_t *)stream_handle(stream), file);
    if (type == UV_NAMED_PIPE)
        return uv_pipe_open((uv_pipe_t *)stream_handle(stream), file);
    close_reopened(stream, file);
    return 0;
}

gen_uv_stream_t *gen_uv_stream_of(uv_file file)
{
    uv_handle_type type = uv_guess_handle(file);
    gen_uv_stream_t *stream = NULL;
    bool is_stream = type == UV_TCP || type == UV_NAMED_PIPE || type == UV_TTY;
    int error = is_stream ? stream_new(&stream, type, file) : UV_EINVAL;

    if (error == 0)
        error = open_handle(stream, type, file);
    if (error == 0)
        return stream;
    gen_uv_close(stream);
    if (file > STDERR_FILENO)
        gen_uv_closing_file(&file);
    return host_lose(error, "make a stream of", "a descriptor");
}
