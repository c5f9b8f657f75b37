"""Charts checked: series draw what they are named after, and both axes of categories run one way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.checking.chart_caches import check_caches
from kpi_excel.workbook.checking.misdrawn import Fault
from kpi_excel.workbook.checking.stored_cells import StoredCells
from kpi_excel.workbook.sheet.references import read_ranges
from kpi_excel.workbook.vocabulary import fold, kpi_names
from kpi_excel.workbook.xml import Element

_SELECT = "Choose Select Data and give the series the numbers that its name says."
_SAME_ROWS = "Choose Select Data and let both cover the same rows."
_DIRECTION = "Format the axis so that “Categories in reverse order” is the same for both."


@dataclass(frozen=True)
class Series:
    """A series.

    Args:
        number: its place in the chart, from 1.
        name: what its name says; empty if it has none.
        name_cell: the sheet and the cell that its name stands in, if it stands in one.
        categories: the ranges of its categories.
        values: the ranges of its values.
    """

    number: int
    name: str
    name_cell: tuple[str, Area] | None
    categories: Sequence[tuple[str, Area]]
    values: Sequence[tuple[str, Area]]

    def __str__(self) -> str:
        return f"the series “{self.name}”" if self.name else f"series {self.number}"


def read_series(root: Element) -> list[Series]:
    """List the series of a chart."""
    return [_series(number, node) for number, node in enumerate(root.iter("{*}ser"), 1)]


def _series(number: int, node: Element) -> Series:
    reference = node.findtext("{*}tx/{*}strRef/{*}f") or ""
    cells = read_ranges(reference)
    name = node.findtext("{*}tx/{*}v") or node.findtext("{*}tx/{*}strRef/{*}strCache/{*}pt/{*}v") or ""
    categories, values = (
        next((read_ranges(f.text or "") for kind in kinds for f in node.iterfind(f"{{*}}{kind}/*/{{*}}f")), [])
        for kinds in (("cat", "xVal"), ("val", "yVal"))
    )
    return Series(number, name, cells[0] if len(cells) == 1 else None, categories, values)


def check_chart(root: Element, cells: StoredCells) -> Iterator[Fault]:
    """Find what a chart shows wrong.

    Args:
        root: the chart's part.
        cells: the workbook's cells.
    """
    every = read_series(root)
    for one in every:
        yield from _check_series(one, cells)
    yield from _check_twice(every)
    yield from _check_axes(root)
    if root.find(".//{*}pivotSource") is None:  # Excel itself leaves totals out of a pivot chart's cache
        yield from check_caches(root, cells)


def _check_series(one: Series, cells: StoredCells) -> Iterator[Fault]:
    if len(one.values) != 1 or one.values[0][0] not in cells:
        return
    sheet, area = one.values[0]
    other = _named_after(one, sheet, area, cells)
    if other:
        yield f"{one} is named after “{other}”, but draws “{_header(sheet, area, cells)}”.", _SELECT
    table = cells.table_at(sheet, area)
    for named, categories in one.categories:
        beside = (
            table is not None and named.casefold() == sheet.casefold() and cells.table_at(named, categories) == table
        )
        if beside and area.left == area.right and (categories.top, categories.bottom) != (area.top, area.bottom):
            rows = f"rows {area.top} to {area.bottom}, its categories rows {categories.top} to {categories.bottom}"
            yield f"the values of {one} are {rows}.", _SAME_ROWS


def _named_after(one: Series, sheet: str, area: Area, cells: StoredCells) -> str:
    """Give the header or KPI after which a series is named though it draws another's; empty if all is well."""
    own = _header(sheet, area, cells)
    if not own or not area.is_line or area.size == 1:
        return ""
    if one.name_cell is None:
        table = cells.table_at(sheet, area)
        headers = table.columns if table and area.left == area.right else ()
        other = next((name for name in headers if fold(name) == fold(one.name)), "")
        drawn, meant = _kpi_in(own), kpi_names().get(fold(one.name), "")
        claimed = other or (one.name if drawn and meant else "")
        return "" if fold(one.name) == fold(own) or (meant and meant == drawn) else claimed
    named, at = one.name_cell
    if named.casefold() != sheet.casefold() or at.size > 1:
        return ""
    header, text = _header_cell(sheet, area, cells), cells.text(named, at.top, at.left)
    is_header = at.top == header[0] if area.left == area.right else at.left == header[1]
    return text if is_header and fold(text) != fold(own) else ""


def _kpi_in(header: str) -> str:
    """Give the KPI whose name or label a header ends with, the longest one, such as ``reach`` in ``front_reach``."""
    words = fold(header)
    found = [name for name in kpi_names() if words == name or words.endswith(f" {name}")]
    return kpi_names()[max(found, key=len)] if found else ""


def _header_cell(sheet: str, area: Area, cells: StoredCells) -> tuple[int, int]:
    """Give where the name of a column or a row of numbers stands; row or column 0 if there is no room for one."""
    if area.left < area.right:
        return area.top, area.left - 1
    table = cells.table_at(sheet, area)
    return (table.area.top if table and table.header_rows else area.top - 1), area.left


def _header(sheet: str, area: Area, cells: StoredCells) -> str:
    row, column = _header_cell(sheet, area, cells)
    return cells.text(sheet, row, column) if row and column else ""


def _check_twice(every: Sequence[Series]) -> Iterator[Fault]:
    """Find series of different names that draw the same numbers."""
    first: dict[tuple[tuple[str, Area], ...], Series] = {}
    for one in every:
        other = first.setdefault(tuple(one.values), one)
        if one.values and one.name and other.name and fold(one.name) != fold(other.name):
            yield f"{other} and {one} draw the same cells.", _SELECT


def _check_axes(root: Element) -> Iterator[Fault]:
    """Find category axes of one chart that run in different directions."""
    axes = [*root.iter("{*}catAx", "{*}dateAx")]
    directions = {(node.get("val") or "minMax") for axis in axes for node in axis.iterfind("{*}scaling/{*}orientation")}
    if len(directions) > 1:
        yield (
            "its two axes of categories run in opposite directions, so one series is drawn the wrong way round.",
            _DIRECTION,
        )
