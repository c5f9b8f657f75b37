"""Charts: the values a chart carries for viewers that do not calculate, brought up to date with its cells."""

from __future__ import annotations

import math
import re

from kpi_excel.workbook.calculate import Calculated, Calculation
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.edit import Edit
from kpi_excel.workbook.references import sheet_name
from kpi_excel.workbook.structure import Structure
from kpi_excel.workbook.xml import Element, parse, serialize

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_PART = re.compile(r"xl/charts/chart[^/]*\.xml")
_REFERENCE = re.compile(r"((?:'(?:[^']|'')+'|[^'!(),]+)!)(\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?)")
MAX_POINTS = 100_000


def update_caches(edit: Edit, structure: Structure, calculation: Calculation) -> None:
    """Write the current values into every chart's caches; a chart whose caches are right keeps its bytes."""
    names = {sheet.name.casefold(): sheet.name for sheet in structure.sheets}
    for part in edit.package.parts():
        if not _PART.fullmatch(part):
            continue
        root = parse(edit.read(part))
        changed = False
        for kind in ("num", "str"):
            for reference in root.iter(f"{{{CHART}}}{kind}Ref"):
                values = _values(reference.findtext(f"{{{CHART}}}f") or "", names, calculation)
                if values is not None:
                    changed |= _update(reference, kind, values)
        if changed:
            edit.write(part, serialize(root))


def _values(formula: str, names: dict[str, str], calculation: Calculation) -> list[Calculated] | None:
    """Give the values of a range on one sheet, row by row; None for anything else, such as several ranges."""
    found = _REFERENCE.fullmatch(formula)
    sheet = names.get(sheet_name(found[1]).casefold()) if found else None
    if found is None or sheet is None:
        return None
    area = Area.parse(found[2].replace("$", ""))
    if area.size > MAX_POINTS:
        return None
    return [value for row in calculation.read(sheet, area) for value in row]


def _update(reference: Element, kind: str, values: list[Calculated]) -> bool:
    """Bring one cache up to date; tell whether it changed."""
    points = {index: text for index, value in enumerate(values) if (text := _text(value, kind)) is not None}
    cache = reference.find(f"{{{CHART}}}{kind}Cache")
    if cache is not None and _points(cache) == (len(values), points):
        return False
    if cache is None:
        cache = reference.makeelement(f"{{{CHART}}}{kind}Cache")
        reference.find(f"{{{CHART}}}f").addnext(cache)
    for node in list(cache):
        if node.tag in (f"{{{CHART}}}ptCount", f"{{{CHART}}}pt"):
            cache.remove(node)
    extension = cache.find(f"{{{CHART}}}extLst")
    nodes = [cache.makeelement(f"{{{CHART}}}ptCount", val=str(len(values)))]
    for index, text in points.items():
        point = cache.makeelement(f"{{{CHART}}}pt", idx=str(index))
        value = cache.makeelement(f"{{{CHART}}}v")
        value.text = text
        point.append(value)
        nodes.append(point)
    for node in nodes:
        if extension is None:
            cache.append(node)
        else:
            extension.addprevious(node)
    return True


def _points(cache: Element) -> tuple[int, dict[int, str]]:
    count = cache.find(f"{{{CHART}}}ptCount")
    points = {int(node.get("idx")): node.findtext(f"{{{CHART}}}v") for node in cache.iter(f"{{{CHART}}}pt")}
    return int(count.get("val", 0)) if count is not None else -1, points


def _text(value: Calculated, kind: str) -> str | None:
    """Write a point; None leaves a gap. Errors other than #N/A stand as they are shown."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return (str(value) if isinstance(value, str) else None) if kind == "str" else None
    if math.isnan(value):
        return "#N/A"
    return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
