# SPDX-License-Identifier: MIT
"""The direction of dependencies: what ARCHITECTURE.md rules, held against every #include and import."""

import ast
import re
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

CONTRACT = {"mdrnn/mdrnn.h", "mdrnn/mdrnn.hpp", "mdrnn/mdrnn_bare.h"}
FLOORS = ("step", "file", "background", "play")  # of native/src, from the ground up
STAND_IN = "bare"  # on the floor of "background", which it replaces where there is no operating system
RUN_TIME_LIBRARY = "file/tflite_engine.cc"  # the one file that opens a library at run time
SYSTEM_HEADERS = {
    RUN_TIME_LIBRARY: {"dlfcn.h", "windows.h"},
    "step/kernels.cc": {"immintrin.h", "arm_neon.h"},  # the compiler's own, for its instruction sets
    "step/packed.cc": {"sys/mman.h"},  # asks for huge pages where there are some
    "file/process.cc": {"pthread.h"},  # the workers' priority, and forks
}
HOST_HEADERS = {"pd/multichannel.cc": {"dlfcn.h", "windows.h"}}  # asks the Pd that runs what it can do
SDKS = {"pd": r"m_pd\.h", "max": r"(ext|ext_\w+|z_dsp|jpatcher_\w+)\.h", "native/binding": r"pybind11/.+"}
PATCHERS = {"pd", "max"}
PATCHER_ROOMS = {"patcher": {"patcher", "signals"}, "signals": {"signals"}}  # of native; which of them each may include
ENGINE = {"_core", "Performer", "Predictor"}
TENSORFLOW = {"tensorflow", "keras", "tflite_runtime", "tflite_support", "ai_edge_litert"}


def sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in {".h", ".hpp", ".c", ".cc"})


def includes(source: Path) -> list[tuple[str, bool]]:
    """Every #include of a file: the name, and whether it stands in angle brackets."""
    found = re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', source.read_text(), re.MULTILINE)
    return [(name, bracket == "<") for bracket, name in found]


def is_standard(name: str) -> bool:
    """A header of the C++ library has neither folder nor suffix."""
    return re.fullmatch(r"\w+", name) is not None


