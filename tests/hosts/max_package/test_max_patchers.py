# SPDX-License-Identifier: MIT
"""The patchers for Max are up to date, and all objects and the ports of all patch cords exist."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import vanilla
import words
from package_reader import FILES, PACKAGE, ROOT, read

import mdrnn

Json = dict[str, Any]

MODELS = {path.stem for path in (ROOT / "models").glob("*.tflite")}
ATTRIBUTES = {attribute.name: attribute for attribute in words.ATTRIBUTES}
MESSAGES = {message.name for message in words.MESSAGES} | ATTRIBUTES.keys()


def boxes(patcher: Json) -> dict[str, Json]:
    return {entry["box"]["id"]: entry["box"] for entry in patcher["boxes"]}


def name_of(box: Json) -> str:
    return str(box["text"].split()[0] if box["maxclass"] == "newobj" else box["maxclass"])


def test_the_committed_files_are_what_the_script_makes(tmp_path: Path) -> None:
    pytest.importorskip("py2max", reason='py2max is not installed (pip install ".[test]")')
    subprocess.run([sys.executable, ROOT / "max" / "patchers", "--into", tmp_path], check=True)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert len(made) == len(FILES) + 1  # and the reference page
    for name, content in made.items():
        assert (PACKAGE / name).read_bytes() == content, f"{name} is not what python max/patchers makes"


def test_every_object_is_in_max_or_is_ours(everything: list[Json]) -> None:
    known = vanilla.FIXED.keys() | vanilla.BY_ARGUMENTS.keys() | {"mdrnn~", "p"}
    found = {name_of(box) for patcher in everything for box in boxes(patcher).values()}
    assert found - known == set()
    assert known - found == set(), "listed in vanilla.py and never used"


def test_every_box_has_the_ports_that_its_text_says(everything: list[Json]) -> None:
    for patcher in everything:
        for box in boxes(patcher).values():
            if name_of(box) != "p":
                own = vanilla.ports(box.get("text", "") if box["maxclass"] == "newobj" else box["maxclass"])
                types = [vanilla.OUTLET_TYPES[letter] for letter in own.outlets]
                assert (box["numinlets"], box.get("outlettype", [])) == (own.inlets, types), box


def test_every_cord_joins_ports_that_exist(everything: list[Json]) -> None:
    count = 0
    for patcher in everything:
        own = boxes(patcher)
        for entry in patcher["lines"]:
            (source, outlet), (target, inlet) = entry["patchline"]["source"], entry["patchline"]["destination"]
            assert outlet < own[source]["numoutlets"]
            assert inlet < own[target]["numinlets"]
            count += 1
    assert count > 300


def test_a_subpatcher_has_the_ports_of_its_inlets_and_outlets(everything: list[Json]) -> None:
    for patcher in everything:
        for box in boxes(patcher).values():
            if "patcher" in box:
                inside = [entry["box"]["maxclass"] for entry in box["patcher"]["boxes"]]
                assert (box["numinlets"], box["numoutlets"]) == (inside.count("inlet"), inside.count("outlet"))


def test_a_signal_goes_where_signals_are_taken(everything: list[Json]) -> None:
    takes = {"dac~", "gain~", "meter~", "number~", "scope~", "outlet", "p", "mdrnn~"}
    for patcher in everything:
        own = boxes(patcher)
        for entry in patcher["lines"]:
            (source, outlet), (target, _) = entry["patchline"]["source"], entry["patchline"]["destination"]
            name = name_of(own[target])
            if "signal" in own[source]["outlettype"][outlet]:
                assert name in takes or name.endswith("~"), f"a signal goes into {name}"
            elif own[source]["maxclass"] != "inlet":
                assert name not in {"meter~", "number~", "scope~", "lores~", "saw~"}, f"a message goes into {name}"


def test_the_public_reference_knows_these_objects_with_these_ports() -> None:
    """py2max takes it from Max's reference pages, independently of our list."""
    reference = pytest.importorskip("py2max.maxref", reason='py2max is not installed (pip install ".[test]")')
    porttypes = pytest.importorskip("py2max.maxref.porttypes")
    texts = {name: name for name in vanilla.FIXED} | {"pack": "pack 0 0", "route": "route a", "t": "t b b"}
    texts |= {"ctlin": "ctlin", "unpack": "unpack 0 0", "sel": "sel 1", "mc.unpack~": "mc.unpack~ 8"}
    agreed = 0
    for name, text in texts.items():
        full = vanilla.ALIASES.get(name, name)
        assert reference.get_object_info(full) is not None, f"Max's reference has no {full}"
        own = vanilla.ports(text)
        for said, ours in zip(porttypes.port_counts(full, text), (own.inlets, len(own.outlets)), strict=True):
            assert said in {None, ours} or name in {"inlet", "outlet"}, name  # their page means the outside
            agreed += said is not None
    assert agreed > 80


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_py2max_finds_no_error_in_a_patcher(path: Path) -> None:
    py2max = pytest.importorskip("py2max", reason='py2max is not installed (pip install ".[test]")')
    lint = pytest.importorskip("py2max.lint").lint
    findings = [finding for finding in lint(py2max.Patcher.from_file(path)) if finding.severity == "error"]
    assert findings == []


