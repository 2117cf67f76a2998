# SPDX-License-Identifier: MIT
"""Plays a model and prints its events; run by this machine's Python and a board's: `play.py MODEL PRECISION`.

Prints the processor, then a line for each of 200 steps: the mixture and the event, in hexadecimal floats.
"""

import platform
import sys

import numpy as np

import mdrnn


def main(model: str, precision: str) -> None:
    network, player = (mdrnn.Predictor(model, engine="native", precision=precision, seed=7) for _ in range(2))
    print(platform.machine(), len(player.generate(0)))
    for event in np.random.default_rng(1).random((200, network.info.dimension), np.float32):
        numbers = [*network.forward(event).tolist(), *player.step(event).tolist()]
        print(*(number.hex() for number in numbers))


main(*sys.argv[1:])
