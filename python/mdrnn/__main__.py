# SPDX-License-Identifier: MIT
"""`python -m mdrnn` is the command `mdrnn`."""

import sys

from .cli import main

sys.exit(main())
