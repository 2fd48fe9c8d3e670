/*
 * Hosts and services. A name that libuv looks for cannot be called back once a
 * thread has begun, so the requests are owned: who is cancelled leaves.
 */
#include <net/if.h>
#include <stdio.h>

#include "uv/names.h"

/* The looking, and who waits for it; NULL: it was left. */
struct lookup {
    uv_getaddrinfo_t request; /* the first: callbacks get it */
    gen_wait *wait;
    struct addrinfo *found;
    bool is_working;
};

static void leave_lookup(struct lookup **lookup)
{
    if (*lookup == NULL)
        return;
    if ((*lookup)->is_working) {
        (void)uv_cancel((uv_req_t *)&(*lookup)->request);
        return;
    }
    uv_freeaddrinfo((*lookup)->found);
    free(*lookup);
}

static void on_found(uv_getaddrinfo_t *request, int status,
                     struct addrinfo *addresses)
{
    struct lookup *lookup = (struct lookup *)request;

    lookup->is_working = false;
    lookup->found = addresses;
    if (lookup->wait == NULL)
        leave_lookup(&lookup);
    else
        gen_wake(lookup->wait, status, NULL);
}

static int resolve(const char *host, const char *service,
                   const struct addrinfo *hints, struct addrinfo **addresses)
{
    struct lookup *lookup GEN_ON_SCOPE_EXIT(leave_lookup) =
        calloc(1, sizeof *lookup);
    int error = lookup != NULL ? host_check_task() : UV_ENOMEM;

    if (error == 0)
        error = uv_getaddrinfo(gen_uv_self(), &lookup->request, on_found, host,
                               service, hints);
    if (error != 0)
        return error; /* freed, NOLINT(clang-analyzer-unix.Malloc) */
    lookup->is_working = true;
    error = (int)wait_in(&lookup->wait);
    if (error == 0) {
        *addresses = lookup->found;
        lookup->found = NULL;
    }
    return error;
}

void names_show(char name[NAME_SIZE], const char *host, const char *service)
{
    (void)snprintf(name, NAME_SIZE, "%.100s%s%.40s", host != NULL ? host : "*",
                   service != NULL ? " service " : "",
                   service != NULL ? service : "");
}

int gen_uv_resolve(const char *host, const char *service,
                   const struct addrinfo *hints, struct addrinfo **addresses)
{
    static const struct addrinfo streams = {.ai_socktype = SOCK_STREAM};
    char name[NAME_SIZE];
    int error;

    if (addresses == NULL || (host == NULL && service == NULL))
        return UV_EINVAL;
    *addresses = NULL;
    error = resolve(host, service, hints != NULL ? hints : &streams, addresses);
    names_show(name, host, service);
    return error == 0 || error == UV_ECANCELED
               ? error
               : host_fail(error, "resolve", name);
}

/* ------------------------------------------------- Addresses of this machine
 */

static bool is_port(const char *service, int *port)
{
    char *end;
    long number = strtol(service, &end, 10);

    *port = (int)number;
    return end != service && *end == '\0' && number >= 0 && number <= 65535;
}

/* True if these are numbers. */
static bool find_numbers(const char *host, int port,
                         struct sockaddr_storage *address)
{
    return uv_ip4_addr(host, port, (struct sockaddr_in *)address) == 0 ||
           uv_ip6_addr(host, port, (struct sockaddr_in6 *)address) == 0;
}

/* Of IPv6, and by that of IPv4 too, where there is IPv6. */
static const char *any_address(void)
{
    return if_nametoindex("lo") != 0 && access("/proc/net/if_inet6", R_OK) == 0
               ? "::"
               : "0.0.0.0";
}

int names_find_own(const char *host, const char *service, int socket_type,
                   struct sockaddr_storage *address)
{
    const struct addrinfo hints = {.ai_flags = AI_PASSIVE,
                                   .ai_socktype = socket_type};
    struct addrinfo *found;
    int port, error;

    if (is_port(service, &port) &&
        find_numbers(host != NULL ? host : any_address(), port, address))
        return 0;
    error = resolve(host, service, &hints, &found);
    if (error != 0)
        return error;
    memcpy(address, found->ai_addr, found->ai_addrlen);
    uv_freeaddrinfo(found);
    return 0;
}

/* ------------------------------------------------------ Names of addresses */

struct naming {
    uv_getnameinfo_t request; /* the first: callbacks get it */
    gen_wait *wait;
    bool is_working;
};

static void leave_naming(struct naming **naming)
{
    if (*naming == NULL)
        return;
    if ((*naming)->is_working) {
        (void)uv_cancel((uv_req_t *)&(*naming)->request);
        return;
    }
    free(*naming);
}

static void on_named(uv_getnameinfo_t *request, int status, const char *host,
                     const char *service)
{
    struct naming *naming = (struct naming *)request;

    (void)host, (void)service;
    naming->is_working = false;
    if (naming->wait == NULL)
        leave_naming(&naming);
    else
        gen_wake(naming->wait, status, NULL);
}

static int copy_name(const char *name, char *to, size_t size)
{
    size_t length = strlen(name);

    if (to == NULL)
        return 0;
    if (length >= size)
        return UV_ENAMETOOLONG;
    memcpy(to, name, length + 1);
    return 0;
}

int gen_uv_name(const struct sockaddr *address, int flags, char *host,
                size_t host_size, char *service, size_t service_size)
{
    struct naming *naming GEN_ON_SCOPE_EXIT(leave_naming) =
        calloc(1, sizeof *naming);
    int error = naming != NULL ? host_check_task() : UV_ENOMEM;

    if (error == 0)
        error = address != NULL
                    ? uv_getnameinfo(gen_uv_self(), &naming->request, on_named,
                                     address, flags)
                    : UV_EINVAL;
    if (error != 0)
        return error; /* freed, NOLINT(clang-analyzer-unix.Malloc) */
    naming->is_working = true;
    error = (int)wait_in(&naming->wait);
    if (error == 0)
        error = copy_name(naming->request.host, host, host_size);
    if (error == 0)
        error = copy_name(naming->request.service, service, service_size);
    return error == 0 ? 0 : host_fail(error, "name", "an address");
}
