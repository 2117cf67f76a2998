# SPDX-License-Identifier: MIT
"""What each command of `mdrnn` does; nothing heavy is imported before it is needed."""

import argparse
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import sizes
from .errors import MdrnnError, in_words
from .wording import counted, how_to_install, printable

if TYPE_CHECKING:
    from ._core import Info, Predictor
    from .judging.report import Report

MOST_LISTED = 64  # entries of a list in a model's metadata that mdrnn info shows


def fail(sentence: str) -> int:
    say(sentence)
    return 1


def say(sentence: str) -> None:
    print(f"mdrnn: {printable(sentence)}", file=sys.stderr, flush=True)


def show(text: str) -> None:
    """To stdout; control characters in a line, which may come from a model's file, are escaped."""
    for line in text.split("\n"):
        print(printable(line))


def open_predictor(options: argparse.Namespace) -> "Predictor":
    from . import models
    from ._core import Predictor

    predictor = Predictor(models.resolve(options.model), engine=options.engine, seed=options.seed)
    _set_temperatures(predictor, options)
    return predictor


def _set_temperatures(player: Any, options: argparse.Namespace) -> None:
    """As given; else the core takes the model's recommendation or the default."""
    for name in ("pi_temperature", "sigma_temperature"):
        given = getattr(options, name)
        if given is not None:
            setattr(player, name, given)


def show_info(options: argparse.Namespace) -> int:
    from . import models
    from ._core import Predictor

    info = Predictor(models.resolve(options.model), engine=options.engine).info
    names = ("dimension", "units", "layers", "mixtures", "scale", "kind", "engine", "path", "metadata")
    facts = {name: getattr(info, name) for name in names}
    if options.json:
        import json

        print(json.dumps(facts, indent=2))
        return 0
    metadata = facts.pop("metadata")
    if options.verbose:
        for name, value in [*facts.items(), *_lines(metadata, set(facts))]:
            show(f"{name:<24} {value:g}" if isinstance(value, float) else f"{name:<24} {value}")
    for line in _description(options.model, info, metadata):
        show(line)
    return 0


def _description(model: str, info: "Info", metadata: dict[str, Any]) -> Iterator[str]:
    """What a model is, in sentences."""
    import shlex

    size = sizes.name_of(info.units, info.layers)
    layers = f"{counted(info.layers, 'layer')} of {info.units} units"
    named = [str(each["name"]) for each in metadata.get("values", []) if isinstance(each, dict) and "name" in each]
    values = counted(info.dimension - 1, "value") + (f" ({', '.join(named)})" if named else "")
    yield f"dimension {info.dimension}: time and {values}; {f'size {size}, ' if size else ''}{layers}"
    training = metadata.get("training")
    if isinstance(training, dict) and isinstance(training.get("events"), int):
        music = training.get("source") or training.get("dataset")
        yield f"trained on {counted(training['events'], 'event')} of {music}"
    recommended = metadata.get("recommended")
    if isinstance(recommended, dict):
        yield (
            "plays at " + ", ".join(f"{name} {value}" for name, value in recommended.items()) + " unless you set others"
        )
    yield f"to play with it: mdrnn run {shlex.quote(model)}"


