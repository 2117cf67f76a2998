# SPDX-License-Identifier: MIT
"""`mdrnn export`: a model's packed form, as bytes and as a C header."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import mdrnn
from mdrnn import packed
from mdrnn.errors import MdrnnError

MODEL = "mouse-3d-xs.tflite"


def export(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mdrnn", "export", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_the_header_holds_the_words_of_the_binary_and_the_arenas_size(root: Path, tmp_path: Path) -> None:
    model = root / "models" / MODEL
    header, binary = tmp_path / "model.h", tmp_path / "model.bin"
    done = export(model, "--c-header", header, "--precision", "int8")
    assert done.returncode == 0, done.stderr
    assert export(model, "--binary", binary, "--precision", "int8").returncode == 0
    text = header.read_text()
    array = re.search(r"static const uint32_t mouse_3d_xs\[(\d+)\] = \{(.*?)\};", text, re.DOTALL)
    assert array is not None
    words = [int(word, 16) for word in re.findall(r"0x[0-9a-f]+", array[2])]
    assert len(words) == int(array[1])
    assert np.array(words, "<u4").tobytes() == binary.read_bytes()
    arena = int(re.search(r"#define MOUSE_3D_XS_ARENA_SIZE (\d+)", text)[1])  # type: ignore[index]
    assert 3_000 < arena < 8_000
    assert f"{binary.stat().st_size} bytes of flash (int8), {arena} bytes of arena" in done.stdout
    assert all(len(line) <= 160 for line in text.splitlines())


def test_a_packed_model_plays_as_its_file_does(root: Path, tmp_path: Path) -> None:
    model, binary = root / "models" / MODEL, tmp_path / "model.bin"
    packed.export(model, binary=binary)
    played = [mdrnn.Predictor(path, seed=7).generate(50) for path in (model, binary)]
    np.testing.assert_array_equal(*played)
    assert mdrnn.Predictor(binary).info.kind == "packed"


def test_a_name_is_one_in_c_or_is_asked_for() -> None:
    assert packed.c_name("mouse-3d-xs") == "mouse_3d_xs"
    assert packed.c_name("my model (2)") == "my_model_2"
    for text in ("3d", "", "???", "ü"):
        with pytest.raises(
            MdrnnError, match="cannot be a name in C, expected one that begins with a letter: give --name"
        ):
            packed.c_name(text)


def test_what_cannot_be_packed_is_told_in_one_sentence(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "model.h"
    refused = export(root / "tests" / "golden" / "gru-d3-u5-l1-m2.tflite", "--c-header", target)
    assert refused.returncode == 1
    assert "not an MDRNN of LSTM layers" in refused.stderr
    missing = export(tmp_path / "none.tflite", "--c-header", target)
    assert missing.returncode == 1
    assert "no such model file" in missing.stderr
    assert export(root / "models" / MODEL).returncode == 2  # neither a header nor a binary
    assert not target.exists()
