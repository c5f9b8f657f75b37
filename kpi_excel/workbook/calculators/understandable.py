"""Understandable: what a calculator is given instead of parts that it would misread.

Excel's own files say some things in ways that calculators drop or take for something else. Where writing them in
another way cures that, the copy that is calculated has them so; the file that is written never does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kpi_excel.workbook.calculators.cures import Cures, qualified
from kpi_excel.workbook.calculators.own_marks import keep_own_marks
from kpi_excel.workbook.calculators.own_place import COUNTS, counted
from kpi_excel.workbook.calculators.relative_names import relative_names, uses, written_out
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import ExcelTable, Sheet, read_structure
from kpi_excel.workbook.sheet.cell_formulas import FORMULA, array_of, with_formula
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import unescape

_TYPES = "[Content_Types].xml"
_TEMPLATE_TYPES = (
    (b"spreadsheetml.template.main+xml", b"spreadsheetml.sheet.main+xml"),
    (b"ms-excel.template.macroEnabled.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"),
)
_SORTING = re.compile(rb"<((?:\w+:)?)sortState\b(?:[^>]*/>|.*?</\1sortState>)", re.DOTALL)
_COLUMN_NAME = re.compile(rb'(<(?:\w+:)?tableColumn\s[^>]*?\bname=")([^"]*)(")')
_SHEET_DATA = re.compile(rb"<((?:\w+:)?)sheetData\b")
_BARE_BRACKET = re.compile(rb"(?:[>(+\-*/^=;{ ]|[^\]],)\[")
_SPILLING = re.compile(rb"<(?:\w+:)?c\s[^>]*\bcm=")


def understandable(data: bytes, cures: Cures) -> bytes:
    """Give a workbook file as a calculator reads it rightly; the same bytes where it reads all of it rightly.

    - A template's content type becomes a workbook's.
    - The sorting of a table is left out: in Excel's files it may begin at the header, and then the engine drops the
      whole table.
    - Column names lose outer spaces, which the engine drops in formulas.
    - References without their table's name, as Excel 2007 stored them within a table, get it.
    - Formulas that this calculator takes otherwise than Excel are written in other words; see `cures`.
    - Cells that ask the program for its marks refer to the workbook's own; see `own_marks`.
    - Counts of rows or columns up to a formula's own cell are written as numbers; see `own_place`.
    - Names that mean another cell in each cell are written out; see `relative_names`.
    - The cells into which a formula spilled are empty, and it stands as an ordinary one if the calculator needs that:
      it may spill anew, where the calculator would refuse another size.

    Args:
        data: the file.
        cures: the other words that this calculator needs.
    """
    package = Package(data, "copy.xlsx")
    edit = Edit(package)
    types = package.read(_TYPES)
    for template, workbook in _TEMPLATE_TYPES:
        types = types.replace(template, workbook)
    edit.write(_TYPES, types)
    keep_own_marks(edit)
    names = relative_names(edit.read(package.workbook_part))
    for sheet in read_structure(package).sheets:
        for table in sheet.tables:
            edit.write(table.part, _table(edit.read(table.part), table))
        edit.write(sheet.part, _sheet(edit.read(sheet.part), sheet, names, cures))
    return edit.save(compress=False) if edit.changed() else data


def _table(xml: bytes, table: ExcelTable) -> bytes:
    if b"sortState" in xml:
        xml = _SORTING.sub(b"", xml)
    trimmed = [name.strip(" ") for name in table.columns]
    if trimmed != list(table.columns) and len({name.casefold() for name in trimmed}) == len(trimmed):
        xml = _COLUMN_NAME.sub(lambda found: found[1] + found[2].strip(b" ") + found[3], xml)
    return xml


def _sheet(xml: bytes, sheet: Sheet, names: Mapping[str, str], cures: Cures) -> bytes:
    formulas = _formulas(xml)
    bare = bool(sheet.tables) and _BARE_BRACKET.search(b">%b" % b"\n>".join(formulas)) is not None
    ill = {
        text for text in formulas if cures.may_need(text) and (plain := unescape(text.decode())) != cures.written(plain)
    }
    ill |= {text for text in formulas if any(found[1] for found in COUNTS.finditer(text.decode()))}
    if names:
        ill |= {text for text in formulas if uses(unescape(text.decode()), names)}
    spills = b" cm=" in xml and _SPILLING.search(xml) is not None
    if not (bare or ill or spills):
        return xml
    data = SheetData(xml)
    if spills:
        _let_spill(data, cures.spills_ordinary)

    def written(row: int, column: int, content: bytes) -> bytes:
        table = next((one for one in sheet.tables if bare and one.area.holds(row, column)), None)
        return with_formula(content, lambda text: _written(qualified(text, table), names, cures, row, column))

    rows = {row for text, found in data.formulas().items() if bare or text in ill for row in found}
    data.change_formula_cells(written, rows)
    return data.serialize()


def _written(text: str, names: Mapping[str, str], cures: Cures, row: int, column: int) -> str:
    return written_out(cures.written(counted(text, row, column)), names, row, column)


def _formulas(xml: bytes) -> set[bytes]:
    """Give the texts of a sheet's formulas, each once."""
    match = _SHEET_DATA.search(xml)
    if match is None or b"<%bf" % match[1] not in xml:
        return set()
    return set(re.findall(rb"<%bf(?:\s[^>]*)?>([^<]+)" % match[1], xml))


def _let_spill(data: SheetData, ordinary: bool) -> None:
    """Empty the cells into which formulas spilled: these spill anew as far as they go, some as ordinary ones."""
    for row, column, content in list(data.formula_cells()):
        array = array_of(content)
        if array is None or not array.spills:
            continue
        for other in range(array.area.top, array.area.bottom + 1):
            cells = data.row(other).cells if other in data else {}
            for number in range(array.area.left, array.area.right + 1):
                if (other, number) != (row, column):
                    cells.pop(number, None)
        if ordinary:
            data.row(row).cells[column] = FORMULA.sub(
                lambda found: b"<%bf>%b</%bf>" % (found[1], found[3] or b"", found[1]), content, count=1
            )
