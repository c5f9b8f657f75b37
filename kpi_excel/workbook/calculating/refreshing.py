"""Refreshing: what takes filled cells in by way of formulas or queries is told to do so when Excel opens the file.

A pivot table shows the rows of its cache, and a query or a data model those that it loaded last. Only Excel can load
them anew, so until it opens the file they show the rows of before, which is said. What takes in no filled cell stays.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
from collections.abc import Collection, Iterator

from kpi_excel.errors import Issue, Place, Severity
from kpi_excel.workbook.calculating.recalculate import Recalculated
from kpi_excel.workbook.calculators.calculation import SheetArea
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.sheet.references import area_of, read_ranges
from kpi_excel.workbook.xml import Element, parse, serialize

_PIVOT_CACHE = re.compile(r"xl/pivotCache/pivotCacheDefinition[^/]*\.xml")
_CUSTOM = re.compile(r"customXml/item[0-9]+\.xml")
_QUERY = re.compile(r"Data Source=\$Workbook\$|\$EmbeddedMashup", re.IGNORECASE)
_TABLE = re.compile(r"([^\[\]!]+)(?:\[.*\])?", re.DOTALL)
_THIS_WORKBOOK = re.compile(r"Excel\.CurrentWorkbook\(\)")
_NAMED = re.compile(r'Excel\.CurrentWorkbook\(\)\s*\{\s*\[\s*Name\s*=\s*"((?:[^"]|"")*)"\s*\]\s*\}')


def refresh_on_load(filled: Filled, recalculated: Recalculated) -> tuple[Issue, ...]:
    """Let Excel refresh what draws on filled cells by way of formulas, queries or a data model.

    Args:
        filled: what was filled; parts of its package are changed.
        recalculated: which formulas see what was filled.

    Returns:
        What waits for Excel.
    """
    if not filled.tables:
        return ()
    connections = _refresh_connections(filled, recalculated)
    _refresh_pivots(filled, recalculated, connections)
    if not connections:
        return ()
    place = Place(filled.edit.package.name)
    return (Issue("query-waits", Severity.NOTE, place, {"found": ", ".join(sorted(connections.values()))}),)


def _refresh_connections(filled: Filled, recalculated: Recalculated) -> dict[str, str]:
    """Let the connections that take in what was filled load anew; give their names by id."""
    edit = filled.edit
    part = next(
        (one.target for one in edit.package.relationships(edit.package.workbook_part) if one.type == "connections"), ""
    )
    if part not in edit.package:
        return {}
    root, names = parse(edit.read(part)), {}
    for node in root.iterchildren("{*}connection"):
        if _takes_in(node, filled, recalculated):
            node.set("refreshOnLoad", "1")
            names[node.get("id", "")] = node.get("name", "")
    if names:
        edit.write(part, serialize(root))
    return names


def _takes_in(connection: Element, filled: Filled, recalculated: Recalculated) -> bool:
    """Tell whether a connection loads cells that were filled or take a value anew."""
    loaded = next(connection.iter("{*}rangePr"), None)  # a table or a range in the data model
    if loaded is not None:
        return _is_reached(_named(filled, loaded.get("sourceName", "")), recalculated)
    properties = connection.find("{*}dbPr")
    if properties is None or not _QUERY.search(properties.get("connection", "")):
        return False
    formulas = _query_formulas(filled)
    if formulas is None:
        return True  # nobody knows
    names = [name.replace('""', '"') for name in _NAMED.findall(formulas)]
    anything = len(_THIS_WORKBOOK.findall(formulas)) > len(names)
    return anything or any(_is_reached(_named(filled, name), recalculated) for name in names)


def _query_formulas(filled: Filled) -> str | None:
    """Give the formulas of a workbook's queries; None if they cannot be read.

    Source: Microsoft's [MS-QDEFF]: a version, the length of a package, and the package, a zip file with the formulas.
    """
    edit = filled.edit
    for part in filter(_CUSTOM.fullmatch, edit.package.parts()):
        data = edit.read(part)
        if b"DataMashup" not in data:
            continue
        try:
            content = base64.b64decode(parse(data).text or "")
            length = int.from_bytes(content[4:8], "little")
            with zipfile.ZipFile(io.BytesIO(content[8 : 8 + length])) as package:
                return package.read("Formulas/Section1.m").decode("utf-8-sig")
        except (binascii.Error, zipfile.BadZipFile, KeyError, UnicodeError):
            return None
    return None


def _is_reached(areas: Iterator[SheetArea], recalculated: Recalculated) -> bool:
    return any(recalculated.touches(*one) for one in areas)


def _refresh_pivots(filled: Filled, recalculated: Recalculated, connections: Collection[str]) -> None:
    edit = filled.edit
    for part in edit.package.parts():
        if not _PIVOT_CACHE.fullmatch(part):
            continue
        root = parse(edit.read(part))
        source = root.find("{*}cacheSource")
        if source is None or root.get("refreshOnLoad") in ("1", "true"):
            continue
        is_loaded = source.get("type") == "external" and source.get("connectionId") in connections
        if is_loaded or _is_reached(_sources(filled, source), recalculated):
            root.set("refreshOnLoad", "1")
            edit.write(part, serialize(root))


def _sources(filled: Filled, source: Element) -> Iterator[SheetArea]:
    """Give the cells that a pivot's source takes in: a range, a table, or a name that stands for a range."""
    for node in source.iter("{*}worksheetSource", "{*}rangeSet"):
        if any(key.endswith("}id") for key in node.attrib):  # another workbook
            continue
        if node.get("ref"):
            yield from _on_sheet(filled, node.get("sheet", ""), area_of(node.get("ref")))
        if node.get("name"):
            yield from _named(filled, node.get("name"))


def _named(filled: Filled, name: str) -> Iterator[SheetArea]:
    """Give the cells of a table, or those for which a name stands."""
    folded = name.casefold()
    for sheet in filled.structure.sheets:
        for table in sheet.tables:
            if table.name.casefold() == folded:
                yield sheet.name, filled.areas.get(table.part, table.area)
    for node in parse(filled.edit.read(filled.edit.package.workbook_part)).iter("{*}definedName"):
        text = node.text or ""
        if node.get("name", "").casefold() != folded:
            continue
        if ranges := read_ranges(text):
            for sheet_name, area in ranges:
                yield from _on_sheet(filled, sheet_name, area)
        elif (table_name := _TABLE.fullmatch(text)) and table_name[1].casefold() != folded:
            yield from _named(filled, table_name[1])


def _on_sheet(filled: Filled, name: str, area: Area) -> Iterator[SheetArea]:
    for sheet in filled.structure.sheets:
        if sheet.name.casefold() == name.casefold():
            yield sheet.name, area
