# SPDX-License-Identifier: MIT
"""The components of a new relative network begin with what hands do; their number is found, or asked for."""

import re
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import mdrnn_train
from mdrnn_train import command, roles, sizes
from mdrnn_train.sizes import SCALE, SIZES, Size

pytestmark = pytest.mark.filterwarnings("default")  # TensorFlow's own deprecations

ROOT = Path(__file__).resolve().parents[2]
MIDI = 1 / 127


def knobs(events: int = 3000, count: int = 8, seed: int = 0) -> np.ndarray:
    """(events, 1 + count): MIDI knobs, of which one at a time goes up or down by a step, soon or after a pause."""
    random = np.random.default_rng(seed)
    moves = np.zeros((events, count))
    moves[np.arange(events), random.integers(0, count, events)] = random.choice([-MIDI, MIDI], events)
    waits = np.where(random.random(events) < 0.9, 0.02, 0.8) * random.uniform(0.8, 1.2, events)
    return np.column_stack([waits, 0.5 + np.cumsum(moves, axis=0)])


def pad(events: int = 1000, seed: int = 0) -> np.ndarray:
    """(events, 3): a finger draws circles, 50 points a second."""
    angles = 0.1 * np.arange(events)
    waits = 0.02 + np.random.default_rng(seed).normal(0, 0.001, events)
    return np.stack([waits, 0.5 + 0.3 * np.cos(angles), 0.5 + 0.3 * np.sin(angles)], axis=1)


def find(performance: np.ndarray, count: int | None = None, seed: int = 0) -> roles.Roles:
    fine = roles.resolution([performance], [0.0] * (performance.shape[1] - 1))
    wanted = count or roles.components(performance.shape[1])
    return roles.find([performance], fine, wanted, np.random.default_rng(seed))


def is_sound(found: roles.Roles, dimension: int) -> bool:
    count = len(found.log_weights)
    fits = found.means.shape == found.sigmas.shape == (count, dimension) and (found.sigmas > 0).all()
    return bool(fits) and all(np.isfinite(each).all() for each in (found.log_weights, found.means, found.sigmas))


# ---- what is found --------------------------------------------------------------------------------------------------


def test_each_knob_has_a_role_for_up_and_one_for_down_in_which_the_others_rest() -> None:
    found = find(knobs())
    assert is_sound(found, 9)
    assert len(found.log_weights) <= roles.components(9)
    ways = set()
    for mean, sigma in zip(found.means[:-2, 1:], found.sigmas[:-2, 1:], strict=True):
        (knob,) = np.flatnonzero(mean)
        if abs(mean[knob]) == pytest.approx(MIDI, rel=0.2):
            ways.add((int(knob), float(np.sign(mean[knob]))))
        assert (np.delete(sigma, knob) < MIDI / roles.RESTING).all()
    assert ways == {(knob, way) for knob in range(8) for way in (-1.0, 1.0)}


def test_soon_and_late_are_roles_of_their_own() -> None:
    waits = find(knobs(count=1), 6).means[:-2, 0]
    assert waits.min() == pytest.approx(0.02, rel=0.1)
    assert waits.max() == pytest.approx(0.8, rel=0.1)


def test_on_a_pad_both_values_move_together_all_around() -> None:
    found = find(pad())
    assert is_sound(found, 3)
    steps = found.means[:-2, 1:]
    np.testing.assert_allclose(found.means[:-2, 0], 0.02, rtol=0.1)
    assert {tuple(np.sign(step)) for step in steps} >= {(-1, -1), (-1, 1), (1, -1), (1, 1)}


def test_weights_are_how_often_and_add_up_with_the_broad_roles_aside() -> None:
    for performance in (knobs(), knobs(count=1), pad()):
        found = find(performance)
        assert 0.95 < np.exp(found.log_weights[:-2]).sum() < 1 + 1e-9
        np.testing.assert_array_equal(found.log_weights[-2:], roles.BROAD_WEIGHT)


def test_the_same_seed_finds_the_same_roles() -> None:
    first, again = find(knobs(), seed=4), find(knobs(), seed=4)
    for one, two in zip(vars(first).values(), vars(again).values(), strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 40])
def test_there_are_never_more_than_asked_for(count: int) -> None:
    for performance in (knobs(500), pad(), np.full((3, 4), 0.5)):
        found = find(performance, count)
        assert is_sound(found, performance.shape[1])
        assert min(count, 2) <= len(found.log_weights) <= count


