"""Sheets: an input workbook gets a sheet that it lacks, like the shipped one's, hidden and behind its own."""

from __future__ import annotations

import re
from itertools import count

from kpi_excel.workbook.parts.links import link_to, say_type
from kpi_excel.workbook.sheet.cell_xml import style_of, write_cell
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.upgrading.additions import Target
from kpi_excel.workbook.upgrading.pattern import TablePattern
from kpi_excel.workbook.xml import parse, serialize

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TABLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_COLUMN_STYLE = re.compile(rb'(<col\s[^>]*?\sstyle=")([0-9]+)(")')
_LINKS = re.compile(rb"<hyperlinks>.*?</hyperlinks>", re.DOTALL)
_VALIDATION = re.compile(rb"<dataValidation\s[^>]*?(?:/>|>.*?</dataValidation>)", re.DOTALL)
_TABLE_PART = re.compile(rb'<tablePart r:id="[^"]*"/>')
_FORMAT_OF_CELLS = re.compile(rb'\sdataDxfId="[0-9]+"')


def add_sheet(target: Target, name: str, ids: count[int]) -> str:
    """Add the hidden sheet of an input table; give its name, or an empty text if a sheet of that name is there.

    Args:
        target: the workbook.
        name: the input table's name.
        ids: numbers for tables that no table of the workbook has.
    """
    edit, pattern = target.filled.edit, target.pattern.table(name)
    label = pattern.sheet.name
    if label.casefold() in {sheet.name.casefold() for sheet in target.filled.structure.sheets}:
        return ""
    sheet_part = _free(target, "xl/worksheets/sheet{}.xml")
    edit.add_part(sheet_part, _sheet(target, pattern))
    say_type(edit, sheet_part, _SHEET)
    table_part = _free(target, "xl/tables/table{}.xml")
    edit.add_part(table_part, _table(target, pattern, next(ids)))
    say_type(edit, table_part, _TABLE)
    link = link_to(edit, sheet_part, "table", table_part)
    edit.write(sheet_part, _TABLE_PART.sub(b'<tablePart r:id="%b"/>' % link.encode(), edit.read(sheet_part)))
    _name_sheet(target, label, link_to(edit, edit.package.workbook_part, "worksheet", sheet_part))
    return label


def _free(target: Target, names: str) -> str:
    return next(name for number in count(1) if (name := names.format(number)) not in target.filled.edit)


def _sheet(target: Target, pattern: TablePattern) -> bytes:
    """Write the shipped sheet anew: texts in their cells, styles and lists those of the workbook."""
    data = SheetData(target.pattern.package.read(pattern.sheet.part))
    for row in data.rows():
        cells = data.row(row).cells
        for number, cell in list(cells.items()):
            style = target.styles.take(style_of(cell))
            cells[number] = write_cell(row, number, target.pattern.reader.value(cell), style)
    data.before = _COLUMN_STYLE.sub(
        lambda found: found[1] + target.styles.take(found[2].decode()).encode() + found[3], data.before
    )
    start = target.pattern.words.text("start", "start_sheet").casefold()
    if start not in {sheet.name.casefold() for sheet in target.filled.structure.sheets}:
        data.after = _LINKS.sub(b"", data.after)
    data.after = _VALIDATION.sub(lambda found: pattern.drawn(found[0], target.lists), data.after)
    return data.serialize()


def _table(target: Target, pattern: TablePattern, number: int) -> bytes:
    root = parse(_FORMAT_OF_CELLS.sub(b"", target.pattern.package.read(pattern.table.part)))
    root.set("id", str(number))
    return serialize(root)


def _name_sheet(target: Target, label: str, link: str) -> None:
    """Let the workbook name its new sheet, behind the others."""
    edit = target.filled.edit
    root = parse(edit.read(edit.package.workbook_part))
    sheets = root.find("{*}sheets")
    link_key = next(key for key in sheets[0].attrib if key.endswith("}id"))
    number = max(int(node.get("sheetId")) for node in sheets) + 1
    values = {"name": label, "sheetId": str(number), "state": "hidden", link_key: link}
    sheets.append(sheets.makeelement(sheets[0].tag, values))
    edit.write(edit.package.workbook_part, serialize(root))
