"""Formulas in cells: written for each row from a column's, told from an owner's own, moved as sorting moves them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kpi_excel.workbook.cells import Area, cell
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import escape, unescape

FORMULA = re.compile(rb"<((?:\w+:)?)f((?:\s[^>]*?)?)(?:/>|>([^<]*)</(?:\w+:)?f>)")
_RELATIVE = re.compile(  # cells, whole rows, whole columns: one with a dollar sign before each part stays where it is
    r"(?<![\w.\[$])(?:[A-Z]{1,3}\$?|\$[A-Z]{1,3})[0-9]{1,7}(?![\w.(\[])"
    r"|(?<![\w.\[$:])(?:[0-9]+:\$?[0-9]|\$[0-9]+:[0-9])"
    r"|(?<![\w.\[$:])(?:[A-Z]{1,3}:\$?[A-Z]|\$[A-Z]{1,3}:[A-Z])"
)
_SHARED = re.compile(rb'\bsi="([0-9]+)"')
_KIND = re.compile(rb'\bt="(array|dataTable)"')
_REF = re.compile(rb'\bref="([A-Z0-9:]+)"')
_INPUTS = re.compile(rb'\br[12]="([A-Z]+[0-9]+)"')
_CELL_METADATA = re.compile(rb'\scm="')  # says of an array formula that it spills


@dataclass(frozen=True)
class Array:
    """What a formula that stands in one cell gives to several.

    Args:
        area: the cells.
        spills: whether it takes as many cells as it has values; one of the old kind always fills its area.
        inputs: of a data table (Data, What-If Analysis), the cells that it tries values in.
    """

    area: Area
    spills: bool = False
    inputs: tuple[Area, ...] = ()


def array_of(data: bytes) -> Array | None:
    """Read what a cell's formula gives to several cells; None for one that gives a value to its own cell only.

    Example:
        >>> array_of(b'<c r="A2" cm="1"><f t="array" ref="A2:A5">SORT(B2:B5)</f></c>').area
        Area(top=2, left=1, bottom=5, right=1)
    """
    match = FORMULA.search(data)
    kind = _KIND.search(match[2]) if match else None
    reference = _REF.search(match[2]) if match and kind else None
    if match is None or reference is None:
        return None
    area = Area.parse(reference[1].decode())
    if kind[1] == b"array":  # type: ignore[index]
        return Array(area, spills=_CELL_METADATA.search(data, 0, data.find(b">")) is not None)
    return Array(area, inputs=tuple(Area.parse(one.decode()) for one in _INPUTS.findall(match[2])))


def formula_text(data: bytes) -> str | None:
    """Give a cell's formula; None if it has none, an empty text if it is written in another cell."""
    match = FORMULA.search(data)
    return unescape((match[3] or b"").decode()) if match else None


def with_array_area(data: bytes, area: Area) -> bytes:
    """Give the cell of an array formula with the cells that its values take."""
    match = FORMULA.search(data)
    if match is None:
        return data
    attributes = _REF.sub(b'ref="%b"' % str(area).encode(), match[2])
    return data[: match.start(2)] + attributes + data[match.end(2) :]


def shared_group(data: bytes) -> str:
    """Give the number of the group whose cells share a cell's formula; empty if it is not shared."""
    match = FORMULA.search(data)
    group = _SHARED.search(match[2]) if match and b'"shared"' in match[2] else None
    return group[1].decode() if group else ""


def with_formula(data: bytes, change: Callable[[str], str]) -> bytes:
    """Give a cell with its formula changed; the same bytes if the change changes nothing."""
    match = FORMULA.search(data)
    if match is None or not match[3]:
        return data
    old = unescape(match[3].decode())
    new = change(old)
    return data if new == old else data[: match.start(3)] + escape(new).encode() + data[match.end(3) :]


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


def same_formula(first: str, other: str) -> bool:
    """Tell whether two formulas differ in spaces and case at most."""
    return first == other or "".join(first.split()).casefold() == "".join(other.split()).casefold()


def write_out_shared(data: SheetData, area: Area) -> None:
    """Write out the shared formulas that have a cell in an area that is about to be filled.

    A shared formula stands in its first cell alone; were that cell filled, the others would lose theirs.
    """
    members = [(row, column, content) for row, column, content in data.formula_cells() if b'"shared"' in content]
    groups: dict[bytes, list[tuple[int, int, bytes]]] = {}
    for row, column, content in members:
        if (match := _SHARED.search(content)) is not None:
            groups.setdefault(match[1], []).append((row, column, content))
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
