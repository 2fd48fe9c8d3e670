/* Consumers that keep the values. Their arrays grow as they read, however many
 * values they are asked for. */
#include <string.h>

#include "iter/consume.h"

/* A growing block of memory, freed when its scope is left. */
struct collected {
    char *bytes;
    size_t size, room;
};

static void collected_free(struct collected *collected)
{
    free(collected->bytes);
}

static bool collected_reserve(struct collected *collected, size_t more)
{
    size_t room = collected->room;
    char *bytes;

    if (more <= room - collected->size)
        return true;
    room = room < more ? room + more + 32 : 2 * room;
    bytes = realloc(collected->bytes, room);
    if (bytes == NULL)
        return false;
    collected->bytes = bytes;
    collected->room = room;
    return true;
}

static bool collected_add(struct collected *collected, const void *bytes,
                          size_t size)
{
    if (!collected_reserve(collected, size))
        return false;
    if (size != 0)
        memcpy(collected->bytes + collected->size, bytes, size);
    collected->size += size;
    return true;
}

static const gen_result no_memory = {NULL, true, GEN_ENOMEM};

/* Passes the memory to the user, unless there was an error. */
static void *collected_take(struct collected *collected, gen_result *end)
{
    void *bytes;

    if (end->error == 0 && !collected_reserve(collected, 1))
        *end = no_memory;
    if (end->error != 0)
        return NULL;
    bytes = collected->bytes;
    collected->bytes = NULL;
    return bytes;
}

static void **to_array(gen_t *source, size_t *count, gen_result *end)
{
    struct collected all GEN_ON_SCOPE_EXIT(collected_free) = {NULL, 0, 0};
    bool fits = true;
    void *array;

    gen_foreach (void *, value, source, end) {
        fits = collected_add(&all, &value, sizeof value);
        if (CGEN__CONSUME_FAILED(value, !fits))
            break;
    }
    if (!fits)
        *end = no_memory;
    array = collected_take(&all, end);
    *count = array != NULL ? all.size / sizeof(void *) : 0;
    return array;
}

void **gen_to_array(gen_t *source, size_t *count, gen_result *end)
{
    gen_result loop = {NULL, false, 0};
    size_t found;
    void **array = to_array(source, &found, &loop);

    if (count != NULL)
        *count = found;
    cgen__consume_tell(end, loop, __func__);
    return array;
}

int64_t *gen_to_ints(gen_t *source, size_t *count, gen_result *end)
{
    gen_result loop = {NULL, false, 0};
    size_t found;
    void **array = to_array(source, &found, &loop);
    void *ints = array;

    for (size_t i = 0; i < found; i++) {
        int64_t n = gen_to_int(array[i]);

        memcpy(&array[i], &n, sizeof n);
    }
    if (count != NULL)
        *count = found;
    cgen__consume_tell(end, loop, __func__);
    return ints;
}

/* The strings that follow each other in text as an array, in one block. */
static char **as_strings(const struct collected *text, size_t count)
{
    size_t array_size = (count + 1) * sizeof(char *);
    char **strings = malloc(array_size + text->size);
    char *string;

    if (strings == NULL)
        return NULL;
    string = (char *)strings + array_size;
    if (text->size != 0)
        memcpy(string, text->bytes, text->size);
    for (size_t i = 0; i < count; i++) {
        strings[i] = string;
        string += strlen(string) + 1;
    }
    strings[count] = NULL;
    return strings;
}

char **gen_to_strings(gen_t *source, size_t *count, gen_result *end)
{
    struct collected text GEN_ON_SCOPE_EXIT(collected_free) = {NULL, 0, 0};
    bool fits = true;
    gen_result loop = {NULL, false, 0};
    size_t found = 0;
    char **strings = NULL;

    gen_foreach (char *, string, source, &loop) {
        fits = collected_add(&text, string, strlen(string) + 1);
        if (CGEN__CONSUME_FAILED(string, !fits))
            break;
        found++;
    }
    /* The text is freed at the end of the scope. */
    if (fits && loop.error == 0) /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc)*/
        strings = as_strings(&text, found);
    if (!fits || (loop.error == 0 && strings == NULL))
        loop = no_memory;
    if (count != NULL)
        *count = strings != NULL ? found : 0;
    cgen__consume_tell(end, loop, __func__);
    return strings;
}

/* Reads nothing if there is no place for values. */
static gen_result close_at_once(gen_t *source)
{
    gen_result end = {NULL, false, 0};

    end = gen_loop_leave(source, end, gen_loop_enter());
    end.done = end.error != 0;
    return end;
}

size_t gen_unpack(gen_t *source, void **values, size_t count, gen_result *end)
{
    size_t got = 0;
    gen_result loop = {NULL, false, 0};

    if (values == NULL || count == 0) {
        loop = close_at_once(source);
    } else {
        memset(values, 0, count * sizeof *values);
        gen_foreach (void *, value, source, &loop) {
            values[got++] = value;
            if (got == count)
                break;
        }
    }
    cgen__consume_tell(end, loop, __func__);
    return got;
}

char *gen_join(gen_t *source, const char *separator, gen_result *end)
{
    struct collected all GEN_ON_SCOPE_EXIT(collected_free) = {NULL, 0, 0};
    bool fits = true;
    gen_result loop = {NULL, false, 0};
    char *text;

    if (separator == NULL)
        separator = "";
    gen_foreach (char *, part, source, &loop) {
        fits = (all.bytes == NULL ||
                collected_add(&all, separator, strlen(separator))) &&
               collected_add(&all, part, strlen(part)) &&
               collected_reserve(&all, 1);
        if (CGEN__CONSUME_FAILED(part, !fits))
            break;
    }
    if (!fits)
        loop = no_memory;
    text = collected_take(&all, &loop);
    if (text != NULL)
        text[all.size] = '\0';
    /* What was collected and not taken is freed at the end of the scope. */
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
    cgen__consume_tell(end, loop, __func__);
    return text;
}
