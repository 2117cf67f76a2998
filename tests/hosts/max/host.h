// SPDX-License-Identifier: MIT
// Opens an external as Max does: its file, and in there ext_main.
#pragma once

// Ends the program with a sentence where it cannot.
void open_external(const char *path);
