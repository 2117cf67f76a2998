# SPDX-License-Identifier: MIT
"""What every file of the repository keeps to: licence line, header, no machine's own paths, one version."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

import mdrnn._core

SOURCES = {".py", ".pyx", ".c", ".cc", ".h", ".hpp", ".bash", ".cmake"}
LICENCE = "SPDX-License-Identifier: MIT"
MACHINE_PATH = re.compile(r"(?<![\w.~$}>)*])/(home|root|Users|work|tmp|opt|mnt|srv)/\w")
REGISTRY = re.compile(r"https?://[\w.-]*(pypi|pythonhosted|npmjs|crates)\b")
FORBIDDEN_NAMES = {"utils", "util", "common", "helpers", "helper", "misc"}


def is_source(path: Path) -> bool:
    return path.suffix in SOURCES or path.name == "CMakeLists.txt" or path.parent.name in {"scripts", ".ci"}


def texts(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """The files that are text, with their text."""
    for path in paths:
        content = path.read_bytes()
        if b"\0" not in content:
            yield path, content.decode("utf-8")


def header(text: str) -> str:
    """What a file says about itself before its first line of code, without the licence line and comment signs."""
    text = re.sub(rf"^#!.*\n|^(//|#)?\s*{LICENCE}\n|{LICENCE}", "", text, flags=re.MULTILINE)
    said = re.match(r'\s*(?:"""(.+?)"""|/\*(.+?)\*/|((?:(?://|#) .*\n)+))', text, re.DOTALL)
    return re.sub(r"^\s*(//|#|\*)?\s*", "", next(filter(None, said.groups())), flags=re.MULTILINE) if said else ""


def test_every_source_names_its_licence_in_its_first_lines(tracked: list[Path], root: Path) -> None:
    sources = [path for path in tracked if is_source(path)]
    assert len(sources) > 50
    without = [path for path in sources if LICENCE not in "\n".join(path.read_text().splitlines()[:4])]
    assert [str(path.relative_to(root)) for path in without] == []


def test_every_source_says_in_its_header_what_it_is(tracked: list[Path], root: Path) -> None:
    for path in tracked:
        if is_source(path):
            sentence = header(path.read_text()).split("\n\n")[0]
            assert re.match(r"[\w`'\[].+[.:?](\s|$)", sentence, re.DOTALL), (
                f"{path.relative_to(root)} begins with {sentence!r}, expected a sentence"
            )


def test_no_file_names_a_path_or_a_registry_of_one_machine(tracked: list[Path], root: Path) -> None:
    found = {
        f"{path.relative_to(root)}: {match[0]}"
        for path, text in texts(tracked)
        for pattern in (MACHINE_PATH, REGISTRY)
        for match in [pattern.search(text)]
        if match
    }
    assert found == set()


def test_no_module_is_a_drawer_for_everything(tracked: list[Path]) -> None:
    assert [path for path in tracked if path.stem.lower() in FORBIDDEN_NAMES] == []


def test_the_version_stands_in_pyproject_alone(tracked: list[Path], root: Path) -> None:
    number = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    history = {root / "pyproject.toml", root / "CHANGELOG.md"}
    alone = re.compile(rf"(?<![\w.]){re.escape(number)}(?![\w.])")
    assert [path for path, text in texts(tracked) if path not in history and alone.search(text)] == []
    assert number in (root / "CHANGELOG.md").read_text()


def test_every_surface_tells_the_same_version(root: Path) -> None:
    number = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    assert mdrnn._core.__version__ == mdrnn.__version__ == version("mdrnn-live") == number
