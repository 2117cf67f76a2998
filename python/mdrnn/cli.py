# SPDX-License-Identifier: MIT
"""The command `mdrnn` and its options; what each command does is in `commands`."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from . import commands, run_commands
from .errors import in_words
from .sizes import SIZES
from .wording import printable

LARGEST_SEED = 2**63 - 1
MOST_EVENTS = 100_000_000
MOST_ROUNDS = 1_000_000


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code: 0, 1 for wrong input, 2 for a wrong command line."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that cannot show a name still gets it
    try:
        if arguments[:1] in (["train"], ["convert"]):
            return commands.hand_over(arguments[0], arguments[1:])
        parser = make_parser()
        if not arguments:
            parser.print_help(sys.stderr)
            return 2
        options = parser.parse_args(arguments)
        return int(options.command(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output is gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except MemoryError:
        return commands.fail("there is not enough memory for that")
    except ValueError as error:  # a MdrnnError, or the core's sentence
        return commands.fail(str(error))
    except OSError as error:
        return commands.fail(in_words(error))


# ---- the command line -----------------------------------------------------------------------------------------------


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from . import __version__

        print(f"mdrnn {__version__}")
        parser.exit()


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence instead of the usage."""
        self.exit(2, f"mdrnn: {printable(message)}; see {self.prog} --help\n")


def make_parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="mdrnn",
        description="Plays with you: a neural network learns how you play and answers in real time.",
        epilog="MODEL is a .tflite file or the name of a bundled model (see mdrnn models). "
        "mdrnn COMMAND --help shows the options of a command.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    parsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_run(parsers)
    _add_init(parsers)
    _add_check(parsers)
    _add_ports(parsers)
    _add_doctor(parsers)
    _add_dataset(parsers)
    parsers.add_parser("train", help="train a model on a dataset (needs the extra [train])", add_help=False)
    parsers.add_parser("convert", help="convert a Keras model from IMPSY (needs the extra [train])", add_help=False)
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
    parser.add_argument("--seed", type=_seed, metavar="N", help="make the random draws repeatable")
    _add_engine(parser)
    _add_temperatures(parser)


def _add_engine(parser: Any, default: str | None = "auto") -> None:
    parser.add_argument(
        "--engine",
        choices=("auto", "native", "tflite"),
        default=default,
        help="what computes a step: native is the fast one, tflite takes every graph (auto: native if it can)",
    )


def _add_temperatures(parser: Any) -> None:
    parser.add_argument(
        "--pi-temperature",
        "--pitemp",
        type=float,
        metavar="X",
        help="how freely a mixture component is chosen (the model's recommendation, or 1)",
    )
    parser.add_argument(
        "--sigma-temperature",
        "--sigmatemp",
        type=float,
        metavar="X",
        help="how far draws spread around it (the model's recommendation, or 0.01)",
    )


def _whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    """A type for argparse."""

    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = lowest - 1
        if not lowest <= number <= highest:
            raise argparse.ArgumentTypeError(f"{text!a:.40} is not a whole number from {lowest:,} to {highest:,}")
        return number

    return parse


_seed = _whole_number(0, LARGEST_SEED)
_port = _whole_number(0, 65535)
_dimension = _whole_number(2, 64)


def _add_info(parsers: Any) -> None:
    parser = parsers.add_parser("info", help="show what a model is")
    parser.add_argument("model", metavar="MODEL", help="a .tflite file or a bundled model's name")
    parser.add_argument("-v", "--verbose", action="store_true", help="every detail, with how it was trained")
    _add_engine(parser)
    parser.add_argument("--json", action="store_true", help="every detail, as JSON")
    parser.set_defaults(command=commands.show_info)


def _add_step(parsers: Any) -> None:
    parser = parsers.add_parser(
        "step",
        help="predict the next event for each line of stdin",
        description="Reads events as lines dt,x1,..,xn and prints the predicted next event for each.",
    )
    _add_predictor_options(parser)
    parser.set_defaults(command=commands.step)


