# SPDX-License-Identifier: MIT
"""micro:bit (MicroPython): you tilt it; when you hold still, the model plays on, and the display shows its point.

`mdrnn run mouse-3d-xs --threshold 0.5 --serial /dev/ttyACM0`
"""

from microbit import accelerometer, display, sleep, uart

MOVED = 0.01  # of the range; smaller changes are noise
TURN_MS = 20  # between two looks at the sensor
LINE = "{:.4f},{:.4f}\n"

uart.init(baudrate=115200)
yours = [0.5, 0.5]
rest = b""


def tilt():
    """Left to right and back to front, 0 to 1 each."""
    return [min(1.0, max(0.0, 0.5 + each / 2048)) for each in (accelerometer.get_x(), accelerometer.get_y())]


def show(values):
    display.clear()
    display.set_pixel(int(values[0] * 4.99), 4 - int(values[1] * 4.99), 9)


while True:
    now = tilt()
    if max(abs(now[0] - yours[0]), abs(now[1] - yours[1])) > MOVED:
        yours = now
        uart.write(LINE.format(*now))
        show(now)
    if uart.any():
        *lines, rest = (rest + uart.read()).split(b"\n")
        if lines:
            show([float(number) for number in lines[-1].split(b",")])
    sleep(TURN_MS)
