# SPDX-License-Identifier: MIT
"""`mdrnn bench`: how near a step comes to what the memory allows, and how it compares with other engines."""

import json
import os
import platform
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from .. import _bench, models
from ..errors import MdrnnError
from ..sizes import SIZES
from ..wording import printable
from . import peers, precision_cost, random_model

STANDARD_SIZES = ("xs", "s", "m", "l", "xl")
COLD_ROUNDS_SHARE = 10  # one cold round for so many warm ones: emptying the caches takes milliseconds
STEP_BUDGET = 5.0  # milliseconds; a hand plays up to about 100 events a second, and hears a delay from about 10 ms
NO_LESS_CACHE = 32 << 20  # bytes; where the system does not say how much the processor has

Report = dict[str, Any]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """What is to be measured."""

    model: str | None = None
    sizes: Sequence[str] = ()
    dimension: int = 3
    precisions: Sequence[str] = _bench.PRECISIONS  # beside float32
    peers: Sequence[str] = peers.NAMES
    rounds: int = 200
    performances: Path | None = None  # a dataset of the model's dimension; None: what the model plays by itself


def measure(wanted: Wanted, say: Say = lambda _: None) -> Report:
    """The report that `mdrnn bench --json` writes: times in microseconds, each the minimum and median over rounds.

    Raises:
        MdrnnError: an unknown size, precision or peer.
    """
    _check("size", wanted.sizes, SIZES)
    _check("precision", wanted.precisions, _bench.PRECISIONS)
    _check("peer", wanted.peers, peers.NAMES)
    report: Report = {"machine": machine(), "rounds": wanted.rounds, "dimension": wanted.dimension, "sizes": {}}
    for name, file in _files(wanted):
        say(f"measuring {name}")
        report["sizes"][name] = _measure_file(file, wanted)
    if wanted.model is not None:
        path = models.resolve(wanted.model)
        say("comparing the precisions")
        for precision in (name for name in wanted.precisions if name != "float32"):
            found = precision_cost.measure(path, precision, wanted.performances)
            report["sizes"][path.stem][precision]["cost"] = found
    return report


def _check(what: str, names: Sequence[str], known: Sequence[str] | dict[str, Any]) -> None:
    for name in names:
        if name not in known:
            raise MdrnnError(f"{what} is {name}, expected some of {', '.join(known)}")


