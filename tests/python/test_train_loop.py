# SPDX-License-Identifier: MIT
"""The training loop learns, keeps the best epoch, is repeatable with a seed, and survives Ctrl-C."""

import io
import itertools
import math
import os
import signal
import warnings
from collections.abc import Callable

import numpy as np
import pytest

pytestmark = pytest.mark.filterwarnings("default")  # TensorFlow's own deprecations

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
    import tensorflow as tf

    from mdrnn.judging import baseline
    from mdrnn_train import data, interval, network, progress, quiet, roles, train
    from mdrnn_train.sizes import SCALE, SIZES, Size

TINY = Size(units=16, layers=1, mixtures=2)


class Listener:
    """A reporter that remembers the epochs and may do something in one of them."""

    def __init__(self, in_epoch: int = 0, act: Callable[[], None] = lambda: None) -> None:
        self.epochs: list[train.Epoch] = []
        self.notes: list[str] = []
        self.stages: list[str] = []
        self.in_epoch, self.act = in_epoch, act

    def batch(self, epoch: int, done: int, total: int) -> None:
        if epoch == self.in_epoch and done == 0:
            self.act()

    def stage(self, name: str) -> None:
        self.stages.append(name)

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)

    def epoch(self, epoch: train.Epoch, best: train.Epoch) -> None:
        self.epochs.append(epoch)


def waves(performances: int = 8, length: int = 120, seed: int = 0) -> list[np.ndarray]:
    """A value that swings, from a random phase, on a steady beat: memory tells what comes next."""
    random = np.random.default_rng(seed)
    phases = random.uniform(0, 2 * np.pi, (performances, 1)) + 0.7 * np.arange(length)
    swing = 0.5 + 0.4 * np.sin(phases) + random.normal(0, 0.02, phases.shape)
    beat = 0.1 + random.normal(0, 0.02, phases.shape)
    return list(np.stack([beat, swing], axis=-1))


def run(parts: data.Split, listener: Listener, size: Size = TINY, **settings: float) -> tuple:
    chosen = train.Settings(**{"epochs": 8, "batch_size": 4, "window": 30, **settings})
    train.make_repeatable(chosen.seed)
    model = network.build(parts.training[0].shape[1], size)
    return model, train.train(model, parts, chosen, listener)


def test_loss_equals_the_probability_of_an_interval_written_independently() -> None:
    random = np.random.default_rng(1)
    mixtures, dimension, steps = 3, 4, 50
    mu = random.normal(0, 2, (steps, mixtures, dimension))
    sigma = random.uniform(0.3, 2, (steps, mixtures, dimension))
    logits = random.normal(0, 1, (steps, mixtures))
    target = random.normal(0, 2, (steps, dimension))
    flat = np.concatenate([mu.reshape(steps, -1), sigma.reshape(steps, -1), logits], axis=1).astype(np.float32)
    widths = [0.1, 0.5, 1.0, 2.0]
    found = interval.nats(flat, target.astype(np.float32), np.float32(widths)).numpy()

    def below(y: float, mean: float, deviation: float) -> float:
        return 0.5 * math.erfc((mean - y) / (deviation * math.sqrt(2)))

    def within(y: float, width: float, *normal: float) -> float:
        return below(y + width / 2, *normal) - below(y - width / 2, *normal)

    for step in range(steps):
        weights = np.exp(logits[step]) / np.exp(logits[step]).sum()
        likelihood = sum(
            weights[k]
            * math.prod(within(target[step, d], widths[d], mu[step, k, d], sigma[step, k, d]) for d in range(dimension))
            for k in range(mixtures)
        )
        assert found[step] == pytest.approx(-math.log(likelihood), rel=2e-3, abs=2e-3)