def test_little_music_has_the_broad_roles_and_values_at_rest_have_one() -> None:
    little, still = find(knobs(4)), find(np.full((200, 4), 0.5))
    assert len(little.log_weights) == len(roles.BROAD)
    assert is_sound(still, 4)
    np.testing.assert_array_equal(still.means[:, 1:], 0)
    assert (still.sigmas[:-2, 1:] < MIDI / roles.RESTING).all()
    assert is_sound(find(np.zeros((50, 2))), 2)  # every wait is 0


def test_64_dimensions_have_roles() -> None:
    found = find(knobs(4000, 63))
    assert is_sound(found, 64)
    assert len(found.log_weights) <= roles.components(64) == roles.MOST


def test_performances_are_not_joined() -> None:
    """From the end of one to the beginning of the next nobody moved."""
    low, high = pad() * [1, 0.1, 0.1], pad() * [1, 0.1, 0.1] + [0, 0.8, 0.8]
    found = roles.find([low, high], [0.004] + [MIDI] * 2, 10, np.random.default_rng(0))
    assert np.abs(found.means[:, 1:]).max() < 0.01


# ---- numbers --------------------------------------------------------------------------------------------------------


def test_components_are_three_for_each_value_and_four_more_within_limits() -> None:
    assert [roles.components(dimension) for dimension in (2, 5, 6, 9, 13, 64)] == [16, 16, 19, 28, 40, 40]
    assert roles.shape(9, SIZES["s"]) == Size(64, 2, 28)
    assert roles.shape(9, SIZES["s"], 7) == Size(64, 2, 7)
    assert roles.shape(64, SIZES["s"]) == SIZES["s"]  # no room: a plain network


def test_resolution_is_the_grain_or_a_part_of_the_usual_move_within_limits() -> None:
    moves = np.array([[0.0, 0.008, 0.4, 0.0001, 0.0], [0.0, -0.008, -0.4, -0.0001, 0.0]] * 20)
    played = np.column_stack([np.full(41, 0.1), 0.5 + np.cumsum(np.vstack([np.zeros(5), moves]), axis=0)])
    wait, *found = roles.resolution([played], [MIDI, 0, 0, 0, 0])
    np.testing.assert_allclose(found, [MIDI, 0.002, roles.COARSEST, roles.FINEST, roles.COARSEST / roles.PARTS])
    assert wait == roles.FINEST_WAIT  # all waits are the same
    played[::2, 0] = 0.108
    assert roles.resolution([played], [MIDI] * 5)[0] == pytest.approx(0.002)
    played[::2, 0] = 3.0
    assert roles.resolution([played], [MIDI] * 5)[0] == roles.GRAIN


def test_a_melody_rests_in_passing_and_knobs_do_not() -> None:
    random = np.random.default_rng(0)
    notes = random.choice([0.4, 0.5, 0.6], (500, 1))
    melody = np.column_stack([np.full((500, 1), 0.2), notes, np.full((500, 1), 0.5)])
    assert roles.in_passing([melody], [0.1, MIDI]) == [0.1, 0.0]
    assert roles.in_passing([melody], [0.0, 0.0]) == [0.0, 0.0]
    assert roles.in_passing([knobs()], [MIDI] * 8) == [0.0] * 8


def test_a_typical_step_is_the_median_of_moves_and_not_of_rest() -> None:
    steps = np.zeros((100, 3))
    steps[::10, 0] = [0.01, -0.01, 0.01, -0.02, 0.02, -0.02, 0.02, -0.03, 0.03, -0.01]
    steps[::2, 1] = 1e-5  # finer than it is played
    played = np.column_stack([np.full(100, 0.1), 0.5 + np.cumsum(steps, axis=0)])
    first = np.abs(steps[1:, 0])  # the first event is no move
    found = roles.typical_steps([played], [0.004] + [MIDI / 2] * 3)
    np.testing.assert_allclose(found, [np.median(first[first > 0]), 0.1, 0.1])


def test_as_many_mixtures_can_be_asked_for_as_the_engine_plays(capsys: pytest.CaptureFixture[str]) -> None:
    limits = (ROOT / "native/src/step/limits.h").read_text(encoding="utf-8")
    assert max(map(int, re.findall(r"kMaxMixtures = (\d+)", limits))) == sizes.MOST_MIXTURES
    parse = command.parser().parse_args
    assert [parse(["d.npz", *words]).mixtures for words in ([], ["--mixtures", "1024"])] == [None, 1024]
    for number, sentence in (
        ("0", "found 0, expected 1 to 1024"),
        ("many", "found 'many', expected a number from 1 to"),
    ):
        with pytest.raises(SystemExit):
            parse(["d.npz", "--mixtures", number])
        assert f"argument --mixtures: {sentence}" in capsys.readouterr().err


