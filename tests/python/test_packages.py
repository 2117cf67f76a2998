# SPDX-License-Identifier: MIT
"""Scripts install the system packages that they need where they may, and print one line where they may not."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TOOLS = ("bash", "grep", "sed", "awk", "sh", "true")


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """A folder of programs, the only one on the path: no compiler, no Pd, and a user who is not root."""
    for name in TOOLS:
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    write(tmp_path / "id", "echo 1000")
    return tmp_path


def write(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def add_apt(system: Path) -> None:
    """Writes down how it is called; an installation of puredata-core brings pd."""
    write(
        system / "apt-get",
        f'echo "$@" >> {system}/calls\ncase "$*" in *puredata-core*) ln -sf {system}/id {system}/pd ;; esac',
    )
    write(system / "env", 'shift; exec "$@"')
    (system / "ln").symlink_to(str(shutil.which("ln")))


def run(root: Path, system: Path, command: str) -> subprocess.CompletedProcess[str]:
    script = f"source scripts/venv.bash; {command}"
    environment = {"PATH": str(system), "HOME": os.environ.get("HOME", "")}
    return subprocess.run(
        [system / "bash", "-c", script], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def calls(system: Path) -> list[str]:
    return (system / "calls").read_text().splitlines() if (system / "calls").exists() else []


@pytest.mark.parametrize("way", ["root", "sudo"])
def test_packages_are_installed_in_one_go_where_that_is_allowed(root: Path, system: Path, way: str) -> None:
    add_apt(system)
    write(system / "id" if way == "root" else system / "sudo", "echo 0" if way == "root" else 'shift; exec "$@"')
    done = run(root, system, "need puredata-core; echo ready")
    assert done.stdout == "ready\n", done.stderr
    assert [call for call in calls(system) if "install" in call] == [
        "-qq install -y --no-install-recommends puredata-core"
    ]


def test_a_person_who_may_not_install_gets_one_line_with_all_of_them(root: Path, system: Path) -> None:
    add_apt(system)
    write(system / "sudo", "exit 1")  # it would ask for a password
    done = run(root, system, "need g++ puredata-core valgrind; echo not reached")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == (
        "To install what is missing: sudo apt-get install g++ puredata-core valgrind"
    )
    assert calls(system) == []


def test_a_system_without_apt_is_told_the_names(root: Path, system: Path) -> None:
    done = run(root, system, "need g++ valgrind")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "This system has no apt-get. On Debian and Ubuntu the missing packages are called: g++ valgrind"
    )


def test_what_is_only_wanted_does_not_end_the_script(root: Path, system: Path) -> None:
    done = run(root, system, "want valgrind; echo goes on")
    assert done.stdout == "goes on\n"
    assert done.stderr == ("Missing: Valgrind, to count instructions (valgrind). The tests that need it will skip.\n")
