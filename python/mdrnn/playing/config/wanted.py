# SPDX-License-Identifier: MIT
"""What one run is to do; apart from reading files, so that a run without one is light."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..settings import Settings

if TYPE_CHECKING:
    from .source import Fault, Source


MODES = {
    "callresponse": "when you pause for {threshold:g} s, the model answers",
    "polyphony": "the model answers each event",
    "battle": "the model plays by itself all the time",
    "useronly": "the model listens and does not play",
}


@dataclass(frozen=True)
class Playing:
    """How the performer is to be made; None: the model's recommendation, or the core's default."""

    model: str | None = None
    mode: str | None = None
    threshold: float | None = None
    pi_temperature: float | None = None
    sigma_temperature: float | None = None
    timescale: float | None = None
    max_dt: float | None = None
    grain: float | None = None
    autostart: bool | None = None
    precision: str | None = None
    engine: str | None = None
    seed: int | None = None


@dataclass(frozen=True)
class Measured:
    """A mapping and where it stands; it must have one entry for each value of the model."""

    shown: str
    path: tuple[str | int, ...]
    entries: int

    def __str__(self) -> str:
        return f"{self.shown} has {self.entries} {'entry' if self.entries == 1 else 'entries'}"


@dataclass(frozen=True)
class Config:
    """Everything that one run is to do; without a file, what the command line and the defaults say."""

    settings: Settings = field(default_factory=Settings)
    playing: Playing = field(default_factory=Playing)
    title: str = ""
    size: str | None = None
    source: "Source | None" = None
    mappings: tuple[Measured, ...] = ()

    @property
    def faults(self) -> "list[Fault]":
        return self.source.faults if self.source is not None else []

    @property
    def dimension(self) -> int | None:
        """What the file says, or what its mappings mean if they agree; None: nothing is said."""
        lengths = {each.entries for each in self.mappings if each.entries}
        implied = lengths.pop() + 1 if len(lengths) == 1 else None
        return self.settings.dimension or implied
