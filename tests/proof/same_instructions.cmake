# SPDX-License-Identifier: MIT
# Counts the instructions of mdrnn_step with Callgrind for each sort of input: all must be within 1 % of
# the first. With a grain a draw depends on the input, but a step takes at most GRAIN_PERCENT % more.
foreach(sort plain saturated denormal zero "plain 0.007874" "plain 0.5" "saturated 0.007874")
  string(REPLACE " " ";" arguments "${sort}")
  execute_process(
    COMMAND ${VALGRIND} --tool=callgrind --toggle-collect=mdrnn_step --callgrind-out-file=/dev/null ${STEPS} ${MODEL} ${arguments}
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
  if(sort MATCHES " ")
    math(EXPR allowed "${plain} * ${GRAIN_PERCENT} / 100")
  endif()
  if(difference GREATER allowed OR plain LESS 100000)
    message(SEND_ERROR "${sort} takes ${found} instructions, plain ${plain}: expected a difference of at most ${allowed}")
  endif()
endforeach()
