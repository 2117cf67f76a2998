# SPDX-License-Identifier: MIT
"""Reports as HTML pages and pictures."""
