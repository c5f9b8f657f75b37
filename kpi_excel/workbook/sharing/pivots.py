"""Pivot tables: they keep copies of the rows that they sum up, former ones too, of which a copy must show no more.

A pivot table stands in cells; beside them its cache holds every row of its source as it was at the last refresh, and
its fields' items hold what the source ever held. The rows go, as they do where Excel is told not to save them with the
file. Items stay where a cell shows them; in place of the others stand items that say nothing, because slicers, filters
and formats count on their number and order.

A pivot table over a table that was filled shows what the table held before. Only Excel can bring it up to date, which
it does when the copy is opened, on sheets that are not protected; until then its cells are empty.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.links import cut_links
from kpi_excel.workbook.parts.structure import Structure, chart_parts
from kpi_excel.workbook.sharing.shown import Shown, shown
from kpi_excel.workbook.sheet.cell_xml import excel_date
from kpi_excel.workbook.sheet.sheet_data import SheetData, style_of, write_cell
from kpi_excel.workbook.xml import Element, parse, serialize

_PLACEHOLDER = "… {}"
_EPOCH = datetime(1900, 1, 1)
_LONG = 255  # characters; longer items are announced


@dataclass(frozen=True)
class _Pivot:
    """A pivot table: its part, its sheet's part and name, its cache's part, and its definition."""

    part: str
    sheet: str
    sheet_name: str
    cache: str
    root: Element


def scrub_pivots(edit: Edit, structure: Structure, filled: Container[str]) -> frozenset[str]:
    """Let pivot tables keep nothing that no cell shows.

    Args:
        edit: the package to change.
        structure: its sheets and tables.
        filled: names of the tables that were filled.

    Returns:
        Parts of the sheets that must not be protected, because Excel has to refresh a pivot table on them.
    """
    pivots = list(_pivots(edit, structure))
    links = edit.package.relationships(edit.package.workbook_part)
    caches = {link.target: parse(edit.read(link.target)) for link in links if link.type == "pivotCacheDefinition"}
    if not caches:
        return frozenset()
    refreshed = {part for part, root in caches.items() if _is_to_refresh(root, structure, filled)}
    stale = [one for one in pivots if one.cache in refreshed]
    for pivot in stale:
        _empty_cells(edit, pivot)
    _empty_charts(edit, stale)
    values = shown(edit, structure)
    for part, root in caches.items():
        cut_links(edit, part, lambda link: link.type == "pivotCacheRecords")
        _scrub_cache(root, values, refresh=part in refreshed)
        edit.write(part, serialize(root))
    for pivot in pivots:
        captions = [node for node in pivot.root.iter("{*}item") if node.get("n") and not values.has(node.get("n"))]
        for node in captions:
            del node.attrib["n"]
        if captions:
            edit.write(pivot.part, serialize(pivot.root))
    return frozenset(one.sheet for one in stale)


def _pivots(edit: Edit, structure: Structure) -> Iterator[_Pivot]:
    for sheet in structure.sheets:
        for link in edit.package.relationships(sheet.part):
            if link.type != "pivotTable" or link.target not in edit.package:
                continue
            caches = [one.target for one in edit.package.relationships(link.target)]
            yield _Pivot(link.target, sheet.part, sheet.name, next(iter(caches), ""), parse(edit.read(link.target)))


def _is_to_refresh(cache: Element, structure: Structure, filled: Container[str]) -> bool:
    """Tell whether a cache is refreshed when the file is opened: it says so, or its source was filled."""
    if cache.get("refreshOnLoad") in ("1", "true"):
        return True
    for source in cache.iter("{*}worksheetSource", "{*}rangeSet"):
        name, sheet, reference = (source.get(key, "") for key in ("name", "sheet", "ref"))
        for worksheet in structure.sheets:
            for table in worksheet.tables:
                is_source = table.name.casefold() == name.casefold() or (
                    worksheet.name.casefold() == sheet.casefold()
                    and bool(reference)
                    and Area.parse(reference).overlaps(table.area)
                )
                if is_source and table.name in filled:
                    return True
    return False


def _empty_cells(edit: Edit, pivot: _Pivot) -> None:
    """Empty the cells of a pivot table and of the filters above it; they keep their formats."""
    location = pivot.root.find("{*}location")
    area = Area.parse(location.get("ref"))
    pages, wide = int(location.get("rowPageCount", 0)), int(location.get("colPageCount", 1))
    areas = [area]
    if pages:  # a row each, a row between them and the pivot table; a name, a choice and a gap in each column of them
        areas.append(Area(max(area.top - pages - 1, 1), area.left, max(area.top - 2, 1), area.left + 3 * wide - 2))
    data = SheetData(edit.read(pivot.sheet))
    for part in areas:
        for number in (row for row in data.rows() if part.top <= row <= part.bottom):
            cells = data.row(number).cells
            for column in [column for column in cells if part.left <= column <= part.right]:
                cells[column] = write_cell(number, column, None, style_of(cells[column]), prefix=data.prefix)
    edit.write(pivot.sheet, data.serialize())


def _empty_charts(edit: Edit, stale: list[_Pivot]) -> None:
    """Empty the caches of charts that draw such a pivot table; Excel draws them anew when it refreshes it."""
    names = {f"{one.sheet_name}!{one.root.get('name', '')}".casefold() for one in stale}
    for part in chart_parts(edit.package) if names else ():
        root = parse(edit.read(part))
        source = (root.findtext("{*}pivotSource/{*}name") or "").rpartition("]")[2]
        if source.replace("'", "").casefold() in {name.replace("'", "") for name in names}:
            for cache in [*root.iter("{*}strCache", "{*}numCache", "{*}multiLvlStrCache")]:
                cache.getparent().remove(cache)
            edit.write(part, serialize(root))


def _scrub_cache(root: Element, values: Shown, refresh: bool) -> None:
    for key in [key for key in root.attrib if key.endswith("}id") or key in ("refreshedBy", "recordCount")]:
        del root.attrib[key]
    root.set("saveData", "0")
    root.attrib.pop("refreshOnLoad", None)
    if refresh:
        root.set("refreshOnLoad", "1")
        root.set("missingItemsLimit", "0")  # so that no item is offered that the source does not hold
    former = {node.get("v", "") for node in root.iterfind("{*}cacheFields/{*}cacheField/{*}sharedItems/{*}s")}
    for items in root.iter("{*}sharedItems", "{*}groupItems"):
        _mask_texts(items, values, former)
        _mask_numbers(items, values)
        _mask_dates(items, values)


def _mask_texts(items: Element, values: Shown, former: Container[str]) -> None:
    """Put texts that say nothing in place of items that no cell shows; the owner's names of groups stay."""
    nodes = list(items.iterchildren("{*}s"))
    for number, node in enumerate(nodes, 1):
        node.attrib.pop("c", None)
        if node.get("v", "") in former and not values.has(node.get("v", "")):
            node.set("v", _PLACEHOLDER.format(number))
    if "longText" in items.attrib and not any(len(node.get("v", "")) > _LONG for node in nodes):
        del items.attrib["longText"]