def _add_generate(parsers: Any) -> None:
    parser = parsers.add_parser("generate", help="let a model play by itself into text, a log or a MIDI file")
    _add_predictor_options(parser)
    parser.add_argument(
        "--events", type=_whole_number(0, MOST_EVENTS), required=True, metavar="N", help="how many events"
    )
    parser.add_argument("--start", metavar="DT,X1,..,XN", help="the event before the first (0,0.5,..,0.5)")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="write a .csv, .log or .mid instead of printing lines dt,x1,..,xn"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it exists")
    parser.add_argument(
        "--midi",
        nargs="+",
        default=[],
        metavar="ENTRY",
        help="for a .mid: the MIDI message of each value, as in IMPSY: 'note_on 1', 'control_change 1 7', "
        "'pitch_bend 2' .. (controllers 1, 2, .. on channel 1; a pitch and a velocity are a note)",
    )
    parser.set_defaults(command=commands.generate)


def _add_evaluate(parsers: Any) -> None:
    parser = parsers.add_parser(
        "evaluate",
        help="measure how well a model predicts performances, or plays like them",
        description="Judges by the music in DATASET that the model was not trained on, or by all, if there is none. "
        "With --free the model plays freely after that music, and is compared with the player.",
    )
    parser.add_argument("model", metavar="MODEL", help="a .tflite file or a bundled model's name")
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="the .npz that mdrnn dataset wrote, or IMPSY's")
    parser.add_argument("-v", "--verbose", action="store_true", help="print all numbers, too")
    parser.add_argument(
        "--free",
        action="store_true",
        help="let it play freely, and compare its waits, steps and gestures with yours (best with the extra [report])",
    )
    _add_temperatures(parser)
    parser.add_argument("--precision", choices=("float32", "bfloat16", "int8"), default="float32")
    parser.add_argument("--max-dt", type=float, metavar="S", help="longer waits count as this long (the model's own)")
    parser.add_argument(
        "--train",
        type=Path,
        metavar="DATASET2",
        help="fit the baselines to this (those in the model's file; else to DATASET itself)",
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.set_defaults(command=commands.evaluate)


def _add_report(parsers: Any) -> None:
    parser = parsers.add_parser(
        "report", help="write a page about a model: does it play like you, what gives it away, what to try"
    )
    parser.add_argument("model", metavar="MODEL", help="a .tflite file or a bundled model's name")
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="the .npz that it was trained on, or another")
    parser.add_argument(
        "-o", "--out", type=Path, metavar="FILE.html", help="(beside the model; here, of a bundled one)"
    )
    parser.set_defaults(command=commands.write_report)


def _add_dataset(parsers: Any) -> None:
    parser = parsers.add_parser(
        "dataset",
        help="make a dataset from logs, and show what it holds",
        description="Reads logs of mdrnn, IMPSY and IMPS, and writes one .npz to train on. Several .npz files, or logs "
        "and .npz files, become one dataset. A single .npz without -o is only shown.",
    )
    parser.add_argument(
        "logs", nargs="*", default=["logs"], metavar="LOGS", help="logs, folders of logs, globs or .npz files (logs)"
    )
    parser.add_argument("--picture", type=Path, metavar="FILE.svg", help="where to draw it (beside the dataset)")
    parser.add_argument("-o", "--out", type=Path, metavar="FILE.npz", help="(datasets/training-dataset-{D}d.npz)")
    parser.add_argument(
        "-d",
        "--dimension",
        type=_dimension,
        metavar="D",
        help="use only logs of this dimension: the values, and one for time",
    )
    parser.add_argument(
        "--value-range", nargs=2, type=float, metavar=("LO", "HI"), help="numbers in the logs that become 0 and 1 (0 1)"
    )
    parser.add_argument("--include-rnn", action="store_true", help="use what the model played, too")
    parser.add_argument(
        "--names", type=lambda text: text.split(","), metavar="X,Y,..", help="what the values are called (x1, x2, ..)"
    )
    parser.set_defaults(command=commands.make_dataset)


def _add_export(parsers: Any) -> None:
    parser = parsers.add_parser(
        "export",
        help="pack a model for a microcontroller",
        description="Writes a model's packed form, which plays on bare metal.",
    )
    parser.add_argument("model", metavar="MODEL", help="a .tflite file or a bundled model's name")
    form = parser.add_mutually_exclusive_group(required=True)
    form.add_argument("--c-header", type=Path, metavar="FILE", help="write it as a C array")
    form.add_argument("--binary", type=Path, metavar="FILE", help="write the bytes")
    parser.add_argument(
        "--precision", choices=("float32", "bfloat16", "int8"), default="float32", help="of the weights (float32)"
    )
    parser.add_argument("--name", metavar="NAME", help="the name of the C array (from the model's file name)")
    parser.set_defaults(command=commands.export)


