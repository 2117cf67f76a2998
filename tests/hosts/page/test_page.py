# SPDX-License-Identifier: MIT
"""The page in a real browser: a touch is answered, drawn and heard; keys, fingers, several people, a lost daemon."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed (the extra [test] has it)")
pytest.importorskip("websockets", reason="websockets is not installed (the extra [web] has it)")

from stand_in import StandIn

from mdrnn.playing.web.files import FOLDER

Until = Callable[[Callable[[], Any]], Any]
Visit = Callable[..., Any]

PIXELS = """([id, who]) => {
  const canvas = document.getElementById(id);
  const text = getComputedStyle(document.documentElement).getPropertyValue("--" + who).trim();
  const colour = [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    const far = colour.reduce((sum, part, k) => sum + Math.abs(part - data[i + k]), 0);
    if (data[i + 3] > 60 && far < 30) found++;
  }
  return found;
}"""
LOUDEST = "async () => (await import('./sound.js')).synthesiser.level()"
DESK = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


def pixels(page: Any, canvas: str, who: str) -> int:
    """How many pixels of a canvas have somebody's colour."""
    return int(page.evaluate(PIXELS, [canvas, who]))


def drag(page: Any) -> None:
    """A small wave across the pad."""
    box = page.locator("#pad").bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    for i in range(1, 25):
        x, y = 0.3 + 0.015 * i, 0.5 + 0.3 * math.sin(i / 4)
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    page.mouse.up()


def words(stand_in: StandIn, name: str) -> list[list[Any]]:
    return [arguments for word, arguments in stand_in.words if word == name]


# ---- with the real daemon


def test_a_drag_on_the_pad_is_answered_drawn_and_heard(daemon: Any, visit: Visit, until: Until) -> None:
    page = visit(daemon.link, **DESK)
    assert page.locator("#hint").is_visible()
    drag(page)
    until(lambda: pixels(page, "pad-picture", "you") > 50)
    until(lambda: pixels(page, "timeline", "machine") > 10)
    until(lambda: pixels(page, "pad-picture", "machine") > 10)
    until(lambda: page.evaluate(LOUDEST) > 0.005)
    assert not page.locator("#hint").is_visible()


def test_a_second_person_sees_the_same(daemon: Any, visit: Visit, until: Until) -> None:
    one, other = visit(daemon.link, **DESK), visit(daemon.link, **PHONE)
    drag(one)
    until(lambda: pixels(other, "timeline", "you") > 10)
    until(lambda: pixels(other, "timeline", "machine") > 10)
    one.locator("input[value=battle]").check(force=True)
    until(lambda: other.locator("input[value=battle]").is_checked())


def test_when_the_daemon_is_killed_and_back_the_page_goes_on_by_itself(daemon: Any, visit: Visit, until: Until) -> None:
    page = visit(daemon.link, **DESK)
    daemon.kill()
    page.locator("#connection[data-state=lost]").wait_for()
    assert "lost" in page.locator("#messages").inner_text()
    drag(page)  # nobody hears it, and nothing breaks
    daemon.start()
    page.locator("#connection[data-state=here]").wait_for()
    page.get_by_text("Connected again.").wait_for()
    page.get_by_text("Your turn").wait_for()
    drag(page)
    until(lambda: pixels(page, "timeline", "machine") > 10)


def test_another_model_with_more_values_brings_faders(daemon: Any, visit: Visit, until: Until) -> None:
    page = visit(daemon.link, **DESK)
    page.get_by_role("tab", name="Models").click()
    page.get_by_role("button", name="Load knobs-9d-s").click()
    until(lambda: page.locator(".fader").count() == 8)
    assert page.locator("#model").inner_text() == "knobs-9d-s"
    page.locator(".fader").nth(4).press("ArrowUp")
    until(lambda: pixels(page, "timeline", "machine") > 5)
    page.get_by_role("button", name="Back to mouse-3d-xs").click()
    until(lambda: not page.locator("#bank").is_visible())