def imports(tree: ast.AST, package: str) -> Iterator[tuple[str, str]]:
    """Every import below a node as (module, name), relative ones made absolute; name is "" for `import module`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] if node.level else ""
            module = ".".join(filter(None, (above, node.module)))
            yield from ((module, alias.name) for alias in node.names)


def floor_of(room: str) -> int:
    return FLOORS.index("background" if room == STAND_IN else room)


def python_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py"))


def refuse_circles(graph: dict[str, set[str]]) -> None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"these need each other: {' -> '.join(error.args[1])}")


# ---- C and C++ ------------------------------------------------------------------------------------------------------


def test_native_src_has_no_room_but_its_floors(root: Path) -> None:
    source = root / "native" / "src"
    assert {path.name for path in source.iterdir()} == {*FLOORS, STAND_IN, "c_api.cc"}
    assert all(path.parent.parent == source or path.name == "c_api.cc" for path in sources(source))


def test_a_file_of_the_core_includes_its_own_floor_and_those_below(root: Path) -> None:
    source = root / "native" / "src"
    for path in sources(source):
        own = path.parent.name
        floor = floor_of(own) if path.parent != source else len(FLOORS)
        for name, angled in includes(path):
            if angled or name in CONTRACT:
                continue
            room = name.split("/")[0]
            assert room in {*FLOORS, STAND_IN}, f"{path.relative_to(root)} includes {name}, expected native/src"
            assert floor_of(room) <= floor, f"{path.relative_to(root)} includes {name}, which is a floor above it"
            assert {own, room} != {"background", STAND_IN}, f"{path.relative_to(root)} includes what it replaces"


def test_inside_the_core_there_is_no_circle(root: Path) -> None:
    source = root / "native" / "src"
    graph: dict[str, set[str]] = {}
    for path in sources(source):
        unit = str(path.relative_to(source).with_suffix(""))
        below = {name.removesuffix(".h") for name, angled in includes(path) if not angled and name not in CONTRACT}
        graph.setdefault(unit, set()).update(below - {unit})
    assert len(graph) > 10
    refuse_circles(graph)


def test_the_core_needs_the_standard_library_alone(root: Path) -> None:
    source = root / "native" / "src"
    for path in sources(source):
        allowed = SYSTEM_HEADERS.get(str(path.relative_to(source)), set())
        foreign = {name for name, angled in includes(path) if angled and not is_standard(name)} - allowed
        assert not foreign, f"{path.relative_to(root)} includes {sorted(foreign)}, expected headers of C++17 alone"


def test_a_library_is_opened_at_run_time_in_one_file(root: Path) -> None:
    openers = re.compile(r"\b(dlopen|dlmopen|LoadLibrary\w*)\b")
    folders = [root / name for name in ("native", "pd", "max")]
    found = [path for folder in folders for path in sources(folder) if openers.search(path.read_text())]
    assert found == [root / "native" / "src" / RUN_TIME_LIBRARY]


def test_the_contract_includes_c_alone(root: Path) -> None:
    include = root / "native" / "include" / "mdrnn"
    assert {name for name, _ in includes(include / "mdrnn.h")} == {"stddef.h", "stdint.h"}
    assert {name for name, _ in includes(include / "mdrnn.hpp")} <= {"memory", "mdrnn/mdrnn.h"}
    assert {name for name, _ in includes(include / "mdrnn_bare.h")} == {"mdrnn.h"}  # flat in a board's project
    assert {path.name for path in include.iterdir()} == {name.removeprefix("mdrnn/") for name in CONTRACT}


@pytest.mark.parametrize("folder", SDKS)
def test_a_host_includes_the_contract_its_sdk_and_its_own_files(root: Path, folder: str) -> None:
    host = root / folder
    own = {str(path.relative_to(host)) for path in sources(host)}
    if folder in PATCHERS:
        own |= {f"{room}/{path.name}" for room in PATCHER_ROOMS for path in sources(root / "native" / room)}
    for path in sources(host):
        system = HOST_HEADERS.get(str(path.relative_to(root)), set())
        for name, _ in includes(path):
            known = name in CONTRACT | own | system or is_standard(name) or re.fullmatch(SDKS[folder], name)
            assert known, f"{path.relative_to(root)} includes {name}, expected the contract, its SDK or its own files"


@pytest.mark.parametrize("room", PATCHER_ROOMS)
def test_what_patchers_share_needs_the_contract_alone(root: Path, room: str) -> None:
    files = sources(root / "native" / room)
    known = {f"{below}/{path.name}" for below in PATCHER_ROOMS[room] for path in sources(root / "native" / below)}
    assert files
    assert all(path.suffix == ".h" for path in files)
    for path in files:
        foreign = {name for name, _ in includes(path) if not is_standard(name)} - known - CONTRACT
        assert not foreign, f"{path.relative_to(root)} includes {sorted(foreign)}, expected the contract alone"
    others = [path for folder in ("native/src", "native/binding", "native/bench") for path in sources(root / folder)]
    assert not [path for path in others for name, _ in includes(path) if name.startswith(f"{room}/")]


def test_the_bench_looks_inside_the_core_and_is_part_of_nothing(root: Path) -> None:
    bench = root / "native" / "bench"
    assert {name.split("/")[0] for path in sources(bench) for name, angled in includes(path) if not angled} <= {
        "bench", "mdrnn", *FLOORS,
    }  # fmt: skip
    others = [path for name in ("native", "pd", "max", "examples") for path in sources(root / name)]
    users = {path for path in others for name, _ in includes(path) if name.startswith("bench/")}
    assert users
    assert all(path.parent == bench for path in users)
    assert "bench" not in (root / "CMakeLists.txt").read_text()


def test_the_c_examples_are_c_and_need_the_contract_alone(root: Path) -> None:
    for path in sources(root / "examples" / "c"):
        assert path.suffix == ".c"
        assert {name for name, angled in includes(path) if not angled} == {"mdrnn/mdrnn.h"}


# ---- Python ---------------------------------------------------------------------------------------------------------


def test_python_imports_neither_tensorflow_nor_the_trainer(root: Path) -> None:
    package = root / "python" / "mdrnn"
    for path in python_files(package):
        for module, name in imports(ast.parse(path.read_text()), "mdrnn"):
            top = module.split(".")[0]
            assert top not in TENSORFLOW, f"{path.name} imports {module}"
            assert top != "mdrnn_train" or path.name == "cli.py", f"{path.name} imports {module} {name}"
    cython = re.findall(r"^\s*(?:from|c?import)\s+(\w+)", (package / "_logs.pyx").read_text(), re.MULTILINE)
    assert cython
    assert not TENSORFLOW & set(cython)


def test_the_trainer_meets_the_engine_in_verify_alone(root: Path) -> None:
    meets = set()
    for path in python_files(root / "scripts" / "train"):
        tree = ast.parse(path.read_text())
        imported = {part for module, name in imports(tree, "mdrnn_train") for part in (*module.split("."), name)}
        attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        if ENGINE & (imported | attributes):
            meets.add(path.name)
    assert meets == {"verify.py"}


@pytest.mark.parametrize(("folder", "package"), [("python/mdrnn", "mdrnn"), ("scripts/train", "mdrnn_train")])
def test_modules_import_each_other_without_a_circle(root: Path, folder: str, package: str) -> None:
    modules = {
        ".".join((package, *path.relative_to(root / folder).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in python_files(root / folder)
    }
    graph = {module: set(needed(module, path, modules)) - {module, package} for module, path in modules.items()}
    assert len(graph) > 3
    refuse_circles(graph)


def needed(module: str, path: Path, modules: Iterable[str]) -> Iterator[str]:
    """The modules of its own package that a module imports when it is imported itself."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for source, name in imports(node, package):
                yield f"{source}.{name}" if f"{source}.{name}" in modules else source
