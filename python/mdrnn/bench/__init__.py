# SPDX-License-Identifier: MIT
"""`mdrnn bench`: how long a step takes here, beside the memory's limit and other engines."""
