"""With cellrune: the calculator that serves the build unless another one is named.

What it cannot compute it says, and then a cell carries no cached value: never a guess, never a stale one.

Why cellrune comes first: on the example's dashboard IronCalc computes every formula, too, to the same values, and takes
about as long. But cellrune says of each cell that it could not compute it, and why, where IronCalc gives #NAME? or
#ERROR! as if that were the value; it says which cells a formula sees and how far an array spills; and it knows more
functions, such as AGGREGATE.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from kpi_excel.errors import Phrase
from kpi_excel.workbook.calculators import own_process
from kpi_excel.workbook.calculators.calculation import (
    UNAVAILABLE,
    Calculated,
    Calculation,
    Formatted,
    Place,
    SheetArea,
    Sources,
    Values,
)
from kpi_excel.workbook.calculators.calculator import loads, missing, refused
from kpi_excel.workbook.calculators.cures import CELLRUNE_CURES, CELLRUNE_DOUBTS
from kpi_excel.workbook.calculators.understandable import understandable
from kpi_excel.workbook.cells import MAX_COLUMN, Area, cell, row_and_column
from kpi_excel.workbook.native import PanicError, catching_panics
from kpi_excel.workbook.sheet.cell_xml import ERRORS, Value, excel_date

# of a formula that it cannot compute for these reasons, the engine has still seen every reference
_READ_ALL_THE_SAME = ("unsupported_function", "unsupported_expression", "blocked_by_upstream", "volatile_input_missing")

_REMEDY = Phrase("reinstall_cellrune")


@dataclass(frozen=True)
class Cellrune:
    """The package cellrune."""

    name: str = "cellrune"
    remedy: Phrase = _REMEDY

    def is_at_hand(self) -> bool:
        """Tell whether it is installed and works on this computer."""
        return loads("cellrune")

    def misreads(self, formula: str) -> bool:
        """Tell whether it is known to give another value than Excel for a formula, and nothing cures that."""
        return CELLRUNE_DOUBTS.hold(formula)

    def values(self, path: Path, places: Sequence[Place], today: date) -> Values:
        """Give the values of some cells, calculated in a process of its own."""
        return own_process.values_of(__name__, path, places, today)

    def calculate(self, data: bytes, today: date) -> Calculation:
        """Calculate a workbook in this process."""
        if not self.is_at_hand():
            raise missing(self)
        import cellrune as engine  # noqa: PLC0415 - a build that does not calculate does without it

        day = float(excel_date(today))
        try:
            with catching_panics():
                workbook = engine.Workbook.from_bytes(understandable(data, CELLRUNE_CURES))
                delta = workbook.recalculate(mode="full", today_serial=day, now_serial=day)
                sheets = workbook.summary()["sheets"]
        except PanicError:
            raise refused(self, Phrase("stumbles")) from None
        except engine.CellRuneError as error:
            raise refused(self, str(error)) from error
        formulas, arrays = _results(delta)
        tables = frozenset(table["display_name"].casefold() for sheet in sheets for table in sheet["tables"])
        return _Calculation(formulas, arrays, tables, engine, workbook, day)


CELLRUNE = Cellrune()


def answer(asked: Mapping[str, Any]) -> list[Any]:
    """Give the values of some cells to another process."""
    formulas = CELLRUNE.calculate(Path(asked["path"]).read_bytes(), date.fromisoformat(asked["today"])).formulas
    return [own_process.told(formulas.get((sheet, row, column), UNAVAILABLE)) for sheet, row, column in asked["places"]]


@dataclass
class _Calculation(Calculation):
    """A workbook that cellrune keeps and calculates again where that is asked."""

    _engine: Any = None
    _workbook: Any = None
    _day: float = 0.0

    def read(self, sheet: str, area: Area) -> list[list[Calculated]]:
        """Give the values of a rectangle of cells, whether they hold formulas or not."""
        start, end = cell(area.top, area.left), cell(area.bottom, area.right)
        return [[_value(one) for one in row] for row in self._workbook.read_values(sheet, start, end)]

    def formatted(self, sheet: str, area: Area) -> Mapping[tuple[int, int], Formatted]:
        """Give the cells of a rectangle that hold something as they are shown, by row and column."""
        start, end = cell(area.top, area.left), cell(area.bottom, area.right)
        found: dict[tuple[int, int], Formatted] = {}
        offset: int | None = 0
        while offset is not None:
            page = self._workbook.read_range(sheet, start, end, offset=offset, omit_empty=True)
            for one in page["cells"]:
                found[row_and_column(one["address"])] = self._shown(one)
            offset = page["next_offset"]
        return found

    def _shown(self, one: Mapping[str, Any]) -> Formatted:
        """Write a cell's value as its number format shows it."""
        code = one["number_format"]["code"] or "General"
        result = one["calculated"]
        value = result.get("value") if result else one["source_value"]
        if value is None or value["kind"] == "blank":
            return Formatted(None, code)
        if value["kind"] not in ("number", "logical"):
            return Formatted(str(value["value"]), code)
        try:
            return Formatted(str(self._engine.format_display_text(value, code)), code)
        except self._engine.CellRuneError:
            return Formatted(None, code)

    def tried(self, sheet: str, formula: str) -> tuple[list[list[Calculated]], Sources] | None:
        """Give the values of a formula that no cell holds, and what it sees; None if it cannot be computed."""
        place = (sheet, 1, MAX_COLUMN - 1)
        address = cell(*place[1:])
        try:
            change = {"kind": "set_formula", "sheet": sheet, "address": address, "formula": f"={formula}"}
            revision = self._workbook.summary()["semantic_revision"]
            self._workbook.apply_changes(revision, [change | {"dynamic_array": True}])
            delta = self._workbook.recalculate(mode="auto", today_serial=self._day, now_serial=self._day)
            formulas, arrays = _results(delta)
            area = arrays.get(place, Area(1, place[2], 1, place[2]))
            values, sources = self.read(sheet, area), self.sources(place)
            self._workbook.clear_cell(sheet, address)
            self._workbook.recalculate(mode="auto", today_serial=self._day, now_serial=self._day)
        except self._engine.CellRuneError:
            return None
        return None if formulas.get(place, UNAVAILABLE) is UNAVAILABLE else (values, sources)

    def sources(self, place: Place) -> Sources:
        """Say what a formula sees; of what the engine has not understood, nothing is certain."""
        sheet, row, column = place
        areas: list[SheetArea] = []
        offset: int | None = 0
        certain, dynamic = True, False
        while offset is not None:
            page = self._workbook.precedents(sheet, cell(row, column), offset=offset)
            dynamic = dynamic or page["dynamic"]
            areas += [(one["sheet_name"], _area(one["range"])) for one in page["entries"]]
            offset = page["next_offset"]
        if self.formulas.get(place, UNAVAILABLE) is UNAVAILABLE:
            [[result]] = self._workbook.read_values(sheet, cell(row, column), cell(row, column))
            certain = str(result.get("code", "")).endswith(_READ_ALL_THE_SAME)
        return Sources(tuple(areas), certain, dynamic)

    def given(self, values: Mapping[Place, Value]) -> Calculation:
        """Calculate again with cells that hold the values given instead of their formulas."""
        for (sheet, row, column), value in values.items():
            with contextlib.suppress(
                self._engine.CellRuneError
            ):  # part of an array, which the engine does not break up
                _set(self._workbook, sheet, cell(row, column), value)
        delta = self._workbook.recalculate(mode="auto", today_serial=self._day, now_serial=self._day)
        formulas, arrays = _results(delta)
        return replace(self, formulas=self.formulas | formulas | dict(values), arrays=self.arrays | arrays)


