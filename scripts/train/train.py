# SPDX-License-Identifier: MIT
"""The training loop: epochs over freshly cut windows, judged on performances it never heard, the best one kept."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import keras
import numpy as np
import tensorflow as tf

from . import network
from .beginning import learning
from .data import Split, Windows, mirrored, training_windows, validation_windows
from .network import negative_log_likelihood

VALIDATION_BATCH = 64  # stretches judged at once
CHUNK = 8  # batches that TensorFlow trains before Python looks at Ctrl-C and the clock
WARM_UP = 40  # batches in which the step size grows to its full length
SMALLEST_RATE = 0.01  # of learning_rate; where the cosine ends
RESTARTS = 5  # after a loss that is no number, before it is given up


@dataclass(frozen=True)
class Settings:
    """How to train."""

    epochs: int = 200
    minutes: float | None = None  # of training, at most; None: as long as the epochs take
    patience: int | None = 20  # epochs without a better validation before it stops; None: never
    batch_size: int = 16  # windows
    window: int = 50  # events
    learning_rate: float = 8e-3  # Adam's; falls along a cosine to almost nothing at the last epoch or minute
    average: float = (
        0.98  # what the averaged weights, which are judged and kept, retain in each batch; 0: the last ones
    )
    gradient_norm: float = 1.0  # longer gradients are shortened to it
    augment: bool = False  # hear the values upside down, too
    seed: int = 0


@dataclass(frozen=True)
class Epoch:
    """One pass over the training performances; likelihoods in nats per scaled event, lower is better."""

    number: int  # from 1
    training_nll: float
    validation_nll: float
    learning_rate: float
    seconds: float


@dataclass(frozen=True)
class Result:
    """What happened. The model holds the weights of `best`."""

    history: list[Epoch]
    best: Epoch
    stopped: str  # "epochs", "minutes", "patience", "interrupted" or "diverged"


class Reporter(Protocol):
    """Who is told how training goes."""

    def batch(self, epoch: int, done: int, total: int) -> None:
        """`done` of `total` batches of this epoch are trained."""

    def epoch(self, epoch: Epoch, best: Epoch) -> None:
        """An epoch is over."""

    def note(self, sentence: str) -> None:
        """Something happened that a person should know."""


class Diverged(ArithmeticError):
    """The loss is not a number any more."""


def make_repeatable(seed: int) -> None:
    """Same seed, data, machine and versions: same weights. Call it before the model is built."""
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()


def train(
    model: keras.Model,
    split: Split,
    settings: Settings,
    reporter: Reporter,
    started: float | None = None,
    keep: Callable[[list[Epoch]], None] = lambda history: None,
) -> Result:
    """Trains `model` in place and leaves the best epoch's weights in it.

    `started`: when the minutes began, by time.monotonic(); None: now. `keep` is called when `model` has got the weights
    of a better epoch. Ctrl-C (KeyboardInterrupt) ends training as
    patience does; it is raised again only when no epoch was finished. A loss that is not finite takes training back to
    the epoch before, with half the step size; raises Diverged when that does not help and there is nothing to keep.
    """
    loop = Loop(model, split, settings, reporter, time.monotonic() if started is None else started, keep)
    try:
        stopped = loop.run()
    except KeyboardInterrupt:
        if loop.best is None:
            raise
        stopped = "interrupted"
    except Diverged:
        if loop.best is None:
            raise
        stopped = "diverged"
    assert loop.best is not None
    model.set_weights(loop.best_weights)
    return Result(loop.history, loop.best, stopped)


class Loop:
    """What one call of `train` keeps. All weights lie in one vector: Adam and the average are then a few operations."""

    def __init__(
        self,
        model: keras.Model,
        split: Split,
        settings: Settings,
        reporter: Reporter,
        started: float,
        keep: Callable[[list[Epoch]], None] = lambda history: None,
    ) -> None:
        self.model = model
        self.keep = keep
        self.split = split
        self.settings = settings
        self.reporter = reporter
        self.started = started
        self.random = np.random.default_rng(settings.seed)
        self.judged = validation_windows(split.validation)
        self.history: list[Epoch] = []
        self.best: Epoch | None = None
        self.best_weights: list[np.ndarray] = []
        self.batches = 0  # trained so far
        self.slowness = 1.0  # what the step size is multiplied by since the last restart
        self.shapes = [variable.shape for variable in model.trainable_variables]
        self.layers = network.count_layers(model)
        self.learning = tf.constant(learning(model.get_weights(), self.layers))  # 0 where a weight stays as it is
        self.weights = tf.Variable(np.concatenate([array.ravel() for array in model.get_weights()]))
        self.average = tf.Variable(self.weights)
        self.optimizer = keras.optimizers.Adam(settings.learning_rate, global_clipnorm=settings.gradient_norm)
        self.optimizer.build([self.weights])
        windows = tf.TensorSpec((None, None, model.input_shape[-1]), tf.float32)
        mask = tf.TensorSpec((None, None), tf.float32)
        self.update = tf.function(
            self._update, input_signature=[windows, windows, mask, tf.TensorSpec((None, None), tf.int64)]
        )
        self.judge = tf.function(self._judge, input_signature=[windows, windows, mask])

    def run(self) -> str:
        number = 1
        while number <= self.settings.epochs:
            good = self._state()
            try:
                epoch = self._epoch(number)
            except Diverged as error:
                self._restart(good, error)
                continue
            self._keep(epoch)
            if self._time_spent() >= 1:
                return "minutes"
            if self._out_of_patience():
                return "patience"
            number += 1
        return "epochs"

    def _epoch(self, number: int) -> Epoch:
        started = time.monotonic()
        training = self._train_once(number)
        validation = evaluate(self.judge, self.judged)
        if not math.isfinite(training + validation):
            raise Diverged(f"epoch {number}: the loss is not a number; try another seed or a smaller size")
        rate = float(self.optimizer.learning_rate)
        return Epoch(number, training, validation, rate, time.monotonic() - started)

    def _train_once(self, number: int) -> float:
        performances = self.split.training
        if self.settings.augment:
            performances = mirrored(performances, self.random)
        windows = training_windows(performances, self.settings.window, self.random)
        arrays = [tf.constant(array) for array in with_an_empty_one(windows)]
        batches = shuffled_batches(len(windows.mask), self.settings.batch_size, self.random)
        total = events = 0.0
        for done in range(0, len(batches), CHUNK):
            self.reporter.batch(number, done, len(batches))
            spent = max((number - 1 + done / len(batches)) / self.settings.epochs, self._time_spent())
            if done and spent >= 1:
                break
            self.optimizer.learning_rate.assign(self._rate(spent))
            chunk_total, chunk_events = self.update(*arrays, tf.constant(batches[done : done + CHUNK]))
            self.batches += len(batches[done : done + CHUNK])
            total, events = total + float(chunk_total), events + float(chunk_events)
            if not math.isfinite(total):
                raise Diverged(f"epoch {number}: the loss is not a number; try another seed or a smaller size")
        return total / events

    def _rate(self, spent: float) -> float:
        cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, spent)))
        warmth = min(1.0, (self.batches + 1) / WARM_UP)
        return self.settings.learning_rate * self.slowness * warmth * (SMALLEST_RATE + (1 - SMALLEST_RATE) * cosine)

    def _time_spent(self) -> float:
        """0 to 1 and more; 0 where there is no limit."""
        if self.settings.minutes is None:
            return 0.0
        return (time.monotonic() - self.started) / (60 * self.settings.minutes)

    def _keep(self, epoch: Epoch) -> None:
        self.history.append(epoch)
        if self.best is None or epoch.validation_nll < self.best.validation_nll:
            self.best, self.best_weights = epoch, [part.numpy() for part in self._parts(self.average)]
            self.model.set_weights(self.best_weights)
            self.keep(self.history)
        self.reporter.epoch(epoch, self.best)

    def _out_of_patience(self) -> bool:
        waited = 0 if self.best is None else self.history[-1].number - self.best.number
        return self.settings.patience is not None and waited >= self.settings.patience

    # ---- going back ------------------------------------------------------------------------------------------------

    def _variables(self) -> list[tf.Variable]:
        return [self.weights, self.average, *self.optimizer.variables]

    def _state(self) -> list[np.ndarray]:
        return [np.asarray(variable) for variable in self._variables()]

    def _restart(self, good: list[np.ndarray], error: Diverged) -> None:
        self.slowness /= 2
        if self.slowness < 0.5**RESTARTS:
            raise error
        for variable, array in zip(self._variables(), good, strict=True):
            variable.assign(array)
        self.reporter.note(
            "the loss was no number: back to the end of the epoch before, "
            f"with {self.slowness:g} times the step size from here"
        )

    # ---- what TensorFlow compiles ----------------------------------------------------------------------------------

    def _parts(self, vector: tf.Tensor) -> list[tf.Tensor]:
        pieces = tf.split(vector, [shape.num_elements() for shape in map(tf.TensorShape, self.shapes)])
        return [tf.reshape(piece, shape) for piece, shape in zip(pieces, self.shapes, strict=True)]

    def _total(self, vector: tf.Tensor, inputs: tf.Tensor, targets: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
        mixture = network.forward(self._parts(vector), self.layers, inputs)
        return tf.reduce_sum(negative_log_likelihood(mixture, targets) * mask)

    def _judge(self, inputs: tf.Tensor, targets: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
        return self._total(self.average, inputs, targets, mask)

    def _update(
        self, inputs: tf.Tensor, targets: tf.Tensor, mask: tf.Tensor, batches: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """Trains on batches, each a row of numbers of windows; the summed nats, and the events they are of."""
        total, events = tf.constant(0.0), tf.constant(0.0)
        for chosen in batches:
            batch = [tf.gather(array, chosen) for array in (inputs, targets, mask)]
            heard = tf.reduce_sum(batch[2])
            with tf.GradientTape() as tape:
                batch_total = self._total(self.weights, *batch)
                loss = batch_total / heard
            self.optimizer.apply([self.learning * tape.gradient(loss, self.weights)], [self.weights])
            self._average()
            total, events = total + batch_total, events + heard
        return total, events

    def _average(self) -> None:
        """Over few batches at first, so that the random weights of the beginning are soon forgotten."""
        done = tf.cast(self.optimizer.iterations, tf.float32)
        retained = tf.minimum(self.settings.average, done / (done + 10.0))
        self.average.assign_add((1 - retained) * (self.weights - self.average))  # nothing, where a weight stays


Batch = tuple[np.ndarray, np.ndarray, np.ndarray]


def with_an_empty_one(windows: Windows) -> Batch:
    """The arrays of `windows` and a last window without events, which fills the last batch."""
    return tuple(
        np.concatenate([array, np.zeros_like(array[:1])]) for array in (windows.inputs, windows.targets, windows.mask)
    )


def shuffled_batches(windows: int, size: int, random: np.random.Generator) -> np.ndarray:
    """(batches, size): numbers of windows, each once; `windows`, the empty one's number, in what is left."""
    size = min(size, windows)
    batches = np.full((math.ceil(windows / size), size), windows)
    batches.ravel()[:windows] = random.permutation(windows)
    return batches


def _stretches(windows: Windows, size: int) -> Iterator[Batch]:
    for start in range(0, len(windows.mask), size):
        here = slice(start, start + size)
        yield windows.inputs[here], windows.targets[here], windows.mask[here]


def evaluate(total: tf.types.experimental.GenericFunction, windows: Windows) -> float:
    """Mean nats per scaled event; `total` sums them over a batch."""
    return sum(float(total(*batch)) for batch in _stretches(windows, VALIDATION_BATCH)) / float(windows.mask.sum())


def validation_nll(model: keras.Model, performances: list[np.ndarray]) -> float:
    """Mean nats per scaled event of whole performances."""

    def total(inputs: np.ndarray, targets: np.ndarray, mask: np.ndarray) -> tf.Tensor:
        return tf.reduce_sum(negative_log_likelihood(model(inputs), tf.constant(targets)) * mask)

    return evaluate(total, validation_windows(performances))
