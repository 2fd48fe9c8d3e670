# Plots what cgen_scale wrote:
#
#   cmake -D DAT=scale.dat -D SVG=scale.svg -P plot.cmake
cmake_minimum_required(VERSION 3.25)

find_program(GNUPLOT gnuplot REQUIRED)
execute_process(
    COMMAND ${GNUPLOT} -e "data='${DAT}'; svg='${SVG}'" ${CMAKE_CURRENT_LIST_DIR}/plot.gp
    COMMAND_ERROR_IS_FATAL ANY)
