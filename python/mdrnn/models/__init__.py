# SPDX-License-Identifier: MIT
"""The bundled models, and how a model's name becomes a file."""

import os
from pathlib import Path

from ..errors import MdrnnError
from ..files import check_regular
from ..wording import is_plain_name, printable

SUFFIX = ".tflite"
OWN = Path("models")  # the folder of models that are not bundled; a name from the network may mean one of them


def folders() -> list[Path]:
    """Where bundled models are: beside this file in an installed package, in `models/` of a source tree."""
    here = Path(__file__).resolve().parent
    return [folder for folder in (here, here.parents[2] / "models") if any(folder.glob("*" + SUFFIX))]


def names() -> list[str]:
    """The bundled models, sorted."""
    return sorted({file.stem for folder in folders() for file in folder.glob("*" + SUFFIX)})


def path(name: str) -> Path:
    """The file of a bundled model.

    Raises:
        MdrnnError: none has that name.
    """
    for folder in folders():
        file = folder / f"{name}{SUFFIX}"
        if file.is_file():
            return file
    raise MdrnnError(f"no bundled model is called {name}, there are: {', '.join(names()) or 'none'}")


def resolve(name: str | os.PathLike[str], beside: Path | None = None) -> Path:
    """The file that a name means: a path, from here or from `beside`, `.tflite` optional, or a bundled model.

    Raises:
        MdrnnError: there is none, or it is a file from Keras or IMPSY.
    """
    text = os.fspath(name)
    starts = [Path(text)] if beside is None else [Path(text), beside / text]
    for start in starts:
        for file in (start, start.with_name(start.name + SUFFIX) if start.name else start):
            if _is_file(file):
                return _checked(file)
    if text.removesuffix(SUFFIX) in names():
        return path(text.removesuffix(SUFFIX))
    for start in starts:
        _check_regular(start)
    listed = ", ".join(names()) or "none"
    raise MdrnnError(
        f"{printable(text):.200}: no such model file, and no bundled model has that name (there are: {listed})"
    )


def find(name: str, beside: Path | None = None) -> Path:
    """The file that a name from the network means: bundled, or a `.tflite` here, in `models/` or in `beside`.

    A path is refused: a sender must not be able to find out which files exist.

    Raises:
        MdrnnError: it is not a plain name, or no model has it.
    """
    stem = name.removesuffix(SUFFIX)
    if not is_plain_name(stem):
        raise MdrnnError(f"'{printable(name):.200}' is not a model's name, expected one without a folder")
    for folder in searched(beside):
        if _is_file(folder / f"{stem}{SUFFIX}"):
            return folder / f"{stem}{SUFFIX}"
    if stem in names():
        return path(stem)
    raise MdrnnError(
        f"{printable(stem):.200}: no such model here, in models/ or beside the running one, and none is bundled "
        f"under that name (there are: {', '.join(names()) or 'none'})"
    )


def searched(beside: Path | None) -> list[Path]:
    """The folders in which `find` looks before the bundled ones."""
    return [Path(), OWN, *([beside] if beside is not None else [])]


def _checked(file: Path) -> Path:
    """Not one of the files that people have beside their models."""
    shown = printable(str(file))
    if file.suffix in (".h5", ".hdf5", ".keras"):
        raise MdrnnError(f"{shown}: a Keras model, expected a .tflite: mdrnn convert makes one of it")
    if file.suffix == ".toml":
        raise MdrnnError(f"{shown}: a configuration file, expected a .tflite file: name the model itself")
    return file


def _check_regular(file: Path) -> None:
    """Raises MdrnnError for a folder or a pipe; a name that no file can have passes."""
    try:
        check_regular(file)
    except OSError:
        return


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # such a name is impossible
        return False
