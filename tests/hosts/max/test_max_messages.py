# SPDX-License-Identifier: MIT
"""What [mdrnn~] registers with Max, and how it responds to messages and attributes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from max_host import INFO, Host

import mdrnn
from mdrnn.bench import random_model

NONE, LONG, FLOAT, GIMME, CANT = 0, 1, 2, 8, 9


def described(host: Host) -> tuple[dict[str, int], dict[str, dict[str, str]]]:
    """The methods of the class with the type of their argument, and its attributes with their properties."""
    lines = host.play("classes").lines
    assert lines[0] == "class mdrnn~ signals"
    methods = dict(line.split()[1:] for line in lines if line.startswith("method "))
    attributes = {}
    for line in lines:
        if line.startswith("attribute "):
            head, *about = line.split(" | ")
            _, name, kind = head.split()
            attributes[name] = {"type": kind} | dict(entry.split(" ", 1) for entry in about)
    return {word: int(kind) for word, kind in methods.items()}, attributes


def test_the_class_has_what_max_asks_an_object_with_signals_for(host: Host) -> None:
    methods, _ = described(host)
    for word in ("dsp64", "assist", "multichanneloutputs", "inputchanged", "dblclick", "acceptsdrag_locked"):
        assert methods[word] == CANT
    for word in ("list", "anything", "load", "read", "open", "reload", "value", "step", "reset", "record", "info"):
        assert methods[word] == GIMME
    assert (methods["int"], methods["float"]) == (LONG, FLOAT)


def test_every_parameter_of_the_core_is_an_attribute_with_its_range_and_default(host: Host) -> None:
    methods, attributes = described(host)
    for info in mdrnn.PARAMETERS.values():
        about = attributes[info.name]
        assert about["category"] == "Playing"
        assert about["save"] == "1"
        assert about["label"] == info.name.replace("_", " ").title()
        if info.unit == "mode":
            assert about["enumvals"].split() == list(mdrnn.MODES)
            assert (about["style"], about["default"]) == ("enum", mdrnn.MODES[int(info.standard)])
        elif info.unit == "switch":
            assert (about["style"], about["type"]) == ("onoff", "long")
            assert float(about["default"]) == info.standard
        else:
            assert about["type"] == "float64"
            assert (float(about["min"]), float(about["max"])) == (info.minimum, info.maximum)
            assert float(about["default"]) == info.standard
        if info.alias:
            assert methods[info.alias] == GIMME


def test_every_attribute_has_a_label_and_a_category(host: Host) -> None:
    _, attributes = described(host)
    assert {about["category"] for about in attributes.values()} == {"Model", "Playing", "Signals"}
    assert all(about["label"] for about in attributes.values())
    assert {name for name, about in attributes.items() if "save" not in about} == {"dim", "mc", "seed"}


SETTINGS = {
    "mode": ("battle", "battle"),
    "threshold": ("0.5", "0.5"),
    "pi_temperature": ("0.75", "0.75"),
    "sigma_temperature": ("0.25", "0.25"),
    "timescale": ("2", "2"),
    "max_dt": ("1.5", "1.5"),
    "grain": ("0.125", "0.125"),
    "autostart": ("1", "1"),
    "pause": ("1", "1"),
    "thru": ("1", "1"),
    "synchronous": ("1", "1"),
    "precision": ("int8", "int8"),
    "glide": ("linear", "linear"),
    "sense": ("change", "change"),
    "delta": ("0.125", "0.125"),
    "gap": ("20", "20"),
    "seed": ("7", "7"),
}


@pytest.mark.parametrize("audio", ["audio 0", "audio 1"])
@pytest.mark.parametrize("name", SETTINGS)
def test_an_attribute_is_set_in_the_box_and_by_message_and_comes_back(
    name: str, audio: str, host: Host, model: Path
) -> None:
    value, expected = SETTINGS[name]
    run = host.play(
        f"new 1 mdrnn~ {model} @{name} {value}", f"new 2 mdrnn~ {model}", audio, f"send 2 {name} {value}", "run 10",
        f"get 1 {name}", f"get 2 {name}", "send 1 info", "send 2 info", "run 10",
    )  # fmt: skip
    assert not run.errors
    for number in (1, 2):
        assert run.told("value", number) == [f"{name} {expected}"]
        if name not in ("seed", "precision"):
            assert run.info(number=number)[name] == expected


def test_what_is_not_the_default_is_saved_and_makes_the_same_object_again(host: Host, model: Path) -> None:
    sent = [f"send 1 {name} {value}" for name, (value, _) in SETTINGS.items() if name != "seed"]
    run = host.play(f"new 1 mdrnn~ {model}", *sent, "run 1", "saved 1", "new 2 mdrnn~ @dim 3", "saved 2")
    saved = run.told("saved")
    assert saved[0] == f"model {model}"
    assert {line.split()[0] for line in saved} == {"model", *SETTINGS} - {"seed"}
    assert run.told("saved", 2) == ["model "], "nothing but that there is no model"
    again = host.play("new 1 mdrnn~ @dim 3", *(f"send 1 {line}" for line in saved), "await 1 model", "saved 1")
    assert again.told("saved") == saved


REFUSED = {
    "threshold 4000": "threshold: found '4000', expected a number, 0 to 3600",
    "threshold much": "threshold: found 'much', expected a number, 0 to 3600",
    "threshold": "threshold: found 0 arguments, expected 1",
    "mode fast": "mode: found 'fast', expected callresponse, polyphony, battle or useronly",
    "mode 1.5": "mode: found '1.5', expected a whole number",
    "pause 0.5": "pause: found '0.5', expected a whole number",
    "pitemp 2000": "pi_temperature: found '2000', expected a number, 0 to 1000",
    "sense up": "sense: found 'up', expected off, trigger or change",
    "glide fast": "glide: found 'fast', expected hold, linear or milliseconds",
    "glide -1": "glide: found '-1', expected a number, 0 to 3.6e+06",
    "delta 2": "delta: found '2', expected a number, 0 to 1",
    "precision double": "precision: found 'double', expected float32, bfloat16 or int8",
    "seed -1": "seed: argument 1 is '-1', expected a whole number, 0 to 2147483647",
    "dim 4": "dim: cannot change in an existing object, expected '@dim 4' in the object box",
    "mc 1": "mc: cannot change in an existing object, expected '@mc 1' in the object box",
    "list 0.1 a": "list: argument 2 is 'a', expected a number",
    "0.1": "the event has 1 value, expected 2 (the model's dimension is 3, dt included)",
    "value 9 0.5": "there is no value 9, expected 0 to 1",
    "value 1": "value: found 1 argument, expected 2 (index and value)",
    "step 0.1 0.2": "step: found 2 arguments, expected 3 (dt and the values)",
    "reset 1": "reset: found 1 argument, expected none",
    "load": "load: found 0 arguments, expected 1 (a file name; quote it if it has spaces)",
    "load nowhere": "cannot find model 'nowhere': looked next to the patcher and in Max's search path",
    "record": "record: found 0 arguments, expected 1 (a file name, 1 for a new file in the folder logs, or 0 to stop)",
    "record take.log": ("record: found 'take.log' in an unsaved patcher, expected a saved patcher or an absolute path"),
    "bang": "no method for 'bang', expected values or a message from the help patcher, such as 'info'",
    "colour red": "no method for 'colour', expected values or a message from the help patcher, such as 'info'",
}


@pytest.mark.parametrize("audio", ["audio 0", "audio 1"])
def test_bad_input_gets_one_sentence_and_changes_nothing(audio: str, host: Host, model: Path) -> None:
    before = [f"get 1 {name}" for name in SETTINGS]
    script = [line for message in REFUSED for line in (f"send 1 {message}", "run 2")]
    run = host.play(f"new 1 mdrnn~ {model}", audio, *before, *script, *before)
    found = [line.removeprefix("error 1 ") for line in run.errors]
    assert [re.sub(r"'nowhere'.*", "'nowhere'", line) for line in found] == [
        re.sub(r"'nowhere'.*", "'nowhere'", line) for line in REFUSED.values()
    ]
    values = run.told("value")
    settled = [value for value in values if not value.startswith("model")]
    assert settled[: len(SETTINGS)] == settled[len(SETTINGS) :]


def test_no_sentence_and_no_default_depends_on_the_locale(
    host: Host, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attributes = described(host)[1]
    monkeypatch.setenv("MDRNN_TEST_LOCALE", "de_DE.UTF-8")
    if any(line.startswith("error 0 no locale") for line in host.play("new 1 mdrnn~").lines):
        pytest.skip("the locale de_DE.UTF-8 is not installed (Debian: locales-all)")
    run = host.play(f"new 1 mdrnn~ {model}", "send 1 gap -1", "dblclick 1", "run 1")
    assert described(host)[1] == attributes
    assert run.errors == ["error 1 gap: found '-1', expected a number, 0 to 3.6e+06"]
    assert {"threshold 0.1", "sigma_temperature 0.01", "delta 0.01"} <= set(run.told("post"))


def test_info_says_all_that_it_says_in_pd(host: Host, model: Path) -> None:
    run = host.play(f"new 1 mdrnn~ {model} @mode battle @seed 3", "audio 1", "run 100", "send 1 info", "run 10")
    info = run.info()
    counted = {
        "player_events", "machine_events", "repaired_values", "repaired_states", "dropped_events", "late_events",
        "dropped_rows", "load",
    }  # fmt: skip
    facts = {"version", "model", "kind", "engine", "precision", "dimension", "layers", "units", "mixtures", "scale"}
    settings = {info.name for info in mdrnn.PARAMETERS.values()} | {"glide", "sense", "delta", "gap"}
    assert set(info) == counted | facts | settings
    assert int(info["machine_events"]) >= 3
    assert info["model"] == str(model)


def test_a_double_click_tells_the_console(host: Host, model: Path) -> None:
    run = host.play(f"new 1 mdrnn~ {model}", "dblclick 1", "run 10")
    assert f"model {model}" in run.told("post")
    assert "mode callresponse" in run.told("post")
    assert not run.outlet(2 + INFO)


@pytest.mark.parametrize("audio", ["audio 0", "audio 1"])
def test_a_step_answers_what_the_core_predicts(audio: str, host: Host, model: Path) -> None:
    likeliest = "@mode useronly @pi_temperature 0 @sigma_temperature 0"
    run = host.play(f"new 1 mdrnn~ {model} {likeliest}", audio, "run 1", "send 1 step 0.1 0.2 0.7", "run 5")
    answer = [float(number) for number in run.outlet(2 + INFO)[0][1].split()[1:]]
    predictor = mdrnn.Predictor(model)
    predictor.pi_temperature = predictor.sigma_temperature = 0
    assert answer == pytest.approx(list(predictor.step([0.1, 0.2, 0.7])), abs=1e-6)


def test_inlets_and_outlets_come_from_the_model_or_from_dim_and_say_what_they_are(
    host: Host, model: Path, other_model: Path
) -> None:
    run = host.play(
        f"new 1 mdrnn~ {model}", f"new 2 mdrnn~ {other_model}", "new 3 mdrnn~ @dim 9", "new 4 mdrnn~", "assist 1"
    )
    signals = {1: 2, 2: 1, 3: 8, 4: 2}
    for number, count in signals.items():
        assert run.told("made", number) == [f"{count + 1} {'signal ' * (count + 3)}any any"]
    assert run.told("post", 0) == ["no model and no @dim: 2 values, dimension 3"]
    texts = [line for line in run.lines if line.startswith(("inlet ", "outlet_text "))]
    assert len(texts) == 3 + 7
    assert texts[0] == "inlet 0 (messages, signal) value 0"
    assert texts[2].startswith("inlet 2 (signal) trigger")
    assert texts[8].startswith("outlet_text 5 event x1 .. xn")
    assert texts[9].startswith("outlet_text 6 output of info")


def test_a_single_number_is_an_event_of_one_value(host: Host, other_model: Path) -> None:
    run = host.play(f"new 1 mdrnn~ {other_model} @thru 1 @mode useronly", "send 1 0.5", "run 2", "send 1 1", "run 2")
    assert [text for _, text in run.outlet(1 + 3)] == ["event 0.5", "event 1"]


def test_what_does_not_fit_into_a_vector_is_told_of(host: Host, model: Path) -> None:
    script = ["send 1 0.5 0.5"] * 600
    run = host.play(f"new 1 mdrnn~ {model}", "audio 1", *script, "run 10", "send 1 info", "run 10")
    assert set(run.errors) == {"error 1 too many messages at once, expected at most 512 in a signal vector"}
    assert len(run.errors) == 600 - 512
    assert run.info()["player_events"] == "512"


@pytest.fixture
def recommending(tmp_path: Path) -> Path:
    """A model that recommends temperatures."""
    path = tmp_path / "recommending.tflite"
    recommended = {"pi_temperature": 0.75, "sigma_temperature": 0.5}
    path.write_bytes(random_model.make(5, 1, metadata=json.dumps({"recommended": recommended})))
    return path


def temperatures(host: Host, *script: str) -> tuple[list[str], list[str]]:
    """The temperatures in the attributes of object 1 and in the output of `info`, at the end of a script."""
    names = ("pi_temperature", "sigma_temperature")
    run = host.play(*script, *(f"get 1 {name}" for name in names), "send 1 info", "run 10")
    assert not run.errors
    return run.told("value"), [f"{name} {run.info()[name]}" for name in names]


@pytest.mark.parametrize("audio", ["audio 0", "audio 1"])
@pytest.mark.parametrize("how", ["in the box", "later", "at once"])
def test_attributes_and_info_show_the_temperatures_that_a_model_recommends(
    how: str, audio: str, host: Host, model: Path, recommending: Path
) -> None:
    scripts = {
        "in the box": [f"new 1 mdrnn~ {recommending}", audio, "run 10"],
        "later": [f"new 1 mdrnn~ {model}", audio, f"send 1 load {recommending}", "await 1 model"],
        "at once": [f"new 1 mdrnn~ {model} @synchronous 1", audio, f"send 1 load {recommending}", "run 10"],
    }
    played = ["pi_temperature 0.75", "sigma_temperature 0.5"]
    assert temperatures(host, *scripts[how]) == (played, played)


@pytest.mark.parametrize("audio", ["audio 0", "audio 1"])
def test_a_temperature_that_was_set_stays_when_a_model_recommends_another(
    audio: str, host: Host, model: Path, recommending: Path
) -> None:
    script = [f"new 1 mdrnn~ {model} @pi_temperature 2", audio, f"send 1 load {recommending}", "await 1 model"]
    played = ["pi_temperature 2", "sigma_temperature 0.5"]
    assert temperatures(host, *script) == (played, played)


def test_an_attribute_shows_what_was_asked_for_until_it_plays(host: Host, recommending: Path) -> None:
    run = host.play(
        f"new 1 mdrnn~ {recommending}", "audio 1", "send 1 pi_temperature 3", "get 1 pi_temperature",
        "send 1 pi_temperature 4", "get 1 pi_temperature", "run 10", "get 1 pi_temperature",
    )  # fmt: skip
    assert run.told("value") == ["pi_temperature 3", "pi_temperature 4", "pi_temperature 4"]


def test_the_inspector_is_told_of_the_temperatures_that_a_load_changes(
    host: Host, model: Path, recommending: Path
) -> None:
    run = host.play(
        f"new 1 mdrnn~ {model} @pi_temperature 2", "audio 1", f"send 1 load {recommending}", "await 1 model", "run 10",
        "send 1 threshold 0.5", "run 10",
    )  # fmt: skip
    assert run.told("touched") == ["sigma_temperature"]


def test_a_parameter_that_found_no_room_is_not_shown(host: Host, model: Path) -> None:
    script = ["send 1 0.5 0.5"] * 512
    run = host.play(f"new 1 mdrnn~ {model}", "audio 1", *script, "send 1 threshold 0.5", "run 10", "get 1 threshold")
    assert len(run.errors) == 1
    assert run.told("value") == ["threshold 0.1"]


@pytest.mark.parametrize(("word", "room"), [("info", 16), ("step 0.1 0.2 0.7", 256)])
def test_answers_that_find_no_room_are_counted_apart_from_events(word: str, room: int, host: Host, model: Path) -> None:
    run = host.play(
        f"new 1 mdrnn~ {model} @mode useronly", "audio 1", *[f"send 1 {word}"] * (room + 4), "run 10", "send 1 info",
        "run 10",
    )  # fmt: skip
    assert run.errors == ["error 1 4 answers were lost: too many at once"]
    assert run.info()["dropped_events"] == "0"
