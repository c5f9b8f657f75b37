"""Workbooks for tests of reading: odd ones that no spreadsheet program would write, and what became of them."""

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from kpi_excel.engine.inputs import Inputs
from kpi_excel.errors import Issue, Severity
from kpi_excel.language.issues import fix, message
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import ExcelTable, Structure, read_structure

DAY = datetime(2026, 7, 1, 8, 30)
POSTS = ("published", "platform", "post_id", "impressions", "clicks")
Rows = Sequence[Sequence[Any]]


def book(path: Path, sheets: Mapping[str, Rows], hidden: Sequence[str] = (), date_1904: bool = False) -> Path:
    """Write plain sheets without Excel tables, as LibreOffice and Google Sheets do; texts stay texts."""
    workbook = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "date_1904": date_1904})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        _write(workbook, sheet, rows, 0, 0)
        if name in hidden:
            sheet.hide()
    workbook.close()
    return path


def posts(path: Path, *rows: Sequence[Any], headers: Sequence[str] = POSTS) -> Path:
    """Write one sheet of posts."""
    return book(path, {"Posts": [headers, *rows]})


def table_book(path: Path, tables: Sequence[tuple[str, str, int, int, Sequence[str], Rows]]) -> Path:
    """Write Excel tables: sheet, table name, header's row and column from 0, headers, rows."""
    workbook = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    for name, table, top, left, headers, rows in tables:
        sheet = workbook.get_worksheet_by_name(name) or workbook.add_worksheet(name)
        columns = [{"header": header} for header in headers]
        bottom = top + max(len(rows), 1)
        sheet.add_table(top, left, bottom, left + len(headers) - 1, {"name": table, "columns": columns})
        _write(workbook, sheet, rows, top + 1, left)
    workbook.close()
    return path


def _write(workbook: Any, sheet: Any, rows: Rows, top: int, left: int) -> None:
    day = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for row, cells in enumerate(rows, top):
        for column, value in enumerate(cells, left):
            if isinstance(value, (datetime, date)):
                sheet.write_datetime(row, column, value, day)
            elif isinstance(value, Formula):
                sheet.write_formula(row, column, value.text, None, value.value)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            elif value is not None:
                sheet.write(row, column, value)


class Formula:
    """A formula with its stored value."""

    def __init__(self, text: str, value: Any = 0) -> None:
        self.text = text
        self.value = value


def openpyxl_book(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write sheets with openpyxl, whose formulas carry no values."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path


def rewrite(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Copy a package, changing parts on the way; None drops a part."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


def change_part(part: str, pattern: bytes, by: bytes) -> Callable[[str, bytes], bytes]:
    """Change one part of a package by a regular expression that must match."""

    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        assert re.search(pattern, data), data[:2000]
        return re.sub(pattern, by, data, count=1)

    return change


def structure(path: Path) -> Structure:
    """Read a file's sheets and tables."""
    with open_package(path) as package:
        return read_structure(package)


def tables_of(path: Path) -> list[ExcelTable]:
    """List a file's Excel tables."""
    return [table for sheet in structure(path).sheets for table in sheet.tables]


def told(issue: Issue) -> str:
    place = f"{issue.place}: " if str(issue.place) else ""
    return f"[{issue.code}] {place}{message(issue)}\nFix: {fix(issue)}"


def issues(inputs: Inputs, *but: str) -> list[str]:
    """List issues as users see them, without empty tables and given codes."""
    return [told(issue) for issue in inputs.issues if issue.code not in ("empty-table", *but)]


def codes(found: Sequence[Issue]) -> list[tuple[str, str]]:
    """List issues by code and cell, in their order, without empty tables."""
    return [(issue.code, issue.place.cell) for issue in found if issue.code != "empty-table"]


def faults(inputs: Inputs) -> list[tuple[str, str]]:
    """List faults by code and cell."""
    return codes([issue for issue in inputs.issues if issue.severity is Severity.FAULT])
