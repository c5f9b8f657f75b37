"""Calculating: the values of a workbook's formulas, from an independent spreadsheet engine.

The engine (cellrune, pinned exactly) stands behind this module alone. What it cannot compute it says, and then a cell
carries no cached value: never a guess, never a stale one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import cellrune

from kpi_excel.workbook.cells import Area, cell
from kpi_excel.workbook.sheet_data import Value, excel_date


class Unavailable:
    """Stands for a value that the engine could not compute."""

    def __repr__(self) -> str:
        return "UNAVAILABLE"


UNAVAILABLE = Unavailable()
Calculated = Value | Unavailable
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
        wanted = list(addresses)
        if not wanted:
            return {}
        rows = {row for row, _ in wanted}
        columns = {column for _, column in wanted}
        area = Area(min(rows), min(columns), max(rows), max(columns))
        grid = self.read(sheet, area)
        return {(row, column): grid[row - area.top][column - area.left] for row, column in wanted}

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


def calculate(data: bytes, today: date) -> Calculation:
    """Calculate a workbook.

    Args:
        data: the file.
        today: the day that TODAY and NOW mean.
    """
    workbook = cellrune.Workbook.from_bytes(data)
    serial = float(excel_date(today))
    report = workbook.calculate(today_serial=serial, now_serial=serial)

    def read(sheet: str, area: Area) -> list[list[Calculated]]:
        start, end = cell(area.top, area.left), cell(area.bottom, area.right)
        return [[_value(one) for one in row] for row in workbook.read_values(sheet, start, end)]

    return Calculation(read, report["formula_count"], report["unavailable_count"])


def _value(found: Mapping[str, object]) -> Calculated:
    match found["kind"]:
        case "blank":
            return None
        case "number" | "text" | "logical":
            return found["value"]  # type: ignore[return-value]  # float, str or bool by its kind
        case "error":
            return float("nan") if found["value"] == "#N/A" else str(found["value"])
        case _:
            return UNAVAILABLE
