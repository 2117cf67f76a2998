# SPDX-License-Identifier: MIT
"""What `mdrnn run` does, and the commands around it: `check`, `init`, `ports`, `doctor`."""

import argparse
import shlex
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import sizes
from .commands import readable, say, show
from .errors import MdrnnError
from .wording import counted, printable

if TYPE_CHECKING:
    from ._core import Info, Performer
    from .playing.config.source import Source
    from .playing.config.wanted import Config
    from .playing.config.writing import Plan
    from .playing.session import Session
    from .playing.settings import Settings


def run(options: argparse.Namespace) -> int:
    from .playing.channels import wanted
    from .playing.session import Session

    _sort_out_log_and_model(options)
    config = _wanted(options)
    performer = _performer(config, options)
    if config.settings.log or performer is None:
        _prepare_log_folder(config.settings.log_folder)
    for fault in sorted(config.faults, key=lambda fault: fault.line or 0):
        say(str(fault))
    settings = config.settings if performer is not None else _with_dimension(config.settings)
    session = Session(performer, settings, wanted(settings))
    try:
        for line in _opening(session):
            _announce(line)
    except BaseException:
        session.close()
        raise
    session.run()
    for line in session.summary():
        _announce(line)
    return 0


def _with_dimension(settings: "Settings") -> "Settings":
    """Without a model, MIDI's mapping says how many values an event has: a knob alone sends no whole event."""
    from .playing.midi_words import UNKNOWN_VALUES

    inputs = list(settings.midi.inputs.values()) if settings.midi is not None else []
    inputs += [settings.serial_midi.inputs] if settings.serial_midi is not None else []
    if settings.dimension is not None or not inputs:
        return settings
    return replace(settings, dimension=1 + max(len(mapping) or UNKNOWN_VALUES for mapping in inputs))


def _announce(sentence: str) -> None:
    print(f"mdrnn: {printable(sentence)}", flush=True)


def _opening(session: "Session") -> Iterator[str]:
    """What is played, where, and what to do now."""
    performer = session.performer
    begins = "records what you play" if performer is None else f"{performer.mode} with {performer.info.path}"
    yield "; ".join([begins, *session.descriptions()])
    values = {None: "x1 x2 ..", 2: "x1", 3: "x1 x2"}.get(session.dimension, f"x1 .. x{(session.dimension or 0) - 1}")
    values += "" if performer is None else " (0 to 1)"
    yield "; ".join([*session.hints(values), f"{_next_step(performer)}. Ctrl-C ends"])
    if session.settings.token is not None:
        yield f"the token is {session.settings.token}: another machine sends it first, or only its events are heard"


def _next_step(performer: "Performer | None") -> str:
    if performer is None:
        return "each message becomes a row of the log"
    from .playing.config.wanted import MODES

    return MODES[performer.mode].format(threshold=performer.threshold)


# ---- what is wanted -------------------------------------------------------------------------------------------------


def _wanted(options: argparse.Namespace) -> "Config":
    """The configuration file, if one is given, and the options on top of it.

    Raises:
        MdrnnError: the first fault of the file that is not harmless.
    """
    from .playing.config import flags
    from .playing.config.wanted import Config

    config = Config()
    if options.config is not None:
        from .playing.config import meaning

        config = meaning.read(Path(options.config))
        _refuse(config)
    return flags.apply(config, options)


def _refuse(config: "Config") -> None:
    serious = [fault for fault in config.faults if not fault.harmless]
    if serious:
        more = f" ({counted(len(serious) - 1, 'other fault')}: mdrnn check lists all)" if len(serious) > 1 else ""
        raise MdrnnError(f"{serious[0]}{more}")


