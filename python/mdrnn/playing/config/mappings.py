# SPDX-License-Identifier: MIT
"""Reads MIDI mappings from a configuration: lists like `["control_change", 1, 7]`, one for each value of an event."""

from difflib import get_close_matches
from typing import Any

from ...errors import MdrnnError
from .. import midi_words
from ..settings import Mapping
from .keys import found
from .lines import Place
from .source import Source

EXAMPLE = '["control_change", 1, 7]'


def mapping(source: Source, path: Place, shown: str, value: Any) -> Mapping:
    """The entries of a list; what is wrong with it goes to `source.faults`, and the entry is left out."""
    if not isinstance(value, list):
        hint = "; a port's name with a point or a space in it needs quotes" if isinstance(value, dict) else ""
        source.blame(path, f"{shown} is {found(value)}, expected a list of entries like {EXAMPLE}{hint}")
        return []
    if not value:
        source.blame(path, f"{shown} is an empty list, expected an entry like {EXAMPLE} for each value")
    if value and isinstance(value[0], str):
        source.blame(path, f"{shown} is {found(value)}, expected a list of entries: [{found(value)}]")
        return []
    entries: Mapping = []
    for number, entry in enumerate(value):
        try:
            entries.append(_entry(entry))
        except MdrnnError as error:
            source.blame((*path, number), f"{shown} entry {number + 1}: {error}")
    return entries


def _entry(entry: Any) -> tuple[str, list[int]]:
    """One entry.

    Raises:
        MdrnnError: it is none; the sentence says what was found and expected.
    """
    if not isinstance(entry, list) or not entry or not isinstance(entry[0], str):
        raise MdrnnError(f"found {found(entry)}, expected an entry like {EXAMPLE}")
    word, *numbers = entry
    if word not in midi_words.WORDS:
        near = get_close_matches(word, midi_words.WORDS, 1)
        meant = f"; did you mean {near[0]}?" if near else ""
        raise MdrnnError(f"found {found(word)}, expected one of {', '.join(midi_words.WORDS)}{meant}")
    shape = midi_words.WORDS[word][1]
    if any(isinstance(each, bool) or not isinstance(each, int) or abs(each) > 99_999 for each in numbers):
        raise MdrnnError(f"found {found(entry)}, expected {word} and whole numbers: {shape}")
    try:
        (read,) = midi_words.parse([" ".join([word, *map(str, numbers)])], 1)
    except MdrnnError as error:
        raise MdrnnError(str(error).removeprefix("MIDI: ")) from None
    return read