def _lines(metadata: dict[str, Any], known: set[str], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The metadata, one line for each number or text at any depth."""
    for key, value in metadata.items():
        if key == "music":
            yield prefix + key, "hashes of what it was trained on, and what was held out; --json lists them"
        elif key == "judged":
            yield prefix + key, "by dimension; mdrnn report shows it, --json prints it"
        elif isinstance(value, dict):
            yield from _lines(value, set(), f"{prefix}{key} ")
        elif isinstance(value, list) and len(value) > MOST_LISTED:
            yield prefix + key, counted(len(value), "number")
        elif isinstance(value, list):
            yield (
                prefix + key,
                ", ".join(str(each.get("name", each)) if isinstance(each, dict) else str(each) for each in value),
            )
        elif key not in known:
            yield prefix + key, value


def _event(text: str, dimension: int) -> list[float]:
    """`dt,x1,..,xn` as numbers.

    Raises:
        MdrnnError: another count, or a field that is not a number.
    """
    fields = text.split(",")
    if len(fields) != dimension:
        expected = f"{dimension} (dt and {counted(dimension - 1, 'value')})"
        raise MdrnnError(f"{counted(len(fields), 'number')}, expected {expected}")
    numbers = []
    for field in fields:
        try:
            numbers.append(float(field))
        except ValueError:
            raise MdrnnError(f"{field.strip()!a:.40} is not a number") from None
    return numbers


def _csv(event: Any) -> str:
    return ",".join(str(number) for number in event)


def step(options: argparse.Namespace) -> int:
    predictor = open_predictor(options)
    code = 0
    for line, raw in enumerate(sys.stdin.buffer, 1):
        text = raw.decode("utf-8", "replace").strip().removeprefix("\ufeff")
        if not text:
            continue
        try:
            following = predictor.step(_event(text, predictor.info.dimension))
        except ValueError as error:
            code = fail(f"line {line}: {error}")
            continue
        print(_csv(following), flush=True)
    return code


def generate(options: argparse.Namespace) -> int:
    from .playing import generated, midi_words

    is_midi = options.out is not None and generated.is_midi(options.out)
    if options.midi and not is_midi:
        raise MdrnnError("--midi needs a MIDI file: add --out FILE.mid")
    if options.overwrite and options.out is None:
        raise MdrnnError("--overwrite needs a file: add --out FILE")
    if options.out is not None and options.out.is_file() and not options.overwrite:
        raise MdrnnError(f"{options.out}: exists already: give another name, or --overwrite")
    predictor = open_predictor(options)
    start = None if options.start is None else _event(options.start, predictor.info.dimension)
    events = predictor.generate(options.events, start)
    if options.out is None:
        print(generated.csv(events), end="")
    else:
        mapping = options.midi or midi_words.usual(predictor.info.metadata, predictor.info.dimension - 1)
        generated.write(options.out, events, mapping)
        show(f"{options.out}: {counted(len(events), 'event')}")
    return 0


def export(options: argparse.Namespace) -> int:
    from . import models, packed

    if options.binary and options.name:
        raise MdrnnError("--name is the name of a C array, and --binary writes none: use --c-header, or leave it out")
    model = models.resolve(options.model)
    said = packed.export(
        model, precision=options.precision, name=options.name, header=options.c_header, binary=options.binary
    )
    show(f"{options.c_header or options.binary}: {said}")
    return 0


def evaluate(options: argparse.Namespace) -> int:
    from . import models
    from .judging import evaluate

    if options.free:
        return _evaluate_free(options)
    if options.pi_temperature is not None or options.sigma_temperature is not None:
        raise MdrnnError("temperatures do not change a prediction: they need --free")
    model = Path(models.resolve(options.model))
    result = evaluate.measure(
        model, options.dataset, precision=options.precision, max_dt=options.max_dt, train=options.train, say=say
    )
    if options.json:
        import json

        print(json.dumps(result.facts, indent=2))
        return 0
    if options.verbose:
        show("\n".join(evaluate.details(result)))
    show(evaluate.sentence(result))
    return 0


def _evaluate_free(options: argparse.Namespace) -> int:
    from . import models
    from .judging import likeness

    if options.train is not None:
        raise MdrnnError("--train is for the baselines, which --free does not need")
    found = likeness.measure(
        Path(models.resolve(options.model)),
        options.dataset,
        precision=options.precision,
        max_dt=options.max_dt,
        pi_temperature=options.pi_temperature,
        sigma_temperature=options.sigma_temperature,
        say=say,
    )
    if options.json:
        import json

        print(json.dumps(found.facts, indent=2))
        return 0
    if options.verbose:
        show("\n".join(likeness.details(found)))
    show(likeness.sentence(found))
    return 0


def write_report(options: argparse.Namespace) -> int:
    from . import models

    model = Path(models.resolve(options.model))
    beside = Path(f"{options.model}.html") if options.model in models.names() else model.with_suffix(".html")
    out = options.out or beside
    found = _write_page(model, options.dataset, out, say)
    show(f"{found.answer}\n{found.verdict}\ndetails: {out}")
    return 0


def _write_page(model: Path, file: Path, out: Path, say: Callable[[str], None]) -> "Report":
    """Writes the page about a model, and returns what is on it."""
    from .judging import report
    from .pages import page

    found = report.gather(model, file, say)
    page.write(found, out)
    return found


def make_dataset(options: argparse.Namespace) -> int:
    """Writes a dataset and shows it; a single one is only shown, unless there is a new name for it."""
    from .data import dataset, sources, survey
    from .files import write_whole

    only_show = len(options.logs) == 1 and options.logs[0].endswith(".npz") and options.out is None
    for option in ("value_range", "names"):
        if only_show and getattr(options, option) is not None:
            raise MdrnnError(f"--{option.replace('_', '-')} makes another dataset: name it with -o")
    built = sources.build(
        options.logs,
        dimension=options.dimension,
        value_range=options.value_range,
        include_rnn=options.include_rnn,
        report=say,
    )
    if options.names is not None:
        built.name_values(options.names)
    out = options.out or Path("datasets") / f"training-dataset-{built.dimension}d.npz"
    picture = options.picture or (None if only_show else out.with_suffix(".svg"))
    if not only_show:
        dataset.save(out, built)
    show("\n".join([*survey.table(built), survey.steps(built)]))
    sys.stdout.flush()
    for sentence in survey.warnings(built):
        say(sentence)
    if picture is not None:
        drawn = survey.picture(built).encode()
        write_whole(picture, lambda file: file.write(drawn))
        show(f"a picture of it: {picture}")
    path = options.logs[0] if only_show else out
    show(f"{path}: {survey.summary(built)}\ntrain a model on it: mdrnn train {shlex.quote(str(path))}")
    return 0


def hand_over(command: str, arguments: list[str]) -> int:
    """`train` and `convert` parse their own options."""
    module, word = {"train": ("mdrnn_train", "training"), "convert": ("mdrnn_train.convert", "converting")}[command]
    try:
        main = import_module(module).main
        return int((main(arguments, _report_beside) if command == "train" else main(arguments)) or 0)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mdrnn_train", "tensorflow", "keras", "h5py"):
            raise
        return fail(f"{word} needs {error.name}, which is not installed: {how_to_install('train')}")


def _report_beside(model: Path, file: Path) -> None:
    """The page about a new model. The model is finished: no fault here, and no Ctrl-C, is the trainer's."""
    out = model.with_suffix(".html")
    try:
        out.unlink(missing_ok=True)  # it was about the model before
        found = _write_page(model, file, out, lambda sentence: None)
        show(f"{found.answer}\ndetails: {out}")
    except KeyboardInterrupt:
        say(f"stopped: {model} is finished, the page about it is not (mdrnn report writes it)")
    except Exception as error:
        reason = in_words(error) or type(error).__name__
        say(f"{model} is finished, but there is no page about it: {reason.splitlines()[0]}")


def list_models(_: argparse.Namespace) -> int:
    from . import models

    names = models.names()
    if not names:
        raise MdrnnError("no models are bundled with this installation")
    for info in readable(map(models.path, names)):
        layers = f"{info.layers} x {info.units} units"
        show(f"{Path(info.path).stem:<16} dimension {info.dimension}, {layers}  {info.path}")
        training = info.metadata.get("training")
        if isinstance(training, dict) and "source" in training:
            show(f"{'':<16} trained on {training['source']}")
    return 0


def show_demo(options: argparse.Namespace) -> int:
    from .playing import demo

    demo.run(options.model, options.seconds, options.seed, options.web)
    return 0


def measure(options: argparse.Namespace) -> int:
    from .bench import compare as bench

    given = {"precisions": options.precision, "peers": options.vs, "performances": options.performances}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    wanted = bench.Wanted(options.model, options.sizes, options.dimension, rounds=options.rounds, **chosen)
    return bench.run(wanted, options.json, options.verbose, say=say)


def readable(files: Iterable[Path]) -> Iterator["Info"]:
    """What the models hold; one that cannot be read is skipped with a sentence."""
    from ._core import Predictor

    for file in files:
        try:
            yield Predictor(file).info
        except (ValueError, OSError) as error:
            say(f"{error}; skipped")
