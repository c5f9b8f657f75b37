"""Open inputs: the input tables of a workbook that is open in Excel, unsaved changes included.

The cells are written into a small workbook in a temporary folder, which is then read like any other, so that one reader
decides what a cell means. Excel itself saves no copy while it calculates, and functions are called just then.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from kpi_excel.engine.inputs import Inputs
from kpi_excel.workbook.reading.read import read

Rows = Sequence[Sequence[Any]]


def read_open(tables: Mapping[str, Rows], name: str) -> Inputs:
    """Read input tables from their cells.

    Args:
        tables: each table's rows by its name, the header first; dates are datetimes, blanks None.
        name: the workbook's, for messages.

    Raises:
        InputError: if there is none of the input tables.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{Path(name).stem or 'workbook'}.xlsx"
        options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd hh:mm:ss"}
        with Workbook(path, options) as workbook:
            for table, rows in tables.items():
                _write(workbook.add_worksheet(table), table, rows)
        return read(path)


def _write(sheet: Worksheet, table: str, rows: Rows) -> None:
    headers = [str(one or f"({number})") for number, one in enumerate(rows[0], 1)]
    sheet.add_table(
        0, 0, max(len(rows) - 1, 1), len(headers) - 1, {"name": table, "columns": [{"header": one} for one in headers]}
    )
    for row, values in enumerate(rows[1:], 1):
        for column, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            elif isinstance(value, datetime):
                sheet.write_datetime(row, column, value)
            elif isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            elif value is not None:
                sheet.write_number(row, column, value)
