# SPDX-License-Identifier: MIT
"""Who plays, what and when: the performer's modes, clocks and repairs, with time given by the test."""

import math
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import mdrnn
from mdrnn.bench import random_model

MODEL = Path(__file__).resolve().parents[1] / "golden" / "explicit-d3-u5-l2-m2.tflite"


def performer(**options: object) -> mdrnn.Performer:
    return mdrnn.Performer(MODEL, **{"seed": 7, **options})  # type: ignore[arg-type]


def play(player: mdrnn.Performer, events: int, gap: float) -> list[mdrnn.Event]:
    """Feeds `events` gestures, `gap` seconds apart; what came out meanwhile."""
    out = []
    for index in range(events):
        player.feed([0.5 + 0.4 * math.sin(index), 0.3])
        out += player.advance(gap)
    return out


def test_callresponse_is_silent_while_the_player_plays_and_answers_in_the_pause() -> None:
    q = performer(mode="callresponse", threshold=0.3)
    assert play(q, 20, 0.05) == []
    last = q.now - 0.05
    events = q.advance(10)
    assert len(events) > 3
    assert events[0].time >= last + 0.3 - 1e-9
    assert {event.source for event in events} == {"rnn"}
    assert all(event.values.shape == (2,) and event.values.dtype == np.float32 for event in events)


def test_callresponse_is_silent_before_the_first_touch_unless_it_may_begin_by_itself() -> None:
    q = performer(mode="callresponse")
    assert not q.autostart
    assert q.advance(60) == []
    assert q.next_due is None
    q.autostart = True
    assert len(q.advance(60)) > 10
    q.reset()
    assert len(q.advance(60)) > 10
    q.autostart = False
    q.reset()
    assert q.advance(60) == []
    assert len(performer(autostart=True).advance(60)) > 10


def test_callresponse_stops_at_once_when_the_player_returns() -> None:
    q = performer(mode="callresponse", threshold=0.2)
    q.feed([0.5, 0.5])
    assert q.advance(5)
    assert play(q, 10, 0.05) == []
    assert q.advance(5)


def test_callresponse_answers_at_the_predicted_time_but_not_before_the_threshold() -> None:
    early, late = performer(threshold=0.0, sigma_temperature=0), performer(threshold=2.0, sigma_temperature=0)
    for q in (early, late):
        q.feed([0.2, 0.8])
    first, second = early.advance(5)[0], late.advance(5)[0]
    assert first.time == pytest.approx(first.dt, abs=1e-6)
    assert second.time == pytest.approx(max(second.dt, 2.0), abs=1e-6)
    np.testing.assert_array_equal(first.values, second.values)


def test_the_network_hears_each_event_once() -> None:
    """The machine's events are what a bare predictor gives when it is fed the same events."""
    q = performer(mode="callresponse", threshold=0.1)
    p = mdrnn.Predictor(MODEL, seed=7)
    gestures = np.random.default_rng(1).random((30, 2)).astype(np.float32)
    for values in gestures:
        q.feed(values)
        q.advance(0.05)
        heard = p.step([0.0 if values is gestures[0] else 0.05, *values])
    for event in q.advance(20):
        np.testing.assert_allclose(event.values, heard[1:], atol=1e-5)
        assert event.dt == pytest.approx(heard[0], abs=1e-5)
        heard = p.step([event.dt, *event.values])


def test_polyphony_brings_one_prediction_for_each_event_at_its_own_time() -> None:
    q = performer(mode="polyphony")
    p = mdrnn.Predictor(MODEL, seed=7)
    expected = []
    out = []
    for index in range(12):
        values = [0.1 * (index % 10), 0.5]
        q.feed(values)
        predicted = p.step([0.0 if index == 0 else 0.02, *values])
        expected.append(index * 0.02 + predicted[0])
        out += q.advance(0.02)
    out += q.advance(10)
    np.testing.assert_allclose([event.time for event in out], sorted(expected), atol=1e-4)
    assert q.advance(10) == []


