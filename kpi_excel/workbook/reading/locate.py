"""Locating: which cells of a workbook hold which input table.

Excel tables are found by name. LibreOffice and Google Sheets drop table names, so a sheet named like a table (in any
shipped language) is searched for its header row instead. Columns are matched by header, in any order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kpi_excel.catalogue import TABLES
from kpi_excel.errors import Issue, Place, Severity
from kpi_excel.errors.exceptions import alike
from kpi_excel.errors.place import rows_reference
from kpi_excel.workbook.cells import cell
from kpi_excel.workbook.parts.structure import ExcelTable, Sheet
from kpi_excel.workbook.vocabulary import fold, header_names, other_sheets, table_names

_CHUNK = 1000  # rows turned into columns at a time: few enough to stay in the processor's cache
_BELOW = {False: "rows-apart", True: "rows-below-totals"}  # by whether the table has a totals row
HEADER_ROWS = 20  # how far down a sheet without an Excel table a header is looked for


@dataclass(frozen=True)
class Located:
    """An input table's cells.

    Args:
        table: the table's name.
        sheet: the sheet it stands on.
        top: number of its first body row in the sheet, from 1.
        size: number of body rows.
        body: the cells of each known column by column name, for one reader, who may take them out; "" is an empty cell.
        columns: the sheet's column numbers, from 1, by column name.
        labels: the headers as written, by column name.
        has_cells: whether it stands on a sheet; a data frame has rows only, the first of which is number 1.
    """

    table: str
    sheet: Sheet
    top: int
    size: int
    body: dict[str, list[Any]]
    columns: Mapping[str, int]
    labels: Mapping[str, str]
    has_cells: bool = True

    def place(self, file: str, row: int, column: str, rows: int = 1) -> Place:
        """Say where a cell of the body stands, or those of several rows.

        Args:
            file: the file's name.
            row: position of the row in the body.
            column: the column's name.
            rows: how many rows, from that one on.
        """
        first, last, number = self.top + row, self.top + row + rows - 1, self.columns[column]
        if not self.has_cells:
            return Place(file, self.sheet.name, rows_reference(first, last))
        reference = cell(first, number) if rows == 1 else f"{cell(first, number)}:{cell(last, number)}"
        return Place(file, self.sheet.name, reference)


def wanted_tables(sheet: Sheet) -> list[tuple[str, ExcelTable | None]]:
    """Tell which input tables a sheet holds: by its Excel tables, else by the sheet's name."""
    found = [(name, table) for table in sheet.tables if (name := table_names().get(fold(table.name)))]
    by_name = table_names().get(fold(sheet.name))
    return [*found] or ([(by_name, None)] if by_name else [])


def locate(
    name: str, sheet: Sheet, excel_table: ExcelTable | None, rows: list[list[Any]], file: str
) -> tuple[Located | None, list[Issue]]:
    """Find a table's header and body in a sheet's values.

    Returns:
        The located table, or None if the sheet has no header for it; and issues about headers and rows.
    """
    if excel_table is not None and excel_table.header_rows:
        header, left, right = excel_table.area.top, excel_table.area.left, excel_table.area.right
        bottom = excel_table.area.bottom - excel_table.totals_rows
    else:
        header = find_header(name, rows)
        left, right, bottom = 1, max((len(row) for row in rows), default=0), len(rows)
    if not header or header > len(rows):
        return None, [_no_header(name, sheet, file)] if any(map(any, rows)) else []
    place = Place(file, sheet.name)
    columns, labels, issues = match_headers(name, rows[header - 1], left, right, header, place)
    body_end = _contiguous(rows, bottom, left, right) if excel_table and not excel_table.totals_rows else bottom
    if excel_table and body_end > bottom:
        values = {"rows": str(body_end - bottom), "table": name}
        place_below = Place(file, sheet.name, cell(bottom + 1, left))
        issues.append(Issue("rows-below-table", Severity.NOTE, place_below, values))
    if excel_table:
        below = max(body_end, excel_table.area.bottom)
        issues.extend(_rows_apart(name, rows, below, columns, place, bool(excel_table.totals_rows)))
    size = max(min(body_end, len(rows)) - header, 0)
    return Located(name, sheet, header + 1, size, _columns(rows, header, size, columns), columns, labels), issues


