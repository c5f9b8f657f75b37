"""With IronCalc: a second calculator, which verifies what the first has stored and can serve the build instead of it.

It says less than cellrune. Which cells a formula sees is read from the formulas, and what is not written there counts
as unknown; how far an array spills is read from the workbook that it writes; the day is written into the copy that it
reads. What it shows as an error of its own, and what rests on that, has no value; nor has a formula that no cell holds,
such as that of a name that a chart draws. It works in a process of its own, because a workbook can crash it, and
calculates the whole file anew when cells are given values.
"""

from __future__ import annotations

import contextlib
import math
import tempfile
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from kpi_excel.errors import FileError, Phrase
from kpi_excel.workbook.calculators import own_process
from kpi_excel.workbook.calculators.calculation import (
    UNAVAILABLE,
    UNKNOWN_SOURCES,
    Calculated,
    Calculation,
    Formatted,
    Place,
    Sources,
    Values,
)
from kpi_excel.workbook.calculators.calculator import loads, missing, refused
from kpi_excel.workbook.calculators.confined import ConfinedError, Limits
from kpi_excel.workbook.calculators.cures import IRONCALC_CURES, IRONCALC_DOUBTS
from kpi_excel.workbook.calculators.day import with_day
from kpi_excel.workbook.calculators.reach import areas_of, reach_of
from kpi_excel.workbook.calculators.understandable import understandable
from kpi_excel.workbook.calculators.written_sources import WrittenSources
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.parts.package import Package, open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.cell_xml import ERRORS, Value
from kpi_excel.workbook.sheet.formula_cells import FormulaCells, all_formula_cells

_ITS_OWN_ERRORS = ("#ERROR!", "#NAME?", "#N/IMPL!", "#CIRC!")  # what it cannot parse, has not got, takes for a circle

_REMEDY = Phrase("install_ironcalc")


@dataclass(frozen=True)
class IronCalc:
    """The package ironcalc."""

    name: str = "IronCalc"
    remedy: Phrase = _REMEDY

    def is_at_hand(self) -> bool:
        """Tell whether it is installed and works on this computer."""
        return loads("ironcalc")

    def misreads(self, formula: str) -> bool:
        """Tell whether it is known to give another value than Excel for a formula."""
        return IRONCALC_DOUBTS.hold(formula)

    def values(self, path: Path, places: Sequence[Place], today: date) -> Values:
        """Give the values of some cells, calculated in a process of its own."""
        return own_process.values_of(__name__, path, places, today)

    def calculate(self, data: bytes, today: date) -> Calculation:
        """Calculate a workbook in a process of its own."""
        if not self.is_at_hand():
            raise missing(self)
        package = Package(data, "copy.xlsx")
        structure = read_structure(package)
        formulas = all_formula_cells(package, structure)
        sources = WrittenSources(package.read(package.workbook_part), structure)
        tables = frozenset(name.casefold() for name in structure.table_names)
        return _calculated(_Book(understandable(data, IRONCALC_CURES), today, formulas, sources, tables), {})


IRONCALC = IronCalc()


@dataclass(frozen=True)
class _Book:
    """A workbook to calculate.

    Args:
        data: the file.
        today: the day that TODAY and NOW mean.
        formulas: its formula cells.
        written: what is written in it about what they see.
        tables: casefolded names of its tables.
    """

    data: bytes
    today: date
    formulas: FormulaCells
    written: WrittenSources
    tables: frozenset[str]

    @cached_property
    def sources(self) -> Mapping[Place, Sources]:
        """Say what each formula sees, as far as that is written in it."""
        return {place: self.written.of(*place, one.text_at(*place[1:])) for place, one in self.formulas.items()}

    @property
    def spills(self) -> bool:
        """Tell whether a formula takes as many cells as it has values."""
        return any(one.array is not None and one.array.spills for one in self.formulas.values())


@dataclass
class _Calculation(Calculation):
    """A workbook that IronCalc has calculated, with the values of all its cells and how they are shown."""

    _book: _Book | None = None
    _values: Values = field(default_factory=dict)
    _shown: Mapping[Place, Formatted] = field(default_factory=dict)

    def read(self, sheet: str, area: Area) -> list[list[Calculated]]:
        """Give the values of a rectangle of cells, whether they hold formulas or not."""
        columns = range(area.left, area.right + 1)
        rows = range(area.top, area.bottom + 1)
        return [[self._values.get((sheet, row, column)) for column in columns] for row in rows]

    def formatted(self, sheet: str, area: Area) -> Mapping[tuple[int, int], Formatted]:
        """Give the cells of a rectangle that hold something as they are shown, by row and column."""
        return {place: one for place in area.cells() if (one := self._shown.get((sheet, *place)))}

    def sources(self, place: Place) -> Sources:
        """Say what a formula sees, as far as that is written in it."""
        return UNKNOWN_SOURCES if self._book is None else self._book.sources.get(place, UNKNOWN_SOURCES)

    def given(self, values: Mapping[Place, Value]) -> Calculation:
        """Calculate again with cells that hold the values given instead of their formulas."""
        return self if self._book is None else _calculated(self._book, values)


