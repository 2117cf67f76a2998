# SPDX-License-Identifier: MIT
"""`mdrnn train --sweep`: sizes and seeds in parallel, each trained as a single run, and a table of the results."""

import argparse
import json
import os
import shlex
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from . import member
from .member import Member, Row
from .stopping import kill_is_ctrl_c


class Engine(Protocol):
    """Where members are trained."""

    def submit(self, member: Member) -> "Future[Row]":
        """Trains it when a worker is free."""

    def stop(self) -> None:
        """Ends what is running, keeping the models, and starts nothing more."""


class Here:
    """Processes on this machine, which share its processors evenly."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._folder = folder
        self._threads = max(1, processors() // workers)
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(workers)  # threads that wait for processes

    def submit(self, wanted: Member) -> "Future[Row]":
        return self._pool.submit(member.run, wanted, self._folder, self._threads, self._stopping.is_set)

    def stop(self) -> None:
        self._stopping.set()


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def members(sizes: list[str], seeds: list[int], name: str, words: list[str]) -> list[Member]:
    """One for each size and seed; the largest start first, so that none runs alone at the end."""
    return [Member(f"{name}-{size}-seed{seed}", size, seed, tuple(words)) for size in reversed(sizes) for seed in seeds]


def run(arguments: argparse.Namespace, words: list[str], name: str) -> Path | None:
    """Trains all, writes NAME-sweep.json after each, prints the table. Returns the best model, or None."""
    wanted = members(arguments.sizes or [arguments.size], arguments.seeds or [arguments.seed], name, words)
    arguments.output.mkdir(parents=True, exist_ok=True)
    table = Table(arguments.output / f"{name}-sweep.json", arguments.dataset.name, len(wanted))
    print(f"training {len(wanted)} models; Ctrl-C ends them all and keeps the best of each so far", file=sys.stderr)
    with kill_is_ctrl_c(), engine(arguments) as place:
        _collect([place.submit(each) for each in wanted], place, table)
    print(table)
    best = table.best()
    return arguments.output / f"{best}.tflite" if best else None


@contextmanager
def engine(arguments: argparse.Namespace) -> Iterator[Engine]:
    """This machine, or the cluster whose scheduler is at `--cluster`."""
    if arguments.cluster is None:
        yield Here(arguments.output, arguments.workers or processors())
        return
    from .cluster import Cluster

    with Cluster.connected(arguments.cluster, arguments.output) as cluster:
        yield cluster


def _collect(running: list["Future[Row]"], place: Engine, table: "Table") -> None:
    left = set(running)
    while left:
        try:
            for future in as_completed(left):
                left.discard(future)
                table.add(future.result())
        except KeyboardInterrupt:
            place.stop()
            print("stopping; the models are being written, a moment", file=sys.stderr)


class Table:
    """The results, best first; on disk after every member."""

    def __init__(self, file: Path, dataset: str, total: int) -> None:
        self._file, self._dataset, self._total = file, dataset, total
        self._rows: list[Row] = []

    def add(self, row: Row) -> None:
        self._rows.append(row)
        self._rows.sort(key=lambda each: (each.get("validation_interval_nll", float("inf")), each["name"]))
        print(f"{len(self._rows)}/{self._total}  {_line(row)}", file=sys.stderr, flush=True)
        content = {"dataset": self._dataset, "best": self.best(), "members": self._rows}
        new = self._file.with_name(f".{self._file.name}.new")
        new.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        os.replace(new, self._file)

    def best(self) -> str | None:
        """The name of the one that predicts best."""
        return self._rows[0]["name"] if self._rows and "error" not in self._rows[0] else None

    def __str__(self) -> str:
        folder = self._file.parent
        lines = ["nats per event on the same held-out music, lower is better:", *map(_line, self._rows)]
        best = self.best()
        if best is None:
            return "\n".join([*lines, f"no model; the table is {self._file}"])
        path = shlex.quote(str(folder / f"{best}.tflite"))
        chosen = "" if len(self._rows) == 1 else ", by the same music, so its number is slightly too good"
        return "\n".join(
            [*lines, f"the table is {self._file}", f"the best is {path}{chosen}; hear it: mdrnn run {path}"]
        )


def _line(row: Row) -> str:
    if "error" in row:
        return f"{row['name']:<32} {row['error']}"
    return (
        f"{row['name']:<32} {row['validation_interval_nll']:9.3f}  epoch {row['best_epoch']} of {row['epochs']}, "
        f"{row['seconds']:.0f} s ({row['stopped']})"
    )