def _columns(rows: list[list[Any]], start: int, size: int, columns: Mapping[str, int]) -> dict[str, list[Any]]:
    """Turn rows into columns."""
    body: dict[str, list[Any]] = {name: [] for name in columns}
    wanted = [(body[name], number - 1) for name, number in columns.items()]
    for first in range(start, start + size, _CHUNK):
        turned = list(zip(*rows[first : min(first + _CHUNK, start + size)], strict=True))
        for cells, index in wanted:
            cells.extend(turned[index])
    return body


def _rows_apart(
    name: str, rows: list[list[Any]], bottom: int, columns: Mapping[str, int], place: Place, totals: bool
) -> list[Issue]:
    """Warn of rows below a table, behind a gap or a totals row, that look like its own: what they need is filled."""
    needed = [columns[column.name] - 1 for column in TABLES[name].columns if column.required and column.name in columns]
    found = [row for row in range(bottom, len(rows)) if all(rows[row][index] != "" for index in needed)]
    if not found or not needed:
        return []
    at = Place(place.file, place.sheet, cell(found[0] + 1, needed[0] + 1))
    values = {"rows": str(len(found)), "table": name}
    return [Issue(_BELOW[totals], Severity.WARNING, at, values)]


def find_header(name: str, rows: Sequence[Sequence[Any]]) -> int:
    """Give the number of the row that holds most of a table's headers; 0 if no row holds enough of them.

    Two are enough, but a table whose sheet is folded away has an everyday name, so that all it requires must be there.
    """
    names, table = header_names(name), TABLES[name]
    held = [
        {names[fold(value)] for value in row if isinstance(value, str) and fold(value) in names}
        for row in rows[:HEADER_ROWS]
    ]
    needed = {column.name for column in table.columns if column.required} if table.folded else set()
    counts = [len(headers) if needed <= headers else 0 for headers in held]
    best = max(counts, default=0)
    return counts.index(best) + 1 if best >= min(2, len(table.columns)) else 0


def match_headers(
    name: str, header: Sequence[Any], left: int, right: int, row: int, place: Place
) -> tuple[dict[str, int], dict[str, str], list[Issue]]:
    """Match a table's headers with its columns.

    Args:
        name: the table's name.
        header: all cells of the header row.
        left: number of the first column, from 1.
        right: number of the last column.
        row: number of the header row; 0 where there are no cells.
        place: the file and sheet.

    Returns:
        Column numbers and headers by column name, and issues about headers.
    """
    names = header_names(name)
    columns: dict[str, int] = {}
    labels: dict[str, str] = {}
    issues = []
    for number in range(left, min(right, len(header)) + 1):
        text = str(header[number - 1]).strip()
        if not text:
            continue
        at = replace(place, cell=cell(row, number)) if row else place
        name_found = names.get(fold(text))
        if name_found is None:
            others = {label for label in names if label not in map(fold, header)}
            issues.append(Issue("unknown-column", Severity.NOTE, at, {"found": text, "meant": alike(text, others)}))
        elif name_found in columns:
            issues.append(Issue("column-twice", Severity.WARNING, at, {"column": text}))
        else:
            columns[name_found], labels[name_found] = number, text
    for column in TABLES[name].columns:
        if column.required and column.name not in columns:
            at = replace(place, cell=cell(row, left)) if row else place
            issues.append(Issue("column-missing", Severity.FAULT, at, {"column": column.name, "table": name}))
    return columns, labels, issues


def _contiguous(rows: list[list[Any]], bottom: int, left: int, right: int) -> int:
    """Give the last row of what stands directly below a table, which Excel would have taken in."""
    while bottom < len(rows) and any(value != "" for value in rows[bottom][left - 1 : right]):
        bottom += 1
    return bottom


def _no_header(name: str, sheet: Sheet, file: str) -> Issue:
    """Say that a sheet lacks its table's header; one with an everyday name, such as Notes, may be the user's own."""
    severity = Severity.NOTE if TABLES[name].folded else Severity.FAULT
    columns = ", ".join(column.name for column in TABLES[name].columns if column.required)
    values = {"table": name, "columns": columns}
    return Issue("header-missing", severity, Place(file, sheet.name, f"A1:A{HEADER_ROWS}"), values)


def unknown_sheet(sheet: Sheet, rows: Sequence[Sequence[Any]], file: str) -> Issue | None:
    """Note a sheet that holds something, but no input table; the workbook's own other sheets are no news."""
    if fold(sheet.name) in other_sheets() or sheet.hidden or not any(map(any, rows)):
        return None
    return Issue("unknown-sheet", Severity.NOTE, Place(file, sheet.name), {"meant": alike(sheet.name, TABLES)})
