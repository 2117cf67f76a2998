# SPDX-License-Identifier: MIT
"""Draws a patcher as an SVG, near enough to Max to see what overlaps and which cord goes where."""

from collections.abc import Callable
from html import escape
from typing import Any

from canvas import wrapped

Box = dict[str, Any]

INK, CORD, SIGNAL, EDGE = "#1b2940", "#7c8594", "#3f7d4e", "#8d97a6"


def colour(channels: list[float]) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in channels[:3])


def rectangle(x: float, y: float, w: float, h: float, fill: str, edge: str = EDGE, corner: float = 3) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{corner}" fill="{fill}" stroke="{edge}"/>'
    )


def words(text: str, x: float, y: float, size: float = 12, fill: str = INK, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}"{weight}>{escape(text)}</text>'


def port_x(box: Box, number: int, count: int) -> float:
    x, _, width, _ = box["patching_rect"]
    return float(x + 9.5 + (number * (width - 19) / (count - 1) if count > 1 else 0))


def look_of(kind: str) -> str:
    if "signal" in kind:
        return f'stroke="{SIGNAL}" stroke-width="2.6" stroke-dasharray="5 2"'
    return f'stroke="{CORD}" stroke-width="1.6"'


def cord(line: Box, boxes: dict[str, Box]) -> str:
    (source, outlet), (target, inlet) = line["source"], line["destination"]
    above, below = boxes[source], boxes[target]
    x1, y1 = port_x(above, outlet, above["numoutlets"]), above["patching_rect"][1] + above["patching_rect"][3]
    x2, y2 = port_x(below, inlet, below["numinlets"]), below["patching_rect"][1]
    if "midpoints" in line:
        middle = " ".join(map(str, line["midpoints"]))
        path = f"M{x1:.1f} {y1:.1f}L{middle} {x2:.1f} {y2:.1f}"
        return f'<path d="{path}" fill="none" {look_of(above["outlettype"][outlet])}/>'
    bend = max(18.0, min(60.0, abs(y2 - y1) / 2))
    path = f"M{x1:.1f} {y1:.1f}C{x1:.1f} {y1 + bend:.1f} {x2:.1f} {y2 - bend:.1f} {x2:.1f} {y2:.1f}"
    return f'<path d="{path}" fill="none" {look_of(above["outlettype"][outlet])}/>'


def draw_panel(box: Box, x: float, y: float, w: float, h: float) -> str:
    return rectangle(x, y, w, h, colour(box["bgcolor"]), "none", 6)


def draw_comment(box: Box, x: float, y: float, w: float, h: float) -> str:
    size, bold = box.get("fontsize", 12.0), box.get("fontface") == 1
    lines = wrapped(box["text"], w, size)
    fill = colour(box["textcolor"])
    return "".join(words(line, x + 4, y + 2 + size * (1 + 1.17 * i), size, fill, bold) for i, line in enumerate(lines))


def draw_object(box: Box, x: float, y: float, w: float, h: float) -> str:
    fill = "#fdfdfe" if not box["text"].startswith("mdrnn~") else "#fff1d6"
    return rectangle(x, y, w, h, fill, "#58647a") + words(box["text"], x + 6, y + 15)


def draw_message(box: Box, x: float, y: float, w: float, h: float) -> str:
    return rectangle(x, y, w, h, "#d9dee6", EDGE, 7) + words(box["text"], x + 7, y + 15)


def draw_attribute(box: Box, x: float, y: float, w: float, h: float) -> str:
    split = x + w * 0.6
    field = rectangle(split, y + 2, x + w - split - 2, h - 4, "#ffffff")
    return rectangle(x, y, w, h, "#c5d3ea") + words(box["attr"], x + 6, y + 15) + field


def draw_toggle(box: Box, x: float, y: float, w: float, h: float) -> str:
    lines = f"M{x + 6} {y + 6}L{x + w - 6} {y + h - 6}M{x + w - 6} {y + 6}L{x + 6} {y + h - 6}"
    cross = f'<path d="{lines}" stroke="#b9c1cd" stroke-width="3"/>'
    return rectangle(x, y, w, h, "#ffffff") + cross


def draw_pad(box: Box, x: float, y: float, w: float, h: float) -> str:
    knob = "#1f4f9f" if not box.get("ignoreclick") else "#a04010"
    return rectangle(x, y, w, h, "#ffffff") + rectangle(x + w * 0.3, y + h * 0.55, 14, 14, knob, "none", 2)


