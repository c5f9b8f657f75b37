"""Stored cells: what the cells of a workbook hold in the file, which are shown, and how they show numbers."""

from __future__ import annotations

from functools import cached_property
from itertools import product

from openpyxl.styles.numbers import BUILTIN_FORMATS

from kpi_excel.workbook.cells import Area, column_letters
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import ExcelTable, Sheet, Structure
from kpi_excel.workbook.sheet.cell_reader import CellReader
from kpi_excel.workbook.sheet.cell_xml import style_of
from kpi_excel.workbook.sheet.hidden import HiddenLines, hidden_lines
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import parse

StoredValue = str | float | bool | None


class StoredCells:
    """Reads cells by sheet name, row and column; every sheet when it is first asked for.

    Args:
        package: the workbook.
        structure: its sheets and tables.
    """

    def __init__(self, package: Package, structure: Structure) -> None:
        self._package = package
        self._reader = CellReader(package)
        self._sheets = {sheet.name.casefold(): sheet for sheet in structure.sheets}
        self._data: dict[str, SheetData] = {}
        self._hidden: dict[str, HiddenLines] = {}

    def __contains__(self, sheet: str) -> bool:
        return sheet.casefold() in self._sheets

    def data(self, sheet: str) -> SheetData:
        """Give a sheet's data."""
        key = sheet.casefold()
        if key not in self._data:
            self._data[key] = SheetData(self._package.read(self._sheets[key].part))
        return self._data[key]

    def value(self, sheet: str, row: int, column: int) -> StoredValue:
        """Read a cell; of a formula, the stored value. None if it holds nothing, an error as its text."""
        return self._reader.value(self.data(sheet).cell(row, column))

    def text(self, sheet: str, row: int, column: int) -> str:
        """Read a cell's text; empty if it holds anything else."""
        value = self.value(sheet, row, column)
        return value.strip() if isinstance(value, str) else ""

    def shown(self, sheet: str, area: Area, only_visible: bool) -> list[tuple[int, int]]:
        """Give the rows and columns of an area's cells, row by row.

        Args:
            sheet: the sheet's name.
            area: the cells.
            only_visible: whether hidden rows and columns are left out.
        """
        key = sheet.casefold()
        if only_visible and key not in self._hidden:
            self._hidden[key] = hidden_lines(self.data(sheet))
        lines = self._hidden[key] if only_visible else HiddenLines()
        return list(product(lines.shown_rows(area), lines.shown_columns(area)))

    def table_at(self, sheet: str, area: Area) -> ExcelTable | None:
        """Give the table whose body holds an area."""
        found: Sheet | None = self._sheets.get(sheet.casefold())
        return next((one for one in found.tables if _body_holds(one, area)), None) if found else None

    def number_format(self, sheet: str, row: int, column: int) -> str:
        """Give the code of a cell's number format."""
        style = int(style_of(self.data(sheet).cell(row, column)) or 0)
        return self._formats[style] if style < len(self._formats) else "General"

    @cached_property
    def _formats(self) -> list[str]:
        targets = (
            one.target for one in self._package.relationships(self._package.workbook_part) if one.type == "styles"
        )
        part = next((target for target in targets if target in self._package), "")
        if not part:
            return []
        root = parse(self._package.read(part))
        own = {node.get("numFmtId"): node.get("formatCode", "") for node in root.iter("{*}numFmt")}
        shapes = root.find("{*}cellXfs")
        numbers = [node.get("numFmtId", "0") for node in shapes] if shapes is not None else []
        return [own.get(one) or BUILTIN_FORMATS.get(int(one), "General") for one in numbers]


def _body_holds(table: ExcelTable, area: Area) -> bool:
    top, bottom = table.area.top + table.header_rows, table.area.bottom - table.totals_rows
    in_rows = top <= area.top and area.bottom <= bottom
    return in_rows and table.area.left <= area.left and area.right <= table.area.right


def cells_text(rows: list[int], column: int) -> str:
    """Name cells of one column, such as ``cells N10:N81``.

    Example:
        >>> cells_text([10, 11, 12], 14), cells_text([3], 1), cells_text([3, 7], 1)
        ('cells N10:N12', 'cell A3', 'cells A3, A7')
    """
    letters = column_letters(column)
    if len(rows) == 1:
        return f"cell {letters}{rows[0]}"
    if rows[-1] - rows[0] + 1 == len(rows):
        return f"cells {letters}{rows[0]}:{letters}{rows[-1]}"
    return "cells " + ", ".join(f"{letters}{row}" for row in rows)
