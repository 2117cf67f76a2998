// SPDX-License-Identifier: MIT
// Opens an external as Max does: loads the file and calls ext_main.
#pragma once

// Exits with an error if that fails.
void open_external(const char *path);
