# SPDX-License-Identifier: MIT
"""What each word of `osc_protocol.WORDS` does, whichever channel it came by."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import models
from ..data.logs import MAX_DIMENSION
from ..errors import MdrnnError
from ..wording import counted
from . import osc_protocol as osc

if TYPE_CHECKING:
    from .channel import Channel
    from .session import Session

Reply = Callable[[str, list[Any]], None]
"""Takes the address and the arguments of an answer."""


class Words:
    """Obeys words on behalf of a session. Each method raises a ValueError with a sentence if an argument is wrong."""

    def __init__(self, session: "Session") -> None:
        self._session = session

    def obey(self, address: str, arguments: list[osc.Argument], channel: "Channel", reply: Reply) -> None:
        """
        Raises:
            ValueError: an unknown word, or a wrong argument; the core's sentences too.
        """
        word = osc.find(address)
        if word.parameter:
            self._set(word.name, address, arguments)
        elif word.name in osc.EVENT_NAMES:
            getattr(self, f"_{word.name}")(address, arguments, channel)
        elif word.name in ("step", "info"):
            getattr(self, f"_{word.name}")(address, arguments, reply)
        else:
            getattr(self, f"_{word.name}")(address, arguments)

    def _set(self, name: str, address: str, arguments: list[osc.Argument]) -> None:
        wanted = 2 if address == "/temperature" else 1
        most = 2 if name == "sigma_temperature" else 1
        if not wanted <= len(arguments) <= most:
            raise MdrnnError(f"{address}: {counted(len(arguments), 'argument')}, expected {wanted}")
        if name == "mode" and isinstance(arguments[0], str):
            self._session.set(name, arguments[0])
            return
        first, *rest = osc.numbers(address, arguments)
        self._session.set(name, first)
        if rest:
            self._session.set("pi_temperature", rest[0])

    def _event(self, address: str, arguments: list[osc.Argument], channel: "Channel") -> None:
        self._session.hear(osc.numbers(address, arguments), channel, address)

    def _value(self, address: str, arguments: list[osc.Argument], channel: "Channel") -> None:
        if len(arguments) != 2:
            raise MdrnnError(f"{address}: {counted(len(arguments), 'argument')}, expected an index and a value")
        index, value = osc.numbers(address, arguments)
        if not 0 <= index < MAX_DIMENSION or index % 1:
            raise MdrnnError(f"{address}: index is {index:g}, expected a whole number from 0")
        self._session.hear_some({int(index): value}, channel, address)

    def _step(self, address: str, arguments: list[osc.Argument], reply: Reply) -> None:
        reply(osc.STEP, self._session.need_performer()._step(osc.numbers(address, arguments)))

    def _load(self, address: str, arguments: list[osc.Argument]) -> None:
        self._session.need_performer()
        if len(arguments) != 1 or not isinstance(arguments[0], str):
            raise MdrnnError(f"{address}: expected the name of a model")
        running = self._session.model
        self._session.load(models.find(arguments[0], running.parent if running is not None else None))

    def _reset(self, address: str, arguments: list[osc.Argument]) -> None:
        self._session.reset()

    def _seed(self, address: str, arguments: list[osc.Argument]) -> None:
        numbers = osc.numbers(address, arguments)
        if len(numbers) != 1 or not 0 <= numbers[0] < 2**53 or numbers[0] % 1:
            raise MdrnnError(f"{address}: expected one whole number from 0")
        self._session.need_performer().seed(int(numbers[0]))

    def _record(self, address: str, arguments: list[osc.Argument]) -> None:
        self._session.recording.obey(address, arguments)

    def _token(self, address: str, arguments: list[osc.Argument]) -> None:
        raise MdrnnError(f"{address}: is only for OSC, expected it there")

    def _info(self, address: str, arguments: list[osc.Argument], reply: Reply) -> None:
        for key, value in self._session.facts():
            reply(osc.INFO, [key, value])
