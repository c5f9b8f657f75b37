"""Charts: the values they carry for viewers that do not calculate, brought up to date; those without any fold away."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from kpi_excel.workbook.calculating.calculate import Calculated, Calculation
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.structure import Structure, chart_parts
from kpi_excel.workbook.sheet.references import sheet_name
from kpi_excel.workbook.xml import Element, parse, serialize

_REFERENCE = re.compile(r"((?:'(?:[^']|'')+'|[^'!(),]+)!)(\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?)")
_DRAWING = re.compile(r"xl/drawings/[^/]+\.xml")
_FRAME = re.compile(rb"<((?:\w+:)?graphicFrame)\b.*?</\1>", re.DOTALL)
_PROPERTIES = re.compile(rb'(<(?:\w+:)?cNvPr\b(?:[^>"]|"[^"]*")*?)(\s*/?>)')
_HIDDEN = re.compile(rb'\s+hidden="[^"]*"')
_CHART_ID = re.compile(rb'<(?:\w+:)?chart\b[^>]*\bid="([^"]+)"')
FOLDED = "kpi_chart_"  # charts whose names begin so are hidden while they have nothing to show
MAX_POINTS = 100_000
Grid = list[list[Calculated]]


def update_caches(edit: Edit, structure: Structure, calculation: Calculation) -> None:
    """Write the current values into every chart's caches; a chart whose caches are right keeps its bytes."""
    names = {sheet.name.casefold(): sheet.name for sheet in structure.sheets}
    for part in chart_parts(edit.package):
        root = parse(edit.read(part))
        changed = False
        for kind in ("num", "str"):
            for reference in root.iter(f"{{*}}{kind}Ref"):
                grid = _grid(reference.findtext("{*}f") or "", names, calculation)
                if grid is not None:
                    changed |= _update(reference, kind, [value for row in grid for value in row])
        for reference in root.iter("{*}multiLvlStrRef"):
            grid = _grid(reference.findtext("{*}f") or "", names, calculation)
            if grid is not None:
                changed |= _update_levels(reference, grid)
        for dimension in root.iter("{*}strDim", "{*}numDim"):  # charts of 2016: treemap, waterfall ...
            grid = _grid(dimension.findtext("{*}f") or "", names, calculation)
            if grid is not None:
                changed |= _update_dimension(dimension, grid)
        if changed:
            edit.write(part, serialize(root))


def fold_charts(edit: Edit, *, known: bool) -> None:
    """Hide the charts named ``kpi_chart_...`` that have no value to show, and show them once they have one.

    Args:
        edit: the package; what charts show is what their caches hold.
        known: whether the caches were calculated; otherwise every chart is shown.
    """
    for part in filter(_DRAWING.fullmatch, edit.package.parts()):
        xml = edit.read(part)
        if FOLDED.encode() in xml:
            targets = {one.id: one.target for one in edit.package.relationships(part)}
            edit.write(part, _FRAME.sub(lambda found, targets=targets: _folded(found[0], edit, targets, known), xml))  # type: ignore[misc]


def _folded(frame: bytes, edit: Edit, targets: Mapping[str, str], known: bool) -> bytes:
    properties, chart = _PROPERTIES.search(frame), _CHART_ID.search(frame)
    part = targets.get(chart[1].decode(), "") if chart else ""
    if properties is None or part not in edit.package or b'name="%b' % FOLDED.encode() not in properties[1]:
        return frame
    hidden = b' hidden="1"' if known and not _has_values(parse(edit.read(part))) else b""
    start = _HIDDEN.sub(b"", properties[1]) + hidden
    return frame[: properties.start()] + start + properties[2] + frame[properties.end() :]


def _has_values(chart: Element) -> bool:
    points = (point for values in chart.iter("{*}val") for point in values.iter("{*}v"))
    return any(point.text != "#N/A" for point in points)


def _grid(formula: str, names: dict[str, str], calculation: Calculation) -> Grid | None:
    """Give the values of a range on one sheet; None for anything else, such as several ranges."""
    found = _REFERENCE.fullmatch(formula)
    sheet = names.get(sheet_name(found[1]).casefold()) if found else None
    if found is None or sheet is None:
        return None
    area = Area.parse(found[2].replace("$", ""))
    return None if area.size > MAX_POINTS else calculation.read(sheet, area)