# ---- in a network ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trainer() -> SimpleNamespace:
    """Modules that need TensorFlow."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
        import impsy_files
        import tflite_kinds

        from mdrnn_train import data, initialisation, network, session, train
    return SimpleNamespace(
        data=data, initialisation=initialisation, network=network, session=session, train=train,
        impsy_files=impsy_files, tflite_kinds=tflite_kinds,
    )  # fmt: skip


def begun(trainer: SimpleNamespace, played: list[np.ndarray], size: str = "xxs", **order: object) -> tuple:
    """A new model, its first weights, and the music, held out and not."""
    parts = trainer.data.split(played, 0.2, 0)
    trainer.train.make_repeatable(0)
    wanted = trainer.session.Order(played, "d.npz", "0", size, Path("models"), "mine", **order)
    fine = roles.resolution(parts.training, [0.0] * (played[0].shape[1] - 1))
    model, starts = trainer.session.begin(wanted, parts, fine)
    return model, starts, parts


def split(mixture: np.ndarray, dimension: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Means (M, D), deviations (M, D), logits (M,)."""
    count = len(mixture) // (2 * dimension + 1)
    mu, sigma, logits = np.split(mixture, [count * dimension, 2 * count * dimension])
    return mu.reshape(count, -1), sigma.reshape(count, -1), logits


def first_model(trainer: SimpleNamespace, found: roles.Roles) -> Any:
    trainer.train.make_repeatable(0)
    dimension = found.means.shape[1]
    size = Size(32, 2, len(found.log_weights))
    model = trainer.network.build(dimension, size, steps=[SCALE * MIDI] * (dimension - 1))
    trainer.initialisation.take_roles(model, found)
    return model


REST = 100  # events at one place, after which nothing is remembered


def test_the_first_mixture_is_the_roles_relative_to_the_event_heard(trainer: SimpleNamespace) -> None:
    found = find(knobs(), 12)
    model = first_model(trainer, found)
    for event in np.random.default_rng(0).uniform(0, 1, (4, 9)) * SCALE:
        heard = np.tile(event, (1, REST, 1)).astype(np.float32)
        mu, sigma, logits = split(model.predict_on_batch(heard)[0, -1], 9)
        np.testing.assert_allclose(mu[:, 0], SCALE * found.means[:, 0], atol=0.1)
        np.testing.assert_allclose(mu[:, 1:] - event[1:], SCALE * found.means[:, 1:], atol=0.1)
        np.testing.assert_allclose(sigma, SCALE * found.sigmas, rtol=0.2)
        np.testing.assert_allclose(logits, found.log_weights, atol=0.5)


@pytest.mark.parametrize(("knob", "way"), [(0, 1), (3, -1), (7, 1)])
def test_a_knob_that_has_moved_first_goes_on_the_same_way(trainer: SimpleNamespace, knob: int, way: int) -> None:
    found = find(knobs())
    model = first_model(trainer, found)
    heard = np.tile(SCALE * np.array([0.02, *[0.5] * 8]), (1, REST + 30, 1)).astype(np.float32)
    heard[0, REST:, 1 + knob] += way * SCALE * MIDI
    mixtures = model.predict_on_batch(heard)[0]
    logits = np.array([split(each, 9)[2] for each in mixtures])
    gain = logits[REST:] - logits[REST - 1]
    goes_on = way * found.means[:, 1 + knob] > MIDI / 2
    assert gain[0, goes_on].min() > gain[0, ~goes_on].max() + 1.5
    assert gain[15, goes_on].mean() < 0.5 * gain[0, goes_on].mean()  # it forgets


def test_half_of_what_layers_say_is_left_out_where_that_is_wanted_and_only_there(trainer: SimpleNamespace) -> None:
    model = first_model(trainer, find(knobs(), 12))
    heard = (SCALE * knobs(200)[None]).astype(np.float32)
    steps = trainer.network.steps_of(model)
    all_of_it, half = (
        np.asarray(trainer.network.hidden(model.get_weights(), 2, heard, steps, dropout)) for dropout in (0.0, 0.5)
    )
    assert (all_of_it == 0).mean() < 0.01
    assert (half == 0).mean() == pytest.approx(0.5, abs=0.05)


