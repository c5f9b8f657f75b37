"""Recalculating: which formula cells of a filled workbook take which value.

What a formula gave before stays unless the filling reaches it. Values that stay are what others are calculated from,
also where the engine could not have computed them. Of the rest, what the engine computed counts, unless there is a
reason to doubt it: then a cell carries no value, and the program that opens the file computes it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kpi_excel.workbook.calculators.calculation import (
    UNAVAILABLE,
    Calculated,
    Calculation,
    Place,
    SheetArea,
    Sources,
    same,
)
from kpi_excel.workbook.calculators.calculator import BuildCalculator
from kpi_excel.workbook.calculators.day import asks_the_day
from kpi_excel.workbook.calculators.reach import areas_of, reach_of
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.collisions import merges
from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.parts.edit import calculates_on_load
from kpi_excel.workbook.parts.marks import read_maker
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import Structure, read_structure
from kpi_excel.workbook.sheet.cell_formulas import is_relative, translated
from kpi_excel.workbook.sheet.cell_xml import ERRORS, Value
from kpi_excel.workbook.sheet.formula_cells import FormulaCell, FormulaCells, all_formula_cells, formula_cells
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import parse

_STRINGS = re.compile(r'"[^"]*"')
_TABLE = re.compile(r"([\w.\\]+)\[")
_ROW = 2_000  # to which relative formulas are moved to be compared; most references above them still exist there


@dataclass(frozen=True)
class Recalculated:
    """The values of a filled workbook.

    Args:
        cells: its formula cells as they were before values are written.
        calculation: what the engine gives.
        reached: the formula cells whose values the filling reaches.
        missing: formula cells that it does not reach, but that carry no value of their own.
        doubtful: those of them whose calculated value must not be believed.
        filled: the cells that were filled.
    """

    cells: FormulaCells
    calculation: Calculation
    reached: frozenset[Place]
    missing: frozenset[Place]
    doubtful: frozenset[Place]
    filled: tuple[SheetArea, ...]

    def value(self, place: Place) -> Calculated:
        """Give the value of a formula cell."""
        if place in self.doubtful:
            return UNAVAILABLE
        return self.calculation.formulas.get(place, UNAVAILABLE)

    def array(self, place: Place) -> Area | None:
        """Give the cells that an array formula's values take now; None for other formulas."""
        was = self.cells[place].array
        if was is None:
            return None
        top, left = place[1:]
        return self.calculation.arrays.get(place, Area(top, left, top, left)) if was.spills else was.area

    def read(self, sheet: str, area: Area) -> list[list[Calculated]]:
        """Give the values of a rectangle of cells."""
        grid = [list(row) for row in self.calculation.read(sheet, area)]
        for place in self._doubtful_by_sheet.get(sheet, ()):
            for given in self._areas_of(place):
                for row in range(max(given.top, area.top), min(given.bottom, area.bottom) + 1):
                    for column in range(max(given.left, area.left), min(given.right, area.right) + 1):
                        grid[row - area.top][column - area.left] = UNAVAILABLE
        return grid

    def touches(self, sheet: str, area: Area) -> bool:
        """Tell whether cells were filled or take a value anew."""
        cells, blocks = self._changed.get(sheet, (frozenset(), []))
        if any(area.overlaps(block) for block in blocks):
            return True
        if area.size > len(cells):
            return any(area.holds(*cell) for cell in cells)
        columns = range(area.left, area.right + 1)
        return any((row, column) in cells for row in range(area.top, area.bottom + 1) for column in columns)

    def _areas_of(self, place: Place) -> list[Area]:
        return areas_of(place, self.cells[place].array, self.calculation.arrays)

    @cached_property
    def _changed(self) -> Mapping[str, tuple[set[tuple[int, int]], list[Area]]]:
        """Give single cells and rectangles that were filled or take a value anew, by sheet."""
        found: dict[str, tuple[set[tuple[int, int]], list[Area]]] = {}
        anew = ((place[0], area) for place in self.reached | self.missing for area in self._areas_of(place))
        for sheet, area in (*self.filled, *anew):
            cells, blocks = found.setdefault(sheet, (set(), []))
            if area.size == 1:
                cells.add((area.top, area.left))
            else:
                blocks.append(area)
        return found

    @cached_property
    def _doubtful_by_sheet(self) -> Mapping[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        for place in self.doubtful:
            found.setdefault(place[0], []).append(place)
        return found


def recalculate(filled: Filled, today: date, calculator: BuildCalculator | None) -> Recalculated:
    """Calculate a filled workbook.

    Args:
        filled: what was filled, written into its package.
        today: the day that TODAY and NOW mean.
        calculator: what calculates; None to calculate nothing: then nobody knows what is reached, and no formula has a
            value but those that the engine of KPIs knows.
    """
    edit = filled.edit
    cells = {
        place: one
        for sheet in filled.structure.sheets
        for place, one in formula_cells(sheet.name, filled.sheet_data(sheet.part))
    }
    calculation = calculator.calculate(edit.save(compress=False), today) if calculator else Calculation()
    sources = {place: _sources(place, one, calculation) for place, one in cells.items()}
    reach = reach_of(cells, calculation.arrays, sources)
    clock = clock_cells(cells, edit.read(edit.package.workbook_part))
    areas = tuple(filled.cells)
    uncertain = (place for place, one in sources.items() if not one.certain)
    # what sees a pivot table over filled cells will change with it, though nobody knows yet to what
    reached = reach.of([*areas, *filled.pivots], {*uncertain, *_inside(cells, areas)})
    # which cells these see, or which day it is, is not a matter of what was filled; if nobody knows better, they stay
    moving = reach.of((), {*clock, *(place for place, one in sources.items() if one.dynamic)})
    reached |= {place for place in moving if calculation.formulas.get(place, UNAVAILABLE) is not UNAVAILABLE}
    missing = frozenset(place for place, one in cells.items() if place not in reached and one.stored is None)
    stays = {place: one.stored for place, one in cells.items() if place not in reached | missing}
    other = {place for place, value in stays.items() if not same(value, calculation.formulas.get(place, UNAVAILABLE))}
    if given := reach.seen(other, reached | missing):
        calculation = calculation.given(_stored_values(filled, cells, given))
    doubted: frozenset[Place] = frozenset()
    if calculator:
        doubted = _doubted(cells, calculation, reached, edit.package, calculator, today)
    doubtful = reach.of(filled.pivots, doubted)
    return Recalculated(cells, calculation, reached, missing, doubtful & (reached | missing), areas)


def _stored_values(filled: Filled, cells: FormulaCells, places: Iterable[Place]) -> dict[Place, Value]:
    """Give the values that formula cells carry, and those of all cells of their arrays."""
    parts = {sheet.name: sheet.part for sheet in filled.structure.sheets}
    values: dict[Place, Value] = {}
    for place in places:
        sheet, array = place[0], cells[place].array
        data = filled.sheet_data(parts[sheet])
        for row, column in array.area.cells() if array else ():
            values[sheet, row, column] = filled.reader.value(data.cell(row, column))
        values[place] = cells[place].stored
    return values


def _sources(place: Place, one: FormulaCell, calculation: Calculation) -> Sources:
    """Say what a formula sees; a data table sees its inputs and the formulas and values at its edges."""
    if one.array is None or not one.array.inputs:
        return calculation.sources(place)
    sheet, area = place[0], one.array.area
    edges = Area(max(area.top - 1, 1), max(area.left - 1, 1), area.bottom, area.right)
    return Sources(tuple((sheet, each) for each in (edges, *one.array.inputs)))


def of_the_day(cells: FormulaCells, calculation: Calculation, workbook: bytes) -> frozenset[Place]:
    """Give the formula cells whose values hold for one day, because they see TODAY or NOW.

    Args:
        cells: the formula cells.
        calculation: what the engine makes of them.
        workbook: the workbook's part, for its names.
    """
    clock = clock_cells(cells, workbook)
    sources = {place: _sources(place, one, calculation) for place, one in cells.items()} if clock else {}
    return reach_of(cells, calculation.arrays, sources).of((), clock)


def clock_cells(cells: FormulaCells, workbook: bytes) -> frozenset[Place]:
    """Give the formula cells that ask which day it is, themselves or by a name."""
    nodes = parse(workbook).iter("{*}definedName")
    names = {node.get("name", "").casefold(): node.text or "" for node in nodes}
    asking: set[str] = set()
    while more := {
        name for name, text in names.items() if name not in asking and (asks_the_day(text) or _names_in(text, asking))
    }:
        asking |= more
    return frozenset(place for place, one in cells.items() if asks_the_day(one.text) or _names_in(one.text, asking))


def _names_in(text: str, names: set[str]) -> bool:
    return bool(names) and not names.isdisjoint(re.findall(r"[\w.\\]+", _STRINGS.sub("", text).casefold()))


def _inside(cells: FormulaCells, areas: Iterable[SheetArea]) -> frozenset[Place]:
    by_sheet: dict[str, list[Area]] = {}
    for sheet, area in areas:
        by_sheet.setdefault(sheet, []).append(area)
    return frozenset(place for place in cells if any(area.holds(*place[1:]) for area in by_sheet.get(place[0], ())))


def _doubted(
    cells: FormulaCells,
    calculation: Calculation,
    reached: frozenset[Place],
    before: Package,
    calculator: BuildCalculator,
    today: date,
) -> frozenset[Place]:
    """Give the reached cells whose calculated value is known to be wrong, or cannot be right.

    These name a table that the engine did not take in or something that it does not know, say what it takes otherwise
    than Excel, spill over merged cells or would spill if it knew how far, or what it made of the same formula before
    the workbook was filled was not what Excel had stored.
    """
    structure = read_structure(before)
    unknown = {name.casefold() for name in structure.table_names} - calculation.tables
    wrong = _misunderstood(before, structure, calculator, today)
    spilling = {place[0] for place, area in calculation.arrays.items() if area.size > 1}
    merged_on = {one.name: merges(SheetData(before.read(one.part))) for one in structure.sheets if one.name in spilling}
    return frozenset(
        place
        for place in reached
        if calculation.formulas.get(place) == "#NAME?"
        or calculator.misreads(cells[place].text)
        or (cells[place].array is not None and calculation.formulas.get(place, UNAVAILABLE) is UNAVAILABLE)
        or _spills_over(place, calculation, merged_on.get(place[0], ()))
        or (unknown and not unknown.isdisjoint(_TABLE.findall(cells[place].text.casefold())))
        or (wrong and _anywhere(place, cells[place]) in wrong)
    )


def _spills_over(place: Place, calculation: Calculation, merged: Iterable[Area]) -> bool:
    """Tell whether an array takes merged cells, over which nothing spills in Excel."""
    area = calculation.arrays.get(place)
    return area is not None and area.size > 1 and any(area.overlaps(one) for one in merged)


def _misunderstood(
    before: Package, structure: Structure, calculator: BuildCalculator, today: date
) -> frozenset[tuple[str, int, str]]:
    """Give the formulas of which the engine makes another number than the one that is stored, or another kind of value.

    Texts may differ, because they follow the region of whoever saved the workbook.
    """
    on_load = calculates_on_load(before.read(before.workbook_part))
    if on_load and read_maker(before):  # the engine's own values, which no other program has replaced
        return frozenset()
    cells = all_formula_cells(before, structure)
    values = {place: one.stored for place, one in cells.items()}
    stored = {place: value for place, value in values.items() if _is_meant(value, on_load)}
    if not stored:
        return frozenset()
    calculation = calculator.calculate(before.data, today)
    fleeting = of_the_day(cells, calculation, before.read(before.workbook_part))
    return frozenset(
        _anywhere(place, cells[place])
        for place, value in stored.items()
        if place not in fleeting
        and (calculated := calculation.formulas.get(place, UNAVAILABLE)) is not UNAVAILABLE
        and not (_is_text(value) and _is_text(calculated))
        and not same(value, calculated)
    )


def _is_meant(value: Value, on_load: bool) -> bool:
    """Tell whether a stored value is one that was calculated, rather than what stands in until it is."""
    if on_load:
        return isinstance(value, float) and value != 0 and not math.isnan(value)
    return value is not None


def _is_text(value: Calculated) -> bool:
    return isinstance(value, str) and value not in ERRORS


def _anywhere(place: Place, one: FormulaCell) -> tuple[str, int, str]:
    """Give a formula's sheet, column and text as it would stand in one certain row: one for all rows of a table."""
    sheet, _, column = place
    text = translated(one.text, one.written, (_ROW, column)) if is_relative(one.text) else one.text
    return sheet, column, text
