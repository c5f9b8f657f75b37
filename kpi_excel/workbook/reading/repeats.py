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
from kpi_excel.workbook.reading.rules import hashable, is_missing

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
    """Warn of rows that say the same as earlier ones, cell by cell, and that no key tells apart.

    Args:
        table: what is read.
        columns: its columns.
        spared: rows that are not looked at, since they are empty or left out.
        top: the number of its first row in the sheet.
    """
    if (table.key and not table.id) or not columns:
        return
    named = [~is_missing(columns[name]) for name in table.id if name in columns]
    spared = spared | np.any(named, axis=0) if named else spared
    lists = [hashable(converted.values) for converted in columns.values()]
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
    """Give the runs of rows that repeat those from the first equal row on; None is no row.

    Example:
        >>> list(blocks([("a",), ("b",), ("c",), ("a",), ("b",)]))
        [Block(start=3, first=0, length=2)]
    """
    places: dict[Row, int] = {}
    start = 0
    while start < len(rows):
        row = rows[start]
        first = start if row is None else places.setdefault(row, start)
        if first == start:
            start += 1
            continue
        block = Block(start, first, _run(rows, first, start))
        yield block
        start += block.length


def _run(rows: Sequence[Row | None], first: int, start: int) -> int:
    length = 0
    while start + length < len(rows) and first + length < start and rows[start + length] == rows[first + length]:
        if rows[start + length] is None:
            break
        length += 1
    return length


def _tell(converted: Converted, block: Block, top: int) -> None:
    start, first = top + block.start, top + block.first
    if block.length == 1:
        converted.add(block.start, "row-repeated", Severity.WARNING, start=start, first=first)
    else:
        end, last = start + block.length - 1, first + block.length - 1
        converted.add(block.start, "rows-repeated", Severity.WARNING, start=start, end=end, first=first, last=last)
