/* Part 2 of the judge: iterator-helper programs, on the library's iterators. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "callbacks.h"

struct value *helper_error(gen_result result)
{
    if (result.error == GEN_THROWN)
        return result.value;
    return new_library_error(result.error == GEN_EBUSY ? "Trun" : "Ttype");
}

static gen_t *needed(gen_t *g)
{
    if (g != NULL)
        return g;
    perror("judge");
    exit(2);
}

int slot_of(const struct helpers *helpers, const char *token)
{
    long slot;

    if (token[0] != 'p')
        text_reject(helpers->text);
    slot = text_number(helpers->text, token + 1);
    if (slot < 0 || slot >= MAX_SLOTS)
        text_reject(helpers->text);
    return (int)slot;
}

/* What may own it, and not end it. */
static gen_t *view_of(const struct helpers *helpers, const char *token)
{
    return needed(gen_borrow(helpers->slots[slot_of(helpers, token)]));
}

/* --------------------------------------------------------------- Sources */

struct plain {
    const char *label;
    int64_t first, error_base;
    long count, fails_at, returns, position;
};

static gen_result plain_next(void *state, void *sent)
{
    struct plain *plain = state;
    long position = plain->position;

    (void)sent;
    trace("%s n", plain->label);
    if (position == plain->fails_at) {
        plain->position++;
        return (gen_result){new_user_error(700 + plain->error_base), true,
                            GEN_THROWN};
    }
    if (plain->count >= 0 && position >= plain->count)
        return (gen_result){NULL, true, 0};
    plain->position++;
    return (gen_result){new_integer(plain->first + position), false, 0};
}

/* A result that is no object cannot be written in C; what comes of it in
 * JavaScript is that error. */
static gen_result plain_return(void *state, void *value)
{
    const struct plain *plain = state;

    (void)value;
    trace("%s r", plain->label);
    if (plain->returns == 2)
        return (gen_result){new_user_error(800 + plain->error_base), true,
                            GEN_THROWN};
    if (plain->returns == 5)
        return (gen_result){new_library_error("Ttype"), true, GEN_THROWN};
    return (gen_result){NULL, false, 0}; /* an object without a done */
}

/* An object is never done for good. */
static gen_status plain_state(const void *state)
{
    (void)state;
    return GEN_SUSPENDED;
}

gen_t *new_plain(const char *label, int64_t first, int64_t error_base,
                 long count, long fails_at, long returns, bool is_seen)
{
    struct plain *plain = scratch(sizeof *plain);
    gen_ops ops = {
        .on_next = plain_next,
        .on_return = returns != 0 ? plain_return : NULL,
        .on_state = is_seen ? plain_state : NULL,
    };

    *plain =
        (struct plain){label, first, error_base, count, fails_at, returns, 0};
    return needed(gen_from(&ops, plain));
}

static void trace_finally(void *label)
{
    trace("%s f", (const char *)label);
}

static void *count_up(gen_t *self, void *argument)
{
    const struct plain *plain = argument;
    char *label = scratch(strlen(plain->label) + 1);

    strcpy(label, plain->label);
    trace("%s s", label);
    gen_defer(self, trace_finally, label);
    for (long i = 0; i != plain->count; i++)
        gen_yield(self, new_integer(plain->first + i));
    return new_integer(99);
}

gen_t *new_generator(const char *label, int64_t first, long count)
{
    struct plain *plain = scratch(sizeof *plain);

    *plain = (struct plain){.label = label, .first = first, .count = count};
    return needed(gen_create(count_up, plain));
}

/* --------------------------------------------- Operations that fill a slot */

/* What is wrong with a program, if C has no way to write it. */
static const char *why_not;

static gen_t *make_src(struct helpers *helpers, char **tokens)
{
    int slot = slot_of(helpers, tokens[1]);
    long returns = text_number(helpers->text, tokens[4]);

    helpers->cannot_return[slot] = returns == 0;
    return new_plain(tokens[1], 100 * (slot + 1), slot + 1,
                     text_number(helpers->text, tokens[2]),
                     text_number(helpers->text, tokens[3]), returns, true);
}

static gen_t *make_gen(struct helpers *helpers, char **tokens)
{
    return new_generator(tokens[1], 100 * (slot_of(helpers, tokens[1]) + 1),
                         text_number(helpers->text, tokens[2]));
}

static gen_t *make_from(struct helpers *helpers, char **tokens)
{
    return view_of(helpers, tokens[2]);
}

static bool is_callable(const char *token)
{
    return strcmp(token, "null") != 0;
}

