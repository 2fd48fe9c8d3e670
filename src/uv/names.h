/* Hosts and services: what the other files need of them. */
#ifndef CGEN_UV_NAMES_H
#define CGEN_UV_NAMES_H

#include <arpa/inet.h>

#include "uv/uv.h"

#define names_show cgen__uv_names_show
#define names_find_own cgen__uv_names_find_own

enum { NAME_SIZE = 160 };

/* For messages. Either may be NULL. */
void names_show(char name[NAME_SIZE], const char *host, const char *service);

/* An address of this machine to listen at: the first one of host, or any with
 * NULL. Awaits only for names that are no numbers. Returns 0 or a code. */
int names_find_own(const char *host, const char *service, int socket_type,
                   struct sockaddr_storage *address);

#endif
