# SPDX-License-Identifier: MIT
"""Reports what [mdrnn~] costs in the real Pd, by the processor's time of whole runs that are taken in turns.

    python tests/bench/pd_load.py [FOLDER_OF_THE_EXTERNAL]

First, idle objects with four values beside a [line~] for each value and a [sig~] for each of the three other outlets.
Then a hundred that play thirty events a second each, a model of size s, as a share of one core at 48 kHz.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RATE = 48000
TURNS = 9

Patch = list[str]


def run(boxes: Patch, seconds: float, external: Path) -> float:
    """The processor's seconds that Pd takes for `seconds` of sound with these boxes."""
    start = [
        "obj 10 10 loadbang",
        "msg 10 40 \\; pd dsp 1",
        f"obj 90 40 delay {seconds * 1000:g}",
        "msg 90 70 \\; pd quit",
    ]
    lines = ["#N canvas 0 0 400 400 12;", *(f"#X {box};" for box in (*start, *boxes))]
    lines += ["#X connect 0 0 1 0;", "#X connect 0 0 2 0;", "#X connect 2 0 3 0;"]
    options = ["-batch", "-noaudio", "-nomidi", "-stderr", "-noprefs", "-nostdpath", "-r", str(RATE)]
    with tempfile.TemporaryDirectory() as folder:
        patch = Path(folder) / "load.pd"
        patch.write_text("\n".join(lines) + "\n")
        process = os.posix_spawnp("pd", ["pd", *options, "-path", str(external), "-open", str(patch)], os.environ)
        _, status, usage = os.wait4(process, 0)
    if status:
        raise SystemExit(f"Pd ended with {status}")
    return usage.ru_utime + usage.ru_stime


def in_turns(kinds: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(TURNS):
        for name, measure in kinds.items():
            times[name].append(measure())
    return times


def boxes(text: str, count: int) -> Patch:
    return [f"obj 10 {100 + 20 * i} {text}" for i in range(count)]


def report_idle(external: Path, count: int = 200, seconds: float = 20) -> None:
    vanilla = boxes("line~", 4 * count) + boxes("sig~ 0.5", 3 * count)
    idle = boxes("mdrnn~ -dim 5 -mode useronly", count)
    off = boxes("mdrnn~ -dim 5 -mode useronly -sense off", count)
    patches = {"empty": [], "vanilla": vanilla, "idle": idle, "sense off": off}
    times = in_turns({name: lambda patch=patch: run(patch, seconds, external) for name, patch in patches.items()})
    blocks = count * seconds * RATE / 64
    net = {name: [a - b for a, b in zip(times[name], times["empty"], strict=True)] for name in times}
    for name in ("vanilla", "idle", "sense off"):
        best, middle = min(net[name]), statistics.median(net[name])
        print(f"{name:10} {best / blocks * 1e9:7.0f} ns a block (median {middle / blocks * 1e9:.0f})", end="")
        print(f", {best / min(net['vanilla']):.2f} x vanilla ({middle / statistics.median(net['vanilla']):.2f})")


def report_playing(external: Path, count: int = 100, seconds: float = 20) -> None:
    model = ROOT / "models" / "touch-4d-s.tflite"
    play = boxes(f"mdrnn~ {model} -mode battle -timescale 1000 -max_dt 0.0333333", count)
    for name, flags in (("float32", ""), ("int8", " -precision int8")):
        patch = [box + flags for box in play]
        times = in_turns(
            {"short": lambda p=patch: run(p, 1, external), "long": lambda p=patch: run(p, 1 + seconds, external)}
        )
        shares = [(b - a) / seconds for a, b in zip(times["short"], times["long"], strict=True)]
        best, middle = min(shares), statistics.median(shares)
        print(f"{count} objects of size s, 30 events a second each, {name}: ", end="")
        print(f"{best:.1%} of a core (median {middle:.1%}), {1 / best:.0f} times as fast as real time")


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "pd").resolve()
    report_idle(folder)
    report_playing(folder)
