# SPDX-License-Identifier: MIT
# Compiles for 64-bit Windows with Debian's MinGW; unlike with zig.cmake, builds are not reproducible.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR AMD64)
foreach(language IN ITEMS C CXX)
  # libstdc++ makes printf follow C99; the compiler's warnings assume Microsoft's formats.
  set(CMAKE_${language}_FLAGS_INIT "-ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -Wno-format -Wno-format-extra-args")
endforeach()
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(MDRNN_DLLTOOL x86_64-w64-mingw32-dlltool)
set(CMAKE_MODULE_LINKER_FLAGS_INIT -Wl,-s)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
