"""Days of exports: what their format or a person knows of them is settled before the tables' own reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from kpi_excel.importers.convert import TakenRow, number_of
from kpi_excel.importers.grids import Cell
from kpi_excel.model.table import ColumnType, Table
from kpi_excel.workbook.reading.dates import NO_DATE, Order, parse_date
from kpi_excel.workbook.reading.years import with_years

_ORDERS: Mapping[str, Order] = {"dmy": Order.DAY_FIRST, "mdy": Order.MONTH_FIRST}
_SNAPSHOT = "snapshot"


def with_order(rows: Iterable[TakenRow], table: Table, order: str) -> list[TakenRow]:
    """Read the dates of a table in the order that is known; those with a clock of their own are left as they are.

    Args:
        rows: the rows.
        table: the input table that they are of.
        order: ``dmy`` or ``mdy``; any other text leaves dates to be read by their column.
    """
    known = _ORDERS.get(order)
    names = [column.name for column in table.columns if column.type in (ColumnType.DATE, ColumnType.TIME)]
    if known is None:
        return list(rows)
    return [replace(row, cells={**row.cells, **_read(row.cells, names, known)}) for row in rows]


def _read(cells: Mapping[str, Cell], names: Sequence[str], order: Order) -> dict[str, Cell]:
    read: dict[str, Cell] = {}
    for name in names:
        cell = cells.get(name)
        parsed = parse_date(cell) if isinstance(cell, str) else NO_DATE
        if parsed.days and parsed.offset is None:
            read[name] = parsed.days.get(order) or next(iter(parsed.days.values()))
    return read


def before_snapshots(rows: Sequence[TakenRow], column: str, last: date) -> list[TakenRow]:
    """Give dates without a year theirs: no row's is after the day on which its figures were taken.

    Args:
        rows: the rows; those that tell no snapshot without a year are left alone.
        column: the column of the dates.
        last: the last day that a snapshot can be of.
    """
    settled = []
    for row in rows:
        taken, day = _without_year(row.cells.get(_SNAPSHOT)), _without_year(row.cells.get(column))
        if taken is None:
            settled.append(row)
            continue
        (snapshot,) = with_years([taken], last)
        cells: dict[str, Cell] = {**row.cells, _SNAPSHOT: midnight(snapshot)}
        if day is not None:
            cells[column] = midnight(with_years([day], snapshot)[0])
        settled.append(replace(row, cells=cells))
    return settled


def with_zeros(rows: Sequence[TakenRow], column: str) -> list[TakenRow]:
    """Add the days that an export leaves out because nothing happened on them: those between its first and last one.

    Args:
        rows: the rows, each of one day; if one tells none, nothing is added.
        column: the column of the days.
    """
    days = {day: row for row in rows if (day := _day(row.cells.get(column))) is not None}
    if len(days) < len(rows) or not days:
        return list(rows)
    filled, day, before = [], min(days), days[min(days)]
    while day <= max(days):
        before = days.get(day) or replace(before, cells=_none(before.cells, column, day))
        filled.append(before)
        day += timedelta(days=1)
    return filled


def _none(cells: Mapping[str, Cell], column: str, day: date) -> dict[str, Cell]:
    """Give the cells of a day on which nothing happened; what is no figure is as the day before."""
    return {name: 0.0 if number_of(cell) is not None else cell for name, cell in cells.items()} | {
        column: midnight(day)
    }


def _day(cell: Cell) -> date | None:
    days = parse_date(cell).days if isinstance(cell, str) else {}
    day = cell if isinstance(cell, datetime) else next(iter(days.values()), None) if len(days) == 1 else None
    return date(day.year, day.month, day.day) if day else None


def _without_year(cell: Cell) -> tuple[int, int] | None:
    return parse_date(cell).without_year if isinstance(cell, str) else None


def midnight(day: date) -> datetime:
    """Give the moment at which a day begins, as cells of dates hold it."""
    return datetime(day.year, day.month, day.day)
