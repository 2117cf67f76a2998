# SPDX-License-Identifier: MIT
"""MIDI bytes become messages and messages values: IMPSY's cases, the same rules with our own numbers, and noise."""

import json
import random
from pathlib import Path

import pytest

from mdrnn.errors import MdrnnError
from mdrnn.playing import midi_words
from mdrnn.playing.midi.heard import Hearing, Parser, is_note_off, is_note_on


def hearing(*texts):
    return Hearing(midi_words.parse(texts, len(texts)))


def heard(ear, *messages):
    return [ear.updates(bytes(message)) for message in messages]


@pytest.fixture
def conformance(shared_data: Path):
    def cases(name):
        found = json.loads((shared_data / "impsy" / "conformance" / f"{name}.json").read_text())
        assert found["cases"]
        return found["cases"]

    return cases


def of_case(case):
    return hearing(*(" ".join(map(str, entry)) for entry in case["input_mapping"]))


def test_impsys_conformance_cases_of_midi_input_hold(conformance):
    for case in conformance("midi_input"):
        ear = of_case(case)
        expected = [dict(updates or []) for updates in case["expected"]]
        found = heard(ear, *case["messages"])
        assert [found_one.keys() for found_one in found] == [one.keys() for one in expected], case["name"]
        for one, wanted in zip(found, expected, strict=True):
            assert one == pytest.approx(wanted, abs=1e-9), case["name"]


def test_impsys_conformance_cases_of_the_timed_pipeline_hold(conformance):
    for case in conformance("pipeline"):
        ear, values, last, inputs = of_case(case), list(case["initial_values"]), case["start_time"], []
        for event in case["events"]:
            updates = ear.updates(bytes(event["bytes"]))
            if updates:
                for index, value in updates.items():
                    values[index] = value
                inputs.append([event["time"] - last, *values])
                last = event["time"]
        assert len(inputs) == len(case["expected"]["model_inputs"])
        for found, wanted in zip(inputs, case["expected"]["model_inputs"], strict=True):
            assert found == pytest.approx(wanted, abs=1e-9), case["name"]


def test_a_note_is_its_pitch_and_its_end_is_not_heard():
    ear = hearing("note_on 3", "control_change 3 9")
    assert heard(ear, [0x92, 127, 1], [0x92, 0, 90], [0x92, 50, 0], [0x82, 50, 64], [0x91, 50, 64]) == [
        {0: 1.0},
        {0: 0.0},
        {},
        {},
        {},
    ]


def test_one_message_for_several_values_is_one_update():
    ear = hearing("note_on 1", "note_velocity 1", "note_on 1 40", "note_velocity 2")
    assert heard(ear, [0x90, 127, 127], [0x91, 3, 127]) == [{0: 1.0, 1: 1.0, 2: 1.0}, {3: 1.0}]
    ear = hearing(
        "control_change 1 7", "control_change 1 7 0 100", "control_change 1 7 100 27", "control_change 1 7 5 5"
    )
    assert heard(ear, [0xB0, 7, 0], [0xB0, 7, 127]) == [
        {0: 0.0, 1: 0.0, 2: 1.0, 3: 0.0},
        {0: 1.0, 1: 1.0, 2: 0.0, 3: 0.0},
    ]


def test_a_bend_has_its_full_14_bits():
    ear = hearing("pitch_bend 5")
    assert heard(ear, [0xE4, 127, 127], [0xE4, 0, 0], [0xE4, 1, 0]) == [{0: 1.0}, {0: 0.0}, {0: 1 / 16383}]


def test_the_fine_half_of_a_14_bit_controller_ends_its_event():
    ear = hearing("control_change_14 1 20")
    assert heard(ear, [0xB0, 20, 127]) == [{0: 1.0}]  # it might be one that has no fine half
    assert heard(ear, [0xB0, 52, 127], [0xB0, 20, 64], [0xB0, 52, 1]) == [{0: 1.0}, {}, {0: (64 * 128 + 1) / 16383}]


def test_a_14_bit_controller_is_sent_coarse_half_first_and_heard_again_as_it_was():
    sender, ear = midi_words.Sender(midi_words.parse(["control_change_14 2 3"], 1)), hearing("control_change_14 2 3")
    ear.updates(bytes([0xB1, 35, 0]))
    said = sender.messages([0.3])
    assert [message[:2] for message in said] == [(0xB1, 3), (0xB1, 35)]
    assert heard(ear, *said)[-1] == {0: pytest.approx(0.3, abs=1 / 16383)}
    assert sender.messages([0.3]) == []


