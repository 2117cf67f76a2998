# SPDX-License-Identifier: MIT
"""Configuration files: IMPSY's `config.toml`, with a few keys of our own, read, checked, explained and written."""