static gen_t *make_map(struct helpers *helpers, char **tokens)
{
    return gen_map(view_of(helpers, tokens[2]),
                   is_callable(tokens[3]) ? call_map : NULL,
                   new_callback(helpers, tokens[3]));
}

static gen_t *make_filter(struct helpers *helpers, char **tokens)
{
    return gen_filter(view_of(helpers, tokens[2]),
                      is_callable(tokens[3]) ? call_test : NULL,
                      new_callback(helpers, tokens[3]));
}

static gen_t *make_flatmap(struct helpers *helpers, char **tokens)
{
    return gen_flat_map(view_of(helpers, tokens[2]),
                        is_callable(tokens[3]) ? call_flat : NULL,
                        new_callback(helpers, tokens[3]));
}

/* What is no number is out of range as a limit. */
static int64_t limit_of(const struct helpers *helpers, const char *token)
{
    if (strcmp(token, "nan") == 0 || strcmp(token, "u") == 0)
        return -1;
    if (strcmp(token, "inf") == 0)
        return GEN_NO_LIMIT;
    if (strcmp(token, "big") == 0)
        return INT64_C(1) << 53;
    return text_number(helpers->text, token);
}

static gen_t *make_take(struct helpers *helpers, char **tokens)
{
    return gen_take(view_of(helpers, tokens[2]), limit_of(helpers, tokens[3]));
}

static gen_t *make_drop(struct helpers *helpers, char **tokens)
{
    return gen_drop(view_of(helpers, tokens[2]), limit_of(helpers, tokens[3]));
}

/* The values of a group are the iterator's to reuse; arrays are fresh. */
static void *copy_items(void *value, gen_call *call)
{
    const gen_items *items = value;
    struct value **values = scratch((items->count + 1) * sizeof *values);
    struct value *array;

    for (size_t i = 0; i < items->count; i++)
        values[i] = items->values[i];
    array = new_array(call->arg != NULL ? RECORD : ARRAY, values, items->count);
    array->text = call->arg;
    return array;
}

/* An iterator of arrays, or of records with these keys. */
static gen_t *copied(gen_t *groups, char *keys)
{
    return groups != NULL ? gen_map(groups, copy_items, keys) : NULL;
}

/* A size that is no integer is an error of its own in JavaScript. */
static bool is_integer(const char *token)
{
    if (strcmp(token, "nan") != 0 && strcmp(token, "u") != 0 &&
        strcmp(token, "inf") != 0)
        return true;
    why_not = "a size of chunks or windows is an integer in C";
    return false;
}

static gen_t *make_chunks(struct helpers *helpers, char **tokens)
{
    if (!is_integer(tokens[3]))
        return NULL;
    return copied(gen_chunks(view_of(helpers, tokens[2]),
                             (size_t)limit_of(helpers, tokens[3])),
                  NULL);
}

static gen_t *make_windows(struct helpers *helpers, char **tokens)
{
    bool partial = strcmp(tokens[4], "partial") == 0;

    if (!is_integer(tokens[3]))
        return NULL;
    return copied(gen_windows(view_of(helpers, tokens[2]),
                              (size_t)limit_of(helpers, tokens[3]),
                              partial ? GEN_ALLOW_PARTIAL : GEN_ONLY_FULL),
                  NULL);
}

/* Inputs, from a token on; one that is no iterator is NULL. */
static size_t read_inputs(const struct helpers *helpers, char **tokens,
                          gen_t **inputs)
{
    size_t count = 0;

    for (; tokens[count][0] != '\0'; count++)
        inputs[count] =
            tokens[count][0] == 'p' ? view_of(helpers, tokens[count]) : NULL;
    return count;
}

static gen_t *make_concat(struct helpers *helpers, char **tokens)
{
    gen_t *inputs[MAX_TOKENS];
    size_t count = read_inputs(helpers, tokens + 2, inputs);

    return gen_concat(inputs, count);
}

static enum gen_zip_mode mode_of(const char *token)
{
    if (strcmp(token, "longest") == 0)
        return GEN_LONGEST;
    return strcmp(token, "strict") == 0 ? GEN_STRICT : GEN_SHORTEST;
}

/* -1,-2,.. */
static void read_padding(const char *token, void **padding, size_t count)
{
    char *end;

    for (size_t i = 0; i < count && *token != '\0'; i++) {
        padding[i] = new_integer(strtol(token, &end, 10));
        token = *end == ',' ? end + 1 : end;
    }
}

static bool are_iterators(gen_t **inputs, size_t count)
{
    while (count > 0 && inputs[count - 1] != NULL)
        count--;
    return count == 0;
}

