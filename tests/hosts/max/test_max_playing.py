# SPDX-License-Identifier: MIT
"""The events of [mdrnn~] come at the frames of the core, in signals and as messages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from max_host import EVENT, Host

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "pd"))
from golden_patches import GOLDEN

Events = list[tuple[int, npt.NDArray[np.float32]]]
CoreEvents = Callable[..., Events]

VECTORS = [1, 16, 64, 100, 512, 4096]
TRIGGER, RAMP, GATE = 2, 3, 4


def assert_same(found: Events, expected: Events, least: int = 10) -> None:
    assert len(expected) >= least, "a test of timing needs events"
    assert [frame for frame, _ in found] == [frame for frame, _ in expected]
    np.testing.assert_array_equal([values for _, values in found], [values for _, values in expected])


def triggered(signals: npt.NDArray[np.float64]) -> Events:
    """(frame, values) of each event, from the trigger."""
    frames = np.flatnonzero(signals[TRIGGER])
    return [(int(frame), signals[:2, frame].astype(np.float32)) for frame in frames]


def held(events: Events, frames: int) -> npt.NDArray[np.float32]:
    signals = np.zeros((len(events[0][1]), frames), np.float32)
    for frame, values in events:
        signals[:, frame:] = values[:, None]
    return signals


def within(events: Events, frames: int) -> Events:
    return [(frame, values) for frame, values in events if frame < frames]


@pytest.mark.parametrize("scheduling", ["interrupt", "ahead", "thread"])
@pytest.mark.parametrize("rate", [44100, 48000, 96000])
@pytest.mark.parametrize("vector", VECTORS)
def test_signals_of_a_seeded_run_equal_the_core_whatever_the_scheduler_does(
    scheduling: str, rate: int, vector: int, host: Host, model: Path, tmp_path: Path, core_events: CoreEvents
) -> None:
    frames = -(-rate // 2 // vector) * vector
    run = host.play(
        f"rate {rate}", f"vector {vector}", f"scheduling {scheduling}", f"new 1 mdrnn~ {model} @mode battle @seed 3",
        "record 1", "audio 1", f"run {frames * 1000 / rate}", folder=tmp_path,
    )  # fmt: skip
    expected = core_events(rate, frames, "mode=battle")
    assert not run.errors
    assert_same(triggered(run.signals[1]), expected)
    np.testing.assert_array_equal(run.signals[1][:2], held(expected, frames))


@pytest.mark.parametrize("vector", VECTORS)
def test_event_messages_leave_at_the_time_of_their_frame(
    vector: int, host: Host, model: Path, core_events: CoreEvents
) -> None:
    rate, frames = 48000, 48000 // vector * vector
    run = host.play(
        f"rate {rate}", f"vector {vector}", f"new 1 mdrnn~ {model} @mode battle @seed 3", "audio 1",
        f"run {(frames + vector) * 1000 / rate}",
    )  # fmt: skip
    assert_same(within(run.events(rate), frames), core_events(rate, frames, "mode=battle"))


# Pd's own golden patches, in a scheduler that runs ahead of a vector as Pd's does: to the sample the same.
@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("vector", [64, 512])
def test_the_golden_patches_of_pd_play_the_same(
    name: str, vector: int, host: Host, model: Path, tmp_path: Path, core_events: CoreEvents
) -> None:
    rate, frames = 48000, 48128
    flags, messages = GOLDEN[name]
    settings = flags.replace("-", "@")
    script = [f"at {time} 1 {text}" for time, text in messages]
    run = host.play(
        f"rate {rate}", f"vector {vector}", "scheduling ahead",
        f"new 1 mdrnn~ {model} {settings} @synchronous 1", "record 1", *script, "audio 1",
        f"run {frames * 1000 / rate}", folder=tmp_path,
    )  # fmt: skip
    assert not run.errors
    if name == "by messages":
        golden = by_messages(host, model, tmp_path)
        assert_same(triggered(run.signals[1]), golden)
        return
    named = dict(zip(flags.split()[::2], flags.split()[1::2], strict=True))
    seed = int(named.pop("-seed"))
    player = golden_player(messages, rate)
    expected = core_events(
        rate, frames, *(f"{flag[1:]}={value}" for flag, value in named.items()), player=player, seed=seed
    )
    found = triggered(run.signals[1])
    assert_same(found, last_of_each_frame(expected), least=5)


def golden_player(messages: list[tuple[float, str]], rate: int) -> list[tuple[int, str]]:
    """The player's whole events; `value i x` keeps the other one, 0.5 before the first."""
    values = ["0.5", "0.5"]
    player = []
    for time, text in messages:
        words = text.split()
        if words[0] == "value":
            values[int(words[1])] = words[2]
        else:
            values = words
        player.append((int(time * rate / 1000 + 1e-3), " ".join(values)))
    return player


