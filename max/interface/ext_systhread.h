/* SPDX-License-Identifier: MIT
 * What [mdrnn~] uses of Max's threads: which one this is.
 */
#ifndef MDRNN_MAX_EXT_SYSTHREAD_H
#define MDRNN_MAX_EXT_SYSTHREAD_H

#ifdef __cplusplus
extern "C" {
#endif

short systhread_ismainthread(void);

#ifdef __cplusplus
}
#endif

#endif
