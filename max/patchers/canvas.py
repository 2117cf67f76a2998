# SPDX-License-Identifier: MIT
"""Writes patchers as Max does: boxes at places, cords between ports that exist, JSON."""

import itertools
import json
from typing import Any

from vanilla import OUTLET_TYPES, Ports, ports

Json = dict[str, Any]

INK = [0.10, 0.16, 0.25, 1.0]
PAPER = [0.96, 0.97, 0.98, 1.0]
BAND = [0.79, 0.83, 0.90, 1.0]
FIELD = [0.91, 0.93, 0.95, 1.0]
GREY = [0.35, 0.40, 0.47, 1.0]
LINE = 14.0  # pixels between two lines of text in Arial 12
PADDING = 16.0  # of a box, left and right together

_NARROW, _WIDE = "ijlt.,:;'|()[]! fr-", "mwMW@%~"


def text_width(text: str, size: float = 12.0) -> float:
    """Pixels of a line in Arial, a little more rather than less."""
    em = [0.33 if c in _NARROW else 0.86 if c in _WIDE else 0.70 if c.isupper() else 0.57 for c in text]
    return sum(em) * size * 1.02


def wrapped(text: str, width: float, size: float = 12.0) -> list[str]:
    """The lines into which a comment of that width breaks its text."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}".lstrip()
            if line and text_width(longer, size) > width - 8:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


class Patch:
    """A patcher that grows box by box; `cord` refuses a port that is not there."""

    def __init__(self, width: float, height: float, *, is_tab: bool = False, presents: bool = False) -> None:
        self.rect = [60.0, 90.0, float(width), float(height)]
        self.is_tab = is_tab
        self.presents = presents
        self.boxes: list[Json] = []
        self.cords: list[Json] = []
        self.ports: dict[str, Ports] = {}
        self.inlets: list[str] = []
        self.outlets: list[str] = []
        self.extra: Json = {}

    # ---- boxes --------------------------------------------------------------------------------------------------

    def _add(self, maxclass: str, own: Ports, rect: list[float], **attributes: Any) -> str:
        name = f"obj-{len(self.boxes) + 1}"
        box: Json = {"id": name, "maxclass": maxclass, "numinlets": own.inlets, "numoutlets": len(own.outlets)}
        if own.outlets:
            box["outlettype"] = [OUTLET_TYPES[letter] for letter in own.outlets]
        box["patching_rect"] = [float(number) for number in rect]
        self.boxes.append({"box": box | attributes})
        self.ports[name] = own
        return name

    def box(self, text: str, x: float, y: float, width: float = 0, **attributes: Any) -> str:
        """An object box; its ports follow from its text."""
        width = width or max(text_width(text) + PADDING, 34.0)
        return self._add("newobj", ports(text), [x, y, width, 22], text=text, **attributes)

    def ui(self, maxclass: str, x: float, y: float, width: float, height: float, **attributes: Any) -> str:
        """An object with a face of its own: a slider, a toggle, an ear."""
        return self._add(maxclass, ports(maxclass), [x, y, width, height], **attributes)

    def message(self, text: str, x: float, y: float, width: float = 0) -> str:
        return self._add("message", ports("message"), [x, y, width or text_width(text) + PADDING, 22], text=text)

    def attribute(self, name: str, x: float, y: float, width: float = 200) -> str:
        """An attribute's editor, to be connected to the object that has it."""
        return self._add("attrui", ports("attrui"), [x, y, width, 22], attr=name)

    def comment(self, text: str, x: float, y: float, width: float = 0, *, size: float = 12, **attributes: Any) -> str:
        width = width or text_width(text, size) + 12
        lines = len(wrapped(text, width, size))
        height = round(6 + lines * LINE * size / 12)
        look = {"text": text, "linecount": lines, "textcolor": INK} | ({"fontsize": float(size)} if size != 12 else {})
        return self._add("comment", ports("comment"), [x, y, width, height], **(look | attributes))

    def panel(self, x: float, y: float, width: float, height: float, colour: list[float] = FIELD) -> None:
        look = {"bgcolor": colour, "border": 0, "rounded": 6, "mode": 0, "background": 1, "ignoreclick": 1}
        self._add("panel", ports("panel"), [x, y, width, height], angle=270.0, proportion=0.5, **look)

    def heading(self, text: str, x: float, y: float) -> None:
        self.comment(text, x, y, size=13, fontface=1, textcolor=GREY)

    def title(self, name: str, digest: str) -> None:
        """The band across the top."""
        self.panel(0, 0, self.rect[2], 40, BAND)
        self.comment(name, 12, 7, size=20, fontface=1)
        self.comment(digest, 24 + text_width(name, 20) * 1.1, 12, size=14)

    def inlet(self, x: float, y: float, comment: str) -> str:
        port = self._add("inlet", ports("inlet"), [x, y, 30, 30], comment=comment, index=len(self.inlets) + 1)
        self.inlets.append(port)
        return port

    def outlet(self, x: float, y: float, comment: str) -> str:
        port = self._add("outlet", ports("outlet"), [x, y, 30, 30], comment=comment, index=len(self.outlets) + 1)
        self.outlets.append(port)
        return port

    def inside(self, name: str, patch: "Patch", x: float, y: float, width: float = 0) -> str:
        """A subpatcher; its outlets carry what `patch` was told about them, or anything."""
        text = f'p "{name}"' if " " in name else f"p {name}"
        own = Ports(len(patch.inlets), "".join(patch.letter_of(outlet) for outlet in patch.outlets))
        width = width or max(text_width(text) + PADDING, 20.0 * own.inlets + 20)
        return self._add("newobj", own, [x, y, width, 22], text=text, patcher=patch.to_dict()["patcher"])

    def letter_of(self, outlet: str) -> str:
        """The type of what arrives at one of our outlets: a signal, or anything."""
        for cord in self.cords:
            line = cord["patchline"]
            if line["destination"][0] == outlet:
                name, number = line["source"]
                return self.ports[name].outlets[number] if self.ports[name].outlets[number] in "sc" else "m"
        return "m"

    def width_of(self, box: str) -> float:
        return float(self._entry(box)["patching_rect"][2])

    def _entry(self, box: str) -> Json:
        found: Json = next(entry["box"] for entry in self.boxes if entry["box"]["id"] == box)
        return found

    # ---- cords --------------------------------------------------------------------------------------------------

    def cord(self, source: str, outlet: int, target: str, inlet: int = 0, *, bus: float | None = None) -> None:
        """A cord; with `bus` it goes in right angles, down at that x, so that many of them look like one."""
        if outlet >= len(self.ports[source].outlets) or inlet >= self.ports[target].inlets:
            raise ValueError(f"{source} outlet {outlet} to {target} inlet {inlet}: there is no such port")
        line: Json = {"source": [source, outlet], "destination": [target, inlet]}
        if bus is not None:
            x1, y1 = self.port_at(source, outlet, len(self.ports[source].outlets), 3)
            x2, y2 = self.port_at(target, inlet, self.ports[target].inlets, 1)
            line["midpoints"] = [x1, y1 + 4, bus, y1 + 4, bus, y2 - 9, x2, y2 - 9]
        self.cords.append({"patchline": line})

    def port_at(self, box: str, number: int, count: int, edge: int) -> tuple[float, float]:
        """Where a port is; edge 3: outlets, 1: inlets."""
        x, y, width, height = self._entry(box)["patching_rect"]
        step = (width - 19) / (count - 1) if count > 1 else 0
        return round(x + 9.5 + number * step, 1), y + (height if edge == 3 else 0)

    def chain(self, *names: str) -> None:
        """The first outlet of each to the first inlet of the next."""
        for source, target in itertools.pairwise(names):
            self.cord(source, 0, target)

    def place(self, box: str, x: float, y: float, width: float, height: float) -> None:
        """Shows a box in presentation mode too."""
        self._entry(box).update(presentation=1, presentation_rect=[float(x), float(y), float(width), float(height)])

    # ---- the file -----------------------------------------------------------------------------------------------

    def to_dict(self) -> Json:
        version = {"major": 8, "minor": 5, "revision": 5, "architecture": "x64", "modernui": 1}
        patcher: Json = {
            "fileversion": 1,
            "appversion": version,
            "classnamespace": "box",
            "rect": self.rect,
            "bglocked": 0,
            "openinpresentation": int(self.presents),
            "default_fontsize": 12.0,
            "default_fontface": 0,
            "default_fontname": "Arial",
            "gridonopen": 1,
            "gridsize": [15.0, 15.0],
            "gridsnaponopen": 1,
            "objectsnaponopen": 1,
            "statusbarvisible": 2,
            "toolbarvisible": 1,
            "boxanimatetime": 200,
            "enablehscroll": 1,
            "enablevscroll": 1,
            "editing_bgcolor": PAPER,
            "locked_bgcolor": PAPER,
        }
        patcher |= {"showontab": 1} if self.is_tab else {}
        return {"patcher": patcher | self.extra | {"boxes": self.boxes, "lines": self.cords}}

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), indent="\t") + "\n"
