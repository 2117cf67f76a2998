# SPDX-License-Identifier: MIT
# RealtimeSanitizer ends a process that violates with 43: anything else says that it did not watch.
execute_process(COMMAND ${PROOF} violate RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
if(NOT result EQUAL 43)
  message(FATAL_ERROR "a violation ended with ${result}, expected 43")
endif()