def last_of_each_frame(events: Events) -> Events:
    return list(dict(events).items())


def by_messages(host: Host, model: Path, folder: Path) -> Events:
    """Changes of settings during a run; a run with vectors of one frame is the reference."""
    other = folder / "one"
    other.mkdir()
    flags, messages = GOLDEN["by messages"]
    script = [f"at {time} 1 {text}" for time, text in messages]
    run = host.play(
        "rate 48000", "vector 1", "scheduling ahead", f"new 1 mdrnn~ {model} {flags.replace('-', '@')}", "record 1",
        *script, "audio 1", f"run {48128 / 48}", folder=other,
    )  # fmt: skip
    return triggered(run.signals[1])


@pytest.mark.parametrize("vector", [16, 64, 441])
def test_in_the_interrupt_a_message_is_heard_one_vector_later_to_the_sample(
    vector: int, host: Host, model: Path, tmp_path: Path, core_events: CoreEvents
) -> None:
    rate, frames = 44100, 44100 // vector * vector
    gestures = [(3.3, "0.1 0.9"), (9.9, "0.2 0.8"), (11.07, "0.3 0.7"), (300.123, "0.9 0.1"), (310.5, "0.8 0.2")]
    run = host.play(
        f"rate {rate}", f"vector {vector}", f"new 1 mdrnn~ {model} @seed 3 @threshold 0.02 @thru 1", "record 1",
        *(f"at {time} 1 {values}" for time, values in gestures), "audio 1", f"run {frames * 1000 / rate}",
        folder=tmp_path,
    )  # fmt: skip
    player = [(int(time * rate / 1000 + 1e-3) + vector, values) for time, values in gestures]
    expected = core_events(rate, frames, "threshold=0.02", "thru=1", player=player)
    assert not run.errors
    assert_same(triggered(run.signals[1]), expected)


@pytest.mark.parametrize("sense", ["trigger", "change"])
def test_what_comes_by_signal_is_heard_in_its_very_frame(
    sense: str, host: Host, model: Path, tmp_path: Path, core_events: CoreEvents
) -> None:
    rate, frames = 48000, 48000
    steps = [(1000, 0.25, 0.75), (5003, 0.5, 0.5), (30001, 0.125, 0.875)]
    inputs = np.zeros((3, frames))
    for frame, x, y in steps:
        inputs[0, frame:], inputs[1, frame:] = x, y
        inputs[2, frame : frame + 7] = 1
    for i, row in enumerate(inputs):
        row.tofile(tmp_path / f"in{i}.raw")
    wired = [f"input 1 {i} {host.path(tmp_path / f'in{i}.raw')}" for i in range(2 if sense == "change" else 3)]
    run = host.play(
        f"rate {rate}", f"new 1 mdrnn~ {model} @seed 3 @threshold 0.02 @thru 1 @sense {sense}", "record 1", *wired,
        "audio 1", "run 1000", folder=tmp_path,
    )  # fmt: skip
    player = [(frame, f"{x} {y}") for frame, x, y in steps]
    assert_same(triggered(run.signals[1]), core_events(rate, frames, "threshold=0.02", "thru=1", player=player))


def test_one_multichannel_cable_plays_as_single_ones_do(
    host: Host, model: Path, tmp_path: Path, core_events: CoreEvents
) -> None:
    rate, frames = 48000, 24000
    for i in range(3):
        signal = np.zeros(frames)
        signal[2000 + i :] = [0.25, 0.75, 1][i] if i < 2 else 1
        signal.tofile(tmp_path / f"in{i}.raw")
    files = [host.path(tmp_path / f"in{i}.raw") for i in range(3)]
    run = host.play(
        f"rate {rate}", f"new 1 mdrnn~ {model} @mc 1 @seed 3 @thru 1 @threshold 0.02", "record 1",
        f"input 1 0 {files[0]} {files[1]}", f"input 1 1 {files[2]}", "audio 1", "run 500", folder=tmp_path,
    )  # fmt: skip
    assert run.told("made") == ["2 multichannelsignal signal signal signal any any"]
    expected = core_events(rate, frames, "threshold=0.02", "thru=1", player=[(2002, "0.25 0.75")])
    assert_same(triggered(run.signals[1]), expected)


def test_a_cable_of_another_width_is_told_of_and_played_as_far_as_it_goes(
    host: Host, model: Path, tmp_path: Path
) -> None:
    np.zeros(48000).tofile(tmp_path / "in.raw")
    name = host.path(tmp_path / "in.raw")
    run = host.play(
        f"new 1 mdrnn~ {model} @mc 1 @mode battle @seed 3 @synchronous 1", f"input 1 0 {name} {name} {name}",
        "record 1", "audio 1", "run 200", folder=tmp_path,
    )  # fmt: skip
    assert run.errors == ["error 1 inlet 1: found a cable with 3 channels, expected 2"]
    assert len(triggered(run.signals[1])) > 5


