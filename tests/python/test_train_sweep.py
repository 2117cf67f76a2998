# SPDX-License-Identifier: MIT
"""A sweep trains every size and seed as a single run would; one that dies stops no other; Ctrl-C ends all."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from mdrnn_train import command, member, sweep
from mdrnn_train.member import Member

PATIENCE = 300.0  # seconds, for a busy machine
FAKE = """
import json, os, signal, sys, time
folder, name, what = sys.argv[1:]
training = dict(validation_interval_nll=-float(name[-1]), validation_nll=0, memoryless_nll=1, repeat_nll=2,
                best_epoch=1, epochs=1, stopped="epochs")
if what == "die": os.kill(os.getpid(), signal.SIGKILL)
if what == "fail": sys.exit("mdrnn: no room")
if what == "endless":
    try: time.sleep(600)
    except KeyboardInterrupt: training["stopped"] = "interrupted"
training["threads"] = os.environ["TF_NUM_INTRAOP_THREADS"]
open(f"{folder}/{name}.json", "w").write(json.dumps(dict(training=training)))
"""


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Members that need no TensorFlow: they do what their only word says."""
    monkeypatch.setattr(
        Member, "command", lambda self, folder: [sys.executable, "-c", FAKE, str(folder), self.name, *self.words]
    )


def test_every_size_and_seed_is_a_member_and_the_largest_begin() -> None:
    found = sweep.members(["xxs", "s"], [0, 7], "mine-3d", ["mine.npz"])
    assert [each.name for each in found] == [f"mine-3d-{size}-seed{seed}" for size in ("s", "xxs") for seed in (0, 7)]
    words = found[1].command(Path("models"))[3:]
    arguments = command.parser().parse_args(words)
    assert (arguments.size, arguments.seed, arguments.name) == ("s", 7, "mine-3d-s-seed7")


def test_words_of_a_single_run_reach_every_member_and_those_of_the_sweep_none() -> None:
    of_all, of_each = "--sweep --sizes xxs,xs --seeds 1,2 --workers 3", "--size s --epochs 4 --mixtures 7 --max-dt 2"
    line = ["mine.npz", *of_all.split(), *of_each.split()]
    _, words = command._sweep_words().parse_known_args(line)
    assert words == ["mine.npz", *of_each.split()]


@pytest.mark.usefixtures("faked")
def test_a_member_that_dies_or_fails_stops_no_other_and_the_best_is_named(tmp_path: Path) -> None:
    whats = ["finish", "die", "fail", "finish"]
    place = sweep.Here(tmp_path, 2)
    table = sweep.Table(tmp_path / "mine-sweep.json", "mine.npz", 4)
    futures = [place.submit(Member(f"m{number}", "xs", number, (what,))) for number, what in enumerate(whats)]
    sweep._collect(futures, place, table)
    written = json.loads((tmp_path / "mine-sweep.json").read_text())
    assert written["best"] == "m3"
    assert [row["name"] for row in written["members"]] == ["m3", "m0", "m1", "m2"]
    assert [row.get("error") for row in written["members"]] == [None, None, "ended by signal 9 (SIGKILL)", "no room"]
    threads = json.loads((tmp_path / "m0.json").read_text())["training"]["threads"]
    assert int(threads) * 2 <= max(2, sweep.processors())


@pytest.mark.usefixtures("faked")
def test_ctrl_c_ends_all_keeps_what_is_there_and_starts_nothing_more(tmp_path: Path) -> None:
    place = sweep.Here(tmp_path, 2)
    table = sweep.Table(tmp_path / "mine-sweep.json", "mine.npz", 3)
    futures = [place.submit(Member(f"m{number}", "xs", number, ("endless",))) for number in range(3)]
    threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    sweep._collect(futures, place, table)
    rows = {row["name"]: row for row in json.loads((tmp_path / "mine-sweep.json").read_text())["members"]}
    assert [rows[name]["stopped"] for name in ("m0", "m1")] == ["interrupted"] * 2
    assert rows["m2"]["error"] == "not started"


def music(folder: Path) -> Path:
    random = np.random.default_rng(0)
    played = np.empty(4, object)
    played[:] = [np.cumsum(random.uniform(0, 0.01, (60, 2)), axis=0) for _ in range(4)]
    np.savez(folder / "mine.npz", perfs=played)
    return folder / "mine.npz"


FILES = [f"mine-2d-xxs-seed{seed}.{ending}" for seed in (0, 3) for ending in ("json", "keras", "tflite")]


def sweep_words(folder: Path) -> list[str]:
    line = [str(music(folder)), "--sweep", "--sizes", "xxs", "--seeds", "0,3", "--epochs", "2"]
    return [*line, "-o", str(folder / "models")]


def test_a_real_sweep_leaves_the_files_of_single_runs_and_one_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert command.main(sweep_words(tmp_path)) == 0
    assert sorted(os.listdir(tmp_path / "models")) == sorted([*FILES, "mine-2d-sweep.json"])
    best = json.loads((tmp_path / "models" / "mine-2d-sweep.json").read_text())["best"]
    assert f"the best is {tmp_path / 'models' / best}.tflite" in capsys.readouterr().out


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """Dask's scheduler and two workers, processes on the loopback."""
    pytest.importorskip("distributed", reason="Dask is not installed (extra [cluster])")
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
    file = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    here = ["--host", "127.0.0.1", "--no-dashboard"]
    commands = [[*dask, "scheduler", *here, "--port", "0", "--scheduler-file", str(file)]]
    commands += [[*dask, "worker", *here, "--nthreads", "1", "--scheduler-file", str(file)]] * 2
    processes = [
        subprocess.Popen(each, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for each in commands
    ]
    ends = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < ends
        time.sleep(0.1)
    yield json.loads(file.read_text())["address"]
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(PATIENCE)


@pytest.mark.filterwarnings("default")
def test_two_workers_of_a_cluster_leave_the_same_files(scheduler: str, tmp_path: Path) -> None:
    assert command.main([*sweep_words(tmp_path), "--cluster", scheduler]) == 0
    assert sorted(os.listdir(tmp_path / "models")) == sorted([*FILES, "mine-2d-sweep.json"])
    rows = json.loads((tmp_path / "models" / "mine-2d-sweep.json").read_text())["members"]
    assert [row["seed"] for row in rows if "error" not in row] in ([0, 3], [3, 0])


def test_a_cluster_that_does_not_answer_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed (extra [cluster])")
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
    from mdrnn_train import cluster

    cluster.PATIENCE = "1s"
    assert command.main([*sweep_words(tmp_path), "--cluster", "tcp://127.0.0.1:9"]) == 1
    assert "no scheduler answers at tcp://127.0.0.1:9, expected one such as" in capsys.readouterr().err


def test_what_is_asked_for_is_checked_before_anything_starts(capsys: pytest.CaptureFixture[str]) -> None:
    for line, sentence in (
        ("mine.npz --sweep --sizes xs,huge", "found 'huge', expected some of xxs,xs,s,m,l,xl"),
        ("mine.npz --sweep --seeds 0,-1", "found -1, expected 0 to"),
    ):
        with pytest.raises(SystemExit):
            command.main(line.split())
        assert sentence in capsys.readouterr().err


def test_a_row_of_a_member_is_what_its_own_file_says(tmp_path: Path) -> None:
    training = dict.fromkeys(member.OUTCOME, 1.5)
    (tmp_path / "m.json").write_text(json.dumps({"training": {**training, "dataset": "x"}}))
    assert member._outcome(tmp_path / "m.json") == training
