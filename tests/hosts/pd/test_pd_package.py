# SPDX-License-Identifier: MIT
"""The installed folder and the packages are complete and self-contained, and load in the Pd of many systems."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from golden_patches import GOLDEN, golden_patch, hold_against
from pd_patch import Patch

ROOT = Path(__file__).resolve().parents[3]
PATCHES = ["mdrnn~-help.pd", *sorted(f"examples/pd/{path.name}" for path in ROOT.glob("examples/pd/*.pd"))]


@pytest.fixture(scope="session")
def externals(external: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of externals that contains only the installed [mdrnn~]."""
    if shutil.which("cmake") is None:
        pytest.skip("CMake is not installed")
    folder = tmp_path_factory.mktemp("externals")
    build = external.parent.parent
    subprocess.run(
        ["cmake", "--install", build, "--component", "pd", "--prefix", folder], check=True, capture_output=True
    )
    return folder


def test_an_installation_is_one_folder_with_everything_a_patcher_needs(externals: Path) -> None:
    assert [path.name for path in externals.iterdir()] == ["mdrnn~"]
    library = externals / "mdrnn~"
    for name in ("mdrnn~.pd_linux", "mdrnn~-help.pd", "mdrnn~-meta.pd", "README.txt", "LICENSE", *PATCHES):
        assert (library / name).is_file(), name
    installed = {path.name for path in (library / "models").iterdir()}
    assert installed == {path.name for path in (ROOT / "models").glob("*.tflite")}


def test_the_meta_patch_tells_the_version_of_the_project(externals: Path) -> None:
    number = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert number
    assert f"VERSION {number[1]};" in (externals / "mdrnn~" / "mdrnn~-meta.pd").read_text()


@pytest.mark.parametrize("name", [*PATCHES, "mdrnn~-meta.pd"])
def test_an_installed_patch_opens_with_that_folder_alone(name: str, externals: Path, tmp_path: Path) -> None:
    run = Patch().run(tmp_path, externals, beside=(externals / "mdrnn~" / name,))
    assert not run.errors
    assert not any("no model and no -dim" in line for line in run.lines)


def test_a_patch_elsewhere_finds_the_installed_object_and_its_models(externals: Path, tmp_path: Path) -> None:
    patch = Patch()
    patch.record(patch.box("mdrnn~ mouse-3d-xs -mode battle -seed 3"), 0)
    run = patch.run(tmp_path, externals, frames=24000)
    assert not run.errors
    assert len(np.unique(run.signals)) > 3


# ---- what scripts/package/pd has built -------------------------------------------------------------------------------

LINUX = {"amd64": ".l_amd64", "arm64": ".l_arm64", "armv7": ".l_arm"}
LIBC = {"libc", "libm", "libdl", "libpthread", "ld-linux-x86-64", "ld-linux-aarch64", "ld-linux-armhf"}


def packaged(target: str, suffix: str) -> Path:
    """The external in the package for that target."""
    path = ROOT / "build" / target / "pd" / f"mdrnn~{suffix}"
    if not path.exists():
        pytest.skip(f"nothing is built for {target}: scripts/package/pd {target}")
    return path


def output_of(*command: str | Path) -> str:
    """The output of a program; skips if it is not installed."""
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("target", LINUX)
def test_a_packaged_external_runs_on_glibc_2_28_and_needs_nothing_else(target: str) -> None:
    path = packaged(target, LINUX[target])
    read = output_of("readelf", "-W", "--version-info", "--dynamic", path)
    versions = {tuple(map(int, number.split("."))) for number in re.findall(r"GLIBC_([\d.]+)", read)}
    needed = {name.split(".so")[0] for name in re.findall(r"\(NEEDED\).*\[(.+)\]", read)}
    assert versions
    assert max(versions) <= (2, 28)
    assert "libc" in needed <= LIBC


@pytest.mark.parametrize(("target", "bytes_at_most"), [("amd64", 600_000), ("arm64", 500_000), ("armv7", 400_000)])
def test_a_packaged_external_is_small(target: str, bytes_at_most: int) -> None:
    size = packaged(target, LINUX[target]).stat().st_size
    assert 100_000 < size < bytes_at_most


@pytest.mark.parametrize("target", LINUX)
def test_a_packaged_external_exports_its_setup_alone(target: str) -> None:
    table = output_of("readelf", "-W", "--dyn-syms", packaged(target, LINUX[target])).splitlines()
    rows = [line.split() for line in table if re.match(r"\s*\d+:", line)]
    exported = [row[7] for row in rows if row[4] in {"GLOBAL", "WEAK"} and row[6] != "UND"]
    assert exported == ["mdrnn_tilde_setup"]