def _results(delta: Mapping[str, Any]) -> tuple[dict[Place, Calculated], dict[Place, Area]]:
    """Take apart what was calculated: values by cell, and the cells of arrays by their first cell."""
    formulas: dict[Place, Calculated] = {}
    arrays: dict[Place, Area] = {}
    for one in delta["changed_cells"]:
        place, anchor = _place(one["cell"]), one["anchor"]
        if anchor is None or one["cell"] == anchor:
            result = one["result"]
            formulas[place] = _value(result["value"]) if result["kind"] == "value" else UNAVAILABLE
            if one["range"]:
                arrays[place] = Area.parse(one["range"])
    return formulas, arrays


@cache
def _area(reference: str) -> Area:
    """Read a range; many formulas see the same ones."""
    return Area.parse(reference)


def _place(reference: Mapping[str, Any]) -> Place:
    return reference["sheet_name"], *row_and_column(reference["address"])


def _set(workbook: Any, sheet: str, address: str, value: Value) -> None:
    if value is None:
        workbook.set_blank(sheet, address)
    elif isinstance(value, bool):
        workbook.set_logical(sheet, address, value)
    elif isinstance(value, (int, float)):
        if math.isnan(value):
            workbook.set_error(sheet, address, "#N/A")
        else:
            workbook.set_number(sheet, address, float(value))
    elif isinstance(value, str) and value in ERRORS:
        workbook.set_error(sheet, address, value)
    else:
        workbook.set_text(sheet, address, str(value))


def _value(found: Mapping[str, object]) -> Calculated:
    match found["kind"]:
        case "number" | "text" | "logical":
            return found["value"]  # type: ignore[return-value]  # float, str or bool by its kind
        case "blank":
            return None
        case "error":
            return float("nan") if found["value"] == "#N/A" else str(found["value"])
        case _:
            return UNAVAILABLE