@pytest.mark.parametrize("steps", [None, (0.5, 1.0, 2.0)], ids=["plain", "relative"])
def test_the_network_that_is_trained_and_its_gradient_are_those_of_the_keras_model(steps: tuple | None) -> None:
    random = np.random.default_rng(0)
    events, targets = (random.uniform(0, 10, (3, 20, 4)).astype(np.float32) for _ in range(2))
    train.make_repeatable(0)
    model = network.build(4, Size(units=7, layers=2, mixtures=3), steps=steps)

    def mean_and_gradient(mixtures: Callable[[], tf.Tensor]) -> tuple:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(interval.nats(mixtures(), targets, tf.fill([4], 0.04)))
        return loss, tape.gradient(loss, model.trainable_variables)

    expected, gradient = mean_and_gradient(lambda: model(events))
    loss, ours = mean_and_gradient(lambda: network.forward(model.trainable_variables, 2, events, steps))
    assert float(loss) == pytest.approx(float(expected), rel=1e-6)
    for one, two in zip(ours, gradient, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-4, atol=1e-4 * float(tf.reduce_max(tf.abs(two))))


def test_every_window_is_in_one_batch_and_empty_ones_fill_the_last() -> None:
    batches = train.shuffled_batches(10, 4, np.random.default_rng(0))
    assert batches.shape == (3, 4)
    assert sorted(batches.ravel().tolist()) == [*range(10), 10, 10]
    assert train.shuffled_batches(3, 8, np.random.default_rng(0)).shape == (1, 3)


def test_loss_stays_a_number_far_from_every_component() -> None:
    mixture = np.array([[0.0, 0.0, 1e-7, 1e-7, -50.0]], np.float32)
    assert np.isfinite(interval.nats(mixture, np.array([[10.0, 50.0]], np.float32), np.float32([0.04, 0.08])).numpy())


def test_training_learns_and_beats_a_mixture_without_memory() -> None:
    parts = data.split(waves(), 0.2, 0)
    _, result = run(parts, Listener(), TINY, epochs=40, learning_rate=0.01)
    assert result.history[-1].training_nll < result.history[0].training_nll - 1
    fitted = baseline.fit(parts.training, TINY.mixtures, SCALE)
    said = [fitted.predict(piece, SCALE)["memoryless"] for piece in parts.validation]
    widths = np.float32(SCALE * roles.widths([roles.COARSEST]))
    memoryless = np.mean([interval.nats(*map(np.float32, each), widths) for each in said])
    assert result.best.validation_nll < memoryless - 1


def test_same_seed_gives_the_same_weights_and_another_seed_others() -> None:
    parts = data.split(waves(4, 60), 0.25, 0)
    first, again, other = (run(parts, Listener(), epochs=2, seed=seed)[0].get_weights() for seed in (7, 7, 8))
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, two)
    assert any((one != two).any() for one, two in zip(first, other, strict=True))


def overfitting() -> data.Split:
    """Noise, little of it: after a while every epoch is worse on held-out music."""
    random = np.random.default_rng(0)
    noise = [random.uniform(0, 1, (25, 2)) for _ in range(3)]
    return data.Split(noise[:1], noise[1:], "by hand")


def test_weights_of_the_best_epoch_are_kept_and_patience_ends_the_rest() -> None:
    parts = overfitting()
    model, result = run(parts, Listener(), SIZES["xs"], epochs=300, patience=5, learning_rate=0.01)
    likelihoods = [epoch.validation_nll for epoch in result.history]
    assert result.stopped == "patience"
    assert result.best.number == len(result.history) - 5
    assert result.best.validation_nll == min(likelihoods) < likelihoods[-1]
    assert train.validation_nll(model, parts.validation) == pytest.approx(min(likelihoods), abs=1e-4)


def test_training_and_validation_are_judged_by_the_same_intervals() -> None:
    """So that their difference tells overfitting: with the same music it is what was learned in an epoch."""
    played = waves(4, 240)
    _, result = run(
        data.Split(played, played, "by hand"), Listener(), epochs=12, window=240, batch_size=16, average=0.0
    )
    last = result.history[-1]
    assert last.training_nll == pytest.approx(last.validation_nll, abs=0.2)


def test_without_patience_all_epochs_are_run() -> None:
    _, result = run(overfitting(), Listener(), epochs=30, patience=None, learning_rate=0.05)
    assert (len(result.history), result.stopped) == (30, "epochs")


def interrupt() -> None:
    signal.raise_signal(signal.SIGINT)


