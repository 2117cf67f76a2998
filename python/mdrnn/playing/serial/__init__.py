# SPDX-License-Identifier: MIT
"""Serial ports as channels: lines of values, and raw MIDI; the library is pyserial (the extra [serial])."""
