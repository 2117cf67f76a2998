# SPDX-License-Identifier: MIT
"""Which log of a run is being written: begun and ended by message, one at a time, never over an older one."""

import os
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import MdrnnError
from ..wording import counted, is_visible_name, printable
from . import osc_protocol as osc
from .raw_log import RawLog

if TYPE_CHECKING:
    from .session import Session

POLL_SECONDS = 0.25  # between two looks at a log that is being written
CLOSE_SECONDS = 5.0  # a disk that takes longer for the last rows is not waited for
NEW_LOGS = 10  # that messages may begin within
NEW_LOGS_SECONDS = 10.0
LONGEST_NAME = 255  # bytes of a file's name, on every common file system


class Recording:
    """The logs of one session, written by the core's recorder, or by `RawLog` where there is no model.

    The core's recorder has a thread of its own: a slow disk does not hold up the music.
    """

    def __init__(self, session: "Session", raw: RawLog | None, changed: Callable[[], None]) -> None:
        """`changed` is called whenever a log has begun or ended."""
        self._session = session
        self._folder = session.settings.log_folder
        self._raw = raw
        self._changed = changed
        self._core_path: Path | None = None
        self._core_paths: list[Path] = []
        self._problems: dict[str, None] = {}  # why rows were dropped, each reason once, in order
        self._begun: deque[float] = deque(maxlen=NEW_LOGS)
        self._asked_at = self._began_at = 0  # how many events there had been
        self._following = False

    @property
    def path(self) -> Path | None:
        """The file that is being written."""
        return self._raw.path if self._raw is not None else self._core_path

    def summary(self) -> list[str]:
        """Which logs were written, and what is missing in them."""
        paths = self._raw.paths if self._raw is not None else self._core_paths
        lines = [f"{'the log is' if len(paths) == 1 else 'the logs are'} {', '.join(map(str, paths))}"] if paths else []
        performer = self._session.performer
        dropped = performer.counts.dropped_rows if performer is not None else 0
        if dropped:
            lines.append(f"{counted(dropped, 'row')} dropped: {'; '.join(self._problems)}")
        return lines

    def obey(self, address: str, arguments: list[osc.Argument]) -> None:
        """0: ends the log; 1 or a name: begins a new one.

        Raises:
            MdrnnError: something else, or a place where none can be written; the present log goes on.
        """
        if len(arguments) != 1:
            raise MdrnnError(f"{address}: {counted(len(arguments), 'argument')}, expected 0, 1 or a file name")
        name = arguments[0] if isinstance(arguments[0], str) else None
        if name is None and osc.numbers(address, arguments)[0] == 0.0:
            self.stop()
            return
        if name is not None:
            name = _log_name(address, name)
        if name is None and self._is_empty():
            return
        self._check_place(address, name)
        self._limit(address)
        self.begin(name)

    def begin(self, name: str | None) -> None:
        """A new file, of this name or an automatic one."""
        if self._raw is not None:
            self.stop()
            self._raw.record(name)
            return
        self._session.need_performer().record_later(f"{self._folder}/" if name is None else self._folder / name)
        self._asked_at = self._session.events
        if not self._following:
            self._following = True
            self._follow()

    def stop(self) -> None:
        if self._raw is not None:
            self._raw.decide()
            path = self._raw.path
            self._raw.stop()
            self._tell_ended(path)
            self._changed()
        else:
            self._session.need_performer().record_later(None)

    def close(self) -> None:
        """Waits until the last rows are on the disk."""
        self.stop()
        end = time.monotonic() + CLOSE_SECONDS
        while self.poll() and time.monotonic() < end:
            time.sleep(0.005)

    def poll(self) -> bool:
        """Reports what has become of the log; False when none is being written."""
        performer = self._session.performer
        while performer is not None:
            try:
                state = performer.poll_record()
            except OSError as error:
                self._session.trouble(f"log: {error}")
                self._problems[str(error)] = None
                continue
            if state == "begun":
                self._have_begun(performer.record_path)
            elif state == "done":
                self._have_ended(performer.record_path)
            else:
                self._core_path = self._core_path if state == "running" else None
                return state == "running"
        return False

    def _have_begun(self, path: Path) -> None:
        self._core_path = path
        self._core_paths.append(path)
        self._began_at = self._asked_at
        self._session.say(f"writes {path}")
        self._changed()

    def _have_ended(self, path: Path) -> None:
        if self._core_path is not None and path != self._core_path:
            self._core_paths.remove(self._core_path)  # nothing was played: the core has taken the file away
        else:
            self._tell_ended(self._core_path)
        self._core_path = None
        self._changed()

    def _tell_ended(self, path: Path | None) -> None:
        if path is not None and not self._session.loop.is_closed():  # at the end the summary names all logs
            self._session.say(f"the log {path} is complete")

    def _follow(self) -> None:
        """As long as a log is being written."""
        self._following = self.poll()
        if self._following:
            self._session.loop.call_later(POLL_SECONDS, self._follow)

    def _is_empty(self) -> bool:
        """A log is being written, and nothing is in it yet: there is no need for another."""
        self.poll()
        return self._core_path is not None and self._session.events == self._began_at

    def _check_place(self, address: str, name: str | None) -> None:
        """The log before ends when a new one begins, so a place that would refuse the new one is found out first.

        Raises:
            MdrnnError: a log cannot begin there; the one that is being written goes on.
        """
        problem = ""
        try:
            if name is not None and (self._folder / name).lstat():
                problem = "exists already, expected a new name"
        except FileNotFoundError:
            pass  # as it should be
        except OSError as error:
            problem = str(error.strerror)
        if not problem and self._folder.exists() and not os.access(self._folder, os.W_OK | os.X_OK):
            problem = "the folder cannot be written"
        if problem:
            raise MdrnnError(f"{address}: {self._folder / (name or '')!s:.100}: {problem}; nothing is changed")

    def _limit(self, address: str) -> None:
        now = time.monotonic()
        if len(self._begun) == NEW_LOGS and now - self._begun[0] < NEW_LOGS_SECONDS:
            raise MdrnnError(
                f"{address}: expected at most {NEW_LOGS} new logs in {NEW_LOGS_SECONDS:g} s; nothing is changed"
            )
        self._begun.append(now)


def _log_name(address: str, name: str) -> str:
    """With the ending .log, without which `mdrnn dataset` does not read a log in a folder.

    Raises:
        MdrnnError: it is not the name of a visible file in one folder, or longer than a file's name may be.
    """
    if not is_visible_name(name):
        raise MdrnnError(
            f"{address}: '{printable(name):.100}' is not a plain file name, "
            "expected one without a folder that does not begin with a dot"
        )
    name = name if name.endswith(".log") else f"{name}.log"
    if (length := len(os.fsencode(name))) > LONGEST_NAME:
        raise MdrnnError(f"{address}: '{name:.100}' has {length} bytes, expected at most {LONGEST_NAME}")
    return name
