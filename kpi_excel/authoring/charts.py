"""Charts: what XlsxWriter leaves unsaid in them is said, since programs differ in what they take for granted.

XlsxWriter leaves out what Excel 2007 left out. Newer programs take it from the format's schema, which often says the
opposite: a label would show its series' name, a line would be smooth, an axis would be gone. LibreOffice tells the two
apart by ``AppVersion`` in the document's properties, which not every program keeps. A chart that says everything looks
the same in all of them.

Source: ECMA-376 part 1, 21.2.2, for the elements, their order and their places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import chart_parts
from kpi_excel.workbook.xml import Element, parse, serialize


@dataclass(frozen=True)
class _Said:
    """An element that is to stand in others.

    Args:
        inside: the elements in which it stands.
        name: its own.
        value: what its absence meant in Excel 2007.
        before: what may stand behind it.
    """

    inside: tuple[str, ...]
    name: str
    value: str
    before: tuple[str, ...]


_AXES = ("catAx", "dateAx", "valAx", "serAx")
_BEHIND_TICKS = (
    "tickLblPos", "spPr", "txPr", "crossAx", "crosses", "crossesAt", "auto", "lblAlgn", "lblOffset", "noMultiLvlLbl",
    "crossBetween", "majorUnit", "minorUnit", "dispUnits", "extLst",
)  # fmt: skip
_LABELS = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
_BEHIND_LABELS = ("separator", "showLeaderLines", "leaderLines", "extLst")
_BEHIND_COLOURS = ("ser", "dLbls", "dropLines", "hiLowLines", "gapWidth", "overlap", "marker", "axId", "extLst")
_DATA = ("pictureOptions", "dPt", "dLbls", "trendline", "errBars", "cat", "val", "shape", "extLst")
_PLOT = ("view3D", "floor", "sideWall", "backWall", "plotArea")

_EVERYTHING: Sequence[_Said] = (
    _Said(("chartSpace",), "roundedCorners", "0", ("AlternateContent", "style", "clrMapOvr", "pivotSource", "chart")),
    _Said(("chart",), "autoTitleDeleted", "0", ("pivotFmts", *_PLOT)),
    _Said(("chart",), "plotVisOnly", "0", ("dispBlanksAs", "extLst")),
    _Said(("chart",), "dispBlanksAs", "gap", ("extLst",)),
    _Said(("title", "legend"), "overlay", "0", ("spPr", "txPr", "extLst")),
    _Said(("lineChart", "barChart"), "varyColors", "0", _BEHIND_COLOURS),
    _Said(("barChart/ser",), "invertIfNegative", "0", _DATA),
    _Said(("lineChart/ser",), "smooth", "0", ("extLst",)),
    *(_Said(("dLbls",), name, "0", (*_LABELS[number:], *_BEHIND_LABELS)) for number, name in enumerate(_LABELS, 1)),
    _Said(_AXES, "delete", "0", ("axPos",)),
    _Said(_AXES, "majorTickMark", "out", ("minorTickMark", *_BEHIND_TICKS)),
    _Said(_AXES, "minorTickMark", "none", _BEHIND_TICKS),
    _Said(("catAx",), "noMultiLvlLbl", "0", ("extLst",)),
)


def say_everything(workbook: bytes) -> bytes:
    """Let every chart of a workbook that XlsxWriter wrote say what it takes for granted."""
    edit = Edit(Package(workbook, "template"))
    for part in chart_parts(edit.package):
        root = parse(edit.read(part))
        for said in _EVERYTHING:
            for path in said.inside:
                for node in _named(root, path):
                    _say(node, said)
        edit.write(part, serialize(root))
    return edit.save()


def _named(root: Element, path: str) -> list[Element]:
    """Find elements by their name, or by their parent's and their own."""
    parent, _, name = path.rpartition("/")
    return [
        node for node in root.iter(f"{{*}}{name}") if not parent or node.getparent().tag.rpartition("}")[2] == parent
    ]


def _say(node: Element, said: _Said) -> None:
    if node.find(f"{{*}}{said.name}") is not None:
        return
    element = node.makeelement(f"{node.tag.rpartition('}')[0]}}}{said.name}", val=said.value)
    behind = next((one for one in node if one.tag.rpartition("}")[2] in said.before), None)
    if behind is None:
        node.append(element)
    else:
        behind.addprevious(element)
