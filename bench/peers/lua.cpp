// Lua: a coroutine written in Lua, resumed by its C interface.
//
// A coroutine that ended is Lua's garbage, and collecting it is counted.
#include "bench.h"

#include <benchmark/benchmark.h>
#include <lua.hpp>
#include <memory>

static const char COUNT[] = "local i = 0\n"
                            "while true do\n"
                            "    coroutine.yield(i)\n"
                            "    i = i + 1\n"
                            "end\n";

static const char ONCE[] = "coroutine.yield(1)\n";

static std::string name()
{
    return LUA_RELEASE;
}

struct Close {
    void operator()(lua_State *lua) const
    {
        lua_close(lua);
    }
};
using Lua = std::unique_ptr<lua_State, Close>;

// A state with Lua's libraries and, on its stack, a chunk as a function.
static Lua load(const char *chunk)
{
    Lua lua(luaL_newstate());
    luaL_openlibs(lua.get());
    luaL_loadstring(lua.get(), chunk);
    return lua;
}

// Pushes a coroutine of the function on top of the stack.
static lua_State *new_coroutine(lua_State *lua)
{
    lua_State *coroutine = lua_newthread(lua);
    lua_pushvalue(lua, -2);
    lua_xmove(lua, coroutine, 1);
    return coroutine;
}

static lua_Integer next(lua_State *lua, lua_State *coroutine)
{
    int results = 0;
    lua_resume(coroutine, lua, 0, &results);
    lua_Integer value = lua_tointeger(coroutine, -1);
    lua_pop(coroutine, results);
    return value;
}

static void round_trip(benchmark::State &state)
{
    Lua lua = load(COUNT);
    lua_State *coroutine = new_coroutine(lua.get());
    for (auto _ : state)
        benchmark::DoNotOptimize(next(lua.get(), coroutine));
    state.SetLabel(name());
}

static void life(benchmark::State &state)
{
    Lua lua = load(ONCE);
    for (auto _ : state) {
        lua_State *coroutine = new_coroutine(lua.get());
        benchmark::DoNotOptimize(next(lua.get(), coroutine));
        int results = 0;
        benchmark::DoNotOptimize(lua_resume(coroutine, lua.get(), 0, &results));
        lua_pop(lua.get(), 1);
    }
    state.SetLabel(name() + ", garbage collected");
}

void register_lua()
{
    benchmark::AddCustomContext("lua", LUA_RELEASE);
    add_briefly("round_trip/lua", round_trip);
    add_briefly("lifecycle/lua", life);
}
