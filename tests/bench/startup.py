# SPDX-License-Identifier: MIT
"""Reports what `mdrnn run` costs from the process's start to the first prediction that arrives over OSC.

    python tests/bench/startup.py [--python PYTHON] [MODEL]

Instructions (Valgrind's callgrind, whose time means nothing), files opened (strace), modules imported, and the most
memory that was resident (VmHWM). PYTHON is one that mdrnn is installed in: a clean environment says more, because this
one's `site` may read what is not ours. What is not installed here is left out of the table, and said.
"""

from __future__ import annotations

import argparse
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

MODEL = Path(__file__).resolve().parents[2] / "models" / "mouse-3d-xs.tflite"
EVENT = b"/interface\0\0,ff\0\x3e\x80\0\0\x3f\0\0\0"  # 0.25 0.5
PATIENCE = 120.0  # seconds; callgrind is slow
TARGETS = {"instructions": 1_500_000_000, "memory, kB": 60_000}


def first_prediction(command: list[str], folder: Path) -> int:
    """Starts a daemon, plays until it answers, ends it by SIGTERM; its VmHWM in kB when it answered.

    What it writes to stderr is in `folder`/stderr.
    """
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.bind(("127.0.0.1", 0))
    ear.settimeout(PATIENCE)
    options = ["--threshold", "0", "--seed", "1", "--in-port", "0", "--out-port", str(ear.getsockname()[1])]
    with ear, (folder / "stderr").open("w") as errors:
        process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=errors, text=True, cwd=folder)
        assert process.stdout
        with process.stdout as out:
            line = out.readline()
            port = re.search(r":(\d+), sends", line)
            if not port:
                raise SystemExit(f"mdrnn did not start: {line}{(folder / 'stderr').read_text()}")
            ear.sendto(EVENT, ("127.0.0.1", int(port[1])))
            ear.recv(512)
            memory = peak_memory(process.pid)
            process.terminate()
            process.wait(PATIENCE)
        return memory


def peak_memory(pid: int) -> int:
    """VmHWM in kB."""
    return int(re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[0])


def instructions(command: list[str], folder: Path) -> int:
    """Of the whole process, its end included: a few million more."""
    valgrind, out = under_callgrind(folder)
    first_prediction([*valgrind, *command], folder)
    return total(out)


def counted(command: list[str], folder: Path) -> int:
    """Of a program that ends by itself."""
    valgrind, out = under_callgrind(folder)
    subprocess.run([*valgrind, *command], check=True)
    return total(out)


def under_callgrind(folder: Path) -> tuple[list[str], Path]:
    out = folder / "callgrind"
    return ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={out}"], out


def total(out: Path) -> int:
    return int(re.findall(r"^(?:summary|totals): (\d+)", out.read_text(), re.MULTILINE)[-1])


def files(command: list[str], folder: Path) -> list[str]:
    """What was opened, in order; names that were only tried for are left out."""
    out = folder / "strace"
    options = ["-D", "-f", "-qq", "-e", "trace=open,openat", "-e", "status=successful", "-o", str(out)]
    first_prediction(["strace", *options, *command], folder)
    return re.findall(r'"([^"]+)"', out.read_text())


def modules(command: list[str], folder: Path) -> list[str]:
    """In the order of their imports, as the interpreter tells them."""
    first_prediction([command[0], "-X", "importtime", *command[1:]], folder)
    return imports((folder / "stderr").read_text())


def told_imports(command: list[str]) -> list[str]:
    """The same of a program that ends by itself."""
    command = [command[0], "-X", "importtime", *command[1:]]
    return imports(subprocess.run(command, check=True, capture_output=True, text=True).stderr)


def imports(told: str) -> list[str]:
    return re.findall(r"^import time:\s+\d+ \|\s+\d+ \|\s+(\S+)$", told, re.MULTILINE)


def daemon(python: str, model: Path) -> list[str]:
    return [python, "-m", "mdrnn", "run", str(model)]


def measure(python: str, model: Path, folder: Path) -> dict[str, int]:
    """A number for each row that can be had here."""
    command = daemon(python, model)
    rows = {"memory, kB": first_prediction(command, folder)}
    rows["modules imported"] = len(modules(command, folder))
    if shutil.which("strace"):
        rows["files opened"] = len(files(command, folder))
    if shutil.which("valgrind"):
        rows["instructions"] = instructions(command, folder)
        rows["of them, the interpreter alone"] = counted([python, "-c", "pass"], folder)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description="What mdrnn run costs until its first prediction.")
    parser.add_argument("--python", default=sys.executable, help="one that mdrnn is installed in (this one)")
    parser.add_argument("model", nargs="?", type=Path, default=MODEL)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(options.python, options.model.resolve(), Path(folder))
    for name, value in rows.items():
        target = f"   target: at most {TARGETS[name]:,}" if name in TARGETS else ""
        print(f"{name:32} {value:15,}{target}")
    for program in ("strace", "valgrind"):
        if shutil.which(program) is None:
            print(f"{program} is not installed: what it counts is not in the table")
    return int(any(rows.get(name, 0) > most for name, most in TARGETS.items()))


if __name__ == "__main__":
    sys.exit(main())
