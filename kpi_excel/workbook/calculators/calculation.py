"""A calculation: what a calculator makes of a workbook's formulas, in words that belong to none of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sheet.cell_xml import Value

TOLERANCE = 1e-9  # relative; two calculators add in different orders


class Unavailable:
    """Stands for a value that could not be computed."""

    def __repr__(self) -> str:
        return "UNAVAILABLE"


UNAVAILABLE = Unavailable()
Calculated = Value | Unavailable

Place = tuple[str, int, int]
"""A cell: the sheet's name, its row and column from 1."""
SheetArea = tuple[str, Area]
"""A rectangle of cells and its sheet's name."""
Values = Mapping[Place, Calculated]


@dataclass(frozen=True)
class Sources:
    """What a formula sees.

    Args:
        areas: the cells.
        certain: whether these are all of them.
        dynamic: whether other values would make it other cells, as with OFFSET and INDIRECT.
    """

    areas: tuple[SheetArea, ...]
    certain: bool = True
    dynamic: bool = False


@dataclass(frozen=True)
class Formatted:
    """A cell as it is shown.

    Args:
        text: its value in its number format; None for nothing, and where nobody knows how it is shown.
        code: the number format.
    """

    text: str | None
    code: str


UNKNOWN_SOURCES = Sources((), certain=False)


@dataclass
class Calculation:
    """A calculated workbook. This one was not calculated: of it nothing is known.

    Args:
        formulas: the value of each formula cell.
        arrays: by the cell of an array formula, the cells that its values take.
        tables: casefolded names of the tables that the calculator knows.
    """

    formulas: dict[Place, Calculated] = field(default_factory=dict)
    arrays: dict[Place, Area] = field(default_factory=dict)
    tables: frozenset[str] = frozenset()

    def read(self, _sheet: str, area: Area) -> list[list[Calculated]]:
        """Give the values of a rectangle of cells, whether they hold formulas or not."""
        return [[UNAVAILABLE] * (area.right - area.left + 1)] * (area.bottom - area.top + 1)

    def formatted(self, _sheet: str, _area: Area) -> Mapping[tuple[int, int], Formatted]:
        """Give the cells of a rectangle that hold something as they are shown, by row and column."""
        return {}

    def tried(self, _sheet: str, _formula: str) -> tuple[list[list[Calculated]], Sources] | None:
        """Give the values of a formula that no cell holds, and what it sees; None if it cannot be computed.

        Args:
            _sheet: the sheet on which it is tried, in a column that no workbook uses.
            _formula: without ``=``.
        """
        return None

    def sources(self, _place: Place) -> Sources:
        """Say what a formula sees; of what was not understood, nothing is certain."""
        return UNKNOWN_SOURCES

    def given(self, _values: Mapping[Place, Value]) -> Calculation:
        """Calculate again with cells that hold the values given instead of their formulas.

        The calculator may change its workbook for that: this calculation must not be used any more.
        """
        return self


def same(one: Calculated, other: Calculated) -> bool:
    """Tell whether two values are the same: numbers within the tolerance, an empty text as an empty cell."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=1e-12)
    return ("" if one is None else one) == ("" if other is None else other)
