# SPDX-License-Identifier: MIT
"""MIDI in and out: what arrives, the ports of this machine, and the channel between them and a session."""
