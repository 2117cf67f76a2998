# SPDX-License-Identifier: MIT
"""A new network can repeat the last event at once, and training leaves the units that do it alone."""

import warnings
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.filterwarnings("default")  # TensorFlow's own deprecations

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
    import keras

    from mdrnn.judging import baseline
    from mdrnn_train import data, initialisation, interval, network, resume, roles, train
    from mdrnn_train.sizes import SCALE, Size


def knobs(performances: int = 6, length: int = 300, seed: int = 0) -> list[np.ndarray]:
    """Three knobs on a steady beat, of which one at a time is turned a little."""
    random = np.random.default_rng(seed)
    played = []
    for _ in range(performances):
        turns = np.zeros((length, 3))
        turns[np.arange(length), random.integers(0, 3, length)] = random.normal(0, 0.01, length)
        values = np.clip(0.5 + np.cumsum(turns, axis=0), 0, 1)
        played.append(np.concatenate([0.1 + random.normal(0, 0.02, (length, 1)), values], axis=1))
    return played


def nats(parts: data.Split, mixtures: int, name: str) -> float:
    """Of a baseline on the held-out music."""
    fitted = baseline.fit(parts.training, mixtures, SCALE)
    pairs = [fitted.predict(piece, SCALE)[name] for piece in parts.validation]
    said, events = (np.concatenate(part) for part in zip(*pairs, strict=True))
    widths = SCALE * roles.widths([roles.COARSEST] * (events.shape[1] - 1))
    return float(np.mean(interval.nats(*(np.float32(each) for each in (said, events, widths)))))


def begun(parts: data.Split, size: Size, seed: int = 0) -> keras.Model:
    train.make_repeatable(seed)
    model = network.build(parts.training[0].shape[1], size)
    initialisation.begin(model, parts.training, seed)
    return model


@pytest.mark.parametrize("size", [Size(16, 1, 5), Size(32, 2, 5), Size(16, 3, 5)], ids=lambda size: f"{size.layers}")
def test_an_untrained_network_predicts_almost_as_the_baseline_that_repeats(size: Size) -> None:
    parts = data.split(knobs(), 0.2, 0)
    repeating, memoryless = (nats(parts, size.mixtures, name) for name in ("repeat", "memoryless"))
    begins = train.validation_nll(begun(parts, size), parts.validation)
    assert repeating - 1 < begins < repeating + 0.25 * (memoryless - repeating)


def test_it_gives_every_value_back_also_where_it_heard_none() -> None:
    parts = data.split(knobs(), 0.2, 0)
    model = begun(parts, Size(32, 2, 1))
    events = np.random.default_rng(0).uniform(0, 1, (1, 200, 4)).astype(np.float32) * SCALE
    level = model.predict_on_batch(events)[0, :, 1:4] - events[0, :, 1:]
    assert (level.std(axis=0) < 0.03).all()  # of 10: what hands stray by on average is constant


def test_too_many_dimensions_for_its_units_begin_as_a_mixture_that_ignores_the_input() -> None:
    parts = data.split(knobs(), 0.2, 0)
    model = begun(parts, Size(4, 2, 5))
    assert initialisation.trainable(model.get_weights(), 2).all()
    memoryless = nats(parts, 5, "memoryless")
    assert train.validation_nll(model, parts.validation) < memoryless + 2


def test_training_gets_better_from_there_and_leaves_the_repeating_units_alone() -> None:
    parts = data.split(knobs(), 0.2, 0)
    model = begun(parts, Size(16, 2, 5))
    before, start = model.get_weights(), train.validation_nll(model, parts.validation)
    settings = train.Settings(epochs=5, batch_size=4)
    train.train(model, parts, settings, Silent())
    assert train.validation_nll(model, parts.validation) < start - 0.05
    flat = [np.concatenate([array.ravel() for array in arrays]) for arrays in (before, model.get_weights())]
    still = initialisation.trainable(before, 2) == 0
    np.testing.assert_array_equal(flat[0][still], flat[1][still])
    assert (flat[0][~still] != flat[1][~still]).mean() > 0.9
    np.testing.assert_array_equal(initialisation.trainable(model.get_weights(), 2), initialisation.trainable(before, 2))


def test_going_on_from_a_file_knows_which_units_repeat(tmp_path: Path) -> None:
    parts = data.split(knobs(), 0.2, 0)
    model, again = begun(parts, Size(16, 2, 5)), network.build(4, Size(16, 2, 5))
    assert initialisation.trainable(again.get_weights(), 2).all()
    model.save(tmp_path / "mine.keras")
    resume.take_weights(again, tmp_path / "mine.keras")
    still = initialisation.trainable(again.get_weights(), 2) == 0
    assert still.sum() == (initialisation.trainable(model.get_weights(), 2) == 0).sum() > 0


def test_same_seed_begins_alike() -> None:
    parts = data.split(knobs(), 0.2, 0)
    first, again, other = (begun(parts, Size(16, 2, 5), seed).get_weights() for seed in (3, 3, 4))
    assert all((one == two).all() for one, two in zip(first, again, strict=True))
    assert any((one != two).any() for one, two in zip(first, other, strict=True))


class Silent:
    """A reporter that says nothing."""

    def batch(self, epoch: int, done: int, total: int) -> None: ...

    def epoch(self, epoch: train.Epoch, best: train.Epoch) -> None: ...

    def stage(self, name: str) -> None: ...

    def note(self, sentence: str) -> None: ...
