// SPDX-License-Identifier: MIT
// Multichannel cables (Pd 0.54 or newer), with one binary for all versions of Pd.
#ifndef MDRNN_PD_MULTICHANNEL_H
#define MDRNN_PD_MULTICHANNEL_H

#include "m_pd.h"

// CLASS_MULTICHANNEL, which older headers lack and older versions of Pd ignore: input signals have all of their
// channels, and every signal outlet needs a call of set_channels.
constexpr int kMultichannelClass = 0x10;

bool has_multichannel();

// 1 in older versions.
int channels_of(const t_signal *signal);

// Called by the dsp method for every signal outlet, after all inlets were read, because Pd reuses their memory. Does
// nothing in older versions, where an outlet has one channel and its memory already.
void set_channels(t_signal **outlet, int channels);

#endif
