# SPDX-License-Identifier: MIT
"""From logs to a model on the page: what the processes say, what is offered, and back again."""

import importlib.util
import math
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from web_running import MODEL, PATIENCE, running, until

from mdrnn.playing.web import process, training

FAKE = f"""
import os, shutil, signal, sys, time
from pathlib import Path
command, *arguments = sys.argv[1:]
if command != "train":
    from mdrnn.__main__ import main
    sys.exit(main())
options = dict(zip(arguments[1::2], arguments[2::2]))
Path("seen").write_text(" ".join(arguments))
stopped = []
signal.signal(signal.SIGINT, lambda *_: stopped.append(1))
print("training a model of size xs on 299 events; Ctrl-C ends it and keeps the best so far; loading ..",
      file=sys.stderr, flush=True)
for epoch in range(1, 4):
    print(f"epoch {{epoch}}/4  training {{3 - epoch}}.25 validation -{{epoch}}.5 best  "
          f"at most 0:{{30 - epoch:02d}} of training left", file=sys.stderr, flush=True)
if os.environ.get("FAKE") == "fail":
    print("mdrnn: there is not enough music", file=sys.stderr)
    sys.exit(1)
while os.environ.get("FAKE") == "wait" and not stopped:
    time.sleep(0.01)
out = Path(options["-o"]) / (options["--name"] + ".tflite")
out.parent.mkdir(exist_ok=True)
shutil.copy({str(MODEL)!r}, out)
print(f"{{out}} is written; hear it: mdrnn run {{out}}")
print("It plays like you.")
print("details: x.html")
"""


@pytest.fixture
def server(tmp_path, monkeypatch):
    """With two logs of a minute, and a fake training."""
    monkeypatch.chdir(tmp_path)
    fake = tmp_path / "fake.py"
    fake.write_text(FAKE)
    monkeypatch.setattr(process, "COMMAND", (sys.executable, str(fake)))
    monkeypatch.setattr(training, "_can_train", lambda: True)
    folder = tmp_path / "logs"
    folder.mkdir()
    for number in range(2):
        write_log(folder / f"2026-11-0{number + 1}T10-00-00-3d-mdrnn.log", 1200 + number)
    with running(log_folder=folder) as started:
        yield started


def write_log(file, events):
    """No two of different length are alike."""
    moment = datetime(2026, 11, 1, 10)
    with file.open("w") as opened:
        for number in range(events):
            moment += timedelta(seconds=0.05)
            values = (0.5 + 0.4 * math.sin(events + number / 9), 0.5 + 0.4 * math.cos(number / 13))
            opened.write(f"{moment.isoformat()},interface,{values[0]:.4f},{values[1]:.4f}\n")


def make_dataset(page, name="mine"):
    logs = [each["name"] for each in page.ask("logs")["logs"]]
    return page.ask("make_dataset", name=name, logs=logs)


def until_state(page, state, patience=PATIENCE):
    return page.until(lambda said: said.get("training", {}).get("state") == state, patience)["training"]


def test_logs_become_a_dataset(server):
    with server.page() as page:
        logs = [each["name"] for each in page.ask("logs")["logs"]]
        page.send({"ask": "make_dataset", "id": "made", "name": "mine", "logs": logs})
        made = page.until(lambda said: said.get("id") == "made", 60)
        assert made["name"] == "mine"
        assert made["sentence"].startswith("mine: dimension 3, 2 performances")
        assert page.ask("datasets")["datasets"] == ["mine"]


@pytest.mark.parametrize(
    ("name", "logs", "sentence"),
    [
        ("../mine", ["a.log"], "expected a plain name"),
        ("-o", ["a.log"], "expected a plain name"),
        ("", ["a.log"], "expected a plain name"),
        (None, ["a.log"], "expected a plain name"),
        ("n" * 100, ["a.log"], "expected a plain name"),
        ("mine", [], "expected a list of 1 to 500"),
        ("mine", "a.log", "expected a list of 1 to 500"),
        ("mine", ["../secret.log"], "expected a name from the list"),
        ("mine", ["a.log"], "there is no such log"),
        ("mine", [3], "expected a name from the list"),
    ],
)
def test_a_dataset_is_made_of_names_alone(server, name, logs, sentence):
    with server.page() as page:
        assert sentence in page.ask("make_dataset", name=name, logs=logs)["error"]
    assert not Path("datasets").exists()


@pytest.fixture
def dataset(server):
    (Path("datasets")).mkdir()
    (Path("datasets") / "mine.npz").write_bytes(b"the fake does not read it")
    return "mine"


def test_a_training_is_followed_and_its_model_swapped_in_and_out(server, dataset):
    with server.page() as page, server.page() as other:
        other.key("hello")
        begun = page.ask("train", dataset=dataset, size="xs", minutes=1)["training"]
        assert begun["state"] == "running"
        told = other.until(lambda said: "size" in (said.get("training", {}).get("sentence") or ""))["training"]
        assert told["sentence"] == "Training a model of size xs on 299 events; loading .."
        epoch = other.until(lambda said: said.get("training", {}).get("epoch") == 2)["training"]
        assert epoch["loss"] == -2.5
        assert epoch["training_loss"] == 1.25
        assert epoch["seconds_left"] == 28
        assert 0.5 <= epoch["progress"] < 1
        done = until_state(page, "done")
        assert done["trained"] == begun["name"]
        assert done["sentences"] == [f"{begun['name']}.tflite is written.", "It plays like you."]
        assert done["previous"] is None
        page.ask("use_trained")
        assert page.key("loaded")["model"] == begun["name"]
        assert page.ask("use_trained")["training"]["previous"] == "explicit-d3-u5-l2-m2", "the one before stays known"
        page.ask("use_previous")
        assert page.until(lambda said: said.get("loaded", {}).get("model") == "explicit-d3-u5-l2-m2")
        assert begun["name"] in page.ask("models")["models"]


