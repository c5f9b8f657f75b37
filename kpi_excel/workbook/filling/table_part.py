"""The part of an Excel table: its columns' formulas, its range, and its filter."""

from __future__ import annotations

from dataclasses import dataclass

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sheet.references import Move
from kpi_excel.workbook.xml import parse, serialize, xstring

_CRITERIA = ("filters", "customFilters", "top10", "dynamicFilter", "colorFilter", "iconFilter", "extLst")


@dataclass(frozen=True)
class TableColumn:
    """A column of a table.

    Args:
        header: its name.
        formula: its calculated formula as its first row has it, without ``=``; empty if it has none.
        is_array: whether each cell's formula is an array formula of its own.
        id: its number, which Excel keeps when the column is renamed or moved.
    """

    header: str
    formula: str = ""
    is_array: bool = False
    id: int = 0


def read_columns(xml: bytes) -> list[TableColumn]:
    """List a table part's columns."""
    columns = []
    for node in parse(xml).find("{*}tableColumns").iterchildren("{*}tableColumn"):
        formula = node.find("{*}calculatedColumnFormula")
        text = (formula.text or "").removeprefix("=") if formula is not None else ""
        is_array = bool(text) and formula.get("array") in ("1", "true")
        columns.append(TableColumn(xstring(node.get("name", "")), text, is_array, int(node.get("id", 0))))
    return columns


def clear_filter(xml: bytes) -> tuple[bytes, bool]:
    """Clear a table's filter, whose buttons stay; tell whether there was one."""
    if b"filterColumn" not in xml:
        return xml, False
    root = parse(xml)
    cleared = False
    for node in list(root.iter("{*}filterColumn")):
        for child in list(node):
            cleared |= child.tag.rpartition("}")[2] in _CRITERIA
            node.remove(child)
        if not {"hiddenButton", "showButton"} & set(node.attrib):
            node.getparent().remove(node)
    return (serialize(root), True) if cleared else (xml, False)


def resized(xml: bytes, move: Move, has_rows: bool) -> bytes:
    """Write a table part with its new range, that of its filter, and those of its sorting."""
    root = parse(xml)
    old, new = move.old, move.new
    whole = Area(old.top - move.header, old.left, new.bottom + move.totals, new.right)
    changed = root.get("ref") != str(whole)
    root.set("ref", str(whole))
    if has_rows and root.get("insertRow") is not None:  # says that the one row is empty
        del root.attrib["insertRow"]
        changed = True
    for node in root.iter("{*}autoFilter", "{*}sortState", "{*}sortCondition"):
        followed = move.follow(Area.parse(node.get("ref", "A1")))
        if followed is not None:
            node.set("ref", str(followed))
            changed = True
    return serialize(root) if changed else xml
