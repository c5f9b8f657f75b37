"""Formulas in cells: written for each row from a column's, told from an owner's own, moved as sorting moves them."""

from __future__ import annotations

import re
from collections.abc import Callable

from kpi_excel.workbook.cells import Area, cell
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import escape, unescape

FORMULA = re.compile(rb"<((?:\w+:)?)f((?:\s[^>]*?)?)(?:/>|>([^<]*)</(?:\w+:)?f>)")
_RELATIVE = re.compile(r"(?<![\w.\[$])\$?[A-Z]{1,3}[0-9]{1,7}(?![\w.(\[])|(?<![\w.\[$:])[0-9]+:\$?[0-9]")
_SHARED = re.compile(rb'\bsi="([0-9]+)"')


def formula_text(data: bytes) -> str | None:
    """Give a cell's formula; None if it has none, an empty text if it is written in another cell."""
    found = FORMULA.search(data)
    return unescape((found[3] or b"").decode()) if found else None


def with_formula(data: bytes, change: Callable[[str], str]) -> bytes:
    """Give a cell with its formula changed; the same bytes if the change changes nothing."""
    found = FORMULA.search(data)
    if found is None or not found[3]:
        return data
    old = unescape(found[3].decode())
    new = change(old)
    return data if new == old else data[: found.start(3)] + escape(new).encode() + data[found.end(3) :]


def is_relative(formula: str) -> bool:
    """Tell whether a formula has references that move along with its cell."""
    return _RELATIVE.search(formula) is not None


def translated(formula: str, old: tuple[int, int], new: tuple[int, int]) -> str:
    """Write a formula for another cell: relative references move along, as when Excel copies or sorts.

    Example:
        >>> translated("B5*$C$1+t[[#This Row],[x]]", (5, 4), (8, 4))
        'B8*$C$1+t[[#This Row],[x]]'
    """
    if old == new or not is_relative(formula):
        return formula
    from openpyxl.formula.tokenizer import TokenizerError  # noqa: PLC0415 - slow to load and seldom needed
    from openpyxl.formula.translate import Translator, TranslatorError  # noqa: PLC0415

    try:
        return str(Translator(f"={formula}", origin=cell(*old)).translate_formula(cell(*new)))[1:]
    except (TokenizerError, TranslatorError, IndexError):  # a formula that only Excel understands stays as it is
        return formula


def same_formula(one: str, other: str) -> bool:
    """Tell whether two formulas differ in spaces and case at most."""
    return one == other or "".join(one.split()).casefold() == "".join(other.split()).casefold()


def write_out_shared(data: SheetData, area: Area) -> None:
    """Write out the shared formulas that have a cell in an area that is about to be filled.

    A shared formula stands in its first cell alone; were that cell filled, the others would lose theirs.
    """
    members = [(row, column, content) for row, column, content in data.formula_cells() if b'"shared"' in content]
    groups: dict[bytes, list[tuple[int, int, bytes]]] = {}
    for row, column, content in members:
        if (found := _SHARED.search(content)) is not None:
            groups.setdefault(found[1], []).append((row, column, content))
    for group in groups.values():
        inside = any(area.top <= row <= area.bottom and area.left <= column <= area.right for row, column, _ in group)
        first = next(((row, column, text) for row, column, one in group if (text := formula_text(one))), None)
        if not inside or first is None:
            continue
        for row, column, content in group:
            text = formula_text(content) or translated(first[2], first[:2], (row, column))
            data.row(row).cells[column] = FORMULA.sub(
                lambda found, text=text: b"<%bf>%b</%bf>" % (found[1], escape(text).encode(), found[1]),  # type: ignore[misc]
                content,
                count=1,
            )
