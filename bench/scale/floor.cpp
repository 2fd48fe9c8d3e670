// The floor: one page touched for each, at the spacing of stacks, in memory
// that is mapped once. What that costs is the kernel's page fault, and later
// the caches' and the TLB's part in any resumption.
#include "scale/scale.h"

#include <sys/mman.h>

class Pages : public Subject
{
  public:
    std::size_t create(std::size_t count) override
    {
        count_ = count;
        void *mapped = mmap(nullptr, count * SPACING, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (mapped == MAP_FAILED)
            return 0;
        madvise(mapped, count * SPACING, MADV_NOHUGEPAGE);
        pages_ = static_cast<volatile char *>(mapped);
        resume();
        return count;
    }

    void resume() override
    {
        for (std::size_t i = 0; i < count_; i++)
            pages_[i * SPACING + i % 16 * 64] = 1;
    }

    void destroy() override
    {
        munmap(const_cast<char *>(pages_), count_ * SPACING);
    }

    std::string refusal() const override
    {
        return "mmap is refused";
    }

  private:
    static const std::size_t SPACING = STACK_SIZE + 4096;
    volatile char *pages_ = nullptr;
    std::size_t count_ = 0;
};

void add_floor(std::vector<Entry> &entries)
{
    entries.push_back(
        {"a page touched", [] { return std::unique_ptr<Subject>(new Pages); }});
}
