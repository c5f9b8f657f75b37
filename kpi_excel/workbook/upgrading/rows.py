"""Rows: cells of an input table's rows are written, and rows added below its last one; all else stays where it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kpi_excel.catalogue import TABLES
from kpi_excel.errors import InputError
from kpi_excel.language.texts import Texts
from kpi_excel.workbook.cells import Area, cell
from kpi_excel.workbook.filling.collisions import check_collisions, has_content
from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.filling.table_part import read_columns, resized
from kpi_excel.workbook.filling.write_input import cells_of
from kpi_excel.workbook.sheet.cell_formulas import translated
from kpi_excel.workbook.sheet.cell_xml import excel_date, formula_end, style_attribute, style_of, write_cell
from kpi_excel.workbook.sheet.references import Move
from kpi_excel.workbook.sheet.sheet_data import SheetData, Value
from kpi_excel.workbook.upgrading.homes import Home

Cells = Mapping[str, object]


def write_rows(filled: Filled, home: Home, changes: Mapping[int, Cells], new: Sequence[Cells], words: Texts) -> None:
    """Write cells into rows of an input table, and rows below its last one that holds something.

    Args:
        filled: the workbook.
        home: where the table stands.
        changes: the cells to write, by the sheet's row.
        new: the rows to add.
        words: the language of the workbook, for values that have names.

    Raises:
        InputError: if the table would grow over something.
    """
    data = filled.sheet_data(home.sheet.part)
    top = home.area.top + 1
    styles = {number: style_of(data.cell(top, number)) for number in range(home.area.left, home.area.right + 1)}
    for row, cells in changes.items():
        _write(filled, data, home, row, _shown(home, [cells], words)[0], {})
    if not new:
        return
    first = _last_filled(data, home) + 1
    formulas = _grow(filled, data, home, first + len(new) - 1) if home.table is not None else {}
    for row, cells in enumerate(_shown(home, new, words), first):
        _write(filled, data, home, row, cells, styles)
        for number, formula in formulas.items():
            prefix, style = data.prefix.decode(), style_attribute(styles.get(number, ""))
            end = formula_end(None, translated(formula, (top, number), (row, number)), prefix)
            data.row(row).cells[number] = f'<{prefix}c r="{cell(row, number)}"{style}{end}'.encode()


def _shown(home: Home, rows: Sequence[Cells], words: Texts) -> list[dict[str, Value]]:
    """Give rows as their cells show them, a column at a time; a value without a column in the workbook is left out."""
    names = [name for name in dict.fromkeys(name for row in rows for name in row) if name in home.columns]
    table = TABLES[home.name]
    columns = {name: cells_of([row.get(name) for row in rows], table.column(name), words) for name in names}
    return [{name: columns[name][index] for name in names if name in row} for index, row in enumerate(rows)]


def _write(
    filled: Filled, data: SheetData, home: Home, row: int, cells: Mapping[str, Value], styles: Mapping[int, str]
) -> None:
    for name, value in cells.items():
        number = home.columns[name]
        stored = excel_date(value, filled.structure.date_1904) if hasattr(value, "year") else value  # type: ignore[arg-type]
        style = style_of(data.cell(row, number)) or styles.get(number, "")
        data.row(row).cells[number] = write_cell(row, number, stored, style, prefix=data.prefix)


def _last_filled(data: SheetData, home: Home) -> int:
    """Give the last row of the table that holds something, or its header."""
    numbers = range(home.area.left, home.area.right + 1)
    below = (row for row in reversed(data.rows()) if home.area.top < row <= home.area.bottom)
    return next((row for row in below if any(has_content(data.cell(row, one)) for one in numbers)), home.area.top)


def _grow(filled: Filled, data: SheetData, home: Home, last: int) -> dict[int, str]:
    """Let an Excel table reach down to a row; give the formulas of its owner's columns by their numbers."""
    table = home.table
    assert table is not None  # for the type checker; its caller has looked
    xml = filled.edit.read(table.part)
    own = {number: column.formula for number, column in enumerate(read_columns(xml), table.area.left) if column.formula}
    formulas = {number: formula for number, formula in own.items() if number not in home.columns.values()}
    bottom = table.area.bottom - table.totals_rows
    if last <= bottom:
        return formulas
    if table.totals_rows:
        raise InputError("table-has-totals", table=table.name, sheet=home.sheet.name)
    old = Area(table.area.top + 1, table.area.left, bottom, table.area.right)
    move = Move(home.sheet.name, old, replace(old, bottom=last), table.header_rows, 0)
    whole = replace(table.area, bottom=last)
    others = [(one.name, one.area) for one in home.sheet.tables if one.part != table.part]
    check_collisions(data, home.sheet.name, table, whole, others)
    filled.edit.write(table.part, resized(xml, move, has_rows=True))
    filled.moves.append(move)
    filled.areas[table.part] = whole
    return formulas
