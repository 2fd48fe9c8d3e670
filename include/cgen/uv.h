/*
 * cgen: tasks on libuv
 *
 * Files, sockets, names, processes, signals and a work queue for tasks: what
 * libuv does with callbacks, as functions that await and generators that
 * gen_foreach loops over. <cgen/task.h> has tasks, scopes, timeouts and
 * channels; this header has what they wait for.
 *
 *     static void *echo(gen_t *self, void *client)
 *     {
 *         gen_uv_stream_t *stream GEN_ON_SCOPE_EXIT(gen_uv_closing) = client;
 *         char data[1024];
 *         int64_t got;
 *
 *         while ((got = gen_uv_recv(stream, data, sizeof data)) > 0)
 *             if (gen_uv_send(stream, data, (size_t)got) < 0)
 *                 break;
 *         return NULL;
 *     }
 *
 *     static void *serve(gen_t *self, void *unused)
 *     {
 *         gen_uv_stream_t *at GEN_ON_SCOPE_EXIT(gen_uv_closing) =
 *             gen_uv_listen("127.0.0.1", "7000", 128);
 *
 *         gen_foreach (gen_uv_stream_t *, client, gen_uv_connections(at))
 *             gen_task_detach(gen_spawn(NULL, echo, client));
 *         return NULL;
 *     }
 *
 *     int main(void)
 *     {
 *         return gen_uv_run(NULL, serve, NULL, NULL) != 0;
 *     }
 *
 *     The loop        gen_uv_run, gen_uv_loop, gen_uv_loop_free, gen_uv_self
 *     Errors          gen_uv_failure
 *     Anything else   GEN_UV_AWAIT, gen_uv_cancel, gen_uv_on_...
 *     Files           gen_uv_open, gen_uv_close_file, gen_uv_read,
 *                     gen_uv_write, gen_uv_stat, gen_uv_unlink, ...,
 *                     GEN_UV_FS for all others; owned forms
 *     Their contents  gen_uv_blocks, gen_uv_lines, gen_uv_lines_of,
 *                     gen_uv_scandir, gen_uv_watch
 *     Streams         gen_uv_connect, gen_uv_listen, gen_uv_accept,
 *                     gen_uv_connections, gen_uv_recv, gen_uv_send,
 *                     gen_uv_chunks, gen_uv_pipe, gen_uv_relay, gen_uv_close
 *     Datagrams       gen_uv_udp_new, gen_uv_udp_recv, gen_uv_udp_send
 *     Names           gen_uv_resolve, gen_uv_name
 *     Processes       gen_uv_spawn, gen_uv_wait, gen_uv_execute
 *     Signals         gen_uv_signals
 *     Work            gen_uv_work, gen_uv_work_owned
 *
 * Results. A number that is not negative, or an error code of libuv: UV_ENOENT
 * and so on, which uv_strerror(3) explains. What returns a pointer returns NULL
 * instead. gen_uv_failure says which code, and what failed on what. A generator
 * throws that: the value of GEN_THROWN is a const gen_uv_error *. All but the
 * first of these may be returned by every function:
 *   UV_ENOMEM  no memory
 *   UV_EPERM   the thread has no loop here, or no task runs and the function
 *              has to await
 *   UV_EINVAL  an argument is NULL that must not be, or out of range
 *
 * Cancelling. A function that awaits does not return if its task is cancelled:
 * the task is unwound, as from gen_await. Each says what it does before:
 *   at once    it takes the request back, and nothing of it goes on
 *   waits      until libuv has completed it, which uses memory of the caller;
 *              at once if it has not begun
 *   leaves     at once; what was begun ends by itself, and is freed then
 * The owned forms (..._owned) leave, at the price of an allocation and a copy:
 * for what may take for ever, as a file of a file server that is down.
 *
 * Cleanup. In cleanup handlers, destructors and deferred calls nothing is
 * cancelled. Functions that close or free do not await, if not said otherwise.
 *
 * Threads. Everything here is for the thread whose loop it is. Any number of
 * threads may have a loop each. gen_post goes from one to another.
 *
 * uv.h needs POSIX's and BSD's names: compile with -D_GNU_SOURCE, or
 * -std=gnu11. libuv 1.34 or later.
 */