def test_what_one_plays_is_recorded_downloaded_played_back_deleted_and_made_into_a_dataset(
    daemon: Any, visit: Visit, until: Until
) -> None:
    page = visit(daemon.link, **DESK)
    page.get_by_role("tab", name="Logs").click()
    page.get_by_role("button", name="Record", exact=True).click()
    page.get_by_role("button", name="Stop recording").wait_for()
    for _ in range(3):
        drag(page)
    until(lambda: pixels(page, "timeline", "machine") > 10)
    page.get_by_role("button", name="Stop recording").click()
    row = page.locator("#logs li", has_text=".log")
    row.get_by_text("2 values").wait_for()
    with page.expect_download() as download:
        row.get_by_role("link", name="Download").click()
    assert ",interface," in download.value.path().read_text()
    row.get_by_role("button", name="Play").click()
    row.get_by_role("button", name="Stop").click()
    row.get_by_role("button", name="Play").wait_for()
    row.get_by_role("button", name="Delete").click()
    until(lambda: row.count() == 0)
    page.get_by_role("button", name="Undo").click()
    until(lambda: row.count() == 1)
    page.get_by_role("button", name="Make a dataset").click()
    page.locator(".message", has_text="Mine").wait_for()
    page.get_by_role("tab", name="Train").click()
    until(lambda: page.get_by_label("Dataset").locator("option").all_inner_texts() == ["mine"])


def test_without_a_model_what_one_plays_is_logged(log_only: Any, visit: Visit, until: Until) -> None:
    page = visit(log_only.link, **DESK)
    drag(page)
    until(lambda: page.locator("#turn").inner_text() == "You are recorded")
    assert "no model" in page.locator("#model").inner_text()
    log = until(lambda: list((log_only.folder / "logs").glob("*-3d*.log")))[0]
    until(lambda: log.read_text().count(",interface,") > 10)


def test_a_model_of_ones_own_is_added_and_played(daemon: Any, visit: Visit, until: Until, other_model: Path) -> None:
    page = visit(daemon.link, **DESK)
    page.get_by_role("tab", name="Models").click()
    page.get_by_label("Add a .tflite file").set_input_files(other_model)
    page.get_by_role("button", name="Load it").click()
    until(lambda: page.locator("#model").inner_text() == other_model.stem)
    page.locator("#pad").press("ArrowRight")  # a model of one value
    until(lambda: pixels(page, "timeline", "machine") > 5)
    page.get_by_label("Add a .tflite file").set_input_files(
        {"name": "wrong.tflite", "mimeType": "application/octet-stream", "buffer": b"no model"}
    )
    page.locator(".message.wrong", has_text="wrong").wait_for()


def test_what_is_wrong_is_told_in_a_sentence(daemon: Any, visit: Visit) -> None:
    page = visit(daemon.link, **DESK)
    page.locator("#parameter-threshold").fill("-3")
    page.locator("#parameter-threshold").press("Enter")
    page.locator(".message.wrong", has_text="threshold").wait_for()


# ---- sound


def test_without_a_gesture_there_is_no_sound(stand_in: StandIn, visit: Visit, until: Until) -> None:
    page = visit(stand_in.link, **DESK)
    stand_in.tell({"heard": [0.3, 0.6], "time": 1.0, "by": "OSC"})
    stand_in.tell({"play": [0.4, 0.6], "time": 1.1})
    until(lambda: pixels(page, "timeline", "machine") > 5)
    assert page.evaluate("async () => (await import('./sound.js')).synthesiser.context") is None
    assert page.evaluate(LOUDEST) == 0
    page.keyboard.press("Shift")
    until(lambda: page.evaluate("async () => (await import('./sound.js')).synthesiser.context?.state") == "running")
    stand_in.tell({"play": [0.4, 0.6], "time": 2.0})
    until(lambda: page.evaluate(LOUDEST) > 0.005)


