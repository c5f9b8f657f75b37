"""Recognising: which format's header a row is, and where its rows end. By content, never by a file's name alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from kpi_excel.importers.format import Format
from kpi_excel.importers.grids import Grid, Row
from kpi_excel.importers.headers import Headers, only_cell

_FURTHEST = 60  # rows in which a file's first header is looked for
_HALF = 0.5


@dataclass(frozen=True)
class Block:
    """A table within a grid.

    Args:
        grid: the rows.
        formats: what it is: one format, or several that fit equally well.
        top: the index of its header row.
        bottom: the index behind its last row.
        title: what stands alone in the line above the header.
        preamble: the rows above it that belong to no table.
        platform: the platform of all rows, from the line above the header or its neighbours; empty if nothing says it.
    """

    grid: Grid
    formats: tuple[Format, ...]
    top: int
    bottom: int
    title: str
    preamble: tuple[Row, ...]
    platform: str = ""

    @property
    def headers(self) -> Headers:
        """Give its header row."""
        return Headers(self.grid.rows[self.top])


@dataclass(frozen=True)
class Nearest:
    """The format that a table comes nearest to without being one.

    Args:
        format: the format.
        missing: columns of the input table whose headers it lacks.
    """

    format: Format
    missing: tuple[str, ...]


def find_blocks(grid: Grid, file: str, known: Collection[Format]) -> list[Block]:
    """Find the tables of a grid that are of known formats, from top to bottom.

    Args:
        grid: the rows.
        file: the file's name, which tells where a line above the header is missing.
        known: the formats; where several fit, those with most headers in the row count.
    """
    starts: list[tuple[int, tuple[Format, ...]]] = []
    for index, row in enumerate(grid.rows):
        if not _may_be_header(grid, index, starts[-1][0] if starts else None):
            continue
        fitting = _fitting(Headers(row), _title(grid, index), file, known)
        if fitting:
            starts.append((index, fitting))
    return [_block(grid, number, starts) for number in range(len(starts))]


def _may_be_header(grid: Grid, index: int, above: int | None) -> bool:
    """Tell whether a row is worth looking at: near the top, else where a table ends, for there may be many rows.

    Args:
        grid: the rows.
        index: the row's.
        above: the index of the header above it; None while none was found.
    """
    row = grid.rows[index]
    if (above is None and index > _FURTHEST) or not any(isinstance(cell, str) for cell in row):
        return False
    if index <= _FURTHEST or above is None:
        return True
    before = [cell for cell in grid.rows[index - 1] if cell is not None]
    return len(before) < 2 or len(row) != len(grid.rows[above])


def _fitting(headers: Headers, title: str, file: str, known: Iterable[Format]) -> tuple[Format, ...]:
    scores = {
        declared.name: (bool(declared.titles), len(headers.used_by(declared)))
        for declared in known
        if _fits(declared, headers, title, file)
    }
    best = max(scores.values(), default=None)
    return tuple(declared for declared in known if best is not None and scores.get(declared.name) == best)


def _fits(declared: Format, headers: Headers, title: str, file: str) -> bool:
    if declared.headers:
        return all(name in headers.names for name in declared.headers)
    if declared.titles and not declared.required:
        return any(pattern.fullmatch(only_cell(headers.cells)) for pattern in declared.titles)
    if not declared.required or not all(headers.gives(declared.columns[name]) for name in declared.required):
        return False
    if declared.needs and not headers.has(declared.needs):
        return False
    if not declared.titles:
        return True
    if headers.filled != len(declared.required):  # a date and a value, and nothing else
        return False
    if title:
        return any(pattern.fullmatch(title) for pattern in declared.titles)
    return any(pattern.search(file) for pattern in declared.files)


def _block(grid: Grid, number: int, starts: Sequence[tuple[int, tuple[Format, ...]]]) -> Block:
    top, fitting = starts[number]
    last = starts[number + 1][0] if number + 1 < len(starts) else len(grid.rows)
    title = _title(grid, top)
    bottom = next((index for index in range(top + 1, last) if not _is_filled(grid.rows[index])), last)
    if bottom == last < len(grid.rows) and only_cell(grid.rows[last - 1]) and last - 1 > top:
        bottom -= 1  # the line above the next header is its title
    above = starts[number - 1][0] + 1 if number else 0
    preamble = [row for row in grid.rows[max(above, top - _FURTHEST) : top] if len(row) == 1 or not number]
    preamble = preamble or list(grid.rows[: starts[0][0]])  # what several tables have in common stands above the first
    return Block(grid, fitting, top, max(bottom, top + 1), title, tuple(preamble), _platform(fitting[0], title))


def _platform(declared: Format, title: str) -> str:
    for pattern in declared.titles:
        match = pattern.fullmatch(title)
        if match and "platform" in pattern.groupindex and match["platform"]:
            return str(match["platform"]).capitalize()
    return declared.platform


def with_platforms(blocks: Sequence[Block]) -> list[Block]:
    """Tell the platform of a series above which no line names it by the other series of its file.

    Meta puts the series of a Facebook page above that of its Instagram account, and names the second one only.
    """
    named = {(block.formats[0].name, block.platform) for block in blocks if block.formats[0].titles}
    return [
        replace(block, platform="Facebook")
        if not block.platform and (block.formats[0].name, "Instagram") in named
        else block
        for block in blocks
    ]


def _is_filled(row: Row) -> bool:
    return any(cell is not None for cell in row)


def _title(grid: Grid, index: int) -> str:
    """Give what stands alone in the last line above a row, with at most an empty one between; empty if nothing does."""
    above = [row for row in grid.rows[max(0, index - 2) : index] if _is_filled(row)]
    return only_cell(above[-1]) if above else ""


def nearest(grids: Iterable[Grid], known: Iterable[Format]) -> Nearest | None:
    """Give the format that comes nearest to a row that is no known header; None if none has half of what it needs."""
    known = [declared for declared in known if len(declared.required) > 2]
    best, share = None, 0.0
    for grid in grids:
        for row in grid.rows[:_FURTHEST]:
            headers = Headers(row)
            for declared in known if headers.filled > 1 else ():
                missing = tuple(name for name in declared.required if not headers.gives(declared.columns[name]))
                has = 1 - len(missing) / len(declared.required)
                if has >= _HALF and has > share:
                    best, share = Nearest(declared, missing), has
    return best
