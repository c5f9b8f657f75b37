"""Date columns: the cells of a table's date columns, read together.

A text such as 03/04/2026 says nothing by itself; its column does, if another of its texts can be read in one way only,
and if not, another date column of the table. Times that say how far they are from UTC are brought to one zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kpi_excel.errors import Severity
from kpi_excel.model.table import Column, ColumnType
from kpi_excel.workbook.reading.converted import Context, Converted, is_blank, show
from kpi_excel.workbook.reading.dates import (
    FIRST_DAY,
    LAST_DAY,
    NO_DATE,
    Order,
    ParsedDate,
    date_of_serial,
    parse_date,
    parse_digits,
)
from kpi_excel.workbook.reading.numbers import BLANKS
from kpi_excel.workbook.reading.years import with_years
from kpi_excel.workbook.reading.zones import Times, to_one_zone
from kpi_excel.workbook.vocabulary import fold

_LAST_MONTH = 12  # a day up to it may be taken for a month
_HALF_SECOND = np.timedelta64(500_000, "us")

_DECIDED = {Order.DAY_FIRST: "dates-day-first", Order.MONTH_FIRST: "dates-month-first"}
_EXCHANGED = {Order.DAY_FIRST: "exchanged-day-first", Order.MONTH_FIRST: "exchanged-month-first"}
_PERHAPS_EXCHANGED = {
    Order.DAY_FIRST: "perhaps-exchanged-day-first",
    Order.MONTH_FIRST: "perhaps-exchanged-month-first",
}


@dataclass
class _Dates:
    """A date column while it is read.

    Args:
        column: what it should hold.
        cells: what it holds.
        context: what else there is to know.
        converted: its dates, and what was noticed.
        texts: what the texts can mean, by row.
        real: rows whose cells are dates by themselves.
        offsets: minutes ahead of UTC, NaN where none are told.
    """

    column: Column
    cells: Sequence[Any]
    context: Context
    converted: Converted
    texts: dict[int, ParsedDate] = field(default_factory=dict)
    real: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    offsets: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def set(self, row: int, moment: datetime) -> None:
        self.converted.values[row] = np.datetime64(moment, "us")

    @property
    def label(self) -> str:
        return self.context.label

    def typed(self, row: int) -> str:
        return show(self.cells[row])


@dataclass(frozen=True)
class _Proof:
    """A text that can be read in one order only.

    Args:
        order: that order.
        text: as typed.
        cell: where it stands.
    """

    order: Order
    text: str
    cell: str


def convert_dates(
    columns: Mapping[str, Column], cells: Mapping[str, Sequence[Any]], contexts: Mapping[str, Context]
) -> dict[str, Converted]:
    """Convert the date columns of a table.

    Args:
        columns: what they should hold, by name.
        cells: numbers, texts, dates, booleans; "" is an empty cell.
        contexts: header, date system, language, time zone.

    Returns:
        Datetimes, local where the settings name a zone; NaT is no value.
    """
    read = {name: _read_cells(column, cells[name], contexts[name]) for name, column in columns.items()}
    proofs = {name: list(_proofs(dates)) for name, dates in read.items()}
    for name, dates in read.items():
        others = [proof for other, found in proofs.items() if other != name for proof in found]
        _decide_orders(dates, proofs[name] or others)
        _find_exchanged(dates, proofs[name])
        _add_years(dates)
    to_one_zone(
        [Times(one.converted, one.offsets, one.column.type is ColumnType.TIME, one.context) for one in read.values()]
    )
    return {name: _finished(dates) for name, dates in read.items()}


def _read_cells(column: Column, cells: Sequence[Any], context: Context) -> _Dates:
    """Take over the dates among the cells, and read the others one by one."""
    clean = set(map(type, cells)) <= {datetime, date}
    plain: Any = cells if clean else [one if type(one) is datetime or type(one) is date else None for one in cells]
    values = pd.array(plain, dtype="datetime64[us]").to_numpy(copy=True)  # ten times as fast as numpy's own conversion
    dates = _Dates(column, cells, context, Converted(values))
    missing = np.isnat(values)
    if int(missing.sum()) != cells.count(""):
        for row in np.flatnonzero(missing).tolist():
            _read_cell(dates, row, cells[row])
    dates.real = ~np.isnat(values)
    dates.offsets = np.full(len(cells), np.nan)
    for row, parsed in dates.texts.items():
        if parsed.offset is not None:
            dates.offsets[row] = parsed.offset / timedelta(minutes=1)
    return dates


def _read_cell(dates: _Dates, row: int, value: Any) -> None:
    """Read a cell that is no date: numbers are taken over, texts wait for their column."""
    label, typed = dates.label, dates.typed(row)
    if isinstance(value, str):
        if is_blank(value):
            return
        if fold(value) in BLANKS:
            dates.converted.add(row, "dash-as-blank", Severity.NOTE, column=label, found=typed)
            return
        dates.texts[row] = parse_date(value)
        if dates.texts[row] is NO_DATE:
            del dates.texts[row]
            dates.converted.add(row, "not-a-date", column=label, found=typed)
    elif value != "":
        number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else 0
        if (digits := parse_digits(number)).jalali:
            dates.texts[row] = digits
            return
        days = date_of_serial(number, dates.context.date_1904)
        if not days:
            dates.converted.add(row, "not-a-date", column=label, found=typed)
            return
        dates.set(row, days[0])
        day = days[0].date()
        dates.converted.add(row, "number-as-date", Severity.NOTE, column=label, found=typed, value=day)


def _proofs(dates: _Dates) -> Iterator[_Proof]:
    """Give the first text that proves each order."""
    seen: set[Order] = set()
    for row, parsed in dates.texts.items():
        order = parsed.proves
        if order is not None and order not in seen:
            seen.add(order)
            yield _Proof(order, dates.typed(row), dates.context.address(row))


def _decide_orders(dates: _Dates, proofs: Sequence[_Proof]) -> None:
    """Read every text with a year in the order that is proved; without a proof, a text of two meanings is a fault."""
    proved = {proof.order: proof for proof in proofs}
    for row, parsed in dates.texts.items():
        if len(parsed.days) == 1:
            dates.set(row, next(iter(parsed.days.values())))
        elif parsed.days and len(proved) == 1:
            proof = next(iter(proved.values()))
            day, typed = parsed.days[proof.order], dates.typed(row)
            told = {"found": typed, "value": str(day.date()), "proof": proof.text, "at": proof.cell}
            dates.set(row, day)
            dates.converted.add(row, _DECIDED[proof.order], Severity.NOTE, column=dates.label, **told)
        elif parsed.days:
            _refuse(dates, row, proved)


def _refuse(dates: _Dates, row: int, proved: Mapping[Order, _Proof]) -> None:
    """Note a text of two meanings: nothing tells its order, or its column is proved to have both."""
    first, second = (str(day.date()) for day in dates.texts[row].days.values())
    told = {"found": dates.typed(row), "first": first, "second": second}
    if proved:
        one, other = proved[Order.DAY_FIRST], proved[Order.MONTH_FIRST]
        told |= {"one": one.text, "at": one.cell, "other": other.text, "there": other.cell}
        dates.converted.add(row, "dates-of-two-orders", Severity.FAULT, column=dates.label, **told)
    else:
        dates.converted.add(row, "ambiguous-date", Severity.FAULT, column=dates.label, **told)


def _find_exchanged(dates: _Dates, proofs: Sequence[_Proof]) -> None:
    """Find dates whose day and month Excel has exchanged, because it was set to the other order than the texts'.

    It turns a text into a date wherever the day may be a month, and leaves the others as texts. So beside texts of one
    order that have days above 12, dates with days up to 12 are suspicious; where other dates have days above 12, they
    may have come from elsewhere, and it is a warning.
    """
    if len(proofs) != 1 or "." in proofs[0].text or not dates.real.any():
        return
    proof = proofs[0]
    days = pd.DatetimeIndex(dates.converted.values)
    low = dates.real & (days.day <= _LAST_MONTH)
    every = bool((low == dates.real).all())
    for row in np.flatnonzero(low & (days.day != days.month)).tolist():
        moment = days[row]
        turned = moment.replace(day=moment.month, month=moment.day)
        told = {"found": f"{moment:%Y-%m-%d}", "turned": f"{turned:%Y-%m-%d}", "proof": proof.text, "at": proof.cell}
        if every:
            dates.converted.add(row, _EXCHANGED[proof.order], Severity.FAULT, column=dates.label, **told)
            dates.converted.values[row] = np.datetime64("NaT", "us")
        else:
            dates.converted.warn_once(row, _PERHAPS_EXCHANGED[proof.order], column=dates.label, **told)


def _add_years(dates: _Dates) -> None:
    """Give dates without a year theirs, and say so."""
    rows = {row: parsed.without_year for row, parsed in dates.texts.items() if parsed.without_year}
    if not rows:
        return
    last = dates.context.last_day or date.today()
    found = with_years(list(rows.values()), last)
    for row, day in zip(rows, found, strict=False):
        dates.set(row, datetime(day.year, day.month, day.day) + dates.texts[row].time)
        typed = dates.typed(row)
        dates.converted.warn_once(row, "date-without-year", column=dates.label, found=typed, value=day, last=last)
    if not found:
        for row in rows:
            dates.converted.add(row, "month-or-day", column=dates.label, found=dates.typed(row))


def _finished(dates: _Dates) -> Converted:
    """Say how texts were read, leave out impossible days, and cut to days or seconds."""
    converted, values = dates.converted, dates.converted.values
    read = {row: parsed for row, parsed in dates.texts.items() if parsed.days and not np.isnat(values[row])}
    others = [row for row in np.flatnonzero(~np.isnat(values)).tolist() if row not in read or not read[row].jalali]
    for row, parsed in read.items():
        told = {"found": dates.typed(row), "value": show(values[row].astype("datetime64[us]").item())}
        if parsed.jalali and others:
            other = show(values[others[0]].astype("datetime64[us]").item())
            converted.warn_once(row, "two-calendars", column=dates.label, other=other, **told)
        elif parsed.jalali:
            converted.add(row, "jalali-dates", Severity.NOTE, column=dates.label, **told)
        else:
            converted.add(row, "text-as-date", Severity.NOTE, column=dates.label, **told)
    with np.errstate(all="ignore"):
        outside = (values < np.datetime64(FIRST_DAY, "us")) | (values > np.datetime64(LAST_DAY, "us"))
    for row in np.flatnonzero(outside).tolist():
        found_day = str(values[row].astype("datetime64[D]"))
        converted.add(row, "date-out-of-range", column=dates.context.label, found=found_day)
        values[row] = np.datetime64("NaT", "us")
    is_day = dates.column.type is ColumnType.DATE
    rounded = values if is_day else values + _HALF_SECOND  # Excel's times are a hair off
    converted.values = rounded.astype("datetime64[D]" if is_day else "datetime64[s]").astype("datetime64[us]")
    return converted
