/* SPDX-License-Identifier: MIT
 * The part of Max's drag and drop that [mdrnn~] uses.
 */
#ifndef MDRNN_MAX_EXT_DRAG_H
#define MDRNN_MAX_EXT_DRAG_H

#include "ext.h"

#ifdef __cplusplus
extern "C" {
#endif

long jdrag_matchdragrole(t_object *drag, t_symbol *role, long flags);
void jdrag_object_add(t_object *drag, t_object *object, t_symbol *message);

#ifdef __cplusplus
}
#endif

#endif
