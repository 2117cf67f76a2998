# SPDX-License-Identifier: MIT
"""The help patch and the examples open without errors, make sound, and work as described."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path

import numpy as np
import pytest
from pd_patch import Patch

ROOT = Path(__file__).resolve().parents[3]
PATCHES = ["pd/mdrnn~-help.pd", *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("examples/pd/*.pd"))]


def changed(source: Path, target: Path, *changes: tuple[str, str]) -> Path:
    """A copy of a patch with replaced texts, each of which has to exist."""
    text = source.read_text()
    for before, after in changes:
        assert before in text, f"{source.name} has no '{before}'"
        text = text.replace(before, after)
    target.write_text(text)
    return target


@pytest.mark.parametrize("name", PATCHES)
def test_a_patch_opens_without_an_error(name: str, external: Path, tmp_path: Path) -> None:
    run = Patch().run(tmp_path, external.parent, beside=(ROOT / name,))
    assert not run.errors
    assert not any("no model and no -dim" in line for line in run.lines)


def test_the_help_patch_works_in_the_build_folder_alone(external: Path, tmp_path: Path) -> None:
    beside = external.parent / "mdrnn~-help.pd"
    assert beside.read_bytes() == (ROOT / "pd" / "mdrnn~-help.pd").read_bytes()
    assert not Patch().run(tmp_path, beside=(beside,)).errors


@pytest.mark.parametrize("name", [name for name in PATCHES if not name.endswith("osc.pd")])
def test_a_patch_sounds_after_one_click(name: str, external: Path, tmp_path: Path) -> None:
    for model in (ROOT / "models").glob("*.tflite"):
        shutil.copy(model, tmp_path)
    shutil.copytree(ROOT / "examples" / "pd" / "abstractions", tmp_path / "abstractions")
    changes = [(" dac~;", " throw~ sounded;"), (" empty empty sound ", " empty clicked sound ")]
    copy = changed(ROOT / name, tmp_path / "copy.pd", *changes)
    patch = Patch(dsp=False)
    patch.record(patch.box("catch~ sounded"), 0)
    patch.at(20, "\\; clicked 1", patch.box("t a"))
    seconds = 8  # the first phrase has been answered by then
    run = patch.run(tmp_path, external.parent, frames=(seconds - 1) * 48000, seconds=seconds, beside=(copy,))
    assert not run.errors
    assert 0.01 < np.abs(run.signals).max() < 1
    assert np.abs(run.signals[:, 2 * 48000 :]).max() > 0.01  # it is not the first event alone


def test_a_hand_on_the_pad_is_heard_and_moves_its_point(external: Path, model: Path, tmp_path: Path) -> None:
    shutil.copy(model, tmp_path)
    changes = [("-threshold 0.5", "-mode useronly"), ("s \\$0-event", "s test"), ("r \\$0-event", "r test")]
    copy = changed(ROOT / "examples" / "pd" / "pad.pd", tmp_path / "copy.pd", *changes)
    patch = Patch()
    patch.show(patch.box("r test"), 0, "event")
    drag = ["mouse 150 180 1 0", "motion 160 190 0", "motion 260 60 0", "motion 400 20 0", "mouseup 400 20 1"]
    hand = patch.message(" ".join(f"\\; pd-copy.pd {word}" for word in drag))
    delay = patch.box("delay 20")
    patch.at_start(delay)
    patch.cord(delay, 0, hand)
    run = patch.run(tmp_path, external.parent, beside=(copy,))
    assert not run.errors
    assert run.printed("event") == ["0.545455 0.454545", "1 1", "1 1"]


def test_a_knob_of_a_controller_is_heard_alone_and_the_network_goes_on(external: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "models" / "knobs-9d-s.tflite", tmp_path)
    changes = [("-threshold 1", "-threshold 1 -seed 3"), ("\\$0-", "test-"), ("r \\$0-in", "r test-in")]
    copy = changed(ROOT / "examples" / "pd" / "midi.pd", tmp_path / "copy.pd", *changes[:2])
    patch = Patch()
    patch.show(patch.box("r test-level-2"), 0, "third")
    patch.show(patch.box("r test-level-5"), 0, "sixth")
    patch.at(100, "\\; test-show-2 0.25", patch.box("bang"))
    run = patch.run(tmp_path, external.parent, beside=(copy,), seconds=4)
    assert not run.errors
    assert run.printed("third")[0] == "0.25"
    assert len(run.printed("third")) > 3  # the network turns it further
    assert len(run.printed("sixth")) == len(run.printed("third")) - 1  # its event has every knob, the hand's had one


def free_udp_port(port: int) -> socket.socket:
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        receiver.bind(("127.0.0.1", port))
    except OSError:
        receiver.close()
        pytest.skip(f"UDP port {port} is taken")
    return receiver


def test_the_osc_patch_talks_to_a_program_on_ports_6000_and_6001(external: Path, tmp_path: Path) -> None:
    free_udp_port(6001).close()
    listener = tmp_path / "listener.pd"
    listener.write_text(
        "#N canvas 0 0 400 300 12;\n#X obj 10 10 r mdrnn-osc-event;\n#X obj 10 40 print event;\n"
        "#X msg 10 70 \\; pd quit;\n#X connect 0 0 1 0;\n#X connect 0 0 2 0;\n"
    )
    patches = ["-open", str(listener), "-open", str(ROOT / "examples" / "pd" / "osc.pd")]
    clicks = ["-send", "mdrnn-osc-connect 1", "-send", "mdrnn-osc-hand-x 0.25"]
    options = ["-nogui", "-noaudio", "-nomidi", "-stderr", "-noprefs", "-nostdpath"]
    with free_udp_port(6000) as daemon:
        daemon.settimeout(20)
        pd = subprocess.Popen(["pd", *options, *patches, *clicks], stderr=subprocess.PIPE, text=True)
        try:
            asked = daemon.recv(512)
            answer = b"/impsy\0\0,ff\0" + np.array([0.5, 0.75], ">f4").tobytes()
            daemon.sendto(answer, ("127.0.0.1", 6001))
            lines = pd.communicate(timeout=20)[1].splitlines()
        finally:
            pd.kill()
    assert asked == b"/interface\0\0,ff\0" + np.array([0.25, 0], ">f4").tobytes()
    assert "event: 0.5 0.75" in lines
    assert not [line for line in lines if line.startswith("error:")]
