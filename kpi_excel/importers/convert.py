"""Converting: the rows of an export's table as rows of an input table, cells as they stand; nothing is guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kpi_excel.importers.format import Format, Mapped, header
from kpi_excel.importers.grids import Cell, Row
from kpi_excel.importers.headers import Headers
from kpi_excel.importers.recognise import Block
from kpi_excel.workbook.reading.numbers import BLANKS, read_number
from kpi_excel.workbook.vocabulary import fold


@dataclass(frozen=True)
class TakenRow:
    """A row of an export as a row of an input table.

    Args:
        line: the line of the file, or the row of the sheet, that it comes from.
        cells: what it gives, by column of the input table; columns without a value are absent.
    """

    line: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Taken:
    """A table of an export as rows of an input table.

    Args:
        format: what it is.
        rows: the rows.
        skipped: how many rows were left out, by code of the reason.
        ignored: headers of columns that mean nothing to us.
        lost: headers of columns that have no column in our tables.
        unknown: headers of columns that the format does not know.
    """

    format: Format
    rows: tuple[TakenRow, ...]
    skipped: Mapping[str, int] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def convert(block: Block, declared: Format) -> Taken:
    """Convert a table.

    Args:
        block: the table.
        declared: the format by which its rows are read, one of the table's or the one that they fill another table by.
    """
    headers = block.headers
    reader = _RowReader(declared, headers, block.platform or declared.platform)
    rows: list[TakenRow] = []
    skipped: Counter[str] = Counter()
    for index in range(block.top + 1, block.bottom):
        row = block.grid.rows[index]
        read = reader.read(row)
        if isinstance(read, str):
            skipped[read] += 1
        elif read:
            rows.append(TakenRow(block.grid.lines[index], read))
    used = headers.used_by(declared)
    shown = {name: str(cell).strip() for name, cell in zip(headers.names, headers.cells, strict=True) if name}
    return Taken(
        declared,
        tuple(rows),
        dict(skipped),
        tuple(shown[name] for name in shown if name in declared.ignored),
        tuple(shown[name] for name in shown if name in declared.lost),
        tuple(shown[name] for place, name in enumerate(headers.names) if name and place not in used),
    )


class _RowReader:
    """Reads the rows of one table.

    Args:
        declared: its format.
        headers: its header row.
        platform: of all rows; empty if nobody says it.
    """

    def __init__(self, declared: Format, headers: Headers, platform: str) -> None:
        self._declared, self._headers = declared, headers
        self._blanks = BLANKS | declared.blanks
        self._constants = {**({"platform": platform} if platform else {}), **declared.constants}
        self._columns = {name: mapped for name, mapped in declared.columns.items() if headers.gives(mapped)}
        self._constants |= {
            name: headers.part(mapped) for name, mapped in self._columns.items() if mapped.in_header is not None
        }

    def read(self, row: Row) -> dict[str, Cell] | str:
        """Read a row; the code of the reason if it is none, and nothing if it is empty."""
        first = next((str(cell).strip() for cell in row if cell is not None), "")
        for skip in self._declared.skips:
            cell = self._first(row, skip.headers) if skip.headers else first
            text = "" if cell is None else str(cell).strip()
            if (skip.pattern is None and not text) or (skip.pattern is not None and skip.pattern.fullmatch(text)):
                return skip.reason
        cells: dict[str, Cell] = {}
        for name, mapped in self._columns.items():
            value = self._value(row, mapped)
            if value is not None and mapped.words:
                meaning = mapped.words.get(header(value))
                if meaning is None and mapped.others:
                    return mapped.others
                value = meaning or value
            if value is not None:
                cells[name] = value
        return {**self._constants, **cells} if cells else {}

    def _value(self, row: Row, mapped: Mapped) -> Cell:
        if mapped.in_header is not None:
            return None
        if mapped.joined:
            texts = [str(cell).strip() for cell in (self._first(row, one) for one in mapped.joined) if cell is not None]
            return mapped.between.join(texts) or None
        if mapped.calculates:
            return self._calculated(row, mapped)
        cell = self._filled(row, self._headers.places_of(mapped))
        if mapped.match is not None:
            match = mapped.match.search(str(cell)) if cell is not None else None
            return str(match[1]) if match else None
        return cell

    def _calculated(self, row: Row, mapped: Mapped) -> Cell:
        """Add figures, those that are given; take one away only where both are."""
        if mapped.added:
            given = [
                number for number in (number_of(self._first(row, one)) for one in mapped.added) if number is not None
            ]
            return sum(given) * mapped.times if given else None
        number = number_of(self._filled(row, self._headers.places_of(mapped)))
        less = number_of(self._first(row, mapped.minus)) if mapped.minus else 0.0
        return None if number is None or less is None else (number - less) * mapped.times

    def _first(self, row: Row, spellings: tuple[str, ...]) -> Cell:
        return self._filled(row, self._headers.places(spellings))

    def _filled(self, row: Row, places: list[int]) -> Cell:
        for place in places:
            cell = row[place] if place < len(row) else None
            if cell is None or (isinstance(cell, str) and fold(cell) in self._blanks):
                continue
            return cell.strip() if isinstance(cell, str) else cell
        return None


def number_of(cell: Cell) -> float | None:
    """Give the figure in a cell; None if it holds none, or one that can be read in two ways."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell)
    if isinstance(cell, str) and cell.isascii() and cell.isdecimal():
        return float(cell)  # most figures by far
    values = read_number(cell, whole=True).values if isinstance(cell, str) else ()
    return values[0] if len(values) == 1 else None
