# SPDX-License-Identifier: MIT
"""What tests share: the folder of real data, a TFLite C library, the list of files."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TFLITE_LIBRARY = ROOT / "build" / "tflite" / "libtensorflowlite_c.so"  # where scripts/test puts it

# Before any test module looks for it; the core finds it there too.
if TFLITE_LIBRARY.exists():
    os.environ.setdefault("MDRNN_TFLITE_LIBRARY", str(TFLITE_LIBRARY))


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data that is not in the repository: MDRNN_SHARED_DATA, or `shared/data` beside the repository."""
    folder = Path(os.environ.get("MDRNN_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the folder of real data, {folder.name}, is not here: name it in MDRNN_SHARED_DATA")
    return folder


@pytest.fixture(scope="session")
def tflite_library() -> Path:
    """A TFLite C library: MDRNN_TFLITE_LIBRARY, or the one that scripts/test has fetched."""
    if "MDRNN_TFLITE_LIBRARY" not in os.environ:
        pytest.skip("there is no TFLite C library: name one in MDRNN_TFLITE_LIBRARY, or let scripts/test fetch it")
    return Path(os.environ["MDRNN_TFLITE_LIBRARY"])


@pytest.fixture(scope="session")
def tracked(root: Path) -> list[Path]:
    """Every file that is in git."""
    if not (root / ".git").exists():
        pytest.skip("this is no git checkout")
    command = ["git", "-c", f"safe.directory={root}", "-C", str(root), "ls-files", "-z"]
    names = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return [root / name for name in sorted(filter(None, names.split("\0"))) if (root / name).is_file()]
