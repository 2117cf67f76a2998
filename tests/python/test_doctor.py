# SPDX-License-Identifier: MIT
"""`mdrnn doctor` and `mdrnn ports`: what they find, what they advise, and their exit codes."""

import contextlib
import os
import shutil
import socket
import sys
import types
from pathlib import Path

import pytest

from mdrnn import cli
from mdrnn.errors import MdrnnError
from mdrnn.playing import doctor, port_owner, present


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(findings):
    return [f"{each.what}; {each.advice}" if each.advice else each.what for each in findings]


@contextlib.contextmanager
def held(kind, port=0):
    """A port of this machine that is in use."""
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", port))
        if kind == socket.SOCK_STREAM:
            taken.listen()
        yield int(taken.getsockname()[1])


# ---- who has a port -------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a port")
@pytest.mark.parametrize(("kind", "word"), [(socket.SOCK_DGRAM, "udp"), (socket.SOCK_STREAM, "tcp")])
def test_the_program_that_has_a_port_is_named(kind, word):
    with held(kind) as port:
        assert port_owner.owner(port, word).endswith(f"(process {os.getpid()})")
    assert port_owner.owner(port, word) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a port")
def test_a_connection_through_a_port_does_not_have_it():
    with held(socket.SOCK_STREAM) as port, socket.create_connection(("127.0.0.1", port)) as here:
        assert port_owner.owner(here.getsockname()[1], "tcp") == ""


def test_a_socket_that_stays_in_the_way_is_looked_for_once(monkeypatch):
    searched = []

    def search(wanted, proc):
        searched.append(wanted)
        return f"search {len(searched)}"

    monkeypatch.setattr(port_owner, "_search", search)
    with held(socket.SOCK_DGRAM) as port, held(socket.SOCK_DGRAM) as other:
        assert [port_owner.owner(port, "udp") for _ in range(3)] == ["search 1"] * 3
        assert port_owner.owner(other, "udp") == "search 2"


def test_where_nobody_tells_no_program_is_named(tmp_path):
    assert port_owner.owner(6000, "udp", tmp_path) == ""
    (tmp_path / "net").mkdir()
    row = "  1: 0100007F:1770 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 4711 2\n"
    (tmp_path / "net" / "udp").write_text("heading\n" + row)
    (tmp_path / "12").mkdir()
    assert port_owner.owner(6000, "udp", tmp_path) == ""  # its owner is another user's process
    row = row.replace("4711", "4712")  # another socket
    (tmp_path / "net" / "udp").write_text("heading\n" + row)
    (tmp_path / "12" / "fd").mkdir()
    (tmp_path / "12" / "fd" / "3").symlink_to("socket:[4712]")
    (tmp_path / "12" / "comm").write_text("pd\n")
    assert port_owner.owner(6000, "udp", tmp_path) == "pd (process 12)"
    assert port_owner.owner(6001, "udp", tmp_path) == ""


@pytest.mark.parametrize(("kind", "word"), [(socket.SOCK_DGRAM, "udp"), (socket.SOCK_STREAM, "tcp")])
def test_a_port_in_use_is_told_with_who_has_it_and_what_to_do(kind, word):
    with held(kind) as port:
        finding = doctor._free(port, word, "it matters", "give another")
        assert finding.needed
        assert finding.what.startswith(f"port {port} is in use by ")
        assert finding.advice == "end it, or give another"
    assert told([doctor._free(port, word, "it matters", "give another")]) == [f"port {port} is free: it matters"]


# ---- what it looks at -----------------------------------------------------------------------------------------------


def test_versions_models_and_disk_are_looked_at(here):
    (here / "models").mkdir()
    (here / "models" / "broken.tflite").write_bytes(b"nothing")
    findings = told(doctor.look(here / "logs"))
    assert any("on Python " + sys.version.split()[0] in each for each in findings)
    assert any("knobs-9d-s.tflite loads: dimension 9" in each for each in findings)
    (broken,) = [each for each in findings if "broken.tflite" in each]
    assert broken.endswith("; replace that file, or convert the original again: mdrnn convert --help")
    assert any(" GB are free for logs in " in each for each in findings)


def test_a_nearly_full_disk_and_a_folder_of_somebody_else_are_told(here, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: types.SimpleNamespace(free=3_000_000))
    (finding,) = doctor._disk(Path("logs/of/today"))
    assert told([finding]) == ["only 3 MB are free for logs in logs/of/today; delete what you do not need there"]
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    (finding,) = doctor._disk(Path("logs"))
    assert "logs cannot be written to logs; start mdrnn in a folder of yours" in told([finding])[0]
    Path("file").write_text("")
    monkeypatch.undo()
    (finding,) = doctor._disk(here / "file" / "logs")
    assert finding.needed
    assert finding.what.startswith("logs cannot be written to ")


def test_a_missing_extra_is_told_with_how_to_install_it(monkeypatch):
    monkeypatch.setattr(doctor, "find_spec", lambda module: None)
    findings = list(doctor._extras())
    assert [each.needed for each in findings] == [False] * 4
    assert (
        "the extra [midi] is not installed; for MIDI controllers and synthesisers: in the folder" in told(findings)[0]
    )


