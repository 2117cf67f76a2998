# SPDX-License-Identifier: MIT
"""Makes docs/demo.gif: what `mdrnn demo` draws in a terminal, as a picture that moves.

pip install pyte pillow
python scripts/pictures/demo.py docs/demo.gif
"""

import os
import pty
import select
import sys
import time

import pyte
from PIL import Image, ImageDraw, ImageFont

COLUMNS, ROWS = 76, 24
SECONDS = 9.0
FRAME_SECONDS = 0.15
CELL = (8, 16)  # pixels
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"
PAPER, INK = (24, 26, 30), (215, 218, 222)
COLOURS = {"default": INK, "blue": (108, 182, 240), "cyan": (108, 182, 240), "magenta": (240, 145, 110),
           "brown": (240, 145, 110), "red": (240, 145, 110), "green": (126, 200, 140)}  # fmt: skip


def draw(screen: pyte.Screen, font: ImageFont.FreeTypeFont) -> Image.Image:
    image = Image.new("RGB", (COLUMNS * CELL[0], ROWS * CELL[1]), PAPER)
    pen = ImageDraw.Draw(image)
    for row in range(ROWS):
        for column in range(COLUMNS):
            cell = screen.buffer[row][column]
            if cell.data != " ":
                place = (column * CELL[0], row * CELL[1])
                pen.text(place, cell.data, COLOURS.get(cell.fg, INK), font)
    return image.quantize(16)


def record() -> list[Image.Image]:
    """A frame every FRAME_SECONDS of the running demo."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS=str(COLUMNS), LINES=str(ROWS))
        os.execvp("mdrnn", ["mdrnn", "demo", "--seconds", f"{SECONDS + 1}", "--seed", "3"])
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    font = ImageFont.truetype(FONT, 13)
    frames, end, due = [], time.monotonic() + SECONDS, time.monotonic() + 0.8
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.01)[0]:
            stream.feed(os.read(terminal, 1 << 16))
        if time.monotonic() >= due:
            frames.append(draw(screen, font))
            due += FRAME_SECONDS
    os.close(terminal)
    return frames


if __name__ == "__main__":
    first, *rest = record()
    first.save(
        sys.argv[1], save_all=True, append_images=rest, duration=int(FRAME_SECONDS * 1000), loop=0, optimize=True
    )
