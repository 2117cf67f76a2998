# SPDX-License-Identifier: MIT
"""perform never allocates, locks or calls the system, whatever the input; no data races under ThreadSanitizer."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from max_host import Host, built

SETTINGS = {
    "battle": "@mode battle @glide linear @timescale 0.01 @sense off",
    "polyphony": "@mode polyphony @thru 1 @glide 20",
    "callresponse": "@threshold 0 @timescale 0.001 @thru 1 @glide linear",
    "change": "@mode polyphony @thru 1 @sense change @delta 0.001 @gap 0",
    "useronly": "@mode useronly @thru 1",
    "int8": "@mode polyphony @precision int8",
}


@pytest.mark.parametrize("scheduling", ["thread", "interrupt"])
@pytest.mark.parametrize("name", SETTINGS)
def test_perform_allocates_locks_and_calls_the_kernel_never(
    name: str, scheduling: str, counting_host: Host, model: Path, tmp_path: Path
) -> None:
    frames = 2 * 48000
    for i in range(2):
        np.sin(np.arange(frames) * (0.01 + 0.003 * i)).tofile(tmp_path / f"{i}.raw")
    words = ["0.2 0.8", "value 1 0.5", "info", "step 0.1 0.2 0.3", "reset", "seed 3", "0.1", "threshold 0", "dblclick"]
    script = [f"at {100 + 10 * i} 1 {words[i % len(words)]}" for i in range(150)]
    run = counting_host.play(
        f"scheduling {scheduling}", f"new 1 mdrnn~ {model} {SETTINGS[name]}",
        *(f"input 1 {i} {tmp_path / f'{i}.raw'}" for i in range(2)), *script,
        f"at 150 1 record {tmp_path / 'take.log'}", f"at 900 1 load {model}", "audio 1", "run 50", "count", "run 950",
        "await 1 model", "run 900", "send 1 info", "run 50",
    )  # fmt: skip
    (line,) = (line for line in run.lines if line.startswith("counts "))
    vectors, allocations, locks, syscalls = map(int, line.split()[1:])
    assert vectors > 1000
    assert int(run.info()["player_events"]) >= 30
    assert name == "useronly" or int(run.info()["machine_events"]) > 10
    assert (allocations, locks, syscalls) == (0, 0, 0)
    assert "model" in [text.split()[0] for _, text in run.outlet(6)], "the model came in while it was counted"


def test_threads_that_meet_are_no_race(model: Path) -> None:
    program, external = built("play_threads", "max-tsan"), built("mdrnn~.max_test", "max-tsan")
    command = [program, external, model, "6000", "1"]
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr[:4000]
    assert "0 misuses" in result.stdout
    assert int(result.stdout.split(" vectors, ")[1].split()[0]) > 1000
