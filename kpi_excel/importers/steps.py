"""Steps: what a declaration cannot say of a format, each a function of the rows that were taken.

A format names its steps; see `format`. Rows are never changed, new ones are made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kpi_excel.importers.convert import TakenRow, number_of
from kpi_excel.importers.format import header
from kpi_excel.importers.grids import Cell
from kpi_excel.importers.names import span_of
from kpi_excel.importers.recognise import Block
from kpi_excel.workbook.reading.dates import Order, parse_date

_SPAN = re.compile(r"\s+[-–—]\s+|\s+to\s+|\s+s\.?d\.?\s+")
_START = re.compile(r"#\s*(?:start date|tanggal mulai)\s*:\s*(\d{8})", re.IGNORECASE)
_KINDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), column)
    for pattern, column in (
        ("link.?click", "clicks"),
        ("lead", "leads"),
        ("purchase|conversion|registration|checkout", "conversions"),
        ("engagement", "engagements"),
        ("video|thruplay", "video_views"),
    )
)
_NEVER_ADDED = ("reach",)  # people who were reached twice are one


@dataclass(frozen=True)
class Circumstances:
    """What a step may look at.

    Args:
        block: the table that the rows come from.
        file: the file's name.
        key: the columns of the input table that tell its rows apart.
    """

    block: Block
    file: str
    key: tuple[str, ...]


Rows = Sequence[TakenRow]
Step = Callable[[Rows, Circumstances], Rows]


def two_lists(rows: Rows, given: Circumstances) -> Rows:
    """Join two lists of posts that stand side by side, each sorted by its own figure, on the posts' links.

    A post of which only one list tells has no value in the other's figure.
    """
    headers = given.block.headers
    by_url: dict[str, dict[str, Cell]] = {}
    lines: dict[str, int] = {}
    starts = [place for place, name in enumerate(headers.names) if name == header("Post URL")]
    figures = {header("Engagements"): "engagements", header("Impressions"): "impressions"}
    for index in range(given.block.top + 1, given.block.bottom):
        row = given.block.grid.rows[index]
        for start in starts:
            url = row[start] if start < len(row) else None
            figure = figures.get(headers.names[start + 2]) if start + 2 < len(headers.names) else None
            if not isinstance(url, str) or figure is None:
                continue
            post = by_url.setdefault(url, {"url": url, "published": row[start + 1]})
            post[figure] = row[start + 2] if start + 2 < len(row) else None
            lines.setdefault(url, given.block.grid.lines[index])
    shared = {name: value for name, value in (rows[0].cells if rows else {}).items() if name == "platform"}
    found = []
    for url, post in by_url.items():
        match = re.search(r"urn:li:(?:activity|share|ugcPost):([0-9]+)", url)
        cells = {**shared, **({"post_id": match[1]} if match else {}), **post}
        found.append(TakenRow(lines[url], {name: cell for name, cell in cells.items() if cell is not None}))
    return found


def followers_at_end(rows: Rows, given: Circumstances) -> Rows:
    """Give the day that the line above the header names its number of followers; other days have only their gain."""
    for line in given.block.preamble:
        texts = [cell for cell in line if isinstance(cell, str)]
        numbers = [cell for cell in line if isinstance(cell, (int, float)) and not isinstance(cell, bool)]
        day = _day_in(texts[0]) if texts else None
        if day is None or not numbers:
            continue
        return [
            TakenRow(row.line, {**row.cells, "followers": numbers[0]}) if _day(row.cells.get("date")) == day else row
            for row in rows
        ]
    return rows


def sum_by_day(rows: Rows, given: Circumstances) -> Rows:
    """Add up the rows of a day, as of channels or hours."""
    return _added((TakenRow(row.line, {**row.cells, "date": _whole_day(row.cells.get("date"))}) for row in rows), given)


def sum_by_key(rows: Rows, given: Circumstances) -> Rows:
    """Add up rows that an input table cannot tell apart, as of regions; people reached are not added."""
    return _added(rows, given)


def nth_day(rows: Rows, given: Circumstances) -> Rows:
    """Count days that are numbered from the span's first day, which stands in a comment above."""
    start = next(
        (
            datetime.strptime(match[1], "%Y%m%d")
            for line in given.block.preamble
            for cell in line
            if isinstance(cell, str) and (match := _START.search(cell))
        ),
        None,
    )
    numbered = header("Nth day") in given.block.headers.names or header("Hari ke-n") in given.block.headers.names
    if not numbered or start is None:
        return rows
    counted = []
    for row in rows:
        number = number_of(row.cells.get("date"))
        if number is not None:
            counted.append(TakenRow(row.line, {**row.cells, "date": start + timedelta(days=number)}))
    return counted