def _calculated(book: _Book, given: Mapping[Place, Value]) -> Calculation:
    """Calculate a workbook with cells that hold the values given.

    Raises:
        CalculatorRefusedError: if IronCalc fails.
    """
    found, arrays = _asked(book, given)
    values = {(sheet, row, column): own_process.calculated(value) for sheet, row, column, value, _, _ in found["cells"]}
    shown = {
        (sheet, row, column): Formatted(text or None, code) for sheet, row, column, _, text, code in found["cells"]
    }
    known = {place: values.get(place) for place in book.formulas if place not in given}
    is_formula = dict(zip(book.formulas, found["formulas"], strict=True))
    lost = {place for place, value in known.items() if value is UNAVAILABLE or not is_formula[place]}
    for place in _seeing(lost, book, arrays) - set(given):
        known[place] = UNAVAILABLE
        for area in areas_of(place, book.formulas[place].array, arrays):
            values |= {(place[0], *cell): UNAVAILABLE for cell in area.cells()}
    return _Calculation({**known, **given}, arrays, book.tables, book, values, shown)


def _asked(book: _Book, given: Mapping[Place, Value]) -> tuple[Mapping[str, Any], dict[Place, Area]]:
    """Let IronCalc work; give what it answers, and the cells that the values of array formulas take."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path, again = Path(folder, "book.xlsx"), Path(folder, "again.xlsx")
        path.write_bytes(book.data)
        asked = {
            "path": str(path),
            "today": book.today.isoformat(),
            "given": [[*place, value] for place, value in given.items()],
            "formulas": list(book.formulas),
            "again": str(again) if book.spills else "",
        }
        try:
            found = own_process.ask(__name__, asked, Limits.for_formulas(len(book.formulas)))
            return found, _arrays(again) if book.spills else {}
        except ConfinedError as error:
            raise refused(IRONCALC, f"it {error}") from None
        except FileError:
            raise refused(IRONCALC, Phrase("writes_unreadable")) from None


def _seeing(lost: Set[Place], book: _Book, arrays: Mapping[Place, Area]) -> frozenset[Place]:
    """Give formulas without a value, and those whose values rest on them, or may.

    IronCalc shows what it could not compute as an error, which IFERROR takes for one of Excel's.
    """
    if not lost:
        return frozenset()
    unclear = {place for place, one in book.sources.items() if not one.certain}
    return reach_of(book.formulas, arrays, book.sources).of((), lost | unclear)


def _arrays(path: Path) -> dict[Place, Area]:
    """Read from a workbook that IronCalc has written which cells the values of array formulas take."""
    with open_package(path) as package:
        cells = all_formula_cells(package, read_structure(package))
    return {place: one.array.area for place, one in cells.items() if one.array is not None}


def answer(asked: Mapping[str, Any]) -> Any:
    """Calculate for another process: the values of the cells that it asks for, or all that it needs for a build."""
    import ironcalc  # noqa: PLC0415 - in the process that calculates, and nowhere else

    path = Path(asked["path"])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder, path.name)
        copy.write_bytes(with_day(path.read_bytes(), date.fromisoformat(asked["today"])))
        model = ironcalc.load_from_xlsx(str(copy), "en", "UTC", "en")
    names = [one["name"] for one in model.get_worksheets_properties()]
    index = {name: number for number, name in enumerate(names)}
    for sheet, row, column, value in asked.get("given", ()):
        with contextlib.suppress(ironcalc.WorkbookError):  # part of an array, which it does not break up
            _set(model, index[sheet], row, column, value)
    model.evaluate()
    if "places" in asked:
        return [
            own_process.told(_value(model.get_cell_value(index[sheet], row, column)) if sheet in index else UNAVAILABLE)
            for sheet, row, column in asked["places"]
        ]
    if asked["again"]:
        Path(asked["again"]).write_bytes(model.to_xlsx())
    formulas = [
        sheet in index and bool(model.get_cell_formula(index[sheet], row, column))
        for sheet, row, column in asked["formulas"]
    ]
    cells = [
        [
            names[place[0]],
            *place[1:],
            own_process.told(_value(value)),
            model.get_formatted_cell_value(*place),
            _code(model.get_cell_style(*place)["num_fmt"]),
        ]
        for place in model.get_all_cells()
        if (value := model.get_cell_value(*place)) is not None
    ]
    return {"cells": cells, "formulas": formulas}


def _set(model: Any, sheet: int, row: int, column: int, value: Value) -> None:
    if value is None:
        model.clear_cell_contents(sheet, row, column)
    elif isinstance(value, bool):
        model.update_cell_with_bool(sheet, row, column, value)
    elif isinstance(value, (int, float)) and not math.isnan(value):
        model.update_cell_with_number(sheet, row, column, float(value))
    elif isinstance(value, str) and value not in ERRORS:
        model.update_cell_with_text(sheet, row, column, value)
    else:
        model.set_user_input(sheet, row, column, value if isinstance(value, str) else "#N/A")


def _code(number_format: str) -> str:
    return "General" if number_format == "general" else number_format


def _value(value: str | float | bool | None) -> Calculated:
    if value == "#N/A":
        return math.nan
    return UNAVAILABLE if value in _ITS_OWN_ERRORS else value