def test_a_page_that_comes_later_or_again_sees_the_training(server, dataset, monkeypatch):
    monkeypatch.setenv("FAKE", "wait")
    with server.page() as page:
        page.ask("train", dataset=dataset, size="xs", minutes=1)
        page.until(lambda said: said.get("training", {}).get("epoch") == 3)
    with server.page() as again:
        assert again.key("hello")["training"]["epoch"] == 3
        time.sleep(1.1)  # the refused one would have another name
        assert "one at a time" in again.ask("train", dataset=dataset, size="xs", minutes=1)["error"]
        again.ask("stop_training")
        assert until_state(again, "done")["trained"], "the best so far is kept"
        assert "no training" in again.ask("stop_training")["error"]


def test_a_training_that_fails_says_why(server, dataset, monkeypatch):
    monkeypatch.setenv("FAKE", "fail")
    with server.page() as page:
        page.ask("train", dataset=dataset, size="xs", minutes=1)
        assert until_state(page, "failed")["sentence"] == "The training has failed: there is not enough music"
        assert "no model has been trained" in page.ask("use_trained")["error"]
        assert "no model before" in page.ask("use_previous")["error"]


def test_a_training_ends_with_the_daemon(server, dataset, monkeypatch):
    monkeypatch.setenv("FAKE", "wait")
    with server.page() as page:
        page.ask("train", dataset=dataset, size="xs", minutes=1)
        page.until(lambda said: said.get("training", {}).get("epoch") == 3)
    child = server.channel._asks.training._process._process
    server.stop()
    assert child.wait(PATIENCE) != 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"dataset": "../x"}, "expected a plain name"),
        ({"dataset": "nothing"}, "there is no such dataset"),
        ({"dataset": "\U0001f3b9" * 51}, "at most 200 bytes"),
        ({"dataset": "\U0001f3b9" * 50}, "there is no such dataset"),
        ({"size": "huge"}, "expected one of xxs, xs"),
        ({"size": ["xs"]}, "expected one of xxs, xs"),
        ({"minutes": 0}, "expected 0 to 600"),
        ({"minutes": "1"}, "expected 0 to 600"),
        ({"minutes": 1e9}, "expected 0 to 600"),
        ({"minutes": True}, "expected 0 to 600"),
    ],
)
def test_a_wrong_argument_is_a_sentence(server, dataset, arguments, sentence):
    with server.page() as page:
        assert sentence in page.ask("train", **{"dataset": dataset, "size": "xs", "minutes": 1, **arguments})["error"]
    assert not Path("seen").exists()


def test_without_the_extra_a_sentence_says_what_to_install(server, dataset, monkeypatch):
    monkeypatch.setattr(training, "_can_train", lambda: False)
    with server.page() as page:
        assert "[train]" in page.ask("train", dataset=dataset, size="xs", minutes=1)["error"]


def test_a_command_beside_the_music_has_the_lowest_priority_and_ends_with_its_parent(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(
        "import subprocess, sys, time\n"
        "code = 'import os, sys, time; import mdrnn.playing.web.beside as b; import mdrnn.__main__ as m\\n'\\\n"
        "       'm.main = lambda: (print(os.getpid(), os.nice(0), flush=True), time.sleep(600))\\n'\\\n"
        "       'b.main()'\n"
        "child = subprocess.Popen([sys.executable, '-c', code], stdin=subprocess.PIPE)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    number, priority = map(int, parent.stdout.readline().split())
    assert priority == 19
    parent.kill()
    parent.wait()
    assert parent.stdout.read() == "", "the child held the other end; it is gone when this returns"
    parent.stdout.close()
    until(lambda: not Path(f"/proc/{number}/exe").exists())


def test_a_real_training_makes_a_model_that_plays(tmp_path, monkeypatch):
    if importlib.util.find_spec("tensorflow") is None:
        pytest.skip("the extra [train] is not installed")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "logs").mkdir()
    write_log(tmp_path / "logs" / "2026-11-01T10-00-00-3d-mdrnn.log", 1500)
    with running(log_folder=tmp_path / "logs") as server, server.page() as page:
        logs = [each["name"] for each in page.ask("logs")["logs"]]
        page.send({"ask": "make_dataset", "id": "made", "name": "tiny", "logs": logs})
        made = page.until(lambda said: said.get("id") == "made", 300)
        assert made.get("name") == "tiny", made
        page.ask("train", dataset="tiny", size="xxs", minutes=0.05)
        done = page.until(lambda said: said.get("training", {}).get("state") in ("done", "failed"), 500)["training"]
        assert done["state"] == "done", done
        page.ask("use_trained")
        assert page.key("loaded")["model"] == done["trained"]
        page.word("event", 0.2, 0.7)
        assert len(page.key("play")) == 2