def test_ctrl_c_keeps_the_best_epoch_so_far() -> None:
    parts = data.split(waves(4, 60), 0.25, 0)
    model, result = run(parts, Listener(3, interrupt), epochs=50)
    assert (len(result.history), result.stopped) == (2, "interrupted")
    assert train.validation_nll(model, parts.validation) == pytest.approx(result.best.validation_nll, abs=1e-4)


def two_starts(parts: data.Split) -> tuple:
    """A model, and weights that have learned something and others that expect each wave where none ever was."""
    model, _ = run(parts, Listener(), epochs=4)
    learned = model.get_weights()
    lost = [array.copy() for array in learned]
    lost[-5] += 10 * SCALE  # mu's bias
    return model, {"learned": learned, "lost": lost}


@pytest.mark.parametrize("order", [1, -1])
def test_each_initialisation_is_tried_and_the_better_one_continues(order: int) -> None:
    parts = data.split(waves(8, 120), 0.25, 0)
    model, starts = two_starts(parts)
    listener = Listener()
    result = train.train(
        model, parts, train.Settings(epochs=24, batch_size=4, window=30), listener, None, print, dict(
            list(starts.items())[::order]
        ),
    )  # fmt: skip
    first, second = list(starts)[::order]
    assert listener.stages == [f"attempt 1 of 2, {first}", f"attempt 2 of 2, {second}", "continuing with learned"]
    assert [epoch.number for epoch in listener.epochs] == list(range(1, 25))
    trials = [listener.epochs[:3], listener.epochs[3:6]][::order]
    assert max(epoch.validation_nll for epoch in trials[0]) < min(epoch.validation_nll for epoch in trials[1]) - 1
    assert result.history == trials[0] + listener.epochs[6:]
    last = listener.epochs[6:]  # from the better one's weights
    assert max(epoch.validation_nll for epoch in last) < trials[0][0].validation_nll
    assert train.validation_nll(model, parts.validation) == pytest.approx(result.best.validation_nll, abs=1e-4)


def test_without_time_to_try_the_first_initialisation_is_taken() -> None:
    parts = data.split(waves(8, 120), 0.25, 0)
    model, starts = two_starts(parts)
    for settings in ({"epochs": 7}, {"epochs": 24, "minutes": 8 * train.SHORTEST_ATTEMPT / 60 * 0.99}):
        found = train.train(
            model, parts, train.Settings(**settings, batch_size=4, window=30, patience=1), Listener(2, interrupt), None,
            print, starts,
        )  # fmt: skip
        assert found.history[0].validation_nll < 20  # else over 100


def test_ctrl_c_in_the_second_attempt_keeps_the_better_of_both() -> None:
    parts = data.split(waves(8, 120), 0.25, 0)
    model, starts = two_starts(parts)
    settings = train.Settings(epochs=24, batch_size=4, window=30)
    result = train.train(model, parts, settings, Listener(5, interrupt), None, print, starts)
    assert (result.stopped, len(result.history)) == ("interrupted", 4)
    assert result.best.number <= 3
    assert train.validation_nll(model, parts.validation) == pytest.approx(result.best.validation_nll, abs=1e-4)


def test_ctrl_c_before_the_first_epoch_is_over_is_passed_on() -> None:
    with pytest.raises(KeyboardInterrupt):
        run(data.split(waves(4, 60), 0.25, 0), Listener(1, interrupt), epochs=50)


PLAN = train.Plan(5, None, 20, 0.0)


def spoiling(times: int) -> tuple:
    """A loop whose weights become no numbers in epoch 3, so many times."""
    parts = data.split(waves(8, 120), 0.25, 0)
    train.make_repeatable(0)
    model = network.build(2, TINY)
    listener = Listener()
    loop = train.Loop(model, parts, train.Settings(epochs=5, batch_size=2, window=10), listener)
    left = [times]

    def spoil() -> None:
        if left[0]:
            left[0] -= 1
            loop.weights.assign(loop.weights * np.nan)

    listener.in_epoch, listener.act = 3, spoil
    return loop, listener