def _sort_out_log_and_model(options: argparse.Namespace) -> None:
    """`--log MODEL` is parsed as a folder: if it names a model, it is the model. A .toml is a configuration."""
    from . import models

    if options.model is None and options.log is not None and not Path(options.log).is_dir():
        named = options.log.endswith(models.SUFFIX) or options.log in models.names()
        if named:
            options.model, options.log = options.log, "logs"
    if options.config is None and options.model is not None and options.model.endswith(".toml"):
        options.config, options.model = options.model, None
    if options.log_only and options.log is None and options.config is None:
        options.log = "logs"
    if options.model is None and options.config is None and not options.log_only:
        options.model = _find_model(options.dimension, options.modelsize)
    if options.log_only and options.model is None and options.dimension is not None:
        from .data.logs import MAX_DIMENSION

        if not 2 <= options.dimension <= MAX_DIMENSION:
            raise MdrnnError(f"dimension is {options.dimension}, expected 2 to {MAX_DIMENSION}")


def _prepare_log_folder(folder: Path) -> None:
    """Makes the folder and writes to it: a concert whose log is lost from the start does not start.

    Raises:
        MdrnnError: no log can be written there.
    """
    import tempfile

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\n")
    except OSError as error:
        raise MdrnnError(f"log: {folder}: cannot be written: {error.strerror}") from error


def _find_model(dimension: int | None, size: str | None) -> str:
    """As IMPS does: the newest in `models/` here that fits, then a bundled one."""
    from . import models

    if dimension is None:
        raise MdrnnError("no MODEL is given: name one (mdrnn models lists some), or write a log only with --log-only")
    for info in readable([*_newest_first(Path("models")), *map(models.path, models.names())]):
        if info.dimension == dimension and (size is None or sizes.name_of(info.units, info.layers) == size):
            return info.path
    wanted = f"dimension {dimension}" + (f" and size {size}" if size else "")
    raise MdrnnError(f"no model in models/ and no bundled one has {wanted}; give one by its path")


def _newest_first(folder: Path) -> list[Path]:
    from . import models

    files = [file for file in folder.glob("*" + models.SUFFIX) if file.is_file()]
    return sorted(files, key=lambda file: file.stat().st_mtime, reverse=True)


# ---- the performer --------------------------------------------------------------------------------------------------


def _performer(config: "Config", options: argparse.Namespace) -> "Performer | None":
    """The core's performer as asked for, or None for a log without a model."""
    model = _model(config, options)
    if model is None:
        return None
    from ._core import Performer

    playing = config.playing
    names = ("mode", "threshold", "timescale", "max_dt", "grain", "autostart", "engine", "precision", "seed")
    given = {name: value for name in names if (value := getattr(playing, name)) is not None}
    if options.dimension is not None:
        given["dimension"] = options.dimension
    performer = Performer(model, **given)
    for name in ("pi_temperature", "sigma_temperature"):  # else the core takes the model's recommendation
        if getattr(playing, name) is not None:
            setattr(performer, name, getattr(playing, name))
    if config.source is not None:
        _agree(config, config.source, performer.info)
    return performer


def _model(config: "Config", options: argparse.Namespace) -> Path | None:
    """The command line's, else the file's."""
    from . import models

    if options.model is not None:
        return models.resolve(options.model)
    if config.source is None or options.log_only:
        return None
    from .playing.config import model

    return model.choose(config, config.source)


def _agree(config: "Config", source: "Source", info: "Info") -> None:
    from .playing.config import model

    source.faults += model.compare(config, source, info)
    _refuse(config)


# ---- check ----------------------------------------------------------------------------------------------------------


def check(options: argparse.Namespace) -> int:
    """Every fault of a file, and what would happen; 1 if it could not be played."""
    from .playing.config import explain, meaning, model

    config = meaning.read(options.file)
    source = config.source
    assert source is not None
    info = None
    if not any(not fault.harmless for fault in source.faults):
        try:
            chosen = model.choose(config, source)
            info = None if chosen is None else _info(chosen)
        except model.Unusable as error:
            source.faults.append(error.fault)
        if info is not None:
            source.faults += model.compare(config, source, info)
    faults = sorted(source.faults, key=lambda fault: fault.line or 0)
    for fault in faults:
        say(str(fault))
    serious = sum(1 for fault in faults if not fault.harmless)
    if serious:
        return 1
    for sentence in explain.sentences(config, info, _midi_ports() if config.settings.midi else None):
        show(sentence)
    show(f"{options.file} can be played: mdrnn run --config {shlex.quote(str(options.file))}")
    return 0


