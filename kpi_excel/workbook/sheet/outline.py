"""Outline: rows and columns of a sheet that are grouped, and opened or closed with the + beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sheet.sheet_data import SheetData

_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_SPAN = re.compile(rb'\b(min|max)="([0-9]+)"')
_GROUPED = re.compile(rb'\soutlineLevel="[1-9]"')
_HIDDEN = re.compile(rb'\s+hidden="(?:1|true)"')
_FORMAT = re.compile(rb"<(?:\w+:)?sheetFormatPr\b[^>]*?(?=/?>)")
_COLLAPSED = re.compile(rb'\s+collapsed="(?:1|true)"')


def open_columns(data: SheetData, area: Area) -> None:
    """Show the grouped columns of an area, and let the column behind them say that its group is open."""

    def opened(match: re.Match[bytes]) -> bytes:
        span = {key: int(value) for key, value in _SPAN.findall(match[0])}
        first, last = span.get(b"min", 0), span.get(b"max", 0)
        if area.left <= first <= last <= area.right and _GROUPED.search(match[0]):
            return _HIDDEN.sub(b"", match[0])
        return _COLLAPSED.sub(b"", match[0]) if first == area.right + 1 else match[0]

    data.before = _COLUMN.sub(opened, data.before)


def open_rows(data: SheetData, area: Area) -> None:
    """Show the grouped rows of an area, and let the row below them say that its group is open."""
    for number in _grouped_rows(data, area):
        data.row(number).attributes = _HIDDEN.sub(b"", data.row(number).attributes)
    if area.bottom + 1 in data:
        below = data.row(area.bottom + 1)
        below.attributes = _COLLAPSED.sub(b"", below.attributes)


def close_rows(data: SheetData, area: Area) -> None:
    """Hide the grouped rows of an area; the row below them says already that its group is closed."""
    for number in _grouped_rows(data, area):
        row = data.row(number)
        row.attributes = _HIDDEN.sub(b"", row.attributes) + b' hidden="1"'


def say_levels(data: SheetData, which: bytes) -> None:
    """Let a sheet say that it has grouped ``Col`` or ``Row``, without which no + is shown."""
    level = rb'\soutlineLevel%b="[0-9]+"' % which
    data.before = _FORMAT.sub(
        lambda found: re.sub(level, b"", found[0]) + b' outlineLevel%b="1"' % which, data.before, count=1
    )


def _grouped_rows(data: SheetData, area: Area) -> Iterable[int]:
    rows = [number for number in data.rows() if area.top <= number <= area.bottom]
    return [number for number in rows if _GROUPED.search(data.row(number).attributes)]
