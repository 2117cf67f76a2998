# SPDX-License-Identifier: MIT
"""The output of scripts/package/boards compiles as it would for each board, as far as can be tested here.

libDaisy, Teensyduino and Bela's own headers are in no package registry; `declarations` has the few names that the
examples use. So what is shown is that the examples fit the contract, not that they run on the boards.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DECLARATIONS = Path(__file__).resolve().parent / "declarations"
M7 = ["-mcpu=cortex-m7", "-mthumb", "-mfloat-abi=hard", "-fno-exceptions", "-fno-rtti", "-Wall", "-Wextra", "-Werror"]
DAISY = [*M7, "-mfpu=fpv5-d16", "-std=gnu++14", "-O2"]
TEENSY = [*M7, "-mfpu=fpv5-d16", "-std=gnu++17", "-O2", "-ffunction-sections", "-fno-threadsafe-statics"]


@pytest.fixture(scope="module")
def boards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder made by the script."""
    for program in ("arm-none-eabi-g++", "cmake"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian: libstdc++-arm-none-eabi-newlib, cmake)")
    folder = tmp_path_factory.mktemp("boards")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [str(ROOT / "scripts" / "package" / "boards"), str(folder)]
    done = subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def compile_one(source: Path, to: Path, *options: str, compiler: str = "arm-none-eabi-g++") -> None:
    done = subprocess.run([compiler, *options, "-c", str(source), "-o", str(to)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def symbols(*files: Path) -> str:
    return subprocess.run(["arm-none-eabi-nm", *files], capture_output=True, text=True, check=True).stdout


def test_a_board_needs_one_include_and_one_library(boards: Path) -> None:
    folder = boards / "cortex-m7"
    assert {path.name for path in folder.iterdir()} == {"mdrnn.h", "mdrnn_bare.h", "libmdrnn_bare.a", "LICENSE"}
    contract = re.sub(r"/\*.*?\*/", "", (folder / "mdrnn.h").read_text(), flags=re.DOTALL)
    assert "#define MDRNN_BARE 1" in contract
    source = folder / "one.c"
    source.write_text('#include "mdrnn_bare.h"\nint load(mdrnn_performer *p, void *m) {\n'
                      "  return mdrnn_load_memory(p, m, 4, 0, 0);\n}\n")  # fmt: skip
    compile_one(source, folder / "one.o", "-std=c99", *M7[:3], "-mfpu=fpv5-d16", compiler="arm-none-eabi-gcc")
    source.write_text('#include "mdrnn_bare.h"\nint load(mdrnn_performer *p) { return mdrnn_load(p, "file", 0, 0); }\n')
    with pytest.raises(AssertionError, match="mdrnn_load"):
        compile_one(source, folder / "one.o", "-std=c99", "-Werror", *M7[:3], compiler="arm-none-eabi-gcc")


def test_the_library_has_every_function_of_its_header_and_needs_no_heap(boards: Path) -> None:
    folder = boards / "cortex-m7"
    listed = symbols(folder / "libmdrnn_bare.a")
    compiled = subprocess.run(
        ["arm-none-eabi-gcc", "-E", "-P", "-xc", folder / "mdrnn_bare.h"], capture_output=True, text=True, check=True
    ).stdout
    promised = set(re.findall(r"\b(mdrnn_\w+)\(", compiled))
    assert len(promised) > 20
    assert promised - {"mdrnn_destroy"} <= set(re.findall(r" T (mdrnn_\w+)$", listed, re.M))
    needed = set(re.findall(r" U (\w+)$", listed, re.M))
    assert needed & {"malloc", "free", "_Znwj", "_ZdlPv", "__cxa_throw", "__cxa_guard_acquire", "printf"} == set()


def test_the_daisy_example_compiles(boards: Path, tmp_path: Path) -> None:
    shutil.copy(boards / "arduino" / "mdrnn" / "examples" / "answers" / "model.h", tmp_path)
    folders = [f"-I{folder}" for folder in (DECLARATIONS, tmp_path, boards / "cortex-m7")]
    compile_one(ROOT / "examples" / "daisy" / "answers.cpp", tmp_path / "answers.o", *DAISY, *folders)


def test_the_arduino_library_and_its_example_compile_with_a_teensys_flags(boards: Path, tmp_path: Path) -> None:
    library = boards / "arduino" / "mdrnn"
    properties = dict(line.split("=", 1) for line in (library / "library.properties").read_text().splitlines())
    assert {"name", "version", "sentence", "architectures"} <= set(properties)
    assert re.fullmatch(r"\d+\.\d+\.\d+", properties["version"])
    sources = sorted((library / "src").rglob("*.cpp"))
    assert len(sources) == len(re.findall(r"native/src/\S+\.cc", (ROOT / "native" / "bare.cmake").read_text()))
    objects = [tmp_path / f"{source.stem}.o" for source in sources]
    for source, to in zip(sources, objects, strict=True):
        compile_one(source, to, *TEENSY, f"-I{library / 'src'}")
    example = library / "examples" / "answers"
    flags = [*TEENSY, "-xc++", "-include", "Arduino.h", *(f"-I{path}" for path in (DECLARATIONS, library / "src"))]
    compile_one(example / "answers.ino", tmp_path / "answers.o", *flags)
    defined = set(re.findall(r" T (\w+)$", symbols(*objects), re.M))
    missing = set(re.findall(r" U (mdrnn_\w+)$", symbols(tmp_path / "answers.o"), re.M)) - defined
    assert missing == set()


def test_draws_are_not_fused_even_if_a_boards_build_would_fuse_them(boards: Path, tmp_path: Path) -> None:
    library = boards / "arduino" / "mdrnn" / "src"
    for name in ("random", "mixture"):
        compile_one(library / "step" / f"{name}.cpp", tmp_path / f"{name}.o", *TEENSY, f"-I{library}")
        code = subprocess.run(
            ["arm-none-eabi-objdump", "-d", tmp_path / f"{name}.o"], capture_output=True, text=True, check=True
        ).stdout
        assert "vmul.f64" in code  # a Teensy's FPU has doubles
        assert not re.search(r"vf?n?m[as]\w*\.f64|vfma\.f64|vfms\.f64", code.replace("vmul.f64", ""))


def test_the_bela_example_compiles(tmp_path: Path) -> None:
    compiler = shutil.which("arm-linux-gnueabihf-g++") or shutil.which("g++")
    if compiler is None:
        pytest.skip("no g++ is installed")
    flags = ["-std=c++14", "-Wall", "-Wextra", "-Werror", f"-I{DECLARATIONS}", f"-I{ROOT / 'native' / 'include'}"]
    compile_one(ROOT / "examples" / "bela" / "render.cpp", tmp_path / "render.o", *flags, compiler=compiler)


def test_the_library_links_into_a_program_whose_fpu_has_doubles(boards: Path, tmp_path: Path) -> None:
    source = tmp_path / "program.c"
    source.write_text(
        '#include "mdrnn_bare.h"\nstatic char arena[9000];\nextern const char model[];\nextern const unsigned size;\n'
        "int main(void) {\n  mdrnn_event event;\n"
        "  mdrnn_performer *p = mdrnn_create_in(arena, sizeof arena, 1e3, 7, 0);\n"
        "  mdrnn_load_memory(p, model, size, 0, 0);\n  return mdrnn_advance(p, 100, &event);\n}\n"
        "const char model[4];\nconst unsigned size = 4;\n"
    )
    program = tmp_path / "program.elf"
    folder = boards / "cortex-m7"
    command = ["arm-none-eabi-gcc", *M7[:3], "-mfpu=fpv5-d16", "-O2", f"-I{folder}", source, f"-L{folder}"]
    command += ["-lmdrnn_bare", "-lm", "-nostartfiles", "--specs=nosys.specs", "-Wl,-e,main,--gc-sections"]
    done = subprocess.run([*command, "-o", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr
    assert "mdrnn_advance" in symbols(program)
    assert "malloc" not in symbols(program)