def machine() -> Report:
    """What it is measured on."""
    return {
        "processor": _processor(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "cache_bytes": _cache_bytes(),
        "kernels": _bench.KERNELS,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _cache_bytes() -> int:
    """Of the largest cache."""
    known = os.sysconf_names if hasattr(os, "sysconf_names") else {}
    sizes = [os.sysconf(name) for name in known if name.endswith("_CACHE_SIZE")]
    return max([NO_LESS_CACHE, *sizes])


def _files(wanted: Wanted) -> list[tuple[str, bytes]]:
    """A model's own weights, or random ones of each size."""
    files = []
    if wanted.model is not None:
        path = models.resolve(wanted.model)
        files.append((path.stem, path.read_bytes()))
    sizes = wanted.sizes or (STANDARD_SIZES if wanted.model is None else ())
    return files + [(size, random_model.of_size(SIZES[size], wanted.dimension)) for size in sizes]


# ---- one model ------------------------------------------------------------------------------------------------------


def _measure_file(file: bytes, wanted: Wanted) -> Report:
    weights = _bench.read_weights(file)
    weight_bytes = 4 * weights["count"]  # float32, whatever the precision: the floor that all are held against
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.tflite"
        path.write_bytes(file)
        comparison = _bench.Comparison(str(path))
        sweep_bytes = comparison.add_sweep(weight_bytes)
        precisions = dict.fromkeys(("float32", *wanted.precisions))
        for precision in precisions:
            comparison.add_native(precision)
        missing = _add_peers(comparison, path, weights, wanted.peers)
        samples = comparison.run(wanted.rounds, max(1, wanted.rounds // COLD_ROUNDS_SHARE), _cache_bytes())
    times = {name: _statistics(each) for name, each in samples.items()}
    bandwidth = sweep_bytes / times["memory sweep"]["min"] / 1000  # bytes a nanosecond are GB/s
    report: Report = {
        "dimension": weights["dimension"],
        "units": weights["units"],
        "layers": len(weights["layers"]),
        "weight_bytes": weight_bytes,
        "bandwidth_gbs": bandwidth,
        "floor_us": weight_bytes / bandwidth / 1000,
    }
    for precision in precisions:
        place = report if precision == "float32" else report.setdefault(precision, {})
        place.update(_times_of(precision, times))
    report["peers"] = {name: {"forward_us": times[f"{name} forward"]} for name in wanted.peers if name not in missing}
    report["missing"] = missing
    return report


def _add_peers(
    comparison: _bench.Comparison, path: Path, weights: dict[str, Any], names: Sequence[str]
) -> dict[str, str]:
    """Those that are not here, each with the reason."""
    missing = {}
    for name in names:
        try:
            if name == "tflite":
                comparison.add_tflite(peers.tflite_library())
            else:
                comparison.add_peer(name, peers.open_peer(name, path.read_bytes(), weights))
        except Exception as error:  # of a foreign program: it may be broken in any way
            missing[name] = " ".join(str(error).removeprefix(f"{path}: ").split())
    return missing


def _statistics(samples: list[float]) -> dict[str, float]:
    return {"min": min(samples), "median": median(samples)}


def _times_of(precision: str, times: dict[str, dict[str, float]]) -> Report:
    report: Report = {f"{what}_us": times[f"{precision} {what}"] for what in ("forward", "answer", "step")}
    report["cold_us"] = {what: times[f"{precision} {what} cold"] for what in ("forward", "answer", "step")}
    return report


# ---- for people -----------------------------------------------------------------------------------------------------


def table(report: Report) -> str:
    """A column for each model: microseconds at best (and in the middle), and how many times the floor that is."""
    sizes: Report = report["sizes"]
    rows: list[tuple[str, list[str]]] = [
        ("weights, kB", [f"{each['weight_bytes'] / 1000:.0f}" for each in sizes.values()]),
        ("memory, GB/s", [f"{each['bandwidth_gbs']:.0f}" for each in sizes.values()]),
        ("floor", [f"{each['floor_us']:.2f}" for each in sizes.values()]),
    ]
    found = [_rows(each) for each in sizes.values()]
    for label in dict.fromkeys(label for rows_of in found for label in rows_of):
        rows.append((label, [rows_of.get(label, "-") for rows_of in found]))
    wide = max(len(cell) for _, cells in rows for cell in cells) + 2
    lines = [f"{report['machine']['processor']}, {report['machine']['kernels']}; microseconds, minimum (median) over"]
    lines[0] += f" {report['rounds']} rounds, and times the floor: the weights read once from the cache"
    lines.append(" " * 22 + "".join(f"{name:>{wide}}" for name in sizes))
    lines += [f"{label:<22}" + "".join(f"{cell:>{wide}}" for cell in cells) for label, cells in rows]
    for name, each in sizes.items():
        for precision in (key for key in _bench.PRECISIONS if "cost" in each.get(key, {})):
            lines.append(f"{name}, {precision}: {precision_cost.sentence(each[precision]['cost'])}")
    missing = {name: why for each in sizes.values() for name, why in each["missing"].items()}
    return "\n".join([*lines, *(f"{name} is not here: {why}" for name, why in missing.items())])


def _rows(size: Report) -> dict[str, str]:
    """Label -> cell."""
    rows = {}
    for precision in (None, *(name for name in _bench.PRECISIONS if name in size)):
        place, prefix = (size, "") if precision is None else (size[precision], precision + " ")
        for what in ("forward", "answer", "step"):
            rows[f"{prefix}{what}"] = _cell(place[f"{what}_us"], size)
        for what in ("forward", "answer", "step"):
            rows[f"{prefix}{what}, cold"] = _cell(place["cold_us"][what], size)
    for name, peer in size["peers"].items():
        rows[name] = _cell(peer["forward_us"], size)
    return rows


def _cell(time: dict[str, float], size: Report) -> str:
    return f"{_digits(time['min'])} ({_digits(time['median'])}) {time['min'] / size['floor_us']:5.2f}x"


def _digits(number: float) -> str:
    return f"{number:.2f}" if number < 100 else f"{number:.0f}"


def sentence(report: Report) -> str:
    """Which of the measured models are fast enough, by the median of a step that finds the caches cold."""
    times = {name: each["cold_us"]["step"]["median"] / 1000 for name, each in report["sizes"].items()}
    fast = [name for name, each in times.items() if each <= STEP_BUDGET]
    budget = f"of the {STEP_BUDGET:g} ms that an event may take"
    if not fast:
        name = min(times, key=lambda each: times[each])
        return f"{name} is too slow to play with here: a step takes {times[name]:.1f} ms {budget}"
    largest = max(fast, key=lambda each: times[each])
    what = f"any size up to {largest} plays here" if largest in SIZES else f"{largest} plays here"
    return f"{what}: a step takes {times[largest]:.2g} ms {budget}"


def run(wanted: Wanted, json_file: Path | None, verbose: bool, say: Say) -> int:
    """Measures, writes the report, and prints the table if `verbose` and what it means."""
    report = measure(wanted, say)
    if json_file is not None:
        json_file.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    for line in [*(table(report).splitlines() if verbose else []), sentence(report)]:
        print(printable(line))
    return 0
