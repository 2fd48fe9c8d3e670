// Which engines there are to measure. A library without one of them is asked
// by its interface, as any program would, and that engine is left out.
#include "bench.h"

#include <algorithm>

#include "bodies.h"

bool is_available(const std::string &engine)
{
    gen_options options = options_for(engine);
    Generator g(gen_create_with(body_once, nullptr, &options));
    return g != nullptr;
}

bool is_default(const std::string &engine)
{
    const char *preset = gen_engine_name(nullptr);
    return preset != nullptr && engine == preset;
}

std::vector<std::string> engines()
{
    std::vector<std::string> found;
    for (const char *name : {"ucontext", "native"})
        if (is_available(name))
            found.push_back(name);
    if (const char *preset = gen_engine_name(nullptr)) {
        auto it = std::find(found.begin(), found.end(), preset);
        if (it != found.end())
            std::rotate(found.begin(), it, it + 1);
    }
    return found;
}

gen_options options_for(const std::string &engine)
{
    gen_options options{};
    options.engine = engine.c_str();
    return options;
}
