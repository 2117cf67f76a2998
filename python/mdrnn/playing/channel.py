# SPDX-License-Identifier: MIT
"""What every channel is: one wire that a player, a synthesiser or a program is connected by."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .session import Session


class Channel:
    """Turns what arrives on its wire into calls to the session, and the session's events into what it sends.

    All methods are called on the session's event loop and must not wait. If one raises, the session says so once,
    closes the channel and tries to open it again; the other channels play on.
    """

    name = ""
    """As sentences for people begin: `MIDI`, `serial`."""

    is_wire = True
    """Whether music comes or goes by it; a run without such a channel ends."""

    def open(self, session: "Session") -> None:
        """Begins to listen.

        Raises:
            MdrnnError: it cannot; the session tries again later.
        """

    def close(self) -> None:
        """Ends what still sounds of it and frees its ports; also called when `open` has failed."""

    def describe(self) -> str:
        """What it is connected to, as a part of a sentence: `listens on 127.0.0.1:6000`; "": nothing to say."""
        return ""

    def hint(self, values: str) -> str:
        """How to play by it, as a part of a sentence; `values`: what an event has, such as `x1 x2`; "": no hint."""
        return ""

    def summary(self) -> list[str]:
        """What there is to say about it at the end, one sentence each."""
        return []

    def heard(self, values: list[float], source: "Channel | None") -> None:
        """The player's event as the network hears it (0..1), and the channel that it came by."""

    def released(self, indices: list[int], source: "Channel") -> None:
        """The player has let go of the notes of these values, which came by that channel as `heard` says."""

    def play(self, values: list[float]) -> None:
        """An event of the machine, due now; values 0..1."""

    def silence(self) -> None:
        """The machine's turn is over, or all is reset: whatever still sounds ends."""

    def planned(self, due: float | None) -> None:
        """When the machine's next event is due, in the session's seconds; None: nothing is planned."""

    def changed(self, facts: dict[str, Any]) -> None:
        """Some of `Session.facts` have new values: a parameter, the log, the mode."""

    def loaded(self) -> None:
        """Another model plays; without a model: it is known now how many values an event has."""

    def report(self, sentence: str) -> None:
        """Something went wrong, anywhere in the session."""
