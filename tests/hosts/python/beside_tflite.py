# SPDX-License-Identifier: MIT
"""Prints how far the core and TFLite's interpreter differ on this processor: `beside_tflite.py LIBRARY MODEL..`.

A line for each model: the largest difference between 200 mixtures, and the largest number in them.
"""

import sys

import numpy as np

import mdrnn


def main(library: str, *models: str) -> None:
    for model in models:
        core = mdrnn.Predictor(model, engine="native")
        reference = mdrnn.Predictor(model, engine="tflite", library=library)
        assert reference.info.engine == "tflite"
        events = np.random.default_rng(1).random((200, core.info.dimension), np.float32)
        ours, theirs = core.forward(events), reference.forward(events)
        print(float(np.abs(ours - theirs).max()), float(np.abs(theirs).max()))


main(*sys.argv[1:])
