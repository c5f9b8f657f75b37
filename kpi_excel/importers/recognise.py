"""Recognising: which format's header a row is, and where its rows end. By content, never by a file's name alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kpi_excel.importers.format import Format, Mapped, header
from kpi_excel.importers.grids import Grid, Row

_FURTHEST = 60  # rows above a header at most


@dataclass(frozen=True)
class Block:
    """A table within a grid.

    Args:
        grid: the rows.
        format: what it is.
        top: the index of its header row.
        bottom: the index behind its last row.
        title: what stands in the line above the header.
        preamble: the rows above it that belong to no table.
    """

    grid: Grid
    format: Format
    top: int
    bottom: int
    title: str
    preamble: tuple[Row, ...]

    @property
    def places(self) -> Mapping[str, int]:
        """Give the positions of the headers, folded; of two alike the first."""
        places: dict[str, int] = {}
        for position, cell in enumerate(self.grid.rows[self.top]):
            if cell is not None:
                places.setdefault(header(cell), position)
        return places


@dataclass(frozen=True)
class Nearest:
    """The format that a table comes nearest to without being one.

    Args:
        format: the format.
        missing: columns of the input table whose headers it lacks.
    """

    format: Format
    missing: tuple[str, ...]


def find_blocks(grid: Grid, file: str, known: Iterable[Format]) -> list[Block]:
    """Find the tables of a grid that are of known formats, from top to bottom.

    Args:
        grid: the rows.
        file: the file's name.
        known: the formats; where two fit, the one with more headers in the row counts.
    """
    known = list(known)
    found: list[tuple[int, Format]] = []
    for index, row in enumerate(grid.rows):
        names = _headers(row)
        if len(names) < 2:
            continue
        title = _title(grid, index)
        fitting = [one for one in known if _fits(one, names, title, file)]
        if fitting:
            found.append((index, max(fitting, key=lambda one: (bool(one.titles), _matched(one, names)))))
    return [_block(grid, number, found) for number in range(len(found))]


def _block(grid: Grid, number: int, found: Sequence[tuple[int, Format]]) -> Block:
    top, format_ = found[number]
    last = found[number + 1][0] if number + 1 < len(found) else len(grid.rows)
    bottom = next((index for index in range(top + 1, last) if not _filled(grid.rows[index])), last)
    if bottom == last and number + 1 < len(found):  # the line above the next header is its title
        bottom -= len(_filled(grid.rows[last - 1])) == 1
    before = found[number - 1][0] if number else -1
    preamble = grid.rows[max(before + 1, top - _FURTHEST) : top] if number == 0 else ()
    return Block(grid, format_, top, max(bottom, top + 1), _title(grid, top), tuple(preamble))


def ambiguous(grid: Grid, block: Block, file: str, known: Iterable[Format]) -> list[Format]:
    """List the formats that fit a table's header equally well; one, if there is no doubt."""
    names, title = _headers(grid.rows[block.top]), _title(grid, block.top)
    score = (bool(block.format.titles), _matched(block.format, names))
    return [
        one for one in known if _fits(one, names, title, file) and (bool(one.titles), _matched(one, names)) == score
    ]


def nearest(grids: Iterable[Grid], known: Iterable[Format]) -> Nearest | None:
    """Give the format that comes nearest to a row that is no known header; None if none has half of what it needs."""
    known = [one for one in known if one.required]
    best: tuple[float, Nearest] | None = None
    for grid in grids:
        for row in grid.rows[:_FURTHEST]:
            names = _headers(row)
            for one in known if len(names) > 1 else ():
                missing = tuple(name for name in one.required if not _gives(one.columns[name], names))
                share = 1 - len(missing) / len(one.required)
                if share >= 0.5 and (best is None or share > best[0]):
                    best = share, Nearest(one, missing)
    return best[1] if best else None


def _headers(row: Row) -> frozenset[str]:
    return frozenset(header(cell) for cell in row if isinstance(cell, str))


def _filled(row: Row) -> list[object]:
    return [cell for cell in row if cell is not None]


def _title(grid: Grid, index: int) -> str:
    """Give the only cell of the last line above a row; empty if there is none."""
    for row in reversed(grid.rows[max(0, index - 2) : index]):
        filled = _filled(row)
        if filled:
            return str(filled[0]).strip() if len(filled) == 1 else ""
    return ""


def _fits(one: Format, names: frozenset[str], title: str, file: str) -> bool:
    if not one.required or not all(_gives(one.columns[name], names) for name in one.required):
        return False
    if not one.titles:
        return True
    if title:
        return any(pattern.fullmatch(title) for pattern in one.titles)
    return any(pattern.search(file) for pattern in one.files)


def _gives(mapped: Mapped, names: frozenset[str]) -> bool:
    return all(any(spelling in names for spelling in spellings) for spellings in mapped.uses)


def _matched(one: Format, names: frozenset[str]) -> int:
    used = {spelling for mapped in one.columns.values() for spellings in mapped.uses for spelling in spellings}
    return len(names & (used | one.ignored | one.lost))
