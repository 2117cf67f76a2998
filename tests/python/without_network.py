# SPDX-License-Identifier: MIT
"""Plays with a daemon where there is no network but the loopback: `without_network.py MODEL FOLDER`, in a namespace."""

import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from test_daemon import Running


def main(model: str, folder: Path) -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)  # systemd does so before it starts anything
    with closing(Running(folder, model)) as daemon:
        print("at home:", "answered" if daemon.answers() else "silent")
    with closing(Running(folder, model, "-b", "--max-dt", 0.01, "--out-host", "192.168.4.2")) as daemon:
        while daemon.process.poll() is None and daemon.errors().count("\n") == 0:
            time.sleep(0.01)
        code, said = daemon.end()
        assert code == 0, said
        print("far away:", daemon.errors().splitlines()[0])


main(sys.argv[1], Path(sys.argv[2]))
