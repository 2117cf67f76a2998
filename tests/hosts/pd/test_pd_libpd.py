# SPDX-License-Identifier: MIT
"""[mdrnn~] in programs that embed Pd: libpd 0.56, and two instances of Pd in one process."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from golden_patches import GOLDEN, golden_patch, heard_patch, hold_against
from libpd_scenarios import BLOCK, RATE
from pd_patch import Patch

ROOT = Path(__file__).resolve().parents[3]
INSTANCES = ROOT / "build" / "puredata" / "instances" / "libpd.so"
Sound = npt.NDArray[np.float32]


@pytest.fixture(scope="session")
def libpd() -> Path:
    """The libpd in the package cypd, newer than the system's Pd."""
    found = importlib.util.find_spec("cypd")
    if found is None or found.origin is None:
        pytest.skip("cypd is not installed")
    (library,) = Path(found.origin).parent.glob("_libpd*.so")
    return library


@pytest.fixture(scope="session")
def many_instances() -> Path:
    """libpd from the Pd sources, built for multiple instances."""
    if not INSTANCES.exists():
        pytest.skip("no libpd with instances: scripts/package/puredata instances")
    return INSTANCES


@pytest.fixture(scope="session")
def instance_external(many_instances: Path, external: Path) -> Path:
    """The external for it, which has to be compiled with PDINSTANCE."""
    if shutil.which("cmake") is None:
        pytest.skip("CMake is not installed")
    build = ROOT / "build" / "instances"
    options = ["-DCMAKE_BUILD_TYPE=Release", "-DMDRNN_PD=ON", "-DCMAKE_CXX_FLAGS=-DPDINSTANCE -DPDTHREADS"]
    leave = ["-DMDRNN_TESTS=OFF", "-DMDRNN_EXAMPLES=OFF", "-DMDRNN_PD_NAME_BY_PROCESSOR=ON"]
    header = f"-DMDRNN_PD_INCLUDE={many_instances.parents[1] / 'source' / 'src'}"
    commands = [
        ["cmake", "-S", ROOT, "-B", build, *options, *leave, header],
        ["cmake", "--build", build, "--target", "mdrnn_pd", "--parallel", str(os.cpu_count())],
    ]
    for command in commands:
        subprocess.run(command, check=True, capture_output=True)
    return build / "pd"


def host(library: Path, folder: Path, scenario: str, *patches: Path) -> tuple[dict[str, Any], list[Sound]]:
    """Runs a scenario of libpd_scenarios.py. Returns its facts, and what each patch sent to dac~."""
    command = [sys.executable, ROOT / "tests/hosts/pd/libpd_scenarios.py", library, folder, scenario, *patches]
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    facts = json.loads(result.stdout.splitlines()[-1])
    assert not [line for line in facts["printed"] if "error" in line or "couldn't create" in line], facts["printed"]
    return facts, [np.load(patch.with_suffix(".npy")) for patch in patches]


def written(name: str, model: Path, folder: Path) -> Path:
    path = folder / f"{name.replace(' ', '-')}.pd"
    heard_patch(name, model).write(path)
    return path


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_patch_plays_the_same_inside_another_program(
    name: str, libpd: Path, external: Path, model: Path, tmp_path: Path
) -> None:
    usual = golden_patch(name, model).run(tmp_path, external.parent, frames=RATE)
    _, (heard,) = host(libpd, external.parent, "play", written(name, model, tmp_path))
    hold_against(usual.signals, heard)


def test_a_patch_that_was_opened_and_closed_a_thousand_times_leaves_nothing_behind(
    libpd: Path, external: Path, model: Path, tmp_path: Path
) -> None:
    facts, (heard,) = host(libpd, external.parent, "open_and_close", written("alone", model, tmp_path))
    assert facts["descriptors"] == 0
    assert facts["pages"] * os.sysconf("SC_PAGE_SIZE") < 4 << 20  # Pd keeps every patch's symbols: 2 kB a time
    assert len(np.unique(heard[0])) > 5


def test_dsp_that_goes_off_and_on_loses_no_event(libpd: Path, external: Path, model: Path, tmp_path: Path) -> None:
    path = written("alone", model, tmp_path)
    _, (always,) = host(libpd, external.parent, "play", path)
    _, (heard,) = host(libpd, external.parent, "dsp_off_and_on", path)
    assert len(np.unique(heard[0])) > 5
    turns = heard[0].reshape(-1, 4 * BLOCK)
    compared = [always[0][8 * BLOCK * i :][: 4 * BLOCK] for i in range(len(always[0]) // (8 * BLOCK))]
    np.testing.assert_allclose(turns[: len(compared)], compared, rtol=0, atol=1e-5)


def test_a_clone_of_a_hundred_plays(libpd: Path, external: Path, model: Path, tmp_path: Path) -> None:
    voice = Patch()
    tilde, outlet = voice.box(f"mdrnn~ {model} -mode battle -seed \\$1"), voice.box("outlet~")
    voice.cord(tilde, 0, outlet)
    voice.write(tmp_path / "voice.pd")
    patch = Patch()
    clone, output = patch.box("clone voice 100"), patch.box("dac~")
    patch.cord(clone, 0, output)
    patch.write(tmp_path / "hundred.pd")
    _, (heard,) = host(libpd, external.parent, "play", tmp_path / "hundred.pd")
    steps = np.count_nonzero(np.diff(heard[0]))
    one = golden_patch("alone", model).run(tmp_path, external.parent, frames=RATE).signals[0]
    assert steps > 50 * np.count_nonzero(np.diff(one))
    assert 10 < heard[0, -1] < 90  # a sum of a hundred values


@pytest.mark.parametrize("scenario", ["two_instances", "two_threads"])
def test_two_instances_of_pd_in_one_program_do_not_hear_each_other(
    scenario: str, many_instances: Path, instance_external: Path, external: Path, model: Path, tmp_path: Path
) -> None:
    names = ["alone", "in turn"]
    _, heard = host(many_instances, instance_external, scenario, *(written(name, model, tmp_path) for name in names))
    for name, sound in zip(names, heard, strict=True):
        hold_against(golden_patch(name, model).run(tmp_path, external.parent, frames=RATE).signals, sound)
