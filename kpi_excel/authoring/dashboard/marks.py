"""Digits and signs of numbers in sentences that formulas write.

Cells show the marks for fractions and thousands of the program that shows them, so sentences take the same ones: named
cells ask for them. A language with digits of its own keeps these in named cells, too, which filling sets as the
settings say; formulas of other languages have theirs written out.
"""

import re
from collections.abc import Callable

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from kpi_excel.authoring.dashboard.tables import cell_on
from kpi_excel.language.texts import Texts
from kpi_excel.workbook.formulas import SHOWN_MARKS, mark_name

_PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def joined(pattern: str, value: Callable[[str], str]) -> str:
    """Write a pattern with placeholders as a formula that joins its pieces.

    Example:
        >>> joined("by {due}.", lambda name: name.upper())
        '"by "&DUE&"."'
    """
    pieces = _PLACEHOLDER.split(pattern)
    texts = [f'"{piece}"' if number % 2 == 0 else value(piece) for number, piece in enumerate(pieces) if piece]
    return "&".join(texts)


def sign(name: str, words: Texts) -> str:
    """Refer to a sign: ``decimal``, ``group`` or ``percent``."""
    if name in SHOWN_MARKS:
        return _shown_name(name)
    return mark_name(name) if words.own_digits else f'"{words.marks[name]}"'


def percent_ending(words: Texts) -> str:
    """Write what ends the title of a chart in percent."""
    return f'"{words.text("dashboard", "charts", "unit_separator")}"&{sign("percent", words)}'


def localized(text: str, words: Texts) -> str:
    """Let a formula's text have the language's digits."""
    if words.own_digits:
        for digit in range(10):
            text = f'SUBSTITUTE({text},"{digit}",{mark_name(f"digit_{digit}")})'
    return text


def in_western_digits(text: str, words: Texts) -> str:
    """Let a formula's text have western digits, whichever the language's own were typed."""
    if words.right_to_left:
        for digit, own in enumerate(_PERSIAN_DIGITS):
            text = f'SUBSTITUTE({text},"{own}","{digit}")'
    return text


def write_marks(workbook: Workbook, sheet: Worksheet, row: int, column: int, words: Texts) -> None:
    """Write the named cells, one below the other, and beside them those that ask the program."""
    kept = words.marks if words.own_digits else {name: words.marks[name] for name in SHOWN_MARKS}
    for place, (name, text) in enumerate(kept.items(), row):
        sheet.write_string(place, column, text)
        workbook.define_name(mark_name(name), f"={cell_on(sheet.get_name(), place, column)}")
        if name in SHOWN_MARKS:
            sheet.write_formula(place, column + 1, f"={SHOWN_MARKS[name]}", None, text)
            workbook.define_name(_shown_name(name), f"={cell_on(sheet.get_name(), place, column + 1)}")


def _shown_name(name: str) -> str:
    return f"shown_{name}"
