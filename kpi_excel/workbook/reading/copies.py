"""Copies: sheets and Excel tables that look like an input table, but bear none of its names.

People copy a sheet ("Posts (2)") or keep one for each month ("Posts Jan"). Only one sheet is read for each table, so
the rows of the others would be missed silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from kpi_excel.catalogue import TABLES
from kpi_excel.errors import Issue, Place, Severity
from kpi_excel.workbook.cells import cell
from kpi_excel.workbook.parts.structure import Sheet
from kpi_excel.workbook.reading.converted import is_blank
from kpi_excel.workbook.reading.locate import find_header
from kpi_excel.workbook.vocabulary import fold, header_names, other_sheets, table_names

_NO_LETTERS = re.compile(r"[\W\d_]")
_ENOUGH = 3  # headers by which a table is known whose name is not in the sheet's
Rows = Sequence[Sequence[Any]]


def copies(sheet: Sheet, rows: Rows, file: str) -> Iterator[Issue]:
    """Warn of what looks like an input table on a sheet, with the number of its rows."""
    if sheet.hidden or fold(sheet.name) in other_sheets():
        return
    by_name = fold(sheet.name) in table_names()
    known = [table for table in sheet.tables if fold(table.name) in table_names()]
    for table in sheet.tables:
        area = table.area
        if table not in known and table.header_rows and (known or not by_name):
            body = [row[area.left - 1 : area.right] for row in rows[area.top - 1 : area.bottom - table.totals_rows]]
            name = _looks_like(table.name, body) or _looks_like(sheet.name, body)
            if name:
                yield _issue(name, count_rows(name, body), Place(file, sheet.name, cell(area.top, area.left)))
    if not sheet.tables and not by_name:
        name = _looks_like(sheet.name, rows)
        if name:
            yield _issue(name, count_rows(name, rows), Place(file, sheet.name))


def count_rows(name: str, rows: Rows) -> int:
    """Count the rows below a table's header in which all is filled that every row needs."""
    header = find_header(name, rows)
    names = header_names(name)
    needed = {column.name for column in TABLES[name].columns if column.required}
    places = [index for index, one in enumerate(rows[header - 1]) if names.get(fold(one)) in needed] if header else []
    return sum(all(not is_blank(row[index]) for index in places) for row in rows[header:]) if places else 0


def _issue(name: str, rows: int, place: Place) -> Issue:
    return Issue("looks-like-table", Severity.WARNING, place, {"table": name, "rows": str(rows)})


def _looks_like(name: str, rows: Rows) -> str:
    """Name the table that a sheet or Excel table of this name looks like; empty if it looks like none with rows."""
    words = f" {' '.join(_NO_LETTERS.sub(' ', fold(name)).split())} "
    hinted = {table for word, table in table_names().items() if f" {word} " in words}
    scores = {table: _headers(table, rows) for table in TABLES if table != "settings"}
    found = [table for table, score in scores.items() if score and (table in hinted or score >= _ENOUGH)]
    best = max(found, key=lambda table: (table in hinted, scores[table]), default="")
    return best if best and count_rows(best, rows) else ""


def _headers(name: str, rows: Rows) -> int:
    """Count a table's headers in a row that has all which it needs; 0 if there is no such row."""
    header = find_header(name, rows)
    found = {header_names(name).get(fold(one)) for one in rows[header - 1]} - {None} if header else set()
    needed = {column.name for column in TABLES[name].columns if column.required}
    return len(found) if needed <= found else 0
