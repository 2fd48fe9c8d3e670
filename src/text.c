#define _GNU_SOURCE /* dladdr */
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

static void add_bytes(struct cgen__text *text, const char *bytes, size_t size)
{
    size_t room = sizeof text->bytes - 1 - text->size;

    if (size > room)
        size = room;
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    text->bytes[text->size] = '\0';
}

void cgen__text_add(struct cgen__text *text, const char *string)
{
    add_bytes(text, string, strlen(string));
}

static void add_digits(struct cgen__text *text, uintptr_t number, unsigned base)
{
    char digits[24];
    size_t at = sizeof digits;

    do
        digits[--at] = "0123456789abcdef"[number % base];
    while ((number /= base) != 0);
    add_bytes(text, digits + at, sizeof digits - at);
}

void cgen__text_add_number(struct cgen__text *text, size_t number)
{
    add_digits(text, number, 10);
}

static void add_hexadecimal(struct cgen__text *text, uintptr_t number)
{
    cgen__text_add(text, "0x");
    add_digits(text, number, 16);
}

void cgen__text_add_address(struct cgen__text *text, const void *address)
{
    add_hexadecimal(text, (uintptr_t)address);
}

static const char *name_of_file(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static void add_symbol(struct cgen__text *text, const Dl_info *info,
                       const char *place)
{
    size_t offset = (size_t)(place - (const char *)info->dli_saddr);

    if (info->dli_sname == NULL)
        return;
    cgen__text_add(text, " ");
    cgen__text_add(text, info->dli_sname);
    if (offset == 0)
        return;
    cgen__text_add(text, "+");
    add_hexadecimal(text, offset);
}

void cgen__text_add_place(struct cgen__text *text, const void *place)
{
    const char *address = place;
    Dl_info info;

    if (dladdr(address, &info) == 0 || info.dli_fname == NULL) {
        cgen__text_add_address(text, place);
        return;
    }
    cgen__text_add(text, name_of_file(info.dli_fname));
    cgen__text_add(text, "+");
    add_hexadecimal(text, (uintptr_t)(address - (const char *)info.dli_fbase));
    add_symbol(text, &info, address);
}

void cgen__text_write(struct cgen__text *text, int fd)
{
    const char *bytes = text->bytes;
    ssize_t written = 0;

    while (text->size > 0 && (written >= 0 || errno == EINTR)) {
        written = write(fd, bytes, text->size);
        if (written > 0) {
            bytes += written;
            text->size -= (size_t)written;
        }
    }
    text->size = 0;
    text->bytes[0] = '\0';
}