#ifndef CGEN_UV_H
#define CGEN_UV_H

#include <uv.h>

#include <cgen/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- The loop */

/**
 * Runs main(self, arg) as a task on a libuv loop until it has ended. Tasks that
 * it has left are cancelled then, and their ends awaited. With loop NULL there
 * is a new one meanwhile, with which handles that are still open are closed;
 * else the loop is the caller's, as is what else it runs. SIGPIPE is ignored
 * from here on, if the program has left it at its default.
 *
 * Sets end, unless NULL, to the result of main, if that was begun. Returns 0,
 * or:
 *   UV_ECANCELED  main was cancelled
 *   UV_UNKNOWN    it has ended with another error, which end has
 *   UV_EBUSY      not begun: the thread has a loop of tasks
 *   UV_ENOMEM     not begun, as by what else uv_loop_init, uv_async_init return
 * Not from a task or a callback of the loop. Since 0.1.
 */
GEN_API int gen_uv_run(uv_loop_t *loop, gen_fn *main, const void *arg,
                       gen_result *end);

/**
 * Makes a libuv loop, which the program runs, the loop of this thread's tasks;
 * once for the thread. Its handles alone do not keep uv_run going; what tasks
 * wait for does, but for gen_post. For programs that have a loop already, which
 * is also why SIGPIPE is left to them: without SIG_IGN, to write to a
 * connection that is closed ends the process.
 *
 * Returns it, or NULL with errno set:
 *   EINVAL  loop is NULL
 *   EBUSY   the thread has a loop of tasks
 *   ENOMEM  or what uv_async_init returns
 * Since 0.1.
 */
GEN_API gen_task_loop_t *gen_uv_loop(uv_loop_t *loop);

/**
 * Takes the tasks off this thread's loop. The loop must turn once more, by
 * uv_run, before uv_loop_close.
 *
 * Returns 0, or UV_EPERM, if the thread has none, UV_EBUSY if there are tasks,
 * as gen_task_loop_free. Since 0.1.
 */
GEN_API int gen_uv_loop_free(void);

/** The libuv loop of this thread's tasks, or NULL. Since 0.1. */
GEN_API uv_loop_t *gen_uv_self(void);

/* ------------------------------------------------------------------ Errors */

/** What has failed. */
typedef struct gen_uv_error {
    int code;       /**< of libuv; negative */
    char text[252]; /**< what failed on what, and why: "open /tmp/x: no such
                         file or directory" */
} gen_uv_error;

/** The latest failure on this thread, valid until the next one; code is 0
 * before the first. An end of data and UV_ECANCELED are none. Since 0.1. */
GEN_API const gen_uv_error *gen_uv_failure(void);

/* ----------------------------------------------------------- Anything else
 *
 * For the requests of libuv that have no function here.
 *
 *     uv_random_t request;
 *     gen_wait wait = {.cancel = gen_uv_cancel};
 *     int64_t status = GEN_UV_AWAIT(
 *         &wait, &request,
 *         uv_random(gen_uv_self(), &request, key, sizeof key, 0,
 *                   gen_uv_on_random));
 *
 * Begins a request by call, which gives it one of the callbacks below, and
 * awaits its completion. The value is that of call if it is negative, or the
 * status. Cancelled, it waits; wait.cancel asks for an early completion:
 * gen_uv_cancel does by uv_cancel, where libuv has that.
 */
#define GEN_UV_AWAIT(wait, request, call) \
    (gen_uv_prepare(wait, (uv_req_t *)(request)), gen_uv_await(wait, call))

GEN_API void gen_uv_prepare(gen_wait *wait, uv_req_t *request);
GEN_API int64_t gen_uv_await(gen_wait *wait, int begun);

