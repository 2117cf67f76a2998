# SPDX-License-Identifier: MIT
"""A command of mdrnn as a process beside the daemon: its lines come to the event loop, and so does its end."""

import asyncio
import contextlib
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO

COMMAND = (sys.executable, "-m", "mdrnn.playing.web.beside")
CHECK = (sys.executable, "-m", "mdrnn.playing.web.check")
LONGEST_LINE = 2000  # characters; what is beyond them is cut off
MOST_LINES = 500  # that are kept


@dataclass
class Ended:
    """What a command has left: its exit code, and its last lines."""

    code: int
    out: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """Why it failed, as it said itself."""
        lines = self.errors or self.out
        return lines[-1].removeprefix("mdrnn: ") if lines else f"it ended with code {self.code} and said nothing"


class Beside:
    """One run of a command."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        arguments: Sequence[str],
        hear: Callable[[str], None] | None = None,
        command: Sequence[str] = (),
    ) -> None:
        """Begins it; may wait for the disk, so not on the loop. `hear` gets each line of its stderr, on the loop.

        `command`: another one than mdrnn's.

        Raises:
            OSError: it cannot begin.
        """
        self._loop = loop
        self._hear = hear
        self._ended: asyncio.Future[Ended] = loop.create_future()
        self._process = subprocess.Popen(
            [*(command or COMMAND), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._out: list[str] = []
        self._errors: list[str] = []
        self._thread = threading.Thread(target=self._follow, daemon=True, name="mdrnn-beside")
        self._thread.start()

    async def ended(self) -> Ended:
        """Waits for its end."""
        return await asyncio.shield(self._ended)

    def interrupt(self) -> None:
        """As Ctrl-C does: training keeps the best so far."""
        with contextlib.suppress(OSError):
            self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        with contextlib.suppress(OSError):
            self._process.kill()

    def _follow(self) -> None:
        """On its own threads, until the process has closed both outputs."""
        process = self._process
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdin is not None
        quiet = threading.Thread(target=_keep, args=(process.stdout, self._out, None), daemon=True)
        quiet.start()
        _keep(process.stderr, self._errors, self._pass_on)
        quiet.join()
        code = process.wait()
        for stream in (process.stdout, process.stderr, process.stdin):
            with contextlib.suppress(OSError):
                stream.close()
        self._call(self._end, Ended(code, self._out, self._errors))

    def _pass_on(self, line: str) -> None:
        if self._hear is not None:
            self._call(self._hear, line)

    def _end(self, ended: Ended) -> None:
        if not self._ended.done():
            self._ended.set_result(ended)

    def _call(self, act: Callable[..., None], *arguments: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: the daemon ends
            self._loop.call_soon_threadsafe(act, *arguments)


def _keep(stream: IO[str], lines: list[str], tell: Callable[[str], None] | None) -> None:
    while line := stream.readline(LONGEST_LINE):
        text = line.strip()
        if text:
            lines.append(text)
            del lines[:-MOST_LINES]
            if tell is not None:
                tell(text)
