# SPDX-License-Identifier: MIT
"""The compiled log reader."""

import numpy as np
import numpy.typing as npt

REPORTED_ROWS: int

def parse(
    data: bytes, columns: int = 0
) -> tuple[
    npt.NDArray[np.int64],
    npt.NDArray[np.uint8],
    npt.NDArray[np.int64],
    npt.NDArray[np.float64],
    list[tuple[int, str]],
    int,
    bool,
]: ...