/** For wait.cancel. Since 0.1. */
GEN_API void gen_uv_cancel(gen_wait *wait);

/** The callbacks: the status of gen_await is libuv's; of a file request, which
 * is to be freed by uv_fs_req_cleanup, its result. Since 0.1. */
GEN_API void gen_uv_on_connect(uv_connect_t *request, int status);
GEN_API void gen_uv_on_write(uv_write_t *request, int status);
GEN_API void gen_uv_on_shutdown(uv_shutdown_t *request, int status);
GEN_API void gen_uv_on_udp_send(uv_udp_send_t *request, int status);
GEN_API void gen_uv_on_fs(uv_fs_t *request);
GEN_API void gen_uv_on_work(uv_work_t *request, int status);
GEN_API void gen_uv_on_getaddrinfo(uv_getaddrinfo_t *request, int status,
                                   struct addrinfo *addresses);
GEN_API void gen_uv_on_getnameinfo(uv_getnameinfo_t *request, int status,
                                   const char *host, const char *service);
GEN_API void gen_uv_on_random(uv_random_t *request, int status, void *data,
                              size_t size);

/* ------------------------------------------------------------------- Files
 *
 * By libuv's threads, of which there are four, unless UV_THREADPOOL_SIZE says
 * otherwise. Cancelled, they wait. The owned forms leave; a file that is opened
 * afterwards is closed.
 */

/** Opens a file, as open(2). Returns a descriptor. Since 0.1. */
GEN_API int gen_uv_open(const char *path, int flags, int mode);
GEN_API int gen_uv_open_owned(const char *path, int flags, int mode);

/** Closes a descriptor, and sets it to -1 before it awaits that. Cancelled, it
 * leaves, and the file is closed all the same. Since 0.1. */
GEN_API int gen_uv_close_file(uv_file *file);

/** Closes a descriptor, unless negative, in the background: for
 * GEN_ON_SCOPE_EXIT(gen_uv_closing_file). Since 0.1. */
GEN_API void gen_uv_closing_file(uv_file *file);

/**
 * Read up to size bytes at an offset, or, with -1, at the file's position.
 * Return the number of bytes, 0 at the end. Since 0.1.
 */
GEN_API int64_t gen_uv_read(uv_file file, void *data, size_t size, int64_t at);
GEN_API int64_t gen_uv_read_owned(uv_file file, void *data, size_t size,
                                  int64_t at);

/** Write all of size bytes at an offset, or, with -1, at the file's position.
 * Return size, or an error, with part of it written. Since 0.1. */
GEN_API int64_t gen_uv_write(uv_file file, const void *data, size_t size,
                             int64_t at);
GEN_API int64_t gen_uv_write_owned(uv_file file, const void *data, size_t size,
                                   int64_t at);

/** What is known of a file, as stat(2), lstat(2), fstat(2). Since 0.1. */
GEN_API int gen_uv_stat(const char *path, uv_stat_t *about);
GEN_API int gen_uv_stat_owned(const char *path, uv_stat_t *about);
GEN_API int gen_uv_lstat(const char *path, uv_stat_t *about);
GEN_API int gen_uv_fstat(uv_file file, uv_stat_t *about);

/** As the system calls of these names. copy: uv_fs_copyfile, with its flags.
 * Since 0.1. */
GEN_API int gen_uv_unlink(const char *path);
GEN_API int gen_uv_mkdir(const char *path, int mode);
GEN_API int gen_uv_rmdir(const char *path);
GEN_API int gen_uv_rename(const char *from, const char *to);
GEN_API int gen_uv_copy(const char *from, const char *to, int flags);
GEN_API int gen_uv_truncate(uv_file file, int64_t size);
GEN_API int gen_uv_fsync(uv_file file);
GEN_API int gen_uv_fdatasync(uv_file file);