def _add_models(parsers: Any) -> None:
    parser = parsers.add_parser("models", help="list the bundled models")
    parser.set_defaults(command=commands.list_models)


def _add_demo(parsers: Any) -> None:
    parser = parsers.add_parser("demo", help="watch a model answer a recorded hand in this terminal (no sound)")
    parser.add_argument("--seconds", type=float, metavar="N", help="stop after N seconds (at Ctrl-C)")
    parser.add_argument("--seed", type=_seed, default=7, metavar="N", help="make the random draws repeatable (7)")
    parser.add_argument("--model", default="mouse-3d-xs", metavar="MODEL", help="a model of dimension 3 (mouse-3d-xs)")
    parser.add_argument(
        "--web",
        nargs="?",
        const=5001,
        type=_port,
        metavar="PORT",
        help="a page, too, on this port (5001): with sound, and a pad for you",
    )
    parser.set_defaults(command=commands.show_demo)


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name not in ("", "none")]


def _add_bench(parsers: Any) -> None:
    parser = parsers.add_parser(
        "bench",
        help="measure how fast models run on this machine",
        description="Says which sizes are fast enough to play with; -v shows the times beside the limit set by memory "
        "bandwidth, and other engines (peers): tflite (the C library), tflite-runtime, ai-edge-litert, onnxruntime, "
        "torch.",
    )
    parser.add_argument(
        "model", nargs="?", metavar="MODEL", help="a .tflite file or a bundled model's name (random weights)"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="print the whole table")
    parser.add_argument("--sizes", type=_names, default=[], metavar="XS,S,..", help="of xxs xs s m l xl (xs to xl)")
    parser.add_argument("--dimension", type=_dimension, default=3, metavar="D", help="of the random weights (3)")
    parser.add_argument(
        "--precision", type=_names, metavar="P,..", help="bfloat16, int8 or none, beside float32 (both)"
    )
    parser.add_argument(
        "--performances",
        type=Path,
        metavar="FILE.npz",
        help="measure what lower precision costs MODEL on these (on what it plays by itself)",
    )
    parser.add_argument(
        "--vs", type=_names, metavar="PEERS", help="some of the peers, or none (all that are installed)"
    )
    parser.add_argument(
        "--rounds", type=_whole_number(1, MOST_ROUNDS), default=200, metavar="N", help="how often to measure (200)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results as JSON, too")
    parser.set_defaults(command=commands.measure)


def _add_run(parsers: Any) -> None:
    parser = parsers.add_parser(
        "run",
        help="play with a model over OSC, MIDI, a serial port or a web page",
        description="Listens for /interface x1 .. xn and sends what the model plays. "
        "The other OSC messages are in the documentation. What is given here wins over the configuration file.",
    )
    parser.add_argument(
        "model",
        nargs="?",
        metavar="MODEL",
        help="a .tflite file or a bundled model's name (with -d: the newest in models/ that fits)",
    )
    parser.add_argument("--config", metavar="FILE.toml", help="do what this file says (mdrnn init makes one; IMPSY's)")
    _add_engine(parser, default=None)
    parser.add_argument("--seed", type=_seed, metavar="N", help="make the random draws repeatable")
    parser.add_argument("-v", "--verbose", action="store_true", help="print every event")
    mode = parser.add_argument_group("who plays").add_mutually_exclusive_group()
    mode.add_argument(
        "--mode",
        choices=("callresponse", "polyphony", "battle", "useronly"),
        help="the model answers when you pause, answers each event, plays by itself, or is silent (callresponse)",
    )
    for flags in (("-c", "--call"), ("-p", "--polyphony"), ("-b", "--battle")):
        word = "callresponse" if flags[0] == "-c" else flags[1][2:]
        mode.add_argument(*flags, dest="mode", action="store_const", const=word, help=f"the same as --mode {word}")
    how = parser.add_argument_group("how it plays")
    how.add_argument(
        "--threshold",
        "--callresponsethresh",
        type=float,
        metavar="S",
        help="callresponse: seconds of silence before the model answers (0.1)",
    )
    how.add_argument(
        "--autostart",
        action="store_true",
        default=None,
        help="callresponse: the model may start before you have played",
    )
    _add_temperatures(how)
    how.add_argument("--timescale", type=float, metavar="X", help="multiplies the model's waits (1)")
    how.add_argument("--max-dt", type=float, metavar="S", help="the longest wait in seconds (5)")
    how.add_argument(
        "--grain", type=float, metavar="X", help="the step of all values; 0: none; -1: as the model says (-1)"
    )
    osc = parser.add_argument_group("OSC")
    osc.add_argument("--host", "--serverip", help="listen on this address (127.0.0.1)")
    osc.add_argument("--in-port", "--serverport", type=_port, metavar="PORT", help="listen on this port (6000)")
    osc.add_argument("--out-host", "--clientip", metavar="HOST", help="send to this host (this machine)")
    osc.add_argument("--out-port", "--clientport", type=_port, metavar="PORT", help="send to this port (6001)")
    osc.add_argument("--address", metavar="ADDRESS", help="the OSC address of what the model plays (/impsy)")
    osc.add_argument(
        "--imps", action="store_true", help="as IMPS: port 5001 in, /prediction to port 5000 out, threshold 2 s"
    )
    osc.add_argument("--no-osc", action="store_true", help="neither listen nor send")
    _add_wires(parser)
    log = parser.add_argument_group("logs")
    log.add_argument("-l", "--log", nargs="?", const="logs", metavar="DIR", help="write a log into this folder (logs)")
    log.add_argument("-o", "--only", "--log-only", dest="log_only", action="store_true", help="log, do not play")
    log.add_argument(
        "-d",
        "--dimension",
        type=_dimension,
        metavar="D",
        help="the number of values, plus one for time (the model's; with -o alone: what most messages have)",
    )
    log.add_argument("--modelsize", choices=tuple(SIZES), help="with -d and no MODEL: the size of the model to find")
    parser.set_defaults(command=run_commands.run)


