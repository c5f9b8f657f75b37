"""Headers: the header row of an export, and which of its columns give a column of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kpi_excel.importers.format import Format, Mapped, Spellings, header
from kpi_excel.importers.grids import Cell, Row


@dataclass(frozen=True)
class Headers:
    """A row that may be a header.

    Args:
        cells: what stands in it.
    """

    cells: Row

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Give the folded headers; empty where there is none."""
        return tuple(header(cell) if isinstance(cell, str) else "" for cell in self.cells)

    @cached_property
    def filled(self) -> int:
        """Count the headers."""
        return sum(bool(name) for name in self.names)

    def places(self, spellings: Spellings) -> list[int]:
        """Give the positions of the headers of these spellings, in the spellings' order."""
        return [place for spelling in spellings for place, name in enumerate(self.names) if name == spelling]

    def has(self, spellings: Spellings) -> bool:
        """Tell whether one of these headers is there."""
        return any(spelling in self.names for spelling in spellings)

    def places_of(self, mapped: Mapped) -> list[int]:
        """Give the positions of the columns that give a column of ours as it stands, the best one first."""
        if mapped.position:
            return [mapped.position - 1] if mapped.position <= len(self.names) else []
        if mapped.header is not None:
            return [place for place, name in enumerate(self.names) if mapped.header.fullmatch(name)]
        return self.places(mapped.headers)

    def part(self, mapped: Mapped) -> str:
        """Give what a header itself tells; empty if none does."""
        matches = (mapped.in_header.search(name) for name in self.names) if mapped.in_header is not None else ()
        return next((str(match[1]).upper() for match in matches if match), "")

    def gives(self, mapped: Mapped) -> bool:
        """Tell whether the columns that give a column of ours are there."""
        if mapped.in_header is not None:
            return bool(self.part(mapped))
        several = (*mapped.added, *mapped.joined)
        if several:
            return any(self.has(spellings) for spellings in several)
        return bool(self.places_of(mapped)) and (not mapped.minus or self.has(mapped.minus))

    def used_by(self, declared: Format) -> set[int]:
        """Give the positions of the columns that a format takes, or knows and leaves."""
        used: set[int] = set()
        for mapped in declared.columns.values():
            used |= {*self.places_of(mapped), *self.places(mapped.minus)}
            used |= {place for spellings in (*mapped.added, *mapped.joined) for place in self.places(spellings)}
            if mapped.in_header is not None:
                used |= {place for place, name in enumerate(self.names) if mapped.in_header.search(name)}
        known = declared.ignored | declared.lost | set(declared.needs) | set(declared.headers)
        return used | {place for place, name in enumerate(self.names) if name in known}


def only_cell(row: Sequence[Cell]) -> str:
    """Give the text of a row that has a single filled cell; empty for any other row."""
    filled = [cell for cell in row if cell is not None]
    return str(filled[0]).strip() if len(filled) == 1 else ""
