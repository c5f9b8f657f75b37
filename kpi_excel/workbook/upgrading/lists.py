"""Lists: the values behind an input workbook's drop-downs get those that they lack, below their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kpi_excel.catalogue import KPIS
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.collisions import has_content
from kpi_excel.workbook.parts.structure import Structure, read_structure
from kpi_excel.workbook.sheet.cell_reader import CellReader
from kpi_excel.workbook.sheet.cell_xml import style_of, write_cell
from kpi_excel.workbook.sheet.references import sheet_name
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.upgrading.additions import Target
from kpi_excel.workbook.vocabulary import fold, kpis_called, option_names, platform_names, table_names
from kpi_excel.workbook.xml import Element, parse, serialize

_PREFIX = "kpi_list_"
_ONE_COLUMN = re.compile(r"((?:'(?:[^']|'')+'|[^'!]+)!)(\$([A-Z]{1,3})\$[0-9]+(?::\$\3\$[0-9]+)?)")


def complete_lists(target: Target) -> list[str]:
    """Add to each list the values of the shipped workbook's that it lacks, where the cells below it are empty.

    Returns:
        The values that were added.
    """
    edit = target.filled.edit
    shipped = _shipped(target)
    root, added = parse(edit.read(edit.package.workbook_part)), []
    for node, part, area in _lists(root, target.filled.structure):
        data, reader = target.filled.sheet_data(part), target.filled.reader
        name = node.get("name", "").casefold()
        meant = _meanings(name.removeprefix(_PREFIX))
        typed = [fold(reader.value(data.cell(row, area.left))) for row in range(area.top, area.bottom + 1)]
        present = {meant.get(word, word) for word in typed}  # a choice may have had another word then
        missing = [one for one in shipped.get(name, []) if meant.get(fold(one), fold(one)) not in present]
        below = range(area.bottom + 1, area.bottom + 1 + len(missing))
        if not missing or any(has_content(data.cell(row, area.left)) for row in below):
            continue
        style = style_of(data.cell(area.bottom, area.left))
        for row, value in zip(below, missing, strict=True):
            data.row(row).cells[area.left] = write_cell(row, area.left, value, style, prefix=data.prefix)
        node.text = f"{node.text.partition(':')[0]}:{_absolute(area.left, below[-1])}"
        added += missing
    if added:
        edit.write(edit.package.workbook_part, serialize(root))
    return added


def _meanings(name: str) -> Mapping[str, str]:
    """Give what the words of a list mean, those of every language and version."""
    others = {"platform": platform_names, "table": table_names}
    if name == "kpi":
        return kpis_called(KPIS.values())
    return others[name]() if name in others else option_names(name)


def _shipped(target: Target) -> dict[str, list[str]]:
    """Give the values of the shipped workbook's lists."""
    package, reader = target.pattern.package, CellReader(target.pattern.package)
    sheets: dict[str, SheetData] = {}
    found = {}
    for node, part, area in _lists(parse(package.read(package.workbook_part)), read_structure(package)):
        data = sheets.setdefault(part, SheetData(package.read(part)))
        values = (reader.value(data.cell(row, area.left)) for row in range(area.top, area.bottom + 1))
        found[node.get("name", "").casefold()] = [str(value) for value in values]
    return found


def _lists(root: Element, structure: Structure) -> Iterator[tuple[Element, str, Area]]:
    """Give the names of lists, each with the sheet and cells of one column that it stands for."""
    parts = {sheet.name.casefold(): sheet.part for sheet in structure.sheets}
    for node in root.iter("{*}definedName"):
        match = _ONE_COLUMN.fullmatch(node.text or "")
        if match and node.get("name", "").casefold().startswith(_PREFIX):
            part = parts.get(sheet_name(match[1]).casefold())
            if part:
                yield node, part, Area.parse(match[2].replace("$", ""))


def _absolute(column: int, row: int) -> str:
    return re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", str(Area(row, column, row, column)))
