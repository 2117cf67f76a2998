# SPDX-License-Identifier: MIT
"""A tick of Pd with [mdrnn~], messages included, makes no more allocations, locks and system calls than one without."""

from __future__ import annotations

from pathlib import Path

import pytest
from pd_patch import EVENT, INFO, Patch, run_libpd

SECONDS = 4.0
CREATIONS = {
    "battle": "-mode battle -glide linear -timescale 0.01 -sense off",
    "polyphony": "-mode polyphony -thru 1 -glide 20",
    "callresponse": "-threshold 0 -timescale 0.001 -thru 1 -glide linear",
    "change": "-mode polyphony -thru 1 -sense change -delta 0.001 -gap 0",
    "useronly": "-mode useronly -thru 1 -glide hold",
    "int8": "-mode polyphony -precision int8",
}


def asked(patch: Patch, folder: Path, external: Path, counting_library: Path) -> tuple[dict[str, int], list[str]]:
    """Allocations, locks and system calls of all ticks after the first second, and the console lines."""
    lines = ["#N canvas 0 0 900 700 12;", *patch.boxes, *(f"#X connect {a} {b} {c} {d};" for a, b, c, d in patch.cords)]
    (folder / "count.pd").write_text("\n".join(lines) + "\n")
    console = run_libpd(folder / "count.pd", [external.parent], patch.rate, SECONDS, preload=counting_library)
    counts = console[-1].removeprefix("counts: ").split()
    assert len(counts) == 3, console
    return dict(zip(("allocations", "locks", "syscalls"), map(int, counts), strict=True)), console


def playing(creation: str, model: Path) -> Patch:
    """Hundreds of signals, triggers and messages a second; `info:` reports the counts before the measurement starts."""
    patch = Patch()
    loadbang, start = patch.box("loadbang"), patch.message("\\; pd dsp 1")
    sources = [patch.box(text) for text in ("osc~ 7", "osc~ 5", "phasor~ -130")]
    tilde, metro, number = patch.box(f"mdrnn~ {model} {creation}"), patch.box("metro 3"), patch.box("random 100")
    divide, value, gates = patch.box("/ 100"), patch.message("value 0 \\$1"), patch.message("pause 0")
    delay, info, begin = patch.box("delay 900"), patch.message("info"), patch.message("1")
    for inlet, source in enumerate(sources):
        patch.cord(source, 0, tilde, inlet)
    chain = [(loadbang, start), (loadbang, begin), (begin, metro), (metro, number), (number, divide), (divide, value)]
    chain += [(value, tilde), (metro, gates), (gates, tilde), (loadbang, delay), (delay, info), (info, tilde)]
    for source, sink in chain:
        patch.cord(source, 0, sink)
    unpack = patch.box("route event")
    patch.cord(tilde, 2 + EVENT, unpack)
    patch.show(tilde, 2 + INFO, "info")
    return patch


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory, external: Path, counting_library: Path) -> dict[str, int]:
    """The same for Pd alone."""
    patch = Patch()
    patch.cord(patch.box("loadbang"), 0, patch.message("\\; pd dsp 1"))
    counts, _ = asked(patch, tmp_path_factory.mktemp("nothing"), external, counting_library)
    assert counts["allocations"] == 0
    return counts


@pytest.mark.parametrize("name", CREATIONS)
def test_a_tick_asks_for_no_more_than_pd_does(
    name: str, nothing: dict[str, int], external: Path, counting_library: Path, model: Path, tmp_path: Path
) -> None:
    counts, console = asked(playing(CREATIONS[name], model), tmp_path, external, counting_library)
    told = dict(line.removeprefix("info: ").split(" ", 1) for line in console if line.startswith("info: "))
    assert int(told["player_events"]) > 100
    assert name == "useronly" or int(told["machine_events"]) > 10
    assert counts == nothing


def test_the_counter_counts(
    nothing: dict[str, int], external: Path, counting_library: Path, model: Path, tmp_path: Path
) -> None:
    patch = playing("-mode useronly", model)
    metro, tilde = (next(i for i, box in enumerate(patch.boxes) if name in box) for name in ("metro", "mdrnn~"))
    search, more, store = patch.message("load nowhere"), patch.message("append 1"), patch.box("list store")
    for source, sink in ((metro, search), (search, tilde), (metro, more), (more, store)):
        patch.cord(source, 0, sink)
    counts, _ = asked(patch, tmp_path, external, counting_library)
    assert counts["allocations"] > 100
    assert counts["syscalls"] == -1 or counts["syscalls"] > 100
    assert counts["locks"] > nothing["locks"]
