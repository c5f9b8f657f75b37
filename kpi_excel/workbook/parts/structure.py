"""Structure: a workbook's sheets and Excel tables, as its package names them."""

from __future__ import annotations

from dataclasses import dataclass

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.parts.package import Package, damaged
from kpi_excel.workbook.xml import MAIN, STRICT_MAIN, parse, tag, xstring

_CHART_TYPES = ("drawingml.chart+xml", "ms-office.chartex+xml")


@dataclass(frozen=True)
class ExcelTable:
    """An Excel table.

    Args:
        name: as formulas call it.
        part: its part of the package.
        area: all its cells, header and totals included.
        columns: names in order.
        formulas: the columns' calculated formulas, empty where there is none.
        header_rows: 1, or 0 for a table without a header.
        totals_rows: 1 for a table with a totals row.
    """

    name: str
    part: str
    area: Area
    columns: tuple[str, ...]
    formulas: tuple[str, ...]
    header_rows: int = 1
    totals_rows: int = 0


@dataclass(frozen=True)
class Sheet:
    """A worksheet.

    Args:
        name: as its tab shows it.
        part: its part of the package.
        hidden: whether its tab is hidden.
        tables: the Excel tables on it.
    """

    name: str
    part: str
    hidden: bool
    tables: tuple[ExcelTable, ...]


@dataclass(frozen=True)
class Structure:
    """A workbook's sheets, and from which year it counts dates."""

    sheets: tuple[Sheet, ...]
    date_1904: bool = False

    @property
    def table_names(self) -> frozenset[str]:
        """Give the names of all tables."""
        return frozenset(table.name for sheet in self.sheets for table in sheet.tables)


def read_structure(package: Package) -> Structure:
    """Read the sheets and tables of a workbook; chart sheets are left out.

    Raises:
        FileError: if a sheet's part is missing or is two sheets', or a table says something impossible about itself.
    """
    part = package.workbook_part
    root = parse(package.read(part))
    namespace = STRICT_MAIN if root.tag == tag("workbook", STRICT_MAIN) else MAIN
    targets = {one.id: one for one in package.relationships(part)}
    sheets: list[Sheet] = []
    for node in root.iter(tag("sheet", namespace)):
        identifier = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
        target = targets.get(identifier)
        if target is None or target.type != "worksheet":
            continue
        if target.target not in package:
            raise damaged(package.name, target.target)
        if any(sheet.part == target.target for sheet in sheets):  # a list of sheets that goes round and round
            raise damaged(package.name, part)
        tables = tuple(
            _read_table(package, link.target)
            for link in package.relationships(target.target)
            if link.type == "table" and link.target in package  # LibreOffice names tables that it did not write
        )
        hidden = node.get("state", "visible") != "visible"
        sheets.append(Sheet(node.get("name", ""), target.target, hidden, tables))
    properties = root.find(tag("workbookPr", namespace))
    date_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    return Structure(tuple(sheets), date_1904)


def _read_table(package: Package, part: str) -> ExcelTable:
    root = parse(package.read(part))
    nodes = [node for node in root.iter("{*}tableColumn") if node.getparent().getparent() is root]
    columns = tuple(xstring(node.get("name", "")) for node in nodes)
    formulas = tuple(node.findtext("{*}calculatedColumnFormula") or "" for node in nodes)
    try:
        area = Area.parse(root.get("ref", "A1"))
        header_rows, totals_rows = int(root.get("headerRowCount", 1)), int(root.get("totalsRowCount", 0))
    except ValueError as error:
        raise damaged(package.name, part) from error
    name = root.get("displayName") or root.get("name", "")
    return ExcelTable(name, part, area, columns, formulas, header_rows, totals_rows)


def chart_parts(package: Package) -> list[str]:
    """List the parts of charts, those of 2016 (treemap, waterfall ...) included, by their content types."""
    parts = {
        node.get("PartName", "").lstrip("/").casefold()
        for node in parse(package.read("[Content_Types].xml")).iter("{*}Override")
        if node.get("ContentType", "").endswith(_CHART_TYPES)
    }
    return [part for part in package.parts() if part.casefold() in parts]