/**
 * All other functions of uv_fs: function(loop, request, arguments..., callback)
 * as GEN_UV_FS(op, function, arguments...). Its value is the result, or a code.
 *
 *     gen_uv_fs op GEN_ON_SCOPE_EXIT(gen_uv_fs_clear) = {0};
 *     int64_t result = GEN_UV_FS(&op, uv_fs_readlink, path);
 *
 *     if (result == 0)
 *         puts(op.request.ptr);
 *
 * op is used for one call. Cancelled, it waits. The owned form leaves:
 *
 *     gen_uv_fs *op GEN_ON_SCOPE_EXIT(gen_uv_fs_freeing) = gen_uv_fs_new(0);
 */
#define GEN_UV_FS(op, function, ...)                                   \
    (gen_uv_fs_begin(op) != 0                                          \
         ? (int64_t)UV_EPERM                                           \
         : gen_uv_fs_end((op), function(gen_uv_self(), &(op)->request, \
                                        __VA_ARGS__, gen_uv_fs_on_end)))

/** A request about a file. */
typedef struct gen_uv_fs {
    uv_fs_t request;
    char *data; /**< of gen_uv_fs_new: memory that lives as long, or NULL */
    struct {
        gen_wait *wait;
        uv_file closed; /* at the end */
        bool is_owned, is_pending, is_left, is_closing;
        void *reserved[2];
    } own; /**< cgen's */
} gen_uv_fs;

/** Makes an owned request, with size bytes of memory. Returns NULL, and
 * GEN_UV_FS UV_EPERM, if there is none. Since 0.1. */
GEN_API gen_uv_fs *gen_uv_fs_new(size_t size) GEN_NOTED_;

/** Free what a request holds. freeing: and itself, once it is complete; of
 * NULL too. Since 0.1. */
GEN_API void gen_uv_fs_clear(gen_uv_fs *op);
GEN_API void gen_uv_fs_freeing(gen_uv_fs **op);

GEN_API int gen_uv_fs_begin(gen_uv_fs *op);
GEN_API int64_t gen_uv_fs_end(gen_uv_fs *op, int begun);
GEN_API void gen_uv_fs_on_end(uv_fs_t *request);

/* ---------------------------------------------------------- Their contents
 *
 * Generators. Cancelled, they leave; closed, they do not await. What they need
 * is opened when they are resumed first.
 */

/**
 * A file in blocks of up to size bytes, none empty, as gen_bytes *, each until
 * the next resumption. The next block is read while one is used. Since 0.1.
 */
GEN_API gen_t *gen_uv_blocks(const char *path, size_t size);

/** The same of a descriptor, from its position on. Owned with GEN_CLOSE.
 * Since 0.1. */
GEN_API gen_t *gen_uv_blocks_fd(uv_file file, size_t size, enum gen_file whose);

/** The lines of a file, which is read in blocks of that size, as those of
 * gen_uv_lines_of. Since 0.1. */
GEN_API gen_t *gen_uv_lines(const char *path, size_t block);

/**
 * The lines of what a generator yields as gen_bytes *: of gen_uv_blocks,
 * gen_uv_chunks or any other. Without their '\n', as char *, each until the
 * next resumption; the last one may lack the '\n'. What follows a zero byte in
 * a line is not seen. Lines that lie in one piece of bytes are not copied:
 * their '\n' is overwritten. Owns bytes. Since 0.1.
 */
GEN_API gen_t *gen_uv_lines_of(gen_t *bytes);

/** What is in a directory, but for "." and "..", in no order, as const
 * uv_dirent_t *, until the next resumption. Since 0.1. */
GEN_API gen_t *gen_uv_scandir(const char *path);

/** A change that gen_uv_watch has seen. */
typedef struct gen_uv_change {
    const char *name; /**< in the directory, if that is watched; of the file; or
                           NULL, if the system does not say, or if too many came
                           at once: then anything may have changed */
    int events;       /**< UV_RENAME, UV_CHANGE or both */
} gen_uv_change;