def test_mute_is_silent(stand_in: StandIn, visit: Visit, until: Until) -> None:
    page = visit(stand_in.link, **DESK)
    drag(page)
    until(lambda: page.evaluate(LOUDEST) > 0.005)
    page.get_by_role("button", name="Mute").click()
    until(lambda: page.evaluate(LOUDEST) < 1e-4)
    drag(page)
    assert page.evaluate(LOUDEST) < 1e-3


RENDER = """async (kind) => {
  const { Synthesiser } = await import("./sound.js");
  const context = new OfflineAudioContext(2, 48000 * 9, 48000);
  const synthesiser = new Synthesiser();
  synthesiser.context = context;
  synthesiser.volume = 1;
  synthesiser.connect(context);
  for (let i = 0; i < 60; i++) {
    context.suspend(Math.round(48000 * (0.2 + 0.02 * i) / 128) * 128 / 48000).then(() => {
      const values = Array.from({ length: 8 }, (_, k) => 0.5 + 0.5 * Math.sin(i / 3 + k));
      synthesiser.voices[i % 20 < 10 ? "you" : "machine"].play(values, kind);
      context.resume();
    });
  }
  const buffer = await context.startRendering();
  const largest = (samples) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return [0, 1].map((channel) => {
    const samples = buffer.getChannelData(channel);
    const jumps = samples.slice(1).map((sample, i) => sample - samples[i]);
    return {
      before: largest(samples.slice(0, 9000)),
      peak: largest(samples),
      jump: largest(jumps),
      end: largest(samples.slice(-4800)),
      finite: samples.every(Number.isFinite),
    };
  });
}"""


@pytest.mark.parametrize("kind", ["notes", "glide", "strings"])
def test_the_synthesiser_neither_frightens_nor_clicks_and_dies_away(kind: str, stand_in: StandIn, visit: Visit) -> None:
    for side in visit(stand_in.link, **DESK).evaluate(RENDER, kind):
        assert side["finite"]
        assert side["before"] == 0
        assert 0.05 < side["peak"] < 0.9
        assert side["jump"] < 0.2  # of two neighbouring samples; a click is a jump to another level
        assert side["end"] < 0.003


# ---- hands


def test_keys_alone_play_and_reach_everything(stand_in: StandIn, visit: Visit, until: Until) -> None:
    page = visit(stand_in.link, **DESK)
    focused = "document.activeElement.id"

    def tab_to(identity: str) -> None:
        for _ in range(60):
            if page.evaluate(focused) == identity:
                return
            page.keyboard.press("Tab")
        pytest.fail(f"{identity} cannot be reached with Tab")

    tab_to("pad")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Space")
    until(lambda: len(words(stand_in, "event")) == 3)
    assert words(stand_in, "event")[2] == pytest.approx([0.55, 0.51])
    assert page.locator("#pad").get_attribute("aria-valuetext") == "value 1: 55, value 2: 51"
    tab_to("pause")
    page.keyboard.press("Enter")
    until(lambda: words(stand_in, "pause") == [[1]])
    page.get_by_text("Paused").wait_for()
    tab_to("tab-play")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == "tab-models"
    assert page.locator("#models").is_visible()
    page.keyboard.press("Home")
    tab_to("parameter-threshold")
    page.keyboard.press("Control+A")
    page.keyboard.type("0.7")
    page.keyboard.press("Enter")
    until(lambda: [0.7] in words(stand_in, "threshold"))


def test_several_fingers_play_pad_and_faders_at_once(stand_in: StandIn, visit: Visit, until: Until) -> None:
    stand_in.dimension = 5
    page = visit(stand_in.link, **PHONE)
    page.locator(".fader").nth(3).scroll_into_view_if_needed()
    pad, fader = page.locator("#pad").bounding_box(), page.locator(".fader").nth(3).bounding_box()
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, far: float) -> None:
        first = {"x": pad["x"] + (0.3 + far) * pad["width"], "y": pad["y"] + pad["height"] * 0.4, "id": 1}
        second = {"x": fader["x"] + fader["width"] / 2, "y": fader["y"] + fader["height"] * (0.5 - far), "id": 2}
        points = [] if kind == "touchEnd" else [first, second]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", 0.0)
    fingers("touchMove", 0.2)
    fingers("touchEnd", 0.0)
    last = until(lambda: [event for event in words(stand_in, "event") if event[3] > 0.6 and event[0] > 0.45])[-1]
    assert len(last) == 4
    assert last[2] == 0.5  # nobody touched it


