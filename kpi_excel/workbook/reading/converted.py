"""Converted: a column's typed values, what was noticed about its cells, and how cells are written in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kpi_excel.errors import Severity
from kpi_excel.errors.place import rows_reference
from kpi_excel.model.text import is_empty
from kpi_excel.workbook.cells import cell

LONG_NUMBER = 1e15  # Excel keeps 15 digits


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one cell of a column.

    Args:
        row: the row's position.
        code: a key of the messages.
        severity: how much it matters.
        values: what the sentence needs.
        once: whether one sentence speaks of all cells of the column to which the same happened, and counts them.
        rows: how many rows it speaks of, from that one on.
    """

    row: int
    code: str
    severity: Severity
    values: dict[str, str]
    once: bool = False
    rows: int = 1

    @property
    def of_rows(self) -> range:
        """Give the rows that it speaks of."""
        return range(self.row, self.row + self.rows)


@dataclass
class Converted:
    """A column's typed values and what was found on the way.

    Args:
        values: floats, datetimes or texts; NaN, NaT or None is no value.
        remarks: one per cell that needs a word.
    """

    values: Any
    remarks: list[Remark] = field(default_factory=list)

    def add(self, row: int, code: str, severity: Severity = Severity.FAULT, **values: object) -> None:
        """Note a remark about a cell; notes are told once for the column."""
        self._add(row, code, severity, severity is Severity.NOTE, 1, values)

    def refuse_rows(self, row: int, rows: int, code: str, **values: object) -> None:
        """Note a fault of several rows, from one on."""
        self._add(row, code, Severity.FAULT, False, rows, values)

    def warn_once(self, row: int, code: str, **values: object) -> None:
        """Note a warning that is told once for all cells of the column that bear it."""
        self._add(row, code, Severity.WARNING, True, 1, values)

    def _add(self, row: int, code: str, severity: Severity, once: bool, rows: int, values: dict[str, object]) -> None:
        texts = {key: str(value) for key, value in values.items()}
        self.remarks.append(Remark(row, code, severity, texts, once, rows))


@dataclass(frozen=True)
class Context:
    """What conversion needs to know beside the column.

    Args:
        label: the column's header as the user wrote it.
        date_1904: whether the workbook counts days from 1904.
        language: in which allowed values are listed.
        zone: the time zone in which the report counts days; None if the settings name none.
        last_day: the last day that a date without a year can be; None is today.
        top: the number of the first body row in the sheet.
        number: the column's number in the sheet.
        has_cells: whether there is a sheet; a data frame has rows only.
        other_names: what the owner calls things, each with the name that it stands for, by folded text.
    """

    label: str
    date_1904: bool = False
    language: str = "en"
    zone: ZoneInfo | None = None
    last_day: date | None = None
    top: int = 1
    number: int = 1
    has_cells: bool = True
    other_names: Mapping[str, str] = field(default_factory=dict)

    def address(self, row: int) -> str:
        """Give the address of the cell in a row of that position."""
        row += self.top
        return cell(row, self.number) if self.has_cells else rows_reference(row, row)


def is_blank(value: object) -> bool:
    r"""Tell whether a cell holds nothing that can be seen.

    Example:
        >>> is_blank(""), is_blank(" \u200b"), is_blank(0.0)
        (True, True, False)
    """
    return isinstance(value, str) and is_empty(value)


def show(value: object) -> str:
    """Write a cell's value for a message.

    Example:
        >>> show(12.0), show(True), show(timedelta(minutes=90)), show(datetime(2026, 7, 31))
        ('12', 'TRUE', '1:30:00', '2026-07-31')
    """
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < LONG_NUMBER else f"{value:.15g}"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds").removesuffix(":00").removesuffix(" 00:00")
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


def text_of(cell: Any) -> str:
    """Write a number, date or truth value as the text a person would type."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"  # neither NaN nor infinity is an integer
    if isinstance(cell, datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    return str(cell).upper() if isinstance(cell, bool) else str(cell)