/**
 * The changes of a file or directory, as const gen_uv_change *, until the next
 * resumption. It watches from its making on, so that nothing is missed between
 * this and its first resumption; what comes while nobody waits is kept, up to
 * 64 changes, equal ones once. Of a file that was moved or deleted it sees no
 * more: make another one. It does not end.
 *
 * Returns NULL with errno set, and gen_uv_failure. Since 0.1.
 */
GEN_API gen_t *gen_uv_watch(const char *path);

/* ----------------------------------------------------------------- Streams
 *
 * TCP connections, pipes, terminals. One task may receive while another one
 * sends. A stream is closed once, by whoever has it; tasks that wait for it
 * then get UV_ECANCELED.
 */

/** A stream. Opaque; owned by whoever got it, freed by gen_uv_close. */
typedef struct gen_uv_stream gen_uv_stream_t;

/**
 * Connects to a service, by name or number, of a host. If that has several
 * addresses, they are tried in turn, IPv6 and IPv4 alternately, a new one when
 * the last one has failed or 250 ms have passed, and the first connection wins
 * (RFC 8305). Without delay (TCP_NODELAY), as all here.
 *
 * Cancelled, at once. gen_uv_failure names the host and service. Since 0.1.
 */
GEN_API gen_uv_stream_t *gen_uv_connect(const char *host, const char *service);

/** Connects to a Unix domain socket. Cancelled, at once. Since 0.1. */
GEN_API gen_uv_stream_t *gen_uv_connect_pipe(const char *path);

/**
 * A stream of a descriptor, which it owns, on failure too: of a terminal, a
 * pipe or a socket. UV_EINVAL for files and what else blocks. Closing leaves 0,
 * 1 and 2 open. Does not await. Since 0.1.
 */
GEN_API gen_uv_stream_t *gen_uv_stream_of(uv_file file);

/**
 * Listens at the first address of host, or with NULL all of this machine, and a
 * service; "0" is a free port, which gen_uv_port tells. Names that are no
 * numbers are resolved, which awaits; cancelled, it leaves. Since 0.1.
 */
GEN_API gen_uv_stream_t *gen_uv_listen(const char *host, const char *service,
                                       int backlog);

/** Listens at a Unix domain socket, which it makes; closing removes it. Does
 * not await. Since 0.1. */
GEN_API gen_uv_stream_t *gen_uv_listen_pipe(const char *path, int backlog);

/** The port of this end of a TCP stream. Since 0.1. */
GEN_API int gen_uv_port(const gen_uv_stream_t *stream);

/**
 * Awaits a connection. One task at a time; what nobody accepts the system
 * keeps, up to the backlog. Cancelled, at once. Returns NULL on failure, and
 * UV_EBUSY if another task awaits one. Since 0.1.
 */
GEN_API gen_uv_stream_t *gen_uv_accept(gen_uv_stream_t *listener);

/**
 * The connections of a listener, as gen_uv_stream_t *, which the loop's body
 * owns. It goes on after errors that pass (too many open files, no memory, a
 * connection that was given up): after 100 ms it accepts again. Without
 * descriptors, libuv closes the connections that wait. It does not end but by
 * an error. It does not own the listener. Since 0.1.
 */
GEN_API gen_t *gen_uv_connections(gen_uv_stream_t *listener);

/**
 * Receives up to size bytes, as soon as there are any. Returns their number, or
 * 0 at the end of the stream, or when size is 0. One task at a time: UV_EBUSY.
 * Cancelled, at once, and nothing is lost. Since 0.1.
 */
GEN_API int64_t gen_uv_recv(gen_uv_stream_t *stream, void *data, size_t size);

/**
 * Sends size bytes. Returns 0 once all are handed to the system, which takes no
 * more than the other end, and the buffers between, can hold: so a sender goes
 * no faster than who receives. Does not await if there is room. Several tasks
 * may send; each one's bytes stay together.
 *
 * Cancelled while it waits, it breaks the stream off: the other end could not
 * tell how much of this was sent. Then all else on the stream gives
 * UV_ECANCELED. Since 0.1.
 */
