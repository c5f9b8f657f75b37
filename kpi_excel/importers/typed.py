"""Typing: rows that were taken become typed rows of an input table by the rules that hold for a workbook's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd

from kpi_excel.catalogue import KPIS
from kpi_excel.errors import Issue, Place
from kpi_excel.errors.place import rows_reference
from kpi_excel.importers.convert import TakenRow
from kpi_excel.model.settings import Settings
from kpi_excel.model.table import ROW, Table
from kpi_excel.workbook.parts.structure import Sheet
from kpi_excel.workbook.reading.locate import Located
from kpi_excel.workbook.reading.scan import NOTHING
from kpi_excel.workbook.reading.table_reader import Circumstances, Source, TableReader


@dataclass(frozen=True)
class TypedRows:
    """Rows of an input table.

    Args:
        table: its name.
        frame: a row each, with the columns that the export gives; a column ``line`` tells where it stood.
        issues: what is wrong with rows that were left out, or worth a word.
        left_out: how many rows were left out because of faults.
    """

    table: str
    frame: pd.DataFrame
    issues: tuple[Issue, ...]
    left_out: int


def typed(
    rows: Sequence[TakenRow], table: Table, file: str, sheet: str, settings: Settings, last_day: date
) -> TypedRows:
    """Check and type rows as if they stood on a sheet.

    Args:
        rows: what an export gives.
        table: the input table that they are of.
        file: the file's name, for messages.
        sheet: the sheet's name; empty for a file of text.
        settings: of the workbook that they are for.
        last_day: the last day that a date without a year can be.
    """
    names = [column.name for column in table.columns if any(column.name in row.cells for row in rows)]
    body = {name: ["" if (cell := row.cells.get(name)) is None else cell for row in rows] for name in names}
    columns = {name: number for number, name in enumerate(names, 1)}
    located = Located(
        table.name,
        Sheet(sheet, "", False, ()),
        1,
        len(rows),
        body,
        columns,
        {name: name for name in names},
        has_cells=False,
    )
    zone = ZoneInfo(settings.time_zone) if settings.time_zone else None
    reader = TableReader(
        table, Source(located, NOTHING, ()), Circumstances(file, False, settings, zone, last_day), KPIS
    )
    frame = reader.read()
    if len(frame):
        frame = frame.assign(line=[rows[row - 1].line for row in frame[ROW]])
    issues = tuple(_placed(issue, rows) for issue in reader.issues)
    return TypedRows(table.name, frame, issues, reader.left_out)


def _placed(issue: Issue, rows: Sequence[TakenRow]) -> Issue:
    """Name the line of the file instead of the number of the row."""
    if not issue.place.rows:
        return issue
    line, values = rows[int(issue.place.rows.partition("-")[0]) - 1].line, dict(issue.values)
    if issue.code == "duplicate-row":
        values["first"] = str(rows[int(values["first"]) - 1].line)
    return replace(issue, place=Place(issue.place.file, issue.place.sheet, rows_reference(line, line)), values=values)