def test_a_serial_port_that_is_not_yours_names_its_group(monkeypatch, tmp_path):
    (tmp_path / "ttyACM0").write_text("")
    monkeypatch.setattr(doctor, "DEVICES", tmp_path)
    assert told(doctor._serial()) == [f"the serial port {tmp_path / 'ttyACM0'} may be opened"]
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr(doctor, "_group_of", lambda device: "dialout")
    (finding,) = doctor._serial()
    assert finding.needed
    assert finding.advice == "sudo usermod -a -G dialout $USER, then log out and in again"


def test_no_serial_port_is_no_fault(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "DEVICES", tmp_path)
    (finding,) = doctor._serial()
    assert finding.advice == ""


def test_a_sequencer_that_is_not_yours_names_its_group(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(doctor, "DEVICES", tmp_path)
    (finding,) = doctor._sound_group()
    assert not finding.needed
    (tmp_path / "snd").mkdir()
    (tmp_path / "snd" / "seq").write_text("")
    assert told(doctor._sound_group()) == [f"MIDI may be used: {tmp_path / 'snd' / 'seq'} may be opened"]
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    (finding,) = doctor._sound_group()
    assert finding.needed
    assert "-a -G audio $USER" in finding.advice


def test_midi_ports_are_listed_or_it_is_told_why_not(monkeypatch):
    monkeypatch.setattr(present, "midi_ports", lambda: (["X-TOUCH"], []))
    monkeypatch.setattr(present, "why_no_midi", list)
    assert told(doctor._midi()) == [
        "MIDI inputs: X-TOUCH",
        "there is no MIDI output; connect and switch on the device, then look again",
    ]
    monkeypatch.setattr(present, "why_no_midi", lambda: ["no MIDI system runs here"])
    assert told(doctor._midi())[0] == "MIDI: no MIDI system runs here; for MIDI: mend that, then look again"

    def missing():
        raise MdrnnError("MIDI needs python-rtmidi, which is not installed: install it")

    monkeypatch.setattr(present, "midi_ports", missing)
    (finding,) = doctor._midi()
    assert not finding.needed
    assert finding.advice == "MIDI needs python-rtmidi, which is not installed: install it"


def test_a_look_that_fails_is_one_sentence(monkeypatch):
    def fails():
        raise OSError(5, "Input/output error")
        yield

    monkeypatch.setattr(doctor, "_extras", fails)
    assert "Input/output error; mend that, then run mdrnn doctor again" in told(doctor.look())


# ---- the commands ---------------------------------------------------------------------------------------------------


def test_the_code_says_whether_something_has_to_be_done(here, capsys, monkeypatch):
    findings = [doctor.Finding("fine"), doctor.Finding("no MIDI", "install it", needed=False)]
    monkeypatch.setattr(doctor, "look", lambda folder: iter(findings))
    assert cli.main(["doctor"]) == 0
    assert capsys.readouterr().out == "ok  fine\n--  no MIDI; install it\neverything that playing needs is there\n"
    findings.append(doctor.Finding("port 6000 is in use", "end it"))
    assert cli.main(["doctor"]) == 1
    assert capsys.readouterr().out.endswith("do  port 6000 is in use; end it\n1 thing to do\n")


def test_ports_are_listed(capsys, monkeypatch):
    monkeypatch.setattr(present, "midi_ports", lambda: (["X-TOUCH", "S-1"], []))
    monkeypatch.setattr(present, "serial_ports", lambda: [("/dev/ttyACM0", "micro:bit"), ("/dev/ttyS0", "")])
    assert cli.main(["ports"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "MIDI input   X-TOUCH",
        "MIDI input   S-1",
        "MIDI output  none",
        "serial port  /dev/ttyACM0  micro:bit",
        "serial port  /dev/ttyS0",
    ]


def test_what_cannot_be_listed_is_told_and_the_rest_is_listed(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "mdrnn.playing.midi.ports", None)
    monkeypatch.setitem(sys.modules, "serial.tools.list_ports", None)
    assert cli.main(["ports"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    midi, serial = said.err.splitlines()
    assert midi.startswith("mdrnn: MIDI: the library mdrnn.playing.midi.ports is not installed: ")
    assert serial.startswith("mdrnn: serial ports: the library serial.tools.list_ports is not installed: ")


def test_only_the_port_that_is_asked_for_is_listened_to(monkeypatch):
    closed = []

    def listen(callback):
        callback("A", b"\xb0\x07\x01")
        callback("B", b"\xb0\x08\x01")
        callback("A", b"\xf8")
        return types.SimpleNamespace(close=lambda: closed.append(True))

    monkeypatch.setattr(present, "_midi", lambda: types.SimpleNamespace(listen=listen))
    with present.listening("A") as heard:
        assert heard == [(0xB0, 7, 1)]
    assert closed == [True]
