# SPDX-License-Identifier: MIT
"""The package for Max is complete and reproducible, and its manifest is correct."""

from __future__ import annotations

import json
import plistlib
import re
import struct
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from package_reader import PACKAGE, ROOT, levels, read

SCRIPT = ROOT / "scripts" / "package" / "max"
# Folders and files that Max knows in a package; misc is in its search path.
KNOWN = {"devices", "docs", "examples", "externals", "extras", "help", "init", "misc"}
KNOWN |= {"icon.png", "license.md", "package-info.json", "readme.md"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def packager(as_module: Callable[[Path], ModuleType]) -> ModuleType:
    """scripts/package/max as a module."""
    return as_module(SCRIPT)


def pack(externals: Path, into: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, SCRIPT, "--externals", externals, "--into", into]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture(scope="module")
def externals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dummy files with the names of both externals."""
    folder = tmp_path_factory.mktemp("externals")
    (folder / "mdrnn~.mxe64").write_bytes(b"MZ")
    program = folder / "mdrnn~.mxo" / "Contents" / "MacOS"
    program.mkdir(parents=True)
    (program / "mdrnn~").write_bytes(b"\xca\xfe\xba\xbe")
    (program.parent / "Info.plist").write_text("<plist/>")
    return folder


@pytest.fixture(scope="module")
def package(externals: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    result = pack(externals, folder)
    assert result.returncode == 0, result.stderr
    (made,) = folder.glob("*.zip")
    assert made.name == f"mdrnn-max-{PROJECT['version']}.zip"
    return made


def names(package: Path) -> set[str]:
    with zipfile.ZipFile(package) as archive:
        return {name.removeprefix("mdrnn/") for name in archive.namelist()}


def inside(package: Path, name: str) -> bytes:
    with zipfile.ZipFile(package) as archive:
        return archive.read(f"mdrnn/{name}")


def test_it_is_one_folder_with_what_max_knows(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {"mdrnn"}
    assert {name.split("/")[0] for name in names(package)} == KNOWN


def test_it_has_externals_help_reference_examples_models_and_the_licence(package: Path) -> None:
    there = names(package)
    expected = {"externals/mdrnn~.mxe64", "externals/mdrnn~.mxo/Contents/MacOS/mdrnn~", "help/mdrnn~.maxhelp"}
    expected |= {"docs/refpages/mdrnn~.maxref.xml", "examples/mdrnn-osc.maxpat", "devices/mdrnn.amxd"}
    expected |= {f"misc/{path.name}" for path in (ROOT / "models").glob("*.tflite")}
    assert expected <= there
    assert inside(package, "license.md") == (ROOT / "LICENSE").read_bytes()
    assert inside(package, "readme.md") == (ROOT / "max" / "README.md").read_bytes()


def test_every_model_that_a_patcher_names_is_in_it(package: Path) -> None:
    named = set()
    for path in PACKAGE.rglob("*.max*"):
        if path.suffix != ".xml":
            for patcher in levels(read(path)):
                texts = (entry["box"].get("text", "") for entry in patcher["boxes"])
                named |= {word for text in texts for word in re.findall(r"\b\w+-\d+d-\w+\b", text)}
    assert named == {"mouse-3d-xs", "touch-4d-s", "knobs-9d-s"}
    assert {f"misc/{name}.tflite" for name in named} <= names(package)


def test_the_same_files_give_the_same_bytes(externals: Path, package: Path, tmp_path: Path) -> None:
    assert pack(externals, tmp_path).returncode == 0
    assert (tmp_path / package.name).read_bytes() == package.read_bytes()


def test_the_program_in_a_bundle_can_be_run(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in archive.infolist()}
    assert modes["mdrnn/externals/mdrnn~.mxo/Contents/MacOS/mdrnn~"] == 0o755
    assert modes["mdrnn/readme.md"] == 0o644


def test_the_manifest_says_what_is_so(package: Path) -> None:
    info = json.loads(inside(package, "package-info.json"))
    assert info["name"] == info["displayname"] == "mdrnn"
    assert info["version"] == PROJECT["version"]
    assert info["description"] == PROJECT["description"]
    assert f"name: {info['author']}" in (ROOT / "CITATION.cff").read_text()
    assert info["os"].keys() == {"macintosh", "windows"}
    assert f"extras/{info['homepatcher']}" in names(package)
    assert re.fullmatch(r"\d+\.\d+\.\d+", info["max_version_min"])
    assert info.keys().isdisjoint({"filelist", "c74install", "installdate"})  # Max's own package manager writes those
    assert "website" not in info, "there is none: pyproject.toml and CITATION.cff name no address"


def test_it_is_for_those_systems_alone_whose_external_is_there(externals: Path, tmp_path: Path) -> None:
    for_windows = tmp_path / "windows"
    for_windows.mkdir()
    (for_windows / "mdrnn~.mxe64").write_bytes(b"MZ")
    result = pack(for_windows, tmp_path)
    assert "without mdrnn~.mxo: the package is not for macintosh" in result.stdout
    (made,) = tmp_path.glob("*.zip")
    assert json.loads(inside(made, "package-info.json"))["os"].keys() == {"windows"}
    assert not any(".mxo" in name for name in names(made))


def thin(cpu: int, subtype: int, text: bytes) -> bytes:
    return struct.pack("<3I", 0xFEEDFACF, cpu, subtype) + text


def test_a_universal_program_has_each_processor_s_own_at_a_page(packager: ModuleType) -> None:
    programs = [thin(0x0100000C, 0, b"arm" * 9000), thin(0x01000007, 3, b"intel")]
    whole = packager.universal(programs)
    magic, count = struct.unpack(">2I", whole[:8])
    assert (magic, count) == (0xCAFEBABE, 2)
    for i, program in enumerate(programs):
        cpu, subtype, offset, size, align = struct.unpack(">5I", whole[8 + 20 * i : 28 + 20 * i])
        assert struct.pack("<2I", cpu, subtype) == program[4:12]
        assert offset % (1 << align) == 0
        assert whole[offset : offset + size] == program


def test_a_bundle_says_which_program_is_in_it(packager: ModuleType, tmp_path: Path) -> None:
    made = packager.bundle([thin(0x0100000C, 0, b"arm")], tmp_path)
    says = plistlib.loads((made / "Contents" / "Info.plist").read_bytes())
    assert made.name == "mdrnn~.mxo"
    assert (made / "Contents" / "MacOS" / says["CFBundleExecutable"]).is_file()
    assert (says["CFBundlePackageType"], says["CFBundleVersion"]) == ("iLaX", PROJECT["version"])


def test_without_an_external_there_is_no_package_but_a_sentence(tmp_path: Path) -> None:
    result = pack(tmp_path, tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith("found neither mdrnn~.mxe64 nor mdrnn~.mxo in ")
    assert list(tmp_path.glob("*.zip")) == []


def test_the_icon_has_the_size_that_max_wants() -> None:
    content = (PACKAGE / "icon.png").read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == (500, 500)


def test_the_device_is_a_midi_effect_that_its_packer_can_unpack() -> None:
    m4l = pytest.importorskip("py2max.m4l", reason='py2max is not installed (pip install ".[test]")')
    content = (PACKAGE / "devices" / "mdrnn.amxd").read_bytes()
    payload, kind = m4l.unpack_amxd(content)
    assert kind == "midi_effect"
    patcher = json.loads(payload)["patcher"]
    assert patcher["openinpresentation"] == 1
    assert patcher["project"]["amxdtype"] == int.from_bytes(b"mmmm", "big")
    for entry in patcher["boxes"]:
        if entry["box"].get("presentation"):
            x, y, width, height = entry["box"]["presentation_rect"]
            assert x >= 0, entry
            assert x + width <= patcher["devicewidth"], entry
            assert 0 <= y <= 169 - height, entry


def test_the_chunks_of_the_device_are_as_long_as_they_say() -> None:
    content = (PACKAGE / "devices" / "mdrnn.amxd").read_bytes()
    assert (content[:4], content[8:16]) == (b"ampf", b"mmmmptch")
    assert struct.unpack("<I", content[16:20])[0] == len(content) - 20
    (size,) = struct.unpack(">I", content[32:36])
    assert content[20 + size - 1 + 0 : 20 + size] == b"\0"
    assert content[20 + size : 24 + size] == b"dlst"
    assert struct.unpack(">I", content[24 + size : 28 + size])[0] == len(content) - 20 - size
