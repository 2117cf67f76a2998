# SPDX-License-Identifier: MIT
"""Signals, kills and a full disk meet a real `mdrnn train`: what is left is whole, what is not there is said."""

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")

import mdrnn
from mdrnn_train import export

pytestmark = [
    pytest.mark.filterwarnings("default"),  # TensorFlow's own deprecations
    pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's"),
]

PATIENCE = 300.0  # seconds, for a busy machine
ENDLESS = ("--epochs", "100000", "--no-earlystopping")


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Eight performances of a value that swings on a steady beat."""
    random = np.random.default_rng(0)
    phases = random.uniform(0, 2 * np.pi, (8, 1)) + 0.7 * np.arange(120)
    beat = 0.1 + random.normal(0, 0.02, phases.shape)
    played = np.empty(8, object)
    played[:] = list(np.stack([beat, 0.5 + 0.4 * np.sin(phases)], axis=-1))
    np.savez(tmp_path / "waves.npz", perfs=played)
    return tmp_path / "waves.npz"


class Training:
    """A running `mdrnn train`, its files in `models` beside the dataset."""

    def __init__(self, music: Path, *words: str, before: Callable[[], None] | None = None) -> None:
        self.folder = music.parent / "models"
        self.log = music.parent / "log"
        command = [sys.executable, "-m", "mdrnn_train", str(music), "--size", "xxs", "-o", str(self.folder), *words]
        surroundings = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "SOURCE_DATE_EPOCH": "0"}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=log, env=surroundings, preexec_fn=before)

    def until(self, there: Callable[[], bool]) -> None:
        ends = time.monotonic() + PATIENCE
        while not there():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < ends, self.log.read_text()
            time.sleep(0.005)

    def until_epoch(self, number: int) -> None:
        self.until(lambda: f"\nepoch {number}/" in self.log.read_text())

    def until_it_writes(self) -> None:
        self.until(lambda: any(path.name.startswith(".unverified-") for path in self.folder.glob(".*")))

    def end(self, *signals: signal.Signals) -> int:
        for number in signals:
            self.process.send_signal(number)
            time.sleep(0.05)
        return self.process.wait(PATIENCE)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


WHOLE = [f"waves-2d-xxs.{ending}" for ending in ("json", "keras", "tflite")]
KEPT = ["waves-2d-xxs.unfinished.json", "waves-2d-xxs.unfinished.keras"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_while_it_learns_or_writes_leaves_a_whole_model(music: Path, number: signal.Signals) -> None:
    training = Training(music, *ENDLESS)
    training.until_epoch(3)
    training.process.send_signal(number)
    training.until_it_writes()
    assert training.end(signal.SIGINT, signal.SIGTERM) == 0, training.log.read_text()
    assert training.files() == WHOLE
    metadata = mdrnn.Predictor(training.folder / WHOLE[2], engine="native").info.metadata
    assert metadata["training"]["stopped"] == "interrupted"
    assert training.log.read_text().count("note: the model is being written, a moment") == 2


def test_kill_9_leaves_the_best_so_far_and_what_comes_after_goes_on_and_cleans_up(music: Path) -> None:
    learning = Training(music, *ENDLESS)
    learning.until(lambda: (learning.folder / KEPT[0]).exists())
    assert learning.end(signal.SIGKILL) == -signal.SIGKILL
    assert [name for name in learning.files() if name[0] != "."] == KEPT
    writing = Training(music, "--epochs", "1", "--from", str(learning.folder / KEPT[1]))
    writing.until_it_writes()
    writing.end(signal.SIGKILL)
    assert [name for name in writing.files() if name[0] != "."] in (KEPT, WHOLE, sorted(KEPT + WHOLE))
    again = Training(music, "--epochs", "1", "--from", str(learning.folder / KEPT[1]))
    assert again.end() == 0, again.log.read_text()
    assert again.files() == WHOLE


def test_a_full_disk_is_one_sentence_and_no_half_model(music: Path) -> None:
    def no_room() -> None:
        """Of the kernel: a write beyond so many bytes fails, as on a full disk."""
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000))

    training = Training(music, "--epochs", "2", before=no_room)
    assert training.end() == 1, training.log.read_text()
    said = training.log.read_text()
    assert training.files() == []
    assert said.count("note: the best so far cannot be kept: ") == 1
    assert re.search(r"^mdrnn: .* cannot be .*; nothing of it could be kept, nor in .*$", said, re.MULTILINE)
    assert "Traceback" not in said


def test_same_seed_and_machine_give_the_same_file_bit_for_bit(music: Path) -> None:
    files = []
    for _ in range(2):
        training = Training(music, "--epochs", "2", "--seed", "5")
        assert training.end() == 0, training.log.read_text()
        files.append((training.folder / WHOLE[2]).read_bytes())
    assert files[0] == files[1]
    first, *lines = training.log.read_text().splitlines()
    assert first.startswith("training a model of size xxs on 960 events; ")
    assert first.endswith("loading TensorFlow ..")
    said = r"epoch \d/2  training |all epochs are done; judging and |\S+ is written; hear it: |Too little to judge: "
    assert [line for line in lines if not re.match(said, line)] == []  # nothing of TensorFlow's own
    assert lines[-1].startswith("Too little to judge: ")


def test_only_what_a_killed_training_of_the_same_name_left_is_removed(tmp_path: Path) -> None:
    for name in (".unverified-mine-abcdefgh", ".unverified-mine-2-abcdefgh", ".unverified-mine-abc"):
        (tmp_path / name).mkdir()
    export._remove_what_a_killed_one_left(tmp_path, "mine")
    assert sorted(os.listdir(tmp_path)) == [".unverified-mine-2-abcdefgh", ".unverified-mine-abc"]
