# SPDX-License-Identifier: MIT
"""[mdrnn~] detects events in its signal inlets: at the frame of a trigger, or when a value has changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from pd_patch import EVENT, INFO, TICK, TRIGGER, Patch, Run

PLAIN = "-mode useronly -thru 1"


def hearing(creation: str, boxes: Sequence[str], **options: object) -> tuple[Patch, int, list[int]]:
    """A patch with `boxes` connected to the inlets of the object; the last one is the trigger."""
    patch = Patch(**options)  # type: ignore[arg-type]
    sources = [patch.box(text) for text in boxes]
    tilde = patch.box(f"mdrnn~ {creation}")
    for inlet, source in enumerate(sources):
        patch.cord(source, 0, tilde, inlet)
    return patch, tilde, sources


def draw(patch: Patch, line: int, text: str) -> None:
    """Sends `text` to a [vline~] at the start."""
    message = patch.message(text.replace(",", " \\,"))
    patch.cord(message, 0, line)
    patch.at_start(message)


def impulses(frames: Sequence[int], rate: int) -> str:
    """A [vline~]'s message: half a sample before each frame it steps up to 1, and back to 0 with the next."""
    return ", ".join(f"1 0 {(f - 0.5) * 1000 / rate:.6f}, 0 0 {(f + 0.5) * 1000 / rate:.6f}" for f in frames)


def numbers(run: Run, name: str) -> npt.NDArray[np.float64]:
    return np.array([line.removeprefix("event ").split() for line in run.printed(name)], np.float64)


@pytest.mark.parametrize("rate", [44100, 48000, 96000])
@pytest.mark.parametrize("block", [1, 16, 64, 1024, 4096])
def test_values_are_sampled_in_the_frame_of_a_rising_trigger_and_heard_one_block_later(
    rate: int, block: int, external: Path, model: Path, tmp_path: Path
) -> None:
    patch, tilde, (first, second, trigger) = hearing(
        f"{model} {PLAIN}", ["phasor~ 1"] + ["vline~"] * 2, rate=rate, block=block
    )
    frames = [5000, 5001 + 2, 5017, 9000, 9063, 13001]
    draw(patch, trigger, impulses(frames, rate))
    draw(patch, second, "1 500")
    for source in (first, second, trigger, tilde):
        patch.record(source, 0)
    patch.record(tilde, 1)
    patch.record(tilde, 2 + TRIGGER)
    run = patch.run(tmp_path, external.parent, frames=24000)
    assert not run.errors
    ramp, line, pulse, x, y, heard = run.signals
    rises = np.flatnonzero(np.diff((pulse > 0).astype(int), prepend=0) > 0)
    assert len(rises) == len(frames)
    delay = max(block, TICK)
    np.testing.assert_array_equal(np.flatnonzero(heard), rises + delay)
    np.testing.assert_array_equal(x[rises + delay], ramp[rises])
    np.testing.assert_array_equal(y[rises + delay], line[rises])


