# SPDX-License-Identifier: MIT
"""The questions that a page may ask, and who answers each."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from ...errors import MdrnnError
from ...wording import printable
from . import library

if TYPE_CHECKING:
    from ..session import Session
    from .client import Client

Ask = dict[str, Any]
Answer = dict[str, Any]
T = TypeVar("T")


class Asks:
    """Answers on the session's loop; whatever touches the disk waits on a thread of its own."""

    def __init__(self, session: "Session", tell_all: Callable[[dict[str, Any]], None]) -> None:
        """`tell_all` sends an object to every page."""
        self._session = session
        self._tell_all = tell_all
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mdrnn-web")
        self._answers: dict[str, Callable[[Client, Ask], Awaitable[Answer]]] = {"models": self._models}

    def close(self) -> None:
        self._disk.shutdown(wait=False, cancel_futures=True)

    async def answer(self, client: "Client", name: str, ask: Ask) -> Answer:
        """What is sent back besides the name and the number of the question.

        Raises:
            ValueError, OSError: with a sentence.
        """
        if name not in self._answers:
            known = ", ".join(sorted(self._answers))
            raise MdrnnError(f"unknown question {printable(name[:60])}, expected one of {known}")
        return await self._answers[name](client, ask)

    async def on_disk(self, act: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, act, *arguments)

    async def models(self) -> list[str]:
        """The names of all models that can be loaded."""
        return await self.on_disk(library.model_names, self._session.performer)

    async def _models(self, client: "Client", ask: Ask) -> Answer:
        return {"models": await self.models()}