def _mask_numbers(items: Element, values: Shown) -> None:
    """Put numbers that say nothing in place of those that no cell holds, whole ones where all were."""
    nodes = list(items.iterchildren("{*}n"))
    kept = {float(node.get("v")) for node in nodes} & values.numbers
    step = 0.0 if items.get("containsInteger") in ("1", "true") else 0.5
    free = (one for number in range(len(nodes) + len(kept) + 1) if (one := number + step) not in kept)
    for node in nodes:
        if float(node.get("v")) not in kept:
            node.set("v", f"{next(free):g}")
    _set_ends(items, "Value", [float(node.get("v")) for node in nodes] or [0.0])


def _set_ends(items: Element, of: str, numbers: list[float]) -> None:
    for name, value in ((f"min{of}", min(numbers)), (f"max{of}", max(numbers))):
        if name in items.attrib:
            items.set(name, repr(value).removesuffix(".0"))


def _mask_dates(items: Element, values: Shown) -> None:
    nodes = list(items.iterchildren("{*}d"))
    days = [datetime.fromisoformat(node.get("v")) for node in nodes]
    kept = {day for day in days if float(excel_date(day)) in values.numbers}
    free = (one for number in range(len(nodes) + len(kept) + 1) if (one := _EPOCH + timedelta(number)) not in kept)
    days = [day if day in kept else next(free) for day in days]
    for node, day in zip(nodes, days, strict=True):
        node.set("v", day.isoformat())
    first, last = min(days, default=_EPOCH), max(days, default=_EPOCH)
    for name, day in (("minDate", first), ("maxDate", last + timedelta(1))):  # Excel names the day after the last one
        if name in items.attrib:
            items.set(name, day.isoformat())
