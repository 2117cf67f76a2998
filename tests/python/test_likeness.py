# SPDX-License-Identifier: MIT
"""`mdrnn evaluate --free`: what made-up players do is measured, and they are told apart."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import mdrnn
from mdrnn import cli
from mdrnn.bench import random_model
from mdrnn.data import dataset, held_out
from mdrnn.judging import features, free_playing, likeness, two_sample
from mdrnn.judging.features import FEATURES, Floats, Window
from mdrnn.judging.likeness import Comparison, Played
from mdrnn.judging.two_sample import Samples

STEP = 3 / 127
MODEL = "mouse-3d-xs"

# ---- made-up players: (T, 5), four knobs ----------------------------------------------------------------------------


def turn_knobs(seed: int, seconds: float, at_once: int) -> Floats:
    """`at_once` knobs turn by three MIDI steps every 20 ms or so, back at the edges; then others, after a second."""
    random = np.random.default_rng(seed)
    values, directions, rows = random.uniform(0.1, 0.9, 4), random.choice([-1, 1], 4), []
    chosen, until, now = random.permutation(4)[:at_once], random.uniform(0.0, 1.5), 0.0
    while now < seconds:
        wait = float(random.lognormal(math.log(0.02), 0.3))
        now += wait
        if now > until:
            chosen, until = random.permutation(4)[:at_once], now + random.uniform(0.5, 1.5)
        directions[chosen] = np.where(values[chosen] > 0.9, -1, np.where(values[chosen] < 0.1, 1, directions[chosen]))
        values[chosen] += directions[chosen] * STEP
        rows.append([wait, *values])
    return np.array(rows)


def one_knob(seed: int, seconds: float) -> Floats:
    return turn_knobs(seed, seconds, 1)


def two_knobs(seed: int, seconds: float) -> Floats:
    return turn_knobs(seed, seconds, 2)


def frozen(seed: int, seconds: float) -> Floats:
    """The same waits, and a tremble of a third of a MIDI step."""
    events = one_knob(seed, seconds)
    events[:, 1:] = 0.5 + np.random.default_rng(seed).uniform(-1, 1, events[:, 1:].shape) / 127 / 6
    return events


def shuffled(seed: int, seconds: float) -> Floats:
    """The right waits and values, in no order."""
    return np.random.default_rng(seed).permuted(one_knob(seed, seconds), axis=0)


def play(player: Callable[[int, float], Floats], music: free_playing.Music, seed: int) -> Played:
    """What this player would do in place of the music's."""
    answers = [
        free_playing.window(player(1000 * seed + number, 5.5), 1, music.seconds) for number in range(len(music.windows))
    ]
    return Played(answers, [(group, player(5000 * seed + group, 61.0)) for group in range(8)])


@pytest.fixture(scope="module")
def music() -> free_playing.Music:
    return free_playing.cut([[one_knob(900 + number, 27.0)] for number in range(10)])


@pytest.fixture(scope="module")
def compared(music: free_playing.Music) -> Callable[[Callable[[int, float], Floats]], Comparison]:
    pytest.importorskip("sklearn")
    found: dict[str, Comparison] = {}

    def compare(player: Callable[[int, float], Floats]) -> Comparison:
        if player.__name__ not in found:
            found[player.__name__] = likeness.compare(music, [play(player, music, 1)])
        return found[player.__name__]

    return compare


# ---- features -------------------------------------------------------------------------------------------------------


def summed_up(events: Floats, seconds: float) -> dict[str, float]:
    found = features.summaries(features.samples([Window(events, seconds)]))[0]
    plain = [math.exp(each) if feature.logarithm else each for feature, each in zip(FEATURES, found, strict=True)]
    return dict(zip((feature.name for feature in FEATURES), plain, strict=True))


def rows(*values: tuple[float, ...], wait: float = 0.1) -> Floats:
    return np.array([[wait, *each] for each in values])


