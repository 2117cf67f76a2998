# SPDX-License-Identifier: MIT
# The library mdrnn_bare: the core for bare metal, without heap, files, threads and exceptions.
set(bare_sources
  native/src/c_api.cc
  native/src/step/error.cc
  native/src/step/kernel_choice.cc
  native/src/step/kernels_scalar.cc
  native/src/step/lstm.cc
  native/src/step/mixture.cc
  native/src/step/packed_view.cc
  native/src/step/random.cc
  native/src/step/sentence.cc
  native/src/step/stepper.cc
  native/src/file/metadata.cc
  native/src/file/packed_form.cc
  native/src/bare/model_slot.cc
  native/src/play/parameters.cc
  native/src/play/performer.cc
  native/src/play/predictor.cc)
add_library(mdrnn_bare STATIC EXCLUDE_FROM_ALL ${bare_sources})
target_include_directories(mdrnn_bare PUBLIC native/include PRIVATE native/src)
target_compile_features(mdrnn_bare PUBLIC cxx_std_17)
target_compile_definitions(mdrnn_bare PUBLIC MDRNN_BARE=1 PRIVATE MDRNN_VERSION="${PROJECT_VERSION}")
set_target_properties(mdrnn_bare PROPERTIES CXX_EXTENSIONS OFF)
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  target_compile_options(mdrnn_bare PRIVATE -Wall -Wextra -Wpedantic -Wshadow -fno-exceptions -fno-rtti
    -fno-threadsafe-statics -fno-math-errno -ffunction-sections -fdata-sections $<$<CONFIG:Release>:-O2>
    $<$<BOOL:${MDRNN_WARNINGS_AS_ERRORS}>:-Werror>)
endif()
