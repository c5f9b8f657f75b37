"""Figures of exports: programs wrote them, so that one with a mark in it means what that program means by the mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kpi_excel.importers.convert import TakenRow, number_of
from kpi_excel.importers.grids import Cell
from kpi_excel.model.table import ColumnType, Table
from kpi_excel.workbook.reading.numbers import read_number

NEGATIVE = "negative"
_FRACTIONS = (ColumnType.AMOUNT, ColumnType.SIGNED_AMOUNT, ColumnType.NUMBER)


def with_figures(rows: Iterable[TakenRow], table: Table, decimal: str) -> tuple[list[TakenRow], Counter[str]]:
    """Read figures that could be read in two ways by the export's own decimal mark, and leave out impossible ones.

    Platforms give a day's count below 0 where people took more back than they gave; the count is not known then.

    Args:
        rows: the rows.
        table: the input table that they are of.
        decimal: the export's decimal mark.

    Returns:
        The rows, and how many figures were left out, by code of the reason.
    """
    counts = [column.name for column in table.columns if column.type is ColumnType.COUNT]
    fractions = [column.name for column in table.columns if column.type in _FRACTIONS]
    left_out: Counter[str] = Counter()
    read = []
    for row in rows:
        cells = {**row.cells, **_fractions(row.cells, fractions, decimal)}
        for name in counts:
            number = number_of(cells.get(name))
            if number is not None and number < 0:
                del cells[name]
                left_out[NEGATIVE] += 1
            elif number is not None:
                cells[name] = number
        read.append(replace(row, cells=cells))
    return read, left_out


def _fractions(cells: Mapping[str, Cell], names: Iterable[str], decimal: str) -> dict[str, Cell]:
    read: dict[str, Cell] = {}
    for name in names:
        cell = cells.get(name)
        values = read_number(cell).values if isinstance(cell, str) else ()
        if len(values) == 2:
            read[name] = min(values) if decimal in str(cell) else max(values)
    return read
