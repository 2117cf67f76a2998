# SPDX-License-Identifier: MIT
"""Writes the patchers and the reference page of the package for Max, and draws them.

    python max/patchers                  into max/package, where they are committed
    python max/patchers --into FOLDER    elsewhere
    python max/patchers --pictures DIR   an SVG of every patcher too, also of the tabs and of what is inside

Needs py2max (pip install ".[test]"), which packs the Max for Live device.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from device import device
from help import help_patcher
from osc import osc_example
from picture import svg
from py2max.m4l import ensure_amxd_project_block, pack_amxd
from reference import page

from examples import midi, pad, start

PACKAGE = Path(__file__).resolve().parents[1] / "package"
MADE_AT = 2_082_844_800  # of the device: Unix time 0, in Max's seconds since 1904
PATCHERS = {
    "help/mdrnn~.maxhelp": help_patcher,
    "extras/mdrnn-start.maxpat": start,
    "examples/mdrnn-pad.maxpat": pad,
    "examples/mdrnn-midi.maxpat": midi,
    "examples/mdrnn-osc.maxpat": osc_example,
}
DEVICE, REFERENCE = "devices/mdrnn.amxd", "docs/refpages/mdrnn~.maxref.xml"


def amxd() -> bytes:
    made = ensure_amxd_project_block(device().to_dict(), device_type="midi_effect", mtime=MADE_AT)
    text = json.dumps(made, indent="\t")
    return pack_amxd(text, device_type="midi_effect", patcher_filename="mdrnn.maxpat", mtime=MADE_AT)


def files() -> dict[str, bytes]:
    """Every generated file, by its place in the package."""
    made = {name: make().to_json().encode() for name, make in PATCHERS.items()}
    return made | {DEVICE: amxd(), REFERENCE: page().encode()}


def inside(name: str, patcher: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A patcher and all that are in it, with names for files."""
    yield name, patcher
    for entry in patcher["boxes"]:
        if "patcher" in entry["box"]:
            own = entry["box"]["text"].removeprefix("p ").strip('"').replace(" ", "-")
            yield from inside(f"{name}-{own}", entry["box"]["patcher"])


def draw(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    everything = {Path(name).stem: make().to_dict()["patcher"] for name, make in PATCHERS.items()}
    everything["device"] = device().to_dict()["patcher"]
    for name, patcher in everything.items():
        for own, part in inside(name, patcher):
            (folder / f"{own}.svg").write_text(svg(part))
    (folder / "device-presented.svg").write_text(svg(everything["device"], presented=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, default=PACKAGE, metavar="FOLDER")
    parser.add_argument("--pictures", type=Path, metavar="DIR")
    options = parser.parse_args()
    for name, content in files().items():
        path = options.into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if options.pictures:
        draw(options.pictures)


if __name__ == "__main__":
    main()
