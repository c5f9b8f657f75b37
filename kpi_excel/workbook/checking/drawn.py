"""What is drawn: every sparkline and chart of a workbook against the cells that it stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kpi_excel.workbook.cells import cell
from kpi_excel.workbook.checking.charts import check_chart, read_series
from kpi_excel.workbook.checking.misdrawn import Misdrawn
from kpi_excel.workbook.checking.sparklines import Sparkline, check_sparklines
from kpi_excel.workbook.checking.stored_cells import StoredCells
from kpi_excel.workbook.filling.sparklines import GROUPS, read_sparklines
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import Structure, chart_parts
from kpi_excel.workbook.xml import Element, parse


@dataclass(frozen=True)
class Drawn:
    """What was checked of what a workbook draws, and what is wrong.

    Args:
        sparklines: how many there are.
        series: how many the charts have.
        wrong: what does not show what it stands for.
    """

    sparklines: int = 0
    series: int = 0
    wrong: tuple[Misdrawn, ...] = ()


NOTHING_DRAWN = Drawn()


def check_drawn(package: Package, structure: Structure) -> Drawn:
    """Check every sparkline and every chart of a workbook.

    Args:
        package: the workbook.
        structure: its sheets and tables.
    """
    cells = StoredCells(package, structure)
    wrong: list[Misdrawn] = []
    sparklines = series = 0
    for sheet in structure.sheets:
        groups = GROUPS.finditer(cells.data(sheet.name).after)
        found = [Sparkline(*one) for group in groups for one in read_sparklines(group[0])]
        sparklines += len(found)
        wrong += check_sparklines(sheet.name, found, cells)
    places = dict(_places(package))
    for part in chart_parts(package):
        root = parse(package.read(part))
        series += len(read_series(root))
        sheet_name, place = places.get(part, ("", ""))
        wrong += (Misdrawn(sheet_name, place, message, fix) for message, fix in check_chart(root, cells))
    return Drawn(sparklines, series, tuple(wrong))


def _places(package: Package) -> Iterator[tuple[str, tuple[str, str]]]:
    """Give each chart's sheet and which one it is there, by its part."""
    targets = {one.id: one.target for one in package.relationships(package.workbook_part)}
    for node in parse(package.read(package.workbook_part)).iter("{*}sheet"):
        sheet = targets.get(_identifier(node), "")
        for drawing in package.relationships(sheet) if sheet in package else ():
            if drawing.type == "drawing" and drawing.target in package:
                for part, place in _charts(package, drawing.target):
                    yield part, (node.get("name", ""), place)


def _charts(package: Package, drawing: str) -> Iterator[tuple[str, str]]:
    """Give the charts of a drawing and where each stands."""
    targets = {one.id: one.target for one in package.relationships(drawing)}
    for anchor in parse(package.read(drawing)):
        row, column = (anchor.findtext(f"{{*}}from/{{*}}{name}") for name in ("row", "col"))
        place = f"chart at {cell(int(row) + 1, int(column) + 1)}" if row and column else "chart"
        for node in anchor.iter("{*}chart"):
            yield targets.get(_identifier(node), ""), place


def _identifier(node: Element) -> str:
    return next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