def test_a_small_window_is_described_as_it_is() -> None:
    first = (0.5, 0.6, 0.7, 0.8, 0.7, 0.7, 0.7, 0.7)
    others = (0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.8)
    waits = (9.0, 0.1, 0.1, 0.2, 0.1, 0.4, 0.1, 0.1)
    found = summed_up(np.column_stack([waits, first, others, others]), 2.0)
    expected = {
        "two_move": 1 / 7,
        "none_moves": 2 / 7,
        "one_moves": 4 / 7,
        "used": 3,
        "together": 1 / 7 / 3,  # one of three pairs, in one event of seven
        "same": 3 / 6,
        "step": 0.1,
        "wait": 0.1,
        "wait_p90": 0.2,
        "pause": 0.4,
        "tempo": 2,
        "rate": 7 / 2,
        "speed": 1.0,
        "activity": 1.0 / 2 + features.HALF_STEP,
        "span": 0.3,
        "turn": 1 / 3,
        "edge": 0,
        # the first rests from 0.5 s to the end; the others for 1.1 s, then to the end
        "rest": (1.5 * 1.1 * 0.9 * 1.1 * 0.9) ** (1 / 5),
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected)


def test_a_move_is_more_than_half_a_midi_step() -> None:
    for size, moves in ((0.49 / 127, 0.0), (0.51 / 127, 1.0)):
        assert summed_up(rows((0.5,), (0.5 + size,)), 1.0)["one_moves"] == moves