def test_with_audio_off_the_machine_plays_by_the_clock_of_max(host: Host, model: Path, core_events: CoreEvents) -> None:
    run = host.play(f"new 1 mdrnn~ {model} @mode battle @seed 3", "run 1000")
    assert_same(run.events(48000), core_events(48000, 48000, "mode=battle"))


def test_time_goes_on_when_audio_goes_off_and_on(
    host: Host, model: Path, tmp_path: Path, core_events: CoreEvents
) -> None:
    run = host.play(
        f"new 1 mdrnn~ {model} @mode battle @seed 3", "record 1", "audio 1", "run 400", "audio 0", "run 600", "audio 1",
        "run 1000", folder=tmp_path,
    )  # fmt: skip
    expected = core_events(48000, 96000, "mode=battle")
    values = [row for _, row in run.events(48000)]
    np.testing.assert_array_equal(values, [row for _, row in expected][: len(values)])
    assert len(values) > len(expected) - 3
    late = [found - wanted for (found, _), (wanted, _) in zip(run.events(48000), expected, strict=False)]
    off = [i for i, (frame, _) in enumerate(expected) if 19200 <= frame < 48000 - 64]
    assert set(late[: off[0]]) == {0}
    assert min(late) >= 0
    assert max(late) <= 24000, "what perform leaves undone is taken up within half a second"
    assert max(late[-10:]) <= 64, "and time has slipped by a vector at most"
    signals = run.signals[1]
    assert (np.abs(np.diff(signals[:2, 19200 - 64 : 19200 + 64])) < 0.2).all(), "no jump to zero"


def test_the_gate_and_the_ramp_follow_the_word(host: Host, model: Path, tmp_path: Path) -> None:
    run = host.play(
        f"new 1 mdrnn~ {model} @seed 3 @threshold 0.05", "record 1", "at 10 1 0.2 0.8", "at 500 1 0.3 0.7", "audio 1",
        "run 600", folder=tmp_path,
    )  # fmt: skip
    gate, ramp = run.signals[1][GATE], run.signals[1][RAMP]
    first = int(np.flatnonzero(run.signals[1][TRIGGER])[0])
    assert not gate[:first].any()
    assert gate[first : 500 * 48 - 64].all()
    assert not gate[500 * 48 + 64 : 500 * 48 + 1000].any()
    assert ramp[first] == 1, "it is there in the frame of an event that was known"
    assert ramp[first + 1] < 0.01
    assert ramp.min() >= 0


def test_a_linear_glide_is_at_the_event_in_its_frame(host: Host, model: Path, tmp_path: Path) -> None:
    run = host.play(
        f"new 1 mdrnn~ {model} @mode battle @seed 3 @glide linear", "record 1", "audio 1", "run 500", folder=tmp_path
    )
    plain = host.play(f"new 1 mdrnn~ {model} @mode battle @seed 3", "record 1", "audio 1", "run 500", folder=tmp_path)
    np.testing.assert_allclose(
        [v for _, v in triggered(run.signals[1])[2:]], [v for _, v in triggered(plain.signals[1])[2:]], atol=1e-6
    )
    assert np.count_nonzero(np.diff(run.signals[1][0])) > 10 * np.count_nonzero(np.diff(plain.signals[1][0]))


def test_two_objects_play_their_own_seeds(host: Host, model: Path, tmp_path: Path, core_events: CoreEvents) -> None:
    run = host.play(
        *(f"new {seed} mdrnn~ {model} @mode battle @seed {seed}" for seed in (3, 4)), "record 3", "record 4",
        "audio 1", "run 1000", folder=tmp_path,
    )  # fmt: skip
    for seed in (3, 4):
        assert_same(triggered(run.signals[seed]), core_events(48000, 48000, "mode=battle", seed=seed))


def test_an_event_that_leads_back_into_the_object_does_not_hang_max(host: Host, model: Path) -> None:
    for audio in ("audio 1", "audio 0"):
        run = host.play(f"new 1 mdrnn~ {model} @mode useronly @thru 1", "loop 1", audio, "send 1 0.5 0.5", "run 100")
        assert not run.errors
        assert 5 < len(run.outlet(2 + EVENT)) < 150


def test_a_message_of_the_main_thread_is_heard_as_one_of_the_scheduler(
    host: Host, model: Path, core_events: CoreEvents
) -> None:
    run = host.play(f"new 1 mdrnn~ {model} @seed 3 @threshold 0.02", "main_at 10 1 0.2 0.8", "audio 1", "run 500")
    assert_same(
        within(run.events(48000), 23900),
        within(core_events(48000, 24000, "threshold=0.02", player=[(544, "0.2 0.8")]), 23900),
    )
