"""Restoring: what LibreOffice leaves out of a workbook, or writes as Excel does not read it, is put back for filling.

LibreOffice keeps the formula in each cell of a calculated column, but not the column's own, from which new rows take
theirs; and it writes functions that it does not know in lower case, which Excel takes for names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.asked import asked
from kpi_excel.workbook.filling.filled import Dataset
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.structure import ExcelTable, Sheet, Structure
from kpi_excel.workbook.sheet.cell_formulas import formula_text, same_formula, translated, write_out_shared
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import Element, parse, serialize

_FUNCTION = re.compile(rb"(_xlfn\.(?:_xlws\.)?)([a-z][a-z0-9.]*)(?=\()")
_NAME = re.compile(rb"(<(?:\w+:)?definedName\b[^>]*>)([^<]*)")
_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?")  # LibreOffice writes an error that is typed as a formula


def restore(edit: Edit, structure: Structure, datasets: Mapping[str, Dataset]) -> Structure:
    """Put back what LibreOffice left out of the tables that are filled, and the functions that names call.

    Args:
        edit: the package to change.
        structure: its sheets and tables.
        datasets: what fills its tables.

    Returns:
        The structure with the columns' formulas.
    """
    part = edit.package.workbook_part
    edit.write(part, _NAME.sub(lambda found: found[1] + with_functions(found[2]), edit.read(part)))
    return replace(structure, sheets=tuple(_restored_sheet(edit, sheet, datasets) for sheet in structure.sheets))


def with_functions(formula: bytes) -> bytes:
    """Write the names of newer functions in capitals, as Excel reads them.

    Example:
        >>> with_functions(b'_xlfn.lambda(_xlpm.x,_xlfn.isomitted(_xlpm.x))')
        b'_xlfn.LAMBDA(_xlpm.x,_xlfn.ISOMITTED(_xlpm.x))'
    """
    return _FUNCTION.sub(lambda found: found[1] + found[2].upper(), formula)


def _restored_sheet(edit: Edit, sheet: Sheet, datasets: Mapping[str, Dataset]) -> Sheet:
    filled = [table for table in sheet.tables if asked(table, datasets) and not all(table.formulas)]
    data = SheetData(edit.read(sheet.part)) if filled else None
    if data is None:
        return sheet
    tables = (_restored(edit, data, table, datasets) if table in filled else table for table in sheet.tables)
    return replace(sheet, tables=tuple(tables))


def _restored(edit: Edit, data: SheetData, table: ExcelTable, datasets: Mapping[str, Dataset]) -> ExcelTable:
    dataset = datasets[asked(table, datasets)]
    restored = {}
    for index, (key, formula) in enumerate(zip(dataset.keys_of(table.columns), table.formulas, strict=True)):
        if not formula and key not in dataset.formulas:
            text, is_array = _formula_of_cells(data, table, table.area.left + index)
            if text:
                restored[index] = (text, is_array)
    if not restored:
        return table
    root = parse(edit.read(table.part))
    for index, (text, is_array) in restored.items():
        _add_formula(root.find("{*}tableColumns")[index], text, is_array)
    edit.write(table.part, serialize(root))
    texts = (restored[index][0] if index in restored else text for index, text in enumerate(table.formulas))
    return replace(table, formulas=tuple(texts))


def _formula_of_cells(data: SheetData, table: ExcelTable, column: int) -> tuple[str, bool]:
    """Give the formula that all cells of a column have as its first row has it; an empty text if they differ."""
    top, bottom = table.area.top + table.header_rows, table.area.bottom - table.totals_rows
    first = data.cell(top, column)
    text = formula_text(first)
    if text is None or _ERROR.fullmatch(text):
        return "", False
    if b'"shared"' in first:
        write_out_shared(data, Area(top, column, bottom, column))
        text = formula_text(data.cell(top, column)) or ""
    for row in range(top + 1, bottom + 1):
        other = formula_text(data.cell(row, column))
        if not other or not same_formula(other, translated(text, (top, column), (row, column))):
            return "", False
    return text, b't="array"' in first


def _add_formula(column: Element, text: str, is_array: bool) -> None:
    node = column.makeelement(f"{column.tag.rpartition('}')[0]}}}calculatedColumnFormula")
    if is_array:
        node.set("array", "1")
    node.text = text
    column.insert(0, node)
