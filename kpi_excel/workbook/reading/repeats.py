"""Repeats: rows that were pasted twice into a table where nothing tells one row from another.

In a table of reports (a day's costs, a campaign's day) a row that says the same as an earlier one is rarely meant. In a
table of things that happened (scores of a survey, comments) single rows may be alike by chance, so there only several
rows are told that follow each other as others did before.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kpi_excel.errors import Severity
from kpi_excel.model.table import Table
from kpi_excel.workbook.reading.converted import Converted

_BLOCK = 3  # rows of events that are no chance if they follow each other as others did

Row = tuple[Hashable, ...]


@dataclass(frozen=True)
class Block:
    """Rows that say the same as earlier ones, in the same order.

    Args:
        start: position of the first.
        first: position of the row that it repeats.
        length: number of rows.
    """

    start: int
    first: int
    length: int


def find_repeats(table: Table, columns: Mapping[str, Converted], spared: NDArray[np.bool_], top: int) -> None:
    """Warn of rows that say the same as earlier ones, cell by cell, if the table has no key to tell it.

    Args:
        table: what is read.
        columns: its columns.
        spared: rows that are not looked at, since they are empty or left out.
        top: the number of its first row in the sheet.
    """
    if table.key or not columns:
        return
    lists = [_hashable(converted.values) for converted in columns.values()]
    rows = [None if spared[index] else row for index, row in enumerate(zip(*lists, strict=True))]
    days = columns[table.date_column].values if table.date_column in columns else None
    shortest = _BLOCK if table.events else 1
    for block in blocks(rows):
        repeated = slice(block.start, block.start + block.length)
        several_days = days is not None and len(np.unique(days[repeated].astype("datetime64[D]"))) > 1
        half = 2 * block.length >= int((~spared).sum())
        if block.length < shortest or (table.events and not several_days and not half):
            continue
        _tell(next(iter(columns.values())), block, top)


def blocks(rows: Sequence[Row | None]) -> Iterator[Block]:
    """Give the longest runs of rows that repeat an earlier run; None is no row.

    Example:
        >>> list(blocks([("a",), ("b",), ("c",), ("a",), ("b",)]))
        [Block(start=3, first=0, length=2)]
    """
    places: dict[Row, list[int]] = {}
    start = 0
    while start < len(rows):
        row = rows[start]
        earlier = places.get(row, []) if row is not None else []
        if not earlier:
            if row is not None:
                places.setdefault(row, []).append(start)
            start += 1
            continue
        length, first = max((_run(rows, first, start), -first) for first in earlier)
        yield Block(start, -first, length)
        start += length


def _run(rows: Sequence[Row | None], first: int, start: int) -> int:
    length = 0
    while start + length < len(rows) and first + length < start and rows[start + length] == rows[first + length]:
        if rows[start + length] is None:
            break
        length += 1
    return length


def _hashable(values: Sequence[object] | NDArray[np.generic]) -> list[Hashable]:
    cells = values.tolist() if isinstance(values, np.ndarray) else values
    return [None if cell != cell else cell for cell in cells]  # noqa: PLR0124 - NaN equals nothing, no value itself


def _tell(converted: Converted, block: Block, top: int) -> None:
    start, first = top + block.start, top + block.first
    if block.length == 1:
        converted.add(block.start, "row-repeated", Severity.WARNING, start=start, first=first)
    else:
        end, last = start + block.length - 1, first + block.length - 1
        converted.add(block.start, "rows-repeated", Severity.WARNING, start=start, end=end, first=first, last=last)
