# SPDX-License-Identifier: MIT
"""One training of a sweep, in a process of its own, which may die without harm. Needs no TensorFlow here."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

POLLED_EVERY = 0.2  # seconds
THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")

OUTCOME = (
    "validation_interval_nll", "validation_nll", "memoryless_nll", "repeat_nll", "best_epoch", "epochs", "stopped"
)  # fmt: skip

Row = dict[str, Any]  # name, size, seed, seconds; then the results, or `error`


@dataclass(frozen=True)
class Member:
    """What to train."""

    name: str  # of its files
    size: str
    seed: int
    words: tuple[str, ...]  # for `mdrnn train`, without the size, the seed, the name and the folder

    def command(self, folder: Path) -> list[str]:
        """As a person would type it."""
        own = ["--size", self.size, "--seed", str(self.seed), "--name", self.name, "--output", str(folder)]
        return [sys.executable, "-m", "mdrnn_train", *self.words, *own]


def run(member: Member, folder: Path, threads: int, stop: Callable[[], bool]) -> Row:
    """Trains it with so many threads and writes its files into `folder`; soon after `stop` it ends as by Ctrl-C."""
    row: Row = {"name": member.name, "size": member.size, "seed": member.seed}
    if stop():
        return {**row, "error": "not started"}
    started = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        code = _wait(_start(member.command(folder), threads, said), stop)
        said.seek(0)
        lines = said.read().strip().splitlines()
    row["seconds"] = round(time.monotonic() - started, 1)
    if code != 0:
        return {**row, "error": _why(code, lines)}
    return {**row, **_outcome(folder / f"{member.name}.json")}


def _start(command: list[str], threads: int, said: Any) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C in a terminal reaches the sweep alone, which passes it on once."""
    surroundings = {**os.environ, **dict.fromkeys(THREADS, str(threads))}
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=said, env=surroundings, start_new_session=os.name == "posix"
    )


def _wait(process: subprocess.Popen[bytes], stop: Callable[[], bool]) -> int:
    asked = False
    while process.poll() is None:
        if stop() and not asked:
            asked = True
            process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        time.sleep(POLLED_EVERY)
    return int(process.returncode)


def _why(code: int, lines: list[str]) -> str:
    if code < 0:
        return f"ended by signal {-code} ({signal.Signals(-code).name})"
    return lines[-1].removeprefix("mdrnn: ") if lines else f"ended with code {code}"


def _outcome(file: Path) -> Row:
    training = json.loads(file.read_text(encoding="utf-8"))["training"]
    return {word: training[word] for word in OUTCOME}
