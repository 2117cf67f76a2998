# SPDX-License-Identifier: MIT
"""Runs as root on the emulated board, next to mdrnn.service: plays to it, kills it, hangs it; prints one fact per line.

`scripts/board` puts it there, and reads the lines from the serial port.
"""

import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

PATIENCE = 120.0  # seconds of board time
EVENT = b"/interface\0\0,ff\0\x3e\x80\0\0\x3f\0\0\0"  # 0.25 0.5
LOGS = Path("/var/lib/private/mdrnn/logs")


def say(name: str, value: object) -> None:
    print(f"board: {name}: {value}", flush=True)


def show(unit: str, *names: str) -> list[str]:
    """Properties of a unit, in the order requested."""
    command = ["systemctl", "show", unit, *(f"--property={name}" for name in names)]
    told = dict(line.split("=", 1) for line in subprocess.check_output(command, text=True).splitlines())
    return [told[name] for name in names]


def answer() -> bool:
    """Sends an event again and again until it is answered; false if it never is."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 6001))
        ear.settimeout(2.0)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                ear.sendto(EVENT, ("127.0.0.1", 6000))
                return ear.recv(512).startswith(b"/impsy\0")
            except (TimeoutError, ConnectionRefusedError):
                continue
    return False


def another(pid: str) -> str:
    """The process that replaces this one."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        now, state = show("mdrnn.service", "MainPID", "ActiveState")
        if now not in (pid, "0") and state == "active":
            return now
        time.sleep(0.1)
    raise TimeoutError("the service did not come back")


def rows() -> int:
    return sum(len(path.read_text().splitlines()) for path in LOGS.glob("*-3d-mdrnn.log"))


def start_up() -> str:
    """Microseconds: from basic.target, which every service waits for, and from the process's start, until READY=1."""
    (basic,) = show("basic.target", "ActiveEnterTimestampMonotonic")
    began, ready, pid = show(
        "mdrnn.service", "ExecMainStartTimestampMonotonic", "ActiveEnterTimestampMonotonic", "MainPID"
    )
    say("state", show("mdrnn.service", "ActiveState")[0])
    say("microseconds from basic.target to ready", int(ready) - int(basic))
    say("microseconds from process start to ready", int(ready) - int(began))
    return pid


def count_steps() -> None:
    """One nanosecond on this board is one instruction."""
    (models,) = Path("/usr/local/lib/mdrnn/lib").glob("python3*/site-packages/mdrnn/models")
    for model in sorted(models.glob("*.tflite")):
        said = subprocess.check_output(["/steps", model, "plain"], text=True)
        say(f"instructions of a step, {model.stem}", round(float(said.split()[1]) * 1000))


def main() -> None:
    pid = start_up()
    say("answers", answer())
    status = Path(f"/proc/{pid}/status").read_text()
    say("memory, kB", re.findall(r"VmHWM:\s+(\d+)", status)[0])
    say("root", re.findall(r"Uid:\s+(\d+)", status)[0] == "0")
    mounts = Path(f"/proc/{pid}/mountinfo").read_text().splitlines()
    say("system read-only", any(line.split()[4] == "/" and "ro" in line.split()[5].split(",") for line in mounts))
    say("nice", os.getpriority(os.PRIO_PROCESS, int(pid)))
    before = rows()
    for name, number in (("killed", signal.SIGKILL), ("hung", signal.SIGSTOP)):
        os.kill(int(pid), number)
        pid = another(pid)
        say(f"{name}, and answers again", answer())
    say("rows lost", before > rows())
    subprocess.run(["systemctl", "stop", "mdrnn.service"], check=True)
    say("stopped", " ".join(show("mdrnn.service", "ActiveState", "Result", "ExecMainStatus", "NRestarts")))
    count_steps()
    say("end", "reached")


try:
    main()
except BaseException as error:  # otherwise the board powers off before anyone could read it
    say("fault", repr(error))
finally:
    subprocess.run(["journalctl", "--no-pager", "--output=cat", "--unit=mdrnn.service"])
    subprocess.run(["systemctl", "poweroff", "--force", "--force"])
