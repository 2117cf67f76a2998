# SPDX-License-Identifier: MIT
"""No host's locale changes what the core and the externals read, write or play: nothing that asks for it is called."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDERS = ("native", "pd", "max")
FOLLOWS_THE_LOCALE = re.compile(
    r"\b(strto\w+|ato(?:f|i|l|ll)|sto(?:d|f|i|l|ld|ll|ul|ull)|v?[fs]?n?printf|v?[fs]?scanf|strftime|strerror\w*|strcoll"
    r"|strxfrm|setlocale|localeconv|is(?:al(?:num|pha)|blank|cntrl|digit|graph|lower|p(?:rint|unct)|space|upper|xdigit)"
    r"|to(?:lower|upper)|put_time|get_time|\w*stringstream|\w*fstream|regex\w*|generic_category\(\)\.message)\s*\("
)
ALLOWED = {
    ("native/src/file/tflite_engine.cc", "vsnprintf"): "what TFLite itself reports",
    ("native/patcher/arguments.h", "vsnprintf"): "for text and whole numbers",
    ("max/files.cc", "snprintf"): "for text",
    ("max/mdrnn_tilde.cc", "snprintf"): "for text",
    ("max/output.cc", "snprintf"): "for text",
}
FLOAT_CONVERSION = re.compile(r'"[^"\n]*%[-+ #0]*[\d.*]*[lL]?[aAeEfFgG]\b')


def sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in {".h", ".hpp", ".c", ".cc"})


def test_no_function_that_follows_the_locale_is_called(root: Path) -> None:
    found = {
        (str(path.relative_to(root)), match[1])
        for folder in FOLDERS
        for path in sources(root / folder)
        for match in FOLLOWS_THE_LOCALE.finditer(path.read_text())
    }
    assert found == set(ALLOWED)


def test_the_hosts_leave_no_number_that_is_not_whole_to_printf(root: Path) -> None:
    paths = [
        path
        for folder in ("pd", "max", "native/patcher", "native/signals", "native/binding")
        for path in sources(root / folder)
    ]
    assert paths
    assert [
        f"{path.relative_to(root)}: {match[0]}"
        for path in paths
        for match in FLOAT_CONVERSION.finditer(path.read_text())
    ] == []


def called(build: Path, folder: str, source: Path) -> set[tuple[str, str]]:
    """(file, function) for each function that follows the locale and that the objects of files in `source` need."""
    objects = [
        path
        for path in sorted((build / folder).rglob("*.cc.o"))
        if (source / path.relative_to(build / folder)).with_suffix("").exists()  # else of a file that has moved
    ]
    if not objects or shutil.which("nm") is None:
        pytest.skip(f"nm is not installed, or {folder} is not built: scripts/test native builds it")
    listed = subprocess.run(["nm", "-u", "-A", *objects], capture_output=True, check=True, text=True).stdout
    calls = re.findall(r"(\w+)\.cc\.o: +U (\w+)", listed)
    assert calls
    return {(file, name) for file, name in calls if FOLLOWS_THE_LOCALE.fullmatch(f"{name}(")}


def test_what_is_compiled_calls_none_either(root: Path) -> None:
    """A template of the C++ library may call one: std::to_string of a double is printf."""
    build = Path(os.environ.get("MDRNN_BUILD_DIR", root / "build" / "native"))
    assert called(build, "CMakeFiles/mdrnn.dir", root) == {("tflite_engine", "vsnprintf")}
    for host in ("pd", "max"):
        calls = called(build, f"{host}/CMakeFiles/mdrnn_{host}.dir", root / host)
        assert {name for _, name in calls} <= {"vsnprintf", "snprintf"}
