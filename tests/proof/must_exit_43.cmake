# SPDX-License-Identifier: MIT
# RealtimeSanitizer exits with 43 at a violation: any other code means that it was not active.
execute_process(COMMAND ${PROOF} violate RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
if(NOT result EQUAL 43)
  message(FATAL_ERROR "a violation ended with ${result}, expected 43")
endif()
