// What the files of cgen_scale offer one another.
#ifndef CGEN_BENCH_SCALE_H
#define CGEN_BENCH_SCALE_H

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

// What all of them ask for, where they can be asked.
const std::size_t STACK_SIZE = 64 * 1024;

// A crowd of coroutines of one kind.
class Subject
{
  public:
    virtual ~Subject() = default;
    // Makes that many, each run to its first yield. How many there are then:
    // fewer if the system or the library has no more.
    virtual std::size_t create(std::size_t count) = 0;
    // Each in turn, once.
    virtual void resume() = 0;
    virtual void destroy() = 0;
    // Why there are not more.
    virtual std::string refusal() const = 0;
};

// A crowd of handles of one kind. Kind has:
//   Handle make()          throws or gives an empty handle if there is no more
//   void resume(Handle &)
//   void free(Handle &)
//   std::string refusal()
template <class Kind> class Crowd : public Subject
{
  public:
    template <class... Arguments>
    explicit Crowd(Arguments... arguments) : kind_(arguments...)
    {
    }

    std::size_t create(std::size_t count) override
    {
        all_.reserve(count);
        try {
            while (all_.size() < count) {
                auto one = kind_.make();
                if (!one)
                    break;
                all_.push_back(std::move(one));
            }
        } catch (const std::exception &error) {
            thrown_ = error.what();
        }
        return all_.size();
    }

    void resume() override
    {
        for (auto &one : all_)
            kind_.resume(one);
    }

    void destroy() override
    {
        for (auto &one : all_)
            kind_.free(one);
    }

    std::string refusal() const override
    {
        return thrown_.empty() ? kind_.refusal() : thrown_;
    }

  protected:
    Kind kind_;
    std::vector<typename Kind::Handle> all_;

  private:
    std::string thrown_;
};

// A kind of coroutines by name. It is made in the process that measures it.
struct Entry {
    std::string name;
    std::unique_ptr<Subject> (*make)();
};

// Each file's own: adds its kinds.
void add_floor(std::vector<Entry> &entries); // floor.cpp
void add_cgen(std::vector<Entry> &entries);  // cgen.cpp
void add_boost(std::vector<Entry> &entries); // peers, where CMake found them
void add_pcl(std::vector<Entry> &entries);

// What was measured, or why not. A plain object: it comes through a pipe.
struct Measured {
    std::size_t created;
    double create_ns; // each
    double resume_ns;
    double destroy_ns;
    double bytes;    // each: resident memory and page tables
    double leftover; // bytes in all, after they were destroyed
    char failure[160];
};

// process.cpp: measures in a process of its own, which may run out of memory,
// of time, or crash.
Measured measure(const Entry &entry, std::size_t count);

#endif
