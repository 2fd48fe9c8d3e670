/* A downstream program that uses every public function of the installed
 * library. Exits with the line of the first expectation that fails. */
#include <cgen.h>

#include <stdlib.h>
#include <string.h>

#define EXPECT(condition)             \
    do {                              \
        if (!(condition))             \
            exit(__LINE__ % 251 + 1); \
    } while (0)

static int scopes_left;

static void leave_scope(const int *unused)
{
    (void)unused;
    scopes_left++;
}

static void add_to(void *total)
{
    ++*(int *)total;
}

static void *echo(gen_t *self, void *arg)
{
    const int scope __attribute__((cleanup(leave_scope), unused)) = 0;
    void *sent = arg;

    EXPECT(gen_self() == self);
    for (;;)
        sent = gen_yield(self, sent);
    return NULL;
}

static void *catcher(gen_t *self, void *arg)
{
    gen_resumed resumed = gen_yield_catch(self, NULL);

    EXPECT(gen_defer(self, add_to, arg) == 0);
    EXPECT(gen_defer(self, add_to, arg) == 0);
    EXPECT(gen_undefer(self, false) == 0);
    if (resumed.signal == GEN_THROW)
        gen_raise(self, resumed.value);
    gen_exit(self, resumed.value);
}

static void *count(gen_t *self, void *limit)
{
    for (int i = 0; i < *(int *)limit; i++)
        gen_yield(self, &i);
    return limit;
}

static void resuming(void)
{
    char a, b, c;
    gen_t *g = gen_create(echo, &a);

    EXPECT(g != NULL && gen_state(g) == GEN_START);
    EXPECT(gen_next(g).value == &a);
    EXPECT(gen_send(g, &b).value == &b);
    EXPECT(gen_state(g) == GEN_SUSPENDED && gen_stack_used(g) > 0);
    EXPECT(gen_return(g, &c).value == &c);
    EXPECT(scopes_left == 1);
    EXPECT(gen_destroy(g) == 0);
}

static void catching(void)
{
    int total = 0;
    char error;
    gen_options options = {0};
    gen_t *g;
    gen_result result;

    options.name = "catcher";
    g = gen_create_with(catcher, &total, &options);
    EXPECT(g != NULL && strcmp(gen_name(g), "catcher") == 0);
    EXPECT(gen_engine_name(g) != NULL);
    gen_next(g);
    result = gen_throw(g, &error);
    EXPECT(result.done && result.error == GEN_THROWN);
    EXPECT(result.value == &error && total == 1);
    gen_destroy(g);
}

static void looping(void)
{
    int limit = 4, sum = 0;
    gen_result result;

    gen_foreach (int *, n, gen_create(count, &limit), &result)
        sum += *n;
    EXPECT(sum == 6 && result.value == &limit && result.done);
}

int main(void)
{
    resuming();
    catching();
    looping();
    EXPECT(gen_version() == GEN_VERSION);
    EXPECT(strlen(gen_strerror(GEN_EBUSY)) > 0);
    EXPECT(gen_next(NULL).error == GEN_EINVAL);
    return 0;
}
