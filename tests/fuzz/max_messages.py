# SPDX-License-Identifier: MIT
"""Fuzzes [mdrnn~] in the stand-in for Max: random messages and attributes, creation and deletion.

    python tests/fuzz/max_messages.py PLAY_SCRIPT EXTERNAL MESSAGES [SEED]

Exits with 0 if it ends without a report of a sanitizer. The same seed sends the same messages.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from pathlib import Path

from pd_messages import REPORTS, SELECTORS, WORDS, arguments, atom, lay_out_models

OBJECTS = 4
BOXES = ["@mc 1", "@dim 2", "@dim 3", "@dim 64", "@dim 1", "@colour 3", "@dim", "@", "@mode battle @timescale 0.001"]
OTHER_WORDS = [
    "int",
    "float",
    "bang",
    "model",
    "dim",
    "mc",
    "record",
    "pitemp",
    "sigmatemp",
    "synchronous",
    "set",
    "@mode",
]


def message(chance: random.Random, folder: Path) -> str:
    word = chance.choice([*WORDS, *WORDS, *SELECTORS, *OTHER_WORDS, atom(chance)])
    if word == "record":
        files = ["0", "1", str(folder / "take.log"), str(folder) + "/", "2 3", "/nowhere/at/all/x.log"]
        return f"record {chance.choice(files)}"
    return f"{word} {arguments(chance, word)}".replace("\n", " ")


def box(chance: random.Random) -> str:
    model = chance.choice(["", "small", "other", "torn", "nowhere", "small", "small other"])
    settings = [chance.choice(BOXES) for _ in range(chance.randrange(3))]
    settings += [f"@{word} {arguments(chance, word)}" for word in chance.choices(list(WORDS), k=chance.randrange(4))]
    return f"mdrnn~ {model} {' '.join(settings)}"


def line(chance: random.Random, folder: Path, time: float) -> str:
    """One command for an object, usually a message."""
    number = chance.randrange(1, OBJECTS + 1)
    kind = chance.randrange(100)
    if kind < 70:
        return f"send {number} {message(chance, folder)}"
    if kind < 85:
        return (
            f"{chance.choice(['at', 'main_at'])} {time + chance.random() * 20:.3f} {number} {message(chance, folder)}"
        )
    if kind < 88:
        return f"get {number} {chance.choice([*WORDS, 'model', 'dim', 'mc'])}"
    if kind < 90:
        return chance.choice([f"dblclick {number}", f"drop {number} small", f"saved {number}", f"loop {number}"])
    return ""


def script(chance: random.Random, folder: Path, messages: int) -> list[str]:
    lines = [
        f"folder {folder}",
        f"patcher {folder / 'my.maxpat'}",
        *(f"new {i} {box(chance)}" for i in range(1, OBJECTS + 1)),
    ]
    time = 0.0
    for _ in range(messages // 20):
        lines += filter(None, (line(chance, folder, time) for _ in range(20)))
        kind = chance.randrange(12)
        if kind == 0:
            number = chance.randrange(1, OBJECTS + 1)
            lines += [f"free {number}", f"new {number} {box(chance)}"]
        if kind == 1:
            lines.append(f"choice {chance.choice(['', str(folder / 'small.tflite'), '/nowhere'])}")
        if kind < 3:
            lines += [
                "audio 0",
                f"vector {chance.choice([1, 16, 64, 256, 4096])}",
                f"rate {chance.choice([44100, 48000, 96000])}",
            ]
            lines += [
                f"scheduling {chance.choice(['interrupt', 'ahead', 'thread'])}",
                f"audio {chance.choice([0, 1, 1])}",
            ]
        lines.append(f"run {chance.choice([1, 5, 20])}")
        time += 10
    return lines


def run(program: Path, external: Path, messages: int, seed: int) -> int:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out_models(folder)
        sent = "\n".join(script(chance, folder, messages)) + "\n"
        with (folder / "said.txt").open("w") as said:
            result = subprocess.run(
                [program, external], input=sent.encode(), stdout=said, stderr=subprocess.STDOUT, check=False
            )
        lines = (folder / "said.txt").read_text(errors="replace").splitlines()
    return judge(result.returncode, lines, f"{messages} messages, seed {seed}")


def judge(code: int, said: list[str], what: str) -> int:
    reports = [i for i, text in enumerate(said) if any(report in text for report in REPORTS)]
    misused = [text for text in said if text.startswith("misuse")]
    if code or reports or misused or not said[-1].startswith("end 0 misuses, 0 clocks"):
        first = reports[0] if reports else max(len(said) - 40, 0)
        print(f"{what}: it ended with {code}", *misused[:5], *said[first : first + 60], sep="\n")
        return 1
    complaints = sum(text.startswith("error") for text in said)
    events = sum(" event " in text for text in said)
    print(f"{what}: no report; {complaints} sentences of complaint, {events} events")
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    raise SystemExit(run(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int((sys.argv[4:] or ["1"])[0])))