def _add_wires(parser: argparse.ArgumentParser) -> None:
    wires = parser.add_argument_group("MIDI, serial port, page")
    wires.add_argument(
        "--midi-in",
        action="append",
        metavar="NAME",
        help="hear the MIDI inputs whose names have this in them: controllers 1, 2, .. of channel 1 are the values",
    )
    wires.add_argument("--midi-out", action="append", metavar="NAME", help="play to such a MIDI output")
    wires.add_argument("--serial", metavar="PORT", help="lines of values, both ways, on this serial port")
    wires.add_argument("--baudrate", type=_whole_number(50, 4_000_000), metavar="N", help="its speed (115200)")
    wires.add_argument(
        "--web", nargs="?", const=True, type=_port, metavar="PORT", help="serve the page on this port (5001)"
    )
    wires.add_argument("--token", metavar="TEXT", help="what other computers must show (a new one, with --host)")


def _add_init(parsers: Any) -> None:
    parser = parsers.add_parser(
        "init",
        help="write a configuration for your controller",
        description="Asks which ports are there, and listens for the controls that you move. With options it asks "
        "nothing: --in NAME --out NAME --controls 8.",
    )
    parser.add_argument("file", nargs="?", type=Path, default=Path("config.toml"), metavar="FILE", help="(config.toml)")
    parser.add_argument("--in", dest="midi_in", action="append", metavar="NAME", help="a MIDI input, or a part of it")
    parser.add_argument("--out", dest="midi_out", action="append", metavar="NAME", help="a MIDI output")
    parser.add_argument("--controls", type=_whole_number(1, 63), metavar="N", help="how many controls there are")
    parser.add_argument("--channel", type=_whole_number(1, 16), default=1, metavar="N", help="their MIDI channel (1)")
    parser.add_argument(
        "--first", type=_whole_number(0, 127), default=1, metavar="N", help="the number of the first controller (1)"
    )
    parser.add_argument("--model", metavar="MODEL", help="a .tflite file or a bundled model (one that fits)")
    parser.set_defaults(command=run_commands.init)


def _add_check(parsers: Any) -> None:
    parser = parsers.add_parser(
        "check", help="say what a configuration would do, and what is wrong with it, and play nothing"
    )
    parser.add_argument("file", type=Path, metavar="FILE.toml", help="a configuration, of IMPSY too")
    parser.set_defaults(command=run_commands.check)


def _add_ports(parsers: Any) -> None:
    parser = parsers.add_parser("ports", help="list the MIDI and serial ports that are there")
    parser.set_defaults(command=run_commands.list_ports)


def _add_doctor(parsers: Any) -> None:
    parser = parsers.add_parser(
        "doctor", help="look at what playing needs on this computer, and say what to do where it is missing"
    )
    parser.add_argument("--log", type=Path, default=Path("logs"), metavar="DIR", help="the folder of the logs (logs)")
    parser.set_defaults(command=run_commands.doctor)
