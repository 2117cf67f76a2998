# SPDX-License-Identifier: MIT
"""The training loop: epochs over freshly cut windows, validated on held-out music; the best epoch is kept."""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import keras
import numpy as np
import tensorflow as tf

from . import network
from .data import Split, Windows, mirrored, training_windows, validation_windows
from .initialisation import trainable
from .interval import nats
from .roles import plain_resolution
from .sizes import SCALE

VALIDATION_BATCH = 64  # stretches validated at once
CHUNK = 8  # batches that TensorFlow trains before Python looks at Ctrl-C and the clock
WARM_UP = 40  # batches in which the step size grows to its full length
SMALLEST_RATE = 0.01  # of the learning rate; where the cosine ends
ATTEMPT = 8  # an initialisation is tried for this part of the epochs or minutes
SHORTEST_ATTEMPT = 3.0  # seconds; where there is less, the first initialisation is taken
FINER = 0.5  # of the resolution of values: with all of it, the deviations of resting ones drift up
PLAIN_RATE, RELATIVE_RATE = 8e-3, 3e-3
DROPOUT, MANY = 0.2, 64  # of the outputs of layers with so many units; smaller ones need all they have
RESTARTS = 5  # after a loss that is not a number, before giving up


@dataclass(frozen=True)
class Settings:
    """How to train."""

    epochs: int = 200
    minutes: float | None = None  # of training, at most; None: as long as the epochs take
    patience: int | None = 20  # epochs without a better validation before it stops; None: never
    batch_size: int = 16  # windows
    window: int = 50  # events
    learning_rate: float | None = None  # Adam's; falls along a cosine to almost nothing at the end; None: by network
    dropout: float | None = None  # of the outputs of each layer, in training; None: by network
    average: float = (
        0.98  # what the averaged weights, which are validated and kept, retain in each batch; 0: the last weights
    )
    gradient_norm: float = 1.0  # longer gradients are shortened to it
    augment: bool = False  # mirror values at random
    seed: int = 0

    def suiting(self, is_relative: bool, units: int) -> "Settings":
        """With the learning rate and the dropout that suit a relative network, or a plain one, unless given."""
        rate = RELATIVE_RATE if is_relative else PLAIN_RATE
        dropout = DROPOUT if is_relative and units >= MANY else 0.0
        return replace(
            self,
            learning_rate=rate if self.learning_rate is None else self.learning_rate,
            dropout=dropout if self.dropout is None else self.dropout,
        )


