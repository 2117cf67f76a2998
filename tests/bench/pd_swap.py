# SPDX-License-Identifier: MIT
"""Reports the longest tick of libpd while [mdrnn~] plays, with and without a model that comes in, in turns.

    python tests/bench/pd_swap.py FOLDER_OF_THE_EXTERNAL [MODEL]

Ticks are paced as a sound card does it. `message` is the call that asks for the model, `tick` the longest of the second
in which the worker reads it and the tick takes it.
"""

from __future__ import annotations

import ctypes
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "hosts" / "pd"))
from libpd_host import TICK, open_libpd  # noqa: E402 - beside the tests

RATE = 48000
ROUNDS = 12


def start(external: Path, model: Path) -> ctypes.CDLL:
    """libpd with one object that plays all the time."""
    libpd = open_libpd()
    libpd.libpd_init()
    libpd.libpd_init_audio(0, 2, RATE)
    libpd.libpd_add_to_search_path(str(external).encode())
    boxes = [f"obj 10 40 mdrnn~ {model} -mode battle -max_dt 0.02 -seed 1", "obj 10 10 r swap", "obj 90 10 loadbang"]
    boxes += ["msg 90 40 \\; pd dsp 1"]
    lines = ["#N canvas 0 0 400 400 12;", *(f"#X {box};" for box in boxes)]
    lines += ["#X connect 1 0 0 0;", "#X connect 2 0 3 0;"]
    folder = Path(tempfile.mkdtemp())
    (folder / "swap.pd").write_text("\n".join(lines) + "\n")
    libpd.libpd_openfile.restype = ctypes.c_void_p
    libpd.libpd_openfile(b"swap.pd", str(folder).encode())
    return libpd


def second(libpd: ctypes.CDLL, with_swap: bool) -> tuple[float, float]:
    """One second of sound: microseconds of the longest tick, and of the message."""
    output = (ctypes.c_float * (2 * TICK))()
    longest = message = 0.0
    began = time.perf_counter()
    for tick in range(RATE // TICK):
        time.sleep(max(began + tick * TICK / RATE - time.perf_counter(), 0.0))
        if with_swap and tick == 100:
            before = time.perf_counter()
            libpd.libpd_start_message(1)
            libpd.libpd_finish_message(b"swap", b"reload")
            message = time.perf_counter() - before
        before = time.perf_counter()
        libpd.libpd_process_float(1, None, output)
        longest = max(longest, time.perf_counter() - before)
    return longest * 1e6, message * 1e6


def main() -> None:
    external = Path(sys.argv[1]).resolve()
    model = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else ROOT / "models" / "knobs-9d-s.tflite"
    libpd = start(external, model)
    second(libpd, True)
    plain, swapped, messages = [], [], []
    for _ in range(ROUNDS):
        plain.append(second(libpd, False)[0])
        tick, message = second(libpd, True)
        swapped.append(tick)
        messages.append(message)
    for name, times in (("tick without", plain), ("tick with", swapped), ("message", messages)):
        print(f"{name:<14}{min(times):8.1f} us, median {statistics.median(times):8.1f}")
    middle = statistics.median(swapped) / statistics.median(plain)
    print(f"with / without {min(swapped) / min(plain):8.2f}, median {middle:.2f}")


if __name__ == "__main__":
    main()