def _update(reference: Element, kind: str, values: Sequence[Calculated]) -> bool:
    """Bring one cache up to date; tell whether it changed."""
    points = _texts(values, kind)
    cache = reference.find(f"{{*}}{kind}Cache")
    if cache is not None and _points(cache) == (len(values), points):
        return False
    formula = reference.find("{*}f")
    if cache is None:
        cache = reference.makeelement(_sibling(formula, f"{kind}Cache"))
        formula.addnext(cache)
    for node in [*cache.iterchildren("{*}ptCount"), *cache.iterchildren("{*}pt")]:
        cache.remove(node)
    _insert(cache, [_element(cache, "ptCount", val=str(len(values))), *_point_elements(cache, points)])
    return True


def _update_levels(reference: Element, grid: Grid) -> bool:
    """Bring the cache of categories in several columns up to date; its first level is the last column.

    Categories in several rows are told apart by their shape, as Excel does: they are wider than high.
    """
    columns: list[Sequence[Calculated]] = [list(column) for column in zip(*grid, strict=True)]
    if len(columns) > len(grid):
        columns = [list(row) for row in grid]
    count, levels = len(columns[0]), [_texts(column, "str") for column in reversed(columns)]
    cache = reference.find("{*}multiLvlStrCache")
    if cache is None:
        return False
    if [_points(level)[1] for level in cache.iterchildren("{*}lvl")] == levels and _points(cache)[0] == count:
        return False
    for node in [*cache.iterchildren("{*}ptCount"), *cache.iterchildren("{*}lvl")]:
        cache.remove(node)
    nodes = [_element(cache, "ptCount", val=str(count))]
    for points in levels:
        level = _element(cache, "lvl")
        level.extend(_point_elements(cache, points))
        nodes.append(level)
    _insert(cache, nodes)
    return True


def _update_dimension(dimension: Element, grid: Grid) -> bool:
    """Bring the cache of a 2016 chart's data up to date; one with several levels is dropped for Excel to make."""
    kind = dimension.tag.rpartition("}")[2][:3]
    values = [value for row in grid for value in row]
    points = _texts(values, kind)
    levels = list(dimension.iterchildren("{*}lvl"))
    if len(levels) != 1 or (len(grid) > 1 and len(grid[0]) > 1):
        for level in levels:
            dimension.remove(level)
        return bool(levels)
    level = levels[0]
    old = {int(node.get("idx")): node.text for node in level.iterchildren("{*}pt")}
    if old == points and level.get("ptCount") == str(len(values)):
        return False
    for node in list(level.iterchildren("{*}pt")):
        level.remove(node)
    level.set("ptCount", str(len(values)))
    for index, text in points.items():
        point = _element(dimension, "pt", idx=str(index))
        point.text = text
        level.append(point)
    return True


def _texts(values: Sequence[Calculated], kind: str) -> dict[int, str]:
    return {index: text for index, value in enumerate(values) if (text := _text(value, kind)) is not None}


def _sibling(node: Element, name: str) -> str:
    """Give the qualified name of another element of a node's namespace, which Strict workbooks name differently."""
    return f"{node.tag.rpartition('}')[0]}}}{name}"


def _element(node: Element, name: str, **attributes: str) -> Element:
    return node.makeelement(_sibling(node, name), **attributes)


def _point_elements(cache: Element, points: dict[int, str]) -> list[Element]:
    nodes = []
    for index, text in points.items():
        point = _element(cache, "pt", idx=str(index))
        value = _element(cache, "v")
        value.text = text
        point.append(value)
        nodes.append(point)
    return nodes


def _insert(cache: Element, nodes: list[Element]) -> None:
    """Put a cache's points behind its number format and before its extensions."""
    extension = cache.find("{*}extLst")
    for node in nodes:
        if extension is None:
            cache.append(node)
        else:
            extension.addprevious(node)


def _points(cache: Element) -> tuple[int, dict[int, str]]:
    count = cache.find("{*}ptCount")
    points = {int(node.get("idx")): node.findtext("{*}v") for node in cache.iterchildren("{*}pt")}
    return int(count.get("val", 0)) if count is not None else -1, points


def _text(value: Calculated, kind: str) -> str | None:
    """Write a point; None leaves a gap. Errors other than #N/A stand as they are shown."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return (str(value) if isinstance(value, str) else None) if kind == "str" else None
    if math.isnan(value):
        return "#N/A"
    return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
