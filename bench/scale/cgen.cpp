// cgen: both engines, with stacks as large as the others' and by default.
#include "scale/scale.h"

#include "bodies.h"
#include "cgen.h"

class Generators
{
  public:
    using Handle = gen_t *;

    Generators(const char *engine, std::size_t stack_size)
    {
        options_.engine = engine;
        options_.stack_size = stack_size;
    }

    gen_t *make()
    {
        gen_t *g = gen_create_with(body_forever, nullptr, &options_);
        gen_next(g);
        return g;
    }

    void resume(gen_t *g)
    {
        gen_next(g);
    }

    void free(gen_t *g)
    {
        gen_destroy(g);
    }

    std::string refusal() const
    {
        gen_statistics statistics;
        gen_stats(&statistics, sizeof statistics);
        return statistics.last_refusal != nullptr ? statistics.last_refusal
                                                  : "no memory";
    }

  private:
    gen_options options_{};
};

// The same, resumed as gen_prefetch is meant to be used.
class PrefetchedGenerators : public Crowd<Generators>
{
  public:
    using Crowd::Crowd;

    void resume() override
    {
        const std::size_t ahead = 6;
        for (std::size_t i = 0; i < all_.size(); i++) {
            if (i + ahead < all_.size())
                gen_prefetch(all_[i + ahead]);
            kind_.resume(all_[i]);
        }
    }
};

void add_cgen(std::vector<Entry> &entries)
{
    entries.push_back({"cgen native", [] {
                           return std::unique_ptr<Subject>(
                               new Crowd<Generators>("native", STACK_SIZE));
                       }});
    entries.push_back({"cgen native, gen_prefetch", [] {
                           return std::unique_ptr<Subject>(
                               new PrefetchedGenerators("native", STACK_SIZE));
                       }});
    entries.push_back({"cgen native, default stack", [] {
                           return std::unique_ptr<Subject>(
                               new Crowd<Generators>("native", std::size_t(0)));
                       }});
    entries.push_back({"cgen ucontext", [] {
                           return std::unique_ptr<Subject>(
                               new Crowd<Generators>("ucontext", STACK_SIZE));
                       }});
}
