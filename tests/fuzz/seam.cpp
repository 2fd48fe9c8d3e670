/* The library's own calls of gen_destroy, and of what frees a generator: linked
 * with --wrap, so that the fuzzer knows what is alive. */
#include "objects.hpp"

extern "C" {
int __real_gen_destroy(gen_t *g);
int __wrap_gen_destroy(gen_t *g);
void __real_cgen__free(gen_t *g);
void __wrap_cgen__free(gen_t *g);
}

/* Of one that is running, its owner is rid: it is left to whoever has it. */
int __wrap_gen_destroy(gen_t *g)
{
    fuzz::Object *object = fuzz::find(g);
    int status;

    if (object == nullptr)
        return __real_gen_destroy(g);
    {
        fuzz::Counted ending(object->endings);
        fuzz::Counted holding(fuzz::here().held);

        status = __real_gen_destroy(g);
    }
    /* One that had ended long before is not freed by cgen__free. */
    if (status == 0 && object->is_alive)
        fuzz::was_freed(*object);
    if (status == GEN_EBUSY && object->is_given && object->contests == 0)
        fuzz::take_back(*object);
    return status;
}

void __wrap_cgen__free(gen_t *g)
{
    fuzz::Object *object = fuzz::find(g);

    if (object != nullptr)
        fuzz::was_freed(*object);
    __real_cgen__free(g);
}
