# SPDX-License-Identifier: MIT
"""Makes docs/page.png: the page of `mdrnn run --web` in a browser, with a hand that has played and the answer.

pip install playwright; apt-get install chromium
python scripts/pictures/page.py docs/page.png
"""

import math
import socket
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PORT, IN_PORT, OUT_PORT = 5973, 5974, 5975
SIZE = (1200, 760)
SECONDS = 1.8  # how long the hand plays
ANSWER_SECONDS = 1.8


def play(page: Page) -> None:
    """A figure of eight across the pad."""
    box = page.locator("#pad").bounding_box()
    assert box
    began = time.monotonic()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    while (now := time.monotonic() - began) < SECONDS:
        turn = 2 * math.pi * now / SECONDS
        x, y = 0.5 + 0.3 * math.sin(turn), 0.5 + 0.25 * math.sin(2 * turn)
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        time.sleep(0.02)
    page.mouse.up()


def main(picture: str) -> None:
    command = [sys.executable, "-m", "mdrnn", "run", "mouse-3d-xs", "--web", str(PORT), "--threshold", "0.3"]
    command += ["--in-port", str(IN_PORT), "--out-port", str(OUT_PORT)]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, cwd=folder) as daemon,
        sync_playwright() as driver,
    ):
        while socket.socket().connect_ex(("127.0.0.1", PORT)):
            time.sleep(0.1)
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
        page.goto(f"http://127.0.0.1:{PORT}/")
        page.locator("[data-state=here]").wait_for()
        for seconds in (0.5, ANSWER_SECONDS):  # the first time the browser is still busy with itself
            play(page)
            time.sleep(seconds)
        page.screenshot(path=picture)
        browser.close()
        daemon.terminate()


if __name__ == "__main__":
    main(sys.argv[1])
