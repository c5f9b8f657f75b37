"""Filling: tables of a workbook take the rows of datasets, by changing only the parts and cells that must change.

A table named ``kpi_<dataset>`` (or ``kpi_<dataset>__<anything>``, where a workbook needs one dataset twice) takes the
dataset's rows. Its columns are matched by header. A column with a calculated formula keeps the formula; a known one
gets the engine's value as cached value. Other columns are their owner's: what is typed in them follows its row's key.
The first body row lends its styles and height to new rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from kpi_excel.model.dataset import PREFIX
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.asked import asked
from kpi_excel.workbook.filling.attachments import move_attachments
from kpi_excel.workbook.filling.body import fill_table
from kpi_excel.workbook.filling.collisions import merges
from kpi_excel.workbook.filling.filled import Choice, Dataset, Field, Filled, Loss
from kpi_excel.workbook.filling.follow import follow_moves
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.structure import Structure
from kpi_excel.workbook.sheet.cell_formulas import FORMULA
from kpi_excel.workbook.sheet.cell_xml import excel_date, style_of, write_cell
from kpi_excel.workbook.sheet.references import sheet_name
from kpi_excel.workbook.xml import parse

__all__ = ["Dataset", "Filled", "Loss", "fill", "fill_names"]

_NAMED_CELL = re.compile(r"((?:'(?:[^']|'')+'|[^'!]+)!)(\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?)")


def fill(edit: Edit, structure: Structure, datasets: Mapping[str, Dataset], by_name: bool = False) -> Filled:
    """Fill every table that asks for a dataset; let ranges follow, and what is attached to cells.

    Args:
        edit: the package to change.
        structure: its sheets and tables.
        datasets: rows by dataset.
        by_name: whether tables ask by their whole names, as those of an input workbook do. In every other workbook a
            table called Targets or Content is its owner's, and only ``kpi_`` tables are filled.

    Raises:
        InputError: if a table would grow over cells that hold something, or over another table or merged cells.
    """
    filled = Filled(edit, structure)
    for sheet in structure.sheets:
        for table in sheet.tables:
            name = table.name.casefold() if by_name else asked(table, datasets)
            if name in datasets:
                fill_table(filled, sheet, table, datasets[name])
    move_attachments(filled)
    follow_moves(filled)
    return filled


def fill_names(filled: Filled, fields: Mapping[str, Field]) -> list[str]:
    """Fill cells that carry a defined name ``kpi_<field>``; cells with a formula are left to it.

    A name may lead to one cell, or to merged cells as Excel names them.

    Returns:
        The fields that the workbook has.
    """
    root = parse(filled.edit.read(filled.edit.package.workbook_part))
    parts = {sheet.name.casefold(): sheet.part for sheet in filled.structure.sheets}
    sheet_of = {sheet.part: sheet.name for sheet in filled.structure.sheets}
    named = []
    for node in root.iter("{*}definedName"):
        full_name = node.get("name", "").casefold()
        name = full_name.removeprefix(PREFIX)
        match = _NAMED_CELL.fullmatch(node.text or "")
        if name not in fields or match is None or not full_name.startswith(PREFIX):
            continue
        part = parts.get(sheet_name(match[1]).casefold())
        if part is None:
            continue
        area = Area.parse(match[2].replace("$", ""))
        data = filled.sheet_data(part)
        if area.size > 1 and area not in merges(data):
            continue
        old, value = data.cell(area.top, area.left), fields[name]
        if FORMULA.search(old) is None:
            if isinstance(value, Choice):
                value = value.after(filled.reader.value(old))
            if isinstance(value, date):
                value = excel_date(value, filled.structure.date_1904)
            written = write_cell(area.top, area.left, value, style_of(old), prefix=data.prefix)
            data.row(area.top).cells[area.left] = written
            filled.named.append((sheet_of[part], Area(area.top, area.left, area.top, area.left)))
            named.append(name)
    return named
