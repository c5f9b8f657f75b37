"""Writing values: every formula cell that a filling reaches carries its value, the engine's or the calculated one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

from kpi_excel.errors import KpiExcelError
from kpi_excel.workbook.calculating.recalculate import Recalculated
from kpi_excel.workbook.calculators.calculation import TOLERANCE, UNAVAILABLE, Calculated, Place, Unavailable
from kpi_excel.workbook.cells import Area, cell
from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.sheet.cell_formulas import with_array_area
from kpi_excel.workbook.sheet.cell_xml import Value, style_of, with_cached_value, write_value
from kpi_excel.workbook.sheet.sheet_data import SheetData


class DisagreementError(KpiExcelError):
    """The engine and the workbook's own formulas give different values."""


def write_values(filled: Filled, recalculated: Recalculated) -> int:
    """Give every formula cell that takes a value anew its value: the engine's if it is known, else the calculated one.

    Filling has written the engine's values; a formula's words, such as a dash, stand in for one that is not there.

    Returns:
        How many formula cells have no value because it could not be computed.

    Raises:
        DisagreementError: if a known value and the calculated one differ.
    """
    unavailable = 0
    parts = {sheet.name: sheet.part for sheet in filled.structure.sheets}
    written: dict[str, dict[tuple[int, int], Value]] = {}
    arrays: list[Place] = []
    for place in sorted(recalculated.reached | recalculated.missing):
        sheet, row, column = place
        known = filled.known.get((parts[sheet], row, column), UNAVAILABLE)
        value = recalculated.value(place)
        if known is not UNAVAILABLE and value is not UNAVAILABLE and not agree(known, value):
            raise DisagreementError(
                "disagreement", sheet=sheet, cell=cell(row, column), known=repr(known), value=repr(value)
            )
        if known is UNAVAILABLE or (isinstance(value, str) and value != known):
            if value is UNAVAILABLE and place in recalculated.missing:
                continue  # what it carries, or that it carries nothing, stays
            unavailable += value is UNAVAILABLE
            if not _is_the_same(recalculated.cells[place].stored, value):
                written.setdefault(sheet, {})[row, column] = None if isinstance(value, Unavailable) else value
        if recalculated.cells[place].array is not None and recalculated.array(place) is not None:
            arrays.append(place)
    for sheet, values in written.items():
        data = filled.sheet_data(parts[sheet])
        data.change_formula_cells(partial(_with_value, values, data.prefix), {row for row, _ in values})
    for place in arrays:
        _write_array(filled.sheet_data(parts[place[0]]), place, recalculated)
    return unavailable


def _is_the_same(stored: Value, value: Calculated) -> bool:
    """Tell whether a cell carries a value already, to the last bit."""
    return type(stored) is type(value) and (stored == value or (stored != stored and value != value))  # noqa: PLR0124


def _with_value(values: Mapping[tuple[int, int], Value], prefix: bytes, row: int, column: int, content: bytes) -> bytes:
    place = row, column
    return with_cached_value(content, values[place], prefix) if place in values else content


def _write_array(data: SheetData, place: Place, recalculated: Recalculated) -> None:
    """Write the values that an array formula gives to the cells beside its own, and take away those of before."""
    sheet, top, left = place
    was, area = recalculated.cells[place].array, recalculated.array(place)
    if was is None or area is None:
        return
    if was.spills and area != was.area:
        cells = data.row(top).cells
        cells[left] = with_array_area(cells[left], area)
    grid = recalculated.read(sheet, area)
    for other in _both(was.area, area):
        for row in range(other.top, other.bottom + 1):
            for column in range(other.left, other.right + 1):
                if (row, column) == (top, left):
                    continue
                value = grid[row - area.top][column - area.left] if area.holds(row, column) else None
                _write(data, row, column, None if isinstance(value, Unavailable) else value)
    if was.area != area:
        data.fit_dimension()


def _both(first: Area, other: Area) -> list[Area]:
    return [first, other] if first != other else [first]


def _write(data: SheetData, row: int, column: int, value: Value) -> None:
    """Write a value that belongs to an array; the cell's format stays."""
    old = data.cell(row, column)
    if value is None and not old:
        return
    style = style_of(old)
    if value is None and not style:
        data.row(row).cells.pop(column, None)
    else:
        data.row(row).cells[column] = write_value(row, column, value, style, data.prefix)


def agree(known: Calculated, calculated: Calculated) -> bool:
    """Tell whether a formula gives what the engine knows.

    Numbers agree within the tolerance. Where the engine has no value, a formula may give #N/A, nothing, or words of
    its template's own such as a dash, but no number. Words may differ: a template may be older, or of its owner's own.

    Example:
        >>> agree(0.1 + 0.2, 0.3), agree(float("nan"), "–"), agree(float("nan"), 0.0), agree(0.3, "–")
        (True, True, False, False)
    """
    if _is_nothing(known):
        return _is_nothing(calculated) or isinstance(calculated, str)
    if isinstance(known, (int, float)) and isinstance(calculated, (int, float)):
        return math.isclose(known, calculated, rel_tol=TOLERANCE, abs_tol=1e-12)
    return isinstance(known, str) and isinstance(calculated, str)


def _is_nothing(value: Calculated) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))
