"""Frames: data frames of any library, and rows of dictionaries, read by the rules by which a workbook is read.

A frame is taken for the cells of a sheet: what its columns hold becomes the values that a reader of sheets gives. From
there on everything is as for a workbook, so that the same rows have the same faults; only places are rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import narwhals as nw
import pandas as pd

from kpi_excel.catalogue import TABLES
from kpi_excel.engine.inputs import Inputs
from kpi_excel.errors import Place, UsageError
from kpi_excel.model.table import ORIGIN
from kpi_excel.workbook.parts.structure import Sheet
from kpi_excel.workbook.reading.columns import NUMBERS
from kpi_excel.workbook.reading.locate import Located, match_headers
from kpi_excel.workbook.reading.read import no_garbage_collection, read_located
from kpi_excel.workbook.reading.scan import NOTHING
from kpi_excel.workbook.reading.table_reader import Source
from kpi_excel.workbook.vocabulary import tables_called

_SETTINGS = "settings"


def read_tables(
    tables: Mapping[str, Any],
    settings: Mapping[str, Any] | None = None,
    *,
    source: str = "",
    today: date | None = None,
) -> Inputs:
    """Check tables that stand in data frames, as `read` checks those of a workbook.

    Types, spellings, negative numbers, duplicates, time zones and options are looked at alike, and give the same issues
    with the same counts; an issue's place is a table and the number of a row, the first of which is 1.

    Args:
        tables: a frame per input table (pandas, Polars, PyArrow, DuckDB, Spark, or rows as dictionaries), whose columns
            bear the tables' column names or headers in any language. Nothing in them is changed.
        settings: values by the settings' names; the defaults unless given.
        source: what the tables come from, for titles and messages.
        today: the day on which they are read; the system's unless given.

    Returns:
        Tables as pandas data frames, settings, custom KPIs, issues, and a summary per table. Rows with faults are
        left out and counted; each row that counts keeps its number. Tables without rows are absent.

    Raises:
        UsageError: if a table is unknown, or no frame.

    Example:
        >>> rows = [{"date": "2026-07-01", "platform": "insta", "spend": 12.5}, {"date": "2026-07-02", "spend": -1}]
        >>> inputs = read_tables({"ads": rows})
        >>> inputs.tables["ads"][["platform", "spend", "row"]].values.tolist()
        [['Instagram', 12.5, 1]]
        >>> for issue in inputs.issues[1:]:
        ...     print(issue)
        [missing-value] sheet 'ads', row 2: column platform
        [negative-count] sheet 'ads', row 2: column spend, found -1
    """
    sources: dict[str, Source] = {}
    if settings is not None:
        frame = pd.DataFrame({"name": list(settings), "value": pd.Series(list(settings.values()), dtype=object)})
        sources[_SETTINGS] = _source(_SETTINGS, frame, source)
    for name, frame in tables.items():
        (table,) = tables_called([name])
        if table in sources:
            raise UsageError("table-given-twice", table=table)
        sources[table] = _source(table, frame, source)
    with no_garbage_collection():
        return read_located(sources, (), source, today=today)


def _source(name: str, native: Any, file: str) -> Source:
    """Take a frame for the cells of a sheet."""
    frame = _collected(name, native)
    place = Place(file, name)
    header = [column for column in frame.columns if column not in ORIGIN]
    numbers, labels, issues = match_headers(name, header, 1, len(header), 0, place)
    body = {column: _cells(frame[labels[column]], TABLES[name].column(column).type in NUMBERS) for column in numbers}
    sheet = Sheet(name, "", hidden=False, tables=())
    located = Located(name, sheet, 1, len(frame), body, numbers, labels, has_cells=False)
    return Source(located, NOTHING, tuple(issues))


def _collected(name: str, native: Any) -> nw.DataFrame[Any]:
    """Bring a frame of any library into memory.

    Raises:
        UsageError: if it is none.
    """
    if isinstance(native, Sequence) and all(isinstance(row, Mapping) for row in native):
        columns = dict.fromkeys(str(key) for row in native for key in row)
        native = pd.DataFrame({key: pd.Series([row.get(key) for row in native], dtype=object) for key in columns})
    try:
        frame: nw.DataFrame[Any] = nw.from_native(native).lazy().collect()
    except TypeError:
        raise UsageError("no-frame", table=name, found=type(native).__name__) from None
    return frame


def _cells(column: nw.Series[Any], as_numbers: bool) -> list[Any]:
    """Give a column's values as those of cells, "" for no value.

    Args:
        column: the column.
        as_numbers: whether whole numbers are numbers, as in a cell, rather than exact, as an ID wants them.
    """
    values = column.to_list()
    if set(map(type, values)) <= {str}:  # most texts, which need no look at each
        return values
    return [_cell(value, as_numbers) for value in values]


def _cell(value: Any, as_numbers: bool) -> Any:
    if isinstance(value, str) or value is None or value is pd.NaT or value is pd.NA:
        return value if isinstance(value, str) else ""
    if hasattr(value, "item"):  # a number of numpy
        value = value.item()
    if isinstance(value, float):
        return "" if value != value else value  # noqa: PLR0124 - NaN equals nothing, no value itself
    if isinstance(value, Decimal) or (as_numbers and isinstance(value, int) and not isinstance(value, bool)):
        return float(value)
    if isinstance(value, datetime):
        value = value.to_pydatetime(warn=False) if isinstance(value, pd.Timestamp) else value
        return value.isoformat() if value.tzinfo else value  # a cell has no zone; the text of a time stamp has
    return value if isinstance(value, (int, date)) else str(value)
