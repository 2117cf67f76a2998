# SPDX-License-Identifier: MIT
"""Logs and datasets: what was played, read, checked and described."""
