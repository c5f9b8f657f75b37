"""Sparklines checked: each draws the row that it stands in, by the names that stand in both rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.checking.misdrawn import Misdrawn
from kpi_excel.workbook.checking.stored_cells import StoredCells, cells_text
from kpi_excel.workbook.sheet.cell_formulas import is_relative
from kpi_excel.workbook.sheet.references import read_ranges
from kpi_excel.workbook.vocabulary import fold

_REFILL = "Fill the dashboard again; in a workbook of your own mend the first one and fill it down."
_EDIT = "Select the cell, choose Sparkline, Edit Data, and give it the numbers that it stands for."


@dataclass(frozen=True)
class Sparkline:
    """A sparkline.

    Args:
        place: its cell.
        formula: what it draws.
    """

    place: Area
    formula: str


def check_sparklines(sheet: str, found: Sequence[Sparkline], cells: StoredCells) -> Iterator[Misdrawn]:
    """Find the sparklines of a sheet that draw something else than they stand for.

    Args:
        sheet: the sheet's name.
        found: its sparklines.
        cells: the workbook's cells.
    """
    columns: dict[int, dict[int, str]] = {}
    for one in found:
        columns.setdefault(one.place.left, {})[one.place.top] = one.formula
    for column, drawn in columns.items():
        yield from _check_column(sheet, column, drawn, cells)


def _check_column(sheet: str, column: int, drawn: Mapping[int, str], cells: StoredCells) -> Iterator[Misdrawn]:
    """Check the sparklines that stand below each other, by row."""
    alike = Counter(formula for formula in drawn.values() if is_relative(formula))
    names = {row: _names_beside(sheet, Area(row, column, row, column), cells) for row in drawn}
    count = Counter(name for own in names.values() for name in own)
    rows = {name: row for row, own in names.items() for name in own if count[name] == 1}
    for formula in dict.fromkeys(drawn.values()):
        if alike[formula] > 1:
            message = f"{alike[formula]} sparklines all draw {formula}, so every row shows the same numbers."
            there = sorted(row for row, other in drawn.items() if other == formula)
            yield Misdrawn(sheet, cells_text(there, column), message, _REFILL)
    for row, formula in drawn.items():
        if alike[formula] > 1:
            continue
        for message in _flaws(sheet, row, formula, cells, rows):
            yield Misdrawn(sheet, cells_text([row], column), message, _EDIT)


def _flaws(sheet: str, row: int, formula: str, cells: StoredCells, rows: Mapping[str, int]) -> Iterator[str]:
    """Say what is wrong with what the sparkline of a row draws.

    Args:
        sheet: the sheet's name.
        row: the sparkline's row.
        formula: what it draws.
        cells: the workbook's cells.
        rows: the rows of the sparklines in its column, by the names that stand in one of them only.
    """
    if "#REF!" in formula:
        yield f"its sparkline draws {formula}: its numbers are gone."
    for named, area in read_ranges(formula):
        other = named or sheet
        if other not in cells:
            yield f"its sparkline draws {formula}, but there is no sheet '{other}'."
        elif not area.is_line:
            yield f"its sparkline draws {formula}, which is neither a row nor a column."
        elif (other.casefold(), area.top, area.bottom) != (sheet.casefold(), row, row):
            there = {rows[name] for name in _names_of(other, area, cells) if name in rows}
            if there and row not in there:
                own, drawn = (_said(one, [name for name, of in rows.items() if of == one]) for one in (row, min(there)))
                yield f"its sparkline draws {formula}, the numbers of {drawn}, but it stands in the row of {own}."


def _said(row: int, names: Sequence[str]) -> str:
    return f"“{names[0]}”" if names else f"row {row}"


def _names_of(sheet: str, area: Area, cells: StoredCells) -> set[str]:
    """Give the names of numbers: of a row those beside it, of a column its header."""
    if area.top == area.bottom:
        return _names_beside(sheet, area, cells)
    table = cells.table_at(sheet, area)
    header = table.area.top if table and table.header_rows else area.top - 1
    return {fold(cells.text(sheet, header, area.left))} - {""} if header else set()


def _names_beside(sheet: str, area: Area, cells: StoredCells) -> set[str]:
    """Give the texts in the row of some cells: of their table, or to their left."""
    table = cells.table_at(sheet, area)
    first, last = (table.area.left, table.area.right) if table else (1, area.left - 1)
    columns = (column for column in range(first, last + 1) if not area.left <= column <= area.right)
    return {fold(cells.text(sheet, area.top, column)) for column in columns} - {""}
