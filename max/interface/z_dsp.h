/* SPDX-License-Identifier: MIT
 * The part of MSP that [mdrnn~] uses: the header of an object with signals, its set-up and release.
 */
#ifndef MDRNN_MAX_Z_DSP_H
#define MDRNN_MAX_Z_DSP_H

#include "ext.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct t_pxobject {
  t_object z_ob;
  long z_in;
  void *z_proxy;
  long z_disabled; /* not 0: muted */
  short z_count;
  short z_misc;
} t_pxobject;

enum {
  Z_NO_INPLACE = 1,
  Z_MC_INLETS = 32
}; /* z_misc: outputs do not share memory with inputs; inlets take all channels */

typedef void (*t_perfroutine64)(t_object *object, t_object *dsp64, double **inputs, long input_count, double **outputs,
                                long output_count, long frames, long flags, void *argument);

void z_dsp_setup(t_pxobject *object, long inlet_count);
void z_dsp_free(t_pxobject *object);
void class_dspinit(t_class *type);
double sys_getsr(void);

#define dsp_setup z_dsp_setup
#define dsp_free z_dsp_free

#ifdef __cplusplus
}
#endif

#endif
