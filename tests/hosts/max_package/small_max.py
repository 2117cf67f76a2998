# SPDX-License-Identifier: MIT
"""Runs the messages of a patcher without Max: the objects that ours use, as described in Max's reference.

Time is logical. From one outlet Max goes to the box that is furthest right first, and lowest of those; `is_reversed`
goes the other way round, so that a test can show that nothing hangs on it. Signals are not computed.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Atoms = list[Any]  # [3], [0.1, 0.2], ["bang"], ["pitch", 0.3]

SINKS = {
    "mdrnn~",
    "udpsend",
    "dac~",
    "print",
    "pcontrol",
    "midiout",
    "line~",
    "ctlout",
    "noteout",
    "gain~",
    "multislider",
}


def atom(word: str) -> Any:
    """A word in a box, as Max reads it: 3 is an int, 3. is a float."""
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            pass
    return word


def name_of(box: Json) -> str:
    return str(box["text"].split()[0] if box["maxclass"] == "newobj" else box["maxclass"])


class SmallMax:
    """A running patcher; `heard` lists what has arrived at its sinks, in order."""

    def __init__(self, patcher: Json, *, is_reversed: bool = False, outside: SmallMax | None = None) -> None:
        self.boxes: dict[str, Json] = {entry["box"]["id"]: entry["box"] for entry in patcher["boxes"]}
        self.is_reversed = is_reversed
        self.heard: list[tuple[str, int, Atoms]] = [] if outside is None else outside.heard
        self.state: dict[str, Any] = {}
        self.now = 0.0
        self.waiting: list[tuple[float, int, str]] = []
        self.numbers = itertools.count()
        self.leaves: Callable[[int, Atoms], None] = lambda outlet, atoms: None
        self.cords: dict[tuple[str, int], list[tuple[str, int]]] = {}
        for entry in patcher["lines"]:
            (source, outlet), (target, inlet) = entry["patchline"]["source"], entry["patchline"]["destination"]
            if "signal" not in self.boxes[source]["outlettype"][outlet]:
                self.cords.setdefault((source, outlet), []).append((target, inlet))
        for source in self.cords:
            self.cords[source].sort(key=self.place, reverse=not is_reversed)
        self.inside = {name: self.open(name) for name, box in self.boxes.items() if "patcher" in box}

    def place(self, end: tuple[str, int]) -> tuple[float, float]:
        x, y, *_ = self.boxes[end[0]]["patching_rect"]
        return x, y

    def open(self, name: str) -> SmallMax:
        part = SmallMax(self.boxes[name]["patcher"], is_reversed=self.is_reversed, outside=self)
        part.leaves = lambda outlet, atoms: self.emit(name, outlet, atoms)
        return part

    # ---- from outside -----------------------------------------------------------------------------------------------

    def find(self, text: str) -> str:
        """The only box with this text or class."""
        found = [name for name, box in self.boxes.items() if text in {box.get("text"), box["maxclass"]}]
        assert len(found) == 1, f"{len(found)} boxes are {text}"
        return found[0]

    def click(self, text: str) -> None:
        self.send(self.find(text), 0, ["bang"])

    def says(self, text: str, *outlets: Atoms) -> None:
        """The box outputs these, its rightmost outlet first."""
        for outlet, atoms in reversed(list(enumerate(outlets))):
            self.emit(self.find(text), outlet, atoms)

    def wait(self, milliseconds: float) -> None:
        end = self.now + milliseconds
        while self.waiting and self.waiting[0][0] <= end:
            self.now, number, name = heapq.heappop(self.waiting)
            if self.state.get(name) == number:
                self.emit(name, 0, ["bang"])
        self.now = end

    def take(self, name: str) -> list[Atoms]:
        """What has arrived at the sinks of that name since the last call."""
        taken = [atoms for own, _, atoms in self.heard if own == name]
        self.heard[:] = [entry for entry in self.heard if entry[0] != name]
        return taken

    # ---- from box to box --------------------------------------------------------------------------------------------

    def emit(self, name: str, outlet: int, atoms: Atoms) -> None:
        for target, inlet in self.cords.get((name, outlet), []):
            self.send(target, inlet, atoms)

    def send(self, name: str, inlet: int, atoms: Atoms) -> None:
        box = self.boxes[name]
        kind = name_of(box)
        if kind in SINKS:
            self.heard.append((kind, inlet, atoms))
        elif kind == "outlet":
            self.leaves(box["index"] - 1, atoms)
        elif kind == "p":
            inner = self.inside[name]
            port = next(
                own
                for own, entry in inner.boxes.items()
                if entry.get("index") == inlet + 1 and entry["maxclass"] == "inlet"
            )
            inner.emit(port, 0, atoms)
        else:
            arguments = [atom(word) for word in box.get("text", "").split()[1:]]
            getattr(self, f"on_{NAMES.get(kind, kind)}")(name, inlet, atoms, arguments)

    def on_toggle(self, name: str, inlet: int, atoms: Atoms, arguments: Atoms) -> None:
        self.emit(name, 0, atoms)

    def on_t(self, name: str, inlet: int, atoms: Atoms, letters: Atoms) -> None:
        made = {"b": ["bang"], "l": atoms, "i": [int(atoms[0])] if is_number(atoms[0]) else [0]}
        made["f"] = [float(atoms[0])] if is_number(atoms[0]) else [0.0]
        for outlet, letter in reversed(list(enumerate(letters))):
            self.emit(name, outlet, made[letter])

    def on_pack(self, name: str, inlet: int, atoms: Atoms, arguments: Atoms) -> None:
        held = self.state.setdefault(name, list(arguments))
        for offset, value in enumerate(atoms):
            held[inlet + offset] = type(arguments[inlet + offset])(value)
        if inlet == 0:
            self.emit(name, 0, list(held))

    def on_unpack(self, name: str, inlet: int, atoms: Atoms, arguments: Atoms) -> None:
        for outlet, (value, like) in reversed(list(enumerate(zip(atoms, arguments, strict=False)))):
            self.emit(name, outlet, [type(like)(value)])

    def on_route(self, name: str, inlet: int, atoms: Atoms, selectors: Atoms) -> None:
        if atoms[0] in selectors:
            self.emit(name, selectors.index(atoms[0]), atoms[1:] or ["bang"])
        else:
            self.emit(name, len(selectors), atoms)

    def on_sel(self, name: str, inlet: int, atoms: Atoms, selectors: Atoms) -> None:
        self.emit(name, *((0, ["bang"]) if atoms == selectors else (1, atoms)))

    def on_scale(self, name: str, inlet: int, atoms: Atoms, arguments: Atoms) -> None:
        low, high, bottom, top = arguments
        self.emit(name, 0, [bottom + (value - low) * (top - bottom) / (high - low) for value in atoms])

    def on_divide(self, name: str, inlet: int, atoms: Atoms, arguments: Atoms) -> None:
        self.emit(name, 0, [atoms[0] / arguments[0]])

    def on_maximum(self, name: str, inlet: int, atoms: Atoms, arguments: Atoms) -> None:
        self.emit(name, 0, [max(int(atoms[0]), arguments[0])])

    def on_expr(self, name: str, inlet: int, atoms: Atoms, arguments: Atoms) -> None:
        formula = self.boxes[name]["text"].removeprefix("expr ").replace("$f1", repr(float(atoms[0])))
        self.emit(name, 0, [eval(formula, {"__builtins__": {}, "int": int})])

    def on_prepend(self, name: str, inlet: int, atoms: Atoms, arguments: Atoms) -> None:
        self.emit(name, 0, arguments + atoms)

    def on_message(self, name: str, inlet: int, atoms: Atoms, _: Atoms) -> None:
        if atoms[0] == "set":
            self.boxes[name]["text"] = " ".join(map(str, atoms[1:]))
            return
        parts = self.boxes[name]["text"].split()
        self.emit(name, 0, [atoms[int(part[1:]) - 1] if part[0] == "$" else atom(part) for part in parts])

    def on_delay(self, name: str, inlet: int, atoms: Atoms, arguments: Atoms) -> None:
        self.state[name] = next(self.numbers)  # a bang takes the place of the one before
        heapq.heappush(self.waiting, (self.now + arguments[0], self.state[name], name))

    def on_flush(self, name: str, inlet: int, atoms: Atoms, arguments: Atoms) -> None:
        held, velocity = self.state.setdefault(name, ([], [0]))
        if inlet == 1:
            velocity[0] = atoms[0]
        elif atoms == ["bang"]:
            notes = [(pitch, 0) for pitch in held]
            held.clear()
            self.give_notes(name, notes)
        else:
            held.append(atoms[0]) if velocity[0] else held.remove(atoms[0])
            self.give_notes(name, [(atoms[0], velocity[0])])

    def give_notes(self, name: str, notes: list[tuple[int, int]]) -> None:
        for pitch, velocity in notes:
            self.emit(name, 1, [velocity])
            self.emit(name, 0, [pitch])

    def on_stripnote(self, name: str, inlet: int, atoms: Atoms, arguments: Atoms) -> None:
        if inlet == 1:
            self.state[name] = atoms[0]
        elif self.state.get(name):
            self.give_notes(name, [(atoms[0], self.state[name])])

    def on_pictslider(self, name: str, inlet: int, atoms: Atoms, arguments: Atoms) -> None:
        self.state[name] = [round(value) for value in atoms]
        self.emit(name, 1, [self.state[name][1]])
        self.emit(name, 0, [self.state[name][0]])

    def on_midiparse(self, name: str, inlet: int, atoms: Atoms, arguments: Atoms) -> None:
        held = self.state.setdefault(name, [])
        held += atoms
        if len(held) == 3:
            status, first, second = held
            held.clear()
            pair = [first, second if status & 0xF0 != 0x80 else 0]
            self.emit(name, {0x80: 0, 0x90: 0, 0xB0: 2}[status & 0xF0], pair)

    def on_midiformat(self, name: str, inlet: int, atoms: Atoms, arguments: Atoms) -> None:
        for byte in [{0: 0x90, 2: 0xB0}[inlet], *atoms]:
            self.emit(name, 0, [byte])


NAMES = {"/": "divide"}


def is_number(value: Any) -> bool:
    return isinstance(value, int | float)
