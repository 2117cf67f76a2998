# SPDX-License-Identifier: MIT
"""One word per concept in Max: reference page and external have exactly the words of the table in ARCHITECTURE.md."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
import words
from package_reader import PACKAGE, ROOT

import mdrnn

PAGE = PACKAGE / "docs" / "refpages" / "mdrnn~.maxref.xml"
PAGE_ROOT = ElementTree.parse(PAGE).getroot()
ATTRIBUTES = {attribute.name: attribute for attribute in words.ATTRIBUTES}
SHOWN_IN_BRACKETS = {"(mouse)", "(drag)"}
ENTRIES = {"inlet", "outlet", "objarg", "method", "attribute", "enum"}


def named(path: str) -> list[str]:
    return [element.attrib["name"] for element in PAGE_ROOT.findall(path)]


def texts_of_table() -> set[str]:
    """The words in the column of the table for Pd and Max."""
    lines = (ROOT / "ARCHITECTURE.md").read_text().splitlines()
    rows = [line.strip("|").split(" | ") for line in lines if line.startswith("| ") and line.count(" | ") == 4]
    column = next(i for i, cell in enumerate(rows[0]) if cell.strip().startswith("Pd"))
    cells = [cells[column].strip() for cells in rows[1:]]
    return {word.split()[0] for cell in cells if not cell.startswith("-") for word in re.findall(r"`([^`]+)`", cell)}


def test_the_page_has_every_word_once() -> None:
    assert named("methodlist/method") == [message.name for message in words.MESSAGES]
    assert named("attributelist/attribute") == list(ATTRIBUTES)
    both = named("methodlist/method") + named("attributelist/attribute")
    assert len(both) == len(set(both))


def test_the_words_are_those_of_the_table() -> None:
    table = texts_of_table()
    assert len(table) > 20
    of_max = {"model", "dim", "mc"}  # creation arguments and flags of Pd
    of_messages = {"int", "float"} | SHOWN_IN_BRACKETS
    assert ATTRIBUTES.keys() | {message.name for message in words.MESSAGES} == table | of_max | of_messages


def test_ranges_and_defaults_are_the_cores() -> None:
    for name, parameter in mdrnn.PARAMETERS.items():
        attribute = ATTRIBUTES[name]
        if name == "mode":
            assert tuple(words.MODES) == mdrnn.MODES
            assert attribute.default == mdrnn.MODES[int(parameter.standard)]
            continue
        assert attribute.range is not None
        assert tuple(map(float, attribute.range)) == (parameter.minimum, parameter.maximum)
        assert float(attribute.default) == parameter.standard
        if parameter.alias:
            assert parameter.alias in {message.name for message in words.MESSAGES}


def test_the_page_says_ranges_defaults_and_choices() -> None:
    for element in PAGE_ROOT.findall("attributelist/attribute"):
        attribute = ATTRIBUTES[element.attrib["name"]]
        properties = {
            entry.attrib["name"]: entry.attrib["value"] for entry in element.findall("attributelist/attribute")
        }
        assert properties["label"] == attribute.label
        assert properties.get("default", "") == attribute.default
        assert ("save" in properties) == attribute.is_saved
        if attribute.choices:
            assert [entry.attrib["name"] for entry in element.findall("enumlist/enum")] == list(attribute.choices)
        elif attribute.range and attribute.style != "onoff":
            assert (properties["min"], properties["max"]) == attribute.range
            assert f"From {attribute.range[0]} to {attribute.range[1]}" in str(element.findtext("description"))


def test_every_entry_has_a_digest_and_a_description() -> None:
    entries = [element for element in PAGE_ROOT.iter() if element.tag in ENTRIES and element.find("digest") is not None]
    assert len(entries) == 9 + 1 + len(words.MESSAGES) + len(words.ATTRIBUTES) + 12
    for entry in [PAGE_ROOT, *entries]:
        for part in ("digest", "description"):
            text = entry.findtext(part) or ""
            assert text, f"{entry.tag} {entry.attrib} has no {part}"
            assert "TEXT_HERE" not in text
        assert len(entry.findtext("digest") or "") < 90


def test_the_page_is_built_as_max_reads_it() -> None:
    assert PAGE_ROOT.tag == "c74object"
    assert PAGE_ROOT.attrib == {"name": "mdrnn~", "module": "mdrnn", "category": "MSP Control"}
    assert [element.tag for element in PAGE_ROOT] == [
        "digest",
        "description",
        "metadatalist",
        "inletlist",
        "outletlist",
        "objarglist",
        "methodlist",
        "attributelist",
        "misc",
        "misc",
        "seealsolist",
    ]
    assert all(element.get("optional") in {"0", "1"} for element in PAGE_ROOT.iter("arg"))
    assert [port.attrib["id"] for port in PAGE_ROOT.findall("outletlist/outlet")] == [str(i) for i in range(6)]


def test_what_leaves_the_right_outlets_is_said() -> None:
    assert {"event", "step", "model", "record", "recorded", "info"} <= set(named("misc/entry"))


def test_another_reader_of_max_s_pages_reads_the_same() -> None:
    parser = pytest.importorskip("py2max.maxref.parser", reason='py2max is not installed (pip install ".[test]")')
    read = parser.MaxRefCache()._parse_maxref(PAGE_ROOT)
    assert (len(read["inlets"]), len(read["outlets"]), len(read["objargs"])) == (3, 6, 1)
    assert list(read["methods"]) == [message.name for message in words.MESSAGES]
    assert list(read["attributes"]) == list(ATTRIBUTES)
    assert [choice["name"] for choice in read["attributes"]["mode"]["enumlist"]] == list(words.MODES)
    assert read["attributes"]["max_dt"]["attributes"]["default"]["value"] == "5"
    assert "line~" in read["seealso"]


# ---- the external ---------------------------------------------------------------------------------------------------


def source(name: str) -> str:
    return (ROOT / "max" / name).read_text()


def test_the_external_takes_the_messages_of_the_page() -> None:
    table = re.search(r"kWords\[\] = \{(.*?)\};", source("messages.cc"), re.DOTALL)
    assert table
    taken = set(re.findall(r'\{"(\w+)"', table[1])) | set(
        re.findall(r'class_addmethod\(.*?"(list|float|int|bang)"', source("messages.cc"))
    )
    aliases = {parameter.alias for parameter in mdrnn.PARAMETERS.values() if parameter.alias}
    assert taken | aliases == {message.name for message in words.MESSAGES} - SHOWN_IN_BRACKETS


def test_the_external_has_the_attributes_of_the_page() -> None:
    added = set(re.findall(r'\badd(?:_choice|_number)?\(type, "(\w+)"', source("attributes.cc")))
    assert added | mdrnn.PARAMETERS.keys() == ATTRIBUTES.keys()
