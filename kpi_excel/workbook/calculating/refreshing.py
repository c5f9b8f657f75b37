"""Refreshing: what takes filled cells in by way of formulas or queries is told to do so when Excel opens the file.

A pivot table shows the rows of its cache, and a query or a data model those that it loaded last. Only Excel can load
them anew, so until it opens the file they show the rows of before, which is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from kpi_excel.errors import Issue, Place, Severity
from kpi_excel.workbook.calculating.recalculate import Recalculated
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.filling.room import overlap
from kpi_excel.workbook.sheet.references import sheet_name
from kpi_excel.workbook.xml import Element, parse, serialize

_PIVOT_CACHE = re.compile(r"xl/pivotCache/pivotCacheDefinition[^/]*\.xml")
_OF_THIS_WORKBOOK = re.compile(r"Data Source=\$Workbook\$|\$EmbeddedMashup|ThisWorkbookDataModel", re.IGNORECASE)
_RANGE = re.compile(r"((?:'(?:[^']|'')+'|[^'!]+)!)(\$?[A-Z]{1,3}\$?[0-9]{1,7}:\$?[A-Z]{1,3}\$?[0-9]{1,7})")


def refresh_on_load(filled: Filled, found: Recalculated) -> tuple[Issue, ...]:
    """Let Excel refresh what draws on filled cells by way of formulas, queries or a data model.

    Args:
        filled: what was filled; parts of its package are changed.
        found: which formulas see what was filled.

    Returns:
        What waits for Excel.
    """
    if not filled.tables:
        return ()
    connections = _refresh_connections(filled)
    _refresh_pivots(filled, found, connections)
    if not connections:
        return ()
    place = Place(filled.edit.package.name)
    return (Issue("query-waits", Severity.NOTE, place, {"found": ", ".join(sorted(connections.values()))}),)


def _refresh_connections(filled: Filled) -> dict[str, str]:
    """Let the connections within the workbook load anew; give their names by id."""
    edit = filled.edit
    part = next(
        (one.target for one in edit.package.relationships(edit.package.workbook_part) if one.type == "connections"), ""
    )
    if part not in edit.package:
        return {}
    root, names = parse(edit.read(part)), {}
    for node in root.iterchildren("{*}connection"):
        properties = node.find("{*}dbPr")
        inside = properties.get("connection", "") if properties is not None else ""
        if _OF_THIS_WORKBOOK.search(inside) or _is_loaded_range(node):
            node.set("refreshOnLoad", "1")
            names[node.get("id", "")] = node.get("name", "")
    if names:
        edit.write(part, serialize(root))
    return names


def _is_loaded_range(connection: Element) -> bool:
    """Tell whether a connection brings a table or a range of the workbook into its data model."""
    return next(connection.iter("{*}rangePr"), None) is not None


def _refresh_pivots(filled: Filled, found: Recalculated, connections: Collection[str]) -> None:
    edit = filled.edit
    for part in edit.package.parts():
        if not _PIVOT_CACHE.fullmatch(part):
            continue
        root = parse(edit.read(part))
        source = root.find("{*}cacheSource")
        if source is None or root.get("refreshOnLoad") in ("1", "true"):
            continue
        is_loaded = source.get("type") == "external" and source.get("connectionId") in connections
        if is_loaded or _sees_reached(filled, found, source):
            root.set("refreshOnLoad", "1")
            edit.write(part, serialize(root))


def _sees_reached(filled: Filled, found: Recalculated, source: Element) -> bool:
    """Tell whether a pivot's source holds a formula whose value the filling reaches."""
    areas = [area for node in source.iter("{*}worksheetSource", "{*}rangeSet") for area in _areas(filled, node)]
    places = {(sheet.casefold(), row, column) for sheet, row, column in found.reached}
    return any(
        sheet.casefold() == other and overlap(area, Area(row, column, row, column))
        for sheet, area in areas
        for other, row, column in places
    )


def _areas(filled: Filled, source: Element) -> Iterator[tuple[str, Area]]:
    """Give the cells that a source takes in, by their sheet: a range, a table, or a name that stands for a range."""
    if any(key.endswith("}id") for key in source.attrib):  # another workbook
        return
    if source.get("ref"):
        yield source.get("sheet", ""), Area.parse(source.get("ref"))
    name = source.get("name", "").casefold()
    if not name:
        return
    for sheet in filled.structure.sheets:
        for table in sheet.tables:
            if table.name.casefold() == name:
                yield sheet.name, filled.areas.get(table.part, table.area)
    for node in parse(filled.edit.read(filled.edit.package.workbook_part)).iter("{*}definedName"):
        match = _RANGE.fullmatch(node.text or "") if node.get("name", "").casefold() == name else None
        if match is not None:
            yield sheet_name(match[1]), Area.parse(match[2].replace("$", ""))
