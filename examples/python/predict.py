# SPDX-License-Identifier: MIT
"""Lets a model play by itself and prints what it plays: `python predict.py MODEL`."""

import sys

import mdrnn

predictor = mdrnn.Predictor(mdrnn.models.resolve(sys.argv[1]), seed=7)
print(f"{predictor.info.dimension - 1} values an event, {predictor.info.units} units")
event = [0.1] + [0.5] * (predictor.info.dimension - 1)  # 0.1 s after the previous event, every value in the middle
for _ in range(10):
    event = predictor.step(event)
    print(f"after {event[0]:.3f} s:", *(f"{value:.3f}" for value in event[1:]))
