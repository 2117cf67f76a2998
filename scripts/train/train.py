# SPDX-License-Identifier: MIT
"""The training loop: epochs over freshly cut windows, judged on performances it never heard, the best one kept."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import keras
import numpy as np
import tensorflow as tf

from .data import Split, Windows, training_windows, validation_windows
from .network import negative_log_likelihood

VALIDATION_BATCH = 64  # stretches judged at once


@dataclass(frozen=True)
class Settings:
    """How to train."""

    epochs: int = 100
    patience: int | None = 10  # epochs without a better validation before it stops; None: never
    batch_size: int = 32  # windows
    window: int = 50  # events
    learning_rate: float = 3e-3  # Adam's; halved after every half patience without a better validation
    gradient_norm: float = 1.0  # longer gradients are shortened to it
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
    stopped: str  # "epochs", "patience", "interrupted" or "diverged"


class Reporter(Protocol):
    """Who is told how training goes."""

    def batch(self, epoch: int, done: int, total: int) -> None:
        """`done` of `total` batches of this epoch are trained."""

    def epoch(self, epoch: Epoch, best: Epoch) -> None:
        """An epoch is over."""


class Diverged(ArithmeticError):
    """The loss is not a number any more."""


def make_repeatable(seed: int) -> None:
    """Same seed, data, machine and versions: same weights. Call it before the model is built."""
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()


def train(model: keras.Model, split: Split, settings: Settings, reporter: Reporter) -> Result:
    """Trains `model` in place and leaves the best epoch's weights in it.

    Ctrl-C (KeyboardInterrupt) ends training as patience does; it is raised again only when no epoch was finished.
    Raises Diverged when the loss is not finite before there is a first epoch to keep.
    """
    loop = _Loop(model, split, settings, reporter)
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


class _Loop:
    """What one call of `train` keeps."""

    def __init__(self, model: keras.Model, split: Split, settings: Settings, reporter: Reporter) -> None:
        self.model = model
        self.split = split
        self.settings = settings
        self.reporter = reporter
        self.random = np.random.default_rng(settings.seed)
        self.judged = validation_windows(split.validation)
        self.history: list[Epoch] = []
        self.best: Epoch | None = None
        self.best_weights: list[np.ndarray] = []
        self.optimizer = keras.optimizers.Adam(settings.learning_rate, global_clipnorm=settings.gradient_norm)
        self.optimizer.build(model.trainable_variables)
        windows = tf.TensorSpec((None, None, model.input_shape[-1]), tf.float32)
        signature = [windows, windows, tf.TensorSpec((None, None), tf.float32)]
        self.update = tf.function(self._update, input_signature=signature)
        self.judge = tf.function(self._total, input_signature=signature)

    def run(self) -> str:
        for number in range(1, self.settings.epochs + 1):
            self._keep(self._epoch(number))
            if self._out_of_patience():
                return "patience"
        return "epochs"

    def _epoch(self, number: int) -> Epoch:
        started = time.monotonic()
        self._slow_down()
        training = self._train_once(number)
        validation = evaluate(self.judge, self.judged)
        if not math.isfinite(training + validation):
            raise Diverged(f"epoch {number}: the loss is not a number; try another seed or a smaller size")
        rate = float(self.optimizer.learning_rate)
        return Epoch(number, training, validation, rate, time.monotonic() - started)

    def _train_once(self, number: int) -> float:
        windows = training_windows(self.split.training, self.settings.window, self.random)
        batches = list(_batches(windows, self.settings.batch_size, self.random.permutation(len(windows.mask))))
        total = 0.0
        for done, batch in enumerate(batches):
            self.reporter.batch(number, done, len(batches))
            total += float(self.update(*batch))
        return total / float(windows.mask.sum())

    def _keep(self, epoch: Epoch) -> None:
        self.history.append(epoch)
        if self.best is None or epoch.validation_nll < self.best.validation_nll:
            self.best, self.best_weights = epoch, self.model.get_weights()
        self.reporter.epoch(epoch, self.best)

    def _epochs_since_best(self) -> int:
        return 0 if self.best is None else self.history[-1].number - self.best.number

    def _out_of_patience(self) -> bool:
        return self.settings.patience is not None and self._epochs_since_best() >= self.settings.patience

    def _slow_down(self) -> None:
        waited = self._epochs_since_best()
        interval = max(1, (self.settings.patience or 10) // 2)
        if waited and waited % interval == 0:
            self.optimizer.learning_rate.assign(self.optimizer.learning_rate * 0.5)

    def _total(self, inputs: tf.Tensor, targets: tf.Tensor, mask: tf.Tensor, training: bool = False) -> tf.Tensor:
        mixture = self.model(inputs, training=training)
        return tf.reduce_sum(negative_log_likelihood(mixture, targets) * mask)

    def _update(self, inputs: tf.Tensor, targets: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            total = self._total(inputs, targets, mask, training=True)
            loss = total / tf.reduce_sum(mask)
        variables = self.model.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        return total


Batch = tuple[np.ndarray, np.ndarray, np.ndarray]


def _batches(windows: Windows, size: int, order: np.ndarray) -> Iterator[Batch]:
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        yield windows.inputs[chosen], windows.targets[chosen], windows.mask[chosen]


def evaluate(total: tf.types.experimental.GenericFunction, windows: Windows) -> float:
    """Mean nats per scaled event; `total` sums them over a batch."""
    batches = _batches(windows, VALIDATION_BATCH, np.arange(len(windows.mask)))
    return sum(float(total(*batch)) for batch in batches) / float(windows.mask.sum())


def validation_nll(model: keras.Model, performances: list[np.ndarray]) -> float:
    """Mean nats per scaled event of whole performances."""

    def total(inputs: np.ndarray, targets: np.ndarray, mask: np.ndarray) -> tf.Tensor:
        return tf.reduce_sum(negative_log_likelihood(model(inputs), tf.constant(targets)) * mask)

    return evaluate(total, validation_windows(performances))
