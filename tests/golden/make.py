# SPDX-License-Identifier: MIT
"""Makes the .tflite files of this folder, or a wider set in another, each with its reference beside it.

`python tests/golden/make.py` writes the golden set here; `python tests/golden/make.py --wide DIR` the awkward shapes.
Needs TensorFlow. `tests/python/tflite_kinds.py` says what the kinds and the arrays of a reference are.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "python"))

Shape = tuple[int, int, int, int]  # dimension, units, layers, mixtures

# (kind, shape, precision): one tiny file of each kind.
GOLDEN: list[tuple[str, Shape, str]] = [
    ("explicit", (3, 5, 2, 2), "float32"),
    ("explicit", (2, 16, 1, 2), "dynamic"),
    ("explicit", (2, 16, 1, 2), "float16"),
    ("unrolled", (3, 5, 2, 2), "float32"),
    ("while", (3, 5, 1, 2), "float32"),
    ("flex", (2, 32, 1, 2), "dynamic"),
    ("explicit_hard", (3, 5, 2, 2), "float32"),
    ("while_hard", (3, 5, 1, 2), "float32"),
    ("relative", (3, 5, 2, 2), "float32"),
    ("gru", (3, 5, 1, 2), "float32"),
    ("gru_unsigned", (3, 5, 1, 2), "float32"),
    ("layernorm", (3, 5, 1, 2), "float32"),
    ("layernorm_unsigned", (3, 5, 1, 2), "float32"),
    ("explicit", (1, 5, 1, 2), "float32"),  # refused: an event of dt alone
]

NATIVE = ("explicit", "unrolled", "while", "flex")
AWKWARD: list[Shape] = [
    (3, 8, 2, 5),
    (3, 35, 2, 5),  # mixture and state have the same length
    (2, 1, 1, 1),
    (2, 17, 1, 3),
    (64, 17, 2, 5),
    (9, 64, 2, 5),
    (4, 24, 3, 7),
]
MANY_LAYERS: Shape = (3, 6, 12, 2)  # state_h_10 sorts before state_h_2
QUANTISED: list[tuple[Shape, str]] = [
    ((3, 32, 2, 5), "dynamic"),
    ((3, 32, 2, 5), "channels"),
    ((3, 32, 2, 5), "float16"),
    ((9, 64, 2, 5), "dynamic"),
    ((9, 64, 2, 5), "channels"),
    ((2, 33, 1, 3), "dynamic"),
]


def wide() -> list[tuple[str, Shape, str]]:
    """Every kind with every awkward shape."""
    files = [(kind, shape, "float32") for shape in AWKWARD for kind in NATIVE]
    files += [(kind, MANY_LAYERS, "float32") for kind in NATIVE]
    files += [(kind, shape, precision) for shape, precision in QUANTISED for kind in NATIVE]
    hard = [(3, 8, 2, 5), (9, 64, 2, 5)]
    files += [(f"{kind}_hard", shape, "float32") for shape in hard for kind in NATIVE]
    files += [("relative", shape, "float32") for shape in AWKWARD if shape[1] >= 2 * (shape[0] - 1)]
    files += [("relative", (9, 64, 2, 28), "float32"), ("relative", MANY_LAYERS, "float32")]
    files += [(f"{kind}_hard", (9, 64, 2, 5), precision) for precision in ("dynamic", "float16") for kind in NATIVE]
    others = ("gru", "gru_unsigned", "layernorm", "layernorm_unsigned")
    return files + [(kind, shape, "float32") for shape in (*AWKWARD[:2], MANY_LAYERS) for kind in others]


def write(folder: Path, files: list[tuple[str, Shape, str]]) -> None:
    """`NAME.tflite` and `NAME.npz` for each."""
    import tflite_kinds

    folder.mkdir(parents=True, exist_ok=True)
    for kind, shape, precision in files:
        model, weights = tflite_kinds.make(kind, *shape, seed=1, precision=precision)
        reference = tflite_kinds.reference(kind, model, weights)
        name = tflite_kinds.title(kind, *shape, precision)
        (folder / f"{name}.tflite").write_bytes(model)
        np.savez_compressed(folder / f"{name}.npz", **reference)
        print(f"{name}: {len(model)} bytes, reference by {reference['source']}", flush=True)


def main() -> int:
    """Parse and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wide", type=Path, metavar="DIR", help="write the awkward shapes there")
    arguments = parser.parse_args()
    write(arguments.wide or HERE, wide() if arguments.wide else GOLDEN)
    return 0


if __name__ == "__main__":
    sys.exit(main())
