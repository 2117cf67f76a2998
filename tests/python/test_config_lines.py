# SPDX-License-Identifier: MIT
"""The line of every key of a configuration, and one sentence in our words for every text that is not TOML."""

import random
import tomllib

import pytest

from mdrnn.playing.config import lines, source

EVERY_KIND = """\
# a comment with = and [brackets] and "quotes
title = "a # in a text, and a ] too"
'quoted key' = 1
"es\\u0063aped" = 2

[midi] # a table
in_device = ["X # 1", 'Y "2"',
  "Z"] # three, on two lines
input."X = [1]" = [
  # a comment inside
  ["note_on", 1],

  ["control_change", 1,
    7],
]
input . "spaced" = [["pitch_bend", 1]]
thru_matrix = { "X" = ["Y"], b.c = 3 }
long = \"\"\"
[not a table]
key = "no key" \\
\"\"\"
raw = '''
x = 1''''
[a."b.c".d]
when = 1979-05-27 07:32:00
number = 1_000.5e3
[[many]]
x = 1
[[many]]
x = 2
[many.below]
y = 3
"""


@pytest.mark.parametrize(
    ("place", "begins"),
    [
        (("title",), "title ="),
        (("quoted key",), "'quoted key'"),
        (("escaped",), '"es'),
        (("midi",), "[midi]"),
        (("midi", "in_device"), "in_device"),
        (("midi", "in_device", 0), "in_device"),
        (("midi", "in_device", 2), '"Z"]'),
        (("midi", "input", "X = [1]"), 'input."X'),
        (("midi", "input", "X = [1]", 0), '["note_on"'),
        (("midi", "input", "X = [1]", 1), '["control_change"'),
        (("midi", "input", "X = [1]", 1, 2), "7],"),
        (("midi", "input", "spaced"), "input . "),
        (("midi", "thru_matrix", "X"), "thru_matrix"),
        (("midi", "thru_matrix", "b", "c"), "thru_matrix"),
        (("midi", "long"), "long ="),
        (("midi", "raw"), "raw ="),
        (("a", "b.c", "d"), '[a."b.c".d]'),
        (("a", "b.c", "d", "when"), "when ="),
        (("a", "b.c", "d", "number"), "number ="),
        (("many",), "[[many]]"),
        (("many", 0, "x"), "x = 1"),
        (("many", 1, "x"), "x = 2"),
        (("many", 1, "below", "y"), "y = 3"),
    ],
)
def test_each_key_and_entry_has_its_line(place, begins):
    number = next(i for i, line in enumerate(EVERY_KIND.splitlines(), 1) if line.strip().startswith(begins))
    if place == ("many", 0, "x"):
        number = EVERY_KIND[: EVERY_KIND.index("[[many]]")].count("\n") + 2
    assert lines.find(EVERY_KIND)[place] == number


