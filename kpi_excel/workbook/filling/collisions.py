"""Room: a table grows over empty cells only, as in Excel when one resizes it; what stands below is never moved."""

from __future__ import annotations

import re
from typing import Any

from kpi_excel.errors import InputError, Phrase
from kpi_excel.workbook.cells import MAX_ROW, Area, cell
from kpi_excel.workbook.parts.structure import ExcelTable
from kpi_excel.workbook.sheet.sheet_data import SheetData

_CONTENT = re.compile(rb"<(?:\w+:)?(?:v|f|is)(?=[\s/>])")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]+)"')


def has_content(data: bytes) -> bool:
    """Tell whether a cell holds something, not only a format."""
    return _CONTENT.search(data) is not None


def merges(data: SheetData) -> list[Area]:
    """List a sheet's merged cells."""
    return [Area.parse(reference.decode()) for reference in _MERGE.findall(data.after)]


def check_collisions(
    data: SheetData, sheet: str, table: ExcelTable, new: Area, others: list[tuple[str, Area]], side: str = "below"
) -> None:
    """Refuse to let a table cover anything that is not its own.

    Args:
        data: its sheet.
        sheet: the sheet's name.
        table: the table as it was.
        new: all its cells as they will be.
        others: names and areas of the other tables on the sheet.
        side: where it grows, ``below`` or ``beside``.

    Raises:
        InputError: naming the table and what is in its way.
    """
    needs: dict[str, Any] = {"table": table.name, "sheet": sheet, "side": Phrase(side)}
    if side == "below":
        needs |= {"needed": Phrase("rows_below"), "last": new.bottom - table.totals_rows}
    else:
        needs |= {"needed": Phrase("columns_beside"), "last": new}
    if new.bottom > MAX_ROW:
        raise InputError("no-room-on-sheet", **needs, most=MAX_ROW)
    for name, area in others:
        if new.overlaps(area):
            raise InputError("no-room-table", **needs, other=name, area=area)
    for area in merges(data):
        top = table.area.top + table.header_rows
        if replace_top(new, top).overlaps(area):
            raise InputError("no-room-merged", **needs, area=area)
    for row in data.rows():
        if new.top <= row <= new.bottom:
            inside = row <= table.area.bottom
            for number in range(table.area.right + 1 if inside else new.left, new.right + 1):
                if has_content(data.cell(row, number)):
                    raise InputError("no-room-cell", **needs, cell=cell(row, number))


def replace_top(area: Area, top: int) -> Area:
    """Give an area that begins at another row."""
    return Area(top, area.left, area.bottom, area.right)