def test_a_loss_that_is_no_number_goes_back_takes_smaller_steps_and_says_so() -> None:
    loop, listener = spoiling(2)
    assert loop.run(PLAN) == "epochs"
    assert [epoch.number for epoch in listener.epochs] == [1, 2, 3, 4, 5]
    assert [sentence.split("with ")[1] for sentence in listener.notes] == [
        "0.5 times the step size from here",
        "0.25 times the step size from here",
    ]
    undisturbed, _ = spoiling(0)
    undisturbed.run(PLAN)
    ratio = loop.history[2].learning_rate / undisturbed.history[2].learning_rate
    assert ratio == pytest.approx(0.25)
    assert all(math.isfinite(epoch.training_nll + epoch.validation_nll) for epoch in loop.history)
    assert all(np.isfinite(array).all() for array in loop.best_weights)


def test_a_loss_that_stays_no_number_is_given_up_and_the_best_epoch_kept() -> None:
    loop, listener = spoiling(1000)
    with pytest.raises(train.Diverged, match="epoch 3: the loss is not a number"):
        loop.run(PLAN)
    assert (len(loop.history), loop.best.number, len(listener.notes)) == (2, 2, train.RESTARTS)


def test_the_step_size_falls_along_a_cosine_to_the_last_epoch() -> None:
    _, result = run(data.split(waves(8, 300), 0.2, 0), Listener(), epochs=12, batch_size=2, window=10, patience=None)
    rates = [epoch.learning_rate for epoch in result.history]
    assert rates.index(max(rates)) < 3  # after the warm-up
    assert rates[-1] < 0.05 * max(rates)


def test_minutes_end_training_and_the_step_size_fits_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at the clock takes a second."""
    clock = itertools.count()
    monkeypatch.setattr(train.time, "monotonic", lambda: float(next(clock)))
    _, result = run(data.split(waves(8, 300), 0.2, 0), Listener(), epochs=10_000, minutes=2.0, patience=None)
    assert result.stopped == "minutes"
    assert 2 < len(result.history) < 121
    assert result.history[-1].learning_rate < 0.05 * result.history[0].learning_rate * 40  # the first is of the warm-up


def test_averaged_weights_are_what_is_judged_and_kept() -> None:
    parts = data.split(waves(4, 60), 0.25, 0)
    model, result = run(parts, Listener(), epochs=3, average=0.9)
    plain, last = run(parts, Listener(), epochs=3, average=0.0)
    assert result.best.validation_nll != last.best.validation_nll
    for kept, found in ((model, result), (plain, last)):
        assert train.validation_nll(kept, parts.validation) == pytest.approx(found.best.validation_nll, abs=1e-4)


def test_a_line_an_epoch_tells_likelihood_and_time_left() -> None:
    stream = io.StringIO()
    shown = progress.Progress(4, stream=stream)
    epochs = [train.Epoch(number, 1.0, 2.0 / number, 0.001, 30.0) for number in (1, 2)]
    shown.epoch(epochs[0], epochs[0])
    shown.epoch(epochs[1], epochs[0])
    first, second = stream.getvalue().splitlines()
    assert "epoch 1/4" in first
    assert "best" in first
    assert "(best 2.000 in epoch 1)" in second
    assert "at most 1:00 of training left" in second


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_stage_replaces_the_bar_and_stays() -> None:
    stream = Terminal()
    shown = progress.Progress(4, stream=stream)
    shown.stage("attempt 1 of 2, random weights")
    shown.batch(1, 1, 2)
    shown.stage("continuing with random weights")
    shown.close()
    first, bar, end = stream.getvalue().split("\n")
    assert first == "attempt 1 of 2, random weights .."
    assert bar.startswith("\repoch 1/4 [###.")
    assert bar.endswith("\r\x1b[Kcontinuing with random weights ..")
    assert end == ""  # no empty line where no bar is


def test_what_c_code_prints_is_not_shown_and_what_we_say_is(capfd: pytest.CaptureFixture[str]) -> None:
    own = quiet.own_stderr()
    with quiet.quiet():
        os.write(2, b"W0000 Ignored output_format.\n")
        print("note: ours", file=own, flush=True)
    os.write(2, b"after\n")
    own.close()
    assert capfd.readouterr().err == "note: ours\nafter\n"


def test_time_left_ignores_the_first_epoch_that_builds_the_graph() -> None:
    assert progress.time_left([100.0, 2.0, 2.0], 10, 3) == "at most 0:14 of training left"