def test_every_patcher_can_be_drawn(tmp_path: Path, everything: list[Json]) -> None:
    pytest.importorskip("py2max", reason='py2max is not installed (pip install ".[test]")')
    command = [sys.executable, ROOT / "max" / "patchers", "--into", tmp_path, "--pictures", tmp_path / "pictures"]
    subprocess.run(command, check=True)
    pictures = [ElementTree.parse(path).getroot() for path in (tmp_path / "pictures").glob("*.svg")]
    assert len(pictures) == len(everything) + 1  # the device as Live shows it
    cords = sum(len(picture.findall("{*}path[@fill='none']")) for picture in pictures)
    assert cords > sum(len(patcher["lines"]) for patcher in everything)


# ---- what a person sees ---------------------------------------------------------------------------------------------


def overlap(one: list[float], other: list[float]) -> bool:
    return all(one[i] < other[i] + other[i + 2] - 0.5 and other[i] < one[i] + one[i + 2] - 0.5 for i in range(2))


def test_no_box_lies_on_another_and_all_are_in_the_window(everything: list[Json]) -> None:
    for patcher in everything:
        seen = [box for box in boxes(patcher).values() if box["maxclass"] != "panel"]
        for one, other in itertools.combinations(seen, 2):
            both = one.get("text", one["maxclass"]), other.get("text", other["maxclass"])
            assert not overlap(one["patching_rect"], other["patching_rect"]), both
        for box in seen:
            x, y, width, height = box["patching_rect"]
            assert x >= 0, box
            assert y >= 0, box
            assert x + width <= patcher["rect"][2], box
            assert y + height <= patcher["rect"][3], box


def test_comments_are_short(everything: list[Json]) -> None:
    comments = [
        box["text"] for patcher in everything for box in boxes(patcher).values() if box["maxclass"] == "comment"
    ]
    assert len(comments) > 80
    assert [text for text in comments if len(text) > 170] == []


def test_the_help_opens_on_the_first_sound_and_shows_tabs_alone() -> None:
    outermost = read(PACKAGE / "help" / "mdrnn~.maxhelp")
    tabs = [entry["box"] for entry in outermost["boxes"]]
    assert (outermost["showontab"], outermost["showrootpatcherontab"]) == (0, 0)
    assert [tab["text"] for tab in tabs] == ['p "first sound"', "p signals", "p modes", "p recording", "p OSC"]
    assert all(tab["patcher"]["showontab"] == 1 for tab in tabs)
    assert tabs[0]["patching_rect"][1] == min(tab["patching_rect"][1] for tab in tabs)


# ---- the words of mdrnn~ --------------------------------------------------------------------------------------------


