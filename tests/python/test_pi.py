# SPDX-License-Identifier: MIT
"""The Pi as an instrument: systemd takes the unit, one command installs it, and no network is waited for."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
from test_daemon import Running

from mdrnn import cli, models

PI = Path(__file__).parents[2] / "scripts" / "package" / "pi"
UNIT = PI / "mdrnn.service"


def settings(path: Path) -> list[tuple[str, str]]:
    """KEY=VALUE lines; a unit may repeat a key."""
    lines = [line for line in path.read_text().splitlines() if line and line[0] not in "#["]
    return [(key, value) for key, _, value in (line.partition("=") for line in lines)]


def systemd_analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True)


def test_systemd_takes_the_unit_without_a_complaint(tmp_path: Path) -> None:
    """But for the program, which is only there on a board."""
    unit = tmp_path / "mdrnn.service"
    unit.write_text(UNIT.read_text().replace("/usr/local/lib/mdrnn/bin/python", os.path.realpath(sys.executable)))
    done = systemd_analyze("verify", unit)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_systemd_complains_of_a_unit_with_a_mistake(tmp_path: Path) -> None:
    unit = tmp_path / "mdrnn.service"
    unit.write_text(UNIT.read_text().replace("Restart=always", "Restart=allways"))
    done = systemd_analyze("verify", unit)
    assert "allways" in done.stderr


def test_the_service_can_do_little_harm() -> None:
    """systemd's own measure, 0 to 10; a service without any limits has 9.6."""
    done = systemd_analyze("security", "--no-pager", "--offline=true", "--threshold=20", UNIT)
    level = re.search(r"exposure level for mdrnn.service: ([\d.]+)", done.stdout)
    assert level, done.stderr
    assert float(level[1]) <= 2.0
    assert done.returncode == 0


def test_the_service_waits_for_no_network_and_always_comes_back() -> None:
    unit = settings(UNIT)
    ordered = {value for key, value in unit if key in {"After", "Wants", "Requires", "BindsTo"}}
    assert not any("network" in value for value in ordered)
    assert {("Restart", "always"), ("Type", "notify"), ("DynamicUser", "yes"), ("StartLimitIntervalSec", "0")} <= set(
        unit
    )
    assert int(dict(unit)["WatchdogSec"]) >= 2


def options() -> list[str]:
    """What stands behind `mdrnn run` on a board that nobody has changed."""
    return dict(settings(PI / "options"))["MDRNN_OPTIONS"].split()


def test_the_options_are_ones_that_mdrnn_run_takes() -> None:
    taken = cli.make_parser().parse_args(["run", *options()])
    assert taken.model in models.names()
    assert taken.mode == "callresponse"


# ---- the installation -----------------------------------------------------------------------------------------------


def native_wheel(root: Path) -> Path:
    found = sorted(root.glob("build/wheel/*/mdrnn_live-*.whl"), key=lambda path: path.stat().st_mtime)
    if not found:
        pytest.skip("there is no wheel of this machine: scripts/test wheel makes one")
    return found[-1]


@pytest.fixture(scope="module")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A root that `install` has filled, and the environment that stands for what pip would have fetched."""
    folder = tmp_path_factory.mktemp("board")
    beside = {
        str(Path(spec.origin).parents[1])
        for name in ("numpy", "pythonosc", "segno", "websockets")
        if (spec := find_spec(name)) and spec.origin
    }
    environment = os.environ | {"DESTDIR": str(folder), "PYTHON": sys.executable, "PIP_NO_DEPS": "1"}
    environment |= {"PYTHONPATH": ":".join(sorted(beside))}
    done = subprocess.run([PI / "install", native_wheel(root)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder, environment


def test_one_command_installs_a_daemon_that_plays(installed: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    """Started as the unit starts it, with the options as they are."""
    folder, environment = installed
    command = dict(settings(folder / "etc" / "systemd" / "system" / "mdrnn.service"))["ExecStart"]
    assert command == "/usr/local/lib/mdrnn/bin/python -m mdrnn run $MDRNN_PAGE $MDRNN_OPTIONS"
    python = folder / command.split()[0].lstrip("/")
    page = dict(settings(folder / "etc/mdrnn/page"))["MDRNN_PAGE"].split()
    assert page[:3] == ["--web", "--host", "0.0.0.0"]
    assert re.fullmatch(r"--token=[\w-]{12}", page[3])
    assert (folder / "etc/mdrnn/page").stat().st_mode & 0o077 == 0, "only root reads the token"
    page[1:1] = ["0"]  # a free port
    with closing(Running(tmp_path, *page, *options(), python=python, environment=environment)) as daemon:
        assert daemon.answers()
        assert daemon.end()[0] == 0
    module = subprocess.run(
        [python, "-c", "import mdrnn._core as m; print(m.__file__)"], capture_output=True, text=True
    )
    assert str(folder) in module.stdout
    assert list((tmp_path / "logs").glob("*-3d-mdrnn.log"))


def test_an_update_keeps_the_options_and_a_removal_too(installed: tuple[Path, dict[str, str]], root: Path) -> None:
    folder, environment = installed
    (folder / "etc/mdrnn/options").write_text("MDRNN_OPTIONS=mine\n")
    page = (folder / "etc/mdrnn/page").read_text()
    subprocess.run([PI / "install", native_wheel(root)], env=environment, check=True)
    assert (folder / "etc/mdrnn/options").read_text() == "MDRNN_OPTIONS=mine\n"
    assert (folder / "etc/mdrnn/page").read_text() == page, "the link that a phone knows still works"
    subprocess.run([PI / "install", "remove"], env=environment, check=True)
    assert {path.name for path in folder.rglob("*") if path.is_file()} == {"options", "page"}


def test_a_wheel_that_does_not_fit_leaves_what_was_there(tmp_path: Path) -> None:
    wheel = tmp_path / "mdrnn_live-9-cp311-cp311-manylinux_2_28_s390x.whl"
    wheel.write_bytes(b"")
    before = tmp_path / "usr/local/lib/mdrnn" / "here"
    before.parent.mkdir(parents=True)
    before.write_text("as before")
    done = subprocess.run(
        [PI / "install", wheel], env=os.environ | {"DESTDIR": str(tmp_path)}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "it must be for this processor and this Python (Python 3." in done.stderr
    assert [path.name for path in (tmp_path / "usr/local/lib").iterdir()] == ["mdrnn"]
    assert before.read_text() == "as before"


def test_the_gadget_is_a_midi_port_called_mdrnn(tmp_path: Path) -> None:
    """On plain folders: a kernel's configfs was never there to try."""
    (tmp_path / "udc" / "fe980000.usb").mkdir(parents=True)
    modprobe = tmp_path / "modprobe"
    modprobe.write_text("#!/bin/sh\n")
    modprobe.chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "CONFIGFS": str(tmp_path),
        "UDC_CLASS": str(tmp_path / "udc"),
    }
    subprocess.run([PI / "midi-gadget"], env=environment, check=True)
    gadget = tmp_path / "usb_gadget" / "mdrnn"
    assert (gadget / "UDC").read_text() == "fe980000.usb\n"
    assert (gadget / "strings/0x409/product").read_text() == "mdrnn\n"
    assert (gadget / "configs/c.1/midi.usb0").resolve() == gadget / "functions/midi.usb0"
