# SPDX-License-Identifier: MIT
"""All messages of [mdrnn~] work; wrong messages and arguments get one error each."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pd_patch import EVENT, INFO, Patch, Run

from mdrnn.bench import random_model

ROOT = Path(__file__).resolve().parents[3]
PARAMETERS = [
    "threshold",
    "pi_temperature",
    "sigma_temperature",
    "timescale",
    "max_dt",
    "pause",
    "thru",
    "synchronous",
    "autostart",
    "grain",
]


# Seconds of Pd's time, which runs as fast as it can. The worker reads a model meanwhile in its own time.
PATIENCE = 600.0  # while a machine plays, that is more than it needs
FOREVER = 1e6  # until something has been told; run_pd gives up after a minute


def sends(creation: str, messages: list[str]) -> tuple[Patch, int, int]:
    """A patch that sends `messages` one a millisecond, its object, and the info outlet's number.

    `event:` and `info:` lines are what came out of those outlets.
    """
    patch = Patch()
    tilde = patch.box(f"mdrnn~ {creation}")
    values = 1 if "-dim 2" in creation else 2
    patch.show(tilde, values + EVENT, "event")
    patch.show(tilde, values + INFO, "info")
    for i, message in enumerate(messages):
        patch.at(i + 1, message, tilde)
    return patch, tilde, values + INFO


def answers(
    creation: str, messages: list[str], external: Path, folder: Path, *search: Path, seconds: float | None = None
) -> Run:
    patch, _, _ = sends(creation, messages)
    return patch.run(folder, external.parent, *search, frames=48 * (len(messages) + 400), seconds=seconds)


def until_told(creation: str, messages: list[str], told: str, external: Path, folder: Path) -> Run:
    """The patch quits half a second after the info outlet has output these words."""
    patch, source, outlet = sends(creation, messages)
    for word in told.split():
        route = patch.box(f"route {word}")
        patch.cord(source, outlet, route)
        source, outlet = route, 0
    bang, delay, quit_pd = patch.box("t b"), patch.box("delay 500"), patch.message("\\; pd quit")
    patch.cord(source, 0, bang)
    patch.cord(bang, 0, delay)
    patch.cord(delay, 0, quit_pd)
    return patch.run(folder, external.parent, seconds=FOREVER)


def every_half_second_until(patch: Patch, tilde: int, outlet: int, word: str, value: str) -> int:
    """Sends `info` until it outputs `word value`. Returns the box that bangs then."""
    metro, info, route, found = (patch.box(text) for text in ("metro 500", "x", f"route {word}", f"route {value}"))
    patch.boxes[info] = patch.boxes[info].replace("obj", "msg").replace(" x;", " info;")
    bang, stop = patch.box("t b b"), patch.message("stop")
    chain = [(metro, 0, info), (info, 0, tilde), (tilde, outlet, route), (route, 0, found), (found, 0, bang)]
    for source, out, sink in [*chain, (bang, 1, stop), (stop, 0, metro)]:
        patch.cord(source, out, sink)
    patch.at_start(metro)
    return bang


@pytest.mark.parametrize("name", [*PARAMETERS, "pitemp", "sigmatemp"])
def test_every_parameter_is_a_message_and_a_flag(name: str, external: Path, model: Path, tmp_path: Path) -> None:
    word = {"pitemp": "pi_temperature", "sigmatemp": "sigma_temperature"}.get(name, name)
    value = 0.5 if name == "grain" else 1
    set_by_message = answers(f"{model} -mode useronly", [f"{name} {value}", "info"], external, tmp_path)
    set_by_flag = answers(f"{model} -mode useronly -{name} {value}", ["info"], external, tmp_path)
    assert f"{word} {value}" in set_by_message.printed("info")
    assert f"{word} {value}" in set_by_flag.printed("info")
    assert not set_by_message.errors + set_by_flag.errors


def test_a_grain_is_heard_and_a_wrong_one_is_refused(external: Path, model: Path, tmp_path: Path) -> None:
    wrong = ["grain 0.6", "grain -2", "grain x"]
    played = answers(f"-grain 0.125 {model} -mode battle -seed 1", wrong, external, tmp_path)
    events = [[float(word) for word in line.split()[1:]] for line in played.printed("event")]
    assert len(events) > 5
    assert {value for event in events for value in event} <= {k / 8 for k in range(9)}
    assert len(played.errors) == len(wrong)


@pytest.mark.parametrize(
    "setting",
    ["glide hold", "glide linear", "glide 20", "sense off", "sense trigger", "sense change", "delta 0.5", "gap 250"],
)
def test_every_word_of_the_signals_is_a_message_and_a_flag(
    setting: str, external: Path, model: Path, tmp_path: Path
) -> None:
    set_by_message = answers(str(model), [setting, "info"], external, tmp_path)
    set_by_flag = answers(f"-{setting} {model}", ["info"], external, tmp_path)
    assert setting in set_by_message.printed("info")
    assert setting in set_by_flag.printed("info")
    assert not set_by_message.errors + set_by_flag.errors


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "int8"])
def test_precision_is_a_flag_and_a_message_for_the_next_load(
    precision: str, external: Path, model: Path, tmp_path: Path
) -> None:
    flag = answers(f"-precision {precision} {model}", ["info"], external, tmp_path)
    assert f"precision {precision}" in flag.printed("info")
    patch, tilde, outlet = sends(f"{model} -precision bfloat16 -mode battle", [f"precision {precision}", "reload"])
    found, quit_pd = every_half_second_until(patch, tilde, outlet, "precision", precision), patch.message("\\; pd quit")
    patch.cord(found, 0, quit_pd)
    run = patch.run(tmp_path, external.parent, seconds=FOREVER)
    told = [line for line in run.printed("info") if line.startswith("precision")]
    assert told[-1] == f"precision {precision}"
    assert not run.errors


@pytest.mark.parametrize("mode", ["callresponse", "polyphony", "battle", "useronly"])
def test_every_mode_is_a_message_and_a_flag(mode: str, external: Path, model: Path, tmp_path: Path) -> None:
    assert f"mode {mode}" in answers(str(model), [f"mode {mode}", "info"], external, tmp_path).printed("info")
    assert f"mode {mode}" in answers(f"-mode {mode} {model}", ["info"], external, tmp_path).printed("info")


def test_info_names_the_model_and_counts_what_happened(external: Path, model: Path, tmp_path: Path) -> None:
    messages = ["0.1 0.2", "value 0 0.7", "value 1 2", "info"]
    run = answers(f"{model} -mode polyphony", messages, external, tmp_path)
    told = dict(line.split(" ", 1) for line in run.printed("info"))
    assert told["model"] == str(model)
    assert told["engine"] == "native"
    assert (told["dimension"], told["units"], told["layers"]) == ("3", "32", "2")
    assert (told["player_events"], told["repaired_values"]) == ("3", "1")
    assert not run.errors


def test_a_models_own_temperatures_count_until_others_are_set(external: Path, tmp_path: Path) -> None:
    model = tmp_path / "own.tflite"
    recommended = {"pi_temperature": 0.75, "sigma_temperature": 0.5}
    model.write_bytes(random_model.make(5, 1, metadata=json.dumps({"recommended": recommended})))
    told = answers(f"{model} -sigmatemp 2", ["info"], external, tmp_path).printed("info")
    assert {"pi_temperature 0.75", "sigma_temperature 2"} <= set(told)


def test_a_list_in_polyphony_brings_one_event_with_all_values(external: Path, model: Path, tmp_path: Path) -> None:
    run = answers(f"{model} -mode polyphony -seed 3", ["0.1 0.2"], external, tmp_path)
    events = run.printed("event")
    assert len(events) == 1
    assert len(events[0].removeprefix("event ").split()) == 2


def test_values_come_back_with_thru(external: Path, model: Path, tmp_path: Path) -> None:
    messages = ["0.25 0.75", "value 1 0.5", "list 0 1"]
    run = answers(f"{model} -mode useronly -thru 1", messages, external, tmp_path)
    assert run.printed("event") == ["event 0.25 0.75", "event 0.25 0.5", "event 0 1"]


def test_step_answers_on_the_info_outlet_and_repeats_after_seed_and_reset(
    external: Path, model: Path, tmp_path: Path
) -> None:
    messages = ["seed 5", "reset", "step 0.1 0.5 0.5", "step 0.1 0.5 0.5", "seed 5", "reset", "step 0.1 0.5 0.5"]
    steps = answers(f"{model} -mode useronly", messages, external, tmp_path).printed("info")
    assert [len(step.split()) for step in steps] == [4, 4, 4]
    assert steps[0] == steps[2] != steps[1]


def test_mode_battle_as_a_message_starts_the_machine(external: Path, model: Path, tmp_path: Path) -> None:
    run = answers(f"{model} -mode useronly", ["mode battle"], external, tmp_path)
    assert len(run.printed("event")) > 3


def test_pause_holds_the_machine_still(external: Path, model: Path, tmp_path: Path) -> None:
    assert answers(f"{model} -mode battle -pause 1", ["info"], external, tmp_path).printed("event") == []
    assert answers(f"{model} -mode battle -pause 1", ["pause 0"], external, tmp_path).printed("event")


@pytest.mark.parametrize("word", ["load", "read", "open"])
def test_a_model_is_loaded_by_message(word: str, external: Path, model: Path, tmp_path: Path) -> None:
    shutil.copy(model, tmp_path / "here.tflite")
    run = until_told("-mode battle -dim 3", [f"{word} here"], "model", external, tmp_path)
    assert run.printed("info") == [f"model {tmp_path / 'here.tflite'}"]
    assert run.printed("event")
    assert not run.errors


def test_a_model_that_is_loaded_while_another_plays_takes_over(external: Path, model: Path, tmp_path: Path) -> None:
    newest = shutil.copy(model, tmp_path / "newest.tflite")
    messages = [f"load {model}", "load nowhere", f"load {model}", "load newest"]
    run = until_told(f"{model} -mode battle", messages, f"model {newest}", external, tmp_path)
    assert run.printed("info")[-1] == f"model {newest}"
    assert len(run.printed("event")) > 3
    assert len(run.errors) == 1
    assert "cannot find model 'nowhere'" in run.errors[0]


def test_a_broken_model_that_is_loaded_while_another_plays_changes_no_event(
    external: Path, model: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.tflite").write_bytes(model.read_bytes()[:1000])
    creation = f"{model} -mode battle -seed 3"
    run = answers(creation, ["load broken"], external, tmp_path, seconds=PATIENCE)
    untouched = answers(creation, [], external, tmp_path, seconds=PATIENCE)
    assert len(run.errors) == 1
    assert "broken.tflite" in run.errors[0]
    assert len(run.printed("event")) > 100
    assert run.printed("event") == untouched.printed("event")


def test_reload_takes_what_the_file_is_now_and_plays_on_where_that_is_broken(
    external: Path, model: Path, tmp_path: Path
) -> None:
    trained, mine = ROOT / "tests" / "golden" / "explicit-d3-u5-l2-m2.tflite", tmp_path / "mine.tflite"
    shutil.copy(model, mine)
    torn = tmp_path / "torn"
    torn.write_bytes(model.read_bytes()[:1000])
    patch, tilde, outlet = sends("mine -mode battle -seed 3", ["info"])
    copy, order = patch.box("file copy"), patch.box("t b b")
    patch.at(1.5, f"list {trained} {mine}", copy)
    patch.at(2, "reload", tilde)
    found, delay = every_half_second_until(patch, tilde, outlet, "units", "5"), patch.box(f"delay {1000 * PATIENCE:g}")
    break_it, reload, info, quit_pd = (
        patch.message(text) for text in (f"list {torn} {mine}", "reload", "info", "\\; pd quit")
    )
    end = patch.box("t b b")
    for source, out, sink in (
        (found, 0, order), (order, 1, break_it), (break_it, 0, copy), (order, 0, reload), (reload, 0, tilde),
        (order, 0, delay), (delay, 0, end), (end, 1, info), (info, 0, tilde), (end, 0, quit_pd),
    ):  # fmt: skip
        patch.cord(source, out, sink)
    run = patch.run(tmp_path, external.parent, seconds=FOREVER)
    units = [line for line in run.printed("info") if line.startswith("units")]
    assert (units[0], units[-1]) == ("units 32", "units 5")
    assert f"model {mine}" in run.printed("info")
    assert len(run.errors) == 1
    assert "mine.tflite" in run.errors[0]
    assert any(line.startswith("event") for line in run.lines[run.lines.index(run.errors[0]) :])


@pytest.mark.parametrize("failing", ["torn", "nowhere"])
def test_after_a_load_that_failed_reload_means_what_plays(
    failing: str, external: Path, model: Path, tmp_path: Path
) -> None:
    (tmp_path / "torn.tflite").write_bytes(model.read_bytes()[:1000])
    patch, tilde, _ = sends(f"{model} -mode battle", [f"load {failing}"])
    patch.at(1000 * PATIENCE, "reload", tilde)
    run = patch.run(tmp_path, external.parent, seconds=2 * PATIENCE)
    assert len(run.errors) == 1
    assert f"{failing}" in run.errors[0]
    assert run.printed("info") == [f"model {model}"]


def test_a_file_that_is_not_found_takes_nothing_back(external: Path, model: Path, tmp_path: Path) -> None:
    newest = shutil.copy(model, tmp_path / "newest.tflite")
    patch, tilde, _ = sends(f"{model} -mode battle", ["load newest", "load nowhere"])
    patch.at(1000 * PATIENCE, "reload", tilde)
    run = patch.run(tmp_path, external.parent, seconds=2 * PATIENCE)
    assert len(run.errors) == 1
    assert run.printed("info") == [f"model {newest}"] * 2


def test_reload_without_a_file_says_so(external: Path, tmp_path: Path) -> None:
    run = answers("-dim 3", ["reload"], external, tmp_path)
    assert len(run.errors) == 1
    assert "reload: no model has been loaded yet, expected 'load FILE' first" in run.errors[0]


def test_the_load_in_percent_is_told(external: Path, model: Path, tmp_path: Path) -> None:
    patch, tilde, _ = sends(f"{model} -mode battle -timescale 0.001", [])
    patch.at(900, "info", tilde)
    run = patch.run(tmp_path, external.parent, frames=48000)
    told = dict(line.split(" ", 1) for line in run.printed("info"))
    assert 0 < float(told["load"]) < 100


def test_a_model_under_way_goes_with_its_object(external: Path, model: Path, tmp_path: Path) -> None:
    patch = Patch()
    child = patch.box("")
    patch.boxes[child] = "#N canvas 0 0 450 300 child 0;\n#X restore 10 10 pd child;"
    make = f"\\; pd-child obj 10 10 r to-child \\; pd-child obj 10 30 mdrnn~ {model} \\; pd-child connect 0 0 1 0"
    for i in range(20):
        patch.at(1 + i, f"{make} \\; to-child load {model} \\; pd-child clear", patch.box("t a"))
    assert not patch.run(tmp_path, external.parent, frames=4800).errors


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("flute 1", "no method for 'flute', expected values or a message from the help patch"),
        ("bang", "found no values, expected a list of 2"),
        ("0.5", "1 value, expected 2"),
        ("0.5 0.5 0.5", "3 values, expected 2"),
        (" ".join(["0.5"] * 200), "200 values, expected 2"),
        ("0.5 salt", "argument 2 is 'salt', expected a number"),
        ("symbol salt", "argument 1 is 'salt', expected a number"),
        ("value 2 0.5", "there is no value 2, expected 0 to 1"),
        ("value -1 0.5", "argument 1 is '-1', expected a whole number, 0 to 62"),
        ("value 0.5 0.5", "argument 1 is '0.5', expected a whole number, 0 to 62"),
        ("value 1 salt", "argument 2 is 'salt', expected a number"),
        ("value 1", "found 1 argument, expected 2 (index and value)"),
        ("mode chaos", "mode: found 'chaos', expected callresponse, polyphony, battle or useronly"),
        ("mode 7", "mode: found '7', expected a number, 0 to 3"),
        ("mode", "mode: found 0 arguments, expected 1"),
        ("threshold -1", "threshold: found '-1', expected a number, 0 to 3600"),
        ("timescale slow", "timescale: found 'slow', expected a number"),
        ("pitemp 1 2", "pitemp: found 2 arguments, expected 1"),
        ("reset now", "reset: found 1 argument, expected none"),
        ("seed -2", "argument 1 is '-2', expected a whole number"),
        ("seed often", "argument 1 is 'often', expected a whole number"),
        ("step 0.1", "step: found 1 argument, expected 3 (dt and the values)"),
        ("step 0.1 0.5 salt", "argument 3 is 'salt', expected a number"),
        ("load", "found 0 arguments, expected 1"),
        ("load nowhere", "cannot find model 'nowhere'"),
        ("info please", "found 1 argument, expected none"),
        ("glide smooth", "glide: found 'smooth', expected hold, linear or milliseconds"),
        ("glide -1", "glide: found '-1', expected a number, 0 to 3.6e+06"),
        ("glide", "glide: found 0 arguments, expected 1 (hold, linear or milliseconds)"),
        ("sense always", "sense: found 'always', expected off, trigger or change"),
        ("delta much", "delta: found 'much', expected a number, 0 to 1"),
        ("gap -5", "gap: found '-5', expected a number"),
        ("precision double", "precision: found 'double', expected float32, bfloat16 or int8"),
        ("reload now", "reload: found 1 argument, expected none"),
    ],
)
def test_a_wrong_message_gets_one_sentence(
    message: str, sentence: str, external: Path, model: Path, tmp_path: Path
) -> None:
    run = answers(f"{model} -mode useronly", [message, "info"], external, tmp_path)
    assert len(run.errors) == 1
    assert sentence in run.errors[0]
    assert "mode useronly" in run.printed("info")


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        ("-colour 3", "unknown flag '-colour'"),
        ("-reset 1", "unknown flag '-reset'"),
        ("-seed", "-seed: found no value after it, expected one"),
        ("-dim 1", "argument 1 is '1', expected a whole number, 2 to 64"),
        ("-dim 65", "argument 1 is '65', expected a whole number, 2 to 64"),
        ("-dim two", "argument 1 is 'two', expected a whole number, 2 to 64"),
        ("-mode chaos", "mode: found 'chaos', expected callresponse"),
        ("another", "found a second model 'another', expected one"),
        ("-glide smooth", "glide: found 'smooth', expected hold, linear or milliseconds"),
        ("-sense 1", "sense: found '1', expected off, trigger or change"),
        ("-precision", "-precision: found no value after it, expected one"),
    ],
)
def test_a_wrong_flag_gets_one_sentence_and_the_object_plays_on(
    flags: str, sentence: str, external: Path, model: Path, tmp_path: Path
) -> None:
    run = answers(f"{model} {flags}", ["mode battle"], external, tmp_path)
    assert len(run.errors) == 1
    assert sentence in run.errors[0]
    assert run.printed("event")


def test_words_without_a_model_say_so(external: Path, tmp_path: Path) -> None:
    run = answers("-dim 3", ["0.5 0.5", "value 0 0.5", "step 0.1 0.5 0.5", "reset", "mode battle"], external, tmp_path)
    assert len(run.errors) == 3
    assert all("no model is loaded" in error for error in run.errors)


def test_a_model_of_another_dimension_is_refused_and_the_old_one_plays_on(
    external: Path, model: Path, other_model: Path, tmp_path: Path
) -> None:
    run = answers(f"{model} -mode battle", [f"load {other_model}"], external, tmp_path, seconds=PATIENCE)
    assert len(run.errors) == 1
    assert "dimension" in run.errors[0]
    assert run.printed("info") == []
    assert all(len(event.split()) == 3 for event in run.printed("event"))


def test_a_model_without_values_is_refused_and_the_object_stands_as_it_was(external: Path, tmp_path: Path) -> None:
    lone = Path(__file__).parents[2] / "golden" / "explicit-d1-u5-l1-m2.tflite"
    patch = Patch()
    tilde = patch.box(f"mdrnn~ {lone} -dim 3")
    patch.cord(tilde, 2, patch.box("snapshot~"))  # the trigger outlet, behind two values
    (error,) = patch.run(tmp_path, external.parent).errors
    assert error.endswith("its dimension is 1, expected 2 to 64: dt and the values")
