# SPDX-License-Identifier: MIT
"""The command `mdrnn`: parses, calls, prints; nothing heavy is imported before a command needs it."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import MdrnnError

if TYPE_CHECKING:
    from ._core import Predictor

SIZES = {"xxs": (16, 2), "xs": (32, 2), "s": (64, 2), "m": (128, 2), "l": (256, 2), "xl": (512, 3)}  # units, layers

MOST_LISTED = 64  # entries of a list in a model's metadata that mdrnn info shows


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code: 0, 1 for a mistake in what was given, 2 for a wrong command line."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments[:1] in (["train"], ["convert"]):
            return _hand_over(arguments[0], arguments[1:])
        options = _parser().parse_args(arguments)
        return int(options.command(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ValueError as error:  # a MdrnnError, or the core's sentence
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))


def _fail(sentence: str) -> int:
    print(f"mdrnn: {sentence}", file=sys.stderr, flush=True)
    return 1


# ---- the command line -----------------------------------------------------------------------------------------------


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from . import __version__

        print(f"mdrnn {__version__}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mdrnn",
        description="Models of musical gesture that answer their player.",
        epilog="MODEL is a .tflite file or the name of a bundled model (mdrnn models). mdrnn COMMAND --help says more.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_run(commands)
    _add_dataset(commands)
    commands.add_parser("train", help="learn a model from a dataset (needs the extra [train])", add_help=False)
    commands.add_parser("convert", help="make a model of IMPSY's one of ours (needs the extra [train])", add_help=False)
    _add_info(commands)
    _add_step(commands)
    _add_generate(commands)
    _add_evaluate(commands)
    _add_report(commands)
    _add_export(commands)
    _add_models(commands)
    _add_demo(commands)
    _add_bench(commands)
    return parser


def _add_predictor_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL", help="a .tflite file or a bundled model's name")
    parser.add_argument("--seed", type=_whole, metavar="N", help="draw the same every time")
    parser.add_argument("--engine", choices=("auto", "native", "tflite"), default="auto")
    parser.add_argument("--pi-temperature", type=float, metavar="X", help="how freely a component is chosen (1)")
    parser.add_argument("--sigma-temperature", type=float, metavar="X", help="how far a draw strays (0.01)")


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} is negative, expected a whole number from 0")
    return number


_whole.__name__ = "whole number"  # argparse names the type in its own sentence


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port, expected 0 to 65535")
    return number


_port.__name__ = "port"


def _add_info(commands: Any) -> None:
    parser = commands.add_parser("info", help="what a model file holds")
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("--engine", choices=("auto", "native", "tflite"), default="auto")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.set_defaults(command=_info)


def _add_step(commands: Any) -> None:
    parser = commands.add_parser(
        "step", help="events as CSV lines on stdin, predictions on stdout", description="A line is dt,x1,..,xn."
    )
    _add_predictor_options(parser)
    parser.set_defaults(command=_step)


def _add_generate(commands: Any) -> None:
    parser = commands.add_parser("generate", help="let a model play by itself, into lines, a log or a MIDI file")
    _add_predictor_options(parser)
    parser.add_argument("--events", type=_whole, required=True, metavar="N", help="how many")
    parser.add_argument("--start", metavar="DT,X1,..,XN", help="the event before the first (0.01 s, all 0.5)")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="a .csv, .log or .mid instead of lines dt,x1,..,xn on stdout"
    )
    parser.add_argument(
        "--midi",
        nargs="+",
        default=[],
        metavar="ENTRY",
        help="what each value becomes in a .mid, in IMPSY's words: 'note_on 1' 'control_change 1 7' 'pitch_bend 2' .. "
        "(controllers 1, 2, .. of channel 1)",
    )
    parser.set_defaults(command=_generate)


def _add_evaluate(commands: Any) -> None:
    parser = commands.add_parser(
        "evaluate",
        help="how well a model foretells performances",
        description="Nats per event, lower is better: of all, of time, and of the values once the time is known.",
    )
    parser.add_argument("model", metavar="MODEL", help="a .tflite file or a bundled model's name")
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="the .npz that mdrnn dataset wrote, or IMPSY's")
    parser.add_argument("--precision", choices=("float32", "bfloat16", "int8"), default="float32")
    parser.add_argument("--max-dt", type=float, metavar="S", help="longer waits count as this long (the model's own)")
    parser.add_argument(
        "--train",
        type=Path,
        metavar="DATASET2",
        help="fit what stands beside the model on this (what the model learned from; else DATASET itself)",
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.set_defaults(command=_evaluate)


def _add_report(commands: Any) -> None:
    parser = commands.add_parser(
        "report", help="a page about a model: how good it is, what it plays beside you, what to try (needs [report])"
    )
    parser.add_argument("model", metavar="MODEL", help="a .tflite file or a bundled model's name")
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="the .npz that it learned from, or another")
    parser.add_argument(
        "-o", "--out", type=Path, metavar="FILE.html", help="(beside the model; here, of a bundled one)"
    )
    parser.set_defaults(command=_report)


def _add_dataset(commands: Any) -> None:
    parser = commands.add_parser("dataset", help="make a dataset of logs, and show what it holds")
    parser.add_argument(
        "logs",
        nargs="*",
        default=["logs"],
        metavar="LOGS",
        help="files, folders, globs (logs); or one .npz, to look at",
    )
    parser.add_argument("--picture", type=Path, metavar="FILE.svg", help="(beside the dataset)")
    parser.add_argument("-o", "--out", type=Path, metavar="FILE.npz", help="(datasets/training-dataset-{D}d.npz)")
    parser.add_argument("-d", "--dimension", type=_whole, metavar="D", help="take the logs of this dimension alone")
    parser.add_argument(
        "--value-range", nargs=2, type=float, default=(0.0, 1.0), metavar=("LO", "HI"), help="what becomes 0 and 1"
    )
    parser.add_argument("--include-rnn", action="store_true", help="take the machine's events too")
    parser.set_defaults(command=_dataset)


def _add_export(commands: Any) -> None:
    parser = commands.add_parser(
        "export", help="a model for a chip without an operating system", description="Writes a model's packed form."
    )
    parser.add_argument("model", metavar="MODEL")
    form = parser.add_mutually_exclusive_group(required=True)
    form.add_argument("--c-header", type=Path, metavar="FILE", help="as an array in C")
    form.add_argument("--binary", type=Path, metavar="FILE", help="as it is")
    parser.add_argument("--precision", choices=("float32", "bfloat16", "int8"), default="float32")
    parser.add_argument("--name", metavar="NAME", help="of the array (the model's own)")
    parser.set_defaults(command=_export)


def _add_models(commands: Any) -> None:
    parser = commands.add_parser("models", help="list the bundled models")
    parser.set_defaults(command=_models)


def _add_demo(commands: Any) -> None:
    parser = commands.add_parser("demo", help="a recorded hand plays in this terminal, a model answers")
    parser.add_argument("--seconds", type=float, metavar="N", help="end after N seconds (default: Ctrl-C)")
    parser.add_argument("--seed", type=_whole, default=7, metavar="N")
    parser.add_argument("--model", default="mouse-3d-xs", metavar="MODEL", help="a model of dimension 3 (mouse-3d-xs)")
    parser.set_defaults(command=_demo)


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name not in ("", "none")]


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is too few, expected a whole number from 1")
    return number


_count.__name__ = "whole number"


def _add_bench(commands: Any) -> None:
    parser = commands.add_parser(
        "bench",
        help="measure how long a step takes here, beside the memory's limit and other engines",
        description="Minimum and median, in one run; without MODEL random weights of each size. Peers: tflite (the C "
        "library), tflite-runtime, ai-edge-litert, onnxruntime, torch.",
    )
    parser.add_argument("model", nargs="?", metavar="MODEL", help="a .tflite file or a bundled model's name")
    parser.add_argument("--sizes", type=_names, default=[], metavar="XS,S,..", help="of xxs xs s m l xl (here 2 x 512)")
    parser.add_argument("--dimension", type=_whole, default=3, metavar="D", help="of the random weights (3)")
    parser.add_argument("--precision", type=_names, metavar="P,..", help="these beside float32, or none (default: all)")
    parser.add_argument(
        "--performances", type=Path, metavar="FILE.npz", help="what they cost MODEL on these (default: its own playing)"
    )
    parser.add_argument("--vs", type=_names, metavar="PEERS", help="these alone, or none (default: all that are here)")
    parser.add_argument("--rounds", type=_count, default=200, metavar="N", help="how often each is timed (200)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write it for machines, too")
    parser.set_defaults(command=_bench)


def _add_run(commands: Any) -> None:
    parser = commands.add_parser(
        "run",
        help="play with a model over OSC",
        description="Listens for /interface x1 .. xn and sends what the model plays. The OSC words are in the README.",
    )
    parser.add_argument("model", nargs="?", metavar="MODEL", help="none: only write a log of what is heard")
    parser.add_argument("--engine", choices=("auto", "native", "tflite"), default="auto")
    parser.add_argument("--seed", type=_whole, metavar="N", help="draw the same every time")
    parser.add_argument("-v", "--verbose", action="store_true", help="print every event")
    mode = parser.add_argument_group("who plays").add_mutually_exclusive_group()
    mode.add_argument("--mode", choices=("callresponse", "polyphony", "battle", "useronly"))
    for flags in (("-c", "--call"), ("-p", "--polyphony"), ("-b", "--battle")):
        word = "callresponse" if flags[0] == "-c" else flags[1][2:]
        mode.add_argument(*flags, dest="mode", action="store_const", const=word, help=f"--mode {word}")
    how = parser.add_argument_group("how it plays")
    how.add_argument("--threshold", "--callresponsethresh", type=float, metavar="S", help="silence before the answer")
    how.add_argument("--pi-temperature", "--pitemp", type=float, metavar="X")
    how.add_argument("--sigma-temperature", "--sigmatemp", type=float, metavar="X")
    how.add_argument("--timescale", type=float, metavar="X")
    how.add_argument("--max-dt", type=float, metavar="S", help="the longest wait")
    osc = parser.add_argument_group("OSC")
    osc.add_argument("--host", "--serverip", default="127.0.0.1", help="listen on this address (127.0.0.1)")
    osc.add_argument("--in-port", "--serverport", type=_port, metavar="PORT", help="listen on this port (6000)")
    osc.add_argument("--out-host", "--clientip", default="127.0.0.1", metavar="HOST", help="send there (127.0.0.1)")
    osc.add_argument("--out-port", "--clientport", type=_port, metavar="PORT", help="send to this port (6001)")
    osc.add_argument("--address", metavar="ADDRESS", help="the address of the machine's events (/impsy)")
    osc.add_argument(
        "--imps", action="store_true", help="as IMPS: in on 5001, /prediction out to 5000, threshold 2 seconds"
    )
    log = parser.add_argument_group("logs")
    log.add_argument(
        "-l", "--log", nargs="?", const="logs", metavar="DIR", help="write a new log into this folder (logs)"
    )
    log.add_argument("-o", "--only", "--log-only", dest="log_only", action="store_true", help="write, do not play")
    log.add_argument("-d", "--dimension", type=_whole, metavar="D", help="without MODEL: values of an event, plus one")
    log.add_argument("--modelsize", choices=tuple(SIZES), help="without MODEL: find one of --dimension and this size")
    parser.set_defaults(command=_run)


# ---- commands -------------------------------------------------------------------------------------------------------


def _open(options: argparse.Namespace) -> "Predictor":
    from . import models
    from ._core import Predictor

    predictor = Predictor(models.resolve(options.model), engine=options.engine, seed=options.seed)
    _set_temperatures(predictor, options)
    return predictor


def _set_temperatures(player: Any, options: argparse.Namespace) -> None:
    """As given; else the model's own or the standard, as the core has them."""
    for name in ("pi_temperature", "sigma_temperature"):
        given = getattr(options, name)
        if given is not None:
            setattr(player, name, given)