def test_battle_plays_by_itself_and_does_not_hear_the_player() -> None:
    alone, watched = performer(mode="battle"), performer(mode="battle")
    assert len(alone.advance(5)) > 3
    watched.advance(5)
    play(watched, 20, 0.05)
    alone.advance(1)
    a, b = alone.advance(5), watched.advance(5)
    assert [event.time for event in a] == pytest.approx([event.time for event in b])
    assert watched.counts.player_events == 20


def test_useronly_is_silent() -> None:
    q = performer(mode="useronly")
    assert play(q, 10, 0.1) + q.advance(60) == []
    assert q.counts.player_events == 10


def test_an_hour_in_small_steps_is_the_hour_in_one() -> None:
    whole, pieces = performer(mode="battle"), performer(mode="battle")
    a = whole.advance(60)
    b = [event for _ in range(6000) for event in pieces.advance(0.01)]
    assert len(a) == len(b) > 50
    assert all(x.time == y.time and np.array_equal(x.values, y.values) for x, y in zip(a, b, strict=True))


def test_same_seed_same_input_same_bits() -> None:
    a, b = performer(), performer()
    for q in (a, b):
        play(q, 10, 0.03)
    x, y = a.advance(20), b.advance(20)
    assert len(x) == len(y) > 10
    assert all(i.time == j.time and np.array_equal(i.values, j.values) for i, j in zip(x, y, strict=True))
    assert [e.time for e in x] != [e.time for e in (lambda q: (play(q, 10, 0.03), q.advance(20))[1])(performer(seed=8))]


def test_timescale_changes_the_waits_and_nothing_else() -> None:
    slow, plain = performer(mode="battle", timescale=2, max_dt=100), performer(mode="battle", max_dt=100)
    a, b = slow.advance(20), plain.advance(10)
    count = min(len(a), len(b))
    assert count > 10
    np.testing.assert_allclose([e.time for e in a[:count]], [2 * e.time for e in b[:count]], rtol=1e-6)
    np.testing.assert_array_equal([e.values for e in a[:count]], [e.values for e in b[:count]])


def test_no_wait_is_longer_than_max_dt_and_none_shorter_than_a_millisecond() -> None:
    q = performer(mode="battle", max_dt=0.2, timescale=1000)
    times = [event.time for event in q.advance(30)]
    assert max(np.diff(times)) <= 0.2 + 1e-9
    fast = performer(mode="battle", timescale=0.001)
    assert len(fast.advance(1)) <= 1000


def test_max_dt_cuts_a_wait_that_runs_already() -> None:
    q = performer(mode="battle", max_dt=1000, timescale=1000)
    q.advance(0.01)
    assert q.next_due is not None
    assert q.next_due > 10
    q.max_dt = 0.5
    assert q.next_due == pytest.approx(0.5)
    assert q.advance(1)[0].time == pytest.approx(0.5)


def test_the_next_event_is_the_one_that_comes() -> None:
    q = performer(mode="battle")
    q.advance(0.5)
    known = q.next_event
    assert known is not None
    assert known.time == q.next_due
    event = q.advance(known.time - q.now + 1e-6)[0]
    assert (event.time, event.source) == (known.time, "rnn")
    np.testing.assert_array_equal(event.values, known.values)
    q.paused = True
    assert q.next_event is None


def test_pause_holds_still_and_goes_on_where_it_stood() -> None:
    q, plain = performer(mode="battle"), performer(mode="battle")
    before, expected = q.advance(2), plain.advance(2)
    assert len(before) == len(expected)
    q.paused = True
    assert q.advance(10) == []
    assert q.next_due is None
    q.paused = False
    after, expected = q.advance(3), plain.advance(3)
    assert [e.time for e in after] == pytest.approx([e.time + 10 for e in expected])


def test_reset_forgets_the_past() -> None:
    q = performer(mode="callresponse")
    play(q, 10, 0.02)
    q.reset()
    q.seed(7)
    fresh = performer(mode="callresponse")
    q.feed([0.1, 0.2])
    fresh.feed([0.1, 0.2])
    a, b = q.advance(5), fresh.advance(5)
    np.testing.assert_array_equal([e.values for e in a], [e.values for e in b])


