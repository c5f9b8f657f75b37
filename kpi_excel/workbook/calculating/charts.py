"""Charts: the values they carry for viewers that do not calculate, brought up to date; those without any fold away.

A cache is touched only where a filling reaches it. What Excel wrote stays in it: numbers that are the same as doubles,
formats, and formats of single points. What cannot be known is left out where it changed, and stays where it did not.
Charts of pivot tables belong to their pivot tables.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpi_excel.workbook.calculating.recalculate import Recalculated
from kpi_excel.workbook.calculators.calculation import UNAVAILABLE, Calculated, Formatted, SheetArea
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.structure import chart_parts
from kpi_excel.workbook.sheet.hidden import HiddenLines, hidden_lines
from kpi_excel.workbook.sheet.references import read_ranges, sheet_name
from kpi_excel.workbook.xml import Element, as_xstring, parse, serialize

_SHEET = r"(?:'(?:[^']|'')+'|[^'!(),]+)!"
_NAME = re.compile(rf"({_SHEET})([^\W\d][\w.\\]*)")
_DRAWING = re.compile(r"xl/drawings/[^/]+\.xml")
_FRAME = re.compile(rb"<((?:\w+:)?graphicFrame)\b.*?</\1>", re.DOTALL)
_PROPERTIES = re.compile(rb'(<(?:\w+:)?cNvPr\b(?:[^>"]|"[^"]*")*?)(\s*/?>)')
_HIDDEN = re.compile(rb'\s+hidden="[^"]*"')
_CHART_ID = re.compile(rb'<(?:\w+:)?chart\b[^>]*\bid="([^"]+)"')
FOLDED = "kpi_chart_"  # charts whose names begin so are hidden while they have nothing to show
MAX_POINTS = 100_000
_NOTHING = Formatted(None, "General")


@dataclass(frozen=True)
class _Point:
    """A cell that a chart shows.

    Args:
        value: what it holds.
        shown: how it is shown.
        changed: whether it was filled or takes a value anew.
    """

    value: Calculated
    shown: Formatted
    changed: bool

    @property
    def is_left(self) -> bool:
        """Tell whether what a cache says of it stays, because it did not change and nobody knows its value."""
        return self.value is UNAVAILABLE and not self.changed

    def text(self, kind: str) -> str | None:
        """Write it for a cache of numbers (``num``) or of texts (``str``); None leaves a gap."""
        text = self._text(kind)
        return None if text is None else as_xstring(text)

    def _text(self, kind: str) -> str | None:
        value = self.value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            if kind == "num":
                return value if isinstance(value, str) and value.startswith("#") else None
            return self.shown.text if isinstance(value, bool) else value if isinstance(value, str) else None
        if math.isnan(value):
            return "#N/A"
        if kind == "str":
            return self.shown.text
        return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


Grid = list[list[_Point]]


def update_caches(filled: Filled, recalculated: Recalculated) -> None:
    """Write the current values into the caches of charts; a chart whose caches are right keeps its bytes."""
    edit = filled.edit
    names = _names(parse(edit.read(edit.package.workbook_part)))
    for part in chart_parts(edit.package):
        root = parse(edit.read(part))
        if root.find("{*}pivotSource") is None and _Caches(filled, recalculated, names, root).update():
            edit.write(part, serialize(root))


def _names(workbook: Element) -> Mapping[str, str]:
    """Give what names stand for by their casefolded text."""
    return {node.get("name", "").casefold(): node.text or "" for node in workbook.iter("{*}definedName")}


class _Caches:
    """The caches of one chart."""

    def __init__(self, filled: Filled, recalculated: Recalculated, names: Mapping[str, str], root: Element) -> None:
        self.filled, self.found, self.names, self.root = filled, recalculated, names, root
        self.sheets = {sheet.name.casefold(): sheet for sheet in filled.structure.sheets}
        visible = next(root.iter("{*}plotVisOnly"), None)
        # where it is absent, Excel shows hidden cells, too
        self.only_visible = visible is not None and visible.get("val", "1") in ("1", "true")

    def update(self) -> bool:
        """Bring them up to date; tell whether any changed."""
        changed = False
        for kind in ("num", "str"):
            for reference in self.root.iter(f"{{*}}{kind}Ref"):
                if (grid := self._grid(reference)) is not None and _is_one_row_of_points(reference, grid):
                    changed |= _update(reference, kind, _listed(grid))
        for reference in self.root.iter("{*}multiLvlStrRef"):
            if (grid := self._grid(reference)) is not None:
                changed |= _update_levels(reference, grid)
        for labels in self.root.iter("{*}datalabelsRange"):
            if (grid := self._grid(labels)) is not None and (cache := labels.find("{*}dlblRangeCache")) is not None:
                changed |= _update_cache(cache, "str", _listed(grid))
        for dimension in self.root.iter("{*}strDim", "{*}numDim"):  # charts of 2016: treemap, waterfall ...
            if (grid := self._grid(dimension)) is not None:
                changed |= _update_dimension(dimension, grid)
        return changed

    def _grid(self, reference: Element) -> Grid | None:
        """Give what a reference shows; None if the filling does not reach it, or nobody knows what it refers to."""
        formula = (reference.findtext("{*}f") or "").removeprefix("=")
        areas = self._areas(formula)
        if areas is None:
            return self._named(formula)
        if not any(self.found.touches(*one) for one in areas) or sum(area.size for _, area in areas) > MAX_POINTS:
            return None
        grids = [self._shown(*one) for one in areas]
        return grids[0] if len(grids) == 1 else [[point for grid in grids for point in _listed(grid)]]

    def _areas(self, formula: str) -> list[SheetArea] | None:
        """Read ranges, also those for which a name stands; None for anything else."""
        name = _NAME.fullmatch(formula)
        if name and name[2].casefold() in self.names:
            formula = self.names[name[2].casefold()]
        ranges = read_ranges(formula)
        if not ranges or any(sheet.casefold() not in self.sheets for sheet, _ in ranges):
            return None
        return [(self.sheets[sheet.casefold()].name, area) for sheet, area in ranges]

    def _named(self, formula: str) -> Grid | None:
        """Give what a name shows that stands for a formula, such as a range as long as its data."""
        name = _NAME.fullmatch(formula)
        if name is None or name[2].casefold() not in self.names or not self.found.reached:
            return None
        sheet = self.sheets.get(sheet_name(name[1]).casefold(), self.filled.structure.sheets[0])
        tried = self.found.calculation.tried(sheet.name, name[2])
        if tried is None or not any(self.found.touches(*one) for one in tried[1].areas):
            return None
        return [[_Point(value, _NOTHING, changed=True) for value in row] for row in tried[0]]

    def _shown(self, sheet: str, area: Area) -> Grid:
        """Give the cells of a range that a chart draws."""
        values, formats = self.found.read(sheet, area), self.found.calculation.formatted(sheet, area)
        lines = self._hidden(sheet) if self.only_visible else HiddenLines()
        return [
            [
                self._point(sheet, row, column, values[row - area.top][column - area.left], formats)
                for column in lines.shown_columns(area)
            ]
            for row in lines.shown_rows(area)
        ]

    def _point(
        self, sheet: str, row: int, column: int, value: Calculated, formats: Mapping[tuple[int, int], Formatted]
    ) -> _Point:
        changed = value is not UNAVAILABLE or self.found.touches(sheet, Area(row, column, row, column))
        return _Point(value, formats.get((row, column), _NOTHING), changed)

    def _hidden(self, sheet: str) -> HiddenLines:
        return hidden_lines(self.filled.sheet_data(self.sheets[sheet.casefold()].part))


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


def _is_one_row_of_points(reference: Element, grid: Grid) -> bool:
    """Tell whether a reference has one point a cell: one to several rows and columns has several levels of texts."""
    return reference.getparent().tag.rpartition("}")[2] != "cat" or len(grid) <= 1 or len(grid[0]) <= 1


def _listed(grid: Grid) -> list[_Point]:
    return [point for row in grid for point in row]


def _update(reference: Element, kind: str, points: Sequence[_Point]) -> bool:
    """Bring one cache up to date; tell whether it changed."""
    formula = reference.find("{*}f")
    cache = reference.find(f"{{*}}{kind}Cache")
    if cache is None:
        cache = reference.makeelement(_sibling(formula, f"{kind}Cache"))
        formula.addnext(cache)
        if kind == "num":
            code = _element(cache, "formatCode")
            code.text = next((point.shown.code for point in points), "General")
            cache.append(code)
    return _update_cache(cache, kind, points)


def _update_cache(cache: Element, kind: str, points: Sequence[_Point]) -> bool:
    """Bring the points of a cache up to date; those that are right stay as they are."""
    count = cache.find("{*}ptCount")
    if count is None:
        count = _element(cache, "ptCount")
        _insert(cache, [count])
    changed = count.get("val") != str(len(points))
    count.set("val", str(len(points)))
    return _update_nodes(cache, points, kind, count, "v") or changed


def _update_nodes(holder: Element, points: Sequence[_Point], kind: str, after: Element | None, inner: str) -> bool:
    """Bring points up to date.

    Args:
        holder: the element in which they stand.
        points: what they show now.
        kind: ``num`` or ``str``.
        after: the element behind which they stand; None if they stand first.
        inner: the element in a point that holds its value; empty if the point itself does.
    """
    old = {int(node.get("idx")): node for node in holder.iterchildren("{*}pt")}
    default = holder.findtext("{*}formatCode") or "General"
    # Excel writes the first point's format for all, and that of others where it differs
    has_formats = bool(points) and points[0].shown.code == default
    model = holder if after is None else after  # of whose namespace points are
    nodes: list[Element] = []
    changed = False
    for index, point in enumerate(points):
        node, text = old.pop(index, None), point.text(kind)
        if point.is_left:
            nodes += [] if node is None else [node]
            continue
        if text is None:
            changed |= node is not None
            continue
        if node is None:
            node = _element(model, "pt", idx=str(index))
            if inner:
                node.append(_element(model, inner))
            if kind == "num" and inner and has_formats and point.shown.code != default:
                node.set("formatCode", point.shown.code)
        value = node.find(f"{{*}}{inner}") if inner else node
        if not _is_same(value.text, text, kind):
            value.text = text
            changed = True
        nodes.append(node)
    if changed or old:
        for node in list(holder.iterchildren("{*}pt")):
            holder.remove(node)
        for node in reversed(nodes):
            if after is None:
                holder.insert(0, node)
            else:
                after.addnext(node)
    return changed or bool(old)


def _is_same(old: str | None, new: str, kind: str) -> bool:
    if old == new or old is None or kind == "str":
        return bool(old == new)
    try:
        return float(old) == float(new)
    except ValueError:
        return False


def _update_levels(reference: Element, grid: Grid) -> bool:
    """Bring the cache of categories in several columns up to date; its first level is the last column.

    Categories in several rows are told apart by their shape, as Excel does: they are wider than high.
    """
    cache = reference.find("{*}multiLvlStrCache")
    if cache is None or not grid:
        return False
    columns: list[Sequence[_Point]] = [list(column) for column in zip(*grid, strict=True)]
    if len(columns) > len(grid):
        columns = [list(row) for row in grid]
    count = cache.find("{*}ptCount")
    if count is None:
        count = _element(cache, "ptCount")
        _insert(cache, [count])
    changed = bool(count.get("val") != str(len(columns[0])))
    count.set("val", str(len(columns[0])))
    levels = list(cache.iterchildren("{*}lvl"))
    while len(levels) < len(columns):
        (levels[-1] if levels else count).addnext(level := _element(cache, "lvl"))
        levels.append(level)
        changed = True
    for level in levels[len(columns) :]:
        cache.remove(level)
        changed = True
    for level, points in zip(levels, reversed(columns), strict=False):
        changed |= _update_nodes(level, points, "str", None, "v")
    return changed


def _update_dimension(dimension: Element, grid: Grid) -> bool:
    """Bring the cache of a 2016 chart's data up to date; one with several levels is dropped for Excel to make."""
    kind = dimension.tag.rpartition("}")[2][:3]
    levels = list(dimension.iterchildren("{*}lvl"))
    if len(levels) != 1 or (len(grid) > 1 and len(grid[0]) > 1):
        for level in levels:
            dimension.remove(level)
        return bool(levels)
    level, points = levels[0], _listed(grid)
    changed = bool(level.get("ptCount") != str(len(points)))
    level.set("ptCount", str(len(points)))
    return _update_nodes(level, points, kind, None, "") or changed


def _sibling(node: Element, name: str) -> str:
    """Give the qualified name of another element of a node's namespace, which Strict workbooks name differently."""
    return f"{node.tag.rpartition('}')[0]}}}{name}"


def _element(node: Element, name: str, **attributes: str) -> Element:
    return node.makeelement(_sibling(node, name), **attributes)


def _insert(cache: Element, nodes: list[Element]) -> None:
    """Put a cache's points behind its number format and before its extensions."""
    extension = cache.find("{*}extLst")
    for node in nodes:
        if extension is None:
            cache.append(node)
        else:
            extension.addprevious(node)
