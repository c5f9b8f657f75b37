"""Revealing: sheets, columns and settings of an input workbook come into sight when something uses them.

A new workbook shows what most people fill in. The others are hidden (sheets) or grouped and closed (columns of a table,
rows of the settings), and so are the lines of the Start sheet that lead to hidden sheets.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import Sheet, read_structure
from kpi_excel.workbook.sheet.outline import open_columns, open_rows
from kpi_excel.workbook.sheet.references import sheet_name
from kpi_excel.workbook.vocabulary import fold
from kpi_excel.workbook.xml import parse, serialize, unescape

_LINK = re.compile(rb"<(?:\w+:)?hyperlink\s[^>]*>")
_CELL, _TARGET = re.compile(rb'\sref="[A-Z]+([0-9]+)"'), re.compile(rb'\slocation="([^"]*)!')
_HIDDEN = re.compile(rb'\s+hidden="(?:1|true)"')


def reveal(filled: Filled, tables: Collection[str]) -> None:
    """Show the sheets of input tables, their grouped columns or rows, and the lines that lead to them.

    Args:
        filled: the workbook; its changed sheets are written by `Filled.write_sheets`.
        tables: names of input tables.
    """
    wanted = {fold(name) for name in tables}
    shown = []
    for sheet in filled.structure.sheets:
        for table in [table for table in sheet.tables if fold(table.name) in wanted]:
            area, data = filled.areas.get(table.part, table.area), filled.sheet_data(sheet.part)
            open_columns(data, area)
            open_rows(data, area)
            shown.append(sheet)
    _show_sheets(filled, shown)
    for sheet in filled.structure.sheets:
        _show_lines(filled, sheet, {one.name.casefold() for one in shown})


def with_tables(data: bytes, name: str, tables: Collection[str]) -> bytes:
    """Give an input workbook in which some tables are in sight.

    Args:
        data: the workbook.
        name: its file's name, for messages.
        tables: names of input tables.
    """
    package = Package(data, name)
    filled = Filled(Edit(package), read_structure(package))
    reveal(filled, tables)
    filled.write_sheets()
    return filled.edit.save()


def _show_sheets(filled: Filled, sheets: list[Sheet]) -> None:
    """Show hidden tabs."""
    names = {sheet.name for sheet in sheets if sheet.hidden}
    if not names:
        return
    part = filled.edit.package.workbook_part
    root = parse(filled.edit.read(part))
    for node in root.iter("{*}sheet"):
        if node.get("name") in names:
            node.attrib.pop("state", None)
    filled.edit.write(part, serialize(root))


def _show_lines(filled: Filled, sheet: Sheet, targets: Collection[str]) -> None:
    """Show the hidden rows of a sheet whose links lead to some other sheets."""
    data = filled.sheet_data(sheet.part)
    for link in _LINK.findall(data.after):
        row, target = _CELL.search(link), _TARGET.search(link)
        if row and target and sheet_name(unescape(target[1].decode()) + "!").casefold() in targets:
            line = data.row(int(row[1]))
            line.attributes = _HIDDEN.sub(b"", line.attributes)