def test_one_value_keeps_the_others() -> None:
    q = performer(mode="useronly", thru=True)
    q.feed_one(1, 0.9)
    q.feed([0.2, 0.3])
    q.feed_one(0, 0.7)
    assert [event.values.tolist() for event in q.advance(1)] == [
        pytest.approx([0.5, 0.9]),
        pytest.approx([0.2, 0.3]),
        pytest.approx([0.7, 0.3]),
    ]
    with pytest.raises(ValueError, match="there is no value 2, expected 0 to 1"):
        q.feed_one(2, 0.5)


def test_thru_gives_the_players_events_back_with_their_time_and_dt() -> None:
    q = performer(mode="polyphony", thru=True)
    q.feed([0.2, 0.3])
    q.advance(0.5)
    q.feed([0.4, 0.5])
    back = [event for event in q.advance(3) if event.source == "interface"]
    assert [(e.time, e.dt) for e in back] == [pytest.approx((0.5, 0.5))]


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_never_reaches_the_network(bad: float) -> None:
    """One step later the output is what it would have been had that value kept its place."""
    sick, sane = performer(), performer()
    for q in (sick, sane):
        q.feed([0.2, 0.6])
        q.advance(0.05)
    sick.feed([bad, 0.7])
    sane.feed([0.2, 0.7])
    for q in (sick, sane):
        q.advance(0.05)
        q.feed([0.3, 0.3])
    a, b = sick.advance(5), sane.advance(5)
    assert [e.time for e in a] == [e.time for e in b]
    np.testing.assert_array_equal([e.values for e in a], [e.values for e in b])
    assert (sick.counts.repaired_values, sane.counts.repaired_values) == (1, 0)


def test_values_out_of_range_are_clamped_and_counted() -> None:
    q, sane = performer(), performer()
    q.feed([1e30, -4.0])
    sane.feed([1.0, 0.0])
    np.testing.assert_array_equal([e.values for e in q.advance(5)], [e.values for e in sane.advance(5)])
    assert q.counts.repaired_values == 2


def test_wrong_length_is_refused_and_nothing_changes() -> None:
    q, sane = performer(), performer()
    with pytest.raises(
        ValueError, match=r"the event has 3 values, expected 2 \(the model's dimension is 3, dt included\)"
    ):
        q.feed([0.1, 0.2, 0.3])
    assert q.counts.player_events == 0
    assert [e.time for e in q.advance(5)] == [e.time for e in sane.advance(5)]


def test_a_long_silence_is_heard_as_max_dt() -> None:
    a, b = performer(mode="polyphony", max_dt=2), performer(mode="polyphony", max_dt=2)
    for q, silence in ((a, 3600), (b, 2)):
        q.feed([0.5, 0.5])
        q.advance(silence)
        q.feed([0.6, 0.6])
    np.testing.assert_array_equal(a.advance(5)[0].values, b.advance(5)[0].values)


@pytest.mark.parametrize("name", list(mdrnn.PARAMETERS))
def test_every_parameter_refuses_nonsense_and_keeps_its_value(name: str) -> None:
    q = performer()
    before = q.get(name)
    row = mdrnn.PARAMETERS[name]
    for value in (math.nan, math.inf, -math.inf, row.minimum - 1, row.maximum * 2 + 1):
        with pytest.raises(ValueError, match=f"{name} is .+, expected .+ to .+"):
            q.set(name, value)
    assert q.get(name) == before
    q.set(name, row.maximum)
    assert q.get(name) == ("useronly" if name == "mode" else row.maximum)


def test_aliases_reach_the_same_parameter() -> None:
    q = performer()
    q.set("pitemp", 1.5)
    q.set("sigmatemp", 0.5)
    assert (q.pi_temperature, q.sigma_temperature) == (1.5, 0.5)
    with pytest.raises(ValueError, match="there is no parameter 'pitmp'"):
        q.set("pitmp", 1)
    with pytest.raises(ValueError, match="mode is 'duel', expected callresponse, polyphony, battle or useronly"):
        q.mode = "duel"


