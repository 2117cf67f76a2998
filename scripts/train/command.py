# SPDX-License-Identifier: MIT
"""The command `mdrnn train`: its options, checked before TensorFlow is loaded."""

import argparse
import hashlib
import importlib.util
import os
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mdrnn.cli import Parser
from mdrnn.commands import fail
from mdrnn.errors import in_words, writing
from mdrnn.judging.judgement import verdict
from mdrnn.wording import how_to_install

from .progress import Progress
from .quiet import own_stderr
from .roles import shape
from .sizes import MOST_MIXTURES, PRECISIONS, SIZES, Size, has_room, weights

if TYPE_CHECKING:
    from .session import Outcome

Number = TypeVar("Number", int, float)

PROBE = 4096  # bytes that are written to see whether a folder takes them
HISTORY = 1 << 17  # bytes that the description of a training may need
COPIES = 5  # of the weights at most at one time: the .tflite, the .keras, the unfinished one, and its successor

MISSING = f"training needs TensorFlow, which is not installed: {how_to_install('train')}"


def main(argv: Sequence[str] | None = None, report: Callable[[Path, Path], None] | None = None) -> int:
    """Trains a model on a dataset. Returns 0; 1 after an error; 130 after Ctrl-C before there is a model.

    `report` is called with the paths of the model and the dataset once the model is written.
    """
    arguments = parser().parse_args(argv)
    try:
        path = _sweep(arguments, argv) if arguments.sweep else _train(arguments)
    except (OSError, ValueError, ArithmeticError, RuntimeError) as error:
        return fail(in_words(error))
    except KeyboardInterrupt:
        fail("stopped before the first epoch was over, nothing was written")
        return 130
    if path is not None and report is not None:  # the model is finished: whatever happens now is not the trainer's
        report(path, arguments.dataset)
    return 0 if path else 1


def parser() -> argparse.ArgumentParser:
    """Our options, and IMPS's names for them."""
    words = Parser(
        prog="mdrnn train",
        description="Train a model on recorded performances.",
        parents=[_sweep_words()],
        allow_abbrev=False,  # --size is no short form of --sizes
    )
    words.add_argument("dataset", type=Path, metavar="DATASET", help="the .npz that `mdrnn dataset` wrote, or IMPSY's")
    words.add_argument(
        "--size", "--modelsize", choices=SIZES, default="s", help="how large a network; larger learns more, slower"
    )
    words.add_argument(
        "--mixtures",
        type=_mixtures,
        metavar="N",
        help="components of the mixture, at most (default: as many as the playing needs)",
    )
    words.add_argument("-o", "--output", type=Path, default=Path("models"), metavar="DIR", help="folder for the model")
    words.add_argument("--name", type=_name, help="name of its files; else made from dataset, dimension and size")
    words.add_argument(
        "--epochs", type=_count, default=200, help="maximum number of passes over the data (default 200)"
    )
    words.add_argument(
        "--minutes",
        type=_minutes,
        metavar="M",
        help="training ends after this time, counted from the start of the command; judging and "
        "writing the model come on top (the learning rate is scheduled to fit)",
    )
    words.add_argument(
        "--patience", type=_count, default=20, help="stop after this many epochs without improvement (default 20)"
    )
    words.add_argument(
        "--earlystopping", action=argparse.BooleanOptionalAction, default=True, help="off: train for all epochs"
    )
    words.add_argument("--batch-size", type=_count, default=16, help="windows per training step (default 16)")
    words.add_argument("--window", type=_count, default=50, help="events in one window (default 50)")
    words.add_argument("--augment", action="store_true", help="mirror values at random: helps with little music")
    words.add_argument("--seed", type=_seed, default=0, help="the same seed gives the same model (default 0)")
    words.add_argument(
        "--validation",
        type=_fraction,
        default=0.1,
        metavar="FRACTION",
        help="of all events, held out for validation (default 0.1)",
    )
    words.add_argument(
        "--max-dt", type=_seconds, default=5.0, metavar="SECONDS", help="longer pauses count as this long (default 5)"
    )
    words.add_argument(
        "--split-dt",
        type=_seconds,
        default=60.0,
        metavar="SECONDS",
        help="a longer pause starts a new performance (default 60)",
    )
    words.add_argument(
        "--from",
        dest="resume",
        type=Path,
        metavar="MODEL",
        help="continue from a .tflite, .keras or .h5, ours or IMPSY's",
    )
    words.add_argument(
        "--precision",
        choices=PRECISIONS,
        default="float32",
        help="write a second file with weights of this precision (float32: none)",
    )
    words.add_argument("-d", "--dimension", type=int, help="expected numbers in an event, dt included; a check only")
    return words


def _sweep_words() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    group = words.add_argument_group("many models of one dataset in parallel")
    group.add_argument("--sweep", action="store_true", help="train one model for each of --sizes and --seeds")
    group.add_argument("--sizes", type=_sizes, metavar="xs,s", help="which sizes (default: the one of --size)")
    group.add_argument("--seeds", type=_seeds, metavar="0,1,2", help="which seeds (default: the one of --seed)")
    group.add_argument("--workers", type=_count, metavar="N", help="how many in parallel (default: one per processor)")
    group.add_argument(
        "--cluster", metavar="tcp://HOST:8786", help="on the workers of this Dask scheduler (extra [cluster])"
    )
    return words


