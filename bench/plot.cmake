# Plots the round trips of a benchmark's JSON:
#
#   cmake -D JSON=bench.json -D SVG=bench.svg -P plot.cmake
#
# The bars are medians: of processor time, or of real time where the benchmark
# asked for it, as its name then says. The numbers go to a .dat file beside the
# SVG, one line each: nanoseconds, 1 for cgen or else 0, label.
cmake_minimum_required(VERSION 3.25)

find_program(GNUPLOT gnuplot REQUIRED)
cmake_path(REPLACE_EXTENSION SVG dat OUTPUT_VARIABLE DAT)

file(READ ${JSON} json)
string(JSON count LENGTH ${json} benchmarks)
math(EXPR last "${count} - 1")
set(lines "")
foreach(i RANGE ${last})
    string(JSON run GET ${json} benchmarks ${i})
    string(JSON name GET ${run} name)
    if(NOT name MATCHES "^round_trip/.*_median$")
        continue()
    endif()
    string(JSON label GET ${run} label)
    if(name MATCHES "/real_time_")
        string(JSON time GET ${run} real_time)
    else()
        string(JSON time GET ${run} cpu_time)
    endif()
    string(FIND ${name} "/cgen_" cgen)
    if(cgen EQUAL -1)
        set(is_cgen 0)
    else()
        set(is_cgen 1)
    endif()
    string(APPEND lines "${time}\t${is_cgen}\t${label}\n")
endforeach()
file(WRITE ${DAT}.unsorted "${lines}")
execute_process(
    COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C sort -g ${DAT}.unsorted
    OUTPUT_FILE ${DAT} COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE ${DAT}.unsorted)

execute_process(
    COMMAND ${GNUPLOT} -e "data='${DAT}'; svg='${SVG}'" ${CMAKE_CURRENT_LIST_DIR}/plot.gp
    COMMAND_ERROR_IS_FATAL ANY)
