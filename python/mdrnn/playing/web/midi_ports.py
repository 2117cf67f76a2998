# SPDX-License-Identifier: MIT
"""MIDI on the page: which ports there are, which control moves which value, and learning that by moving it."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...errors import MdrnnError
from ...wording import how_to_install
from ..midi_words import CONTROL_CHANGE, NOTE_ON, PITCH_BEND, usual_for
from ..settings import MidiSettings

if TYPE_CHECKING:
    from ..channel import Channel
    from ..session import Session
    from .asks import Asks

LEARN_SECONDS = 15.0

_NO_MIDI = f"there is no MIDI in this installation: {how_to_install('midi')}"
_NOT_WANTED = "MIDI is not used in this run: start it with MIDI, then a control can be learned"


def listed() -> dict[str, Any]:
    """Inputs and outputs by their names; why there are none as a sentence. Waits for the system."""
    try:
        inputs, outputs = _ports().ports()
    except ImportError:
        return {"inputs": [], "outputs": [], "sentence": _NO_MIDI}
    except MdrnnError as error:
        return {"inputs": [], "outputs": [], "sentence": str(error)}
    return {"inputs": list(inputs), "outputs": list(outputs), "sentence": ""}


def mapping(session: "Session") -> list[dict[str, str]]:
    """For each value what moves it, on every input; nothing where MIDI is not used."""
    channel, count = _midi(session), _count(session)
    if channel is None:
        return []
    inputs = {name: entries or usual_for(session.performer, count) for name, entries in channel.settings.inputs.items()}
    said: list[dict[str, str]] = []
    for index in range(count):
        parts = [
            f"{name or 'any input'}: {_text(entries[index])}"
            for name, entries in inputs.items()
            if index < len(entries)
        ]
        said.append({"text": "; ".join(parts)})
    return said


class Learning:
    """At most one control at a time, for everybody who looks."""

    def __init__(self, session: "Session", asks: "Asks", tell_all: Callable[[dict[str, Any]], None]) -> None:
        self._session = session
        self._asks = asks
        self._tell_all = tell_all
        self._moved: asyncio.Future[tuple[str, bytes]] | None = None

    def close(self) -> None:
        if self._moved is not None:
            self._moved.cancel()

    async def learn(self, index: Any) -> dict[str, Any]:
        """Waits until a control is moved: from now on it moves this value.

        Raises:
            MdrnnError: there is no such value, no MIDI in this run, or nothing was moved.
        """
        channel, count = _midi(self._session), _count(self._session)
        if channel is None:
            raise MdrnnError(_NOT_WANTED)
        if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < count:
            raise MdrnnError(f"there is no value {index!s:.20}, expected 0 to {count - 1}")
        if self._moved is not None:
            raise MdrnnError("another control is being learned, expected one at a time")
        self._moved = self._session.loop.create_future()
        try:
            port, message = await self._wait(self._moved)
        finally:
            self._moved = None
        self._take(channel, port, index, message)
        said = {"index": index, "mapping": mapping(self._session)}
        self._tell_all({"learned": said})
        return said

    async def _wait(self, moved: "asyncio.Future[tuple[str, bytes]]") -> tuple[str, bytes]:
        loop = self._session.loop

        def heard(port: str, message: bytes) -> None:
            if _entry(message) is not None:
                loop.call_soon_threadsafe(_set, moved, (port, bytes(message)))

        watch = await self._asks.at_ports(_ports().listen, heard)
        try:
            async with asyncio.timeout(LEARN_SECONDS):
                return await moved
        except TimeoutError as error:
            raise MdrnnError(f"nothing was moved within {LEARN_SECONDS:g} seconds") from error
        finally:
            await asyncio.shield(self._asks.at_ports(watch.close))

    def _take(self, channel: Any, port: str, index: int, message: bytes) -> None:
        inputs = channel.settings.inputs
        wanted = sorted((name for name in inputs if name.lower() in port.lower()), key=len, reverse=True)
        if not wanted:
            raise MdrnnError(f"{port} is not used in this run, expected one of {', '.join(inputs) or 'none'}")
        entry = _entry(message)
        assert entry is not None
        entries = list(inputs[wanted[0]]) or usual_for(self._session.performer, max(_count(self._session), index + 1))
        entries += usual_for(None, index + 1)[len(entries) :]
        entries[index] = entry  # those that only a larger model needs stay
        inputs[wanted[0]] = entries
        channel.loaded()  # it looks at its mapping again


def _ports() -> Any:
    """Imported only where it is asked for."""
    from ..midi import ports

    return ports


def _midi(session: "Session") -> Any:
    """The channel, if this run has one."""
    channels: list[Channel] = session.channels
    return next((each for each in channels if isinstance(getattr(each, "settings", None), MidiSettings)), None)


def _count(session: "Session") -> int:
    return session.dimension - 1 if session.dimension is not None else 0


def _entry(message: bytes) -> tuple[str, list[int]] | None:
    """What a mapping says for this message; a note's end and other messages are no control."""
    if len(message) != 3:
        return None
    kind, channel = message[0] & 0xF0, (message[0] & 0x0F) + 1
    if kind == CONTROL_CHANGE:
        return "control_change", [channel, message[1]]
    if kind == NOTE_ON and message[2] > 0:
        return "note_on", [channel]
    return ("pitch_bend", [channel]) if kind == PITCH_BEND else None


def _text(entry: tuple[str, list[int]]) -> str:
    word, numbers = entry
    return " ".join([word, *map(str, numbers)])


def _set(moved: "asyncio.Future[tuple[str, bytes]]", found: tuple[str, bytes]) -> None:
    if not moved.done():
        moved.set_result(found)
