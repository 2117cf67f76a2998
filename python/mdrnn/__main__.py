# SPDX-License-Identifier: MIT
"""Where `mdrnn` and `python -m mdrnn` begin: Ctrl-C ends them quietly even while they are being imported."""

import sys


def main() -> int:
    """Runs `mdrnn.cli.main`; returns its exit code, 130 for Ctrl-C."""
    try:
        from .cli import main as command

        return command()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
