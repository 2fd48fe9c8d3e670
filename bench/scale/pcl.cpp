// PCL: stacks from malloc, without a guard.
#include "scale/scale.h"

#include <pcl.h>

class Coroutines
{
  public:
    using Handle = coroutine_t;

    Coroutines()
    {
        co_thread_init();
    }

    coroutine_t make()
    {
        coroutine_t one =
            co_create(run, nullptr, nullptr, static_cast<int>(STACK_SIZE));
        if (one != nullptr)
            co_call(one);
        return one;
    }

    void resume(coroutine_t one)
    {
        co_call(one);
    }

    void free(coroutine_t one)
    {
        co_delete(one);
    }

    std::string refusal() const
    {
        return "no memory";
    }

  private:
    static void run(void *)
    {
        for (;;)
            co_resume();
    }
};

void add_pcl(std::vector<Entry> &entries)
{
    entries.push_back(
        {"PCL, no guard",
         [] { return std::unique_ptr<Subject>(new Crowd<Coroutines>); }});
}
