"""Calculating: the values of a workbook's formulas, from an independent spreadsheet engine.

The engine (cellrune, pinned exactly) stands behind this module alone. What it cannot compute it says, and then a cell
carries no cached value: never a guess, never a stale one.

Why cellrune and not IronCalc, which `verify` uses: on the example's dashboard both compute every formula, to the same
values, and take about as long, cellrune somewhat less to load and IronCalc less than half as long to calculate. But
cellrune says of each cell that it could not compute it, and why, where IronCalc gives #NAME? or #ERROR! as if that were
the value; it can be told which day is today, so that the same data give the same file; it takes a file's bytes; it
computes single cells in a small part of the time of all; and it knows more functions, such as AGGREGATE.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any

from kpi_excel.errors import KpiExcelError
from kpi_excel.workbook.cells import Area, cell
from kpi_excel.workbook.sheet.sheet_data import Value, excel_date


class Unavailable:
    """Stands for a value that the engine could not compute."""

    def __repr__(self) -> str:
        return "UNAVAILABLE"


UNAVAILABLE = Unavailable()
Calculated = Value | Unavailable


class EngineRefusedError(KpiExcelError):
    """The engine that calculates formulas cannot read a workbook."""


class EngineMissingError(KpiExcelError):
    """The engine that calculates formulas cannot be loaded."""

    exit_code = 3


Place = tuple[str, int, int]
"""A cell: the sheet's name, its row and column from 1."""


@dataclass(frozen=True)
class Calculation:
    """A calculated workbook.

    Args:
        read: gives a sheet's values in a rectangle, by sheet name and area.
        formulas: how many formulas it has.
        unavailable: how many of them the engine could not compute.
    """

    read: Callable[[str, Area], list[list[Calculated]]]
    formulas: int
    unavailable: int

    def values(self, sheet: str, addresses: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], Calculated]:
        """Give the values of some cells of a sheet, by row and column."""
        columns: dict[int, list[int]] = {}
        for row, column in addresses:
            columns.setdefault(row, []).append(column)
        found = {}
        for area in _bands({row: (min(one), max(one)) for row, one in columns.items()}):
            for row, values in enumerate(self.read(sheet, area), area.top):
                found.update({(row, column): values[column - area.left] for column in columns[row]})
        return found

    def at(self, places: Iterable[Place]) -> Mapping[Place, Calculated]:
        """Give the values of cells on any sheets."""
        by_sheet: dict[str, list[tuple[int, int]]] = {}
        for sheet, row, column in places:
            by_sheet.setdefault(sheet, []).append((row, column))
        return {
            (sheet, *address): value
            for sheet, addresses in by_sheet.items()
            for address, value in self.values(sheet, addresses).items()
        }


def _bands(spans: Mapping[int, tuple[int, int]]) -> Iterator[Area]:
    """Join rows that follow each other and span the same columns: two far cells must not mean all between them."""
    rows = sorted(spans)
    start = 0
    for index, row in enumerate(rows, 1):
        if index == len(rows) or (rows[index], spans[rows[index]]) != (row + 1, spans[row]):
            left, right = spans[row]
            yield Area(rows[start], left, row, right)
            start = index


def not_calculated() -> Calculation:
    """Give the values of a workbook that is not calculated: none."""

    def read(_sheet: str, area: Area) -> list[list[Calculated]]:
        return [[UNAVAILABLE] * (area.right - area.left + 1)] * (area.bottom - area.top + 1)

    return Calculation(read, 0, 0)


def calculate_cells(data: bytes, today: date, places: Iterable[Place]) -> Mapping[Place, Calculated]:
    """Calculate some cells of a workbook and what they depend on, which takes a fraction of the time of all.

    Args:
        data: the file.
        today: the day that TODAY and NOW mean.
        places: the cells.
    """
    cellrune, wanted, serial = _engine(), list(places), float(excel_date(today))
    targets = [{"sheet": sheet, "start": cell(row, column)} for sheet, row, column in wanted]
    try:
        found = cellrune.Workbook.from_bytes(data).calculate_targets(targets, today_serial=serial, now_serial=serial)
    except cellrune.CellRuneError:
        return dict.fromkeys(wanted, UNAVAILABLE)
    results = {(one["cell"]["sheet_name"], one["cell"]["address"]): one["result"] for one in found["cells"]}
    values = [results.get((sheet, cell(row, column)), {}) for sheet, row, column in wanted]
    return {
        place: _value(result["value"]) if result.get("kind") == "value" else UNAVAILABLE
        for place, result in zip(wanted, values, strict=True)
    }


def no_work() -> None:
    """Do nothing."""


def calculate(data: bytes, today: date, meanwhile: Callable[[], None] = no_work) -> Calculation:
    """Calculate a workbook.

    Args:
        data: the file.
        today: the day that TODAY and NOW mean.
        meanwhile: work to do in this thread while the engine is at work in another.

    Raises:
        EngineMissingError: if the engine is not installed.
        EngineRefusedError: if it cannot read the workbook.
    """
    with ThreadPoolExecutor(1) as pool:
        calculating = pool.submit(_calculated, data, float(excel_date(today)))
        meanwhile()
        workbook, report = calculating.result()

    def read(sheet: str, area: Area) -> list[list[Calculated]]:
        start, end = cell(area.top, area.left), cell(area.bottom, area.right)
        return [[_value(one) for one in row] for row in workbook.read_values(sheet, start, end)]

    return Calculation(read, report["formula_count"], report["unavailable_count"])


def _calculated(data: bytes, serial: float) -> tuple[Any, Mapping[str, int]]:
    engine = _engine()
    try:
        workbook = engine.Workbook.from_bytes(data)
        return workbook, workbook.calculate(today_serial=serial, now_serial=serial)
    except engine.CellRuneError as error:
        raise EngineRefusedError(
            f"The engine that calculates formulas cannot read this workbook: {error}.",
            "Open it in Excel or LibreOffice and save it anew, or build with --no-calculate (in Python: "
            "calculate=False); then formulas get their values when a spreadsheet program opens the dashboard.",
        ) from error


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
