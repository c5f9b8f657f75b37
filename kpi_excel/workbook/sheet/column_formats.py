"""Column formats: width, style and grouping of a sheet's columns, as its ``cols`` element says them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kpi_excel.workbook.sheet.outline import say_levels
from kpi_excel.workbook.sheet.sheet_data import SheetData

_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*?)/?>(?:</(?:\w+:)?col>)?")
_COLUMNS = re.compile(rb"<((?:\w+:)?)cols>(.*?)</\1cols>|<(?:\w+:)?cols\s*/>", re.DOTALL)
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_USUAL_WIDTH = b"9.140625"


@dataclass(frozen=True)
class ColumnFormat:
    """How a column is shown.

    Args:
        width: in digits, as the file writes it.
        style: number of the style of its empty cells; empty for none.
    """

    width: str
    style: str = ""


def column_formats(data: SheetData) -> dict[int, ColumnFormat]:
    """Give the formats of a sheet's columns by their numbers, those without one left out."""
    formats = {}
    for values in _read(data):
        for number in range(int(values[b"min"]), min(int(values[b"max"]), 1000) + 1):
            formats[number] = ColumnFormat(values.get(b"width", b"").decode(), values.get(b"style", b"").decode())
    return formats


def set_folded_columns(data: SheetData, first: int, formats: Sequence[ColumnFormat]) -> None:
    """Give columns their formats, grouped and closed; the column behind them gets the + that opens them."""
    last = first + len(formats) - 1
    kept = [part for values in _read(data) for part in _without(values, first, last + 1)]
    behind = [dict(values) for values in _read(data) if int(values[b"min"]) <= last + 1 <= int(values[b"max"])]
    mark = {
        **(behind[0] if behind else {b"width": _USUAL_WIDTH}),
        b"min": b"%d" % (last + 1),
        b"max": b"%d" % (last + 1),
    }
    mark[b"collapsed"] = b"1"
    new = [
        {
            b"min": b"%d" % number,
            b"max": b"%d" % number,
            b"width": one.width.encode() or _USUAL_WIDTH,
            **({b"style": one.style.encode()} if one.style else {}),
            b"customWidth": b"1",
            b"hidden": b"1",
            b"outlineLevel": b"1",
        }
        for number, one in enumerate(formats, first)
    ]
    _write(data, sorted([*kept, *new, mark], key=lambda values: int(values[b"min"])))


def _read(data: SheetData) -> list[dict[bytes, bytes]]:
    block = _COLUMNS.search(data.before)
    found = [dict(_ATTRIBUTE.findall(match[1])) for match in _COLUMN.finditer(block[0])] if block else []
    return [values for values in found if b"min" in values and b"max" in values]


def _without(values: dict[bytes, bytes], first: int, last: int) -> list[dict[bytes, bytes]]:
    """Give what is left of a run of columns without some of them."""
    low, high = int(values[b"min"]), int(values[b"max"])
    runs = [(low, min(high, first - 1)), (max(low, last + 1), high)]
    return [{**values, b"min": b"%d" % left, b"max": b"%d" % right} for left, right in runs if left <= right]


def _write(data: SheetData, runs: Sequence[dict[bytes, bytes]]) -> None:
    p = data.prefix
    cells = b"".join(b"<%bcol %b/>" % (p, b" ".join(b'%b="%b"' % one for one in values.items())) for values in runs)
    block = b"<%bcols>%b</%bcols>" % (p, cells, p)
    if _COLUMNS.search(data.before):
        data.before = _COLUMNS.sub(lambda _: block, data.before, count=1)
    else:  # they stand directly before the rows
        data.before += block
    say_levels(data, b"Col")
