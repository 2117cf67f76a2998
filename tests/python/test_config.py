# SPDX-License-Identifier: MIT
"""What each key of a configuration means, and one sentence with file and line for each thing that is wrong in one."""

import random
import re
from pathlib import Path

import pytest

from mdrnn.playing import midi_words
from mdrnn.playing.config import keys, meaning, source, wanted
from mdrnn.playing.settings import (
    MidiSettings,
    OscSettings,
    SerialMidiSettings,
    SerialSettings,
    Settings,
    WebSettings,
)

EVERY_KEY = """\
title = "every key"
owner = "me"
description = "for a test"
log_input = false
log_predictions = true
log_folder = "takes"
verbose = true

[interaction]
mode = "polyphony"
threshold = 0.25
input_thru = true
autostart = true

[model]
dimension = 3
file = "models/mine.tflite"
size = "xs"
sigmatemp = 0.02
pitemp = 1.5
timescale = 2
precision = "int8"
max_dt = 4
seed = 7

[midi]
in_device = ["X-TOUCH", "S-1"]
out_device = ["S-1", "Volca"]
input."X-TOUCH" = [["control_change", 11, 1], ["control_change", 11, 2, 0, 13]]
input."S-1" = [
  ["note_on", 3],
  ["note_velocity", 3],
]
output."S-1" = [["note_on", 3, 100], ["pitch_bend", 3]]
thru_matrix."X-TOUCH" = ["S-1", "Volca"]
thru."S-1" = ["Volca"]
feedback_protection = true
feedback_threshold = 0.05
models = ["one", "two"]

[osc]
server_ip = "localhost"
server_port = 6100
client_ip = "192.168.0.9"
client_port = 6101
address = "/prediction"

[websocket]
server_ip = "127.0.0.1"
server_port = 5100
page = false
origins = ["https://example.org"]
input = [["control_change", 1, 1], ["control_change", 1, 2]]
output = [["control_change", 1, 3], ["control_change", 1, 4]]

[serial]
port = "/dev/ttyACM0"
baudrate = 57600

[serialmidi]
port = "/dev/ttyAMA0"
baudrate = 38400
input = [["control_change", 2, 1], ["control_change", 2, 2]]
output = [["control_change", 2, 3], ["control_change", 2, 4]]

[webui]
monitor_port = 4001
command_port = 4002

[run]
token = "opensesame"
"""


def controllers(channel, *numbers):
    return [("control_change", [channel, number]) for number in numbers]


def understood(text):
    return meaning.understand(source.parse("mine.toml", text.encode()))


def faults(text):
    return [str(fault) for fault in understood(text).faults]


def test_every_key_has_its_meaning():
    config = understood(EVERY_KEY)
    assert config.faults == []
    assert config.title == "every key"
    assert config.size == "xs"
    assert config.settings == Settings(
        osc=OscSettings("127.0.0.1", 6100, "192.168.0.9", 6101, "/prediction"),
        midi=MidiSettings(
            inputs={
                "X-TOUCH": [("control_change", [11, 1]), ("control_change", [11, 2, 0, 13])],
                "S-1": [("note_on", [3]), ("note_velocity", [3])],
            },
            outputs={"S-1": [("note_on", [3, 100]), ("pitch_bend", [3])], "Volca": []},
            thru={"S-1": ["Volca"]},
            thru_matrix={"X-TOUCH": ["S-1", "Volca"]},
            echo_seconds=0.05,
            models=["one", "two"],
        ),
        serial=SerialSettings("/dev/ttyACM0", 57_600),
        serial_midi=SerialMidiSettings("/dev/ttyAMA0", 38_400, controllers(2, 1, 2), controllers(2, 3, 4)),
        web=WebSettings("127.0.0.1", 5100, False, controllers(1, 1, 2), controllers(1, 3, 4), ("https://example.org",)),
        input_thru=True,
        token="opensesame",
        log_folder=Path("takes"),
        log=True,
        dimension=3,
        verbose=True,
    )
    assert config.playing == wanted.Playing(
        model="models/mine.tflite",
        mode="polyphony",
        threshold=0.25,
        pi_temperature=1.5,
        sigma_temperature=0.02,
        timescale=2.0,
        max_dt=4.0,
        autostart=True,
        precision="int8",
        seed=7,
    )


