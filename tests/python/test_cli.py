# SPDX-License-Identifier: MIT
"""The commands as a user runs them: what they print, what they refuse, and how little `--help` imports."""

import io
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import mdrnn
from mdrnn import cli, models
from mdrnn.data import dataset
from mdrnn.errors import MdrnnError
from mdrnn.wording import how_to_install

GOLDEN = Path(__file__).parents[1] / "golden"
MODEL = GOLDEN / "explicit-d3-u5-l2-m2.tflite"


def run(*arguments, stdin="", cwd=None, **environment):
    done = subprocess.run(
        [sys.executable, "-m", "mdrnn", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **environment},
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return done


def rows(text):
    return np.array([[float(number) for number in line.split(",")] for line in text.splitlines()])


def imported_by(statement):
    """The modules that a fresh interpreter has after a statement."""
    program = f"import sys\ntry:\n    {statement}\nexcept SystemExit:\n    pass\nprint('modules', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


HEAVY = {"numpy", "pythonosc", "tensorflow", "mdrnn._core", "mdrnn._logs", "asyncio", "multiprocessing"}


@pytest.mark.parametrize(
    "statement",
    ["import mdrnn", "import mdrnn.cli; mdrnn.cli.main(['--help'])", "import mdrnn.cli; mdrnn.cli.main(['run', '-h'])"],
)
def test_help_and_import_are_light(statement):
    modules = imported_by(statement)
    assert "mdrnn" in modules
    assert modules & HEAVY == set()


def test_names_of_the_package_are_imported_on_use():
    assert set(mdrnn.__all__) <= set(dir(mdrnn))
    for name in mdrnn.__all__:
        assert getattr(mdrnn, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Predicter'"):
        mdrnn.Predicter  # noqa: B018


def test_the_command_without_a_command_explains_itself():
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: mdrnn" in done.stderr
    assert "play with a model over OSC" in done.stderr


def test_a_wrong_command_line_is_one_sentence():
    for arguments in (["sing"], ["run", "--loud"], ["generate", "a"], ["info", "a", "\x1b[2J"]):
        done = run(*arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert re.fullmatch(r"mdrnn: [ -~]+; see mdrnn( \w+)? --help\n", done.stderr)


NUMBERS = [
    "1e11",
    "-1",
    "99999999999999999999999",
    "-99999999999",
    "nan",
    "inf",
    "1e999",
    "0x10",
    "",
    "text",
    "\x1b[2J",
]
OPTIONS = {
    ("generate", MODEL, "--out", "x.csv"): ["--events", "--seed", "--pi-temperature", "--sigma-temperature"],
    ("generate", MODEL, "--events", "1", "--out", "x.csv"): ["--seed", "--start"],
    ("step", MODEL): ["--seed", "--pi-temperature", "--sigma-temperature"],
    ("run", "nowhere"): ["--seed", "--in-port", "--out-port", "--dimension", "--host"],
    ("run", MODEL, "--in-port", "0", "--out-host", ""): ["--threshold", "--timescale", "--max-dt", "--pitemp"],
    ("demo", "--model", "nowhere"): ["--seconds", "--seed"],
    ("bench", "nowhere", "--vs", "none"): ["--rounds", "--dimension", "--sizes", "--precision"],
    ("evaluate", MODEL, "nowhere.npz"): ["--max-dt"],
    ("dataset", "nowhere"): ["--dimension", "--value-range=0"],
}


@pytest.mark.parametrize("command", OPTIONS, ids=lambda command: command[0])
def test_whatever_number_an_option_is_given_the_command_ends_in_a_sentence(command, tmp_path, monkeypatch, capsys):
    """Called in this process, because there are hundreds; a traceback would be an exception here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    for option in OPTIONS[command]:
        for number in NUMBERS:
            try:
                code = cli.main([*map(str, command), option, number])
            except SystemExit as end:
                code = end.code
            said = capsys.readouterr().err
            if code == 0:  # a number after all
                assert option in ("--seed", "--pi-temperature", "--sigma-temperature", "--pitemp")
                continue
            assert code in (1, 2), (option, number)
            assert re.fullmatch(r"mdrnn: [ -~]+\n", said), (option, number, said)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--events", "1e11"), "argument --events: '1e11' is not a whole number from 0 to 100,000,000"),
        (
            ("--events", "1", "--seed", "9" * 20),
            f"argument --seed: '{'9' * 20}' is not a whole number from 0 to 9,223,",
        ),
    ],
)
def test_a_number_too_large_is_named_with_its_bounds(arguments, sentence):
    done = run("generate", MODEL, *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(f"mdrnn: {sentence}")


def test_options_that_would_do_nothing_are_refused(tmp_path):
    done = run("export", MODEL, "--binary", tmp_path / "m.bin", "--name", "model")
    assert done.returncode == 1
    assert done.stderr.startswith("mdrnn: --name is the name of a C array, and --binary writes none")
    assert list(tmp_path.iterdir()) == []


def test_a_file_whose_name_is_not_utf_8_plays_and_is_named_in_every_locale(tmp_path):
    named = os.path.join(os.fsencode(tmp_path), b"\xff\x1b[2J.tflite")
    try:
        Path(os.fsdecode(named)).write_bytes(MODEL.read_bytes())
    except OSError:
        pytest.skip("this file system has names in UTF-8 only")
    for locale in ("C", "C.UTF-8", "POSIX"):
        for command in (["info"], ["info", "-v"], ["info", "--json"], ["generate", "--events", "1"]):
            done = run(*command, os.fsdecode(named), LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
            assert (done.returncode, done.stderr) == (0, "")
            assert "\x1b" not in done.stdout
    Path(os.fsdecode(named)).write_bytes(b"no model")
    done = run("info", os.fsdecode(named))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "[2J.tflite: not a .tflite file" in done.stderr
    assert "\x1b" not in done.stderr


def damaged(folder, before, after):
    """A model with the same number of other bytes in its metadata."""
    assert len(before) == len(after)
    content = models.path("mouse-3d-xs").read_bytes()
    assert content.count(before) == 1
    path = folder / "damaged.tflite"
    path.write_bytes(content.replace(before, after))
    return path


@pytest.mark.parametrize("after", [b'""forma"', b'"\xff\xff\xff\xff\xff\xff"', b'"\x1b[31m "', b'"\\u00z "'])
def test_damaged_metadata_is_one_sentence_with_the_files_name(tmp_path, after):
    path = damaged(tmp_path, b'"format"', after)
    done = run("info", path)
    assert done.returncode == 1
    assert re.fullmatch(rf"mdrnn: {path}: [ -~]*metadata[ -~]* is damaged[ -~]+\n", done.stderr)
    played = run("generate", path, "--events", 1)  # what the core does not read of it need not be whole
    assert played.returncode == 0 or played.stderr == done.stderr


def test_escape_codes_in_a_models_metadata_do_not_reach_the_terminal(tmp_path):
    path = damaged(tmp_path, b'"source": "mouse movements in', b'"source": "\\u001b[31m\\u0007 x')
    done = run("info", path)
    assert done.returncode == 0
    assert "\\x1b[31m\\x07 x" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_broken_model_in_the_folder_is_skipped_with_a_sentence(tmp_path):
    """The newest that fits plays; a broken link and a folder are ignored."""
    folder = tmp_path / "models"
    folder.mkdir()
    for age, (name, content) in enumerate({"broken": b"TFL3", "good": MODEL.read_bytes(), "empty": b""}.items()):
        (folder / f"{name}.tflite").write_bytes(content)
        os.utime(folder / f"{name}.tflite", (1e9 - age, 1e9 - age))
    (folder / "link.tflite").symlink_to("nowhere")
    (folder / "folder.tflite").mkdir()
    command = [sys.executable, "-m", "mdrnn", "run", "-d", "3", "--in-port", "0", "--out-port", "9"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        first = process.stdout.readline()
        process.terminate()
        _, errors = process.communicate(timeout=60)
    assert "callresponse with models/good.tflite; listens on 127.0.0.1:" in first
    assert errors.startswith("mdrnn: models/broken.tflite: ")
    assert errors.endswith("; skipped\n")
    assert errors.count("\n") == 1


# ---- info, models ---------------------------------------------------------------------------------------------------


def test_info_says_what_a_model_holds():
    done = run("info", MODEL)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "dimension 3: time and 2 values; 2 layers of 5 units",
        f"to play with it: mdrnn run {MODEL}",
    ]
    assert re.search(r"^mixtures +2$", run("info", MODEL, "-v").stdout, re.MULTILINE)
    facts = json.loads(run("info", MODEL, "--json").stdout)
    assert (facts["dimension"], facts["units"], facts["layers"], facts["mixtures"]) == (3, 5, 2, 2)
    assert (facts["kind"], facts["engine"], facts["path"]) == ("explicit", "native", str(MODEL))
    assert isinstance(facts["metadata"], dict)


def test_a_missing_or_broken_model_is_one_sentence(tmp_path):
    (tmp_path / "broken.tflite").write_bytes(MODEL.read_bytes()[:2000])
    (tmp_path / "text.tflite").write_text("not a model")
    for name in ("nowhere.tflite", "broken.tflite", "text.tflite", "."):
        done = run("info", name, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("mdrnn: ")
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("old.h5", "old.h5: a Keras model, expected a .tflite: mdrnn convert makes one of it"),
        ("old.hdf5", "old.hdf5: a Keras model, expected a .tflite: mdrnn convert makes one of it"),
        ("config.toml", "config.toml: a configuration file, expected a .tflite file: name the model itself"),
    ],
)
def test_other_files_of_a_project_are_told_from_models(tmp_path, name, sentence):
    (tmp_path / name).write_bytes(b"\x89HDF\r\n\x1a\n")
    commands = [["info"], ["run"], ["generate", "--events", "1"]]
    for command in commands if not name.endswith(".toml") else commands[::2]:  # mdrnn run plays a configuration
        done = run(*command, name, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (1, "", f"mdrnn: {sentence}\n")


@pytest.mark.parametrize("arguments", [("dataset",), ("info",), ("evaluate", MODEL)])
@pytest.mark.parametrize("name", ["pipe.npz", "pipe.tflite", "pipe-3d-mdrnn.log", "folder.npz", "folder.tflite"])
def test_a_pipe_or_a_folder_in_place_of_a_file_is_one_sentence(tmp_path, arguments, name):
    if name.startswith("pipe"):
        os.mkfifo(tmp_path / name)
    else:
        (tmp_path / name).mkdir()
    done = run(*arguments, tmp_path / name)
    assert done.returncode == 1
    kind = "is not a regular file" if name.startswith("pipe") else "is a folder, expected a file"
    no_logs = "no log in this folder, expected names that end in .log"  # dataset reads folders
    kind = no_logs if arguments == ("dataset",) and name.startswith("folder") else kind
    assert done.stderr == f"mdrnn: {tmp_path / name}: {kind}\n"


def test_from_the_network_a_model_has_a_name_and_no_path(tmp_path, monkeypatch):
    (tmp_path / "models").mkdir()
    (tmp_path / "running").mkdir()
    monkeypatch.chdir(tmp_path)
    for file in ("here.tflite", "models/trained.tflite", "running/beside.tflite", "secret.txt"):
        Path(file).write_bytes(b"")
    found = {name: models.find(name, Path("running")) for name in ("here", "trained.tflite", "beside")}
    assert found == {
        "here": Path("here.tflite"),
        "trained.tflite": Path("models/trained.tflite"),
        "beside": Path("running/beside.tflite"),
    }
    assert models.find("mouse-3d-xs") == models.path("mouse-3d-xs")
    for path in ("models/trained", "/etc/passwd", "..", "", ".", "a\\b", "C:a", "here\n", "~/here"):
        with pytest.raises(MdrnnError, match="is not a model's name, expected one without a folder"):
            models.find(path, Path("running"))
    for name in ("secret.txt", "nowhere", "x" * 300):
        with pytest.raises(MdrnnError, match="no such model here, in models/ or beside the running one"):
            models.find(name, Path("running"))


def test_a_name_is_a_path_a_neighbour_or_a_bundled_model(tmp_path, monkeypatch):
    own = tmp_path / "own.tflite"
    own.write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    assert models.resolve("own.tflite") == models.resolve("own") == Path("own.tflite")
    monkeypatch.chdir(GOLDEN)
    assert models.resolve("own", beside=tmp_path) == own
    for name in models.names():
        assert models.resolve(name) == models.path(name)
    with pytest.raises(MdrnnError, match="nowhere: no such model file, and no bundled model has that name"):
        models.resolve("nowhere")
    with pytest.raises(MdrnnError, match="no bundled model is called nowhere"):
        models.path("nowhere")


def test_every_bundled_model_is_listed_with_its_path():
    if not models.names():
        pytest.skip("no models are bundled yet")
    done = run("models")
    assert done.returncode == 0
    for name in models.names():
        assert name in done.stdout
        assert str(models.path(name)) in done.stdout


# ---- step, generate -------------------------------------------------------------------------------------------------


def test_step_answers_each_line_as_the_predictor_does():
    predictor = mdrnn.Predictor(MODEL, seed=7)
    expected = [predictor.step(event) for event in ([0.1, 0.2, 0.3], [0.5, 0.5, 0.5])]
    done = run("step", MODEL, "--seed", 7, stdin="0.1,0.2,0.3\n\n0.5, 0.5, 0.5\r\n")
    assert (done.returncode, done.stderr) == (0, "")
    np.testing.assert_array_equal(rows(done.stdout).astype(np.float32), expected)


def test_step_answers_before_the_next_line_is_sent():
    command = [sys.executable, "-m", "mdrnn", "step", str(MODEL)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        silence = threading.Timer(20, process.kill)
        silence.start()
        for _ in range(3):
            process.stdin.write("0.1,0.5,0.5\n")
            process.stdin.flush()
            assert process.stdout.readline().count(",") == 2
        silence.cancel()
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_step_names_a_bad_line_and_goes_on_as_if_it_had_not_been():
    good = run("step", MODEL, "--seed", 7, stdin="0.1,0.2,0.3\n0.4,0.5,0.6\n")
    mixed = run("step", MODEL, "--seed", 7, stdin="0.1,0.2,0.3\nabc\n0.1,x,0.3\n0.1,nan,0.3\n0.4,0.5,0.6\n")
    assert mixed.stdout == good.stdout
    assert mixed.returncode == 1
    said = mixed.stderr.splitlines()
    assert said[0] == "mdrnn: line 2: 1 number, expected 3 (dt and 2 values)"
    assert said[1] == "mdrnn: line 3: 'x' is not a number"
    assert said[2].startswith("mdrnn: line 4: ")
    assert len(said) == 3


def test_generate_repeats_with_a_seed_and_writes_what_it_prints(tmp_path):
    first = run("generate", MODEL, "--events", 20, "--seed", 3)
    again = run("generate", MODEL, "--events", 20, "--seed", 3, "--out", tmp_path / "g.csv")
    other = run("generate", MODEL, "--events", 20, "--seed", 4)
    assert rows(first.stdout).shape == (20, 3)
    assert (tmp_path / "g.csv").read_text() == first.stdout
    assert again.stdout == f"{tmp_path / 'g.csv'}: 20 events\n"
    assert first.stdout != other.stdout


def test_generate_keeps_a_file_that_is_there_unless_told_to_replace_it(tmp_path):
    path = tmp_path / "keep.csv"
    path.write_text("mine")
    command = ("generate", MODEL, "--events", 1, "--out", path)
    assert run(*command).stderr == f"mdrnn: {path}: exists already: give another name, or --overwrite\n"
    assert path.read_text() == "mine"
    assert run(*command, "--overwrite").stdout == f"{path}: 1 event\n"
    assert rows(path.read_text()).shape == (1, 3)
    refused = run("generate", MODEL, "--events", 1, "--overwrite")
    assert (refused.returncode, refused.stdout) == (1, "")


def test_on_a_full_disk_a_file_is_written_whole_or_not_at_all(tmp_path):
    events = np.random.default_rng(1).random((2000, 3))
    np.savez(tmp_path / "d.npz", perfs=events[None])
    before = sorted(tmp_path.iterdir())
    shown = ("dataset", tmp_path / "d.npz", "--picture", tmp_path / "d.svg")
    made = ("dataset", tmp_path / "d.npz", "-o", tmp_path / "new.npz")
    played = ("generate", MODEL, "--events", 1000, "--out", tmp_path / "g.csv")
    for command, name in ((shown, "d.svg"), (made, "new.npz"), (played, "g.csv")):
        program = "import resource, sys; from mdrnn import cli; "
        program += "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); sys.exit(cli.main(sys.argv[1:]))"
        done = subprocess.run([sys.executable, "-c", program, *map(str, command)], capture_output=True, text=True)
        assert done.returncode == 1
        assert f"mdrnn: {tmp_path / name}: cannot be written: File too large\n" in done.stderr
        assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("module", ["mdrnn.cli", "mdrnn.commands", "argparse", "typing", "numpy", "mdrnn._core"])
def test_ctrl_c_during_an_import_ends_quietly(tmp_path, module):
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nclass CtrlC:\n    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}:\n            raise KeyboardInterrupt\nsys.meta_path.insert(0, CtrlC())\n"
    )
    script = Path(sys.executable).with_name("mdrnn")
    for command in ([sys.executable, "-m", "mdrnn"], [script]):
        done = subprocess.run(
            [*command, "generate", MODEL, "--events", "1"],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
        )
        assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_generate_begins_where_it_is_told():
    started = run("generate", MODEL, "--events", 5, "--seed", 3, "--start", "0.1,0.9,0.9")
    expected = mdrnn.Predictor(MODEL, seed=3).generate(5, [0.1, 0.9, 0.9])
    np.testing.assert_array_equal(rows(started.stdout).astype(np.float32), expected)
    assert run("generate", MODEL, "--events", 5, "--start", "0.1").returncode == 1


def test_temperatures_reach_the_draw():
    still = ("--pi-temperature", 0, "--sigma-temperature", 0, "--events", 10)
    assert run("generate", MODEL, *still, "--seed", 1).stdout == run("generate", MODEL, *still, "--seed", 2).stdout
    refused = run("generate", MODEL, "--events", 1, "--pi-temperature", "-1")
    assert refused.returncode == 1
    assert refused.stderr.startswith("mdrnn: pi_temperature is -1")


def test_a_reader_that_leaves_early_is_no_error_message():
    command = f"{sys.executable} -m mdrnn generate {MODEL} --events 20000 | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_an_output_that_cannot_be_written_is_one_sentence(tmp_path):
    done = run("generate", MODEL, "--events", 1, "--out", tmp_path / "no" / "folder.csv")
    assert done.returncode == 1
    assert done.stderr == f"mdrnn: {tmp_path / 'no' / 'folder.csv'}: cannot be written: No such file or directory\n"


# ---- dataset, train -------------------------------------------------------------------------------------------------


def test_dataset_reads_whole_numbers_by_value_range_and_says_what_it_left_out(tmp_path):
    log = tmp_path / "2026-01-31T12-00-00-2d-mdrnn.log"
    log.write_text(
        "2026-01-31T12:00:00,interface,0\n2026-01-31T12:00:01,interface,51\nrubbish\n"
        "2026-01-31T12:00:02,rnn,9\n2026-01-31T12:00:03,interface,255\n"
    )
    out = tmp_path / "d.npz"
    done = run("dataset", tmp_path, "-o", out, "--value-range", 0, 255)
    assert done.returncode == 0
    assert f"a picture of it: {tmp_path / 'd.svg'}\n{out}: dimension 2, 1 performance, 2 events, 3.0 s" in done.stdout
    assert done.stderr.startswith(f"mdrnn: {log}:3: timestamp is 'rubbish'")
    assert dataset.load(out).performances[0].tolist() == [[1.0, 0.2], [2.0, 1.0]]
    run("dataset", tmp_path, "-o", out, "--value-range", 0, 255, "--include-rnn")
    assert dataset.load(out).events == 3


def test_dataset_without_logs_is_one_sentence(tmp_path):
    done = run("dataset", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "mdrnn: logs: no such file or folder\n")


def test_train_hands_its_whole_command_line_on(tmp_path):
    package = tmp_path / "mdrnn_train"
    package.mkdir()
    (package / "__init__.py").write_text("def main(argv, report):\n    print(*argv)\n    return 3\n")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = run("train", "d.npz", "--size", "s", "--help", PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (3, "d.npz --size s --help\n")


def test_convert_hands_its_command_line_on_too(tmp_path):
    package = tmp_path / "mdrnn_train"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "convert.py").write_text("def main(argv):\n    print(*argv)\n    return 3\n")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = run("convert", "m.h5", "-o", "m.tflite", PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (3, "m.h5 -o m.tflite\n")


def test_train_without_tensorflow_says_what_to_install(tmp_path):
    package = tmp_path / "mdrnn_train"
    package.mkdir()
    (package / "__init__.py").write_text("def main(argv, report):\n    import tensorflow\n")
    (tmp_path / "tensorflow.py").write_text("raise ModuleNotFoundError('gone', name='tensorflow')\n")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = run("train", "d.npz", PYTHONPATH=path)
    assert done.returncode == 1
    assert done.stderr == f"mdrnn: training needs tensorflow, which is not installed: {how_to_install('train')}\n"