def places(value, place=()):
    """Every place of what `tomllib` returns."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield (*place, key)
        yield from places(inner, (*place, key))


def test_exactly_what_tomllib_reads_has_a_line():
    assert set(lines.find(EVERY_KIND)) == set(places(tomllib.loads(EVERY_KIND)))


def test_the_ends_of_lines_of_windows_count_once():
    text = EVERY_KIND.replace("\n", "\r\n")
    assert lines.find(text) == lines.find(EVERY_KIND)


def test_every_public_configuration_of_impsy_has_a_line_for_each_key(shared_data):
    files = sorted((shared_data / "impsy" / "configs").glob("*.toml"))
    assert len(files) >= 10
    for file in files:
        text = file.read_text()
        assert set(lines.find(text)) == set(places(tomllib.loads(text))), file.name


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("a = 1\nmode = callresponse\n", 2, 'mode is callresponse, expected "callresponse": texts need quotes'),
        ("verbose = True\n", 1, "verbose is True, expected true, in small letters"),
        ("x = 0,5\n", 1, "found ,5 after this, expected the end of the line"),
        ("x = 1\nx = 2\n", 2, "x is there twice, first on line 1"),
        ("[osc]\na = 1\n[osc]\n", 3, "the table [osc] is there twice, first on line 1"),
        ('x = "text\ny = 1\n', 1, 'a text has no " at its end'),
        ("x = [\n  1,\ny = 2\n", 3, 'x entry 2 is y, expected "y": texts need quotes'),
        ("x = [\n  [1, 2],\n  [3, 4]\n", 1, "the list of x has no ] at its end"),
        ("x = [\n 1 2\n]\n", 2, "found 2 in the list of x that begins on line 1, expected , or ]"),
        ("[osc\nx = 1\n", 1, "a table's name has no ] at its end"),
        ("just words\n", 1, "just has no value, expected KEY = VALUE"),
        ("x =\n", 1, "x has no value: found the end of the line"),
        ("x = 1 y = 2\n", 1, "found y = 2 after this, expected the end of the line"),
        ('x = "C:\\models"\n', 1, 'the text "C:\\models" has a \\ in it: write \\\\, or put it in single quotes'),
        ('input."X" [\n', 1, "input.X has no value, expected KEY = VALUE"),
        ("input.Studio 24c = []\n", 1, "input.Studio has no value, expected KEY = VALUE"),
        ("= 1\n", 1, "found = 1, expected KEY = VALUE, [TABLE] or a comment after #"),
        ("t = { a = 1\n}\n", 1, "found nothing in t, expected , or }"),
        ("x = 1979-99-99\n", 1, "x is 1979-99-99, expected a number, true, false, a [list] or a text in quotes"),
        ("x = " + "[" * 70 + "\n", 1, "lists are nested more than 64 deep"),
        ("[a.b]\n[a]\nb = 1\n", 3, "a.b is there twice, first on line 1"),
        ("a = {}\na.b = 1\n", 2, "a table that is complete gets another key"),
        ("a = {}\n[a.b]\n", 2, "a table is there twice"),
        ("[[a]]\n[a]\n", 2, "a table is there twice"),
        (
            "x = " + "9" * 5000 + "\n",
            1,
            f"x is {'9' * 37}.., expected a number, true, false, a [list] or a text in quotes",
        ),
    ],
)
def test_broken_toml_is_told_with_its_line_in_our_words(text, line, sentence):
    (fault,) = source.parse("mine.toml", text.encode()).faults
    assert str(fault) == f"mine.toml: line {line}: {sentence}"


def test_text_that_is_not_utf_8_is_told_with_its_line():
    (fault,) = source.parse("mine.toml", "a = 1\ntitle = 'Müller'\n".encode("latin-1")).faults
    assert str(fault) == "mine.toml: line 2: is not UTF-8 text: save the file as UTF-8"


def test_the_mark_that_windows_puts_before_utf_8_is_no_fault():
    read = source.parse("mine.toml", b"\xef\xbb\xbftitle = 'X'\n")
    assert (read.data, read.faults) == ({"title": "X"}, [])


def test_any_damage_to_a_text_is_read_as_tomllib_does_or_is_one_sentence():
    chance = random.Random(7)
    characters = "[]{}\"'=,.#\\\n\r\t \x00abc019-_:éT"
    broken = 0
    for _ in range(1500):
        text = EVERY_KIND
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(["", chance.choice(characters)]) + text[at + chance.randint(0, 2) :]
        read = source.parse("mine.toml", text.encode())
        try:
            data = tomllib.loads(text)
        except ValueError:
            broken += 1
            (fault,) = read.faults
            assert str(fault).startswith("mine.toml: line ")
            assert str(fault).isprintable()
            assert fault.line is not None
            assert 1 <= fault.line <= text.count("\n") + 1
        else:
            assert read.faults == [], text
            assert read.data == data
            assert set(read.lines) == set(places(data)), text
    assert broken > 300
