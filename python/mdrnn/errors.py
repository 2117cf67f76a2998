# SPDX-License-Identifier: MIT
"""The exception for a user's mistake; its text is a sentence to show as it is."""


class MdrnnError(ValueError):
    """What is wrong, what was found and what was expected, in one sentence."""