def arriving(patcher: Json, name: str) -> list[Json]:
    """The boxes that are connected to an object of that name."""
    own = boxes(patcher)
    lines = [entry["patchline"] for entry in patcher["lines"]]
    return [own[line["source"][0]] for line in lines if name_of(own[line["destination"][0]]) == name]


def told(everything: list[Json]) -> list[str]:
    """All messages that message boxes send to an `mdrnn~`."""
    sent = [box for patcher in everything for box in arriving(patcher, "mdrnn~") if box["maxclass"] == "message"]
    return [str(box["text"]) for box in sent]


def is_number(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("-").isdigit()


def check_attribute(name: str, value: str) -> None:
    attribute = ATTRIBUTES[name]
    if attribute.choices and not (name == "glide" and is_number(value)):
        assert value in attribute.choices, f"{name} {value}"
    elif attribute.range:
        assert float(attribute.range[0]) <= float(value) <= float(attribute.range[1]), f"{name} {value}"


def test_every_message_to_mdrnn_is_one_it_knows(everything: list[Json]) -> None:
    messages = told(everything)
    assert len(messages) > 40
    for text in messages:
        word, *arguments = text.split()
        if is_number(word):
            assert all(0 <= float(number) <= 1 for number in text.split()), text
            continue
        assert word in MESSAGES, text
        if word in ATTRIBUTES:
            assert len(arguments) == 1, text
            check_attribute(word, arguments[0])
        else:
            expected = next(message.arguments for message in words.MESSAGES if message.name == word)
            needed = sum(not is_optional for _, _, is_optional in expected)
            assert len(arguments) >= needed, text
            assert len(arguments) <= len(expected) or word == "step", text


def test_every_object_and_editor_names_attributes_that_mdrnn_has(everything: list[Json]) -> None:
    for patcher in everything:
        for box in boxes(patcher).values():
            if box["maxclass"] == "attrui":
                assert box["attr"] in ATTRIBUTES
            if name_of(box) == "mdrnn~":
                before, *typed = box["text"].split(" @")
                assert before.split()[1:] == [] or before.split()[1] in MODELS
                for name, value in (part.split() for part in typed):
                    check_attribute(name, value)


def test_prepended_words_are_attributes(everything: list[Json]) -> None:
    prepended = [
        box["text"] for patcher in everything for box in arriving(patcher, "mdrnn~") if name_of(box) == "prepend"
    ]
    assert len(prepended) == 6  # of the device
    assert {text.split()[1] for text in prepended} <= ATTRIBUTES.keys()


def test_every_value_that_live_can_dial_is_in_its_range(everything: list[Json]) -> None:
    for patcher in everything:
        own = boxes(patcher)
        for entry in patcher["lines"]:
            source, target = own[entry["patchline"]["source"][0]], own[entry["patchline"]["destination"][0]]
            if source["maxclass"] in {"live.dial", "live.menu"}:
                word = target["text"].split()[1]
                value = source["saved_attribute_attributes"]["valueof"]
                for extreme in value.get("parameter_enum", [value.get("parameter_mmin"), value["parameter_mmax"]]):
                    check_attribute(word, str(extreme))
                standard = mdrnn.PARAMETERS[word].standard
                assert value["parameter_initial"] == [1.0 if word == "threshold" else standard]


def test_the_help_shows_every_word(everything: list[Json]) -> None:
    shown = {text.split()[0] for text in told(everything)} | {"list", "int", "float"}
    editors = {box["attr"] for patcher in everything for box in boxes(patcher).values() if box["maxclass"] == "attrui"}
    typed = {
        part.split()[0]
        for patcher in everything
        for box in boxes(patcher).values()
        if name_of(box) == "mdrnn~"
        for part in box["text"].split(" @")[1:]
    }
    by_hand = {"(mouse)", "(drag)"}  # said in words
    assert MESSAGES - shown - editors - typed - by_hand == set()