def test_the_time_between_two_triggers_is_kept_to_the_sample(external: Path, model: Path, tmp_path: Path) -> None:
    rate, frames = 44100, [1000, 1441, 1763, 3000, 3100, 9001]
    patch, tilde, (_, _, trigger) = hearing(f"{model} {PLAIN}", ["sig~ 0.25", "sig~ 0.5", "vline~"], rate=rate)
    timer, bang = patch.box("timer"), patch.box("t b")
    patch.cord(tilde, 2 + EVENT, bang)
    patch.cord(bang, 0, timer, 1)
    patch.show(timer, 0, "time")
    patch.at_start(timer)
    draw(patch, trigger, impulses(frames, rate))
    heard = numbers(patch.run(tmp_path, external.parent, frames=rate // 2), "time").ravel() * rate / 1000
    np.testing.assert_allclose(np.diff(heard), np.diff(frames), atol=0.01)


def test_an_object_whose_inlets_are_free_never_plays_by_itself(external: Path, model: Path, tmp_path: Path) -> None:
    for creation in (str(model), f"{model} -sense change", f"{model} -sense off"):
        patch, tilde, _ = hearing(f"{creation} -mode polyphony", [])
        patch.show(tilde, 2 + INFO, "info")
        patch.at(400, "info", tilde)
        run = patch.run(tmp_path, external.parent, frames=24000)
        assert "player_events 0" in run.printed("info")


def test_a_trigger_that_is_high_from_the_start_or_not_a_number_is_no_edge(
    external: Path, model: Path, tmp_path: Path
) -> None:
    patch, tilde, _ = hearing(f"{model} {PLAIN}", ["sig~ 0.25", "sig~ 0.5", "sig~ 1"])
    patch.show(tilde, 2 + EVENT, "event")
    assert patch.run(tmp_path, external.parent).printed("event") == []


def test_a_value_that_is_not_a_number_is_repaired_and_counted(external: Path, model: Path, tmp_path: Path) -> None:
    patch, tilde, (huge, infinite, trigger) = hearing(f"{model} {PLAIN}", ["sig~ 1e+38", "*~ 1e+38", "vline~"])
    not_a_number = patch.box("-~")
    patch.cords = [cord for cord in patch.cords if cord[0] != huge]
    patch.cord(huge, 0, infinite)
    for inlet in range(2):
        patch.cord(infinite, 0, not_a_number, inlet)
    patch.cord(not_a_number, 0, tilde)
    draw(patch, trigger, impulses([4000], 48000))
    patch.show(tilde, 2 + EVENT, "event")
    patch.show(tilde, 2 + INFO, "info")
    patch.at(200, "sense change", tilde)
    patch.at(300, "info", tilde)
    run = patch.run(tmp_path, external.parent, frames=19200)
    assert run.printed("event") == ["event 0.5 0.5"]
    assert "repaired_values 2" in run.printed("info")


def test_a_value_that_becomes_a_number_is_heard_again(external: Path, model: Path, tmp_path: Path) -> None:
    patch, tilde, (first, _) = hearing(f"{model} {PLAIN} -sense change", ["sig~ 1e+39", "sig~ 0.5"])  # infinite
    patch.at(100, "0.25", first)
    patch.at(200, "0.75", first)
    patch.show(tilde, 2 + EVENT, "event")
    assert patch.run(tmp_path, external.parent, frames=19200).printed("event") == ["event 0.25 0.5", "event 0.75 0.5"]


def test_what_was_heard_keeps_its_moment_when_the_rate_changes(external: Path, model: Path, tmp_path: Path) -> None:
    patch, tilde, (_, _, trigger) = hearing(f"{model} {PLAIN}", ["sig~ 0.25", "sig~ 0.5", "vline~"], block="64")
    draw(patch, trigger, impulses([4850], 48000))
    timer, bang = patch.box("timer"), patch.box("t b")
    patch.cord(tilde, 2 + EVENT, bang)
    patch.cord(bang, 0, timer, 1)
    patch.show(timer, 0, "time")
    patch.at_start(timer)
    delay, change = patch.box("delay 101.4"), patch.message("set 64 1 2")
    patch.at_start(delay)
    patch.cord(delay, 0, change)
    patch.cord(change, 0, len(patch.boxes))  # the [block~] comes next
    times = numbers(patch.run(tmp_path, external.parent, frames=9600), "time").ravel()
    np.testing.assert_allclose(times, [(4850 + TICK) / 48], atol=1.1 / 48)


def expected_changes(values: npt.NDArray[np.float32], delta: float, gap: int) -> list[int]:
    """The frames at which a change is detected."""
    reference, earliest, heard = values[:, 0], 0, []
    for frame in range(1, values.shape[1]):
        if frame >= earliest and np.abs(values[:, frame] - reference).max() > np.float32(delta):
            reference, earliest = values[:, frame], frame + gap
            heard.append(frame)
    return heard


@pytest.mark.parametrize("block", [16, 64, 1024])
@pytest.mark.parametrize(("delta", "gap"), [(0.01, 10), (0.05, 0), (0, 3), (0.3, 100)])
def test_a_change_beyond_delta_is_heard_in_its_frame_and_not_sooner_than_gap(
    block: int, delta: float, gap: float, external: Path, model: Path, tmp_path: Path
) -> None:
    creation = f"{model} {PLAIN} -sense change -delta {delta} -gap {gap}"
    patch, tilde, sources = hearing(creation, ["vline~", "vline~"], block=block)
    draw(patch, sources[0], "0.8 30 20, 0.2 100 90, 0.25 0 250")
    draw(patch, sources[1], "0.5 200, 0.45 0 270.3")
    for source in sources:
        patch.record(source, 0)
    patch.record(tilde, 0)
    patch.record(tilde, 2 + TRIGGER)
    run = patch.run(tmp_path, external.parent, frames=19200)
    assert not run.errors
    heard = np.flatnonzero(run.signals[3])
    # Before its first block a signal is 0, as its reference is: the recording and the object begin together.
    expected = np.array(expected_changes(run.signals[:2], delta, max(int(gap * 48), 1)))
    delay = max(block, TICK)
    expected = expected[expected + delay < 19200]
    assert len(expected) >= 2
    np.testing.assert_array_equal(heard, expected + delay)
    np.testing.assert_array_equal(run.signals[2][heard], run.signals[0][expected])


def test_sense_is_a_word(external: Path, model: Path, tmp_path: Path) -> None:
    patch, tilde, sources = hearing(f"{model} {PLAIN}", ["vline~", "sig~ 0.5", "vline~"])
    draw(patch, sources[0], "1 500")
    draw(patch, sources[2], impulses([4800, 14400, 19200], 48000))
    patch.show(tilde, 2 + EVENT, "event")
    for at, text in (
        (200, "sense off"),
        (350, "sense trigger"),
        (450, "sense change"),
        (450, "delta 0.04"),
        (450, "gap 0"),
    ):
        patch.at(at, text, tilde)
    run = patch.run(tmp_path, external.parent, frames=26400)
    events = numbers(run, "event")
    np.testing.assert_allclose(events[:, 0], [0.2, 0.8, 0.94, 0.98], atol=0.002)


def test_what_is_heard_in_a_signal_is_answered(external: Path, model: Path, tmp_path: Path) -> None:
    creation = f"{model} -mode polyphony -seed 3"
    patch, tilde, (_, _, trigger) = hearing(creation, ["sig~ 0.25", "sig~ 0.75", "vline~"])
    draw(patch, trigger, impulses([4801], 48000))
    told = Patch()
    told_tilde = told.box(f"mdrnn~ {creation}")
    for each, source in ((patch, tilde), (told, told_tilde)):
        each.record(source, 0)
        each.record(source, 2 + TRIGGER)
    patch.record(trigger, 0)
    *heard, pulse = patch.run(tmp_path, external.parent, frames=24000).signals
    told.at((np.flatnonzero(pulse)[0] + TICK + 0.5) / 48, "0.25 0.75", told_tilde)
    expected = told.run(tmp_path, external.parent, frames=24000).signals
    assert np.count_nonzero(expected[1]) == 1
    np.testing.assert_array_equal(heard, expected)


def test_signals_that_nobody_can_hear_are_complained_of_once(external: Path, tmp_path: Path) -> None:
    patch, tilde, _ = hearing("-dim 3", ["phasor~ 3", "sig~ 0.5", "phasor~ 100"])
    patch.at(50, "sense change", tilde)
    run = patch.run(tmp_path, external.parent, frames=24000)
    assert len(run.errors) == 1
    assert "no model is loaded" in run.errors[0]


def test_more_triggers_than_can_wait_are_counted(external: Path, model: Path, tmp_path: Path) -> None:
    patch, tilde, _ = hearing(f"{model} {PLAIN}", ["sig~ 0.25", "sig~ 0.5", "osc~ 20000"], block=4096, rate=48000)
    patch.show(tilde, 2 + INFO, "info")
    patch.at(400, "info", tilde)
    run = patch.run(tmp_path, external.parent, frames=24000)
    told = dict(line.split(" ", 1) for line in run.printed("info"))
    assert int(told["dropped_events"]) > 100
    assert told["late_events"] == "0"  # nothing that was predicted came late
    assert int(told["player_events"]) > 1000
