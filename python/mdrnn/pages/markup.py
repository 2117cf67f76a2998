# SPDX-License-Identifier: MIT
"""Pieces of a page: sentences, pictures and tables as HTML."""

import re
from collections.abc import Container, Iterable
from html import escape


def beside(title: str, text: str, picture: str) -> str:
    """Words and a picture, next to each other where there is room."""
    return f'<h2>{title}</h2>\n<div class="pair"><div><p>{text}</p></div>{figure(picture)}</div>'


def sentence(text: str) -> str:
    """As `words`, with a capital and a full stop."""
    return words(f"{text[0].upper()}{text[1:]}.")


def words(text: str) -> str:
    """What stands between back quotes is typed, and stays on one line."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def items(sentences: Iterable[str], css: str = "") -> str:
    """A list of sentences."""
    kind = f' class="{css}"' if css else ""
    return f"<ul{kind}>{''.join(f'<li>{words(each)}</li>' for each in sentences)}</ul>"


def figure(picture: str, caption: str = "") -> str:
    """A picture, and HTML above it."""
    text = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{text}{picture}</figure>"


def table(head: Iterable[str], rows: Iterable[Iterable[str]], strong: Container[str] = ()) -> str:
    """Cells of text, the first of each row being its name; rows whose names are in `strong` are in bold."""
    titles = "".join(f'<th scope="col">{escape(word)}</th>' for word in head)
    body = "".join(_row(*row, strong=strong) for row in rows)
    return f'<div class="scroll"><table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(name: str, *cells: str, strong: Container[str]) -> str:
    kind = ' class="strong"' if name in strong else ""
    numbers = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr{kind}><th scope="row">{escape(name)}</th>{numbers}</tr>'
