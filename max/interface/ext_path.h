/* SPDX-License-Identifier: MIT
 * What [mdrnn~] uses of Max's paths: numbers of folders, and full names in several styles.
 */
#ifndef MDRNN_MAX_EXT_PATH_H
#define MDRNN_MAX_EXT_PATH_H

#include "ext.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { PATH_STYLE_MAX = 0, PATH_STYLE_NATIVE, PATH_STYLE_COLON, PATH_STYLE_SLASH, PATH_STYLE_NATIVE_WIN };
enum { PATH_TYPE_IGNORE = 0, PATH_TYPE_ABSOLUTE, PATH_TYPE_RELATIVE, PATH_TYPE_BOOT };

/* The full name that the operating system knows. 0 when it worked. */
t_max_err path_toabsolutesystempath(const short path, const char *name, char *full_name);
/* `source` rewritten: PATH_TYPE_BOOT begins at the root of the file system. 0 when it worked. */
short path_nameconform(const char *source, char *target, long style, long type);

#ifdef __cplusplus
}
#endif

#endif