def test_the_test_above_has_every_key_but_those_of_older_impsys():
    read = source.parse("mine.toml", EVERY_KEY.encode())
    missing = [key.shown for key in keys.KEYS if key.path not in read.lines and key.origin != keys.OLD]
    assert missing == []


def test_an_empty_file_is_a_run_over_osc_as_without_a_file():
    config = understood("")
    assert config.settings == Settings(log=True)
    assert config.playing == wanted.Playing()
    assert [str(fault) for fault in config.faults] == [
        "mine.toml: no table names a channel: it plays over OSC, as without a file"
    ]
    assert config.faults[0].harmless


# ---- IMPSY's meaning ------------------------------------------------------------------------------------------------


def test_only_channels_that_have_a_table_are_opened():
    settings = understood('[midi]\nin_device = ["X"]\nout_device = []\n').settings
    assert (settings.osc, settings.web, settings.serial, settings.serial_midi) == (None, None, None, None)
    assert settings.midi == MidiSettings(inputs={"X": []})
    settings = understood("[osc]\n").settings
    assert (settings.osc, settings.midi) == (OscSettings(), None)


@pytest.mark.parametrize(
    ("given", "host", "out_host"),
    [
        ("localhost", "127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "0.0.0.0", None),
        ("::", "::", None),
        ("", "0.0.0.0", None),
        ("192.168.0.81", "192.168.0.81", "192.168.0.81"),
    ],
)
def test_an_address_of_everywhere_is_listened_on_and_nothing_is_sent_there(given, host, out_host):
    osc = understood(f'[osc]\nserver_ip = "{given}"\nclient_ip = "{given}"\n').settings.osc
    assert (osc.host, osc.out_host) == (host, out_host)


def test_the_computer_around_docker_is_this_one_unless_this_is_docker(tmp_path, monkeypatch):
    text = '[osc]\nclient_ip = "host.docker.internal"\n'
    monkeypatch.setattr(meaning, "INSIDE_DOCKER", (tmp_path / "mark",))
    config = understood(text)
    assert config.settings.osc.out_host is None
    assert [(fault.line, fault.harmless) for fault in config.faults] == [(2, True)]
    (tmp_path / "mark").write_text("")
    config = understood(text)
    assert (config.settings.osc.out_host, config.faults) == ("host.docker.internal", [])


@pytest.mark.parametrize(
    ("text", "log"),
    [
        ("", True),
        ("log_input = true", True),
        ("log_input = false", False),
        ("log_input = false\nlog_predictions = true", True),
        ("log_predictions = false", True),
        ("log = false", False),
        ("log = true\nlog_predictions = false", True),
    ],
)
def test_a_log_is_written_unless_the_file_says_no(text, log):
    assert understood(text).settings.log is log


def test_echoes_are_heard_unless_the_file_says_no():
    text = '[midi]\nin_device = ["X"]\nfeedback_threshold = 0.5\n'
    assert understood(text).settings.midi.echo_seconds == 0.0
    assert understood(text + "feedback_protection = true").settings.midi.echo_seconds == 0.5
    assert understood(text + "feedback_protection = false").settings.midi.echo_seconds == 0.0
    short = '[midi]\nin_device = ["X"]\nfeedback_protection = true\n'
    assert understood(short).settings.midi.echo_seconds == 0.02


def test_a_list_without_a_port_is_for_the_one_port_as_in_older_impsys():
    text = """
        [midi]
        in_device = "OP-1"
        out_device = "MIDI Through"
        input = [["note_on", 1], ["control_change", 11, 2]]
        output = [["note_on", 1], ["control_change", 1, 42]]
        [websocket]
        server_ip = "0.0.0.0"
        server_port = 5001
    """
    config = understood(text)
    assert config.faults == []
    assert config.settings.midi.inputs == {"OP-1": [("note_on", [1]), ("control_change", [11, 2])]}
    assert config.settings.midi.outputs == {"MIDI Through": [("note_on", [1]), ("control_change", [1, 42])]}
    assert config.settings.web.inputs == [("note_on", [1]), ("control_change", [11, 2])]
    assert config.settings.web.outputs == [("note_on", [1]), ("control_change", [1, 42])]


def test_the_oldest_files_of_impsy_are_read_too():
    text = """\
        title = "Default"
        log = true
        verbose = true
        [owner]
        name = ""
        [websocket]
        client_ip = "192.168.0.103"
        client_port = "3000"
        server_ip = "localhost"
        server_port = "5001"
    """
    config = understood(text)
    assert config.settings.web == WebSettings("127.0.0.1", 5001)
    assert [fault.harmless for fault in config.faults] == [True]
    assert "line 7: [websocket] client_ip and client_port of an older IMPSY" in str(config.faults[0])


def test_what_text_words_cannot_say_is_told_and_the_rest_is_played():
    config = understood('[websocket]\noutput = [["mpe_note", 1], ["mpe_pressure", 1]]')
    assert [(fault.line, fault.harmless) for fault in config.faults] == [(2, True)]
    assert "no text word for mpe_pressure" in str(config.faults[0])


def test_serial_midi_takes_the_port_of_serial_which_then_carries_no_lines():
    config = understood('[serial]\nport = "/dev/ttyAMA0"\nbaudrate = 9600\n[serialmidi]\ninput = [["note_on", 1]]\n')
    assert config.settings.serial is None
    assert config.settings.serial_midi == SerialMidiSettings("/dev/ttyAMA0", 31_250, [("note_on", [1])], [])
    assert [str(fault) for fault in config.faults] == [
        "mine.toml: line 4: [serial] and [serialmidi] both have the port /dev/ttyAMA0: "
        "MIDI has it, lines of values are not read"
    ]
    assert config.faults[0].harmless


def test_ports_are_those_of_the_mappings_if_none_are_named():
    midi = understood('[midi]\ninput."X" = [["note_on", 1]]\noutput."Y" = [["note_on", 1]]\n').settings.midi
    assert (midi.inputs, midi.outputs) == ({"X": [("note_on", [1])]}, {"Y": [("note_on", [1])]})


def test_a_port_without_a_name_is_any_port():
    midi = understood('[midi]\nin_device = ""\nout_device = [""]\ninput = [["note_on", 1]]\n').settings.midi
    assert (midi.inputs, midi.outputs) == ({"": [("note_on", [1])]}, {"": []})


def test_the_dimension_is_that_of_the_mappings_if_the_file_does_not_say():
    assert understood('[midi]\ninput."X" = [["note_on", 1], ["pitch_bend", 1]]\n').dimension == 3
    assert understood("[osc]\n").dimension is None
    assert understood("[model]\ndimension = 5\n[osc]\n").dimension == 5


# IMPSY's public files: what each asks for, read by a person.
PUBLIC = {
    "AiC-charles-u6midipro.toml": (9, {"midi"}, ["U2MIDI Pro"], ["U2MIDI Pro"], True, 0.0),
    "arturia-minilab3-analogV.toml": (9, {"midi", "web"}, ["Minilab3 MIDI"], ["IAC Driver Bus 1"], False, 0.0),
    "default.toml": (9, {"osc", "midi", "web", "serial_midi"}, ["X-TOUCH"], ["Studio 1824c"], True, 0.0),
    "microfreak.toml": (9, {"midi"}, ["MicroFreak"], ["MicroFreak"], False, 0.0),
    "roland-p-6.toml": (9, {"midi"}, ["P-6"], ["P-6"], False, 0.02),
    "roland-s-1-xtouch.toml": (9, {"midi"}, ["S-1", "X-TOUCH"], ["S-1", "X-TOUCH"], False, 0.02),
    "roland-s-1.toml": (9, {"osc", "midi"}, ["S-1"], ["S-1"], False, 0.02),
    "serial-example.toml": (4, {"serial"}, [], [], False, 0.0),
    "user-only-example.toml": (17, {"osc"}, [], [], False, 0.0),
    "xtouch-to-volca-fm.toml": (9, {"midi"}, ["X-TOUCH"], ["Studio 1824c"], True, 0.0),
}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_file_of_impsy_means_what_it_means_there(name, shared_data):
    dimension, channels, inputs, outputs, thru, echo = PUBLIC[name]
    config = meaning.read(shared_data / "impsy" / "configs" / name)
    assert [str(fault) for fault in config.faults if not fault.harmless] == []
    settings = config.settings
    wired = {kind for kind in ("osc", "midi", "serial", "serial_midi", "web") if getattr(settings, kind) is not None}
    assert wired == channels
    midi = settings.midi or MidiSettings()
    assert (list(midi.inputs), list(midi.outputs), midi.echo_seconds) == (inputs, outputs, echo)
    assert all(len(mapping) == dimension - 1 for mapping in [*midi.inputs.values(), *midi.outputs.values()])
    assert (settings.dimension, settings.input_thru, settings.log, settings.verbose) == (dimension, thru, True, True)
    mode = "useronly" if name == "user-only-example.toml" else "callresponse"
    playing = config.playing
    assert (playing.mode, playing.threshold, playing.timescale) == (mode, 0.1, 1.0)
    assert (playing.sigma_temperature, playing.pi_temperature) == (0.01, 1.0)


def test_the_rings_of_an_x_touch_have_their_range(shared_data):
    midi = meaning.read(shared_data / "impsy" / "configs" / "roland-s-1-xtouch.toml").settings.midi
    assert midi.outputs["X-TOUCH"] == [("control_change", [1, number, 0, 13]) for number in range(9, 17)]
    assert midi.inputs["S-1"][:2] == [("note_on", [3]), ("control_change", [3, 19])]


# ---- what is wrong --------------------------------------------------------------------------------------------------

MIDI = '[midi]\nin_device = ["X"]\n'

SERIOUS = [
    ('verbose = "yes"\n[osc]', 'line 1: verbose is "yes", expected true or false'),
    ("title = 3\n[osc]", "line 1: title is 3, expected a text in quotes"),
    (
        '[interaction]\nmode = "callresponce"\n[osc]',
        'line 2: [interaction] mode is "callresponce", '
        'expected "callresponse", "polyphony", "battle" or "useronly"; did you mean "callresponse"?',
    ),
    ("[interaction]\nthreshold = -1\n[osc]", "line 2: [interaction] threshold is -1, expected a number from 0 to 3600"),
    (
        '[interaction]\nthreshold = "0.1"\n[osc]',
        'line 2: [interaction] threshold is "0.1", expected a number from 0 to 3600',
    ),
    ("[interaction]\nthreshold = true\n[osc]", "threshold is true, expected a number from 0 to 3600"),
    ("[interaction]\nthreshold = nan\n[osc]", "threshold is nan, expected a number from 0 to 3600"),
    ("[model]\n\ndimension = 1\n[osc]", "line 3: [model] dimension is 1, expected a whole number from 2 to 64"),
    ("[model]\ndimension = 2.5\n[osc]", "[model] dimension is 2.5, expected a whole number from 2 to 64"),
    ("[model]\ndimension = inf\n[osc]", "[model] dimension is inf, expected a whole number from 2 to 64"),
    ("[model]\ntimescale = 0\n[osc]", "[model] timescale is 0, expected a number from 0.001 to 1000"),
    ("[model]\npitemp = [1]\n[osc]", "[model] pitemp is [1], expected a number from 0 to 1000"),
    ("[model]\nsigmatemp = 1979-05-27\n[osc]", "sigmatemp is 1979-05-27, expected a number from 0 to 1000"),
    ("[model]\nprecision = 8\n[osc]", '[model] precision is 8, expected "float32", "bfloat16" or "int8"'),
    ("midi = 3\n[osc]", "line 1: midi is 3, expected a table: [midi]"),
    ("[[osc]]\nserver_port = 1", "osc is a list, expected a table: [osc]"),
    ("[midi]\nmodels = []", "line 1: [midi] names no port, expected in_device or out_device"),
    ("[midi]\nin_device = [1]", "line 2: [midi] in_device is [1], expected a list of names in quotes"),
    (MIDI + 'input."X" = 3', 'line 3: [midi] input."X" is 3, expected a list of entries like ["control_change", 1, 7]'),
    (MIDI + 'input."X" = []', "is an empty list, expected an entry like"),
    (
        '[midi]\nin_device = ["Studio 24.c"]\ninput.Studio.c = [["note_on", 1]]',
        "is a table, expected a list of entries like",
    ),
    (
        MIDI + 'input."X" = [\n  ["note_on", 1],\n  ["control_chnge", 1, 7],\n]',
        'line 5: [midi] input."X" entry 2: found "control_chnge", expected one of note_on,',
    ),
    (MIDI + 'input."X" = [["control_chnge", 1, 7]]', "; did you mean control_change?"),
    (MIDI + 'input."X" = ["note_on", 1]', '"X" is ["note_on", 1], expected a list of entries: [["note_on", 1]]'),
    (MIDI + 'input."X" = [["note_on"]]', "entry 1: found 'note_on', expected note_on channel [velocity]"),
    (MIDI + 'input."X" = [["note_on", 17]]', "entry 1: channel is 17, expected 1 to 16"),
    (MIDI + 'input."X" = [["note_on", 1.5]]', 'found ["note_on", 1.5], expected note_on and whole numbers: channel'),
    (MIDI + 'input."X" = [["control_change", 1, 128]]', "expected numbers from 0 to 127 after the channel"),
    (
        f'[model]\ndimension = 9\n{MIDI}input."X" = [["note_on", 1]]',
        'line 5: [midi] input."X" has 1 entry, expected 8, one for each value of dimension 9',
    ),
    (
        MIDI + 'input."X" = [["note_on", 1], ["note_on", 2]]\noutput."X" = [["note_on", 1]]',
        'line 4: [midi] output."X" has 1 entry, expected 2, as another mapping has',
    ),
    (MIDI + "thru_matrix = 3", "[midi] thru_matrix is 3, expected thru_matrix"),
    (MIDI + 'thru_matrix."X" = 3', '[midi] thru_matrix."X" is 3, expected a list of names in quotes'),
    ("[osc]\nserver_port = 70000", "line 2: [osc] server_port is 70000, expected a whole number from 0 to 65535"),
    ('[osc]\nserver_port = "six"', '[osc] server_port is "six", expected a whole number from 0 to 65535'),
    ("[osc]\nclient_port = 0", "[osc] client_port is 0, expected a whole number from 1 to 65535"),
    ("[osc]\nserver_ip = 1", '[osc] server_ip is 1, expected a name or an address like "127.0.0.1"'),
    ('[osc]\nclient_ip = "a\\u0000"', '[osc] client_ip is "a\\x00", expected a name or an address'),
    ('[websocket]\nserver_ip = "my computer"', '[websocket] server_ip is "my computer", expected a name or an'),
    ('[midi]\nin_device = ["a\\u0000"]', "expected a list of names in quotes"),
    ("[osc]\nserver_port = 6001", "[osc] server_port and client_port are both 6001 on this computer"),
    ('[osc]\naddress = "prediction"', "[osc] address is 'prediction', expected one like /interface"),
    ("[serial]\nbaudrate = 9600", 'line 1: [serial] has no port, expected one like port = "/dev/ttyACM0"'),
    ("[serialmidi]\ninput = [['note_on', 1]]", "line 1: [serialmidi] has no port"),
    ('[serial]\nport = ""', '[serial] port is "", expected a text in quotes that is not empty'),
    ('[serial]\nport = "/dev/x"\nbaudrate = 3', "[serial] baudrate is 3, expected a whole number from 50 to 4000000"),
    ("log_folder = 3\n[osc]", "line 1: log_folder is 3, expected a text in quotes that is not empty"),
    ('[run]\ntoken = ""\n[osc]', "[run] token is"),
]

HARMLESS = [
    ("vrebose = true\n[osc]", "line 1: vrebose: there is no such key, did you mean verbose?; it has no effect"),
    (
        "[interaction]\ntreshold = 1\n[osc]",
        "line 2: [interaction] treshold: there is no such key, did you mean threshold?; it has no effect",
    ),
    ("[osc]\nthreshold = 1", "[osc] threshold: there is no such key, did you mean [interaction] threshold?"),
    ("[osc]\nxyzzy = 1", "line 2: [osc] xyzzy: there is no such key; it has no effect"),
    ("[ocs]\n[osc]", "line 1: there is no table [ocs], did you mean [osc]?; it has no effect"),
    ("[prediction_tree]\nenabled = true\n[osc]", "line 1: there is no table [prediction_tree]; it has no effect"),
    ('[model]\nsize = "sm"\n[osc]', 'line 2: [model] size is "sm", expected "xxs", "xs", "s", "m", "l" or "xl"'),
    (
        '[midi]\nin_device = ["X-TOUCH"]\ninput."X-TUOCH" = [["note_on", 1]]',
        'line 3: [midi] input."X-TUOCH" is a mapping for a port that in_device does not name, did you mean "X-TOUCH"?',
    ),
    (
        MIDI + 'out_device = ["Synth"]\nthru_matrix."X" = ["Snyth"]',
        'line 4: [midi] thru_matrix."X": out_device does not name "Snyth", did you mean "Synth"?',
    ),
    (MIDI + 'thru_matrix."Y" = []', 'line 3: [midi] thru_matrix."Y": in_device does not name "Y"'),
]


@pytest.mark.parametrize(("text", "sentence"), SERIOUS)
def test_what_is_wrong_is_told_with_file_line_key_found_and_expected(text, sentence):
    (fault,) = understood(text).faults
    assert str(fault).startswith("mine.toml: line ")
    assert sentence in str(fault)
    assert not fault.harmless


@pytest.mark.parametrize(("text", "sentence"), HARMLESS)
def test_what_has_no_effect_is_told_and_does_no_harm(text, sentence):
    (fault,) = understood(text).faults
    assert sentence in str(fault)
    assert fault.harmless


def test_all_faults_of_a_file_are_told_at_once():
    text = "vrebose = true\n[interaction]\nmode = 1\nthreshold = -1\n[model]\ndimension = 0\n[osc]\nserver_port = -1\n"
    told = faults(text)
    assert [int(re.search(r"line (\d+)", sentence)[1]) for sentence in sorted(told)] == [1, 3, 4, 6, 8]


def test_a_port_whose_mapping_is_wrong_is_named_once():
    assert len(faults(MIDI + 'input."X" = [["note_on", 99], ["note_on", 1]]\n')) == 1


def test_a_file_that_is_not_there_names_the_command_that_makes_one(tmp_path):
    with pytest.raises(ValueError, match=r"none\.toml: no such file; mdrnn init .*none\.toml makes one"):
        meaning.read(tmp_path / "none.toml")
    with pytest.raises(ValueError, match="is a folder, expected a file"):
        meaning.read(tmp_path)
    (tmp_path / "big.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(ValueError, match="has more than 1,000,000 bytes, expected a configuration file"):
        meaning.read(tmp_path / "big.toml")


STRANGE = (
    "3",
    "-1",
    "true",
    '""',
    '"x"',
    "[]",
    "[[]]",
    "{}",
    "nan",
    "-inf",
    "1e300",
    "1979-05-27",
    "[1, 'a']",
    "'\x7f'",
)


def mutated(chance):
    """The file with every key, with one to three things of it changed; most of these are still TOML."""
    rows = EVERY_KEY.splitlines()
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(rows))
        what = chance.randrange(5)
        if what == 0:
            del rows[at]
        elif what == 1:
            rows.insert(at, chance.choice(rows))
        elif what == 2 and "=" in rows[at]:
            rows[at] = f"{rows[at].partition('=')[0]}= {chance.choice(STRANGE)}"
        elif what == 3 and len(rows[at]) > 1:
            letter = chance.randrange(len(rows[at]))
            rows[at] = rows[at][:letter] + chance.choice("abz19._[]\"'") + rows[at][letter + 1 :]
        else:
            rows[at] = f"{rows[at]} {chance.choice(STRANGE)}"
    return "\n".join(rows)


def test_any_mutant_of_a_file_is_understood_or_told_in_sentences_that_name_it():
    chance = random.Random(14)
    serious = clean = 0
    for _ in range(800):
        text = mutated(chance)
        config = understood(text)
        for fault in config.faults:
            sentence = str(fault)
            assert re.match(r"mine\.toml(: line \d+)?: \S", sentence), text
            assert sentence.isprintable(), text
            assert len(sentence) < 400, sentence
            assert "Error" not in sentence, text
            assert "(at line" not in sentence, text
        serious += any(not fault.harmless for fault in config.faults)
        clean += config.faults == []
    assert serious > 200
    assert clean > 20


# ---- the documentation ----------------------------------------------------------------------------------------------


def test_the_documentation_has_every_key_with_its_meaning():
    page = (Path(__file__).parents[2] / "docs" / "config.md").read_text()
    for table in ("", *keys.TABLES):
        heading = f"### `[{table}]`" if table else "### Top level"
        section = page.partition(f"\n{heading}\n")[2].partition("\n#")[0]
        rows = [row for row in section.splitlines() if row.startswith("| `")]
        assert rows == [f"| `{key.name}` | {key.meaning} | {key.origin} |" for key in keys.KEYS if key.table == table]


def test_the_documentation_has_every_entry_of_a_mapping():
    page = (Path(__file__).parents[2] / "docs" / "config.md").read_text()
    assert [word for word in midi_words.WORDS if f'"{word}"' not in page and f"`{word}`" not in page] == []
