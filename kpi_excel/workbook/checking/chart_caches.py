"""Caches of charts checked: what viewers show that do not calculate is what the cells hold."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.styles.numbers import is_date_format

from kpi_excel.workbook.cells import cell
from kpi_excel.workbook.checking.misdrawn import Fault
from kpi_excel.workbook.checking.stored_cells import StoredCells, StoredValue
from kpi_excel.workbook.sheet.references import read_ranges
from kpi_excel.workbook.xml import Element

_REFRESH = "Fill the dashboard again, or save the workbook in Excel."
_SHOWN = 3  # points of a cache that are named
_MOST = 100_000  # cells of a range that is read
_CLOSE = 1e-9
_SHOWN_CLOSE = 1e-6  # of numbers written as texts, which show fewer digits

Place = tuple[str, int, int]


@dataclass(frozen=True)
class _Cache:
    """What a chart keeps of a range.

    Args:
        formula: the range.
        is_number: whether it keeps numbers.
        count: how many points each level has.
        levels: points by their index; several levels for categories in several columns, the last column first.
    """

    formula: str
    is_number: bool
    count: int
    levels: Sequence[Mapping[int, str]]


def _read_caches(root: Element) -> Iterator[_Cache]:
    for kind in ("num", "str", "multiLvlStr"):
        for reference in root.iter(f"{{*}}{kind}Ref"):
            cache = reference.find(f"{{*}}{kind}Cache")
            if cache is not None:
                levels = list(cache.iterchildren("{*}lvl")) or [cache]
                yield _cache(reference, kind == "num", cache.find("{*}ptCount"), levels)
    for dimension in root.iter("{*}numDim", "{*}strDim"):  # charts of 2016: treemap, waterfall ...
        levels = list(dimension.iterchildren("{*}lvl"))
        if levels:
            yield _cache(dimension, dimension.tag.endswith("}numDim"), None, levels)


def _cache(reference: Element, is_number: bool, count: Element | None, levels: Sequence[Element]) -> _Cache:
    points = [
        {int(node.get("idx")): node.findtext("{*}v") or node.text or "" for node in level.iterchildren("{*}pt")}
        for level in levels
    ]
    stored = count.get("val") if count is not None else levels[0].get("ptCount")
    return _Cache(reference.findtext("{*}f") or "", is_number, int(stored or len(points[0])), points)


def check_caches(root: Element, cells: StoredCells) -> Iterator[Fault]:
    """Find the caches of a chart that do not hold what the cells hold.

    Args:
        root: the chart's part.
        cells: the workbook's cells.
    """
    only_visible = any(node.get("val", "1") in ("1", "true") for node in root.iter("{*}plotVisOnly"))
    for cache in _read_caches(root):
        ranges = read_ranges(cache.formula)
        if ranges and all(sheet in cells and area.size <= _MOST for sheet, area in ranges):
            shown = [(sheet, *place) for sheet, area in ranges for place in cells.shown(sheet, area, only_visible)]
            yield from _check_cache(cache, _by_level(shown, len(cache.levels)), cells)


def _by_level(shown: Sequence[Place], levels: int) -> list[list[Place]]:
    """Share cells out among levels: a column each, the last one first, or a row each where the levels are rows."""
    if levels == 1:
        return [list(shown)]
    for line in (2, 1):
        found = sorted({place[line] for place in shown}, reverse=True)
        if len(found) == levels:
            return [[place for place in shown if place[line] == one] for one in found]
    return [[] for _ in range(levels)]


def _check_cache(cache: _Cache, shown: Sequence[Sequence[Place]], cells: StoredCells) -> Iterator[Fault]:
    if any(len(places) != cache.count for places in shown):
        kept = f"it keeps {cache.count} points of {cache.formula}"
        yield f"{kept}, of which {sum(map(len, shown)) // len(shown)} cells are shown.", _REFRESH
        return
    is_kept = _is_kept_number if cache.is_number else _is_kept_text
    wrong = [
        f"“{points.get(index, '')}” of {place[0]}!{cell(*place[1:])}"
        for points, places in zip(cache.levels, shown, strict=True)
        for index, place in enumerate(places)
        if not is_kept(points.get(index, ""), cells.value(*place), cells.number_format(*place))
    ]
    if wrong:
        more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        yield f"it keeps other values than the cells hold: {', '.join(wrong[:_SHOWN])}{more}.", _REFRESH


def _is_kept_number(point: str, value: StoredValue, _format: str) -> bool:
    """Tell whether a point is the number that a cell holds; of texts Excel keeps 0 or nothing, of errors a name."""
    number = _number(point)
    if isinstance(value, float):
        return number is not None and math.isclose(number, value, rel_tol=_CLOSE, abs_tol=1e-12)
    return isinstance(value, bool) or not point or number == 0 or point == value


def _is_kept_text(point: str, value: StoredValue, number_format: str) -> bool:
    """Tell whether a point is the text that a cell shows.

    Numbers are kept as they are shown: compared are those in the general format, and of dates that they are not kept as
    the serial numbers that stand behind them.
    """
    if isinstance(value, float):
        number = _number(point)
        if is_date_format(number_format):
            return bool(point) and number != value
        plain = number_format == "General"
        return not plain or (number is not None and math.isclose(number, value, rel_tol=_SHOWN_CLOSE))
    return isinstance(value, bool) or point.split() == (value or "").split()


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
