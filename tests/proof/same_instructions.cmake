# SPDX-License-Identifier: MIT
# Counts the instructions of mdrnn_step with Callgrind for each sort of input: all must be within 1 % of
# the first.
foreach(sort plain saturated denormal zero)
  execute_process(
    COMMAND ${VALGRIND} --tool=callgrind --toggle-collect=mdrnn_step --callgrind-out-file=/dev/null ${STEPS} ${MODEL} ${sort}
    RESULT_VARIABLE result ERROR_VARIABLE report)
  if(NOT result EQUAL 0 OR NOT report MATCHES "Collected : ([0-9]+)")
    message(FATAL_ERROR "callgrind ended with ${result}: ${report}")
  endif()
  set(found ${CMAKE_MATCH_1})
  message(STATUS "100 steps, ${sort}: ${found} instructions")
  if(NOT DEFINED plain)
    set(plain ${found})
  endif()
  math(EXPR difference "${found} - ${plain}")
  string(REPLACE "-" "" difference "${difference}")
  math(EXPR allowed "${plain} / 100")
  if(difference GREATER allowed OR plain LESS 100000)
    message(SEND_ERROR "${sort} takes ${found} instructions, plain ${plain}: expected the same within 1 %")
  endif()
endforeach()
