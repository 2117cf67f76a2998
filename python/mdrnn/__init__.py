# SPDX-License-Identifier: MIT
"""mdrnn plays with you: a neural network learns how you play and answers in real time.

The names below are imported on first use, so `import mdrnn` costs next to nothing. It imports nothing itself: the
command is not yet ready for Ctrl-C.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from . import models as models
    from ._core import MODES, PARAMETERS, Counts, Event, Info, Parameter, Performer, Predictor
    from .data import dataset as dataset
    from .data import logs as logs
    from .data import mouse as mouse
    from .errors import MdrnnError

    __version__: str

__all__ = [
    "MODES",
    "PARAMETERS",
    "Counts",
    "Event",
    "Info",
    "MdrnnError",
    "Parameter",
    "Performer",
    "Predictor",
    "dataset",
    "logs",
    "models",
    "mouse",
]

_SUBMODULES = {"dataset": ".data.dataset", "logs": ".data.logs", "models": ".models", "mouse": ".data.mouse"}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "__version__":
        from importlib.metadata import version

        return version("mdrnn-live")
    if name in _SUBMODULES:
        return import_module(_SUBMODULES[name], __name__)
    if name == "MdrnnError":
        return import_module(".errors", __name__).MdrnnError
    if name in __all__:
        return getattr(import_module("._core", __name__), name)
    raise AttributeError(f"module 'mdrnn' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, "__version__"})
