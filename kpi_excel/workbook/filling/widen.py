"""Widening: a table that holds every measure takes columns for the KPIs of the user's own, too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.collisions import check_collisions, has_content, merges
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.structure import ExcelTable
from kpi_excel.workbook.sheet.cell_xml import style_of, write_cell
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.vocabulary import fold
from kpi_excel.workbook.xml import Element, parse, serialize, xstring

FormulaFor = Callable[[str], str]
"""Gives a column's formula for a table's name."""


@dataclass(frozen=True)
class Extra:
    """Columns that a complete table takes beside its own.

    Args:
        complete: headers that make a table complete; a table that lacks one was narrowed by its owner on purpose.
        columns: for each new header, the formula, or None for one like that of the columns in `complete`.
    """

    complete: frozenset[str]
    columns: Mapping[str, FormulaFor | None]


def widen(
    edit: Edit, data: SheetData, sheet: str, table: ExcelTable, extras: Iterable[Extra], others: list[tuple[str, Area]]
) -> ExcelTable:
    """Add the extra columns that a complete table lacks at its right edge.

    Args:
        edit: the package.
        data: the table's sheet.
        sheet: the sheet's name.
        table: the table.
        extras: sets of columns; the first for which the table is complete is added.
        others: names and areas of the other tables on the sheet.

    Raises:
        InputError: if something stands where they would go.
    """
    headers = {fold(name) for name in table.columns}
    extra = next((one for one in extras if {fold(name) for name in one.complete} <= headers), None)
    if extra is None:
        return table
    missing = {name: formula for name, formula in extra.columns.items() if fold(name) not in headers}
    if not missing:
        return table
    area = replace(table.area, right=table.area.right + len(missing))
    check_collisions(data, sheet, table, area, others, side="beside")
    root = parse(edit.read(table.part))
    columns = root.find("{*}tableColumns")
    pattern_name = min(extra.complete)
    pattern = next((node for node in columns if fold(xstring(node.get("name", ""))) == fold(pattern_name)), None)
    top = table.area.top
    for number, (name, formula) in enumerate(missing.items(), table.area.right + 1):
        text = formula(table.name) if formula else _like(pattern, pattern_name, name)
        add_column(columns, name, text)
        for row in range(top, top + table.header_rows + 1):
            style = style_of(data.cell(row, table.area.right))
            content = name if row < top + table.header_rows else None
            data.row(row).cells[number] = write_cell(row, number, content, style, prefix=data.prefix)
    columns.set("count", str(len(columns)))
    for node in (root, *root.iter("{*}autoFilter")):
        node.set("ref", str(replace(Area.parse(node.get("ref")), right=area.right)))
    edit.write(table.part, serialize(root))
    return replace(table, area=area, columns=(*table.columns, *missing))


def widen_merged_headers(data: SheetData, old: Area, new: Area) -> None:
    """Let merged cells above a table that span exactly its columns span the new ones, where nothing is in the way."""
    if old.right in (new.right, old.left):
        return
    every = merges(data)
    for area in every:
        if (area.left, area.right) != (old.left, old.right) or area.bottom >= old.top:
            continue
        wider = replace(area, right=new.right)
        cells = (
            data.cell(row, number)
            for row in range(area.top, area.bottom + 1)
            for number in range(old.right + 1, new.right + 1)
        )
        if any(wider.overlaps(other) for other in every if other != area) or any(map(has_content, cells)):
            continue
        before, after = f'ref="{area}"'.encode(), f'ref="{wider}"'.encode()
        data.after = re.sub(rb"(<(?:\w+:)?mergeCell\s[^>]*?)" + before, rb"\g<1>" + after, data.after, count=1)


def _like(pattern: Element, name: str, other: str) -> str:
    """Give another column's formula with the name changed; empty if it has none."""
    text = pattern.findtext("{*}calculatedColumnFormula") if pattern is not None else None
    return (text or "").replace(f"[{name}]", f"[{other}]")


def add_column(columns: Element, name: str, formula: str = "") -> None:
    """Add a column to those of a table's part."""
    namespace = columns.tag.rpartition("}")[0] + "}"
    number = max(int(node.get("id")) for node in columns) + 1
    node = columns.makeelement(f"{namespace}tableColumn", id=str(number), name=name)
    if formula:
        child = node.makeelement(f"{namespace}calculatedColumnFormula")
        child.text = formula
        node.append(child)
    columns.append(node)
