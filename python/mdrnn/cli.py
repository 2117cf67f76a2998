# SPDX-License-Identifier: MIT
"""The command `mdrnn`: its words and options; what they do is in `commands`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import commands
from .sizes import SIZES


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code: 0, 1 for a mistake in what was given, 2 for a wrong command line."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments[:1] in (["train"], ["convert"]):
            return commands.hand_over(arguments[0], arguments[1:])
        options = make_parser().parse_args(arguments)
        return int(options.command(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ValueError as error:  # a MdrnnError, or the core's sentence
        return commands.fail(str(error))
    except OSError as error:
        return commands.fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))


# ---- the command line -----------------------------------------------------------------------------------------------


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from . import __version__

        print(f"mdrnn {__version__}")
        parser.exit()


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mdrnn",
        description="Models of musical gesture that answer their player.",
        epilog="MODEL is a .tflite file or the name of a bundled model (mdrnn models). mdrnn COMMAND --help says more.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    parsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_run(parsers)
    _add_dataset(parsers)
    parsers.add_parser("train", help="learn a model from a dataset (needs the extra [train])", add_help=False)
    parsers.add_parser("convert", help="make a model of IMPSY's one of ours (needs the extra [train])", add_help=False)
    _add_info(parsers)
    _add_step(parsers)
    _add_generate(parsers)
    _add_evaluate(parsers)
    _add_report(parsers)
    _add_export(parsers)
    _add_models(parsers)
    _add_demo(parsers)
    _add_bench(parsers)
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


def _add_info(parsers: Any) -> None:
    parser = parsers.add_parser("info", help="what a model file holds")
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("--engine", choices=("auto", "native", "tflite"), default="auto")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.set_defaults(command=commands.show_info)


def _add_step(parsers: Any) -> None:
    parser = parsers.add_parser(
        "step", help="events as CSV lines on stdin, predictions on stdout", description="A line is dt,x1,..,xn."
    )
    _add_predictor_options(parser)
    parser.set_defaults(command=commands.step)


def _add_generate(parsers: Any) -> None:
    parser = parsers.add_parser("generate", help="let a model play by itself, into lines, a log or a MIDI file")
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
    parser.set_defaults(command=commands.generate)


def _add_evaluate(parsers: Any) -> None:
    parser = parsers.add_parser(
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
    parser.set_defaults(command=commands.evaluate)


def _add_report(parsers: Any) -> None:
    parser = parsers.add_parser(
        "report", help="a page about a model: how good it is, what it plays beside you, what to try (needs [report])"
    )
    parser.add_argument("model", metavar="MODEL", help="a .tflite file or a bundled model's name")
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="the .npz that it learned from, or another")
    parser.add_argument(
        "-o", "--out", type=Path, metavar="FILE.html", help="(beside the model; here, of a bundled one)"
    )
    parser.set_defaults(command=commands.write_report)


def _add_dataset(parsers: Any) -> None:
    parser = parsers.add_parser("dataset", help="make a dataset of logs, and show what it holds")
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
    parser.set_defaults(command=commands.make_dataset)


def _add_export(parsers: Any) -> None:
    parser = parsers.add_parser(
        "export", help="a model for a chip without an operating system", description="Writes a model's packed form."
    )
    parser.add_argument("model", metavar="MODEL")
    form = parser.add_mutually_exclusive_group(required=True)
    form.add_argument("--c-header", type=Path, metavar="FILE", help="as an array in C")
    form.add_argument("--binary", type=Path, metavar="FILE", help="as it is")
    parser.add_argument("--precision", choices=("float32", "bfloat16", "int8"), default="float32")
    parser.add_argument("--name", metavar="NAME", help="of the array (the model's own)")
    parser.set_defaults(command=commands.export)


def _add_models(parsers: Any) -> None:
    parser = parsers.add_parser("models", help="list the bundled models")
    parser.set_defaults(command=commands.list_models)


def _add_demo(parsers: Any) -> None:
    parser = parsers.add_parser("demo", help="a recorded hand plays in this terminal, a model answers")
    parser.add_argument("--seconds", type=float, metavar="N", help="end after N seconds (default: Ctrl-C)")
    parser.add_argument("--seed", type=_whole, default=7, metavar="N")
    parser.add_argument("--model", default="mouse-3d-xs", metavar="MODEL", help="a model of dimension 3 (mouse-3d-xs)")
    parser.set_defaults(command=commands.show_demo)


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name not in ("", "none")]


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is too few, expected a whole number from 1")
    return number


_count.__name__ = "whole number"


def _add_bench(parsers: Any) -> None:
    parser = parsers.add_parser(
        "bench",
        help="measure how long a step takes here, beside the memory's limit and other engines",
        description="Minimum and median, in one run; without MODEL random weights of each size. Peers: tflite (the C "
        "library), tflite-runtime, ai-edge-litert, onnxruntime, torch.",
    )
    parser.add_argument("model", nargs="?", metavar="MODEL", help="a .tflite file or a bundled model's name")
    parser.add_argument("--sizes", type=_names, default=[], metavar="XS,S,..", help="some of xxs xs s m l xl")
    parser.add_argument("--dimension", type=_whole, default=3, metavar="D", help="of the random weights (3)")
    parser.add_argument("--precision", type=_names, metavar="P,..", help="these beside float32, or none (default: all)")
    parser.add_argument(
        "--performances", type=Path, metavar="FILE.npz", help="what they cost MODEL on these (default: its own playing)"
    )
    parser.add_argument("--vs", type=_names, metavar="PEERS", help="these alone, or none (default: all that are here)")
    parser.add_argument("--rounds", type=_count, default=200, metavar="N", help="how often each is timed (200)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write it for machines, too")
    parser.set_defaults(command=commands.measure)


def _add_run(parsers: Any) -> None:
    parser = parsers.add_parser(
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
    how.add_argument(
        "--autostart", action="store_true", default=None, help="callresponse: may begin before you have played"
    )
    how.add_argument("--pi-temperature", "--pitemp", type=float, metavar="X")
    how.add_argument("--sigma-temperature", "--sigmatemp", type=float, metavar="X")
    how.add_argument("--timescale", type=float, metavar="X")
    how.add_argument("--max-dt", type=float, metavar="S", help="the longest wait")
    osc = parser.add_argument_group("OSC")
    osc.add_argument("--host", "--serverip", default="127.0.0.1", help="listen on this address (127.0.0.1)")
    osc.add_argument("--in-port", "--serverport", type=_port, metavar="PORT", help="listen on this port (6000)")
    osc.add_argument("--out-host", "--clientip", metavar="HOST", help="send there (this machine)")
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
    parser.set_defaults(command=commands.run)
