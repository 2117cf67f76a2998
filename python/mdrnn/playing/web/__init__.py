# SPDX-License-Identifier: MIT
"""A page and a WebSocket on one port: play, watch, load, record and train from a browser or a program of your own."""
