# SPDX-License-Identifier: MIT
"""The channels that settings ask for; each module, with its library, is only imported when it is wanted."""

from .channel import Channel
from .settings import Settings


def wanted(settings: Settings) -> list[Channel]:
    """Not opened yet, in the order in which they are named to a person."""
    channels: list[Channel] = []
    if settings.osc is not None:
        from .osc_channel import OscChannel

        channels.append(OscChannel(settings.osc))
    return channels
