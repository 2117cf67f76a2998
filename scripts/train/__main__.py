# SPDX-License-Identifier: MIT
"""`python -m mdrnn_train` is `mdrnn train`: how a sweep starts its members."""

import sys

from .command import main

sys.exit(main())
