"""Calculating: the values of a workbook's formulas, from an independent spreadsheet engine.

The engine (cellrune, pinned exactly) stands behind this module alone. What it cannot compute it says, and then a cell
carries no cached value: never a guess, never a stale one.

Why cellrune and not IronCalc, which `verify` uses: on the example's dashboard both compute every formula, to the same
values, and take about as long, cellrune somewhat less to load and IronCalc less than half as long to calculate. But
cellrune says of each cell that it could not compute it, and why, where IronCalc gives #NAME? or #ERROR! as if that were
the value; it can be told which day is today, so that the same data give the same file; it takes a file's bytes; it says
which cells a formula sees and how far an array spills; and it knows more functions, such as AGGREGATE.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import ModuleType
from typing import Any

from kpi_excel.errors import KpiExcelError
from kpi_excel.workbook.calculating.understandable import understandable
from kpi_excel.workbook.cells import MAX_COLUMN, Area, cell, row_and_column
from kpi_excel.workbook.native import PanicError, catching_panics
from kpi_excel.workbook.sheet.cell_xml import ERRORS, Value, excel_date


class Unavailable:
    """Stands for a value that the engine could not compute."""

    def __repr__(self) -> str:
        return "UNAVAILABLE"


UNAVAILABLE = Unavailable()
Calculated = Value | Unavailable


class EngineRefusedError(KpiExcelError):
    """The engine that calculates formulas cannot read a workbook."""

    exit_code = 3


class EngineMissingError(KpiExcelError):
    """The engine that calculates formulas cannot be loaded."""

    exit_code = 3


Place = tuple[str, int, int]
"""A cell: the sheet's name, its row and column from 1."""
SheetArea = tuple[str, Area]
"""A rectangle of cells and its sheet's name."""

TOLERANCE = 1e-9  # relative; two engines add in different orders
# of a formula that it cannot compute for these reasons, the engine has still seen every reference
_READ_ALL_THE_SAME = ("unsupported_function", "unsupported_expression", "blocked_by_upstream", "volatile_input_missing")


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
    """A calculated workbook; without arguments one that was not calculated, of which nothing is known.

    Args:
        formulas: the value of each formula cell.
        arrays: by the cell of an array formula, the cells that its values take.
        tables: casefolded names of the tables that the engine knows.
    """

    formulas: dict[Place, Calculated] = field(default_factory=dict)
    arrays: dict[Place, Area] = field(default_factory=dict)
    tables: frozenset[str] = frozenset()
    _workbook: Any = None
    _day: float = 0.0

    def read(self, sheet: str, area: Area) -> list[list[Calculated]]:
        """Give the values of a rectangle of cells, whether they hold formulas or not."""
        if self._workbook is None:
            return [[UNAVAILABLE] * (area.right - area.left + 1)] * (area.bottom - area.top + 1)
        start, end = cell(area.top, area.left), cell(area.bottom, area.right)
        return [[_value(one) for one in row] for row in self._workbook.read_values(sheet, start, end)]

    def formatted(self, sheet: str, area: Area) -> Mapping[tuple[int, int], Formatted]:
        """Give the cells of a rectangle that hold something as they are shown, by row and column."""
        if self._workbook is None:
            return {}
        start, end = cell(area.top, area.left), cell(area.bottom, area.right)
        found: dict[tuple[int, int], Formatted] = {}
        offset: int | None = 0
        while offset is not None:
            page = self._workbook.read_range(sheet, start, end, offset=offset, omit_empty=True)
            for one in page["cells"]:
                found[row_and_column(one["address"])] = _formatted(one)
            offset = page["next_offset"]
        return found

    def tried(self, sheet: str, formula: str) -> tuple[list[list[Calculated]], Sources] | None:
        """Give the values of a formula that no cell holds, and what it sees; None if it cannot be computed.

        Args:
            sheet: the sheet on which it is tried, in a column that no workbook uses.
            formula: without ``=``.
        """
        if self._workbook is None:
            return None
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
        except _engine().CellRuneError:
            return None
        return None if formulas.get(place, UNAVAILABLE) is UNAVAILABLE else (values, sources)

    def sources(self, place: Place) -> Sources:
        """Say what a formula sees; of what the engine has not understood, nothing is certain."""
        if self._workbook is None:
            return UNKNOWN_SOURCES
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
        """Calculate again with cells that hold the values given instead of their formulas.

        The engine's workbook changes: this calculation must not be used any more.
        """
        for (sheet, row, column), value in values.items():
            with contextlib.suppress(_engine().CellRuneError):  # part of an array, which the engine does not break up
                _set(self._workbook, sheet, cell(row, column), value)
        delta = self._workbook.recalculate(mode="auto", today_serial=self._day, now_serial=self._day)
        formulas, arrays = _results(delta)
        return Calculation(
            self.formulas | formulas | dict(values), self.arrays | arrays, self.tables, self._workbook, self._day
        )


def _formatted(one: Mapping[str, Any]) -> Formatted:
    """Write a cell's value as its number format shows it."""
    code = one["number_format"]["code"] or "General"
    result = one["calculated"]
    value = result.get("value") if result else one["source_value"]
    if value is None or value["kind"] == "blank":
        return Formatted(None, code)
    if value["kind"] not in ("number", "logical"):
        return Formatted(str(value["value"]), code)
    try:
        return Formatted(str(_engine().format_display_text(value, code)), code)
    except _engine().CellRuneError:
        return Formatted(None, code)


def same(one: Calculated, other: Calculated) -> bool:
    """Tell whether two values are the same: numbers within the tolerance, an empty text as an empty cell."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=1e-12)
    return ("" if one is None else one) == ("" if other is None else other)


def calculate(data: bytes, today: date) -> Calculation:
    """Calculate a workbook.

    Args:
        data: the file.
        today: the day that TODAY and NOW mean.

    Raises:
        EngineMissingError: if the engine is not installed.
        EngineRefusedError: if it cannot read the workbook.
    """
    engine, day = _engine(), float(excel_date(today))
    try:
        with catching_panics():
            workbook = engine.Workbook.from_bytes(understandable(data))
            delta = workbook.recalculate(mode="full", today_serial=day, now_serial=day)
            sheets = workbook.summary()["sheets"]
    except (engine.CellRuneError, PanicError) as error:
        why = "it stumbles over it" if isinstance(error, PanicError) else str(error)
        raise EngineRefusedError(
            f"The engine that calculates formulas cannot read this workbook: {why}.",
            "Open it in Excel or LibreOffice and save it anew, or build with --no-calculate (in Python: "
            "calculate=False); then formulas get their values when a spreadsheet program opens the dashboard.",
        ) from error
    formulas, arrays = _results(delta)
    tables = frozenset(table["display_name"].casefold() for sheet in sheets for table in sheet["tables"])
    return Calculation(formulas, arrays, tables, workbook, day)


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


def _engine() -> ModuleType:
    """Import the engine when it is needed: a build that does not calculate does without it."""
    try:
        import cellrune  # noqa: PLC0415
    except ImportError:
        raise EngineMissingError(
            "The package cellrune, which calculates formulas, is missing or does not work on this system.",
            "Install it, or build with --no-calculate (in Python: calculate=False).",
        ) from None
    return cellrune


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
