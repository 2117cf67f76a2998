# SPDX-License-Identifier: MIT
"""The compiled loop of the log reader."""

import numpy as np
import numpy.typing as npt

def read_rows(
    data: bytes,
    at: int,
    row: int,
    microseconds: npt.NDArray[np.int64],
    rnn: npt.NDArray[np.uint8],
    events: npt.NDArray[np.float64],
) -> tuple[int, int]: ...