def _info(file: Path) -> "Info":
    from ._core import Predictor

    return Predictor(file).info


def _midi_ports() -> tuple[list[str], list[str]] | None:
    from .playing import present

    try:
        return present.midi_ports()
    except MdrnnError as error:
        say(str(error))
        return None


# ---- ports, doctor --------------------------------------------------------------------------------------------------


def list_ports(_: argparse.Namespace) -> int:
    """0: all kinds could be listed, even if there is none."""
    from .playing import present

    code = 0
    try:
        inputs, outputs = present.midi_ports()
        for kind, names in (("MIDI input", inputs), ("MIDI output", outputs)):
            show("\n".join(f"{kind:<12} {name}" for name in names) or f"{kind:<12} none")
    except MdrnnError as error:
        say(str(error))
        code = 1
    try:
        found = present.serial_ports()
        show(
            "\n".join(f"{'serial port':<12} {device}  {what}".rstrip() for device, what in found) or "serial port  none"
        )
    except MdrnnError as error:
        say(str(error))
        code = 1
    return code


def doctor(options: argparse.Namespace) -> int:
    """0: nothing has to be done."""
    from .playing import doctor

    findings = []
    for finding in doctor.look(options.log):
        mark = "ok" if not finding.advice else "do" if finding.needed else "--"
        show(f"{mark}  {finding.what}" + (f"; {finding.advice}" if finding.advice else ""))
        findings.append(finding)
    show(doctor.summary(findings))
    return 1 if any(each.advice and each.needed for each in findings) else 0


# ---- init -----------------------------------------------------------------------------------------------------------


def init(options: argparse.Namespace) -> int:
    """Writes a new configuration from the options, or from what is found and asked in a terminal."""
    from .playing.config import writing

    if options.file.exists():
        raise MdrnnError(f"{options.file}: exists already: give another name")
    given = options.midi_in or options.midi_out or options.controls is not None
    plan = _plan(options) if given or not sys.stdin.isatty() else _asked()
    plan = replace(plan, model=_model_for(plan.values + 1, options.model))
    writing.write(options.file, plan)
    name = shlex.quote(str(options.file))
    show(f"{options.file} is written: mdrnn check {name} says what it does, mdrnn run --config {name} plays")
    return 0


def _plan(options: argparse.Namespace) -> "Plan":
    from .playing.config.writing import Plan, controllers

    if options.controls is None:
        raise MdrnnError("without a terminal nothing can be asked: give --controls N, and --in NAME and --out NAME")
    first = options.first
    if first + options.controls > 128:
        raise MdrnnError(f"--controls {options.controls} from controller {first} on go beyond 127, the last there is")
    mapping = controllers(options.controls, options.channel, first)
    inputs, outputs = options.midi_in or [], options.midi_out or []
    return Plan(dict.fromkeys(inputs, mapping), dict.fromkeys(outputs, mapping), options.controls)


def _asked() -> "Plan":
    from .playing import present
    from .playing.config.asking import Dialogue

    inputs, outputs = _midi_ports() or ([], [])
    try:
        return Dialogue(show, input, present.listening).plan(inputs, outputs)
    except EOFError:
        raise MdrnnError("the terminal was closed before every question was answered: nothing is written") from None


def _model_for(dimension: int, given: str | None) -> str:
    """The one that is given, or the bundled model of this dimension, or "".

    Raises:
        MdrnnError: the given one has another dimension.
    """
    from . import models

    if given is None:
        bundled = readable(map(models.path, models.names()))
        return next((Path(info.path).stem for info in bundled if info.dimension == dimension), "")
    found = _info(models.resolve(given)).dimension
    if found != dimension:
        wanted = f"expected {dimension}, for {counted(dimension - 1, 'control')} and time"
        raise MdrnnError(f"{given}: dimension is {found}, {wanted}")
    return given