/* An iterable of padding is destructured; if that fails, so does the zip. */
static bool read_padding_from(gen_t *source, void **padding, gen_t **inputs,
                              size_t count)
{
    gen_result end;

    gen_unpack(source, padding, count, &end);
    if (end.error == 0)
        return true;
    while (count-- > 0) {
        gen_return(inputs[count], NULL);
        gen_destroy(inputs[count]);
    }
    trace("! %v", helper_error(end));
    return false;
}

/* False if there is no zip, for what was read failed. It is read once the
 * inputs are known to be right, and for one mode. */
static bool find_padding(const struct helpers *helpers, char **tokens,
                         void **padding, gen_t **inputs, size_t count)
{
    if (tokens[3][0] == '-')
        read_padding(tokens[3], padding, count);
    if (tokens[3][0] != 'p' || mode_of(tokens[2]) != GEN_LONGEST ||
        !are_iterators(inputs, count))
        return true;
    return read_padding_from(view_of(helpers, tokens[3]), padding, inputs,
                             count);
}

static gen_t *make_zip(struct helpers *helpers, char **tokens)
{
    gen_t *inputs[MAX_TOKENS];
    void *padding[MAX_TOKENS] = {NULL};
    size_t count = read_inputs(helpers, tokens + 4, inputs);

    if (find_padding(helpers, tokens, padding, inputs, count))
        return copied(gen_zip(inputs, count, mode_of(tokens[2]), padding),
                      NULL);
    errno = 0;
    return NULL;
}

/* zipk: an input that is undefined is left out, with its key. */
static gen_t *make_zip_keyed(struct helpers *helpers, char **tokens)
{
    gen_t *inputs[MAX_TOKENS], *all[MAX_TOKENS];
    void *padding[MAX_TOKENS] = {NULL}, *by_key[MAX_TOKENS] = {NULL};
    char *keys = scratch(MAX_TOKENS + 1);
    size_t count = read_inputs(helpers, tokens + 4, all), kept = 0;

    if (tokens[3][0] == '-')
        read_padding(tokens[3], by_key, count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(tokens[4 + i], "u") == 0)
            continue;
        inputs[kept] = all[i];
        padding[kept] = by_key[i];
        keys[kept++] = (char)('a' + i);
    }
    return copied(gen_zip(inputs, kept, mode_of(tokens[2]), padding), keys);
}

/* ---------------------------------------------------- Operations that read */

static bool print_result(gen_result result, struct value **error)
{
    if (result.error != 0) {
        *error = helper_error(result);
        return false;
    }
    trace("< %v %d", result.value, result.done);
    return true;
}

bool call_next(struct helpers *helpers, int slot, struct value **error)
{
    return print_result(gen_next(helpers->slots[slot]), error);
}

bool call_return(struct helpers *helpers, int slot, struct value **error)
{
    if (!helpers->cannot_return[slot])
        return print_result(gen_return(helpers->slots[slot], NULL), error);
    trace("< -");
    return true;
}

static void print_answer(gen_result end, struct value *answer)
{
    if (end.error != 0)
        trace("! %v", helper_error(end));
    else
        trace("= %v", answer);
}

static void run_next(struct helpers *helpers, char **tokens)
{
    struct value *error;

    if (!call_next(helpers, slot_of(helpers, tokens[1]), &error))
        trace("! %v", error);
}

static void run_return(struct helpers *helpers, char **tokens)
{
    struct value *error;

    if (!call_return(helpers, slot_of(helpers, tokens[1]), &error))
        trace("! %v", error);
}

/* forof pS k [eN] */
static void run_forof(struct helpers *helpers, char **tokens)
{
    long left = text_number(helpers->text, tokens[2]);
    gen_result end;

    gen_foreach (struct value *, value, view_of(helpers, tokens[1]), &end) {
        trace(". %v", value);
        if (left-- == 0)
            break;
    }
    if (!end.done && tokens[3][0] == 'e')
        trace("! %v",
              new_user_error(text_number(helpers->text, tokens[3] + 1)));
    else if (end.error != 0)
        trace("! %v", helper_error(end));
}

static void run_toarray(struct helpers *helpers, char **tokens)
{
    size_t count;
    gen_result end;
    void **values = gen_to_array(view_of(helpers, tokens[1]), &count, &end);
    struct value **copy = scratch((count + 1) * sizeof *copy);

    for (size_t i = 0; i < count; i++)
        copy[i] = values[i];
    free(values);
    print_answer(end, new_array(ARRAY, copy, count));
}

static void run_foreach(struct helpers *helpers, char **tokens)
{
    gen_result end = gen_for_each(view_of(helpers, tokens[1]),
                                  is_callable(tokens[2]) ? call_visit : NULL,
                                  new_callback(helpers, tokens[2]));

    print_answer(end, NULL);
}

