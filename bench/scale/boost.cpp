// Boost.Context: fibers, on stacks with a guard page and without.
//
// Built for release, its allocator does not look at the result of the mprotect
// that makes the guard, so beyond the kernel's limit on mappings it goes on
// without. Here that counts as the end.
#include "scale/scale.h"

#include <cerrno>
#include <stdexcept>
#include <sys/mman.h>
#include <boost/context/fiber.hpp>
#include <boost/context/fixedsize_stack.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>

using boost::context::fiber;

class GuardedStacks
{
  public:
    using traits_type = boost::context::stack_traits;

    explicit GuardedStacks(std::size_t size) : stacks_(size)
    {
    }

    boost::context::stack_context allocate()
    {
        auto stack = stacks_.allocate();
        if (!is_guarded(static_cast<char *>(stack.sp) - stack.size))
            throw std::runtime_error(
                "goes on without guards: mprotect was refused");
        return stack;
    }

    void deallocate(boost::context::stack_context &stack)
    {
        stacks_.deallocate(stack);
    }

  private:
    // The kernel refuses to write where nobody can.
    static bool is_guarded(char *guard)
    {
        return mincore(guard + 4096, 4096,
                       reinterpret_cast<unsigned char *>(guard)) != 0 &&
               errno == EFAULT;
    }

    boost::context::protected_fixedsize_stack stacks_;
};

template <class Stacks> class Fibers
{
  public:
    using Handle = fiber;

    fiber make()
    {
        fiber one(std::allocator_arg, stacks_, [](fiber &&loop) -> fiber {
            for (;;)
                loop = std::move(loop).resume();
        });
        return std::move(one).resume();
    }

    void resume(fiber &one)
    {
        one = std::move(one).resume();
    }

    void free(fiber &one)
    {
        one = fiber();
    }

    std::string refusal() const
    {
        return "no memory";
    }

  private:
    Stacks stacks_{STACK_SIZE};
};

template <class Stacks> static std::unique_ptr<Subject> make()
{
    return std::unique_ptr<Subject>(new Crowd<Fibers<Stacks>>);
}

void add_boost(std::vector<Entry> &entries)
{
    entries.push_back({"Boost.Context, guarded", make<GuardedStacks>});
    entries.push_back(
        {"Boost.Context, no guard", make<boost::context::fixedsize_stack>});
}
