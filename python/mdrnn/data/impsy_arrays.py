# SPDX-License-Identifier: MIT
"""The pickled arrays in IMPSY's datasets, read by an unpickler that admits numpy arrays and nothing else."""

import io
import pickle
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from ..errors import MdrnnError

KEY = "perfs"  # of the one entry

# What numpy 1 and 2 write to rebuild an array; both names lead to the numpy of this process.
_ADMITTED = {
    (f"{package}.{module}", name)
    for package in ("numpy.core", "numpy._core")
    for module, name in (("multiarray", "_reconstruct"), ("multiarray", "scalar"), ("numeric", "_frombuffer"))
} | {("numpy", "ndarray"), ("numpy", "dtype")}


def _latin1(text: str, encoding: str) -> bytes:
    """Replaces `_codecs.encode`, with which older pickles write the bytes of an array."""
    if encoding != "latin1":
        raise MdrnnError(f"refused: its pickle encodes as {encoding!r}, expected latin1")
    return text.encode("latin1")


def _no_bytes(*found: Any) -> bytes:
    """Replaces `bytes`, with which protocol 2 writes those of an empty array."""
    if found:
        raise MdrnnError("refused: its pickle makes bytes of something, expected numpy arrays alone")
    return b""


class _ArrayUnpickler(pickle.Unpickler):
    """Rebuilds numpy arrays; refuses every other name before anything is imported."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("_codecs", "encode"):
            return _latin1
        if (module, name) in (("__builtin__", "bytes"), ("builtins", "bytes")):
            return _no_bytes
        if (module, name) not in _ADMITTED:
            raise MdrnnError(f"refused: its pickle asks for {module}.{name}, expected numpy arrays alone")
        if module == "numpy":
            return getattr(np, name)
        home = np.core if np.lib.NumpyVersion(np.__version__) < "2.0.0" else np._core  # type: ignore[attr-defined]
        return getattr(getattr(home, module.rpartition(".")[2]), name)


def performances(archive: zipfile.ZipFile, path: Path) -> list[npt.NDArray[Any]]:
    """The arrays in `perfs`: an array of arrays, a block (P, T, D), or one performance (T, D).

    Raises:
        MdrnnError: it holds something else, is damaged, or its pickle would run code.
    """
    with archive.open(f"{KEY}.npy") as file:
        content = io.BytesIO(file.read())
    if _holds_objects(content):
        array = _unpickled(content, path)
    else:
        content.seek(0)
        array = np.lib.format.read_array(content, allow_pickle=False)
    if not isinstance(array, np.ndarray) or array.ndim not in (1, 2, 3) or (array.dtype != object and array.ndim == 1):
        shape = f"has shape {array.shape}" if isinstance(array, np.ndarray) else f"is a {type(array).__name__}"
        raise MdrnnError(f"{path}: {KEY} {shape}, expected arrays of shape (T, D)")
    return [_rows(path, each) for each in ([array] if array.ndim == 2 else array)]


def _unpickled(content: IO[bytes], path: Path) -> Any:
    try:
        return _ArrayUnpickler(content).load()
    except MdrnnError as error:
        raise MdrnnError(f"{path}: {error}") from None
    except Exception as error:  # a damaged pickle may raise anything
        raise MdrnnError(f"{path}: its pickle is damaged ({type(error).__name__})") from error


def _holds_objects(content: IO[bytes]) -> bool:
    """Reads the header of an .npy, up to where a pickle would begin."""
    version = np.lib.format.read_magic(content)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    _, _, dtype = read(content)
    return bool(dtype.hasobject)


def _rows(path: Path, performance: Any) -> npt.NDArray[np.float64]:
    """numpy stores performances of one common shape as a block of objects: numbers again."""
    if not isinstance(performance, np.ndarray):
        raise MdrnnError(f"{path}: a performance is a {type(performance).__name__}, expected an array")
    try:
        return performance.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise MdrnnError(f"{path}: a performance holds something else than numbers") from error
