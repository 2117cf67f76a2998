# SPDX-License-Identifier: MIT
"""Fuzzes [mdrnn~] in Pd with DSP on: random messages to all inlets, creation and deletion.

    python tests/fuzz/pd_messages.py EXTERNAL MESSAGES CREATIONS [SEED]

Exits with 0 if Pd ends without a report of a sanitizer, whose libraries MDRNN_PRELOAD names if the external has one.
The same seed sends the same messages.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
VALUES = 2  # of the object that gets the messages: two value inlets and a trigger
A_TICK = 8  # lines a millisecond of Pd's time
REPORTS = ("AddressSanitizer", "runtime error:", "LeakSanitizer", "Sanitizer:")

WORDS = {  # arguments for each known word, valid often enough
    "list": ["0.2 0.8", "1 0", "0.5", "1e+39 -1e+39"],
    "value": ["0 0.3", "1 0.9", "2 0.5", "-1 1", "1e+30 1"],
    "load": ["small", "other", "torn", "nowhere", "unrecognised", "/"],
    "read": ["small"],
    "open": ["small"],
    "reload": [""],
    "reset": [""],
    "seed": ["7", "0", "-1", "2147483647", "1e+20"],
    "step": ["0.1 0.5 0.5", "0 0 0", "1e+38 1e+38 1e+38", "0.1 0.5"],
    "info": [""],
    "mode": ["battle", "polyphony", "callresponse", "useronly", "0", "1", "3", "9"],
    "threshold": ["0", "0.01", "3600", "-1"],
    "pi_temperature": ["0", "1", "1000"],
    "sigma_temperature": ["0", "0.01", "1000"],
    "timescale": ["0.001", "1", "1000"],
    "max_dt": ["0.001", "5", "86400"],
    "grain": ["-1", "0", "0.007874", "0.5", "1e-40", "0.6"],
    "pause": ["0", "0", "1"],
    "thru": ["0", "1"],
    "autostart": ["0", "1"],
    "glide": ["hold", "linear", "0", "20", "3600000", "smooth"],
    "sense": ["off", "trigger", "change", "on"],
    "delta": ["0", "0.01", "1"],
    "gap": ["0", "1", "10", "3600000"],
    "precision": ["float32", "bfloat16", "int8", "double"],
}
SELECTORS = ["bang", "float", "symbol", "list", "anything", "signal", "dsp", "pitemp", "sigmatemp", "event", "set", "0"]
FLAGS = ["-mc", "-multichannel", "-dim 2", "-dim 3", "-dim 64", "-dim 1", "-colour 3", "-dim", "-"]


def atom(chance: random.Random) -> str:
    kind = chance.randrange(5)
    if kind == 0:
        return chance.choice(["0", "1", "-1", "0.5", "1e+38", "-1e+38", "1e-40", "1e+39", "2147483648", "63", "64"])
    if kind == 1:
        return chance.choice(list(WORDS))
    if kind == 2:
        return "".join(chance.choices("abcxyz~-_./%#é", k=chance.choice([1, 5, 60, 900])))
    return f"{chance.uniform(-2, 2):.6g}"


def arguments(chance: random.Random, word: str) -> str:
    if word in WORDS and chance.random() < 0.6:
        return chance.choice(WORDS[word])
    return " ".join(atom(chance) for _ in range(chance.choice([0, 1, 1, 2, 3, 4, 70])))


def message(chance: random.Random) -> str:
    """A line `INLET SELECTOR ATOMS`."""
    inlet = chance.choice([0] * 8 + list(range(1, VALUES + 1)))
    word = chance.choice([*WORDS, *WORDS, *SELECTORS, atom(chance)])
    return f"{inlet} {word} {arguments(chance, word)}"


def creation(chance: random.Random) -> str:
    """A line `new MESSAGE` for the canvas in which objects are created and deleted."""
    kind = chance.randrange(4)
    if kind == 0:
        return "new clear"
    if kind == 1:
        return f"new connect {chance.randrange(6)} {chance.randrange(9)} {chance.randrange(6)} {chance.randrange(5)}"
    if kind == 2:
        return f"new obj 10 10 {chance.choice(['osc~ 3000', 'phasor~ 900', 'noise~', 'print~', 'snapshot~'])}"
    flags = [chance.choice(FLAGS) for _ in range(chance.randrange(3))]
    flags += [f"-{word} {arguments(chance, word)}" for word in chance.choices(list(WORDS), k=chance.randrange(3))]
    model = chance.choice(["", "small", "other", "torn", "nowhere", "small -mode battle -timescale 0.001"])
    return f"new obj 10 10 mdrnn~ {model} {' '.join(flags)}"


def lines(chance: random.Random, messages: int, creations: int) -> list[str]:
    """On average, four lines in the child canvas create one object."""
    sent = [message(chance) for _ in range(messages)] + [creation(chance) for _ in range(4 * creations)]
    chance.shuffle(sent)
    return sent


def patch(count: int) -> str:
    """Reads the lines, sends each to the target in its first atom, prints `done COUNT` and quits."""
    boxes = [
        "obj 10 10 loadbang",  # 0
        "msg 10 40 read -c lines.txt",
        "obj 10 70 text define fuzz",
        "msg 90 40 \\; pd dsp 1",
        "obj 10 100 metro 1",  # 4
        "msg 90 70 1",
        f"obj 10 130 t {'b ' * A_TICK}",  # 6
        "obj 10 160 f",
        "obj 90 160 + 1",
        f"obj 10 190 moses {count}",  # 9
        "obj 10 220 text get fuzz",
        "obj 10 250 route 0 1 2 new",
        *("obj 10 280 list trim" for _ in range(4)),  # 12 to 15
        "obj 300 310 s pd-child",  # 16
        "obj 10 310 osc~ 40",
        "obj 60 310 phasor~ 70",
        "obj 110 310 phasor~ 300",
        "obj 10 340 mdrnn~ small -dim 3 -seed 3",  # 20
        "obj 200 220 t b b f",  # 21
        "msg 200 280 \\; pd quit",
        "obj 200 250 print done",
        "obj 10 400 route event",  # 24
        "msg 10 430 value 0 \\$1",  # what comes out leads back
        "obj 60 400 route player_events",
        "obj 60 430 print player_events",
        "msg 300 280 info",  # 28
    ]
    cords = ["0 0 1 0", "0 0 3 0", "0 0 5 0", "1 0 2 0", "5 0 4 0", "4 0 6 0"]
    cords += [f"6 {i} 7 0" for i in range(A_TICK)]
    cords += ["7 0 8 0", "8 0 7 1", "7 0 9 0", "9 0 10 0", "10 0 11 0"]
    cords += [f"11 {i} {12 + i} 0" for i in range(4)]
    cords += ["12 0 20 0", "13 0 20 1", "14 0 20 2", "15 0 16 0", "17 0 20 0", "18 0 20 1", "19 0 20 2"]
    cords += ["9 1 21 0", "21 2 23 0", "21 1 28 0", "28 0 20 0", "21 0 22 0"]
    cords += [f"20 {VALUES + 3} 24 0", "24 0 25 0", "25 0 20 0", f"20 {VALUES + 4} 26 0", "26 0 27 0"]
    child = ["#N canvas 0 0 300 300 child 0;", "#X restore 400 10 pd child;"]
    body = [f"#X {box};" for box in boxes]
    return "\n".join(["#N canvas 0 0 600 500 12;", *body, *child, *(f"#X connect {cord};" for cord in cords)]) + "\n"


def lay_out_models(folder: Path) -> None:
    """The models that the messages name."""
    small = GOLDEN / "explicit-d3-u5-l2-m2.tflite"
    shutil.copy(small, folder / "small.tflite")
    shutil.copy(GOLDEN / "flex-dynamic-d2-u32-l1-m2.tflite", folder / "other.tflite")
    shutil.copy(GOLDEN / "gru-d3-u5-l1-m2.tflite", folder / "unrecognised.tflite")
    (folder / "torn.tflite").write_bytes(small.read_bytes()[:1000])


def run(external: Path, messages: int, creations: int, seed: int) -> int:
    chance = random.Random(seed)
    sent = lines(chance, messages, creations)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out_models(folder)
        (folder / "lines.txt").write_text("\n".join(sent) + "\n")
        (folder / "fuzz.pd").write_text(patch(len(sent)))
        options = ["-batch", "-noaudio", "-nomidi", "-stderr", "-noprefs", "-nostdpath"]
        command = ["pd", *options, "-path", str(external.parent.resolve()), "-open", "fuzz.pd"]
        environment = os.environ | {"LD_PRELOAD": os.environ.get("MDRNN_PRELOAD", "")}
        with (folder / "console.txt").open("w") as console:
            code = subprocess.run(command, cwd=folder, stderr=console, env=environment, check=False).returncode
        said = (folder / "console.txt").read_text(errors="replace").splitlines()
    return judge(code, said, len(sent), f"{messages} messages, {creations} objects, seed {seed}")


def judge(code: int, said: list[str], count: int, what: str) -> int:
    reports = [i for i, line in enumerate(said) if any(report in line for report in REPORTS)]
    if code or reports or f"done: {count}" not in said:
        first = reports[0] if reports else max(len(said) - 40, 0)
        print(f"{what}: Pd ended with {code}", *said[first : first + 60], sep="\n")
        return 1
    heard = [line for line in said if line.startswith("player_events: ")][-1]
    complaints = sum(line.startswith("error:") for line in said)
    print(f"{what}: no report; {complaints} sentences of complaint, {heard.replace(': ', ' ')}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    raise SystemExit(run(Path(sys.argv[1]), *(int(number) for number in (*sys.argv[2:4], *(sys.argv[4:] or ["1"])))))
