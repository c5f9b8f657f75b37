"""The reach of cells: every formula cell that sees them, or sees a cell that does, however far.

A stored value changes only if something that it depends on was filled, or if nobody can know. So the reach of what was
filled says which values are calculated; all others stay as Excel stored them. The reach of cells whose values nobody
knows says which values must not be believed, and that of TODAY, which ones hold for one day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set

from kpi_excel.workbook.calculators.calculation import Place, SheetArea, Sources
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sheet.cell_formulas import Array
from kpi_excel.workbook.sheet.formula_cells import FormulaCells

_FEW = 32  # cells of a range that are looked up one by one


class Reach:
    """Answers which formulas see some cells.

    Args:
        sources: what each formula cell sees.
        given: the cells that a formula gives values to, where these are not its own cell alone.
    """

    def __init__(self, sources: Mapping[Place, Sources], given: Mapping[Place, Iterable[Area]]) -> None:
        self._given = given
        self._watchers: dict[SheetArea, list[Place]] = defaultdict(list)
        for place, source in sources.items():
            for area in source.areas:
                self._watchers[area].append(place)
        self._by_cell: dict[Place, list[SheetArea]] = defaultdict(list)
        for sheet, watched in self._watchers:
            if watched.size <= _FEW:
                for row, column in watched.cells():
                    self._by_cell[sheet, row, column].append((sheet, watched))

    def of(self, cells: Iterable[SheetArea], formulas: Iterable[Place] = ()) -> frozenset[Place]:
        """Give the formula cells that see some cells, or the values of some formulas.

        Args:
            cells: the cells; a formula that stands in them is not meant for that.
            formulas: formula cells that are meant themselves, and their values.
        """
        reached = set(formulas)
        left = set(self._watchers)

        def follow(touched: Iterable[SheetArea]) -> list[SheetArea]:
            """Take in the formulas that see some ranges, and give the cells that change with them."""
            places = {place for area in left.intersection(touched) for place in self._watchers[area]} - reached
            left.difference_update(touched)
            reached.update(places)
            return self._values_of(places)

        new = [*cells, *self._values_of(reached)]
        while new:
            changed: list[SheetArea] = []
            while new:  # from cell to cell first, because such chains are long
                changed += new
                at = (self._by_cell.get((sheet, area.top, area.left), ()) for sheet, area in new)
                new = follow([area for watched in at for area in watched])
            new = follow(_touched(changed, left))
        return frozenset(reached)

    def seen(self, cells: Collection[Place], places: Set[Place]) -> frozenset[Place]:
        """Give those of some formula cells whose values formulas see.

        Args:
            cells: the cells.
            places: the formulas.
        """
        seen = {area for area, watchers in self._watchers.items() if not places.isdisjoint(watchers)}
        singles: dict[str, list[Area]] = defaultdict(list)
        others: dict[str, list[Area]] = defaultdict(list)
        for sheet, area in seen:
            (singles if area.size == 1 else others)[sheet].append(area)

        def is_seen(sheet: str, area: Area) -> bool:
            if area.size == 1 and (sheet, area) in seen:
                return True
            compared = others[sheet] if area.size == 1 else [*others[sheet], *singles[sheet]]
            return any(area.overlaps(one) for one in compared)

        return frozenset(place for place in cells if any(is_seen(*one) for one in self._values_of([place])))

    def _values_of(self, places: Iterable[Place]) -> list[SheetArea]:
        """Give the cells to which formulas give values."""
        return [
            (sheet, area)
            for sheet, row, column in places
            for area in self._given.get((sheet, row, column), (Area(row, column, row, column),))
        ]


def _touched(cells: Iterable[SheetArea], watched: Iterable[SheetArea]) -> list[SheetArea]:
    """Give the ranges that hold some of the cells."""
    columns: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))  # rows of single cells
    blocks: dict[str, list[Area]] = defaultdict(list)
    for sheet, area in cells:
        if area.size == 1:
            columns[sheet][area.left].append(area.top)
        else:
            blocks[sheet].append(area)
    for rows in (rows for by_column in columns.values() for rows in by_column.values()):
        rows.sort()
    return [
        (sheet, area)
        for sheet, area in watched
        if any(area.overlaps(block) for block in blocks.get(sheet, ()))
        or (sheet in columns and _holds_one(area, columns[sheet]))
    ]


def _holds_one(area: Area, columns: Mapping[int, list[int]]) -> bool:
    """Tell whether an area holds one of some cells, given as sorted rows by column."""
    for column, rows in columns.items():
        if area.left <= column <= area.right:
            index = bisect_left(rows, area.top)
            if index < len(rows) and rows[index] <= area.bottom:
                return True
    return False


def areas_of(place: Place, array: Array | None, arrays: Mapping[Place, Area]) -> list[Area]:
    """Give the cells to which a formula gives values, and those to which it gave them before.

    Args:
        place: the formula's cell.
        array: what its file says of an array formula.
        arrays: what was calculated: by the cell of an array formula, the cells that its values take.
    """
    _, row, column = place
    areas = [area for area in (array and array.area, arrays.get(place)) if area]
    return areas or [Area(row, column, row, column)]


def reach_of(cells: FormulaCells, arrays: Mapping[Place, Area], sources: Mapping[Place, Sources]) -> Reach:
    """Say which formulas of a workbook see which cells.

    Args:
        cells: the formula cells.
        arrays: by the cell of an array formula, the cells that its values take.
        sources: what each formula sees.
    """
    given = {
        place: areas_of(place, one.array, arrays)
        for place, one in cells.items()
        if one.array is not None or place in arrays
    }
    return Reach(sources, given)
