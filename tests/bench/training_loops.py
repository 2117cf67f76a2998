# SPDX-License-Identifier: MIT
"""How soon a network predicts held-out music, compared with IMPSY's training loop; one core each.

    python training_loops.py impsy DATASET.npz impsy.json [--minutes 60]
    python training_loops.py ours DATASET.npz ours.json [--minutes 5]
    python training_loops.py compare impsy.json ours.json

IMPSY's way is written anew here from what it does (1.2.1): windows of 51 events that begin at every event, batches of
64, Adam at 0.001, Keras' own `fit`, a density as loss. Network, data and split are the same for both. Its clock stands
still while it is judged; ours runs on, from before the graph is built. Both clocks are kept: the wall's, and the
processor's seconds, which other programs on the machine disturb less.
"""

import argparse
import json
import os
import time
from pathlib import Path
from time import monotonic

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

from mdrnn.data import dataset
from mdrnn_train import data, initialisation, interval, network, train
from mdrnn_train.sizes import SCALE, SIZES

IMPSY_WINDOW, IMPSY_BATCH, IMPSY_RATE = 51, 64, 1e-3
NARROW = 1e-6  # IMPSY's loss is a density: that of an interval so narrow, but for a constant


class Clock:
    """Wall and processor seconds since it was made, but for what it slept through."""

    def __init__(self) -> None:
        self.slept = (0.0, 0.0)
        self.started = self.both()

    def both(self) -> tuple[float, float]:
        return monotonic(), time.process_time()

    def now(self) -> list[float]:
        return [now - start - slept for now, start, slept in zip(self.both(), self.started, self.slept, strict=True)]

    def sleep_during(self, call) -> float:
        before = self.both()
        result = call()
        self.slept = tuple(
            slept + after - early for slept, after, early in zip(self.slept, self.both(), before, strict=True)
        )
        return result


class Judge(keras.callbacks.Callback):
    """Writes down the held-out likelihood every so many batches, and ends training when the time is over."""

    def __init__(self, clock: Clock, held_out: list[np.ndarray], every: int, minutes: float, file: Path) -> None:
        super().__init__()
        self.clock, self.held_out, self.every, self.file = clock, held_out, every, file
        self.seconds = minutes * 60
        self.curve: list[list[float]] = []
        self.batches = 0

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        self.batches += 1
        if self.batches % self.every == 0:
            self.judge()

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        print(f"epoch {epoch + 1} is over", flush=True)

    def judge(self) -> None:
        nll = self.clock.sleep_during(lambda: train.validation_nll(self.model, self.held_out))
        self.curve.append([*self.clock.now(), nll, self.batches])
        print("wall {:.1f} s, processor {:.1f} s: {:.4f} after {} batches".format(*self.curve[-1]), flush=True)
        self.file.write_text(json.dumps(self.curve))
        self.model.stop_training = self.clock.now()[1] > self.seconds


def parts_of(path: Path) -> data.Split:
    return data.clamp(data.split(data.clean(dataset.load(path).performances), 0.1, 0), 5.0)


def impsy(options: argparse.Namespace) -> None:
    parts = parts_of(options.dataset)
    clock = Clock()
    keras.utils.set_random_seed(0)
    windows = np.concatenate(
        [
            np.lib.stride_tricks.sliding_window_view(each * SCALE, IMPSY_WINDOW, axis=0).transpose(0, 2, 1)
            for each in parts.training
            if len(each) >= IMPSY_WINDOW
        ]
    ).astype(np.float32)
    model = network.build(windows.shape[-1], SIZES[options.size])
    model.compile(
        optimizer=keras.optimizers.Adam(IMPSY_RATE),
        loss=lambda target, mixture: tf.reduce_mean(interval.nats(mixture, target, tf.fill(target.shape[-1:], NARROW))),
    )
    judge = Judge(clock, parts.validation, 200, options.minutes, options.out)
    model.fit(windows[:, :-1], windows[:, 1:], IMPSY_BATCH, 100, callbacks=[judge], verbose=0)


def ours(options: argparse.Namespace) -> None:
    """By our loop; `--settings` changes train.Settings, and minutes are of the processor."""
    parts = parts_of(options.dataset)
    clock = Clock()
    train.time.monotonic = time.process_time  # the budget, too: a busy machine shall not shorten it
    settings = train.Settings(**{"epochs": 10_000, "minutes": options.minutes, **json.loads(options.settings)})
    train.make_repeatable(settings.seed)
    model = network.build(parts.training[0].shape[1], SIZES[options.size])
    starts = initialisation.initialisations(model, parts.training, settings.seed)
    repeating, plain = starts
    chosen = {"both": [repeating, plain], "repeating": [repeating], "plain": [plain]}[options.begin]
    starts = {name: starts[name] for name in chosen}
    train.train(model, parts, settings, Curve(clock, options.out), initialisations=starts)


class Curve:
    """A train.Reporter that writes down what validation said when."""

    def __init__(self, clock: Clock, file: Path) -> None:
        self.clock, self.file = clock, file
        self.curve: list[list[float]] = []

    def stage(self, name: str) -> None:
        pass

    def batch(self, epoch: int, done: int, total: int) -> None:
        pass

    def epoch(self, epoch: train.Epoch, best: train.Epoch) -> None:
        self.curve.append([*self.clock.now(), epoch.validation_nll, epoch.number])
        print("wall {:.1f} s, processor {:.1f} s: {:.4f} after {} epochs".format(*self.curve[-1]), flush=True)
        self.file.write_text(json.dumps(self.curve))

    def note(self, sentence: str) -> None:
        print(sentence, flush=True)


def compare(theirs: Path, own: Path) -> None:
    """When ours was as good as each of IMPSY's best results so far."""
    curve = json.loads(own.read_text())
    best = float("inf")
    print("nats per event   IMPSY's seconds   ours   ratio   (processor)")
    for _, seconds, nll, _ in json.loads(theirs.read_text()):
        reached = next((point[1] for point in curve if point[2] <= nll), None)
        if nll < best and reached is not None:
            print(f"{nll:14.3f} {seconds:17.1f} {reached:6.1f} {seconds / reached:7.1f}")
        best = min(best, nll)
    print(f"best: IMPSY's {best:.3f}, ours {min(point[2] for point in curve):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("impsy", "ours", "compare"))
    parser.add_argument("dataset", type=Path, help="compare: IMPSY's curve")
    parser.add_argument("out", type=Path, help="a curve as JSON; compare: ours")
    parser.add_argument("--size", choices=SIZES, default="s")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--settings", default="{}", metavar="JSON", help="such as '{\"batch_size\": 8}'")
    parser.add_argument(
        "--begin", choices=("both", "repeating", "plain"), default="both", help="ours from which weights"
    )
    options = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    if options.what == "compare":
        compare(options.dataset, options.out)
    else:
        {"impsy": impsy, "ours": ours}[options.what](options)


if __name__ == "__main__":
    main()
