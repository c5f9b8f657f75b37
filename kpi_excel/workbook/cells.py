"""Cell addresses: A1 references to row and column numbers from 1, and back."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import heappop, heappush
from itertools import product

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@cache
def column_letters(column: int) -> str:
    """Write a column number in letters.

    Example:
        >>> column_letters(1), column_letters(28)
        ('A', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """Read a column number from letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell(row: int, column: int) -> str:
    """Write a cell's reference."""
    return f"{column_letters(column)}{row}"


def row_and_column(reference: str) -> tuple[int, int]:
    """Read a cell's row and column.

    Example:
        >>> row_and_column("$B$7")
        (7, 2)
    """
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise ValueError(f"{reference!r} is not a cell reference")
    return int(match[2]), column_number(match[1])


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells; rows and columns count from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def parse(cls, reference: str) -> Area:
        """Read ``B2:D9``, or a single cell."""
        first, _, last = reference.partition(":")
        top, left = row_and_column(first)
        bottom, right = row_and_column(last or first)
        return cls(top, left, bottom, right)

    def __str__(self) -> str:
        first, last = cell(self.top, self.left), cell(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    @property
    def size(self) -> int:
        """Count the cells."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def cells(self) -> Iterator[tuple[int, int]]:
        """Give the row and column of each cell, row by row."""
        return product(range(self.top, self.bottom + 1), range(self.left, self.right + 1))

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell lies in the area."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def overlaps(self, other: Area) -> bool:
        """Tell whether two areas share a cell."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    @property
    def is_line(self) -> bool:
        """Tell whether the cells are one row or one column."""
        return self.top == self.bottom or self.left == self.right


def overlapping(areas: Sequence[Area]) -> Iterator[tuple[int, int]]:
    """Give the positions of areas that overlap an earlier one, each with one that it overlaps.

    The areas are walked through from top to bottom, and each is compared with its neighbours alone, so that many areas
    take hardly longer than few.

    Example:
        >>> list(overlapping([Area.parse("A1:B2"), Area.parse("D1:E9"), Area.parse("B2:C3")]))
        [(0, 2)]
    """
    here: list[
        tuple[int, int]
    ] = []  # first columns and positions of areas that reach down to this row, none over another
    ends: list[tuple[int, int]] = []  # their last rows and positions, the nearest first
    for position in sorted(range(len(areas)), key=lambda one: (areas[one].top, areas[one].left, one)):
        area = areas[position]
        while ends and ends[0][0] < area.top:
            _, gone = heappop(ends)
            del here[bisect_left(here, (areas[gone].left, gone))]
        place = bisect_left(here, (area.left, position))
        neighbour = next((one for _, one in here[max(place - 1, 0) : place + 1] if areas[one].overlaps(area)), None)
        if neighbour is not None:
            yield min(neighbour, position), max(neighbour, position)
        else:
            here.insert(place, (area.left, position))
            heappush(ends, (area.bottom, position))
