# SPDX-License-Identifier: MIT
"""Simulates a whole performance in an instant: `python perform.py MODEL`."""

import sys

import mdrnn

performer = mdrnn.Performer(mdrnn.models.resolve(sys.argv[1]), mode="callresponse", threshold=0.5, seed=7, thru=True)
values = performer.info.dimension - 1
for call in range(20):  # the player sweeps all values up, one event every 50 ms ..
    performer.feed([call / 20] * values)
    for event in performer.advance(0.05):
        print(f"{event.time:6.3f} s  {event.source:9}", *(f"{value:.2f}" for value in event.values))
for event in performer.advance(3.0):  # .. and pauses for three seconds: the model answers
    print(f"{event.time:6.3f} s  {event.source:9}", *(f"{value:.2f}" for value in event.values))
