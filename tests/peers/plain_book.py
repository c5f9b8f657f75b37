"""Plain books: a workbook's cells with references that a calculator without tables understands."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.table import Table

from kpi_excel.workbook.calculators.calculation import Calculated, Place, Unavailable
from kpi_excel.workbook.cells import Area, column_letters
from kpi_excel.workbook.sheet.sheet_data import excel_date

_PLACE = re.compile(
    r"""(?P<text>"(?:[^"]|"")*"|'(?:[^']|'')*'!)  # a text, or a sheet that is quoted
      | (?P<sheet>(?<![\w.])[^\W\d][\w.]*)!
      | (?P<table>(?<![\w.])[^\W\d]\w*)\[(?P<inside>(?:[^\[\]]|\[[^\[\]]*\])*)\]""",
    re.VERBOSE,
)
_TRUTHS = {"TRUE": "=TRUE()", "FALSE": "=FALSE()"}  # words to Excel, names to others
_ERRORS = ("#DIV/0!", "#NAME?", "#NUM!", "#REF!", "#VALUE!")
Content = str | float | bool | None
"""What is typed into a cell: a formula begins with ``=``, a text with ``'``."""


@dataclass(frozen=True)
class PlainTable:
    """Where a table stands.

    Args:
        sheet: the sheet's name.
        left: number of its first column.
        top: number of its header's row.
        bottom: number of its last row of data.
        end: number of its last row, below `bottom` if there is a row of totals.
        columns: names in order.
    """

    sheet: str
    left: int
    top: int
    bottom: int
    end: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class DropDown:
    """A cell with a list to choose from."""

    place: Place
    options: tuple[str, ...]


@dataclass(frozen=True)
class PlainBook:
    """A workbook in the terms that every calculator has.

    Args:
        sheets: their cells, row by row from the first.
        names: what they mean.
        formulas: the cells that hold one.
        drop_downs: the cells in which its reader chooses.
    """

    sheets: Mapping[str, Sequence[Sequence[Content]]]
    names: Mapping[str, str]
    formulas: Mapping[Place, str]
    drop_downs: tuple[DropDown, ...]


def read_plain_book(path: Path) -> PlainBook:
    """Read a workbook; names of LAMBDA functions are left out, because no cell calls one."""
    book, stored = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    tables = {
        table.name.casefold(): _table(sheet.title, table)
        for sheet in book.worksheets
        for table in sheet.tables.values()
    }
    cells = {
        sheet.title: [
            [_content(one.value, one.data_type, number, tables) for one in row]
            for number, row in enumerate(sheet.iter_rows(), 1)
        ]
        for sheet in book.worksheets
    }
    formulas = {
        (name, number, column): content
        for name, rows in cells.items()
        for number, row in enumerate(rows, 1)
        for column, content in enumerate(row, 1)
        if isinstance(content, str) and content.startswith("=")
    }
    names = {
        name: f"={plain_references(one.attr_text, 0, tables)}"
        for name, one in book.defined_names.items()
        if "LAMBDA(" not in one.attr_text
    }
    drop_downs = [
        DropDown((sheet.title, cell.min_row, cell.min_col), _options(one.formula1, sheet.title, stored))
        for sheet in book.worksheets
        for one in sheet.data_validations.dataValidation
        for cell in one.sqref.ranges
        if one.type == "list" and cell.size == {"rows": 1, "columns": 1}
    ]
    return PlainBook(cells, _TRUTHS | names, formulas, tuple(drop_downs))


def typed(value: Calculated) -> Content:
    """Give what to type into a cell so that it holds a value."""
    match value:
        case Unavailable():
            raise ValueError("no value is known")
        case str():
            return value if value in _ERRORS else f"'{value}"
        case date():
            return float(excel_date(value))
        case float() if math.isnan(value):
            return "#N/A"
        case _:
            return value


def plain_references(formula: str, row: int, tables: Mapping[str, PlainTable]) -> str:
    """Write a formula's references to tables as ranges, and its sheets in quotes.

    Args:
        formula: with or without ``=``.
        row: where it stands, which is what "this row" means.
        tables: the workbook's, by their names in lower case.
    """

    def plain(found: re.Match[str]) -> str:
        if found["text"]:
            return found["text"]
        if found["sheet"]:
            return f"'{found['sheet']}'!"
        return _range(tables[found["table"].casefold()], found["inside"], row)

    return _PLACE.sub(plain, formula)


def _range(table: PlainTable, inside: str, row: int) -> str:
    parts = re.findall(r"\[([^\]]*)\]", inside) or [inside]
    rows = {
        "": (table.top + 1, table.bottom),
        "#Data": (table.top + 1, table.bottom),
        "#Headers": (table.top, table.top),
        "#All": (table.top, table.end),
        "#This Row": (row, row),
    }
    top, bottom = rows[next((part for part in parts if part.startswith("#")), "")]
    columns = [table.left + table.columns.index(part) for part in parts if not part.startswith("#")]
    columns = columns or [table.left, table.left + len(table.columns) - 1]
    first, last = f"${column_letters(columns[0])}${top}", f"${column_letters(columns[-1])}${bottom}"
    sheet = table.sheet.replace("'", "''")
    return f"'{sheet}'!{first}" if first == last else f"'{sheet}'!{first}:{last}"


def _table(sheet: str, table: Table) -> PlainTable:
    area = Area.parse(table.ref)
    bottom = area.bottom - (table.totalsRowCount or 0)
    return PlainTable(sheet, area.left, area.top, bottom, area.bottom, tuple(table.column_names))


def _content(value: Any, kind: str, row: int, tables: Mapping[str, PlainTable]) -> Content:
    match value:
        case str() if kind == "f":
            return plain_references(value, row, tables)
        case str():
            return value if kind == "e" else f"'{value}"
        case None | int() | float() | date():
            return typed(value)
        case _:
            raise TypeError(f"{value!r} is no plain content")


def _options(source: str, sheet: str, stored: openpyxl.Workbook) -> tuple[str, ...]:
    if source.startswith('"'):
        return tuple(source.strip('"').split(","))
    name, _, cells = source.rpartition("!")
    found = stored[name.strip("'").replace("''", "'") or sheet][cells.replace("$", "")]
    return tuple(str(row[0].value) for row in found if row[0].value)
