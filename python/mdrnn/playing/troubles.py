# SPDX-License-Identifier: MIT
"""Problems while the music plays: each kind is reported when it first occurs, and again after a pause."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from ..wording import printable

KINDS = 64  # at most
REPEAT_SECONDS = 10.0  # a kind that keeps coming is reported again after this long

_NUMBER = re.compile(r"[-+]?\b(\d[\d.]*(e[-+]?\d+)?|nan|inf)\b")


@dataclass
class _Kind:
    first: str
    count: int
    reported: float  # when it last was


class Troubles:
    """Counts each kind of problem and decides which sentences to report.

    Sentences that differ only in their numbers are of one kind. There are at most `KINDS` of these, so that no stream
    of messages can make endless reports. Kinds with a name of our own are always reported.
    """

    def __init__(self, report: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._report = report
        self._clock = clock
        self._kinds: dict[str, _Kind] = {}

    def add(self, sentence: str, kind_name: str | None = None) -> None:
        """One more; reported if it is the first of its kind or the last report is `REPEAT_SECONDS` ago.

        `kind_name` may not hold what a sender said.
        """
        sentence = printable(sentence)
        name = kind_name or _NUMBER.sub("#", sentence)
        if kind_name is None and name not in self._kinds and len(self._kinds) >= KINDS:
            name = sentence = "more kinds of problems, which are only counted"
        now = self._clock()
        kind = self._kinds.setdefault(name, _Kind(sentence, 0, now))
        kind.count += 1
        if kind.count == 1:
            self._report(sentence)
        elif now - kind.reported >= REPEAT_SECONDS:
            kind.reported = now
            self._report(f"{sentence} ({kind.count - 1:,} more like it so far)")

    def summary(self) -> list[str]:
        """What occurred more than once."""
        return [
            f"{kind.first} (and {kind.count - 1:,} more like it)" for kind in self._kinds.values() if kind.count > 1
        ]