def _sizes(text: str) -> list[str]:
    for word in (sizes := text.split(",")):
        if word not in SIZES:
            raise argparse.ArgumentTypeError(f"found {word!r}, expected some of {','.join(SIZES)}")
    return sorted(set(sizes), key=list(SIZES).index)


def _seeds(text: str) -> list[int]:
    return sorted({_seed(word) for word in text.split(",")})


def _count(text: str) -> int:
    return _within(int, text, 1, 10**6)


def _mixtures(text: str) -> int:
    return _within(int, text, 1, MOST_MIXTURES)


def _seed(text: str) -> int:
    return _within(int, text, 0, 2**32 - 1)


def _seconds(text: str) -> float:
    return _within(float, text, 0.001, 3600.0)


def _minutes(text: str) -> float:
    return _within(float, text, 0.01, 10_000.0)


def _fraction(text: str) -> float:
    return _within(float, text, 0.001, 0.999)


def _name(text: str) -> str:
    if not text or Path(text).name != text:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a name without a folder (that is -o)")
    return text


def _within(kind: type[Number], text: str, lowest: Number, highest: Number) -> Number:
    try:
        number = kind(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a number from {lowest} to {highest}") from error
    if not lowest <= number <= highest:
        raise argparse.ArgumentTypeError(f"found {number}, expected {lowest} to {highest}")
    return number


def _sweep(arguments: argparse.Namespace, argv: Sequence[str] | None) -> Path | None:
    from .sweep import run

    data = _dataset(arguments)
    check_room(arguments.output, data.dimension, SIZES[arguments.size], arguments.mixtures)
    _, words = _sweep_words().parse_known_args(argv)
    return run(arguments, words, arguments.name or f"{_text(arguments.dataset.stem)}-{data.dimension}d")


def _dataset(arguments: argparse.Namespace) -> Any:
    """The mdrnn.data.dataset.Dataset; checks that training is possible."""
    from mdrnn.data import dataset

    data = dataset.load(arguments.dataset)
    for note in data.notes:
        print(f"note: {note}", file=sys.stderr)
    if arguments.dimension not in (None, data.dimension):
        raise ValueError(
            f"{arguments.dataset}: events have {data.dimension} numbers, dt included, expected {arguments.dimension}"
        )
    if importlib.util.find_spec("tensorflow") is None:
        raise RuntimeError(MISSING)
    return data


def check_room(folder: Path, dimension: int, size: Size, mixtures: int | None = None) -> None:
    """Checks, before the time of a training is spent, that a model can be written into `folder`. Raises OSError.

    `mixtures`: how many are asked for; None: as many as the playing needs.
    """
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    with writing(folder), tempfile.TemporaryFile(dir=there) as file:
        file.write(bytes(PROBE))
        file.flush()
    largest = weights(dimension, shape(dimension, size, mixtures), has_room(dimension, size))
    free, needed = shutil.disk_usage(there).free, COPIES * 4 * largest + HISTORY
    if free < needed:
        raise OSError(f"{folder}: {free / 1e6:.1f} MB are free there, expected {needed / 1e6:.1f} MB for the model")


def _text(name: str) -> str:
    """A file's name as valid UTF-8, which a model's metadata has to be: other bytes become U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")


def _train(arguments: argparse.Namespace) -> Path:
    started = time.monotonic()
    progress = Progress(arguments.epochs, arguments.minutes, started, own_stderr())
    data = _dataset(arguments)
    check_room(arguments.output, data.dimension, SIZES[arguments.size], arguments.mixtures)
    progress.stage(
        f"training a model of size {arguments.size} on {data.events:,} events; Ctrl-C ends it and keeps the best "
        "so far; loading TensorFlow"
    )
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

    from .session import Order, run
    from .stopping import kill_is_ctrl_c
    from .train import Settings

    order = Order(
        performances=data.performances,
        dataset=_text(arguments.dataset.name),
        sha256=hashlib.sha256(arguments.dataset.read_bytes()).hexdigest(),
        size=arguments.size,
        folder=arguments.output,
        name=arguments.name or f"{_text(arguments.dataset.stem)}-{data.dimension}d-{arguments.size}",
        mixtures=arguments.mixtures,
        settings=Settings(
            epochs=arguments.epochs,
            minutes=arguments.minutes,
            patience=arguments.patience if arguments.earlystopping else None,
            batch_size=arguments.batch_size,
            window=arguments.window,
            augment=arguments.augment,
            seed=arguments.seed,
        ),
        validation=arguments.validation,
        max_dt=arguments.max_dt,
        split_dt=arguments.split_dt,
        resume=arguments.resume,
        precision=arguments.precision,
        started=started,
        values=tuple(data.values),
    )
    try:
        with kill_is_ctrl_c():
            outcome = run(order, progress)
    finally:
        progress.close()
    if outcome.smaller:
        print(outcome.smaller)
    print(closing_words(outcome))
    return outcome.path


def closing_words(outcome: "Outcome") -> str:
    """Where the model is, how to hear it, and last how good it is."""
    path = shlex.quote(str(outcome.path))
    stopped = "you stopped it; the best so far is kept\n" if outcome.result.stopped == "interrupted" else ""
    return f"{stopped}{path} is written; hear it: mdrnn run {path}\n{verdict(outcome.judgement, 'held-out music')}"
