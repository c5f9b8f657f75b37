"""The day: which formulas ask for it, and a workbook in which the answer is written.

TODAY and NOW mean the day for which a workbook is calculated, not the one on which that is done. A calculator that
would ask the computer is given a copy in which the day stands instead.
"""

from __future__ import annotations

import re
from datetime import date

from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.cell_formulas import with_formula
from kpi_excel.workbook.sheet.cell_xml import excel_date
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import parse, serialize, unescape

_TEXT = r'"(?:[^"]|"")*"'
_CLOCK = re.compile(rf"{_TEXT}|(?<![\w.])((?:TODAY|NOW)\(\s*\))", re.IGNORECASE)


def asks_the_day(formula: str) -> bool:
    """Tell whether a formula asks which day it is.

    Example:
        >>> asks_the_day("YEAR(TODAY())"), asks_the_day('"TODAY()"'), asks_the_day("MY.TODAY()")
        (True, False, False)
    """
    return any(one[1] for one in _CLOCK.finditer(formula))


def with_day(data: bytes, today: date) -> bytes:
    """Write a day where a workbook's formulas and names ask for it; the same bytes if none does."""
    package = Package(data, "copy.xlsx")
    structure = read_structure(package)
    edit, serial = Edit(package), str(excel_date(today, structure.date_1904))

    def answered(formula: str) -> str:
        return _CLOCK.sub(lambda found: serial if found[1] else found[0], formula)

    workbook = parse(edit.read(package.workbook_part))
    names = [node for node in workbook.iter("{*}definedName") if asks_the_day(node.text or "")]
    for node in names:
        node.text = answered(node.text)
    if names:
        edit.write(package.workbook_part, serialize(workbook))
    for sheet in structure.sheets:
        cells = SheetData(edit.read(sheet.part))
        asking = {
            row for text, rows in cells.formulas().items() if asks_the_day(unescape(text.decode())) for row in rows
        }
        if asking:
            cells.change_formula_cells(lambda _row, _column, content: with_formula(content, answered), asking)
            edit.write(sheet.part, cells.serialize())
    return edit.save(compress=False) if edit.changed() else data