def test_mpe_follows_the_note_struck_last_with_its_expression():
    ear = hearing("mpe_note 1", "mpe_velocity 1", "mpe_bend 1", "mpe_pressure 1", "mpe_slide 1")
    assert heard(ear, [0xE1, 0, 64], [0x91, 127, 127]) == [{}, {0: 1.0, 1: 1.0, 2: 8192 / 16383}]
    assert heard(ear, [0xD1, 127], [0xB1, 74, 0]) == [{3: 1.0}, {4: 0.0}]
    assert heard(ear, [0x92, 0, 127], [0xD1, 3], [0xD2, 0]) == [{0: 0.0, 1: 1.0}, {}, {3: 0.0}]
    assert ear.released(bytes([0x81, 127, 0])) == []  # another note sounds since
    assert ear.released(bytes([0x92, 0, 0])) == [0]
    assert heard(ear, [0xD2, 127], [0xE0, 0, 0], [0x90, 5, 5]) == [{}, {}, {}]  # nothing is held; the manager's channel


def test_mpe_is_sent_as_one_voice_on_the_first_channel_of_its_zone():
    sender = midi_words.Sender(
        midi_words.parse(["mpe_note 16", "mpe_velocity 16", "mpe_bend 16", "mpe_pressure 16"], 4)
    )
    assert sender.messages([1, 0, 1, 1]) == [(0x9E, 127, 1), (0xEE, 127, 127), (0xDE, 127)]
    assert sender.messages([0, 0, 1, 1]) == [(0x8E, 127, 0), (0x9E, 0, 1)]
    assert sender.all_notes_off() == [(0x8E, 0, 0)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mpe_note 2", "found 'mpe_note 2', expected zone 1 (the lower one) or 16 (the upper one)"),
        ("control_change_14 1 40", "expected a controller from 0 to 31, which has a fine half"),
        ("control_change_14 1", "found 'control_change_14 1', expected control_change_14 channel controller"),
    ],
)
def test_words_of_14_bits_and_mpe_are_checked(text, said):
    with pytest.raises(MdrnnError, match="MIDI: ") as refused:
        midi_words.parse([text], 1)
    assert said in str(refused.value)


def test_a_key_that_is_let_go_ends_its_note_unless_another_was_struck_since():
    ear = hearing("note_on 1", "control_change 1 1", "note_on 1")
    heard(ear, [0x90, 60, 9], [0x90, 62, 9])
    assert ear.released(bytes([0x80, 60, 0])) == []
    assert ear.released(bytes([0x90, 62, 0])) == [0, 2]
    assert ear.released(bytes([0x90, 62, 0])) == []


# ---- bytes ----------------------------------------------------------------------------------------------------------


def parsed(*pieces):
    parser = Parser()
    return [list(message) for piece in pieces for message in parser.messages(bytes(piece))]


def test_running_status_is_filled_in_and_pieces_are_put_together():
    assert parsed([0x90, 60], [1, 61], [2], [0xC3, 5, 6]) == [[0x90, 60, 1], [0x90, 61, 2], [0xC3, 5], [0xC3, 6]]


def test_clock_comes_between_the_bytes_of_a_message():
    assert parsed([0xB0, 0xF8, 7, 0xFA, 9]) == [[0xF8], [0xFA], [0xB0, 7, 9]]


def test_what_is_broken_is_left_out_and_the_next_message_is_whole():
    assert parsed([5, 6, 0x90, 60, 0xB0, 7, 9]) == [[0xB0, 7, 9]]
    assert parsed([0xF0, *range(100), 0x90, 1, 2]) == [[0x90, 1, 2]]
    assert parsed([0xF0, 1, 2, 0xF7, 3, 4, 0xF4, 5, 0x91, 1, 2]) == [[0x91, 1, 2]]
    assert parsed([0x90, 1, 2, 0xF2, 3, 4, 5, 6, 0xF6]) == [[0x90, 1, 2], [0xF2, 3, 4], [0xF6]]


def test_noise_becomes_whole_messages_only_and_every_value_is_in_0_to_1():
    noise = random.Random(1)
    ear = hearing(
        "note_on 1", "note_velocity 1", "control_change 1 7", "pitch_bend 2", "control_change_14 1 8", "mpe_bend 1"
    )
    parser, found = Parser(), 0
    for _ in range(2000):
        for message in parser.messages(noise.randbytes(noise.randrange(40))):
            assert message[0] >= 0x80
            assert all(byte < 0x80 for byte in message[1:])
            assert not (is_note_on(message) and is_note_off(message))
            ear.released(message)
            for value in ear.updates(message).values():
                assert 0.0 <= value <= 1.0
                found += 1
    assert found > 100
    assert parsed([0x90, 1, 2]) == [list(message) for message in parser.messages(bytes([0x90, 1, 2]))]