GEN_API int gen_uv_send(gen_uv_stream_t *stream, const void *data, size_t size);

/** The same of several pieces, as one. Since 0.1. */
GEN_API int gen_uv_send_all(gen_uv_stream_t *stream, const uv_buf_t *pieces,
                            unsigned count);

/** Tells the other end that no more is sent; what was is sent before.
 * Cancelled, it breaks the stream off. Since 0.1. */
GEN_API int gen_uv_shutdown(gen_uv_stream_t *stream);

/** What is received, as gen_bytes * of up to size bytes, none empty, each until
 * the next resumption; up to the end. Does not own the stream. Since 0.1. */
GEN_API gen_t *gen_uv_chunks(gen_uv_stream_t *stream, size_t size);

/**
 * Sends what a generator yields as gen_bytes *, and then shuts the sending side
 * down. Owns the generator, which is closed if sending fails. Returns 0, or the
 * code of what failed; an error of the generator that is no gen_uv_error ends
 * the body, as by gen_rethrow. Since 0.1.
 */
GEN_API int gen_uv_pipe(gen_t *bytes, gen_uv_stream_t *to);

/**
 * Passes on what comes from either of two streams to the other, until both have
 * ended, as a proxy does. Each end is passed on by itself (half close). It
 * holds memory for data only while a receiver is slow: up to 64 KiB each way.
 * Returns 0, or the code of what failed, after which nothing is passed on in
 * either direction; both streams are left to the caller, to be closed. Since
 * 0.1.
 */
GEN_API int gen_uv_relay(gen_uv_stream_t *one, gen_uv_stream_t *other);

/** libuv's handle, for its options: uv_tcp_keepalive, uv_tty_set_mode...; its
 * data is cgen's. Since 0.1. */
GEN_API uv_stream_t *gen_uv_handle(gen_uv_stream_t *stream);

/** Closes and frees a stream. NULL is fine. closing: for
 * GEN_ON_SCOPE_EXIT(gen_uv_closing). Since 0.1. */
GEN_API void gen_uv_close(gen_uv_stream_t *stream);
GEN_API void gen_uv_closing(gen_uv_stream_t **stream);

/* --------------------------------------------------------------- Datagrams */

/** A UDP socket. Opaque. */
typedef struct gen_uv_udp gen_uv_udp_t;

/**
 * A socket at the first address of host, or any with NULL, and a service; "0"
 * is a free port. As gen_uv_listen. Since 0.1.
 */
GEN_API gen_uv_udp_t *gen_uv_udp_new(const char *host, const char *service);

/** Receives a datagram, as soon as there is one, and its sender, unless from is
 * NULL. Returns its size, which may be 0; UV_EMSGSIZE if it is larger than
 * size. One task at a time: UV_EBUSY. Cancelled, at once. Since 0.1. */
GEN_API int64_t gen_uv_udp_recv(gen_uv_udp_t *udp, void *data, size_t size,
                                struct sockaddr_storage *from);

/** Sends a datagram. Cancelled, it waits until the system has taken it.
 * Since 0.1. */
GEN_API int gen_uv_udp_send(gen_uv_udp_t *udp, const void *data, size_t size,
                            const struct sockaddr *to);

/** Its port; libuv's handle, whose data is cgen's. Since 0.1. */
GEN_API int gen_uv_udp_port(const gen_uv_udp_t *udp);
GEN_API uv_udp_t *gen_uv_udp_handle(gen_uv_udp_t *udp);

/** Closes and frees it. NULL is fine. Since 0.1. */
GEN_API void gen_uv_udp_close(gen_uv_udp_t *udp);
GEN_API void gen_uv_udp_closing(gen_uv_udp_t **udp);

/* ------------------------------------------------------------------- Names */

/**
 * The addresses of a host and a service, either of which may be NULL, as
 * getaddrinfo(3), for sockets of the type SOCK_STREAM, or what hints says.
 * Sets addresses, which the caller owns: uv_freeaddrinfo. Cancelled, it leaves.
 * Since 0.1.
 */
