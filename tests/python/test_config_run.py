# SPDX-License-Identifier: MIT
"""From a configuration to a run: which model plays, what the command line changes, and `check`, `init`, `ports`."""

import contextlib
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import mdrnn
from mdrnn import cli, models, run_commands
from mdrnn.playing import channels
from mdrnn.playing.config import asking, explain, flags, meaning, model, source, wanted, writing
from mdrnn.playing.midi_words import parse
from mdrnn.playing.settings import MidiSettings, OscSettings, SerialSettings, Settings, WebSettings

GOLDEN = Path(__file__).parents[1] / "golden" / "explicit-d3-u5-l2-m2.tflite"  # dimension 3
EXAMPLES = Path(__file__).parents[2] / "examples" / "configs"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty working folder, and a folder `there` for configurations in it."""
    (tmp_path / "there").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def chosen(text, folder="there"):
    """The model that a configuration in `folder` means, and the faults."""
    config = meaning.understand(source.parse(f"{folder}/mine.toml", text.encode()))
    return model.choose(config, config.source), [str(fault) for fault in config.faults]


def ask(*arguments, capsys):
    """Runs a command in this process: its code, stdout, stderr."""
    code = cli.main([str(each) for each in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


# ---- the model ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["models/mine.tflite", "models/mine"])
def test_a_model_is_looked_for_beside_the_configuration_then_here(here, named):
    for folder in (here, here / "there"):
        (folder / "models").mkdir()
    text = f'[model]\nfile = "{named}"\n[osc]\n'
    shutil.copy(GOLDEN, here / "models" / "mine.tflite")
    assert chosen(text) == (Path("models/mine.tflite"), [])
    shutil.copy(GOLDEN, here / "there" / "models" / "mine.tflite")
    assert chosen(text) == (Path("there/models/mine.tflite"), [])


@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_a_keras_model_is_found_as_tflite_beside_it(here, ending):
    text = f'[model]\nfile = "mine.{ending}"\n[osc]\n'
    (here / f"mine.{ending}").write_bytes(b"")
    with pytest.raises(model.Unusable) as refused:
        chosen(text)
    assert str(refused.value) == (
        f"there/mine.toml: line 2: [model] file is mine.{ending}, a Keras model, expected a .tflite: "
        f"mdrnn convert mine.{ending} makes one of it"
    )
    shutil.copy(GOLDEN, here / "mine.tflite")
    file, told = chosen(text)
    assert file == Path("mine.tflite")
    assert told == [f"there/mine.toml: line 2: [model] file is mine.{ending}: plays mine.tflite, which is beside it"]


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("", "no model is named"),
        ('file = ""', "no model is named"),
        ('file = "models/none.tflite"', "models/none.tflite is not there"),
        ('file = "models/none.h5"', "models/none.h5 is not there"),
        ('file = "\\u0000"', "\\x00 is not there"),
        ('file = "/"', "/ is not there"),
        ('file = ".."', ".. is not there"),
    ],
)
def test_without_its_model_a_bundled_one_of_its_dimension_plays(here, key, reason):
    file, (told,) = chosen(f"[model]\n{key}\ndimension = 4\n[osc]\n")
    assert file == models.path("touch-4d-s")
    assert f"{reason}: plays the bundled model touch-4d-s, which has dimension 4" in told


def test_a_bundled_model_may_be_named(here):
    assert chosen('[model]\nfile = "mouse-3d-xs"\n[osc]\n') == (models.path("mouse-3d-xs"), [])


def test_the_mappings_tell_the_dimension_of_the_bundled_model(here):
    entries = ", ".join(f'["control_change", 1, {number}]' for number in range(8))
    file, _ = chosen(f'[midi]\ninput."X" = [{entries}]\n')
    assert file == models.path("knobs-9d-s")


def test_where_no_model_fits_a_sentence_says_what_to_do(here):
    with pytest.raises(model.Unusable, match=r"no bundled model has dimension 17: give .* train one"):
        chosen("[model]\ndimension = 17\n[osc]\n")
    with pytest.raises(model.Unusable, match="no dimension says which bundled model could play"):
        chosen("[osc]\n")


@pytest.mark.parametrize(("mapping", "dimension"), [([], 9), (parse(["note_on 1", "note_velocity 1"], 2), 3)])
def test_without_a_model_a_midi_controller_says_how_many_values_an_event_has(mapping, dimension):
    settings = Settings(osc=None, midi=MidiSettings(inputs={"keys": mapping}))
    assert run_commands._with_dimension(settings).dimension == dimension
    assert run_commands._with_dimension(replace(settings, dimension=5)).dimension == 5
    assert run_commands._with_dimension(Settings()).dimension is None


def test_temperatures_that_do_not_fit_the_model_are_kept_and_told(here, capsys):
    Path("mine.toml").write_text('[model]\nfile = "knobs-9d-s"\nsigmatemp = 0.01\npitemp = 1\n[osc]\n')
    code, out, err = ask("check", "mine.toml", capsys=capsys)
    assert code == 0
    best = mdrnn.Performer(models.path("knobs-9d-s")).sigma_temperature
    assert err == (
        f"mdrnn: mine.toml: line 3: [model] sigmatemp is 0.01, but this model plays best at {best:g}: "
        "leave sigmatemp out to have that\n"
    )
    assert "sigma temperature 0.01; pi temperature 1" in out


def test_the_models_of_programs_are_looked_for(here, capsys):
    Path("mine.toml").write_text(
        '[model]\nfile = "mouse-3d-xs"\n[midi]\nin_device = ["X"]\nmodels = ["mouse-3d-xs", "none", "../x"]\n'
    )
    code, _, err = ask("check", "mine.toml", capsys=capsys)
    assert code == 0
    assert "mine.toml: line 5: [midi] models: none: no such model here, in models/ or beside the running one" in err
    assert "mine.toml: line 5: [midi] models: '../x' is not a model's name" in err
    assert "mouse-3d-xs: no such model" not in err


def test_useronly_needs_no_model(here):
    assert chosen('[interaction]\nmode = "useronly"\n[model]\ndimension = 17\n[osc]\n') == (None, [])


def test_a_contradiction_names_both(here, capsys):
    shutil.copy(GOLDEN, here / "mine.tflite")
    Path("a.toml").write_text('[model]\nfile = "mine.tflite"\ndimension = 9\nsize = "xl"\n[osc]\n')
    code, out, err = ask("check", "a.toml", capsys=capsys)
    assert (code, out) == (1, "")
    assert "a.toml: line 3: [model] dimension is 9, but the model mine.tflite has dimension 3" in err
    assert 'a.toml: line 4: [model] size is "xl", but the model mine.tflite is 2 x 5 units; the model decides' in err
    Path("b.toml").write_text('[model]\nfile = "mine.tflite"\n[midi]\ninput."X" = [["note_on", 1]]\n')
    code, out, err = ask("run", "--config", "b.toml", capsys=capsys)
    assert (code, out) == (1, "")
    assert err == (
        'mdrnn: b.toml: line 4: [midi] input."X" has 1 entry, but the model mine.tflite has dimension 3: expected 2\n'
    )


# ---- the command line wins ------------------------------------------------------------------------------------------


def applied(text, *arguments):
    parser = cli.make_parser()
    options = parser.parse_args(["run", *arguments])
    config = wanted.Config() if text is None else meaning.understand(source.parse("mine.toml", text.encode()))
    return flags.apply(config, options)


def test_without_a_file_and_options_nothing_is_changed():
    assert applied(None) == wanted.Config(Settings(), wanted.Playing())


def test_options_of_osc():
    given = ("--in-port", "7000", "--out-host", "10.0.0.2", "--out-port", "7001", "--address", "/x")
    assert applied(None, *given).settings.osc == OscSettings("127.0.0.1", 7000, "10.0.0.2", 7001, "/x")
    text = '[osc]\nserver_port = 6100\nclient_ip = "10.0.0.1"\n'
    assert applied(text).settings.osc == OscSettings(in_port=6100, out_host="10.0.0.1")
    assert applied(text, *given).settings.osc == OscSettings("127.0.0.1", 7000, "10.0.0.2", 7001, "/x")
    assert applied('[midi]\nin_device = ["X"]').settings.osc is None
    assert applied('[midi]\nin_device = ["X"]', "--out-port", "7001").settings.osc == OscSettings(out_port=7001)


def test_imps_is_the_ports_and_the_wait_of_imps():
    config = applied(None, "--imps")
    assert config.settings.osc == OscSettings("127.0.0.1", 5001, None, 5000, "/prediction")
    assert config.playing.threshold == 2.0
    assert applied(None, "--imps", "--threshold", "1", "--in-port", "9").playing.threshold == 1.0


@pytest.mark.parametrize(
    ("option", "name", "value"),
    [
        (["--mode", "battle"], "mode", "battle"),
        (["-p"], "mode", "polyphony"),
        (["--log-only"], "mode", "useronly"),
        (["--threshold", "3"], "threshold", 3.0),
        (["--pitemp", "3"], "pi_temperature", 3.0),
        (["--sigmatemp", "3"], "sigma_temperature", 3.0),
        (["--timescale", "3"], "timescale", 3.0),
        (["--max-dt", "3"], "max_dt", 3.0),
        (["--grain", "0.5"], "grain", 0.5),
        (["--autostart"], "autostart", True),
        (["--seed", "3"], "seed", 3),
        (["--engine", "tflite"], "engine", "tflite"),
    ],
)
def test_an_option_wins_over_the_file(option, name, value):
    text = """
        [interaction]
        mode = "callresponse"
        threshold = 0.5
        autostart = false
        [model]
        pitemp = 2
        sigmatemp = 2
        timescale = 2
        max_dt = 2
        seed = 2
        [osc]
    """
    assert getattr(applied(text).playing, name) != value
    assert getattr(applied(text, *option).playing, name) == value


def test_options_of_ports_take_the_file_s_mapping_of_that_port_or_its_only_one():
    text = '[midi]\ninput."X" = [["note_on", 1]]\noutput."Y" = [["note_on", 2]]\noutput."Z" = [["note_on", 3]]\n'
    midi = applied(text, "--midi-in", "Other", "--midi-out", "Z", "--midi-out", "New").settings.midi
    assert midi == MidiSettings(inputs={"Other": [("note_on", [1])]}, outputs={"Z": [("note_on", [3])], "New": []})
    midi = applied(None, "--midi-in", "X").settings.midi
    assert midi == MidiSettings(inputs={"X": []})


def test_options_of_serial_port_and_page():
    settings = applied(None, "--serial", "/dev/x", "--web").settings
    assert (settings.serial, settings.web) == (SerialSettings("/dev/x"), WebSettings())
    settings = applied('[serial]\nport = "/dev/y"\nbaudrate = 9600\n', "--serial", "/dev/x", "--web", "8000").settings
    assert (settings.serial, settings.web) == (SerialSettings("/dev/x", 9600), WebSettings(port=8000))
    text = "[websocket]\nserver_port = 8000\npage = false\n"
    assert applied(text).settings.web == WebSettings(port=8000, page=False)
    assert applied(text, "--web").settings.web == WebSettings(port=8000)


def test_a_token_is_made_where_other_computers_can_send():
    assert applied(None).settings.token is None
    assert len(applied(None, "--host", "0.0.0.0").settings.token) == 12
    assert len(applied('[websocket]\nserver_ip = "0.0.0.0"\n').settings.token) == 12
    assert applied(None, "--host", "0.0.0.0", "--token", "mine").settings.token == "mine"
    text = '[run]\ntoken = "files"\n[osc]\nserver_ip = "0.0.0.0"\n'
    assert applied(text).settings.token == "files"
    assert applied(text, "--token", "mine").settings.token == "mine"


def test_without_osc_something_else_must_be_there():
    assert applied('[midi]\nin_device = ["X"]\n[osc]\n', "--no-osc").settings.osc is None
    with pytest.raises(ValueError, match="--no-osc leaves nothing to play by"):
        applied("[osc]\n", "--no-osc")
    with pytest.raises(ValueError, match="--no-osc contradicts the other options for OSC"):
        applied('[midi]\nin_device = ["X"]\n', "--no-osc", "--in-port", "3")


def test_options_of_logs():
    settings = applied('log_input = false\nlog_folder = "takes"\n[osc]\n').settings
    assert (settings.log, settings.log_folder) == (False, Path("takes"))
    settings = applied('log_input = false\nlog_folder = "takes"\n[osc]\n', "--log", "other").settings
    assert (settings.log, settings.log_folder) == (True, Path("other"))


# ---- channels -------------------------------------------------------------------------------------------------------


def test_a_channel_whose_library_is_missing_says_so_and_the_others_are_made(monkeypatch):
    monkeypatch.setitem(sys.modules, "mdrnn.playing.serial.channel", None)
    made = channels.wanted(Settings(serial=SerialSettings("/dev/x")))
    assert [channel.name for channel in made] == ["OSC", "serial"]
    with pytest.raises(ValueError, match=r"the library mdrnn.playing.serial.channel is not installed: .*\[serial\]"):
        made[1].open(None)
    made[1].close()


# ---- run ------------------------------------------------------------------------------------------------------------


def played(arguments, cwd, until):
    """Runs `mdrnn run` until it has said something, then ends it as Ctrl-C does; what it said, and its code."""
    said = cwd / "said.txt"
    with said.open("wb") as out:
        run = subprocess.Popen(
            [sys.executable, "-m", "mdrnn", "run", *arguments], cwd=cwd, stdout=out, stderr=out, env={**os.environ}
        )
        end = time.monotonic() + 30
        while until not in said.read_text() and run.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        with contextlib.suppress(ProcessLookupError):
            run.send_signal(signal.SIGINT)
        code = run.wait(timeout=30)
    return code, said.read_text()


@pytest.mark.parametrize("given", [["--config", "there/mine.toml"], ["there/mine.toml"]])
def test_a_configuration_plays(here, given):
    shutil.copy(GOLDEN, here / "there" / "mine.tflite")
    (here / "there" / "mine.toml").write_text(
        'log_folder = "takes"\nvrebose = true\n[model]\nfile = "mine.tflite"\n'
        '[interaction]\nmode = "battle"\n[osc]\nserver_port = 0\n'
    )
    code, said = played([*given, "-v"], here, " rnn ")  # a log in which nothing was played would be taken away
    assert code == 0, said
    assert "there/mine.toml: line 2: vrebose: there is no such key, did you mean verbose?" in said
    assert "mdrnn: battle with there/mine.tflite; listens on 127.0.0.1:" in said
    assert "mdrnn: the log is takes/" in said
    assert list((here / "takes").glob("*-3d-mdrnn.log"))


def test_useronly_without_a_model_records(here):
    (here / "mine.toml").write_text(
        '[interaction]\nmode = "useronly"\n[model]\ndimension = 17\n[osc]\nserver_port = 0\n'
    )
    code, said = played(["--config", "mine.toml"], here, "Ctrl-C ends")
    assert code in (0, 130), said  # 130: it was ended before it began to wait for events
    assert "send /interface x1 .. x16 to port" in said


def test_the_first_serious_fault_ends_it(here, capsys):
    Path("mine.toml").write_text('[interaction]\nmode = "x"\nthreshold = -1\n[osc]\n')
    code, out, err = ask("run", "--config", "mine.toml", capsys=capsys)
    assert (code, out) == (1, "")
    assert err.startswith("mdrnn: mine.toml: line 2: [interaction] mode is")
    assert err.endswith("(1 other fault: mdrnn check lists all)\n")
    code, out, err = ask("run", "--config", "none.toml", capsys=capsys)
    assert (code, out, err) == (1, "", "mdrnn: none.toml: no such file; mdrnn init none.toml makes one\n")


# ---- check ----------------------------------------------------------------------------------------------------------


def test_check_says_what_would_happen(here, capsys):
    Path("mine.toml").write_text(
        'title = "mine"\nlog_input = false\n[interaction]\ninput_thru = true\nthreshold = 0.5\n'
        '[model]\nfile = "mouse-3d-xs"\npitemp = 1\n'
        '[osc]\nserver_ip = "0.0.0.0"\n[serial]\nport = "/dev/x"\n[websocket]\npage = false\n'
    )
    code, out, err = ask("check", "mine.toml", capsys=capsys)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "title: mine",
        f"plays {models.path('mouse-3d-xs')}: dimension 3, that is time and 2 values",
        "callresponse: when you pause for 0.5 s, the model answers; sigma temperature as the model recommends; "
        "pi temperature 1",
        "hears OSC on 0.0.0.0:6000, from other computers, too; sends /impsy to 127.0.0.1:6001",
        "serves WebSocket on 127.0.0.1:5001",
        "its text messages in: values 1 to 2 are controllers 1 to 2 on channel 1",
        "its text messages out: values 1 to 2 are controllers 1 to 2 on channel 1",
        "reads and writes lines of values on /dev/x at 115200 baud (not there now: it is opened when it comes)",
        "writes no log",
        "what you play goes to the outputs, too",
        "mine.toml can be played: mdrnn run --config mine.toml",
    ]


def test_check_lists_every_fault_in_the_order_of_the_lines(here, capsys):
    Path("mine.toml").write_text("vrebose = 1\n[model]\ndimension = 1\n[interaction]\nmode = 3\n[osc]\n")
    code, out, err = ask("check", "mine.toml", capsys=capsys)
    assert (code, out) == (1, "")
    assert [line.split(": ")[2] for line in err.splitlines()] == ["line 1", "line 3", "line 5"]


def test_check_says_which_ports_are_there():
    midi = MidiSettings(inputs={"X-TOUCH": [("note_on", [1])], "Gone": [("note_on", [1])]}, outputs={"Synth": []})
    config = wanted.Config(Settings(osc=None, midi=midi, dimension=2))
    there = (["X-TOUCH MINI 20:0"], ["Synth"])
    told = list(explain.sentences(config, None, there))
    assert "no model plays: events of 1 value are only recorded" in told
    assert "writes a log into logs" in told
    assert 'hears MIDI from "X-TOUCH" (there: X-TOUCH MINI 20:0): value 1 is the note on channel 1' in told
    assert (
        'hears MIDI from "Gone" (not there now: it is opened when it comes): value 1 is the note on channel 1' in told
    )
    assert 'sends MIDI to "Synth": value 1 is controller 1 on channel 1' in told


def test_check_never_fails_but_by_sentences(here, capsys):
    chance = random.Random(3)
    text = (
        'log_input = false\n[interaction]\nmode = "battle"\n[model]\ndimension = 3\nfile = "mouse-3d-xs"\n'
        'size = "xs"\n[midi]\nin_device = ["X"]\ninput."X" = [["note_on", 1], ["pitch_bend", 1]]\n[osc]\n'
    )
    codes = set()
    for _ in range(300):
        at = chance.randrange(len(text))
        mutant = text[:at] + chance.choice('ax0195"[]=.,\n/~-') + text[at + chance.randint(0, 3) :]
        Path("mine.toml").write_text(mutant)
        code, _, err = ask("check", "mine.toml", capsys=capsys)
        codes.add(code)
        told = [line for line in err.splitlines() if "MIDI" not in line.split(": ")[1]]
        assert all(line.startswith("mdrnn: mine.toml: ") for line in told), (mutant, err)
        assert bool(told) or code == 0, mutant
    assert codes == {0, 1}


def test_mappings_are_told_in_runs():
    mapping = [
        ("note_on", [1, 90]),
        ("note_velocity", [1]),
        ("control_change", [1, 7]),
        ("control_change", [1, 8]),
        ("control_change", [2, 9]),
        ("control_change", [1, 1, 0, 13]),
        ("control_change", [1, 2, 0, 13]),
        ("pitch_bend", [3]),
    ]
    assert explain.messages(mapping, 8) == (
        "value 1 is the note on channel 1 (sent with velocity 90); value 2 is the velocity of notes on channel 1; "
        "values 3 to 4 are controllers 7 to 8 on channel 1; value 5 is controller 9 on channel 2; "
        "values 6 to 7 are controllers 1 to 2 on channel 1 (0 to 13); value 8 is the pitch bend on channel 3"
    )


# ---- init -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("controls", [1, 2, 8, 63])
def test_what_init_writes_is_accepted_by_check(here, capsys, controls):
    given = [
        "--in",
        'My "X"',
        "--out",
        "Synth",
        "--out",
        "Übung",
        "--controls",
        controls,
        "--channel",
        11,
        "--first",
        3,
    ]
    code, out, _ = ask("init", "mine.toml", *given, capsys=capsys)
    assert code == 0
    assert out.startswith("mine.toml is written: mdrnn check mine.toml says what it does")
    config = meaning.read(Path("mine.toml"))
    assert config.faults == []
    expected = [("control_change", [11, 3 + number]) for number in range(controls)]
    assert config.settings.midi == MidiSettings({'My "X"': expected}, {"Synth": expected, "Übung": expected})
    assert config.playing.model == {2: "mouse-3d-xs", 8: "knobs-9d-s"}.get(controls)
    assert config.playing.mode == ("callresponse" if config.playing.model else "useronly")
    code, out, _ = ask("check", "mine.toml", capsys=capsys)
    assert code == 0


def test_init_never_overwrites(here, capsys):
    Path("mine.toml").write_text("mine")
    code, out, err = ask("init", "mine.toml", "--controls", 8, capsys=capsys)
    assert (code, out, err) == (1, "", "mdrnn: mine.toml: exists already: give another name\n")
    with pytest.raises(ValueError, match="exists already"):
        writing.write(Path("mine.toml"), writing.Plan())
    assert Path("mine.toml").read_text() == "mine"


def test_init_without_a_terminal_says_which_options_it_needs(here, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    code, _, err = ask("init", capsys=capsys)
    assert (code, err) == (
        1,
        "mdrnn: without a terminal nothing can be asked: give --controls N, and --in NAME and --out NAME\n",
    )
    code, _, err = ask("init", "--controls", 60, "--first", 100, capsys=capsys)
    assert (code, err) == (1, "mdrnn: --controls 60 from controller 100 on go beyond 127, the last there is\n")
    code, _, err = ask("init", "--controls", 8, "--model", "mouse-3d-xs", capsys=capsys)
    assert (code, err) == (1, "mdrnn: mouse-3d-xs: dimension is 3, expected 9, for 8 controls and time\n")
    assert list(here.glob("*.toml")) == []


class Person:
    """Answers questions from a list, and moves controls while it is listened to."""

    def __init__(self, answers, moves=()):
        self.answers = list(answers)
        self.moves = list(moves)
        self.told = []

    def answer(self, question):
        self.told.append(question)
        return self.answers.pop(0)

    @contextlib.contextmanager
    def listen(self, port):
        self.told.append(f"listens to {port}")
        yield self.moves

    def plan(self, inputs, outputs):
        plan = asking.Dialogue(self.told.append, self.answer, self.listen).plan(inputs, outputs)
        assert self.answers == []
        return plan


def test_init_asks_for_ports_and_learns_the_controls():
    moves = [(0xBA, 2, 64), (0xBA, 2, 65), (0xBA, 1, 3), (0x92, 60, 100), (0x92, 61, 100), (0x82, 60, 0)]
    moves += [(0xE0, 0, 64), (0xBA, 123, 0), (0xC0, 3, 0)]
    person = Person(["7", "x", "2", "", "1"], moves)  # the first two are not on the list
    learned = [("control_change", [11, 2]), ("control_change", [11, 1]), ("note_on", [3]), ("pitch_bend", [1])]
    assert person.plan(["A", "B 20:0"], ["Synth"]) == writing.Plan({"B": learned}, {"Synth": learned}, 4)
    assert "7 is not one of the numbers 1 to 2" in person.told
    assert "listens to B 20:0" in person.told


def test_a_terminal_that_closes_is_one_sentence(here, capsys, monkeypatch):
    def closed(question):
        raise EOFError

    monkeypatch.setattr(sys, "stdin", type("Terminal", (io.StringIO,), {"isatty": lambda self: True})())
    monkeypatch.setattr("builtins.input", closed)
    code, _, err = ask("init", capsys=capsys)
    assert code == 1
    assert err.endswith("the terminal was closed before every question was answered: nothing is written\n")
    assert list(here.glob("*.toml")) == []


def test_init_takes_common_controllers_where_nothing_is_moved():
    person = Person(["1", "", "99", "3"])
    plan = person.plan(["A"], [])
    assert plan == writing.Plan({"A": writing.controllers(3)}, {}, 3)
    assert Person([""]).plan([], []) == writing.Plan({}, {}, 8)


def test_every_plan_becomes_a_file_without_faults():
    moves = [(0xB0 | channel, number, 1) for channel in (0, 15) for number in range(60)]
    learned = writing.learned(moves)
    assert len(learned) == 63
    for plan in (writing.Plan(), writing.Plan({"A\x07\\": learned}, {}, 63), writing.Plan({}, {"B": learned[:2]}, 2)):
        read = source.parse("mine.toml", writing.text(plan).encode())
        assert [str(fault) for fault in meaning.understand(read).faults if not fault.harmless] == []


# ---- examples -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.toml")), ids=lambda file: file.stem)
def test_the_configuration_of_a_common_controller_plays(file, here, capsys):
    code, out, err = ask("check", file, capsys=capsys)
    assert code == 0, err
    assert f"plays {models.path('knobs-9d-s')}" in out
    text = file.read_text()
    assert "was not here" in text, "it must say that the controller was not here"
    assert "Numbers:" in text, "it must say where its numbers come from"


def test_there_are_five_of_them():
    assert len(list(EXAMPLES.glob("*.toml"))) >= 5
