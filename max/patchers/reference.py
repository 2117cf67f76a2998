# SPDX-License-Identifier: MIT
"""Writes the reference page of `mdrnn~`, a .maxref.xml, from words.py."""

from xml.etree import ElementTree

from words import ATTRIBUTES, INLETS, MESSAGES, OUTLETS, Attribute, Message

DIGEST = "A neural network that plays with you"
DESCRIPTION = (
    "mdrnn~ plays a neural network that was trained on recorded gestures: it predicts the next values and when they"
    " come. Send it events, as messages or signals, and it sends events back, each at its own time, sample-accurate. It"
    " plays models made with mdrnn or IMPSY (.tflite) and needs no other software. If a model cannot be loaded, the"
    " object says so in the Max console and keeps its inlets, outlets and patch cords."
)
TAGS = ("MSP", "MSP Control", "Machine Learning", "Gesture", "MIDI")
OUTPUT = (
    ("signal", "The values as signals, then trigger, ramp and gate, one outlet each."),
    ("event", "Second outlet from the right: event x1 .. xn, at the logical time of the event."),
    ("step", "Right outlet: the result of step, dt x1 .. xn."),
    ("model", "Right outlet: the path of a model that was loaded."),
    ("record", "Right outlet: the path of a log that was started."),
    ("recorded", "Right outlet: the path of a log that is complete."),
    ("info", "Right outlet: the output of info, each item with its name in front, for route."),
)
TIMING = (
    ("messages", "Used in the next signal vector, at the sample that belongs to their logical time."),
    ("signals", "Sample-accurate, in and out, at every vector size and sampling rate, with Overdrive on or off."),
    ("event messages", "Sent by the scheduler at their logical time."),
    ("audio off", "The machine keeps playing; only the signals stop."),
    ("loading", "In the background: the old model keeps playing, and the audio thread never waits."),
)
SEE_ALSO = ("line~", "makenote", "udpsend", "udpreceive", "mc.unpack~", "pictslider")

HEAD = (
    '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    '<?xml-stylesheet href="./_c74_ref.xsl" type="text/xsl"?>\n\n'
)

Element = ElementTree.Element


def _add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    child = ElementTree.SubElement(parent, tag, attributes)
    child.text = text or None
    return child


def _explain(parent: Element, digest: str, description: str) -> None:
    _add(parent, "digest", digest)
    _add(parent, "description", description)


def _ports(root: Element, tag: str, ports: tuple[tuple[str, str, str], ...]) -> None:
    entries = _add(root, f"{tag}list")
    for number, (kind, digest, description) in enumerate(ports):
        _explain(_add(entries, tag, id=str(number), type=kind), digest, description)


def _arguments(root: Element) -> None:
    entries = _add(root, "objarglist")
    model = _add(entries, "objarg", name="model", optional="1", type="symbol")
    _explain(
        model,
        "Model file to load",
        "It sets the number of inlets and outlets, which then stays the same. Without a model, dim does.",
    )


def _property(entries: Element, name: str, kind: str, value: str) -> None:
    _add(entries, "attribute", name=name, get="1", set="1", type=kind, size="1", value=value)


def _limits(attribute: Attribute) -> str:
    """Range and default as text."""
    units = f" {attribute.units}" if attribute.units else ""
    limits = (
        f" From {attribute.range[0]} to {attribute.range[1]}{units}."
        if attribute.range and attribute.style != "onoff"
        else ""
    )
    return limits + (f" The default is {attribute.default}{units}." if attribute.default else "")


def _attribute(entries: Element, attribute: Attribute) -> None:
    own = _add(entries, "attribute", name=attribute.name, get="1", set="1", type=attribute.type, size="1")
    _explain(own, attribute.digest, attribute.description + _limits(attribute))
    properties = _add(own, "attributelist")
    _property(properties, "category", "symbol", attribute.category)
    if attribute.default:
        _property(properties, "default", attribute.type, attribute.default)
    _property(properties, "label", "symbol", attribute.label)
    if attribute.is_saved:
        _property(properties, "save", "int", "1")
    if attribute.style:
        _property(properties, "style", "symbol", attribute.style)
    if attribute.range:
        _property(properties, "min", "float", attribute.range[0])
        _property(properties, "max", "float", attribute.range[1])
    if attribute.units:
        _property(properties, "units", "symbol", attribute.units)
    if attribute.choices:
        choices = _add(own, "enumlist")
        for name, meaning in attribute.choices.items():
            _explain(_add(choices, "enum", name=name), meaning, meaning)


def _message(entries: Element, message: Message) -> None:
    own = _add(entries, "method", name=message.name)
    arguments = _add(own, "arglist")
    for name, kind, is_optional in message.arguments:
        _add(arguments, "arg", name=name, optional=str(int(is_optional)), type=kind)
    _explain(own, message.digest, message.description)


def page() -> str:
    root = ElementTree.Element("c74object", name="mdrnn~", module="mdrnn", category="MSP Control")
    _explain(root, DIGEST, DESCRIPTION)
    metadata = _add(root, "metadatalist")
    _add(metadata, "metadata", "The mdrnn authors", name="author")
    for tag in TAGS:
        _add(metadata, "metadata", tag, name="tag")
    _ports(root, "inlet", INLETS)
    _ports(root, "outlet", OUTLETS)
    _arguments(root)
    methods = _add(root, "methodlist")
    for message in MESSAGES:
        _message(methods, message)
    attributes = _add(root, "attributelist")
    for attribute in ATTRIBUTES:
        _attribute(attributes, attribute)
    for title, entries in (("Output", OUTPUT), ("Timing", TIMING)):
        section = _add(root, "misc", name=title)
        for name, description in entries:
            _add(_add(section, "entry", name=name), "description", description)
    see_also = _add(root, "seealsolist")
    for name in SEE_ALSO:
        _add(see_also, "seealso", name=name)
    ElementTree.indent(root)
    return HEAD + ElementTree.tostring(root, encoding="unicode") + "\n"
