# SPDX-License-Identifier: MIT
"""Finds the line of every key and list entry of a TOML text, which `tomllib` does not tell, and what is broken in one.

A place is what leads to a value in what `tomllib` returns: `("midi", "input", "X-TOUCH", 2)` is the third entry.
"""

import re
import tomllib
from collections.abc import Callable, Iterable

Place = tuple[str | int, ...]
Reader = Callable[[Place], None]

DEEPEST = 64  # lists and tables in each other

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^\s,\[\]{}#=\"']+(?: \d\d:[0-9:.+\-Zz]+)?")  # a date and a time may have a space between
_PLAIN_NUMBER = re.compile(r"true|false|[+-]?(0|[1-9]\d{0,17})(\.\d+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_QUOTES = ('"""', "'''", '"', "'")


class Broken(Exception):
    """Why a text is not TOML."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def find(text: str) -> dict[Place, int]:
    """The line, from 1, where each key, table and list entry begins.

    Raises:
        Broken: this is no TOML. Not every fault is found here: what `tomllib` refuses is broken, too.
    """
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.document()
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Place, int] = {}
        self._tables: dict[Place, int] = {}  # those with a header of their own
        self._counts: dict[Place, int] = {}  # of [[tables]]
        self._depth = 0
        self._line = 1
        self._counted = 0  # up to where lines are counted

    # ---- characters

    @property
    def line(self) -> int:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def starts(self, *words: str) -> bool:
        return self.text.startswith(words, self.at)

    def skip(self, newlines: bool = False) -> None:
        """Past spaces, comments and, if wanted, the ends of lines."""
        while self.at < len(self.text):
            if self.text[self.at] in (" \t\n" if newlines else " \t"):
                self.at += 1
            elif self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                end = len(self.text) if end < 0 else end
                if _CONTROL.search(self.text, self.at, end):
                    raise Broken(self.line, "a comment has a control character in it")
                self.at = end
            else:
                return

    def rest(self) -> str:
        """What follows on this line, for a sentence."""
        rest = self.text[self.at :].split("\n", 1)[0].strip()
        return rest if len(rest) <= 40 else rest[:37] + ".."

    def end_of_line(self, after: str) -> None:
        self.skip()
        if self.at < len(self.text) and self.text[self.at] != "\n":
            raise Broken(self.line, f"found {self.rest()} after {after}, expected the end of the line")

    # ---- the document

    def document(self) -> None:
        table: Place = ()
        while True:
            self.skip(newlines=True)
            if self.at >= len(self.text):
                return
            if self.starts("["):
                table = self.header()
            else:
                self.pair(table)
            self.end_of_line("this")

    def header(self) -> Place:
        line, is_list = self.line, self.starts("[[")
        self.at += 2 if is_list else 1
        self.skip()
        path = self.resolved(self.key())
        self.skip()
        if not self.starts("]]" if is_list else "]"):
            raise Broken(line, f"a table's name has no {']]' if is_list else ']'} at its end")
        self.at += 2 if is_list else 1
        if is_list:
            self._counts[path] = self._counts.get(path, -1) + 1
            self.note(path, line)
            path = (*path, self._counts[path])
        elif path in self._tables:
            raise Broken(line, f"the table [{shown(path)}] is there twice, first on line {self._tables[path]}")
        self._tables[path] = line
        self.note(path, line)
        return path

    def resolved(self, key: Iterable[str]) -> Place:
        """The path of a header's key: inside [[tables]] it means the last one."""
        path: Place = ()
        for part in key:
            path = (*path, part)
            if path in self._counts:
                path = (*path, self._counts[path])
        return path[:-1] if path and isinstance(path[-1], int) else path

    def note(self, path: Place, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def pair(self, table: Place) -> None:
        """`key = value`."""
        line = self.line
        path = (*table, *self.key())
        self.skip()
        if not self.starts("="):
            raise Broken(line, f"{shown(path[len(table) :])} has no value, expected KEY = VALUE")
        self.at += 1
        self.skip()
        if path in self.lines:
            raise Broken(line, f"{shown(path)} is there twice, first on line {self.lines[path]}")
        self.note(path, line)
        self.value(path)

    def key(self) -> list[str]:
        parts = [self.key_part()]
        self.skip()
        while self.starts("."):
            self.at += 1
            self.skip()
            parts.append(self.key_part())
            self.skip()
        return parts

    def key_part(self) -> str:
        if self.starts('"', "'"):
            line, start = self.line, self.at
            if self.starts('"""', "'''"):
                raise Broken(line, "a key has three quotes, expected one")
            self.string()
            raw = self.text[start : self.at]
            return _decoded(raw, line) if "\\" in raw and raw[0] == '"' else raw[1:-1]
        found = _BARE_KEY.match(self.text, self.at)
        if found is None:
            raise Broken(
                self.line, f"found {self.rest() or 'nothing'}, expected KEY = VALUE, [TABLE] or a comment after #"
            )
        self.at = found.end()
        return found[0]

    # ---- values

    def value(self, path: Place) -> None:
        if self.starts("["):
            self.inside(self.entries, path)
        elif self.starts("{"):
            self.inside(self.inline_table, path)
        elif self.starts('"', "'"):
            line, start = self.line, self.at
            self.string()
            if "\\" in (raw := self.text[start : self.at]) and raw[0] == '"':
                _decoded(raw, line)
        else:
            self.bare(path)

    def inside(self, read: Reader, path: Place) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Broken(self.line, f"lists are nested more than {DEEPEST} deep")
        read(path)
        self._depth -= 1

    def entries(self, path: Place) -> None:
        """A list, over as many lines as it likes."""
        line, count = self.line, 0
        self.at += 1
        while True:
            self.skip(newlines=True)
            if self.starts("]"):
                self.at += 1
                return
            if self.at >= len(self.text):
                raise Broken(line, f"the list of {shown(path)} has no ] at its end")
            self.lines.setdefault((*path, count), self.line)
            self.value((*path, count))
            count += 1
            self.skip(newlines=True)
            if self.starts(","):
                self.at += 1
            elif not self.starts("]"):
                raise self.unclosed(line, path)

    def unclosed(self, line: int, path: Place) -> Broken:
        if self.at >= len(self.text):
            return Broken(line, f"the list of {shown(path)} has no ] at its end")
        return Broken(
            self.line, f"found {self.rest()} in the list of {shown(path)} that begins on line {line}, expected , or ]"
        )

    def inline_table(self, path: Place) -> None:
        """`{ key = value, .. }`, on one line."""
        line = self.line
        self.at += 1
        self.skip()
        while not self.starts("}"):
            if self.at >= len(self.text) or self.starts("\n"):
                raise Broken(line, f"the table of {shown(path)} has no }} at the end of its line")
            self.pair(path)
            self.skip()
            if self.starts(","):
                self.at += 1
                self.skip()
                if self.starts("}"):
                    raise Broken(self.line, f"found , before the }} of {shown(path)}, expected KEY = VALUE after it")
            elif not self.starts("}"):
                raise Broken(self.line, f"found {self.rest() or 'nothing'} in {shown(path)}, expected , or }}")
        self.at += 1

    def string(self) -> None:
        line = self.line
        quote = next(quote for quote in _QUOTES if self.starts(quote))
        self.at += len(quote)
        while True:
            if self.at >= len(self.text) or (len(quote) == 1 and self.starts("\n")):
                raise Broken(line, f"a text has no {quote} at its end")
            if self.starts(quote):
                self.at += len(quote)
                while len(quote) == 3 and self.starts(quote[0]):  # one or two quotes before the three that end it
                    self.at += 1
                return
            if _CONTROL.match(self.text, self.at):
                raise Broken(self.line, "a text has a control character in it")
            self.at += 2 if quote[0] == '"' and self.starts("\\") else 1

    def bare(self, path: Place) -> None:
        """A number, true, false, a date."""
        line = self.line
        found = _BARE_VALUE.match(self.text, self.at)
        if found is None:
            raise Broken(line, f"{shown(path)} has no value: found {self.rest() or 'the end of the line'}")
        self.at = found.end()
        raw = found[0]
        if not _PLAIN_NUMBER.fullmatch(raw):
            _check_value(raw, line, path)


def _check_value(raw: str, line: int, path: Place) -> None:
    try:
        tomllib.loads(f"key = {raw}")
    except (ValueError, RecursionError):
        short = raw if len(raw) <= 40 else raw[:37] + ".."
        if raw.lower() in ("true", "false"):
            expected = f"{raw.lower()}, in small letters"
        elif re.fullmatch(r"[+-]?\d+,\d+", raw):
            expected = "a point instead of the comma"
        elif re.match(r"[A-Za-z/~]", raw):
            expected = f'"{short}": texts need quotes'
        else:
            expected = "a number, true, false, a [list] or a text in quotes"
        raise Broken(line, f"{shown(path)} is {short}, expected {expected}") from None


def _decoded(raw: str, line: int) -> str:
    """A text in double quotes without its escapes."""
    try:
        return str(tomllib.loads(f"key = {raw}")["key"])
    except ValueError:
        short = raw if len(raw) <= 40 else raw[:37] + ".."
        raise Broken(line, f"the text {short} has a \\ in it: write \\\\, or put it in single quotes") from None


def shown(path: Place) -> str:
    """As it is written in a file: `midi.input."X-TOUCH"`; entries of lists are counted from 1."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f" entry {part + 1}"
        else:
            plain = _BARE_KEY.fullmatch(part)
            text += ("." if text else "") + (part if plain else '"' + part.replace('"', '\\"') + '"')
    return text
