# SPDX-License-Identifier: MIT
"""Which model a configuration means, and whether the model, `dimension` and the mappings agree."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ... import models, sizes
from ...errors import MdrnnError
from .source import Fault, Source
from .wanted import Config

if TYPE_CHECKING:
    from ..._core import Info

KERAS = (".keras", ".h5", ".hdf5")
FILE = ("model", "file")


class Unusable(MdrnnError):
    """A fault that was found when the model was looked for."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def choose(config: Config, source: Source) -> Path | None:
    """The file of the model; None: nothing plays, and a log is written. What is replaced is told in `source.faults`.

    A relative name is looked for in the configuration's folder, then here.

    Raises:
        Unusable: there is none, or it must be converted first.
    """
    wanted = config.playing.model
    if wanted is None:
        return _bundled(config, source, "no model is named")
    stem = Path(wanted)
    if not stem.name:  # a folder, such as / or .
        return _bundled(config, source, f"{wanted} is not there")
    if stem.suffix in KERAS:
        lite = _first_file(source, stem.with_suffix(models.SUFFIX))
        if lite is not None:
            source.blame(FILE, f"[model] file is {wanted}: plays {lite}, which is beside it", harmless=True)
            return lite
        keras = _first_file(source, stem)
        if keras is not None:
            what = f"[model] file is {wanted}, a Keras model, expected a .tflite: mdrnn convert {keras} makes one of it"
            raise Unusable(source.fault(FILE, what))
    elif (there := _first_file(source, stem, stem.with_name(stem.name + models.SUFFIX))) is not None:
        return there
    elif stem.name.removesuffix(models.SUFFIX) == wanted.removesuffix(models.SUFFIX) in models.names():
        return models.path(wanted.removesuffix(models.SUFFIX))
    return _bundled(config, source, f"{wanted} is not there")


def _first_file(source: Source, *wanted: Path) -> Path | None:
    for folder in (source.folder, Path()):
        for name in wanted:
            try:
                if (folder / name).is_file():
                    return folder / name
            except (OSError, ValueError):  # no file can have such a name
                continue
    return None


def _bundled(config: Config, source: Source, reason: str) -> Path | None:
    from ..._core import Predictor

    dimension = config.dimension
    if dimension is None:
        what = f"{reason}, and no dimension says which bundled model could play: give [model] file or dimension"
        raise Unusable(source.fault(FILE, what))
    for name in models.names():
        if Predictor(models.path(name)).info.dimension == dimension:
            if config.playing.mode != "useronly":
                what = f"{reason}: plays the bundled model {name}, which has dimension {dimension}"
                source.blame(FILE, what, harmless=True)
            return models.path(name)
    if config.playing.mode == "useronly":
        return None
    what = (
        f"{reason}, and no bundled model has dimension {dimension}: give [model] file, or record yourself "
        'with mode = "useronly" and train one'
    )
    raise Unusable(source.fault(FILE, what))


def compare(config: Config, source: Source, info: "Info") -> list[Fault]:
    """Where the file and the model contradict each other."""
    faults = []
    values = info.dimension - 1
    given = config.settings.dimension if ("model", "dimension") in source.lines else None
    if given is not None and given != info.dimension:
        what = f"[model] dimension is {given}, but the model {info.path} has dimension {info.dimension}"
        faults.append(source.fault(("model", "dimension"), what))
    else:
        for each in config.mappings:
            if each.entries != values:
                what = f"{each}, but the model {info.path} has dimension {info.dimension}: expected {values}"
                faults.append(source.fault(each.path, what))
    faults += _other_temperatures(config, source, info)
    faults += _missing_models(config, source, info)
    size = sizes.name_of(info.units, info.layers)
    if config.size is not None and config.size != size:
        is_size = size or f"{info.layers} x {info.units} units"
        what = f'[model] size is "{config.size}", but the model {info.path} is {is_size}; the model decides'
        faults.append(source.fault(("model", "size"), what, harmless=True))
    return faults


def _other_temperatures(config: Config, source: Source, info: "Info") -> Iterator[Fault]:
    """The file's win. Those that IMPSY's files have make a model that has learned to rest hardly move."""
    recommended = info.metadata.get("recommended")
    for key, name in (("sigmatemp", "sigma_temperature"), ("pitemp", "pi_temperature")):
        given = getattr(config.playing, name)
        better = recommended.get(name) if isinstance(recommended, dict) else None
        is_from_file = ("model", key) in source.lines
        if is_from_file and isinstance(better, int | float) and given is not None and given != better:
            what = f"[model] {key} is {given:g}, but this model plays best at {better:g}: leave {key} out to have that"
            yield source.fault(("model", key), what, harmless=True)


def _missing_models(config: Config, source: Source, info: "Info") -> Iterator[Fault]:
    """Those that programs would load."""
    for name in config.settings.midi.models if config.settings.midi is not None else []:
        try:
            models.find(name, Path(info.path).parent)
        except MdrnnError as error:
            yield source.fault(("midi", "models"), f"[midi] models: {error}", harmless=True)