def test_the_pad_moves_the_values_that_one_chooses(stand_in: StandIn, visit: Visit, until: Until) -> None:
    stand_in.dimension = 9
    page = visit(stand_in.link, **DESK)
    page.get_by_label("The value that the pad moves across").select_option("5")
    page.get_by_label("The value that the pad moves up").select_option("7")
    page.locator("#pad").press("ArrowRight")
    page.locator("#pad").press("ArrowDown")
    until(lambda: len(words(stand_in, "event")) == 2)
    assert words(stand_in, "event")[1] == pytest.approx([0.5, 0.5, 0.5, 0.5, 0.5, 0.55, 0.5, 0.45])


def test_a_phrase_of_somebody_else_is_seen_and_heard_as_the_players(
    stand_in: StandIn, visit: Visit, until: Until
) -> None:
    page = visit(stand_in.link, **DESK)
    page.locator("h1").click()
    stand_in.tell({"heard": [0.2, 0.9], "time": 1.0, "by": "MIDI"})
    until(lambda: pixels(page, "timeline", "you") > 5)
    until(lambda: page.evaluate(LOUDEST) > 0.005)
    assert page.locator("#pad").get_attribute("aria-valuetext") == "value 1: 20, value 2: 90"


# ---- the panel


def test_every_parameter_can_be_moved_and_follows_others(stand_in: StandIn, visit: Visit, until: Until) -> None:
    page = visit(stand_in.link, **DESK)
    for name, value in (("pi_temperature", 2), ("sigma_temperature", 0.2), ("timescale", 0.5), ("max_dt", 2)):
        page.locator(f"#parameter-{name}").fill(str(value))
        page.locator(f"#parameter-{name}").press("Enter")
        until(lambda name=name, value=value: [value] in words(stand_in, name))
    page.get_by_role("slider", name="Length of its waits").press("End")
    until(lambda: [10] in words(stand_in, "timescale"))
    page.get_by_label("It may begin").check()
    page.get_by_label("Steps of its values").select_option("0")
    page.get_by_label("Repeat its choices").fill("42")
    page.get_by_role("button", name="Set the number").click()
    page.get_by_role("button", name="Forget").click()
    page.get_by_text("Together").click()
    until(lambda: words(stand_in, "mode") == [["polyphony"]])
    assert words(stand_in, "autostart") == [[1]]
    assert words(stand_in, "grain") == [[0]]
    assert words(stand_in, "seed") == [[42]]
    assert words(stand_in, "reset") == [[]]
    stand_in.tell({"changed": {"threshold": 2.5, "mode": "useronly"}})
    until(lambda: page.locator("#parameter-threshold").input_value() == "2.5")
    until(lambda: page.locator("input[value=useronly]").is_checked())


def test_the_time_to_the_next_event_is_told_and_drawn(stand_in: StandIn, visit: Visit, until: Until) -> None:
    page = visit(stand_in.link, **DESK)
    stand_in.tell({"planned": 101.0, "now": 100.0})
    until(lambda: "The machine, in" in page.locator("#turn").inner_text())
    until(lambda: pixels(page, "timeline", "machine") > 20)
    stand_in.tell({"planned": None, "now": 100.2})
    until(lambda: page.locator("#turn").inner_text() == "Your turn")


def test_where_one_is_stays_to_be_seen(stand_in: StandIn, visit: Visit, until: Until) -> None:
    page = visit(stand_in.link, **DESK)
    page.locator("#pad").press("End")
    until(lambda: page.evaluate("document.getElementById('turn').textContent") == "The machine plays")
    until(lambda: pixels(page, "timeline", "you") == 0)
    assert pixels(page, "pad-picture", "you") > 20


