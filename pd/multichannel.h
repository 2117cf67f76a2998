// SPDX-License-Identifier: MIT
// Multichannel cables, which Pd has since 0.54: one binary for the Pd with them and the one without.
#ifndef MDRNN_PD_MULTICHANNEL_H
#define MDRNN_PD_MULTICHANNEL_H

#include "m_pd.h"

// CLASS_MULTICHANNEL, which older headers lack and an older Pd does not look at: signals come in with all of their
// channels, and every signal outlet has to be given its own by set_channels.
constexpr int kMultichannelClass = 0x10;

bool has_multichannel();

// 1 on an older Pd.
int channels_of(const t_signal *signal);

// From a dsp method, for every signal outlet, after all inlets have been read, for Pd uses their memory again. Nothing
// on an older Pd, where an outlet has one channel and its memory already.
void set_channels(t_signal **outlet, int channels);

#endif
