"""Opening: which sheet a workbook shows first, in which window, and from which cell on."""

from __future__ import annotations

from collections.abc import Sequence

from kpi_excel.workbook.cells import cell, row_and_column
from kpi_excel.workbook.xml import Element

_WINDOW = {"xWindow": "0", "yWindow": "0", "windowWidth": "28800", "windowHeight": "15000"}  # in twentieths of a point
_KEPT = ("showHorizontalScroll", "showVerticalScroll", "showSheetTabs", "tabRatio", "autoFilterDateGrouping")


def set_window(workbook: Element, visible: Sequence[bool]) -> int:
    """Let the workbook open in one ordinary window, at its first visible sheet.

    Args:
        workbook: the workbook part.
        visible: of each sheet in order, whether its tab is shown.

    Returns:
        The index of that sheet.
    """
    first = next((index for index, one in enumerate(visible) if one), 0)
    namespace = workbook.tag.rpartition("}")[0]
    views = workbook.find("{*}bookViews")
    if views is None:
        views = workbook.makeelement(f"{namespace}}}bookViews")
        workbook.find("{*}sheets").addprevious(views)
    old = views.find("{*}workbookView")
    kept = {} if old is None else {key: value for key, value in old.attrib.items() if key in _KEPT}
    for node in list(views):
        views.remove(node)
    view = views.makeelement(f"{namespace}}}workbookView")
    for key, value in (_WINDOW | kept | {"activeTab": str(first)}).items():
        view.set(key, value)
    views.append(view)
    return first


def set_view(root: Element, is_first: bool, cursor: str = "A1") -> None:
    """Let a sheet show its top left cell, in the one window that there is.

    Args:
        root: a worksheet's shell, or a chart sheet.
        is_first: whether it is the sheet that is shown first; no other one is selected.
        cursor: the cell in which the cursor stands if it is.
    """
    views = root.find("{*}sheetViews")
    if views is None:
        return
    for node in list(views.iterchildren("{*}sheetView"))[1:]:
        views.remove(node)
    view = views.find("{*}sheetView")
    view.set("workbookViewId", "0")
    view.attrib.pop("tabSelected", None)
    if is_first:
        view.set("tabSelected", "1")
    if not root.tag.endswith("}chartsheet"):
        _scroll(view)
        if is_first:
            _select(view, cursor)


def _scroll(view: Element) -> None:
    """Scroll to the top left; what is frozen stays, and below and beside it stands what follows."""
    pane = view.find("{*}pane")
    if pane is None or not pane.get("state", "split").startswith("frozen"):
        view.attrib.pop("topLeftCell", None)
        if pane is not None:
            pane.attrib.pop("topLeftCell", None)
        return
    row, column = row_and_column(view.get("topLeftCell", "A1"))
    down, right = (int(float(pane.get(name, 0))) for name in ("ySplit", "xSplit"))
    pane.set("topLeftCell", cell(row + down, column + right))


def _select(view: Element, cursor: str) -> None:
    for node in list(view.iterchildren("{*}selection")):
        view.remove(node)
    pane = view.find("{*}pane")
    selection = view.makeelement(f"{view.tag.rpartition('}')[0]}}}selection")
    if pane is not None and pane.get("activePane"):
        selection.set("pane", pane.get("activePane"))
    selection.set("activeCell", cursor)
    selection.set("sqref", cursor)
    view.insert(0 if pane is None else view.index(pane) + 1, selection)