def test_the_step_size_and_dropout_suit_the_network_unless_given(trainer: SimpleNamespace) -> None:
    settings = trainer.train.Settings()
    relative, small, plain = settings.suiting(True, 64), settings.suiting(True, 32), settings.suiting(False, 64)
    assert relative.learning_rate == small.learning_rate < plain.learning_rate
    assert relative.dropout > small.dropout == plain.dropout == 0
    given = trainer.train.Settings(learning_rate=0.1, dropout=0.0)
    assert given.suiting(True, 64) == given.suiting(False, 64) == given


def test_training_gets_better_from_roles_and_keeps_the_last_values_out_of_the_recurrent_kernel(
    trainer: SimpleNamespace,
) -> None:
    model, starts, parts = begun(trainer, [pad(300, seed) for seed in range(3)])
    assert list(starts) == ["roles"]
    assert (trainer.network.carried(model), model.get_layer("pi").units > 5) == (2, True)
    before, start = model.get_weights()[1], trainer.train.validation_nll(model, parts.validation)
    steps = trainer.network.steps_of(model)
    settings = trainer.train.Settings(epochs=6, batch_size=4)
    result = trainer.train.train(model, parts, settings, Silent(), None, initialisations=starts)
    assert result.best.validation_nll < start - 0.5
    after = model.get_weights()[1]
    np.testing.assert_array_equal(after[:2], 0)
    assert (after[2:] != before[2:]).mean() > 0.9
    np.testing.assert_array_equal(trainer.network.steps_of(model), steps)


def test_a_relative_model_and_an_old_plain_one_go_on_as_they_are(trainer: SimpleNamespace, tmp_path: Path) -> None:
    played = [pad(120, seed) for seed in range(3)]
    relative, _, _ = begun(trainer, played, mixtures=7)
    relative.save(tmp_path / "relative.keras")
    impsys, *_ = trainer.impsy_files.save(tmp_path, trainer.tflite_kinds.random_weights(3, 16, 2, 5, 1))
    for path, mixtures, carried in ((tmp_path / "relative.keras", 7, 2), (impsys, 5, 0)):
        model, starts, parts = begun(trainer, [each * [2, 1, 1] for each in played], resume=Path(path))
        assert (model.get_layer("pi").units, trainer.network.carried(model)) == (mixtures, carried)
        if carried:
            np.testing.assert_array_equal(trainer.network.steps_of(model), trainer.network.steps_of(relative))
            for one, two in zip(starts["relative.keras"], relative.get_weights(), strict=True):
                np.testing.assert_array_equal(one, two)
        loop = trainer.train.Loop(model, parts, trainer.train.Settings(epochs=2, batch_size=4), Silent())
        loop.begin(*starts.values())
        before = trainer.train.evaluate(loop.judge, loop.judged)
        loop.run(trainer.train.Plan(2, None, None, 0.0))
        assert loop.best.validation_nll < before
    with pytest.raises(ValueError, match=r"relative\.keras: has 7 mixtures, expected 5"):
        begun(trainer, played, resume=tmp_path / "relative.keras", mixtures=5)


def test_values_without_room_get_a_plain_network_of_as_many_components_as_asked_for(trainer: SimpleNamespace) -> None:
    for words, mixtures in (({}, 5), ({"mixtures": 3}, 3)):
        model, starts, _ = begun(trainer, [knobs(200, 9)], **words)
        assert (model.get_layer("pi").units, trainer.network.carried(model), len(starts)) == (mixtures, 0, 2)


def test_the_command_passes_on_what_is_asked_for(
    trainer: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    played = np.empty(2, object)
    played[:] = [pad(50), pad(60)]
    np.savez(tmp_path / "mine.npz", perfs=played)
    orders = []

    def remember(order: object, reporter: object) -> None:
        orders.append(order)
        raise ValueError("that is all")

    monkeypatch.setattr(trainer.session, "run", remember)
    for words in ([], ["--mixtures", "3"]):
        assert mdrnn_train.main([str(tmp_path / "mine.npz"), "-o", str(tmp_path), *words]) == 1
        assert "that is all" in capsys.readouterr().err
    assert [order.mixtures for order in orders] == [None, 3]


class Silent:
    """A reporter that says nothing."""

    def batch(self, epoch: int, done: int, total: int) -> None: ...

    def epoch(self, epoch: object, best: object) -> None: ...

    def stage(self, name: str) -> None: ...

    def note(self, sentence: str) -> None: ...
