# SPDX-License-Identifier: MIT
"""Whether a file that came over the network is a model that plays: it is loaded and played in a process of its own."""

import math
import sys
import threading

from .beside import step_back, watch_parent

EVENTS = 64  # that it must play


def main() -> int:
    step_back()
    threading.Thread(target=watch_parent, daemon=True).start()
    from ..._core import Performer

    path = sys.argv[1]
    try:
        performer = Performer(path, engine="native", seed=0)
        performer.mode = "battle"
        performer.autostart = True
        performer.synchronous = True
        performer.feed([0.5] * (performer.info.dimension - 1))
        played = 0
        while played < EVENTS:
            for event in performer.advance(performer.max_dt):
                played += 1
                if not all(math.isfinite(value) for value in event.tolist()):
                    raise ValueError(f"{path}: plays a value that is no number")
    except (ValueError, OSError) as error:
        print(f"mdrnn: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
