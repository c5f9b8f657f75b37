"""Formula cells: where a workbook's formulas stand, and what each of them says and carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import Structure
from kpi_excel.workbook.sheet.cell_formulas import Array, array_of, formula_text, shared_group, translated
from kpi_excel.workbook.sheet.cell_xml import Value
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.sheet.stored import stored_value


@dataclass(frozen=True)
class FormulaCell:
    """A cell that holds a formula.

    Args:
        content: the bytes of its ``c`` element.
        text: the formula; of a shared one, as it stands in the first cell that shares it.
        written: row and column of the cell in which it stands so.
    """

    content: bytes
    text: str
    written: tuple[int, int]

    @cached_property
    def stored(self) -> Value:
        """Give the value that it carries; None if it carries none."""
        return stored_value(self.content)

    @cached_property
    def array(self) -> Array | None:
        """Say what it gives to several cells; None if it gives a value to its own only."""
        return array_of(self.content)

    def text_at(self, row: int, column: int) -> str:
        """Give the formula as it stands in one of the cells that share it."""
        return translated(self.text, self.written, (row, column))


FormulaCells = Mapping[tuple[str, int, int], FormulaCell]
"""Formula cells by their sheet's name, row and column."""


def formula_cells(name: str, data: SheetData) -> Iterator[tuple[tuple[str, int, int], FormulaCell]]:
    """List the formula cells of a sheet."""
    shared: dict[str, tuple[str, tuple[int, int]]] = {}
    arrays: list[Area] = []
    for row, column, content in data.formula_cells():
        text, written, group = formula_text(content) or "", (row, column), shared_group(content)
        if group and text:
            shared[group] = text, written
        elif group:
            text, written = shared.get(group, (text, written))
        one = FormulaCell(content, text, written)
        if one.array is not None:
            arrays.append(one.array.area)
        elif not text and any(area.holds(row, column) for area in arrays):
            continue  # what an array gives to its other cells, which Excel marks so if the array is volatile
        yield (name, row, column), one


def all_formula_cells(package: Package, structure: Structure) -> dict[tuple[str, int, int], FormulaCell]:
    """List the formula cells of a workbook as it stands in its file."""
    return {
        place: one
        for sheet in structure.sheets
        for place, one in formula_cells(sheet.name, SheetData(package.read(sheet.part)))
    }
