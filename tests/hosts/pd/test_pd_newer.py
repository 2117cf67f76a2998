# SPDX-License-Identifier: MIT
"""The same [mdrnn~] with the multichannel cables of Pd 0.54 and newer: libpd 0.56."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from pd_patch import EVENT, INFO, RAMP, TICK, TRIGGER, Patch

Expected = Callable[..., npt.NDArray[np.float32]]
PULSE = "1 0 99.99, 0 0 100.01"  # one sample, near frame 4800


def triggered(creation: str, *sources: str, trigger: int = 1) -> tuple[Patch, int, int]:
    """A patch with `sources` connected to the first inlets and a pulse to inlet `trigger`. Returns the pulse, too."""
    patch = Patch(libpd=True)
    boxes = [patch.box(source) for source in sources]
    tilde, pulse = patch.box(f"mdrnn~ {creation}"), patch.box("vline~")
    for inlet, box in enumerate(boxes):
        patch.cord(box, 0, tilde, inlet)
    patch.cord(pulse, 0, tilde, trigger)
    message = patch.message(PULSE.replace(",", " \\,"))
    patch.cord(message, 0, pulse)
    patch.at_start(message)
    return patch, tilde, pulse


def snake_in(patch: Patch, tilde: int, *sources: str) -> None:
    """A cable with one channel per source, connected to the left inlet."""
    snake = patch.box(f"snake~ in {len(sources)}")
    for channel, source in enumerate(sources):
        patch.cord(patch.box(source), 0, snake, channel)
    patch.cord(snake, 0, tilde)


@pytest.mark.parametrize("rate", [44100, 48000])
@pytest.mark.parametrize("block", [16, 64, 1024])
def test_signals_of_a_seeded_run_equal_the_core(
    rate: int, block: int, external: Path, model: Path, tmp_path: Path, core_signals: Expected
) -> None:
    patch = Patch(rate=rate, block=block, libpd=True)
    tilde = patch.box(f"mdrnn~ {model} -mode battle -seed 3")
    for outlet in (0, 1, 2 + TRIGGER, 2 + RAMP):
        patch.record(tilde, outlet)
    run = patch.run(tmp_path, external.parent, frames=rate)
    assert not run.errors
    expected = core_signals(rate, rate, "mode=battle", late=max(block, TICK) - TICK)
    np.testing.assert_array_equal(run.signals[:2], expected)
    changes = np.flatnonzero(np.diff(expected[0], prepend=0))
    np.testing.assert_array_equal(np.flatnonzero(run.signals[2]), changes)
    np.testing.assert_array_equal(run.signals[3][changes], 1)


def test_one_cable_brings_all_values_in_and_one_takes_them_out(external: Path, model: Path, tmp_path: Path) -> None:
    patch, tilde, pulse = triggered(f"{model} -mc -mode useronly -thru 1")
    snake_in(patch, tilde, "sig~ 0.25", "sig~ 0.75")
    out = patch.box("snake~ out 2")
    patch.cord(tilde, 0, out)
    patch.show(tilde, 1 + EVENT, "event")
    patch.record(out, 0)
    patch.record(out, 1)
    patch.record(tilde, 1 + TRIGGER)
    patch.record(pulse, 0)
    run = patch.run(tmp_path, external.parent, frames=9600)
    assert not run.errors
    assert run.printed("event") == ["event 0.25 0.75"]
    x, y, trigger, heard = run.signals
    frame = int(np.flatnonzero(heard)[0]) + TICK
    np.testing.assert_array_equal(np.flatnonzero(trigger), [frame])
    np.testing.assert_array_equal(x, np.where(np.arange(9600) < frame, 0, np.float32(0.25)))
    np.testing.assert_array_equal(y, np.where(np.arange(9600) < frame, 0, np.float32(0.75)))


def test_a_machine_plays_into_one_cable_what_it_plays_into_many(
    external: Path, model: Path, tmp_path: Path, core_signals: Expected
) -> None:
    patch = Patch(libpd=True)
    tilde, out = patch.box(f"mdrnn~ {model} -multichannel -mode battle -seed 3"), patch.box("snake~ out 2")
    patch.cord(tilde, 0, out)
    patch.record(out, 0)
    patch.record(out, 1)
    run = patch.run(tmp_path, external.parent, frames=48000)
    np.testing.assert_array_equal(run.signals, core_signals(48000, 48000, "mode=battle"))


@pytest.mark.parametrize(
    ("sources", "events", "sentence"),
    [
        (["sig~ 0.25"], ["event 0.25 0.5"], None),  # a plain cable is the first value
        (["sig~ 0.1", "sig~ 0.2", "sig~ 0.3"], ["event 0.1 0.2"], "inlet 1: found a cable with 3 channels, expected 2"),
    ],
)
def test_a_cable_with_other_channels_is_taken_as_far_as_it_goes(
    sources: list[str], events: list[str], sentence: str | None, external: Path, model: Path, tmp_path: Path
) -> None:
    patch, tilde, _ = triggered(f"{model} -mc -mode useronly -thru 1")
    if len(sources) == 1:
        patch.cord(patch.box(sources[0]), 0, tilde)
    else:
        snake_in(patch, tilde, *sources)
    patch.show(tilde, 1 + EVENT, "event")
    run = patch.run(tmp_path, external.parent, frames=9600)
    assert run.printed("event") == events
    assert [sentence in error for error in run.errors] == ([True] * len(run.errors) if sentence else [])
    assert bool(run.errors) == bool(sentence)


def test_without_the_flag_a_multichannel_cable_is_one_value_and_a_sentence(
    external: Path, model: Path, tmp_path: Path
) -> None:
    patch, tilde, _ = triggered(f"{model} -mode useronly -thru 1", trigger=2)
    snake_in(patch, tilde, "sig~ 0.25", "sig~ 0.75")
    patch.cord(patch.box("sig~ 0.9"), 0, tilde, 1)
    patch.show(tilde, 2 + EVENT, "event")
    run = patch.run(tmp_path, external.parent, frames=9600)
    assert run.printed("event") == ["event 0.25 0.9"]
    assert run.errors
    assert all("expected 1 (use -mc for all values in one cable)" in error for error in run.errors)


def test_an_older_pd_keeps_the_cords_and_says_that_it_has_no_such_cable(
    external: Path, model: Path, tmp_path: Path, core_signals: Expected
) -> None:
    version = subprocess.run(["pd", "-version"], capture_output=True, text=True, check=True).stderr
    if int(version.split(".")[1]) >= 54:
        pytest.skip("this Pd has multichannel cables")
    patch = Patch()
    tilde = patch.box(f"mdrnn~ {model} -mc -mode battle -seed 3")
    patch.record(tilde, 0)
    patch.record(tilde, 1 + TRIGGER)
    patch.show(tilde, 1 + INFO, "info")
    patch.at(100, "info", tilde)
    run = patch.run(tmp_path, external.parent, frames=48000)
    assert ["-mc needs Pd 0.54" in error for error in run.errors] == [True]
    expected = core_signals(48000, 48000, "mode=battle")[0]
    np.testing.assert_array_equal(run.signals[0], expected)
    np.testing.assert_array_equal(np.flatnonzero(run.signals[1]), np.flatnonzero(np.diff(expected, prepend=0)))
    assert "dimension 3" in run.printed("info")