def test_a_page_that_is_refused_says_why(stand_in: StandIn, browser: Any, until: Until) -> None:
    stand_in.refuses = True
    page = browser.new_page()
    page.goto(stand_in.link)
    page.locator(".message.wrong", has_text="does not answer").wait_for()
    stand_in.refuses = False
    page.locator("#connection[data-state=here]").wait_for()
    page.close()


def test_a_link_of_the_page_keeps_its_token(stand_in: StandIn, visit: Visit, until: Until) -> None:
    visit(f"{stand_in.link}?token=a-b_c", **DESK)
    assert until(lambda: stand_in.paths) == ["/socket?token=a-b_c"]


def test_everything_that_the_page_is_made_of_is_installed() -> None:
    names = {path.name for path in FOLDER.iterdir()}
    assert {"index.html", "page.css", "icon.svg", "main.js", "sound.js"} <= names
    for file in FOLDER.iterdir():
        assert "SPDX-License-Identifier: MIT" in file.read_text()[:400], file.name
        assert "http" not in file.read_text().replace("http://www.w3.org/2000/svg", "").replace("https:", "", 1)


def test_logs_are_listed_played_back_deleted_and_made_into_a_dataset(
    stand_in: StandIn, visit: Visit, until: Until
) -> None:
    one = {"name": "one.log", "events": 2412, "seconds": 312.4, "dimension": 3, "size": 90_000}
    other = {**one, "name": "other.log", "events": 1}
    stand_in.answers |= {
        "logs": {"logs": [one, other]},
        "replay": {"replay": {"name": "one.log"}},
        "stop_replay": {"replay": None},
        "delete_log": {"logs": [other]},
        "undo_delete": {"logs": [one, other]},
        "make_dataset": {"name": "mine", "sentence": "mine: 2413 events", "warnings": []},
        "datasets": {"datasets": ["mine", "yours"]},
        "train": {"training": {"state": "running", "progress": 0.0, "trained": None, "previous": None}},
        "use_trained": {"training": {"state": "done"}},
    }
    page = visit(stand_in.link, **DESK)
    page.get_by_role("tab", name="Logs").click()
    page.get_by_text("2412 events, 5 min 12 s, 2 values").wait_for()
    page.get_by_role("button", name="Record").click()
    until(lambda: words(stand_in, "record") == [[1]])
    stand_in.tell({"changed": {"log": "new.log"}})
    page.get_by_role("button", name="Stop recording").wait_for()
    page.get_by_role("button", name="Play one.log back").click()
    until(lambda: {"ask": "replay", "name": "one.log"}.items() <= stand_in.asks[-1].items())
    stand_in.tell({"replay": {"name": "one.log"}})
    page.get_by_role("button", name="Stop playing one.log back").click()
    stand_in.tell({"replay": None})
    page.get_by_role("button", name="Delete one.log").click()
    page.get_by_role("button", name="Undo").click()
    until(lambda: any({"ask": "undo_delete", "name": "one.log"}.items() <= ask.items() for ask in stand_in.asks))
    page.get_by_label("other.log goes into the dataset").uncheck()
    page.get_by_role("button", name="Make a dataset").click()
    page.get_by_text("Mine: 2413 events.").wait_for()
    made = next(ask for ask in stand_in.asks if ask["ask"] == "make_dataset")
    assert (made["name"], made["logs"]) == ("mine", ["one.log"])
    page.get_by_role("tab", name="Train").click()
    until(lambda: page.get_by_label("Dataset").locator("option").all_inner_texts() == ["mine", "yours"])
    page.get_by_label("Minutes").fill("2")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("button", name="Stop and keep the best").wait_for()
    train = next(ask for ask in stand_in.asks if ask["ask"] == "train")
    assert (train["dataset"], train["size"], train["minutes"]) == ("mine", "xs", 2)
    going = {"state": "running", "progress": 0.4, "epoch": 3, "loss": -4.2, "seconds_left": 70, "sentence": None}
    stand_in.tell({"training": {**going, "trained": None, "previous": None}})
    page.get_by_text("40 % done. Round 3. Loss -4.20: lower is better. About 1 min 10 s left.").wait_for()
    assert page.get_by_role("progressbar").get_attribute("value") == "0.4"
    stand_in.tell({"training": {"state": "done", "progress": 1, "trained": "mine-1", "previous": None}})
    page.get_by_role("button", name="Let mine-1 play").click()
    until(lambda: any(ask["ask"] == "use_trained" for ask in stand_in.asks))