@dataclass(frozen=True)
class Plan:
    """How long to train."""

    epochs: int
    seconds: float | None
    patience: int | None
    started: float  # by time.monotonic()

    def spent(self, epochs: float) -> float:
        """0 to 1 and more; `epochs`: trained so far."""
        return max(epochs / self.epochs, self.time_spent())

    def time_spent(self) -> float:
        """0 where there is no limit."""
        return 0.0 if self.seconds is None else (time.monotonic() - self.started) / self.seconds

    def attempt(self) -> "Plan | None":
        """One that starts now; None if it would be too short to tell anything."""
        seconds = None if self.seconds is None else self.seconds / ATTEMPT
        if self.epochs < ATTEMPT or (seconds is not None and seconds < SHORTEST_ATTEMPT):
            return None
        return Plan(self.epochs // ATTEMPT, seconds, None, time.monotonic())

    def rest(self, epochs: int) -> "Plan":
        """What is left after so many."""
        now = time.monotonic()
        seconds = None if self.seconds is None else max(self.seconds - (now - self.started), 1e-3)
        return Plan(max(self.epochs - epochs, 1), seconds, self.patience, now)


@dataclass(frozen=True)
class Epoch:
    """One pass over the training performances; -log probabilities of intervals in nats per event, lower is better."""

    number: int  # from 1
    training_nll: float  # of one batch in CHUNK
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
    """Is told how training goes."""

    def stage(self, name: str) -> None:
        """What follows is a part of training with this name."""

    def batch(self, epoch: int, done: int, total: int) -> None:
        """`done` of `total` batches of this epoch are trained."""

    def epoch(self, epoch: Epoch, best: Epoch) -> None:
        """An epoch is over."""

    def note(self, sentence: str) -> None:
        """Something happened that a person should know."""


class Diverged(ArithmeticError):
    """The loss is not a number any more."""


def make_repeatable(seed: int) -> None:
    """Same seed, data, machine and versions give the same weights. Call it before the model is built."""
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()


def train(
    model: keras.Model,
    split: Split,
    settings: Settings,
    reporter: Reporter,
    started: float | None = None,
    keep: Callable[[list[Epoch]], None] = lambda history: None,
    initialisations: Mapping[str, list[np.ndarray]] | None = None,
    fine: Sequence[float] | None = None,
    max_dt: float = 5.0,
    grain: Sequence[float] | None = None,
) -> Result:
    """Trains `model` in place and leaves the best epoch's weights in it.

    `fine`: (D,), how finely waits and values are played, in seconds and 0..1; None: 4 ms and a MIDI step. `max_dt`:
    seconds, to which longer waits are clamped. `grain`: (D - 1,), of values whose loss is the probability of what is
    drawn on their grid, 0: of the interval alone; None: of no value. `started`: when the minutes began, by
    time.monotonic(); None: now.
    `keep` is called when `model` has the weights of a better epoch. `initialisations`: first weights by name; if there
    are several, each is tried for a while and the best continues; None: the model's own. Ctrl-C (KeyboardInterrupt)
    ends training as patience does; it is raised again only if no epoch was finished. A loss that is not finite takes
    training back to the epoch before, with half the step size; raises Diverged if that does not help and there is
    nothing to keep.
    """
    loop = Loop(model, split, settings, reporter, keep, fine, max_dt, grain)
    seconds = None if settings.minutes is None else 60 * settings.minutes
    plan = Plan(settings.epochs, seconds, settings.patience, time.monotonic() if started is None else started)
    try:
        stopped = loop.run(loop.choose(initialisations or {"": model.get_weights()}, plan))
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


def highest(dimension: int, max_dt: float) -> np.ndarray:
    """(D,): the largest event, scaled."""
    return SCALE * np.array([max_dt] + [1.0] * (dimension - 1))


class Loop:
    """What one call of `train` keeps. All weights lie in one vector: Adam and the average are then a few operations."""

    def __init__(
        self,
        model: keras.Model,
        split: Split,
        settings: Settings,
        reporter: Reporter,
        keep: Callable[[list[Epoch]], None] = lambda history: None,
        fine: Sequence[float] | None = None,
        max_dt: float = 5.0,
        grain: Sequence[float] | None = None,
    ) -> None:
        dimension = model.input_shape[-1]
        self.judged_widths = tf.constant(SCALE * np.array(fine or plain_resolution(dimension)), tf.float32)
        grains = np.array([0.0, *(grain or [0.0] * (dimension - 1))])
        self.grain = tf.constant(SCALE * grains, tf.float32)
        finer = np.where(grains > 0, 1.0, FINER)
        finer[0] = 1.0
        self.trained_widths = tf.constant(self.judged_widths * finer, tf.float32)
        self.highest = tf.constant(highest(dimension, max_dt), tf.float32)
        self.steps = network.steps_of(model)
        self.model = model
        self.keep = keep
        self.split = split
        self.settings = settings.suiting(self.steps is not None, int(model.get_layer("lstm_0").units))
        assert self.settings.learning_rate is not None
        assert self.settings.dropout is not None
        self.fastest, self.dropout = self.settings.learning_rate, self.settings.dropout
        self.reporter = reporter
        self.random = np.random.default_rng(settings.seed)
        self.judged = validation_windows(split.validation)
        self.history: list[Epoch] = []
        self.best: Epoch | None = None
        self.best_weights: list[np.ndarray] = []
        self.epochs = 0  # trained so far
        self.batches = 0  # since it began
        self.slowness = 1.0  # what the step size is multiplied by since the last restart
        self.shapes = [variable.shape for variable in model.trainable_variables]
        self.layers = network.count_layers(model)
        self.weights, self.average, self.learning = (tf.Variable(network.flat(model.get_weights())) for _ in range(3))
        self.optimizer = keras.optimizers.Adam(self.fastest, global_clipnorm=settings.gradient_norm)
        self.optimizer.build([self.weights])
        windows = tf.TensorSpec((None, None, model.input_shape[-1]), tf.float32)
        mask = tf.TensorSpec((None, None), tf.float32)
        self.update = tf.function(
            self._update, input_signature=[windows, windows, mask, tf.TensorSpec((None, None), tf.int64)]
        )
        self.judge = tf.function(self._judge, input_signature=[windows, windows, mask])

    def begin(self, weights: list[np.ndarray]) -> None:
        for variable in self.optimizer.variables:
            variable.assign(np.zeros(variable.shape))
        self.weights.assign(network.flat(weights))
        self.average.assign(self.weights)
        learning = trainable(weights, self.layers, network.carried(self.model))
        self.learning.assign(learning)  # 0 where a weight stays as it is
        self.batches, self.slowness = 0, 1.0

    def choose(self, initialisations: Mapping[str, list[np.ndarray]], plan: Plan) -> Plan:
        """Tries each, and continues from the best weights that any of them reached; returns what is left of `plan`."""
        if len(initialisations) == 1 or plan.attempt() is None:
            self.begin(next(iter(initialisations.values())))
            return plan
        tried = {}
        for number, (name, weights) in enumerate(initialisations.items(), 1):
            self.reporter.stage(f"attempt {number} of {len(initialisations)}, {name}")
            tried[name] = self._try_out(weights, plan)
        if self.best is None:
            raise Diverged("the loss is not a number; try another seed or a smaller size")
        name, self.history = next((name, epochs) for name, epochs in tried.items() if self.best in epochs)
        self.reporter.stage(f"continuing with {name}")
        self.begin(self.best_weights)
        return plan.rest(self.epochs)

    def _try_out(self, weights: list[np.ndarray], plan: Plan) -> list[Epoch]:
        before = len(self.history)
        self.begin(weights)
        try:
            self.run(plan.attempt() or plan)
        except Diverged as error:
            self.reporter.note(f"{error}; the next initialisation is tried")
        return self.history[before:]

    def run(self, plan: Plan) -> str:
        first, done = self.epochs, 0
        while done < plan.epochs:
            good = self._state()
            try:
                epoch = self._epoch(done, plan)
            except Diverged as error:
                self._restart(good, error)
                continue
            self._keep(epoch)
            done += 1
            if plan.time_spent() >= 1:
                return "minutes"
            if self._out_of_patience(first, plan.patience):
                return "patience"
        return "epochs"

    def _epoch(self, done: int, plan: Plan) -> Epoch:
        started, number = time.monotonic(), self.epochs + 1
        training = self._train_once(number, done, plan)
        validation = evaluate(self.judge, self.judged)
        if not math.isfinite(training + validation):
            raise Diverged(f"epoch {number}: the loss is not a number; try another seed or a smaller size")
        rate = float(self.optimizer.learning_rate)
        self.epochs = number
        return Epoch(number, training, validation, rate, time.monotonic() - started)

    def _train_once(self, number: int, epochs: int, plan: Plan) -> float:
        """`epochs`: trained since the plan began."""
        performances = self.split.training
        if self.settings.augment:
            performances = mirrored(performances, self.random)
        windows = training_windows(performances, self.settings.window, self.random)
        arrays = [tf.constant(array) for array in with_an_empty_one(windows)]
        batches = shuffled_batches(len(windows.mask), self.settings.batch_size, self.random)
        total = events = 0.0
        for done in range(0, len(batches), CHUNK):
            self.reporter.batch(number, done, len(batches))
            spent = plan.spent(epochs + done / len(batches))
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
        return self.fastest * self.slowness * warmth * (SMALLEST_RATE + (1 - SMALLEST_RATE) * cosine)

    def _keep(self, epoch: Epoch) -> None:
        self.history.append(epoch)
        if self.best is None or epoch.validation_nll < self.best.validation_nll:
            self.best, self.best_weights = epoch, [part.numpy() for part in self._parts(self.average)]
            self.model.set_weights(self.best_weights)
            self.keep(self.history)
        self.reporter.epoch(epoch, self.best)

    def _out_of_patience(self, first: int, patience: int | None) -> bool:
        """`first`: epochs before these, which do not count."""
        waited = self.epochs - max(first, 0 if self.best is None else self.best.number)
        return patience is not None and waited >= patience

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

    def _total(
        self,
        vector: tf.Tensor,
        inputs: tf.Tensor,
        targets: tf.Tensor,
        mask: tf.Tensor,
        intervals: tf.Tensor,
        dropout: float = 0.0,
    ) -> tf.Tensor:
        mixture = network.forward(self._parts(vector), self.layers, inputs, self.steps, dropout)
        return tf.reduce_sum(nats(mixture, targets, intervals, self.highest, inputs, self.grain) * mask)

    def _judge(self, inputs: tf.Tensor, targets: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
        return self._total(self.average, inputs, targets, mask, self.judged_widths)

    def _update(
        self, inputs: tf.Tensor, targets: tf.Tensor, mask: tf.Tensor, batches: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """Trains on batches, each a row of numbers of windows.

        Returns the summed nats of the first before it is trained on, by the intervals that validation has, and the
        events they are of: training by narrower ones costs more.
        """
        first = [tf.gather(array, batches[0]) for array in (inputs, targets, mask)]
        judged, events = self._total(self.weights, *first, self.judged_widths), tf.reduce_sum(first[2])
        for chosen in batches:
            batch = [tf.gather(array, chosen) for array in (inputs, targets, mask)]
            count = tf.reduce_sum(batch[2])
            with tf.GradientTape() as tape:
                loss = self._total(self.weights, *batch, self.trained_widths, self.dropout) / count
            self.optimizer.apply([self.learning * tape.gradient(loss, self.weights)], [self.weights])
            self._average()
        return judged, events

    def _average(self) -> None:
        """Over few batches at first, so that the random first weights are soon forgotten."""
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
    """Mean nats per event; `total` sums them over a batch."""
    return sum(float(total(*batch)) for batch in _stretches(windows, VALIDATION_BATCH)) / float(windows.mask.sum())


def validation_nll(model: keras.Model, performances: list[np.ndarray], fine: Sequence[float] | None = None) -> float:
    """Mean nats per event of whole performances."""
    intervals = tf.constant(SCALE * np.array(fine or plain_resolution(model.input_shape[-1])), tf.float32)
    ends = tf.constant(highest(model.input_shape[-1], 5.0), tf.float32)

    def total(inputs: np.ndarray, targets: np.ndarray, mask: np.ndarray) -> tf.Tensor:
        return tf.reduce_sum(nats(model(inputs), tf.constant(targets), intervals, ends) * mask)

    return evaluate(total, validation_windows(performances))
