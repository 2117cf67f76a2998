/* SPDX-License-Identifier: MIT
 * The part of Max's path functions that [mdrnn~] uses.
 */
#ifndef MDRNN_MAX_EXT_PATH_H
#define MDRNN_MAX_EXT_PATH_H

#include "ext.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { PATH_STYLE_MAX = 0, PATH_STYLE_NATIVE, PATH_STYLE_COLON, PATH_STYLE_SLASH, PATH_STYLE_NATIVE_WIN };
enum { PATH_TYPE_IGNORE = 0, PATH_TYPE_ABSOLUTE, PATH_TYPE_RELATIVE, PATH_TYPE_BOOT };

/* The full native name. 0 if it succeeds. */
t_max_err path_toabsolutesystempath(const short path, const char *name, char *full_name);
/* `source` in another style; PATH_TYPE_BOOT starts at the root of the file system. 0 if it succeeds. */
short path_nameconform(const char *source, char *target, long style, long type);

#ifdef __cplusplus
}
#endif

#endif
