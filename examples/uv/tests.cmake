# The tests of the examples on libuv, included by ../tests.cmake.

set(tools ${PROJECT_SOURCE_DIR}/tests/uv/tools)
add_executable(uv_httpd ${tools}/httpd.c)
add_executable(uv_load ${tools}/load.c ${tools}/connect.c)
foreach(tool uv_httpd uv_load)
    target_include_directories(${tool} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_compile_definitions(${tool} PRIVATE _GNU_SOURCE)
    target_link_libraries(${tool} PRIVATE cgen_strict Threads::Threads)
endforeach()

function(cgen_uv_script_settings test setting)
    set_tests_properties(${test} PROPERTIES TIMEOUT 300
        ENVIRONMENT "${setting};SLOW=${CGEN_EXAMPLES_SLOW};\
HTTPD=$<TARGET_FILE:uv_httpd>;LOAD=$<TARGET_FILE:uv_load>;ECHO=$<TARGET_FILE:uv_echo>")
endfunction()

# cgen_uv_script(<test> <script> <argument>...)
function(cgen_uv_script name script)
    foreach(engine IN LISTS CGEN_ENGINES)
        set(test example_uv_${name}.${engine})
        add_test(NAME ${test} COMMAND bash
            ${PROJECT_SOURCE_DIR}/examples/uv/test_${script}.sh ${ARGN})
        cgen_uv_script_settings(${test} CGEN_ENGINE=${engine})
    endforeach()
endfunction()

# The program itself, and one that is cancelled at each of its awaits, which
# needs the library's functions to be replaced: not in a static one.
function(cgen_uv_example_test name)
    set(run ${CMAKE_CROSSCOMPILING_EMULATOR})
    cgen_uv_script(${name} ${name} ${run} $<TARGET_FILE:uv_${name}>)
    if(BUILD_SHARED_LIBS AND NOT name MATCHES "echo|adopt")
        add_executable(uv_${name}_cancelled
            ${PROJECT_SOURCE_DIR}/examples/uv/${name}.c
            ${tools}/cancel_at.c ${PROJECT_SOURCE_DIR}/tests/uv/left.c)
        target_include_directories(uv_${name}_cancelled PRIVATE
            ${PROJECT_SOURCE_DIR}/tests)
        target_compile_definitions(uv_${name}_cancelled PRIVATE _GNU_SOURCE)
        target_link_libraries(uv_${name}_cancelled PRIVATE
            cgen::uv cgen_strict ${ARGN} ${CMAKE_DL_LIBS})
        cgen_uv_script(${name}_cancelled cancelled ${name} ${run}
            $<TARGET_FILE:uv_${name}_cancelled>)
    endif()
endfunction()

# The same on libuv's callbacks, by the same script.
function(cgen_uv_bare_test name)
    add_executable(uv_bare_${name} ${PROJECT_SOURCE_DIR}/bench/uv/bare/${name}.c)
    target_compile_definitions(uv_bare_${name} PRIVATE _GNU_SOURCE)
    target_link_libraries(uv_bare_${name} PRIVATE PkgConfig::uv cgen_strict ${ARGN})
    add_test(NAME example_uv_bare_${name} COMMAND bash
        ${PROJECT_SOURCE_DIR}/examples/uv/test_${name}.sh
        ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:uv_bare_${name}>)
    cgen_uv_script_settings(example_uv_bare_${name} "")
endfunction()

# The same in Node, where there is one.
find_program(NODE node)
if(NODE AND NOT CGEN_SANITIZE AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
    add_test(NAME example_uv_node COMMAND bash
        ${PROJECT_SOURCE_DIR}/examples/uv/test_node.sh ${NODE} $<TARGET_FILE_DIR:uv_get>)
    cgen_uv_script_settings(example_uv_node "")
endif()

foreach(name get grep proxy upload tail)
    cgen_uv_bare_test(${name})
endforeach()
foreach(name get grep echo proxy upload tail adopt)
    cgen_uv_example_test(${name})
endforeach()
find_package(SQLite3 QUIET) # whose target is known to a folder alone
if(TARGET uv_rows)
    cgen_uv_example_test(rows SQLite::SQLite3)
    cgen_uv_bare_test(rows SQLite::SQLite3)
endif()
