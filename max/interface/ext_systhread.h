/* SPDX-License-Identifier: MIT
 * The part of Max's thread functions that [mdrnn~] uses.
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