def span_above(rows: Rows, given: Circumstances) -> Rows:
    """Give rows without a day of their own the span that stands in a line above the header."""
    spans = (_span(cell) for line in given.block.preamble for cell in line if isinstance(cell, str))
    return _over(rows, next((span for span in spans if span), None))


def span_in_name(rows: Rows, given: Circumstances) -> Rows:
    """Give rows the last day of the span that the file's name tells."""
    span = span_of(given.file)
    if span is None:
        return rows
    last = datetime(span[1].year, span[1].month, span[1].day)
    return [TakenRow(row.line, {**row.cells, "date": last}) for row in rows]


def results_by_kind(rows: Rows, given: Circumstances) -> Rows:
    """Put results into the column of their kind, take the month of rows by month, and add up what is one campaign's."""
    headers = given.block.headers
    months = headers.places((header("Month"), header("Bulan")))
    lines = {line: index for index, line in enumerate(given.block.grid.lines)}
    sorted_rows = []
    for row in rows:
        cells = dict(row.cells)
        kind, result = str(cells.get("result_type", "")), cells.pop("results", None)
        column = next((column for pattern, column in _KINDS if pattern.search(kind)), "")
        if column and result is not None:
            cells.setdefault(column, result)
        source = given.block.grid.rows[lines[row.line]]
        month = source[months[0]] if months and months[0] < len(source) else None
        span = _span(month) if isinstance(month, str) else None
        if span:
            cells["date"], cells["date_to"] = span
        sorted_rows.append(TakenRow(row.line, cells))
    return _added(sorted_rows, given)


def count_by_sentiment(rows: Rows, given: Circumstances) -> Rows:
    """Count single mentions by day, platform and brand, and how many of each are positive, neutral or negative."""
    counted = []
    for row in rows:
        cells = dict(row.cells)
        tone = str(cells.pop("tag", "")).casefold()
        figures = {name: float(tone == name) for name in ("positive", "neutral", "negative")}
        cells["date"] = _whole_day(cells.get("date"))
        counted.append(TakenRow(row.line, {**cells, "mentions": 1.0, **figures}))
    return _added(counted, Circumstances(given.block, given.file, ("date", "platform", "brand")))


def _added(rows: Iterable[TakenRow], given: Circumstances) -> Rows:
    groups: dict[tuple[Cell, ...], list[TakenRow]] = {}
    for row in rows:
        groups.setdefault(tuple(row.cells.get(name) for name in (*given.key, "date_to")), []).append(row)
    return [group[0] if len(group) == 1 else _one_row(group, given.key) for group in groups.values()]


def _one_row(group: Sequence[TakenRow], key: tuple[str, ...]) -> TakenRow:
    cells: dict[str, Cell] = {}
    names = dict.fromkeys(name for row in group for name in row.cells)
    for name in names:
        values = [row.cells[name] for row in group if name in row.cells]
        numbers = [number_of(value) for value in values]
        same = all(value == values[0] for value in values)
        if name in (*key, "date_to") or (same and (name == "currency" or None in numbers)):
            cells[name] = values[0]
        elif None not in numbers and name not in _NEVER_ADDED:
            cells[name] = sum(number for number in numbers if number is not None)
    return TakenRow(group[0].line, cells)


def _over(rows: Rows, span: tuple[datetime, datetime] | None) -> Rows:
    if span is None:
        return rows
    return [TakenRow(row.line, {"date": span[0], "date_to": span[1], **row.cells}) for row in rows]


def _span(text: str) -> tuple[datetime, datetime] | None:
    parts = _SPAN.split(text.strip().strip('"'))
    days = [_day(part) for part in parts]
    return (days[0], days[1]) if len(days) == 2 and days[0] and days[1] and days[0] <= days[1] else None


def _day(cell: Cell) -> datetime | None:
    """Read a day that can mean one only, or one that is written with the month first."""
    if isinstance(cell, datetime):
        return datetime(cell.year, cell.month, cell.day)
    days = parse_date(cell).days if isinstance(cell, str) else {}
    day = days.get(Order.CLEAR) or days.get(Order.MONTH_FIRST) or days.get(Order.DAY_FIRST)
    return datetime(day.year, day.month, day.day) if day else None


def _day_in(text: str) -> datetime | None:
    match = re.search(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}", text)
    return _day(match[0]) if match else None


def _whole_day(cell: Cell) -> Cell:
    """Give the day of an hour; hours are written as 2024041623."""
    if isinstance(cell, str) and re.fullmatch(r"\d{8}(\d{2})?", cell.strip()):
        return datetime.strptime(cell.strip()[:8], "%Y%m%d")
    return _day(cell) or cell


STEPS: Mapping[str, Step] = {
    step.__name__: step
    for step in (
        two_lists,
        followers_at_end,
        sum_by_day,
        sum_by_key,
        nth_day,
        span_above,
        span_in_name,
        results_by_kind,
        count_by_sentiment,
    )
}
"""The steps by their names."""
