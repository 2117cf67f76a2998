# SPDX-License-Identifier: MIT
"""Plays a gesture to a running `mdrnn run MODEL` and prints the answer: `python osc_player.py [VALUES]`."""

import asyncio
import math
import sys

from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import AsyncIOOSCUDPServer
from pythonosc.udp_client import SimpleUDPClient


async def main(values: int) -> None:
    dispatcher = Dispatcher()
    dispatcher.map("/impsy", lambda _, *answer: print("model:", *(f"{value:.2f}" for value in answer)))
    dispatcher.map("/mdrnn/error", lambda _, sentence: print("mdrnn:", sentence))
    server = AsyncIOOSCUDPServer(("127.0.0.1", 6001), dispatcher, asyncio.get_running_loop())
    transport, _ = await server.create_serve_endpoint()
    client = SimpleUDPClient("127.0.0.1", 6000)
    for frame in range(60):
        client.send_message("/interface", [0.5 + 0.5 * math.sin(frame / 8 + index) for index in range(values)])
        await asyncio.sleep(0.05)
    print("the player pauses")
    await asyncio.sleep(4)
    transport.close()


asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2))
