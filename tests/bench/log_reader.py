# SPDX-License-Identifier: MIT
"""How fast a log becomes a dataset, with and without the compiled loop, and in IMPSY's reader.

Call it as `python log_reader.py [FOLDER_WITH_IMPSY] [--rows N]`.
FOLDER_WITH_IMPSY is where `impsy` 1.2.1 lies (`pip download --no-deps impsy==1.2.1`, unpacked); it needs click.
"""

import argparse
import importlib.util
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from mdrnn.data import rows, sources


def write_log(path: Path, count: int) -> None:
    """A two-valued performance with microseconds and full doubles, as IMPSY writes them."""
    chance = random.Random(1)
    moment = datetime(2026, 1, 31, 12)
    with path.open("w") as file:
        for _ in range(count):
            moment += timedelta(microseconds=chance.randrange(5_000, 40_000))
            file.write(f"{moment.isoformat()},interface,{chance.random()},{chance.random()}\n")


def load_impsy(folder: Path) -> Callable[[str, int], Any]:
    """Its `transform_log_to_sequence_example`, without the package's own imports (TensorFlow)."""
    spec = importlib.util.spec_from_file_location("impsy_dataset", folder / "impsy" / "dataset.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder}: no impsy/dataset.py there")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.transform_log_to_sequence_example


def seconds(call: Callable[[], object], repeats: int) -> list[float]:
    measured = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        measured.append(time.perf_counter() - start)
    return measured


def shown(name: str, measured: list[float]) -> str:
    return f"{name:<8} min {min(measured):.3f} s   median {statistics.median(measured):.3f} s"


def python_alone(data: bytes, at: int, row: int, *_: Any) -> tuple[int, int]:
    """In place of the compiled loop: finds no plain row, so all are read in Python."""
    return at, row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("impsy", nargs="?", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "2026-01-31T12-00-00-3d-mdrnn.log"
        write_log(path, options.rows)
        ours = seconds(lambda: sources.build([path]), options.repeats)
        print(f"{options.rows} rows, {path.stat().st_size / 1e6:.0f} MB: file to events (T, D)")
        print(shown("mdrnn", ours))
        data = path.read_bytes()
        print(shown("rows", seconds(lambda: rows.parse(data), options.repeats)))
        python = seconds(lambda: rows.parse(data, read=python_alone), options.repeats)
        print(shown("python", python), "  (rows.parse without the compiled loop)")
        if options.impsy is None:
            print("impsy    skipped: no folder given")
            return
        read = load_impsy(options.impsy)
        theirs = seconds(lambda: read(str(path), 3), options.repeats)
        print(shown("impsy", theirs))
        (events,) = sources.build([path]).performances
        if not np.array_equal(events, read(str(path), 3)):
            raise SystemExit("the two readers disagree")
        ratios = min(theirs) / min(ours), statistics.median(theirs) / statistics.median(ours)
        print(f"ratio    min {ratios[0]:.1f}     median {ratios[1]:.1f}     (same events)")


if __name__ == "__main__":
    main()
