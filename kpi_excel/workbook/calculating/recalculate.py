"""Recalculating: the values of a filled workbook's formulas, from an engine that is given no more than they see.

Of tables in which rows are looked up it is given those rows, of sheets that no formula sees nothing. These may be
filled while it is at work.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from kpi_excel.workbook.calculating.calculate import Calculated, Calculation, Place, calculate, calculate_cells, no_work
from kpi_excel.workbook.calculating.lookups import Lookup, find_lookups
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.body import Body
from kpi_excel.workbook.filling.fill import Filling
from kpi_excel.workbook.parts.structure import Sheet

Rows = Mapping[str, set[int]]
"""Rows that are looked up, by their sheets' parts."""
Bodies = Mapping[str, Body]
"""The tables in which they are, by their sheets' parts."""


def recalculate(filling: Filling, today: date, meanwhile: Callable[[], None] = no_work) -> Calculation:
    """Calculate a filled workbook.

    Args:
        filling: what formulas see must have been filled, and written.
        today: the day that TODAY and NOW mean.
        meanwhile: what else there is to do, while the engine is at work. It must fill and write all other sheets.
    """
    lookups = find_lookups(filling)
    bodies = {one.part: filling.waiting[one.part] for one in lookups}
    others = filling.waiting.keys() - bodies.keys()
    for part in others:
        filling.write_rows(part)
    if others:
        filling.filled.write_sheets()
    places = {place for one in lookups for place in one.places}
    for rows in _guesses(filling, lookups, bodies, today):
        calculation = calculate(_excerpt(filling, lookups, bodies, rows), today, meanwhile)
        meanwhile = no_work
        if any(filling.filled.sheet_data(sheet.part).has_formulas() for sheet in _unseen(filling)):
            break  # they had none before they were filled
        seen = _rows(lookups, calculation.at(places))
        if seen is not None and all(seen[part] <= rows[part] for part in seen):
            return _completed(filling, calculation)
    meanwhile()
    return calculate(filling.filled.edit.save(compress=False), today)


def _guesses(filling: Filling, lookups: Sequence[Lookup], bodies: Bodies, today: date) -> Iterator[Rows]:
    """Say which rows are looked up: those that hints name, then those that the cells calculated by themselves give."""
    if all(one.likely or not one.places for one in lookups):
        yield {one.part: one.likely for one in lookups}
    places = sorted({place for one in lookups for place in one.places})
    excerpt = _excerpt(filling, lookups, bodies, {one.part: set() for one in lookups})
    rows = _rows(lookups, calculate_cells(excerpt, today, places))
    if rows is not None:
        yield rows


def _rows(lookups: Iterable[Lookup], values: Mapping[Place, Calculated]) -> Rows | None:
    found = {}
    for one in lookups:
        rows = one.rows(values)
        if rows is None:
            return None
        found[one.part] = rows
    return found


def _excerpt(filling: Filling, lookups: Iterable[Lookup], bodies: Bodies, rows: Rows) -> bytes:
    """Save the workbook with only the looked-up rows of tables, and with nothing on the sheets that nobody sees."""
    parts = {one.part: bodies[one.part].excerpt(one.columns, rows[one.part]) for one in lookups}
    parts |= {sheet.part: filling.filled.sheet_data(sheet.part).serialize_with([]) for sheet in _unseen(filling)}
    return filling.filled.edit.save(compress=False, instead=parts)


def _unseen(filling: Filling) -> list[Sheet]:
    return [sheet for sheet in filling.filled.structure.sheets if sheet.name in filling.unseen]


def _completed(filling: Filling, calculation: Calculation) -> Calculation:
    """Let the values of sheets that the engine was not given be read, too."""
    filled, parts = filling.filled, {sheet.name: sheet.part for sheet in _unseen(filling)}

    def read(sheet: str, area: Area) -> list[list[Calculated]]:
        if sheet not in parts:
            return calculation.read(sheet, area)
        data, value = filled.sheet_data(parts[sheet]), filled.reader.value
        grid = [
            [value(data.cell(row, column)) for column in range(area.left, area.right + 1)]
            for row in range(area.top, area.bottom + 1)
        ]
        return [[math.nan if one == "#N/A" else one for one in row] for row in grid]

    return replace(calculation, read=read)
