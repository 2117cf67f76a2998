# SPDX-License-Identifier: MIT
"""The signal outlets of [mdrnn~]: gliding values, trigger, ramp and gate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from pd_patch import EVENT, GATE, RAMP, TICK, TRIGGER, Patch

Events = list[tuple[int, npt.NDArray[np.float32]]]
CoreEvents = Callable[..., Events]
Signals = npt.NDArray[np.float32]
PLAYER = [(3.3, "0.1 0.9"), (9.9, "0.2 0.8"), (300.123, "0.9 0.1"), (310.5, "0.8 0.2"), (611, "0.4 0.4")]


def record(
    creation: str, outlets: Sequence[int], external: Path, folder: Path, frames: int, **options: object
) -> Signals:
    """The output of these outlets, (outlets, frames); `player`: (milliseconds, message)."""
    player = options.pop("player", ())
    patch = Patch(**options)  # type: ignore[arg-type]
    tilde = patch.box(f"mdrnn~ {creation}")
    for milliseconds, values in player:  # type: ignore[attr-defined]
        patch.at(milliseconds, values, tilde)
    for outlet in outlets:
        patch.record(tilde, outlet)
    run = patch.run(folder, external.parent, frames=frames)
    assert not run.errors
    return run.signals


def player_frames(rate: int) -> list[tuple[int, str]]:
    return [(int(milliseconds * rate / 1000 + 1e-3), values) for milliseconds, values in PLAYER]


def late_by(block: int) -> int:
    """The latency of Pd: a larger block starts that long before the tick in which it is computed."""
    return max(block, TICK) - TICK


# ---- trigger, ramp, gate --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [44100, 48000, 96000])
@pytest.mark.parametrize("block", [1, 16, 64, 1024, 4096])
def test_an_impulse_and_a_ramp_that_has_come_to_one_mark_the_frame_of_each_event(
    rate: int, block: int, external: Path, model: Path, tmp_path: Path, core_events: CoreEvents
) -> None:
    creation = f"{model} -mode battle -seed 3"
    trigger, ramp = record(creation, [2 + TRIGGER, 2 + RAMP], external, tmp_path, rate, rate=rate, block=block)
    frames = np.array([frame for frame, _ in core_events(rate, rate, "mode=battle")]) + late_by(block)
    frames = frames[frames < rate]
    assert len(frames) > 10
    np.testing.assert_array_equal(np.flatnonzero(trigger), frames)
    np.testing.assert_array_equal(trigger[frames], 1)
    np.testing.assert_array_equal(ramp[frames], 1)
    expected = np.concatenate([np.arange(1, b - a + 1) / (b - a) for a, b in pairwise(frames)], dtype=np.float64)
    np.testing.assert_allclose(ramp[frames[0] + 1 : frames[-1] + 1], expected, atol=1e-5)


def test_events_of_the_time_in_which_a_patch_was_off_give_no_impulse(
    external: Path, model: Path, tmp_path: Path, core_events: CoreEvents
) -> None:
    patch = Patch()
    tilde, switch = patch.box(f"mdrnn~ {model} -mode battle -seed 3"), patch.box("switch~ 64")
    for milliseconds, is_on in ((0, 1), (200, 0), (700, 1)):
        patch.at(milliseconds, str(is_on), switch)
    patch.record(tilde, 2 + TRIGGER)
    trigger = patch.run(tmp_path, external.parent, frames=24000, seconds=1).signals[0]
    frames = np.array([frame for frame, _ in core_events(48000, 48000, "mode=battle")])
    expected = [*frames[frames < 9600], *(frames[frames >= 33600] - 24000)]
    expected = [frame for frame in expected if frame < 24000]
    assert np.count_nonzero((frames >= 9600) & (frames < 33600)) > 3
    np.testing.assert_array_equal(np.flatnonzero(trigger), expected)


def test_the_first_ramp_runs_from_the_making_of_the_object(
    external: Path, model: Path, tmp_path: Path, core_events: CoreEvents
) -> None:
    ramp = record(f"{model} -mode battle -seed 3", [2 + RAMP], external, tmp_path, 4800)[0]
    first = core_events(48000, 4800, "mode=battle")[0][0]
    np.testing.assert_allclose(ramp[: first + 1], np.arange(first + 1) / first, atol=1e-5)


def test_a_vline_told_by_event_messages_lands_on_the_impulse(external: Path, model: Path, tmp_path: Path) -> None:
    patch = Patch(rate=44100)
    tilde, bang, jump, line = (
        patch.box(text) for text in (f"mdrnn~ {model} -mode battle -seed 3", "t b", "f 1", "vline~")
    )
    patch.boxes[jump] = patch.boxes[jump].replace("obj", "msg").replace("f 1", "1 \\, 0 0 0.0226757")  # one frame
    for source, outlet, sink in ((tilde, 2 + EVENT, bang), (bang, 0, jump), (jump, 0, line)):
        patch.cord(source, outlet, sink)
    patch.record(tilde, 2 + TRIGGER)
    patch.record(line, 0)
    trigger, told = patch.run(tmp_path, external.parent, frames=44100).signals
    assert np.count_nonzero(trigger) > 10
    rises = np.flatnonzero(np.diff(told, prepend=0) > 0)
    np.testing.assert_array_equal(rises, np.flatnonzero(trigger))


def test_a_ramp_never_steps_back_but_after_an_event(external: Path, model: Path, tmp_path: Path) -> None:
    creation = f"{model} -seed 3 -threshold 0.02"
    trigger, ramp = record(creation, [2 + TRIGGER, 2 + RAMP], external, tmp_path, 48000, player=PLAYER)
    back = np.flatnonzero(np.diff(ramp) < 0)  # the frames after which it is lower
    assert len(back) > 10
    assert set(back) <= set(np.flatnonzero(trigger))
    assert set(np.diff(ramp)[back] + ramp[back] < 0.1) == {True}


def test_a_ramp_stands_still_where_nothing_is_due(external: Path, model: Path, tmp_path: Path) -> None:
    creation = f"{model} -mode battle -seed 3"
    stop, go = (100.0, "pause 1"), (400.0, "pause 0")
    trigger, ramp = record(creation, [2 + TRIGGER, 2 + RAMP], external, tmp_path, 48000, player=[stop, go])
    held = ramp[4800:19200]
    assert np.ptp(held) == 0
    assert 0 < held[0] < 1
    following = np.flatnonzero(trigger[19200:])[0] + 19200
    assert (np.diff(ramp[19200 : following + 1]) > 0).all()
    assert ramp[following] == 1


def test_the_gate_is_open_from_the_first_event_of_the_machine_to_the_next_of_the_player(
    external: Path, model: Path, tmp_path: Path, core_events: CoreEvents
) -> None:
    rate = 44100
    gate = record(f"{model} -seed 3 -threshold 0.02", [2 + GATE], external, tmp_path, rate, rate=rate, player=PLAYER)[0]
    player = player_frames(rate)
    machine = [frame for frame, _ in core_events(rate, rate, "threshold=0.02", player=player)]
    expected = np.zeros(rate, np.float32)
    happened = sorted([(frame, 1) for frame in machine] + [(frame, 0) for frame, _ in player], key=lambda it: it[0])
    for frame, is_open in happened:
        expected[frame:] = is_open
    assert 0.1 < expected.mean() < 0.95
    np.testing.assert_array_equal(gate, expected)


@pytest.mark.parametrize(("shut", "again"), [("pause 1", "pause 0"), ("mode useronly", None), ("reset", None)])
def test_the_gate_shuts_when_the_machine_stops(
    shut: str, again: str | None, external: Path, model: Path, tmp_path: Path
) -> None:
    messages = [(200.0, shut), *([(300.0, again)] if again else [])]
    gate = record(f"{model} -mode battle -seed 3", [2 + GATE], external, tmp_path, 24000, player=messages)[0]
    assert gate[9599] == 1
    assert gate[9600] == 0
    assert not again or (not gate[9600:14400].any() and gate[14400:].all())


def test_the_gate_opens_again_with_the_first_event_after_useronly(external: Path, model: Path, tmp_path: Path) -> None:
    messages = [(200.0, "mode useronly"), (300.0, "mode battle")]
    outlets = [2 + GATE, 2 + TRIGGER]
    gate, trigger = record(f"{model} -mode battle -seed 3", outlets, external, tmp_path, 24000, player=messages)
    first = 9600 + np.flatnonzero(trigger[9600:])[0]
    assert first > 14400
    assert not gate[9600:first].any()
    assert gate[first:].all()


def test_nothing_but_the_gate_is_shut_without_a_model(external: Path, tmp_path: Path) -> None:
    signals = record("-dim 3 -mode battle", range(5), external, tmp_path, 4800)
    assert not signals.any()


# ---- glide ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", [64, 1024])
def test_a_linear_glide_arrives_at_each_event_in_its_frame(
    block: int, external: Path, model: Path, tmp_path: Path, core_events: CoreEvents
) -> None:
    rate = 48000
    signals = record(f"{model} -mode battle -seed 3 -glide linear", [0, 1], external, tmp_path, rate, block=block)
    events = [(frame + late_by(block), values) for frame, values in core_events(rate, rate, "mode=battle")]
    events = [event for event in events if event[0] < rate]
    assert len(events) > 10
    for frame, values in events:
        np.testing.assert_array_equal(signals[:, frame], values)
    for (a, before), (b, after) in pairwise(events):
        expected = before + (after - before) * (np.arange(b - a)[:, None] / (b - a))
        np.testing.assert_allclose(signals[:, a:b].T, expected, atol=1e-5)


def test_a_linear_glide_moves_for_as_long_as_the_network_waits(
    external: Path, model: Path, tmp_path: Path, core_events: CoreEvents
) -> None:
    player, threshold = [(10.0, "0.5 0.5")], 0.5
    creation = f"{model} -seed 3 -glide linear -threshold {threshold}"
    signal = record(creation, [0], external, tmp_path, 48000, player=player)[0]
    first = core_events(48000, 48000, f"threshold={threshold}", player=[(480, "0.5 0.5")])[0][0]
    assert first >= 480 + 24000
    moving = np.flatnonzero(np.diff(signal[: first + 1]))
    assert moving[-1] == first - 1
    assert moving[0] > first - 10000  # the wait it predicts is shorter than the threshold: it rests until then


def test_a_linear_glide_never_jumps(external: Path, model: Path, tmp_path: Path) -> None:
    changes = [(350.0, "pause 1"), (380.0, "pause 0"), (500.0, "mode polyphony"), (700.0, "mode battle")]
    changes += [(800.0, "glide hold"), (801.0, "glide linear"), (900.0, "reset")]
    creation = f"{model} -seed 3 -thru 1 -threshold 0.02 -glide linear"
    signals = record(creation, [0, 1], external, tmp_path, 96000, player=[*PLAYER, *changes])
    held = record(creation.replace("linear", "hold"), [0, 1], external, tmp_path, 96000, player=PLAYER)
    assert np.abs(np.diff(held)).max() > 0.1
    assert np.abs(np.diff(signals)).max() < 0.01


def test_a_linear_glide_goes_on_where_it_is_when_the_rate_changes(external: Path, model: Path, tmp_path: Path) -> None:
    patch = Patch(block="64")
    tilde = patch.box(f"mdrnn~ {model} -mode battle -seed 3 -glide linear -timescale 20")
    for milliseconds, text in ((250, "set 64 1 2"), (600, "set 64 1 1")):
        delay, message = patch.box(f"delay {milliseconds}"), patch.message(text)
        patch.at_start(delay)
        patch.cord(delay, 0, message)
        patch.cord(message, 0, -1)
    patch.record(tilde, 0)
    patch.record(tilde, 1)
    patch.cords = [(a, b, len(patch.boxes) if c == -1 else c, d) for a, b, c, d in patch.cords]  # the [block~]
    signals = patch.run(tmp_path, external.parent, frames=48000).signals
    assert np.ptp(signals) > 0.1
    assert np.abs(np.diff(signals)).max() < 0.0005


def test_a_linear_glide_reaches_an_event_that_nobody_knew_ahead_in_20_ms(
    external: Path, model: Path, tmp_path: Path
) -> None:
    creation = f"{model} -mode useronly -thru 1 -glide linear"
    signal = record(creation, [0], external, tmp_path, 9600, player=[(100.0, "0.9 0.1")])[0]
    line = np.clip((np.arange(9600) - 4800) / 960, 0, 1) * 0.9
    np.testing.assert_allclose(signal, line, atol=1e-5)
    np.testing.assert_array_equal(signal[5760:], np.float32(0.9))


def test_a_slew_goes_to_each_event_in_its_milliseconds(
    external: Path, model: Path, tmp_path: Path, core_events: CoreEvents
) -> None:
    rate, glide = 48000, 240  # frames: 5 ms
    signal = record(f"{model} -mode battle -seed 3 -glide 5", [0], external, tmp_path, rate)[0]
    expected, value = np.zeros(rate), 0.0
    for frame, values in core_events(rate, rate, "mode=battle"):
        value = expected[frame]
        line = value + (values[0] - value) * np.arange(glide) / glide
        expected[frame:] = values[0]
        expected[frame : frame + glide] = line[: rate - frame]
    np.testing.assert_allclose(signal, expected, atol=1e-5)


def test_glide_is_a_word_and_glide_0_holds(external: Path, model: Path, tmp_path: Path) -> None:
    creation = f"{model} -mode battle -seed 3"
    held = record(creation, [0], external, tmp_path, 9600)
    np.testing.assert_array_equal(record(f"{creation} -glide 0", [0], external, tmp_path, 9600), held)
    switched = record(creation, [0], external, tmp_path, 9600, player=[(100, "glide linear")])
    np.testing.assert_array_equal(switched[:, :4800], held[:, :4800])
    assert np.abs(np.diff(switched[:, 4800:])).max() < 0.005 < np.abs(np.diff(held[:, 4800:])).max()
