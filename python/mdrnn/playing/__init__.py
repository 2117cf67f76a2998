# SPDX-License-Identifier: MIT
"""What plays: the OSC daemon, the demo, and a model's playing as a file."""
