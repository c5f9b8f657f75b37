"""Shells: a worksheet without its rows, as XML that is small however many rows there are."""

from __future__ import annotations

import re

from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import Element, parse, serialize

_ROWS = re.compile(rb"<(?:\w+:)?sheetData\s*/>")


def read_shell(data: SheetData) -> Element:
    """Give everything of a worksheet but its rows; its ``sheetData`` is empty."""
    return parse(b"%b<%bsheetData/>%b" % (data.before, data.prefix, data.after))


def write_shell(data: SheetData, root: Element) -> None:
    """Put a changed shell around the rows."""
    xml = serialize(root)
    match = _ROWS.search(xml)
    if match is None:
        raise ValueError("the shell has lost its sheetData")
    data.before, data.after = xml[: match.start()], xml[match.end() :]
