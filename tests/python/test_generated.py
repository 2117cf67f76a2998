# SPDX-License-Identifier: MIT
"""Generated events as files: MIDI as IMPSY would send it, logs that become datasets again."""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from mdrnn import cli
from mdrnn.data import sources
from mdrnn.errors import MdrnnError
from mdrnn.playing import generated, midi_words

SHARED = Path(os.environ.get("MDRNN_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
EVENTS = np.array([[0.25, 0.5, 0.0], [0.3, 0.5, 1.0], [1.0, 0.75, 1.0]])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data is not here (MDRNN_SHARED_DATA)")
def test_impsys_conformance_cases_of_midi_output_hold() -> None:
    cases = json.loads((SHARED / "impsy" / "conformance" / "midi_output.json").read_text())["cases"]
    assert len(cases) > 10
    for case in cases:
        texts = [" ".join(map(str, entry)) for entry in case["output_mapping"]]
        sender = midi_words.Sender(midi_words.parse(texts, case["dimension"] - 1))
        for step, expected in zip(case["steps"], case["expected"], strict=True):
            said = sender.all_notes_off() if "all_notes_off" in step else sender.messages(step["values"])
            assert [list(message) for message in said] == expected, case["name"]


def read_track(file: bytes) -> list[tuple[int, bytes]]:
    """(tick, message) of a format 0 file; written from the standard, independent of mido."""
    assert file[:8] == b"MThd\0\0\0\x06"
    assert [int.from_bytes(file[at : at + 2], "big") for at in (8, 10, 12)] == [0, 1, 500]
    assert file[14:18] == b"MTrk"
    assert int.from_bytes(file[18:22], "big") == len(file) - 22
    at, tick, status, found = 22, 0, 0, []
    while file[at + 1 : at + 4] != b"\xff\x2f\0":
        delta = 0
        while file[at] & 0x80:
            delta, at = delta << 7 | file[at] & 0x7F, at + 1
        delta, at = delta << 7 | file[at], at + 1
        tick += delta
        if file[at] & 0x80:  # else running status: as the message before
            status, at = file[at], at + 1
        found.append((tick, bytes([status, *file[at : at + 2]])))
        at += 2
    assert at + 4 == len(file)
    return found


def test_a_midi_file_has_every_event_at_its_millisecond_and_lets_no_note_hang() -> None:
    found = read_track(generated.midi(EVENTS, ["note_on 1", "control_change 2 7"]))
    assert found == [
        (250, bytes([0x90, 64, 127])),
        (250, bytes([0xB1, 7, 0])),
        (550, bytes([0x80, 64, 0])),
        (550, bytes([0x90, 64, 127])),
        (550, bytes([0xB1, 7, 127])),
        (1550, bytes([0x80, 64, 0])),
        (1550, bytes([0x90, 95, 127])),
        (2550, bytes([0x80, 95, 0])),
    ]


def test_no_time_is_lost_in_a_long_midi_file() -> None:
    events = np.full((3001, 2), 1 / 3)
    events[:, 1] = np.arange(3001) % 2
    found = read_track(generated.midi(events, []))
    assert found[-1] == (round(3001 / 3 * 1000), bytes([0xB0, 1, 0]))


def test_a_log_becomes_the_events_it_was_made_of(tmp_path: Path) -> None:
    path = tmp_path / "played.log"
    generated.write(path, EVENTS)
    (found,) = sources.build([path], include_rnn=True).performances
    np.testing.assert_allclose(found, EVENTS[1:], atol=1e-6)  # the first of a log has no event before it


@pytest.mark.parametrize("ending", ["csv", "log", "mid"])
def test_the_ending_says_what_generate_writes(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"played.{ending}"
    assert cli.main(["generate", "mouse-3d-xs", "--events", "20", "--seed", "3", "--out", str(path)]) == 0
    content = path.read_bytes()
    if ending == "mid":
        assert 20 < len(read_track(content)) <= 40
    else:
        assert content.count(b"\n") == 20
        assert (b",rnn," in content) == (ending == "log")


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        (["note_on 1"], "has 1 of 2 entries, expected one for each value"),
        (["note_on 17", "note_on 1"], "channel is 17, expected 1 to 16"),
        (["note_on", "note_on 1"], r"expected note_on channel \[velocity\]"),
        (["sing 1", "note_on 1"], "found 'sing 1', expected one of note_on"),
        (["control_change 1 200", "note_on 1"], "expected numbers from 0 to 127"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(mapping: list[str], sentence: str) -> None:
    with pytest.raises(MdrnnError, match=sentence):
        generated.midi(EVENTS, mapping)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["pitch", "velocity"], ["note_on 1", "note_velocity 1"]),
        (["x", "velocity"], ["control_change 1 1", "control_change 1 2"]),
        (["pitch"], ["note_on 1", "control_change 1 2"]),
        (["x", "y", "pitch"], ["control_change 1 1", "control_change 1 2"]),
        ([], ["control_change 1 1", "control_change 1 2"]),
    ],
)
def test_a_model_that_names_a_pitch_plays_notes(names: list[str], words: list[str]) -> None:
    metadata = {"values": [{"name": name, "range": [0, 1]} for name in names]}
    assert midi_words.usual(metadata, 2) == words


@pytest.mark.parametrize("metadata", [{}, {"values": None}, {"values": 5}, {"values": [1, {"range": 2}, {"name": []}]}])
def test_metadata_of_any_shape_is_survived(metadata: dict[str, object]) -> None:
    assert midi_words.usual(metadata, 2) == ["control_change 1 1", "control_change 1 2"]


def test_the_piano_becomes_a_file_of_notes(tmp_path: Path) -> None:
    mido = pytest.importorskip("mido")
    path = tmp_path / "melody.mid"
    assert cli.main(["generate", "piano-3d-s", "--events", "20", "--seed", "3", "--out", str(path)]) == 0
    kinds = {message.type for message in mido.MidiFile(path)}
    assert "note_on" in kinds
    assert "control_change" not in kinds


def test_midi_without_a_midi_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["generate", "mouse-3d-xs", "--events", "2", "--midi", "note_on 1", "note_on 2"]
    for out in ([], ["--out", str(tmp_path / "played.csv")]):
        assert cli.main([*command, *out]) == 1
        assert capsys.readouterr() == ("", "mdrnn: --midi needs a MIDI file: add --out FILE.mid\n")
    assert list(tmp_path.iterdir()) == []


def test_without_mido_a_midi_file_is_refused_and_the_rest_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mido", None)
    command = ["generate", "mouse-3d-xs", "--events", "2", "--out"]
    assert cli.main([*command, str(tmp_path / "played.mid")]) == 1
    said = capsys.readouterr().err
    assert said.startswith("mdrnn: a MIDI file needs mido, which is not installed: ")
    assert "pip install '.[midi]'" in said
    assert list(tmp_path.iterdir()) == []
    assert cli.main([*command, str(tmp_path / "played.log")]) == 0


def test_an_ending_that_says_nothing_is_refused_and_leaves_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "played.wav"
    assert cli.main(["generate", "mouse-3d-xs", "--events", "2", "--out", str(path)]) == 1
    assert "ends in .wav, expected .csv, .log or .mid" in capsys.readouterr().err
    assert not path.exists()