def test_without_a_model_it_is_silent_and_says_so() -> None:
    q = mdrnn.Performer()
    assert q.advance(10) == []
    assert q.info.dimension == 0
    with pytest.raises(ValueError, match="no model is loaded"):
        q.feed([0.5])
    q.load(MODEL)
    q.feed([0.5, 0.5])
    assert q.advance(5)


def test_model_of_another_dimension_is_refused_where_the_host_has_a_fixed_one(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="its dimension is 3, expected 5"):
        mdrnn.Performer(MODEL, dimension=5)


def test_time_only_goes_forward() -> None:
    q = performer()
    for seconds in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="seconds is"):
            q.advance(seconds)
    assert q.now == 0
    q.advance(1.5)
    assert q.now == 1.5


def test_a_crowd_of_predictions_is_bounded_and_counted() -> None:
    q = performer(mode="polyphony", timescale=1000, max_dt=1000)
    for _ in range(100):
        q.feed([0.5, 0.5])
    assert q.counts.dropped_events == 100 - 64
    assert len(q.advance(5000)) == 64


OTHER = MODEL.parent / "while-d3-u5-l1-m2.tflite"


def end_of_load(q: mdrnn.Performer) -> str:
    deadline = time.monotonic() + 30
    while (state := q.poll_load()) == "running" and time.monotonic() < deadline:
        time.sleep(0.001)
    return state


def test_a_model_that_comes_in_later_plays_as_one_that_load_brings() -> None:
    later, at_once = performer(mode="battle"), performer(mode="battle")
    assert later.poll_load() == "idle"
    for q in (later, at_once):
        q.advance(3)
    later.load_later(OTHER)
    assert end_of_load(later) == "taken"
    assert later.poll_load() == "idle"
    assert later.info.path == str(OTHER)
    at_once.load(OTHER)
    a, b = later.advance(20), at_once.advance(20)
    assert [event.time for event in a] == [event.time for event in b]
    np.testing.assert_array_equal([event.values for event in a], [event.values for event in b])
    assert len(a) > 10


def test_a_later_load_that_fails_raises_once_and_the_old_model_plays_on() -> None:
    q, untouched = performer(mode="battle"), performer(mode="battle")
    q.load_later("nowhere.tflite")
    with pytest.raises(ValueError, match=r"nowhere\.tflite: cannot be opened"):
        end_of_load(q)
    assert q.poll_load() == "idle"
    assert q.info.path == str(MODEL)
    assert [event.time for event in q.advance(20)] == [event.time for event in untouched.advance(20)]


def test_a_later_load_keeps_the_dimension_that_was_asked_for() -> None:
    q = performer(dimension=3)
    q.load_later(MODEL.parent / "explicit-dynamic-d2-u16-l1-m2.tflite")
    with pytest.raises(ValueError, match="its dimension is 2, expected 3"):
        end_of_load(q)


def test_the_interpreter_may_end_at_any_moment_of_a_load() -> None:
    code = "import mdrnn, sys, time; sys.performer = mdrnn.Performer(); sys.performer.load_later(sys.argv[1])"
    code += "; time.sleep(int(sys.argv[2]) / 1e4)"
    for moment in range(5):
        ended = subprocess.run([sys.executable, "-c", code, str(MODEL), str(moment)], timeout=60, check=False)
        assert ended.returncode == 0


def test_in_a_synchronous_performer_a_large_model_is_never_late_and_else_it_is(tmp_path: Path) -> None:
    path = tmp_path / "large.tflite"
    path.write_bytes(random_model.make(1024, 2))
    offline = mdrnn.Performer(path, mode="battle", seed=7)
    assert offline.synchronous
    by_the_clock = mdrnn.Performer(path, mode="battle", seed=7, synchronous=False)
    assert not by_the_clock.synchronous
    assert len(offline.advance(10)) > 3
    assert offline.counts.late_events == 0
    assert by_the_clock.advance(10) == []  # time runs away from the worker
    by_the_clock.synchronous = True
    assert by_the_clock.counts.late_events == 1
    assert len(by_the_clock.advance(10)) > 3
