"""Protection without a password: sheets whose cells are locked, all but some, and a workbook whose sheets stay.

Excel refuses to change a cell on a protected sheet unless the cell's format says ``locked="0"``. Formats are shared, so
a cell that is to stay open gets a copy of its format that differs in nothing else.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sheet.cell_formulas import FORMULA
from kpi_excel.workbook.sheet.cell_xml import style_of, write_cell
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import Element, parse, serialize

# each says 1 for what is not allowed; what is not named here keeps its default: selecting is allowed, all else is not
_SHEET = {
    "sheet": "1", "objects": "1", "scenarios": "1",
    "formatColumns": "0", "sort": "0", "autoFilter": "0", "pivotTables": "0",
}  # fmt: skip
_TRUE = ("1", "true")
_STYLE = re.compile(rb'(<(?:\w+:)?c(?=[\s/>])[^>]*?)\s+s="[^"]*"')
_ROW_STYLE = re.compile(rb'\ss="([0-9]+)"')
_AREA = re.compile(r"[A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?")
_CUSTOM_ROW = re.compile(rb'\scustomFormat="(?:1|true)"')


class Formats:
    """The cell formats of a workbook, to which open copies are added.

    Args:
        xml: the styles part.
    """

    def __init__(self, xml: bytes) -> None:
        self._xml = xml
        self._root = parse(xml)
        self._list = self._root.find("{*}cellXfs")
        self._all = [] if self._list is None else list(self._list.iterchildren("{*}xf"))
        self._open: dict[int, int] = {}

    def unlocked(self, style: str) -> str:
        """Give the number of a format that is this one, but not locked.

        Args:
            style: a format's number; empty for the default.
        """
        number = int(style or 0)
        if number not in self._open:
            self._open[number] = self._unlock(number)
        return str(self._open[number])

    def _unlock(self, number: int) -> int:
        if number >= len(self._all) or is_unlocked(self._all[number]):
            return number
        namespace = self._list.tag.rpartition("}")[0]
        added = copy.deepcopy(self._all[number])
        added.set("applyProtection", "1")
        protection = added.find("{*}protection")
        if protection is None:
            alignment = added.find("{*}alignment")
            protection = added.makeelement(f"{namespace}}}protection")
            added.insert(0 if alignment is None else added.index(alignment) + 1, protection)
        protection.set("locked", "0")
        self._list.append(added)
        self._all.append(added)
        self._list.set("count", str(len(self._all)))
        return len(self._all) - 1

    def serialize(self) -> bytes:
        """Write the part; an unchanged one as it was read."""
        added = [one for number, one in self._open.items() if one != number]
        return serialize(self._root) if added else self._xml


def is_unlocked(xf: Element) -> bool:
    """Tell whether a format lets its cells be changed on a protected sheet."""
    protection = xf.find("{*}protection")
    return protection is not None and protection.get("locked", "1") not in _TRUE


def unlock(data: SheetData, shell: Element, area: Area, formats: Formats) -> None:
    """Leave the cells of an area open; those that hold a formula stay locked."""
    for row in range(area.top, area.bottom + 1):
        cells = data.row(row).cells
        for column in range(area.left, area.right + 1):
            content = cells.get(column, b"")
            if not content:
                style = formats.unlocked(_empty_style(data, shell, row, column))
                cells[column] = write_cell(row, column, None, style, prefix=data.prefix)
            elif FORMULA.search(content) is None:
                cells[column] = with_style(content, formats.unlocked(style_of(content)))


def drop_downs(shell: Element) -> list[Area]:
    """List the areas of a worksheet whose cells have a list to choose from."""
    return [area for node in shell.iter("{*}dataValidation") if node.get("type") == "list" for area in _areas(node)]


def sparkline_cells(shell: Element) -> list[Area]:
    """List the areas of a worksheet that show a sparkline, over which nobody means to type."""
    return [area for node in shell.iter("{*}sparkline") for area in _areas(node)]


def _areas(node: Element) -> list[Area]:
    ranges = node.get("sqref") or node.findtext("{*}sqref") or ""
    return [Area.parse(one) for one in ranges.split() if _AREA.fullmatch(one)]


def with_style(content: bytes, style: str) -> bytes:
    """Give a cell's bytes with another format.

    Example:
        >>> with_style(b'<c r="A1" s="3" t="b"><v>1</v></c>', "7")
        b'<c r="A1" t="b" s="7"><v>1</v></c>'
    """
    end = content.index(b">") + 1
    tag = _STYLE.sub(rb"\1", content[:end])
    closing = b"/>" if tag.endswith(b"/>") else b">"
    return b'%b s="%b"%b%b' % (tag.removesuffix(closing).rstrip(), style.encode(), closing, content[end:])


def _empty_style(data: SheetData, shell: Element, row: int, column: int) -> str:
    """Give the format of a cell that is not there: its row's, else its column's."""
    attributes = data.row(row).attributes
    match = _ROW_STYLE.search(attributes)
    if match and _CUSTOM_ROW.search(attributes):
        return match[1].decode()
    for node in shell.iter("{*}col"):
        if int(node.get("min", 1)) <= column <= int(node.get("max", 0)):
            return str(node.get("style", ""))
    return ""


def unprotect_sheet(root: Element) -> None:
    """Take a worksheet's or a chart sheet's protection away.

    Args:
        root: the part, or a worksheet's shell.
    """
    _remove(root, ("sheetProtection", "protectedRanges"))


def protect_sheet(root: Element) -> None:
    """Protect a worksheet or a chart sheet without a password, whatever protection it had.

    Args:
        root: the part, or a worksheet's shell.
    """
    unprotect_sheet(root)
    namespace = root.tag.rpartition("}")[0]
    protection = root.makeelement(f"{namespace}}}sheetProtection")
    if root.tag.endswith("}chartsheet"):
        before, attributes = ("sheetPr", "sheetViews"), {"content": "1", "objects": "1"}
    else:
        before, attributes = ("sheetData", "sheetCalcPr"), _SHEET
    for name, value in attributes.items():
        protection.set(name, value)
    _insert_behind(root, protection, before)


def protect_structure(workbook: Element) -> None:
    """Let sheets be neither added, deleted, moved nor shown without unprotecting the workbook, which asks nothing."""
    _remove(workbook, ("workbookProtection",))
    namespace = workbook.tag.rpartition("}")[0]
    protection = workbook.makeelement(f"{namespace}}}workbookProtection")
    protection.set("lockStructure", "1")
    following = next(node for node in workbook if _name(node) in ("bookViews", "sheets"))
    following.addprevious(protection)


def _name(node: Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _remove(root: Element, names: Iterable[str]) -> None:
    for node in [one for one in root if _name(one) in names]:
        root.remove(node)


def _insert_behind(root: Element, added: Element, names: Iterable[str]) -> None:
    """Insert an element behind the last of some that there are."""
    last = [index for index, node in enumerate(root) if _name(node) in names][-1:]
    root.insert(last[0] + 1 if last else 0, added)