def draw_slider(box: Box, x: float, y: float, w: float, h: float) -> str:
    return rectangle(x, y, w, h, "#ffffff") + rectangle(x + 3, y + h * 0.35, w - 6, 6, "#1f4f9f", "none", 2)


def draw_bars(box: Box, x: float, y: float, w: float, h: float) -> str:
    count = int(box.get("size", 2))
    step = (w - 4) / count
    bars = (
        rectangle(x + 2 + i * step, y + h * (0.3 + 0.5 * (i % 2)), step - 3, 5, "#a04010", "none", 1)
        for i in range(count)
    )
    return rectangle(x, y, w, h, "#ffffff") + "".join(bars)


def draw_scope(box: Box, x: float, y: float, w: float, h: float) -> str:
    steps = f"M{x + 4} {y + h * 0.7}h{w * 0.3}v{-h * 0.4}h{w * 0.3}v{h * 0.2}h{w * 0.28}"
    wave = f'<path d="{steps}" stroke="#8fd18f" fill="none"/>'
    return rectangle(x, y, w, h, "#2b3240") + wave


def draw_number(box: Box, x: float, y: float, w: float, h: float) -> str:
    return rectangle(x, y, w, h, "#ffffff") + words("0.", x + 16, y + 15) + words("~", x + 5, y + 15, 11, SIGNAL)


def draw_meter(box: Box, x: float, y: float, w: float, h: float) -> str:
    return rectangle(x, y, w, h, "#2b3240") + rectangle(x + 2, y + 2, w * 0.6, h - 4, "#6fbf73", "none", 1)


def parameter(box: Box) -> str:
    return str(box["saved_attribute_attributes"]["valueof"]["parameter_shortname"])


def draw_dial(box: Box, x: float, y: float, w: float, h: float) -> str:
    ring = f'<circle cx="{x + w / 2:.1f}" cy="{y + 28:.1f}" r="10" fill="none" stroke="#1f4f9f" stroke-width="3"/>'
    return words(parameter(box), x + 2, y + 11, 10) + ring + words("0.", x + w / 2 - 5, y + 48, 9)


def draw_menu(box: Box, x: float, y: float, w: float, h: float) -> str:
    first = box["saved_attribute_attributes"]["valueof"]["parameter_enum"][0]
    return rectangle(x, y, w, h, "#ffffff") + words(first, x + 4, y + 11.5, 10)


def draw_port(box: Box, x: float, y: float, w: float, h: float) -> str:
    return rectangle(x, y, w, h, "#e9edf3") + words("v", x + w / 2 - 3, y + 19, 12, CORD)


DRAW: dict[str, Callable[[Box, float, float, float, float], str]] = {
    "attrui": draw_attribute,
    "comment": draw_comment,
    "gain~": draw_slider,
    "inlet": draw_port,
    "live.dial": draw_dial,
    "live.menu": draw_menu,
    "live.toggle": draw_toggle,
    "message": draw_message,
    "meter~": draw_meter,
    "multislider": draw_bars,
    "newobj": draw_object,
    "number~": draw_number,
    "outlet": draw_port,
    "panel": draw_panel,
    "pictslider": draw_pad,
    "scope~": draw_scope,
    "toggle": draw_toggle,
}


def draw(box: Box, *, presented: bool = False) -> str:
    """A box where it is edited or presented."""
    return DRAW[box["maxclass"]](box, *box["presentation_rect" if presented else "patching_rect"])


def svg(patcher: dict[str, Any], *, presented: bool = False) -> str:
    """The picture of one patcher, as it is edited or, where it has one, as it is presented."""
    boxes = [entry["box"] for entry in patcher["boxes"]]
    boxes = [box for box in boxes if not presented or box.get("presentation")]
    by_name = {box["id"]: box for box in boxes}
    below = [draw(box, presented=presented) for box in boxes if box["maxclass"] == "panel"]
    above = [draw(box, presented=presented) for box in boxes if box["maxclass"] != "panel"]
    cords = [] if presented else [cord(entry["patchline"], by_name) for entry in patcher["lines"]]
    width, height = (patcher["devicewidth"], 169) if presented else patcher["rect"][2:]
    fonts = 'font-family="Arial, Liberation Sans, sans-serif"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" {fonts}>'
    paper = f'<rect width="100%" height="100%" fill="{colour(patcher["locked_bgcolor"])}"/>'
    return "\n".join([head, paper, *below, *cords, *above, "</svg>"]) + "\n"