def test_repetition_and_pulse_are_autocorrelations_over_seconds() -> None:
    clock = np.arange(0, 5.0, 0.02)
    wave = np.column_stack([np.full(len(clock), 0.02), 0.5 + 0.4 * np.sin(2 * np.pi * clock / 0.8)])
    sweep = np.column_stack([wave[:, 0], clock / 5])
    assert summed_up(wave, 5.0)["repetition"] > 0.75
    assert summed_up(sweep, 5.0)["repetition"] == pytest.approx(0.85, abs=0.06)  # at the shortest period
    bursts = sweep.copy()
    bursts[:, 1] = 0.5 + 0.1 * (clock // 0.5 % 2)  # a jump every half second
    assert summed_up(bursts, 5.0)["pulse"] > 0.7
    assert summed_up(rows((0.5,), (0.5,)), 5.0)["repetition"] == -20  # nothing moves


def test_an_empty_window_is_a_pause() -> None:
    found = summed_up(rows((0.0, 0.5)), 5.0)
    assert found["pause"] == pytest.approx(5)
    assert found["rate"] == found["used"] == 0
    assert found["edge"] == 0.5
    assert found["rest"] == pytest.approx(5)


def test_frozen_minutes_and_time_at_an_edge_are_counted_in_long_runs() -> None:
    still, playing = frozen(0, 130.0), one_knob(0, 130.0)
    assert features.frozen_minutes(still) == (2, 2)
    assert features.frozen_minutes(playing) == (0, 2)
    events = rows((0.5, 0.2), (1.0, 0.2), (0.995, 0.3), (1.0, 0.2), (0.5, 0.2), (0.0, 0.2), wait=1.0)
    assert features.longest_at_edge(events) == 3.0
    assert features.longest_at_edge(rows((0.5,), (0.4,))) == 0.0


@pytest.mark.parametrize(
    ("name", "model", "hand", "sentence"),
    [
        ("two_move", 0.76, 0.0, "it moves two controls or more at once in 76 % of events; you never do"),
        ("two_move", 0.76, 0.11, "it moves two controls or more at once in 76 % of events; you in 11 %"),
        ("edge", 0.09, 0.04, "it holds a control at an end of its range for 9 % of the time; you for 4 %"),
        ("same", 0.0, 0.8, "you keep moving the same control in 80 % of events; it never does"),
        ("step", math.log(0.0109), math.log(0.133), "its usual step is 1.1 % of the range; yours 13 % of the range"),
        (
            "speed",
            math.log(0.5),
            math.log(1.66),
            "its usual speed is 50 % of the range a second; yours 166 % of the range a second",
        ),
        ("wait", math.log(0.0229), math.log(1.0), "its usual wait from event to event is 23 ms; yours 1 s"),
    ],
)
def test_a_feature_is_said_with_both_numbers(name: str, model: float, hand: float, sentence: str) -> None:
    (feature,) = [each for each in FEATURES if each.name == name]
    assert feature.sentence(model, hand) == sentence


# ---- telling apart --------------------------------------------------------------------------------------------------


def test_the_same_player_cannot_be_told_from_itself(compared: Callable[..., Comparison]) -> None:
    found = compared(one_knob)
    for told in (found.alone, found.answers, found.halves):
        assert told is not None
        assert 0.3 < told.auc < 0.65
        assert told.low < told.auc < told.high
    assert found.giveaway().alone.away < 0.2
    by_name = {row.feature.name: row for row in found.rows}
    for name in ("two_move", "same", "step", "wait"):
        assert np.mean(by_name[name].alone.distance) < 3 * np.mean(by_name[name].halves) + 0.01
    assert likeness.verdict(found).startswith("It plays")
    assert "No single number gives it away; the nearest is: " in likeness.verdict(found)


@pytest.mark.parametrize(
    ("player", "giveaway"),
    [
        (two_knobs, "it moves two controls or more at once in 100 % of events; you never do"),
        (frozen, "it moves nothing in 100 % of events; you never do"),
    ],
)
def test_another_player_is_told_and_what_gives_it_away(
    compared: Callable[..., Comparison], player: Callable[[int, float], Floats], giveaway: str
) -> None:
    found = compared(player)
    assert found.alone is not None
    assert found.answers is not None
    assert found.alone.auc == found.answers.auc == 1
    assert likeness.verdict(found).startswith("It does not play like you: ")
    assert likeness.verdict(found).endswith(f"What gives it away most: {giveaway}.")
    assert found.frozen == ((0, 0), [(8, 8) if player is frozen else (0, 8)])  # of 61 s each, and 27 s of the player


def test_the_right_numbers_in_no_order_are_told(compared: Callable[..., Comparison]) -> None:
    found = compared(shuffled)
    assert found.alone is not None
    assert found.alone.auc > 0.95
    assert np.mean(next(row for row in found.rows if row.feature.name == "wait").alone.distance) < 0.1


def test_auc_is_the_probability_of_the_right_order() -> None:
    scores, kinds = np.array([0.1, 0.4, 0.4, 0.9]), np.array([0, 0, 1, 1])
    assert two_sample.auc(scores, kinds) == (1 + 1 + 0.5 + 1) / 4
    assert two_sample.auc(-scores, kinds) == 1 - (1 + 1 + 0.5 + 1) / 4
    assert two_sample.auc(np.ones(4), kinds) == 0.5


def test_a_performance_is_never_known_from_its_other_windows() -> None:
    """Each performance has numbers of its own; whoever has seen its other windows would know them."""
    pytest.importorskip("sklearn")
    random = np.random.default_rng(0)
    groups = np.repeat(np.arange(40), 10)
    own = random.normal(size=(40, 3))[groups]
    told = two_sample.classify([Samples(own, np.arange(40)[groups] % 2, groups)])
    assert told is not None
    assert told.auc < 0.75
    assert told.high - told.low > 0.1
    apart = two_sample.classify([Samples(own + 9 * (groups % 2)[:, None], np.arange(40)[groups] % 2, groups)])
    assert apart is not None
    assert apart.auc == 1
    assert two_sample.classify([Samples(own[:30], np.arange(30) % 2, groups[:30])]) is None  # three performances


# ---- the music and the model ----------------------------------------------------------------------------------------


def test_windows_follow_each_other_and_know_what_came_before() -> None:
    piece = one_knob(3, 30.0)
    music = free_playing.cut([[piece], [piece[:700]]] * 10)
    assert music.seconds == 5.0
    assert len(set(music.groups)) == 20
    for place, window in zip(music.places, music.windows, strict=True):
        events = music.pieces[place.piece]
        assert place.first >= free_playing.CONTEXT
        np.testing.assert_array_equal(window.events, events[place.first - 1 : place.first - 1 + len(window.events)])
        after = events[place.first : place.first + len(window.events), 0]
        assert after[: len(window.waits)].sum() <= 5.0 < after.sum()
    one = free_playing.cut([[one_knob(4, 300.0)]])
    assert [one.groups.count(group) for group in range(8)] == pytest.approx([len(one.windows) / 8] * 8, abs=1)
    assert free_playing.cut([[one_knob(number, 4.0)] for number in range(30)]).seconds == 1.25
    run = one_knob(5, 61.0)
    assert len(free_playing.windows(run, 5.0)) == 12


def pad(events: int, seed: int) -> Floats:
    """A hand on a pad."""
    random = np.random.default_rng(seed)
    places = 0.5 + 0.4 * np.sin(np.cumsum(random.normal(0.02, 0.03, (events, 2)), axis=0))
    return np.column_stack([random.uniform(0.01, 0.03, events), places])


def test_an_answer_goes_on_from_all_that_was_played_before() -> None:
    piece = pad(1000, 0)
    music = free_playing.cut([[pad(800, 1)], [piece]])
    predictor, other = (mdrnn.Predictor(mdrnn.models.path(MODEL), seed=0) for _ in range(2))
    player = free_playing.Player(predictor, music)
    number = len(music.places) - 1
    answer = player.answers(4)[number]
    first = music.places[number].first
    other.forward(piece[: first - 1].astype(np.float32))
    other.seed(4 * 1_000_003 + number)
    following = other.generate(free_playing.CHUNK, piece[first - 1].astype(np.float32))
    np.testing.assert_array_equal(answer.events[0], piece[first - 1].astype(np.float32))
    shown = min(free_playing.CHUNK, len(answer.events) - 1)
    assert shown > 10
    np.testing.assert_array_equal(answer.events[1 : 1 + shown], following[:shown])
    run = player.runs(4, 30.0)[0][1]
    assert 30 < run[1:, 0].sum() < 60


def test_the_command_tells_machines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sklearn")
    monkeypatch.setattr(two_sample, "TREES", 5)  # quick: what is said is looked at
    monkeypatch.setattr(free_playing, "RUNS", 2)
    file = tmp_path / "pad.npz"
    dataset.save(file, dataset.Dataset(3, [pad(1500, number) for number in range(3)]))
    command = ["evaluate", MODEL, str(file), "--free", "--pi-temperature", "1", "--sigma-temperature", "0.5"]
    assert cli.main([*command, "--json"]) == 0
    shown = capsys.readouterr()
    facts = json.loads(shown.out)
    assert (facts["pi_temperature"], facts["sigma_temperature"], facts["seeds"]) == (1, 0.5, 3)
    assert facts["music"] == "music that it may have been trained on"
    assert set(facts["features"]) == {feature.name for feature in FEATURES}
    wait = facts["features"]["wait"]
    assert wait["hand"] == pytest.approx(0.02, abs=0.001)
    assert len(wait["alone"]["model"]) == len(wait["answers"]["distance"]) == len(wait["alone"]["auc"]) == 3
    assert set(facts["classifier"]) == {"alone", "answers", "halves"}
    assert facts["frozen_minutes"]["model"][0][1] == 2 * 3
    assert "mdrnn: playing freely, seed 3 of 3" in shown.err


def test_people_get_a_sentence_and_all_numbers_with_their_spread(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(two_sample, "find_spec", lambda name: None)
    monkeypatch.setattr(free_playing, "RUNS", 2)
    file = tmp_path / "pad.npz"
    dataset.save(file, dataset.Dataset(3, [pad(1500, 0)]))
    assert cli.main(["evaluate", MODEL, str(file), "--free", "-v"]) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    facts = likeness.measure(mdrnn.models.path(MODEL), file).facts
    assert last.endswith(f"at temperatures 1 and 0.01. {facts['sentence']}")  # the same seeds, the same numbers
    for name, found in facts["features"].items():
        (line,) = [line for line in lines if line.startswith(f"{found['title']:28}")]
        numbers = [float(each) for each in line[28:].replace("±", " ").split()]
        expected = [found["hand"]]
        for each in (found["answers"]["model"], found["alone"]["model"], found["alone"]["distance"], found["halves"]):
            expected += [np.mean(each), np.std(each)]
        assert numbers[:-1] == pytest.approx(expected, rel=0.06, abs=1e-3), name
        assert numbers[-1] == pytest.approx(np.mean(found["alone"]["auc"]), abs=0.006)


def test_without_scikit_learn_the_rest_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pad.npz"
    dataset.save(file, dataset.Dataset(3, [pad(1000, number) for number in range(3)]))
    monkeypatch.setattr(two_sample, "find_spec", lambda name: None)
    said: list[str] = []
    found = likeness.measure(mdrnn.models.path(MODEL), file, seeds=1, run=10.0, say=said.append)
    assert found.comparison.alone is None
    assert found.facts["classifier"] == {"alone": None, "answers": None, "halves": None}
    assert found.facts["sentence"].startswith(("What gives it away most: ", "No single number gives it away"))
    assert said[0].startswith("without a classifier, which needs scikit-learn: ")
    assert "[report]" in said[0]


def test_held_out_music_is_what_it_is_compared_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_sample, "find_spec", lambda name: None)
    trained = [pad(9000, 0), pad(3000, 1)]
    for block, words, windows in (
        ((1000, 8000), "held-out music", 25),
        ((1000, 1200), "all of the music, because its held-out music is too short to compare with", 40),
    ):
        music = {"training": {"music": held_out.record(trained, [[block], []])}}
        model = tmp_path / "mine.tflite"
        model.write_bytes(random_model.make(8, 1, metadata=json.dumps({"scale": 10, **music})))
        file = tmp_path / "trained.npz"
        dataset.save(file, dataset.Dataset(3, trained))
        facts = likeness.measure(model, file, seeds=1, run=10.0).facts
        assert facts["music"] == words
        assert facts["windows"] >= windows


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--free", "--train", "x.npz"], "--train is for the baselines, which --free does not need"),
        (["--sigma-temperature", "1"], "temperatures do not change a prediction: they need --free"),
        (["--free", "--max-dt", "0"], "max_dt is 0, expected a number of seconds over 0"),
        (["--free"], "no performance is long enough to compare with: 20 events, and then 1.25 s of playing"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], sentence: str
) -> None:
    file = tmp_path / "short.npz"
    dataset.save(file, dataset.Dataset(3, [pad(30, 0)]))
    assert cli.main(["evaluate", MODEL, str(file), *options]) == 1
    assert capsys.readouterr().err.splitlines()[-1].endswith(sentence)


# ---- real playing ---------------------------------------------------------------------------------------------------


def test_the_real_knobs_are_told_from_impsy_and_not_from_themselves(shared_data: Path) -> None:
    pytest.importorskip("sklearn")
    folder = shared_data / "impsy"
    model = folder / "models" / "musicMDRNN-dim9-layers2-units64-mixtures5-scale10.tflite"
    found = likeness.measure(model, folder / "datasets" / "training-dataset-9d.npz", seeds=1, run=60.0)
    hand = {row.feature.name: row.hand for row in found.comparison.rows}
    assert hand["one_moves"] == pytest.approx(0.87, abs=0.03)
    assert hand["two_move"] < 0.01
    told = found.comparison
    assert told.halves is not None
    assert told.alone is not None
    assert 0.4 < told.halves.auc < 0.6
    assert told.alone.low > 0.95
    assert "it moves two controls or more at once in" in found.facts["sentence"]
