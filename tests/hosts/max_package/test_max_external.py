# SPDX-License-Identifier: MIT
"""The package and the external in the stand-in for Max: the reference page matches the class, the patchers work."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
import words
from package_reader import ROOT, Json

sys.path.append(str(ROOT / "tests" / "hosts" / "max"))
max_host: Any = pytest.importorskip("max_host", reason="tests/hosts/max is not in this tree")

TYPES = {"float": "float64", "int": "long"}  # in the page, and as the class says it


def built(name: str) -> Path:
    build = Path(os.environ.get("MDRNN_BUILD_DIR", ROOT / "build"))
    found = [path for path in build.rglob(name) if not {"max-asan", "max-tsan"} & set(path.parts)]
    if not found:
        pytest.skip(f"no {name} in {build.name}: cmake with -DMDRNN_MAX=ON builds it, or set MDRNN_BUILD_DIR")
    return max(found, key=lambda path: path.stat().st_mtime).resolve()


@pytest.fixture(scope="module")
def host() -> Any:
    return max_host.Host([str(built("play_script"))], built("mdrnn~.max_test"))


def boxes(patcher: Json) -> dict[str, Json]:
    return {entry["box"]["id"]: entry["box"] for entry in patcher["boxes"]}


def objects(everything: list[Json]) -> dict[str, Json]:
    """The `mdrnn~` boxes, by text."""
    found = [box for patcher in everything for box in boxes(patcher).values()]
    return {box["text"]: box for box in found if box.get("text", "").startswith("mdrnn~ ")}


def told(everything: list[Json]) -> list[tuple[str, str]]:
    """(object, message) of every message box that is connected to an `mdrnn~`, except those with a $1."""
    pairs = []
    for patcher in everything:
        own = boxes(patcher)
        for entry in patcher["lines"]:
            source, target = own[entry["patchline"]["source"][0]], own[entry["patchline"]["destination"][0]]
            if source["maxclass"] == "message" and target.get("text", "").startswith("mdrnn~ "):
                pairs.append((target["text"], source["text"].replace("$1", "0.5")))
    return pairs


def test_the_class_has_the_words_of_the_page(host: Any) -> None:
    lines = host.play("classes").lines
    methods = {line.split()[1] for line in lines if line.startswith("method ") and not line.endswith(" 9")}
    assert methods - {"anything"} == {message.name for message in words.MESSAGES if message.name[0] != "("}
    said = [line.removeprefix("attribute ").split(" | ") for line in lines if line.startswith("attribute ")]
    assert [head.split()[0] for head, *_ in said] == [attribute.name for attribute in words.ATTRIBUTES]
    for (head, *about), attribute in zip(said, words.ATTRIBUTES, strict=True):
        says = dict(entry.split(" ", 1) for entry in about)
        assert head.split()[1] == TYPES.get(attribute.type, attribute.type)
        assert (says["category"], says["label"]) == (attribute.category, attribute.label)
        assert ("save" in says) == attribute.is_saved
        assert says.get("default", "") == (attribute.default if attribute.is_saved else "")
        assert says.get("style", "") == attribute.style
        if attribute.style == "enum":
            assert says["enumvals"].split() == list(attribute.choices or {})
        elif attribute.range and attribute.style != "onoff":
            assert (says["min"], says["max"]) == attribute.range


def test_every_object_of_the_patchers_is_made_with_the_ports_of_its_box(host: Any, everything: list[Json]) -> None:
    found = objects(everything)
    assert len(found) >= 6
    for text, box in found.items():
        run = host.play(f"folder {ROOT / 'models'}", f"new 1 {text}", "main")
        assert run.errors == [], text
        types = " ".join(kind or "any" for kind in box["outlettype"])
        assert run.told("made") == [f"{box['numinlets']} {types}"], text


def test_the_external_takes_every_message_box_and_complains_of_none(
    host: Any, everything: list[Json], tmp_path: Path
) -> None:
    pairs = told(everything)
    assert len(pairs) > 40
    for text in dict.fromkeys(text for text, _ in pairs):
        messages = [message for own, message in pairs if own == text]
        script = [line for message in messages for line in (f"send 1 {message}", "main", "run 20", "main")]
        start = [f"folder {ROOT / 'models'}", f"patcher {tmp_path}", f"new 1 {text}", "main", "audio 1"]
        run = host.play(*start, *script, "send 1 record 0", "main")
        assert run.errors == [], text


def test_a_word_that_is_none_is_complained_of(host: Any) -> None:
    """Proves that the test above can fail."""
    run = host.play(f"folder {ROOT / 'models'}", "new 1 mdrnn~ mouse-3d-xs", "main", "send 1 forget", "main", "run 20")
    assert len(run.errors) == 1