@pytest.mark.parametrize(("target", "suffix"), [("macos", ".d_arm64"), ("macos-amd64", ".d_amd64")])
def test_an_external_for_macos_exports_its_setup_and_needs_the_system_alone(target: str, suffix: str) -> None:
    """Except new and delete, which the linker of Zig cannot hide."""
    path = packaged(target, suffix)
    symbols = output_of("llvm-nm", "--defined-only", "--extern-only", path)
    headers = output_of("llvm-objdump", "--macho", "--private-headers", path)
    libraries = re.findall(r"^\s*name (.+) \(offset", headers, re.MULTILINE)
    exported = {line.split()[-1] for line in symbols.splitlines()} - {"___dso_handle", "__mh_dylib_header"}
    assert {name for name in exported if not re.match(r"__Z(n|d)[wal]", name)} == {"_mdrnn_tilde_setup"}
    assert {Path(name).name for name in libraries} - {path.name} == {"libSystem.B.dylib", "dyld"}


def test_an_external_for_windows_exports_its_setup_and_needs_pd_and_the_system_alone() -> None:
    read = output_of("llvm-readobj", "--coff-exports", "--coff-imports", packaged("windows", ".m_amd64"))
    exports, imports = (
        re.findall(r"Export \{.*?Name: (\S+)", read, re.DOTALL),
        re.findall(r"Import \{\s*Name: (\S+)", read),
    )
    assert exports == ["mdrnn_tilde_setup"]
    assert "pd.dll" in imports
    assert all(re.fullmatch(r"pd\.dll|KERNEL32\.dll|api-ms-win-crt-[\w-]+\.dll", name) for name in imports)


EMULATED = {"amd64": [], "arm64": ["qemu-aarch64-static"], "armv7": ["qemu-arm-static", "-cpu", "cortex-a8"]}
DEBIAN = {"arm64": "arm64", "armv7": "armhf"}


def pd_of(target: str) -> list[str | Path]:
    """The command that starts Debian's Pd for that processor."""
    if target not in DEBIAN:
        return ["pd"]
    root = ROOT / "build" / "puredata" / DEBIAN[target]
    if shutil.which(EMULATED[target][0]) is None:
        pytest.skip(f"{EMULATED[target][0]} is not installed (Debian: qemu-user-static)")
    if not root.exists():
        pytest.skip(f"no Pd for {target}: scripts/package/puredata {root.name}")
    return [*EMULATED[target], "-L", root, root / "usr" / "bin" / "puredata"]


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("target", LINUX)
def test_a_golden_patch_plays_the_same_in_the_pd_of_another_machine(
    target: str, name: str, external: Path, model: Path, tmp_path: Path
) -> None:
    path, pd = packaged(target, LINUX[target]), pd_of(target)
    here = golden_patch(name, model).run(tmp_path, external.parent, frames=48000)
    there = golden_patch(name, model).run(tmp_path, path.parent, frames=48000, pd=pd)
    assert not here.errors + there.errors
    hold_against(here.signals, there.signals)


# ---- the packages themselves ----------------------------------------------------------------------------------------

# deken's own: path, name of the library, version, systems, extension
DEKEN_NAME = r"([^\[\]()]+)\[v([^\[\]()]+)\]((?:\([^\[\]()]+\))*)\.dek"


@pytest.fixture(scope="session")
def packager(as_module: Callable[[Path], ModuleType]) -> ModuleType:
    """scripts/package/pd as a module."""
    return as_module(ROOT / "scripts" / "package" / "pd")


@pytest.fixture
def package(packager: ModuleType, externals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of the installed folder."""
    shutil.copytree(ROOT / "pd", tmp_path / "pd")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.setattr(packager, "ROOT", tmp_path)
    packager.make(packager.specifiers(["amd64"]), packager.files(externals))
    (path,) = (tmp_path / "dist").glob("*.dek")
    return path


def test_a_package_has_the_name_that_deken_reads(package: Path, packager: ModuleType) -> None:
    told = re.fullmatch(DEKEN_NAME, package.name)
    assert told
    assert told.groups() == ("mdrnn~", packager.version(), "(Linux-amd64-32)(Linux-amd64-64)")


def test_a_package_holds_one_folder_of_its_own_name(package: Path, externals: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert {name.split("/")[0] for name in packed} == {"mdrnn~"}
    for name, content in packed.items():
        assert (externals / name).read_bytes() == content
    assert len(packed) == sum(path.is_file() for path in externals.rglob("*"))


def test_beside_a_package_lie_its_hash_and_its_objects(package: Path) -> None:
    content = hashlib.sha256(package.read_bytes()).hexdigest()
    assert package.with_name(f"{package.name}.sha256").read_text() == content
    (line,) = package.with_name(f"{package.name}.txt").read_text().splitlines()
    name, description = line.split("\t")
    assert name == "mdrnn~"
    assert len(description) > 20


def test_a_package_made_twice_has_the_same_bytes(package: Path, packager: ModuleType, externals: Path) -> None:
    first = package.read_bytes()
    for path in externals.rglob("*.pd"):
        os.utime(path, (1, 1))
    packager.make(packager.specifiers(["amd64"]), packager.files(externals))
    assert package.read_bytes() == first


def test_a_package_installed_as_pd_does_it_plays(package: Path, model: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path / "externals")
    run = golden_patch("alone", model).run(tmp_path, tmp_path / "externals", frames=48000)
    assert not run.errors
    assert len(np.unique(run.signals)) > 5