def _info(options: argparse.Namespace) -> int:
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
    for name, value in [*facts.items(), *_lines(metadata, set(facts))]:
        print(f"{name:<24} {value:g}" if isinstance(value, float) else f"{name:<24} {value}")
    return 0


def _lines(metadata: dict[str, Any], known: set[str], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """What a model's own entry adds, a line for each number or text, however deep it stands."""
    for key, value in metadata.items():
        if key == "judged":
            yield prefix + key, "by dimension; mdrnn report shows it, --json says it"
        elif isinstance(value, dict):
            yield from _lines(value, set(), f"{prefix}{key} ")
        elif isinstance(value, list) and len(value) > MOST_LISTED:
            yield prefix + key, f"{len(value)} numbers"
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
        MdrnnError: another count, or no number.
    """
    fields = text.split(",")
    if len(fields) != dimension:
        raise MdrnnError(f"{len(fields)} numbers, expected {dimension} (dt and {dimension - 1} values)")
    numbers = []
    for field in fields:
        try:
            numbers.append(float(field))
        except ValueError:
            raise MdrnnError(f"{field.strip()!a:.40} is no number") from None
    return numbers


def _csv(event: Any) -> str:
    return ",".join(str(number) for number in event)


def _step(options: argparse.Namespace) -> int:
    predictor = _open(options)
    code = 0
    for line, raw in enumerate(sys.stdin.buffer, 1):
        text = raw.decode("utf-8", "replace").strip().removeprefix("\ufeff")
        if not text:
            continue
        try:
            following = predictor.step(_event(text, predictor.info.dimension))
        except ValueError as error:
            code = _fail(f"line {line}: {error}")
            continue
        print(_csv(following), flush=True)
    return code


def _generate(options: argparse.Namespace) -> int:
    from . import generated

    predictor = _open(options)
    start = None if options.start is None else _event(options.start, predictor.info.dimension)
    events = predictor.generate(options.events, start)
    if options.out is None:
        print(generated.csv(events), end="")
    else:
        generated.write(options.out, events, options.midi)
    return 0


def _export(options: argparse.Namespace) -> int:
    from . import models, packed

    model = models.resolve(options.model)
    said = packed.export(
        model, precision=options.precision, name=options.name, header=options.c_header, binary=options.binary
    )
    print(f"{options.c_header or options.binary}: {said}")
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from . import evaluate, models

    model = Path(models.resolve(options.model))
    result = evaluate.measure(
        model, options.dataset, precision=options.precision, max_dt=options.max_dt, train=options.train
    )
    if options.json:
        import json

        print(json.dumps(result, indent=2))
    else:
        print("\n".join(evaluate.sentences(result)))
    return 0


def _report(options: argparse.Namespace) -> int:
    from . import models, report

    bundled = Path(f"{options.model}.html") if options.model in models.names() else None  # not where it is installed
    print(report.write(Path(models.resolve(options.model)), options.dataset, options.out or bundled))
    return 0


def _dataset(options: argparse.Namespace) -> int:
    from . import dataset, survey

    if len(options.logs) == 1 and options.logs[0].endswith(".npz"):
        out, built = Path(options.logs[0]), dataset.load(options.logs[0])
    else:
        built = dataset.build(
            options.logs,
            dimension=options.dimension,
            value_range=tuple(options.value_range),
            include_rnn=options.include_rnn,
            report=_say,
        )
        out = options.out or Path("datasets") / f"training-dataset-{built.dimension}d.npz"
        dataset.save(out, built)
    print("\n".join(survey.table(built)))
    for sentence in survey.warnings(built):
        _say(sentence)
    picture = options.picture or out.with_suffix(".svg")
    picture.write_text(survey.picture(built), encoding="utf-8")
    print(
        f"{out}: dimension {built.dimension}, {len(built.performances)} performances, {built.events} events, "
        f"{built.seconds:.1f} s; a picture of it: {picture}"
    )
    return 0


def _say(sentence: str) -> None:
    print(f"mdrnn: {sentence}", file=sys.stderr)


def _hand_over(command: str, arguments: list[str]) -> int:
    """`train` and `convert` read their own options."""
    module, word = {"train": ("mdrnn_train", "training"), "convert": ("mdrnn_train.convert", "converting")}[command]
    try:
        main = import_module(module).main
        return int((main(arguments, _report_beside) if command == "train" else main(arguments)) or 0)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mdrnn_train", "tensorflow", "keras", "h5py"):
            raise
        return _fail(f"{word} needs {error.name}, which is not installed: pip install 'mdrnn-live[train]'")


def _report_beside(model: Path, file: Path) -> None:
    """A trained model is there, whatever becomes of its page; a page about the model before it goes."""
    from . import report

    try:
        model.with_suffix(".html").unlink(missing_ok=True)
        print(f"what it learned, and how it plays: {report.write(model, file)}")
    except (Exception, KeyboardInterrupt) as error:
        reason = str(error) or type(error).__name__
        _say(f"the model is whole, but there is no report about it: {reason.splitlines()[0]}")


def _models(_: argparse.Namespace) -> int:
    from . import models
    from ._core import Predictor

    names = models.names()
    if not names:
        raise MdrnnError("no models are bundled with this installation")
    for name in names:
        info = Predictor(models.path(name)).info
        print(f"{name:<16} dimension {info.dimension}, {info.layers} x {info.units} units  {info.path}")
        training = info.metadata.get("training")
        if isinstance(training, dict) and "source" in training:
            print(f"{'':<16} trained on {training['source']}")
    return 0


def _demo(options: argparse.Namespace) -> int:
    from . import demo

    demo.run(options.model, options.seconds, options.seed)
    return 0


def _bench(options: argparse.Namespace) -> int:
    from . import bench

    given = {"precisions": options.precision, "peers": options.vs, "performances": options.performances}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    wanted = bench.Wanted(options.model, options.sizes, options.dimension, rounds=options.rounds, **chosen)
    return bench.run(wanted, options.json, say=lambda what: print(f"mdrnn: {what}", file=sys.stderr, flush=True))


# ---- run ------------------------------------------------------------------------------------------------------------


def _run(options: argparse.Namespace) -> int:
    from . import osc_protocol
    from .daemon import Daemon, Settings

    _sort_out_log_and_model(options)
    address = options.address or (osc_protocol.IMPS_PREDICTION if options.imps else osc_protocol.IMPSY_PREDICTION)
    if not address.startswith("/"):
        raise MdrnnError(f"address is {address}, expected one that begins with /")
    standard_in, standard_out = (5001, 5000) if options.imps else (6000, 6001)
    settings = Settings(
        host=options.host,
        in_port=standard_in if options.in_port is None else options.in_port,
        out_host=options.out_host,
        out_port=standard_out if options.out_port is None else options.out_port,
        address=address,
        log_folder=Path(options.log or "logs"),
        log=options.log is not None,
        dimension=options.dimension,
        verbose=options.verbose,
    )
    performer = _performer(options)
    daemon = Daemon(performer, settings)
    try:
        playing = (
            "writing a log of what is heard" if performer is None else f"{performer.mode} with {performer.info.path}"
        )
        print(
            f"mdrnn: {playing}; listens on {settings.host}:{daemon.port}, "
            f"sends {settings.address} to {settings.out_host}:{settings.out_port}",
            flush=True,
        )
    except BaseException:
        daemon.close()
        raise
    daemon.run()
    for line in daemon.summary():
        print(f"mdrnn: {line}", flush=True)
    return 0


def _sort_out_log_and_model(options: argparse.Namespace) -> None:
    """`--log MODEL` reads as a folder: what names a model is one."""
    from . import models

    if options.model is None and options.log is not None and not Path(options.log).is_dir():
        named = options.log.endswith(models.SUFFIX) or options.log in models.names()
        if named:
            options.model, options.log = options.log, "logs"
    if options.log_only and options.log is None:
        options.log = "logs"
    if options.model is None and not options.log_only:
        options.model = _find_model(options.dimension, options.modelsize)
    if options.log_only and options.model is None and options.dimension is not None:
        from .logs import MAX_DIMENSION

        if not 2 <= options.dimension <= MAX_DIMENSION:
            raise MdrnnError(f"dimension is {options.dimension}, expected 2 to {MAX_DIMENSION}")
    if options.log is not None:
        _prepare_log_folder(Path(options.log), options.log_only)


def _prepare_log_folder(folder: Path, log_only: bool) -> None:
    """A run that only writes cannot do without its folder; music can, and the daemon will say so."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if log_only:
            raise MdrnnError(f"log: {folder}: {error.strerror}") from error


def _find_model(dimension: int | None, size: str | None) -> str:
    """As IMPS does: the newest in `models/` here that fits, then a bundled one."""
    from . import models
    from ._core import Predictor

    if dimension is None:
        raise MdrnnError("no MODEL is given; see mdrnn models, or write a log alone with --log-only")
    own = sorted(Path("models").glob("*" + models.SUFFIX), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in [*own, *map(models.path, models.names())]:
        info = Predictor(file).info
        if info.dimension == dimension and (size is None or (info.units, info.layers) == SIZES[size]):
            return str(file)
    wanted = f"dimension {dimension}" + (f" and size {size}" if size else "")
    raise MdrnnError(f"no model in models/ nor a bundled one has {wanted}; give one by its path")


def _performer(options: argparse.Namespace) -> Any:
    """The core's performer with what was asked for, or None for a log without a model."""
    if options.model is None:
        return None
    from . import models
    from ._core import Performer

    threshold = 2.0 if options.imps and options.threshold is None else options.threshold
    wanted = {
        "mode": "useronly" if options.log_only else options.mode,
        "threshold": threshold,
        "timescale": options.timescale,
        "max_dt": options.max_dt,
        "dimension": options.dimension,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    performer = Performer(models.resolve(options.model), engine=options.engine, seed=options.seed, **given)
    _set_temperatures(performer, options)
    return performer
