# SPDX-License-Identifier: MIT
"""From recorded performances to a model that plays: what `mdrnn train` runs. Installed as `mdrnn_train`.

Importing this package does not import TensorFlow; calling `main` does, once its arguments are checked.
"""

from .command import main

__all__ = ["main"]
