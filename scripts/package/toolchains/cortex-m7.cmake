# SPDX-License-Identifier: MIT
# Compiles for a bare-metal Cortex-M7 with an FPU (Daisy, Teensy 4), with Debian's GCC.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR cortex-m7)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
foreach(language IN ITEMS C CXX)
  set(CMAKE_${language}_FLAGS_INIT
    "-mcpu=cortex-m7 -mthumb -mfpu=fpv5-sp-d16 -mfloat-abi=hard -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")
  set(CMAKE_${language}_ARCHIVE_CREATE "arm-none-eabi-ar qcD <TARGET> <OBJECTS>") # the same bytes at every build
  set(CMAKE_${language}_ARCHIVE_APPEND "arm-none-eabi-ar qD <TARGET> <OBJECTS>")
  set(CMAKE_${language}_ARCHIVE_FINISH "arm-none-eabi-ranlib -D <TARGET>")
endforeach()