static void run_some(struct helpers *helpers, char **tokens)
{
    gen_result end;
    bool answer = gen_some(view_of(helpers, tokens[1]),
                           is_callable(tokens[2]) ? call_test : NULL,
                           new_callback(helpers, tokens[2]), &end);

    print_answer(end, new_boolean(answer));
}

static void run_every(struct helpers *helpers, char **tokens)
{
    gen_result end;
    bool answer = gen_every(view_of(helpers, tokens[1]),
                            is_callable(tokens[2]) ? call_test : NULL,
                            new_callback(helpers, tokens[2]), &end);

    print_answer(end, new_boolean(answer));
}

static void run_find(struct helpers *helpers, char **tokens)
{
    gen_result end;
    struct value *answer = gen_find(view_of(helpers, tokens[1]),
                                    is_callable(tokens[2]) ? call_test : NULL,
                                    new_callback(helpers, tokens[2]), &end);

    print_answer(end, answer);
}

static struct value *initial_of(const struct helpers *helpers,
                                const char *token)
{
    if (strcmp(token, "u") == 0)
        return NULL;
    return new_integer(text_number(helpers->text, token));
}

/* reduce pS sum|thr:K|null [init] */
static void run_reduce(struct helpers *helpers, char **tokens)
{
    gen_t *source = view_of(helpers, tokens[1]);
    struct callback *callback = new_callback(helpers, tokens[2]);
    struct value *answer;
    gen_result end;

    if (tokens[3][0] == '\0')
        answer = gen_reduce(source, is_callable(tokens[2]) ? call_reduce : NULL,
                            callback, &end);
    else
        answer = gen_fold(source, is_callable(tokens[2]) ? call_reduce : NULL,
                          initial_of(helpers, tokens[3]), callback, &end);
    print_answer(end, answer);
}

/* -------------------------------------------------------------- Programs */

struct operation {
    const char *name;
    gen_t *(*make)(struct helpers *, char **tokens); /* or else */
    void (*run)(struct helpers *, char **tokens);
};

static const struct operation operations[] = {
    {"src", make_src, NULL},        {"gen", make_gen, NULL},
    {"from", make_from, NULL},      {"map", make_map, NULL},
    {"filter", make_filter, NULL},  {"flatmap", make_flatmap, NULL},
    {"take", make_take, NULL},      {"drop", make_drop, NULL},
    {"chunks", make_chunks, NULL},  {"windows", make_windows, NULL},
    {"concat", make_concat, NULL},  {"zip", make_zip, NULL},
    {"zipk", make_zip_keyed, NULL}, {"next", NULL, run_next},
    {"ret", NULL, run_return},      {"forof", NULL, run_forof},
    {"toarray", NULL, run_toarray}, {"foreach", NULL, run_foreach},
    {"some", NULL, run_some},       {"every", NULL, run_every},
    {"find", NULL, run_find},       {"reduce", NULL, run_reduce},
};

static const struct operation *find_operation(const struct text *text)
{
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (text_is(text, operations[i].name))
            return &operations[i];
    text_reject(text);
}

/* False if the program stops here: what was to fill a slot failed. */
static bool fill_slot(struct helpers *helpers,
                      const struct operation *operation)
{
    char **tokens = helpers->text->tokens;
    int slot = slot_of(helpers, tokens[1]);
    gen_t *made;

    errno = 0; /* which would be taken for why a source is missing */
    made = operation->make(helpers, tokens);
    helpers->slots[slot] = made;
    if (made == NULL && why_not == NULL && errno != 0)
        trace("! %s", errno == ERANGE ? "Trange" : "Ttype");
    return made != NULL;
}

static void run_operations(struct helpers *helpers)
{
    struct text *text = helpers->text;
    bool goes_on = true;

    while (text_next(text) && !text_is(text, "T")) {
        const struct operation *operation = find_operation(text);

        if (!goes_on)
            continue;
        if (operation->make != NULL)
            goes_on = fill_slot(helpers, operation);
        else
            operation->run(helpers, text->tokens);
    }
}

enum verdict judge_helpers(struct text *text)
{
    struct helpers *helpers = scratch(sizeof *helpers);
    const char *name = text->tokens[1];
    enum verdict verdict;

    why_not = NULL;
    helpers->text = text;
    run_operations(helpers);
    trace_mute();
    for (int i = MAX_SLOTS; i-- > 0;)
        gen_destroy(helpers->slots[i]);
    if (why_not != NULL)
        verdict = trace_skip(text, name, why_not);
    else
        verdict = trace_equals(text, name);
    values_free();
    return verdict;
}
