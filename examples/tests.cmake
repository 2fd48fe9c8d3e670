# The tests of the examples, included by tests/: each example on real files,
# against what the system's own tools say, on every engine.

# Under a tool the files are smaller, and memory is not what it would be.
if(CGEN_SANITIZE OR CMAKE_CROSSCOMPILING_EMULATOR)
    set(CGEN_EXAMPLES_SLOW 1)
else()
    set(CGEN_EXAMPLES_SLOW 0)
endif()

function(cgen_example_test name)
    foreach(engine IN LISTS CGEN_ENGINES)
        set(test example_${name}.${engine})
        add_test(NAME ${test} COMMAND bash
            ${PROJECT_SOURCE_DIR}/examples/test_${name}.sh
            ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:${name}>)
        set_tests_properties(${test} PROPERTIES TIMEOUT 300
            ENVIRONMENT "CGEN_ENGINE=${engine};SLOW=${CGEN_EXAMPLES_SLOW}")
    endforeach()
endfunction()

cgen_example_test(hello)
cgen_example_test(walk)
cgen_example_test(bigfile)
cgen_example_test(tree)
cgen_example_test(topten)
cgen_example_test(poll)
cgen_example_test(frames)
if(TARGET xmlpull)
    cgen_example_test(xmlpull)
endif()

# SQLite's shell is not instrumented, and a tool's runtime comes with a program.
find_program(SQLITE3 sqlite3)
if(TARGET files AND SQLITE3 AND NOT CGEN_SANITIZE)
    foreach(engine IN LISTS CGEN_ENGINES)
        add_test(NAME example_files.${engine} COMMAND bash
            ${PROJECT_SOURCE_DIR}/examples/test_files.sh $<TARGET_FILE:files>
            ${CMAKE_CROSSCOMPILING_EMULATOR} ${SQLITE3})
        set_tests_properties(example_files.${engine} PROPERTIES TIMEOUT 300
            ENVIRONMENT "CGEN_ENGINE=${engine};SLOW=${CGEN_EXAMPLES_SLOW}")
    endforeach()
endif()

if(CGEN_HAVE_UV)
    include(${PROJECT_SOURCE_DIR}/examples/uv/tests.cmake)
endif()
