"""Pattern: the shipped input workbook, from which an older one takes the sheets and columns that it lacks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kpi_excel.catalogue import TABLES
from kpi_excel.language.texts import Texts
from kpi_excel.model.table import Column, ColumnType
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import ExcelTable, Sheet, read_structure
from kpi_excel.workbook.sheet.cell_reader import CellReader
from kpi_excel.workbook.sheet.cell_xml import style_of
from kpi_excel.workbook.sheet.column_formats import ColumnFormat, column_formats
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.sheet.validations import cells_of, over, validation_of
from kpi_excel.workbook.vocabulary import fold, header_names, timed_tables
from kpi_excel.workbook.xml import escape

_LIST = re.compile(rb"<formula1>([^<]*)</formula1>")
_LONGEST_LIST = 255  # characters of a list that stands in the validation itself


class Pattern:
    """The shipped input workbook of one language.

    Args:
        package: its package.
        words: its language.
    """

    def __init__(self, package: Package, words: Texts) -> None:
        self.package, self.words = package, words
        self.reader = CellReader(package)
        self._homes = {table.name: (sheet, table) for sheet in read_structure(package).sheets for table in sheet.tables}

    def table(self, name: str) -> TablePattern:
        """Give the pattern of an input table."""
        return TablePattern(self, *self._homes[name])

    def setting_validation(self, name: str, area: Area, lists: frozenset[str]) -> bytes:
        """Give the validation of a setting's value over another cell; empty if it has none."""
        shipped = self.table("settings")
        row = shipped.table.area.top + 1 + list(self.words.files["settings"]).index(name)
        found = validation_of(shipped.data, row, shipped.table.area.left + 1)
        values = [str(word) for word in self.words.files["options"].get(name, {}).values()]
        return self.drawing_from(over(found, area), values, lists)

    def drawing_from(self, validation: bytes, values: Sequence[str], lists: frozenset[str]) -> bytes:
        """Give a validation that draws from a list of the workbook, or holds the values itself; empty if it cannot.

        Args:
            validation: as the shipped workbook has it.
            values: of the list.
            lists: the names of lists that the workbook has, in lower case.
        """
        drawn = _LIST.search(validation)
        name = drawn[1].decode().casefold() if drawn else ""
        if not name.startswith("kpi_list_") or name in lists:
            return validation
        text = ",".join(values)
        if not values or len(text) > _LONGEST_LIST or len(text.split(",")) != len(values):
            return b""
        return _LIST.sub(lambda _: f'<formula1>"{escape(text)}"</formula1>'.encode(), validation)


@dataclass(frozen=True)
class TablePattern:
    """How the shipped workbook shows one table.

    Args:
        workbook: the workbook.
        sheet: the table's sheet.
        table: the table.
    """

    workbook: Pattern
    sheet: Sheet
    table: ExcelTable

    @cached_property
    def data(self) -> SheetData:
        """Give the sheet's cells."""
        return SheetData(self.workbook.package.read(self.sheet.part))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        names = header_names(self.table.name)
        return {names[fold(label)]: place for place, label in enumerate(self.table.columns, self.table.area.left)}

    def label(self, column: Column) -> str:
        """Give a column's header."""
        return self.workbook.words.text("tables", self.table.name, "columns", column.name, "label")

    def header_style(self, column: Column) -> str:
        """Give the number of the style of a column's header."""
        return style_of(self.data.cell(self.table.area.top, self._numbers[column.name]))

    def format(self, column: Column) -> ColumnFormat:
        """Give the width and style of a column."""
        return column_formats(self.data)[self._numbers[column.name]]

    def validation(self, column: Column, area: Area, lists: frozenset[str]) -> bytes:
        """Give the validation of a column over other cells; empty if it has none, or draws from a list that lacks.

        Args:
            column: the column.
            area: the cells that take it.
            lists: the names of lists that the workbook has, in lower case.
        """
        found = validation_of(self.data, self.table.area.top + 1, self._numbers[column.name])
        return self.workbook.drawing_from(over(found, area), self._values(column), lists)

    def drawn(self, validation: bytes, lists: frozenset[str]) -> bytes:
        """Give one of the sheet's validations as it draws from the workbook's lists, or holds their values itself."""
        columns = {number: name for name, number in self._numbers.items()}
        number = cells_of(validation).left
        return self.workbook.drawing_from(validation, self._values(self._column(columns[number])), lists)

    def _column(self, name: str) -> Column:
        return TABLES[self.table.name].column(name)

    def _values(self, column: Column) -> list[str]:
        words = self.workbook.words
        if column.type is ColumnType.TABLE:
            return [words.text("tables", name, "label") for name in timed_tables()]
        if column.type is ColumnType.YES_NO:
            return list(words.section("options", "yes_no").values())
        return [words.text("options", column.words, key) for key in (*column.options, *column.suggestions)]
