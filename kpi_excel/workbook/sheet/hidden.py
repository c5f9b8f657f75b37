"""Hidden rows and columns of a sheet, whose cells charts leave out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sheet.sheet_data import SheetData

_COLUMNS = re.compile(rb"<(?:\w+:)?col\s([^>]*)/?>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_SPAN = re.compile(rb'\b(min|max)="([0-9]+)"')


@dataclass(frozen=True)
class HiddenLines:
    """The hidden rows and columns of a sheet.

    Args:
        rows: row numbers.
        columns: first and last number of each run of columns.
    """

    rows: frozenset[int] = frozenset()
    columns: tuple[tuple[int, int], ...] = ()

    def shown_rows(self, area: Area) -> list[int]:
        """List the rows of an area that are shown."""
        return [row for row in range(area.top, area.bottom + 1) if row not in self.rows]

    def shown_columns(self, area: Area) -> list[int]:
        """List the columns of an area that are shown."""
        return [
            column
            for column in range(area.left, area.right + 1)
            if not any(first <= column <= last for first, last in self.columns)
        ]


def hidden_lines(data: SheetData) -> HiddenLines:
    """Read which rows and columns of a sheet are hidden, by hand, by a filter or by an outline."""
    columns = []
    for match in _COLUMNS.finditer(data.before):
        span = {key: int(value) for key, value in _SPAN.findall(match[1])}
        if _HIDDEN.search(match[1]) and len(span) == 2:
            columns.append((span[b"min"], span[b"max"]))
    return HiddenLines(frozenset(data.hidden_rows()), tuple(columns))
