"""Homes: where the input tables of a workbook stand, and what they have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.collisions import has_content, merges
from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.parts.structure import ExcelTable, Sheet
from kpi_excel.workbook.reading.locate import HEADER_ROWS, find_header, wanted_tables
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.vocabulary import fold, header_names


@dataclass(frozen=True)
class Home:
    """Where an input table stands.

    Args:
        name: the input table's name.
        sheet: its sheet.
        area: its header and rows.
        columns: column number by column name.
        table: the Excel table; None where a sheet's name and its headers make the table.
    """

    name: str
    sheet: Sheet
    area: Area
    columns: Mapping[str, int]
    table: ExcelTable | None


def homes(filled: Filled) -> dict[str, Home]:
    """Find the input tables of a workbook by their names; of two that are one table, the first one that is read."""
    found: dict[str, Home] = {}
    wanted = [(sheet, *one) for sheet in filled.structure.sheets for one in wanted_tables(sheet)]
    for sheet, name, table in sorted(wanted, key=lambda one: one[2] is None):
        home = _home(filled, sheet, name, table)
        if home is not None:
            found.setdefault(name, home)
    return found


def _home(filled: Filled, sheet: Sheet, name: str, table: ExcelTable | None) -> Home | None:
    data = filled.sheet_data(sheet.part)
    if table is not None:
        headers = dict(enumerate(table.columns, table.area.left))
        return Home(name, sheet, table.area, _columns(name, headers), table) if table.header_rows else None
    used = data.used()
    if used is None:
        return None
    rows = [_values(filled, data, row, used.right) for row in range(1, min(used.bottom, HEADER_ROWS) + 1)]
    header = find_header(name, rows)
    if not header:
        return None
    headers = {number: str(value) for number, value in enumerate(rows[header - 1], 1) if value != ""}
    area = Area(header, min(headers), max(used.bottom, header + 1), max(headers))
    return Home(name, sheet, area, _columns(name, headers), None)


def _columns(name: str, headers: Mapping[int, str]) -> dict[str, int]:
    names = header_names(name)
    return {names[fold(header)]: number for number, header in headers.items() if fold(header) in names}


def _values(filled: Filled, data: SheetData, row: int, last: int) -> list[object]:
    values = (filled.reader.value(data.cell(row, number)) for number in range(1, last + 1))
    return ["" if value is None else value for value in values]


def language_of(filled: Filled, found: Iterable[Home]) -> str:
    """Tell in which language a workbook's sheets and headers are."""
    found = list(found)

    def known(language: str) -> int:
        tables = texts(language).files["tables"]
        names = sum(fold(tables[home.name]["label"]) == fold(home.sheet.name) for home in found)
        for home in found:
            data = filled.sheet_data(home.sheet.part)
            for column, number in home.columns.items():
                header = filled.reader.value(data.cell(home.area.top, number))
                names += fold(header) == fold(tables[home.name]["columns"][column]["label"])
        return names

    return max(LANGUAGES, key=known)


def in_the_way(filled: Filled, home: Home, area: Area) -> str:
    """Name the first cell of an area that holds something, or is merged or another table's; empty if it is free."""
    data = filled.sheet_data(home.sheet.part)
    for row in data.rows():
        for number in range(area.left, area.right + 1):
            if area.top <= row <= area.bottom and has_content(data.cell(row, number)):
                return str(Area(row, number, row, number))
    others = [table.area for table in home.sheet.tables if table != home.table]
    return next((str(one) for one in (*merges(data), *others) if one.overlaps(area)), "")
