# SPDX-License-Identifier: MIT
"""The table of OSC messages, and the check that every datagram passes before python-osc decodes it."""

import random
import re
import struct
from pathlib import Path

import pytest
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from mdrnn.errors import MdrnnError
from mdrnn.playing import osc_protocol as osc

README = Path(__file__).parents[2] / "README.md"


def message(address, *arguments):
    builder = OscMessageBuilder(address)
    for argument in arguments:
        builder.add_arg(*argument) if isinstance(argument, tuple) else builder.add_arg(argument)
    return builder.build().dgram


def bundle(*contents, time=IMMEDIATELY):
    builder = OscBundleBuilder(time)
    built = builder.build().dgram
    return built + b"".join(struct.pack(">i", len(each)) + each for each in contents)


def test_no_address_means_two_words():
    addresses = [address for word in osc.WORDS for address in word.addresses]
    assert len(addresses) == len(set(addresses))
    assert all(osc.find(address).address.startswith("/mdrnn/") for address in addresses)


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("/interface", "event"),
        ("/impsy/mode", "mode"),
        ("/impsy/reset", "reset"),
        ("/impsy/pause", "pause"),
        ("/impsy/sigmatemp", "sigma_temperature"),
        ("/impsy/pitemp", "pi_temperature"),
        ("/impsy/timescale", "timescale"),
        ("/temperature", "sigma_temperature"),
        ("/timescale", "timescale"),
    ],
)
def test_the_words_of_impsy_and_imps_are_known(alias, name):
    assert osc.find(alias).name == name


def test_an_unknown_address_is_refused_by_name():
    with pytest.raises(MdrnnError, match="unknown address /interfase"):
        osc.find("/interfase")


def test_every_address_is_in_the_readme():
    text = README.read_text()
    if "## OSC" not in text:
        pytest.skip("the README has no section on OSC yet")
    missing = [word.address for word in osc.WORDS if not re.search(re.escape(word.address) + r"\b", text)]
    assert missing == []


def test_numbers_of_every_width_and_strings_come_through():
    sent = message("/interface", 0.5, 2, (0.25, "d"), (2**40, "h"), True, False, "text")
    assert list(osc.messages(sent)) == [("/interface", [0.5, 2, 0.25, 2**40, True, False, "text"])]
    assert osc.numbers("/x", [1, 0.5, True, False]) == [1.0, 0.5, 1.0, 0.0]


def test_a_message_without_type_tags_has_no_arguments():
    assert list(osc.messages(b"/mdrnn/reset\0\0\0\0")) == [("/mdrnn/reset", [])]


def test_bundles_are_played_in_their_order_whatever_their_time_says():
    later = bundle(message("/a", 1), bundle(message("/b", 2), time=2.05e9), message("/c", 3), time=2.0e9)
    assert list(osc.messages(later)) == [("/a", [1]), ("/b", [2]), ("/c", [3])]
    assert list(osc.messages(bundle())) == []


def nested(depth):
    packet = message("/a", 1)
    for _ in range(depth):
        packet = bundle(packet)
    return packet


def test_bundles_may_be_nested_four_deep_and_no_deeper():
    assert list(osc.messages(nested(4))) == [("/a", [1])]
    with pytest.raises(MdrnnError, match="nested more than 4 deep"):
        osc.messages(nested(5))
    with pytest.raises(MdrnnError, match="nested more than 4 deep"):
        osc.messages(nested(300))


REFUSED = {
    "nothing": (b"", "begins with neither"),
    "an element of size -4, which python-osc reads for ever": (bundle() + struct.pack(">i", -4), "has -4 bytes"),
    "an element of size 0": (bundle() + struct.pack(">i", 0), "has 0 bytes"),
    "an element larger than what is left": (bundle() + struct.pack(">i", 64) + b"/a\0\0", "up to the 4 that are left"),
    "an element of 6 bytes": (bundle() + struct.pack(">i", 6) + b"/a\0\0,\0\0\0", "expected a multiple of 4"),
    "a bundle that ends early": (b"#bundle\0\0\0\0\0", "before its time tag"),
    "an address of 28 stars, which freezes a regular expression": (message("/" + "*" * 28 + "x", 1), "a pattern"),
    "an address with a choice": (message("/{a,b}", 1), "a pattern"),
    "an address with a space": (message("/a b", 1), "a pattern"),
    "an address with an escape": (message("/a\x1b[0m", 1), "a pattern"),
    "an address of 256 characters": (message("/" + "a" * 255, 1), "a pattern or not plain text"),
    "an address that does not end": (b"/abcdefg", "an address does not end"),
    "type tags that do not end": (b"/a\0\0,fff", "type tags does not end"),
    "type tags without a comma": (b"/a\0\0f\0\0\0", "do not begin with a comma"),
    "a blob": (message("/a", (b"1234", "b")), "has the type 'b'"),
    "time tags": (b"/a\0\0,tt\0" + b"\xff" * 16, "has the type 't'"),
    "an array": (message("/a", [1, 2]), r"has the type '\['"),
    "fewer arguments than tags": (b"/a\0\0,ff\0\0\0\0\0", "ends before its last argument"),
    "a string that does not end": (b"/a\0\0,s\0\0abcd", "a string does not end"),
    "a string that is not text": (b"/a\0\0,s\0\0\xff\xfe\0\0", "not UTF-8"),
    "five bytes": (b"/a\0\0,", "expected a multiple of 4"),
    "more than 8192 bytes": (message("/a", "x" * 8300), "more than 8192 bytes"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_a_sentence(name):
    datagram, sentence = REFUSED[name]
    with pytest.raises(MdrnnError, match=sentence):
        list(osc.messages(datagram))


def test_nothing_but_our_own_refusal_comes_out_of_mutated_and_random_datagrams():
    chance = random.Random(3)
    good = [message("/interface", 0.5, 1, "s"), nested(2), bundle(message("/a", 1), message("/mdrnn/mode", "battle"))]
    refused = 0
    for _ in range(20_000):
        if chance.random() < 0.3:
            datagram = chance.randbytes(chance.randrange(64))
        else:
            mutated = bytearray(chance.choice(good))
            for _ in range(chance.randint(1, 4)):
                mutated[chance.randrange(len(mutated))] = chance.randrange(256)
            datagram = bytes(mutated[: chance.randint(0, len(mutated))] if chance.random() < 0.2 else mutated)
        try:
            list(osc.messages(datagram))
        except MdrnnError:
            refused += 1
    assert 1_000 < refused < 20_000


def test_a_string_is_no_number():
    with pytest.raises(MdrnnError, match="/x: argument 2 is 'a', expected a number"):
        osc.numbers("/x", [1, "a"])
    with pytest.raises(MdrnnError, match="/x: argument 1 is None, expected a number"):
        osc.numbers("/x", [None])