GEN_API int gen_uv_resolve(const char *host, const char *service,
                           const struct addrinfo *hints,
                           struct addrinfo **addresses);

/** The names of an address, as getnameinfo(3) with those flags. Either may be
 * NULL, with size 0. Cancelled, it leaves. Since 0.1. */
GEN_API int gen_uv_name(const struct sockaddr *address, int flags, char *host,
                        size_t host_size, char *service, size_t service_size);

/* --------------------------------------------------------------- Processes */

/** A child process. Opaque. */
typedef struct gen_uv_process gen_uv_process_t;

/** Which of a child's standard streams are pipes to this program. */
enum gen_uv_piped { GEN_UV_IN = 1, GEN_UV_OUT = 2, GEN_UV_ERR = 4 };

/**
 * Starts a program, as uv_spawn with options, whose exit_cb must be NULL. If
 * their stdio is NULL, what piped names is a pipe, and the rest is this
 * program's own. Does not await. gen_uv_failure names the program. Since 0.1.
 */
GEN_API gen_uv_process_t *gen_uv_spawn(const uv_process_options_t *options,
                                       int piped);

/** The pipe to or from the child's descriptor 0, 1 or 2; NULL if there is none.
 * It is the process's: gen_uv_close_stdio closes it, or the free does.
 * Since 0.1. */
GEN_API gen_uv_stream_t *gen_uv_stdio(gen_uv_process_t *process, int which);
GEN_API void gen_uv_close_stdio(gen_uv_process_t *process, int which);

/** Awaits the end of a process. Sets status and signal, unless NULL. Any number
 * of times; one task at a time: UV_EBUSY. Cancelled, at once, and the process
 * goes on. Since 0.1. */
GEN_API int gen_uv_wait(gen_uv_process_t *process, int64_t *status,
                        int *signal);

/** Sends it a signal; UV_ESRCH if it has ended. Since 0.1. */
GEN_API int gen_uv_kill(gen_uv_process_t *process, int signal);

/** Its number. Since 0.1. */
GEN_API int gen_uv_pid(const gen_uv_process_t *process);

/**
 * Closes its pipes, sends it SIGTERM if it has not ended, and awaits its end,
 * so that none is left. One that ignores SIGTERM is waited for: send it SIGKILL
 * before. Where no task runs, it does not await. NULL is fine. Since 0.1.
 */
GEN_API void gen_uv_process_free(gen_uv_process_t *process);
GEN_API void gen_uv_process_freeing(gen_uv_process_t **process);

/** Starts a program and awaits its end. Cancelled, sends it SIGTERM, and waits.
 * Since 0.1. */
GEN_API int gen_uv_execute(const uv_process_options_t *options, int64_t *status,
                           int *signal);

/* ----------------------------------------------------------------- Signals */

/**
 * The deliveries of a signal, as gen_of_int(number). It catches the signal from
 * its making until it is destroyed; what comes while nobody waits is yielded
 * later, or as one, if it was too quick. It does not end.
 *
 * Returns NULL with errno set, and gen_uv_failure. Since 0.1.
 */
GEN_API gen_t *gen_uv_signals(int number);

/* -------------------------------------------------------------------- Work */

/**
 * Calls fn(arg) on one of libuv's threads: for what computes, or blocks.
 * Returns 0. It must not use anything of cgen's tasks or of the loop but
 * gen_post. Cancelled, it waits; fn is not called if it has not begun. Since
 * 0.1.
 */
GEN_API int gen_uv_work(void (*fn)(void *arg), void *arg);

/** The same, but cancelled, it leaves: then release(arg) is called on this
 * thread once fn has returned, or will not be called. If this function returns,
 * whatever it does, arg is the caller's again. Since 0.1. */
GEN_API int gen_uv_work_owned(void (*fn)(void *arg), void *arg,
                              void (*release)(void *arg));

#ifdef __cplusplus
}
#endif

#endif
