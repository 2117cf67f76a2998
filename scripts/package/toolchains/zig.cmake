# SPDX-License-Identifier: MIT
# Compiles for the system MDRNN_TARGET with Zig, which contains the C and C++ libraries of all of them. Zig is
# searched for in PATH, in $ENV{MDRNN_ZIG} and in the environment that scripts/package/pd makes.
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES MDRNN_TARGET MDRNN_ZIG)
file(GLOB zig_package ${CMAKE_CURRENT_LIST_DIR}/../../../build/zig/lib/python3*/site-packages/ziglang)
find_program(MDRNN_ZIG zig HINTS $ENV{MDRNN_ZIG} ${zig_package} REQUIRED)

# MDRNN_TARGET; system; processor; Zig's target. glibc 2.28 is from Debian 10; 2.24 from Debian 9, as on Bela.
# A Cortex-A8 has NEON but no fused multiply-add.
foreach(row IN ITEMS
    "amd64;Linux;x86_64;x86_64-linux-gnu.2.28"
    "arm64;Linux;aarch64;aarch64-linux-gnu.2.28"
    "armv7;Linux;armv7;arm-linux-gnueabihf.2.28 -mcpu=cortex_a8"
    "cortex-a8;Linux;armv7;arm-linux-gnueabihf.2.24 -mcpu=cortex_a8"
    "macos;Darwin;arm64;aarch64-macos.11.0"
    "macos-amd64;Darwin;x86_64;x86_64-macos.10.13"
    "windows;Windows;AMD64;x86_64-windows-gnu")
  list(GET row 0 name)
  if(name STREQUAL "${MDRNN_TARGET}")
    list(GET row 1 CMAKE_SYSTEM_NAME)
    list(GET row 2 CMAKE_SYSTEM_PROCESSOR)
    list(GET row 3 zig_target)
  endif()
endforeach()
if(NOT zig_target)
  message(FATAL_ERROR "MDRNN_TARGET is '${MDRNN_TARGET}', expected amd64, arm64, armv7, cortex-a8, macos, macos-amd64 or windows")
endif()
separate_arguments(zig_target)

set(CMAKE_C_COMPILER ${MDRNN_ZIG} cc -target ${zig_target})
set(CMAKE_CXX_COMPILER ${MDRNN_ZIG} c++ -target ${zig_target})
foreach(language IN ITEMS C CXX)
  # Reproducible: the same bytes wherever the sources are and whenever they are built.
  set(CMAKE_${language}_FLAGS_INIT "-g0 -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")
  set(CMAKE_${language}_ARCHIVE_CREATE "${MDRNN_ZIG} ar qcD <TARGET> <OBJECTS>")
  set(CMAKE_${language}_ARCHIVE_APPEND "${MDRNN_ZIG} ar qD <TARGET> <OBJECTS>")
  set(CMAKE_${language}_ARCHIVE_FINISH "${MDRNN_ZIG} ranlib <TARGET>")
endforeach()
set(CMAKE_MODULE_LINKER_FLAGS_INIT -Wl,-s)
set(MDRNN_DLLTOOL ${MDRNN_ZIG} dlltool)

# ctest runs a Linux program in QEMU.
if(CMAKE_SYSTEM_NAME STREQUAL Linux AND NOT MDRNN_TARGET STREQUAL amd64)
  set(emulator qemu-aarch64-static -L /usr/aarch64-linux-gnu)
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL armv7)
    set(emulator qemu-arm-static -cpu cortex-a8 -L /usr/arm-linux-gnueabihf)
  endif()
  set(CMAKE_CROSSCOMPILING_EMULATOR ${emulator})
endif()
