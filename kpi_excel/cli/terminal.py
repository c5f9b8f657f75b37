"""The terminal: the one gate through which everything that the commands print goes.

Cells, sheets and files have names that somebody else chose. On a terminal, some characters in them are commands that
move the cursor, retitle the window or hide what was printed, and some make what follows read backwards. Here they
become characters that can be seen; colours come from `style` alone.
"""

from __future__ import annotations

import os
import re
from typing import Any

import click

_TOKEN = f"\x1b{os.urandom(8).hex()}"  # what begins a colour of ours; no cell can know it
_COLOUR = re.compile(rf"{_TOKEN}(\[[0-9;]*m)")
_BIDIRECTIONAL = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))  # overrides, embeddings, isolates
_PICTURES = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x7F: "\u2421",
    **{code: f"\u2039U+{code:04X}\u203a" for code in (*range(0x80, 0xA0), 0x2028, 0x2029, *_BIDIRECTIONAL)},
}


def visible(text: str) -> str:
    r"""Write a text with every character that a terminal would obey as one that it shows.

    Example:
        >>> visible("\x1b[2Jall is well"), visible("txt.\u202egnp")
        ('␛[2Jall is well', 'txt.‹U+202E›gnp')
    """
    return text.translate(_PICTURES)


def style(text: str, **how: Any) -> str:
    """Give a text in a colour for `echo`; the arguments are those of ``click.style``."""
    return click.style(visible(text), **how).replace("\x1b", _TOKEN)


def echo(text: str = "", err: bool = False, lines: bool = False) -> None:
    """Print a text.

    Args:
        text: what to say; parts of it may come from `style`.
        err: whether it goes to the error stream.
        lines: whether it has several lines; otherwise a line break in it is somebody else's, and shown.
    """
    shown = (_gated(line) for line in (text.split("\n") if lines else [text]))
    click.echo("\n".join(shown), err=err)


def _gated(text: str) -> str:
    """Let our own colours through, and nothing else."""
    pieces = _COLOUR.split(text)  # texts and colours in turn
    return "".join(f"\x1b{piece}" if number % 2 else visible(piece) for number, piece in enumerate(pieces))


def echo_json(text: str) -> None:
    """Print JSON: the same data, with what a terminal would obey as JSON escapes it."""
    escaped = {code: f"\\u{code:04x}" for code in _PICTURES if code != ord("\n")}
    click.echo(text.translate(escaped))