def test_ports_are_listed_and_a_control_is_learned(stand_in: StandIn, visit: Visit, until: Until) -> None:
    stand_in.answers |= {
        "ports": {"inputs": ["X-Touch MINI"], "outputs": ["FLUID Synth"], "sentence": ""},
        "mapping": {"mapping": [{"text": "X-Touch: control_change 1 7"}, {"text": "X-Touch: note_velocity 2"}]},
        "learn": {"index": 1, "mapping": [{"text": "X-Touch: control_change 1 7"}, {"text": "X-Touch: pitch_bend 1"}]},
    }
    page = visit(stand_in.link, **DESK)
    page.get_by_role("tab", name="Ports").click()
    page.get_by_text("X-Touch MINI").wait_for()
    page.get_by_text("X-Touch: controller 7 on channel 1").wait_for()
    page.get_by_text("X-Touch: velocity on channel 2").wait_for()
    page.get_by_role("button", name="Learn value 2").click()
    page.get_by_text("X-Touch: pitch bend on channel 1").wait_for()
    assert next(ask for ask in stand_in.asks if ask["ask"] == "learn")["index"] == 1


def test_a_file_of_a_model_is_sent_in_parts(
    stand_in: StandIn, visit: Visit, until: Until, model: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own-3d.tflite"
    own.write_bytes(model.read_bytes())
    stand_in.answers["upload_model"] = {"name": "own-3d", "models": ["own-3d"]}
    page = visit(stand_in.link, **DESK)
    page.get_by_role("tab", name="Models").click()
    page.get_by_label("Add a .tflite file").set_input_files(own)
    page.get_by_role("button", name="Load it").click()
    until(lambda: words(stand_in, "load") == [["own-3d"]])
    until(lambda: b"".join(stand_in.parts) == own.read_bytes())
    ask = next(ask for ask in stand_in.asks if ask["ask"] == "upload_model")
    assert (ask["name"], ask["size"]) == ("own-3d.tflite", own.stat().st_size)


def test_an_answer_that_is_an_error_is_shown(stand_in: StandIn, visit: Visit) -> None:
    stand_in.answers["models"]["error"] = "the folder cannot be read"
    page = visit(stand_in.link, **DESK)
    page.get_by_role("tab", name="Models").click()
    page.locator(".message.wrong", has_text="The folder cannot be read.").wait_for()


# ---- everybody can use it


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing(
    axe: str, scheme: str, size: dict[str, Any], stand_in: StandIn, visit: Visit, until: Until
) -> None:
    stand_in.dimension = 9
    page = visit(stand_in.link, color_scheme=scheme, reduced_motion="reduce", **size)
    page.evaluate(axe)
    for tab in ("Play", "Models", "Logs", "Train", "Ports"):
        page.get_by_role("tab", name=tab).click()
        found = page.evaluate("async () => (await axe.run()).violations")
        assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_hangs_over_the_edge(width: int, stand_in: StandIn, visit: Visit) -> None:
    stand_in.dimension = 9
    page = visit(stand_in.link, viewport={"width": width, "height": 844})
    for tab in ("Play", "Models", "Logs", "Train", "Ports"):
        page.get_by_role("tab", name=tab).click()
        wide = "[document.documentElement, ...document.querySelectorAll('[role=tabpanel]:not([hidden])')]"
        assert page.evaluate(f"{wide}.filter((each) => each.scrollWidth > each.clientWidth).map((e) => e.id)") == []


def test_the_picture_of_the_docs_is_small() -> None:
    picture = Path(__file__).resolve().parents[3] / "docs" / "page.png"
    assert picture.stat().st_size < 150_000
