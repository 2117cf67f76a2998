# SPDX-License-Identifier: MIT
"""The signals and messages of [mdrnn~] come at the frames of the core."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from pd_patch import EVENT, INFO, TICK, Patch

Expected = Callable[..., npt.NDArray[np.float32]]
RATES = [44100, 48000, 96000]


def patch_with(creation: str, **options: object) -> tuple[Patch, int]:
    patch = Patch(**options)  # type: ignore[arg-type]
    return patch, patch.box(f"mdrnn~ {creation}")


def follow_with_vline(patch: Patch, tilde: int) -> int:
    """A [vline~] that gets the first value of every event message."""
    route, unpack, line = patch.box("route event"), patch.box("unpack f f"), patch.box("vline~")
    patch.cord(tilde, 2 + EVENT, route)
    patch.cord(route, 0, unpack)
    patch.cord(unpack, 0, line)
    return line


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("block", [16, 64, 1024])
def test_signals_of_a_seeded_run_equal_the_core(
    rate: int, block: int, external: Path, model: Path, tmp_path: Path, core_signals: Expected
) -> None:
    patch, tilde = patch_with(f"{model} -mode battle -seed 3", rate=rate, block=block)
    patch.record(tilde, 0)
    patch.record(tilde, 1)
    run = patch.run(tmp_path, external.parent, frames=rate)
    assert not run.errors
    late = max(block, TICK) - TICK  # Pd's own: a larger block begins that long before the tick it is computed in
    np.testing.assert_array_equal(run.signals, core_signals(rate, rate, "mode=battle", late=late))


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("block", [1, 64, 256, 4096])
def test_a_vline_told_by_event_messages_lands_on_the_frame_of_the_signal(
    rate: int, block: int, external: Path, model: Path, tmp_path: Path
) -> None:
    patch, tilde = patch_with(f"{model} -mode battle -seed 3", rate=rate, block=block)
    patch.record(tilde, 0)
    patch.record(follow_with_vline(patch, tilde), 0)
    signal, line = patch.run(tmp_path, external.parent, frames=rate).signals
    assert np.count_nonzero(np.diff(signal)) > 10
    np.testing.assert_array_equal(signal, line)


@pytest.mark.parametrize(("block", "factor"), [("64 1 2", 2), ("64 1 0.5", 0.5)])
def test_a_resampled_patch_keeps_the_seconds(
    block: str, factor: float, external: Path, model: Path, tmp_path: Path, core_signals: Expected
) -> None:
    rate, seconds = 48000, 2
    patch, tilde = patch_with(f"{model} -mode battle -seed 3", rate=rate, block=block)
    patch.record(tilde, 0)
    frames = int(seconds * rate * factor)
    recorded = patch.run(tmp_path, external.parent, frames=frames, seconds=seconds).signals[0]
    late = int(max(TICK - TICK * factor, 0))
    expected = core_signals(int(rate * factor), frames, "mode=battle", late=late)[0]
    shifted = [np.roll(expected, shift) for shift in (-1, 0, 1)]  # the first event was planned at the device's rate
    edge = 4 * TICK
    assert any(np.array_equal(recorded[edge:-edge], other[edge:-edge]) for other in shifted)


def test_the_player_is_heard_at_the_frame_that_holds_the_message(
    external: Path, model: Path, tmp_path: Path, core_signals: Expected
) -> None:
    rate, threshold = 44100, 0.02
    gestures = [(3.3, "0.1 0.9"), (9.9, "0.2 0.8"), (10, "0.3 0.7"), (300.123, "0.9 0.1"), (310.5, "0.8 0.2")]
    patch, tilde = patch_with(f"{model} -seed 3 -threshold {threshold} -thru 1", rate=rate)
    for milliseconds, values in gestures:
        patch.at(milliseconds, values, tilde)
    patch.record(tilde, 0)
    patch.record(tilde, 1)
    run = patch.run(tmp_path, external.parent, frames=rate)
    player = [(int(milliseconds * rate / 1000 + 1e-3), values) for milliseconds, values in gestures]
    assert not run.errors
    np.testing.assert_array_equal(
        run.signals, core_signals(rate, rate, f"threshold={threshold}", "thru=1", player=player)
    )


def test_values_hold_through_a_patch_that_is_switched_off_and_on(
    external: Path, model: Path, tmp_path: Path, core_signals: Expected
) -> None:
    rate = 48000
    patch, tilde = patch_with(f"{model} -mode battle -seed 3", rate=rate)
    switch = patch.box("switch~ 64")
    patch.at(0, "1", switch)
    patch.at(200, "0", switch)
    patch.at(700, "1", switch)
    patch.record(tilde, 0)
    patch.record(tilde, 1)
    recorded = patch.run(tmp_path, external.parent, frames=rate // 2, seconds=1).signals
    expected = core_signals(rate, rate, "mode=battle")
    off, on = rate // 5, rate * 7 // 10
    np.testing.assert_array_equal(recorded[:, :off], expected[:, :off])
    np.testing.assert_array_equal(recorded[:, off:], expected[:, on : on + rate // 2 - off])


def test_the_newest_of_many_events_sounds_when_a_patch_is_switched_on(
    external: Path, model: Path, tmp_path: Path
) -> None:
    patch, tilde = patch_with(f"{model} -mode useronly -thru 1")
    switch, metro = patch.box("switch~ 64"), patch.box("metro 1")
    count, more, pair = patch.box("f"), patch.box("+ 0.0009765625"), patch.box("pack f 0")
    patch.cord(metro, 0, count)
    patch.cord(count, 0, more)
    patch.cord(more, 0, count, 1)
    patch.cord(count, 0, pair)
    patch.cord(pair, 0, tilde)
    patch.at(0, "1", metro)
    patch.at(600.5, "0", metro)
    patch.at(700, "1", switch)
    patch.record(tilde, 0)
    signal = patch.run(tmp_path, external.parent, frames=480, seconds=1).signals[0]
    np.testing.assert_array_equal(signal, np.float32(600 / 1024))


def test_an_object_made_within_a_tick_agrees_with_vline(external: Path, model: Path, tmp_path: Path) -> None:
    patch = Patch()
    child = patch.box("")
    outlets = "#X obj 10 200 outlet~;\n#X obj 90 200 outlet~;"
    patch.boxes[child] = f"#N canvas 0 0 450 300 child 0;\n{outlets}\n#X restore 10 10 pd child;"
    parts = [f"mdrnn~ {model} -mode battle -seed 3", "route event", "unpack f f", "vline~"]
    words = [f"obj 10 {30 * i} {part}" for i, part in enumerate(parts)]
    words += [f"connect 2 {2 + EVENT} 3 0", "connect 3 0 4 0", "connect 4 0 5 0", "connect 5 0 0 0", "connect 2 0 1 0"]
    make = patch.message(" ".join(f"\\; pd-child {word}" for word in words))
    delay = patch.box("delay 3.37")
    patch.cord(delay, 0, make)
    patch.at_start(delay)
    patch.record(child, 0)
    patch.record(child, 1)
    run = patch.run(tmp_path, external.parent, frames=48000)
    assert not run.errors
    assert np.count_nonzero(np.diff(run.signals[0])) > 10
    np.testing.assert_array_equal(run.signals[0], run.signals[1])


def test_batch_runs_are_identical(external: Path, model: Path, tmp_path: Path) -> None:
    def once(name: str) -> bytes:
        (tmp_path / name).mkdir()
        patch, tilde = patch_with(f"{model} -mode battle -seed 8")
        patch.record(tilde, 0)
        return patch.run(tmp_path / name, external.parent, frames=48000).signals.tobytes()

    assert once("first") == once("second")


def test_two_objects_play_their_own_seeds(external: Path, model: Path, tmp_path: Path, core_signals: Expected) -> None:
    rate = 48000
    patch = Patch(rate=rate)
    for seed in (3, 4):
        patch.record(patch.box(f"mdrnn~ {model} -mode battle -seed {seed}"), 0)
    first, second = patch.run(tmp_path, external.parent, frames=rate).signals
    np.testing.assert_array_equal(first, core_signals(rate, rate, "mode=battle", seed=3)[0])
    np.testing.assert_array_equal(second, core_signals(rate, rate, "mode=battle", seed=4)[0])


def test_with_dsp_off_the_machine_plays_by_the_clock_of_pd(
    external: Path, model: Path, tmp_path: Path, core_events: Callable[..., list]
) -> None:
    rate = 48000
    patch, tilde = patch_with(f"{model} -mode battle -seed 3", rate=rate, dsp=False)
    timer, trigger = patch.box("timer"), patch.box("t b")
    patch.cord(tilde, 2 + EVENT, trigger)
    patch.cord(trigger, 0, timer, 1)
    patch.show(timer, 0, "time")
    patch.at_start(timer)
    times = np.array(patch.run(tmp_path, external.parent, frames=rate).printed("time"), float)
    frames = [frame for frame, _ in core_events(rate, rate, "mode=battle")]
    assert len(frames) > 10
    np.testing.assert_allclose(times[: len(frames)], np.array(frames) * 1000 / rate, atol=0.006)


def test_a_synchronous_load_is_at_its_frame_in_every_rendering(external: Path, model: Path, tmp_path: Path) -> None:
    """Offline rendering: the model is loaded when the message returns, and five runs give the same samples."""
    runs = []
    for number in range(5):
        patch, tilde = patch_with(f"{model} -mode battle -seed 3 -synchronous 1")
        patch.at(500, f"load {model} \\, step 0.1 0.5 0.5 \\, seed 4", tilde)
        patch.show(tilde, 2 + INFO, "info")
        patch.record(tilde, 0)
        folder = tmp_path / str(number)
        folder.mkdir()
        runs.append(patch.run(folder, external.parent, frames=48000))
        assert not runs[-1].errors
        told = [line.split()[0] for line in runs[-1].printed("info")]
        assert told == ["model", "step"]  # the model is there before the next word of the same message
    for run in runs[1:]:
        np.testing.assert_array_equal(run.signals, runs[0].signals)
    patch, tilde = patch_with(f"{model} -mode battle -seed 3")
    patch.record(tilde, 0)
    plain = patch.run(tmp_path, external.parent, frames=48000).signals[0]
    np.testing.assert_array_equal(runs[0].signals[0][:24000], plain[:24000])
    assert (runs[0].signals[0] != plain).any()  # from there on the new model plays


def test_sensed_signals_are_heard_the_same_in_every_rendering(external: Path, model: Path, tmp_path: Path) -> None:
    runs = []
    for number in range(3):
        patch, tilde = patch_with(f"{model} -sense change -delta 0.05 -gap 5 -threshold 0.05 -thru 1 -seed 3")
        for inlet, pitch in enumerate((1.7, 2.3)):
            patch.cord(patch.box(f"osc~ {pitch}"), 0, tilde, inlet)
        patch.record(tilde, 0)
        patch.record(tilde, 1)
        folder = tmp_path / str(number)
        folder.mkdir()
        runs.append(patch.run(folder, external.parent, frames=48000).signals)
    assert len(np.unique(runs[0])) > 3
    for run in runs[1:]:
        np.testing.assert_array_equal(run, runs[0])
