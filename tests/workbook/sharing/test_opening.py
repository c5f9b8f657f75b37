"""Opening: the first visible sheet, its top left cell, one ordinary window."""

from kpi_excel.workbook.sharing.opening import set_view, set_window
from kpi_excel.workbook.xml import MAIN, Element, parse


def workbook(views: str = "") -> Element:
    return parse(f'<workbook xmlns="{MAIN}"><workbookPr/>{views}<sheets/></workbook>'.encode())


def view(inside: str, attributes: str = "") -> Element:
    xml = f'<sheetView {attributes} workbookViewId="0">{inside}</sheetView>'
    other = '<sheetView tabSelected="1" workbookViewId="1"/>'
    return parse(f'<worksheet xmlns="{MAIN}"><sheetViews>{xml}{other}</sheetViews><sheetData/></worksheet>'.encode())


def test_one_window_of_ordinary_size_at_the_first_visible_sheet() -> None:
    odd = '<workbookView xWindow="-4" yWindow="-30" windowWidth="40" minimized="1" firstSheet="3" tabRatio="700"/>'
    root = workbook(f"<bookViews>{odd}{odd}</bookViews>")
    assert set_window(root, [False, True, True]) == 1
    (only,) = root.find("{*}bookViews")
    assert dict(only.attrib) == {
        "xWindow": "0", "yWindow": "0", "windowWidth": "28800", "windowHeight": "15000",
        "tabRatio": "700", "activeTab": "1",
    }  # fmt: skip


def test_a_workbook_without_a_window_gets_one_in_its_place() -> None:
    root = workbook()
    assert set_window(root, [True]) == 0
    assert [node.tag.rpartition("}")[2] for node in root] == ["workbookPr", "bookViews", "sheets"]


def test_only_the_first_sheet_is_selected_and_scrolled_to_its_top() -> None:
    root = view('<selection activeCell="Z99" sqref="Z99"/>', 'topLeftCell="T80" tabSelected="1"')
    set_view(root, True, "B5")
    (only,) = root.find("{*}sheetViews")
    assert dict(only.attrib) == {"workbookViewId": "0", "tabSelected": "1"}
    assert [dict(one.attrib) for one in only] == [{"activeCell": "B5", "sqref": "B5"}]
    root = view('<selection activeCell="Z99" sqref="Z99"/>', 'topLeftCell="T80" tabSelected="1"')
    set_view(root, False)
    (only,) = root.find("{*}sheetViews")
    assert dict(only.attrib) == {"workbookViewId": "0"}
    assert only[0].get("activeCell") == "Z99"


def test_what_is_frozen_stays_frozen() -> None:
    pane = '<pane xSplit="3" ySplit="9" topLeftCell="Q70" activePane="bottomRight" state="frozen"/>'
    root = view(f'{pane}<selection pane="topRight"/><selection pane="bottomRight"/>')
    set_view(root, True)
    (only,) = root.find("{*}sheetViews")
    assert only[0].get("topLeftCell") == "D10"
    assert [dict(one.attrib) for one in only[1:]] == [{"pane": "bottomRight", "activeCell": "A1", "sqref": "A1"}]
    root = view('<pane ySplit="2" topLeftCell="A70" state="frozenSplit"/>', 'topLeftCell="A5"')
    set_view(root, False)  # rows 5 and 6 are frozen
    assert root.find(".//{*}pane").get("topLeftCell") == "A7"
    assert root.find(".//{*}sheetView").get("topLeftCell") == "A5"


def test_a_split_window_shows_the_top_in_both_halves() -> None:
    root = view('<pane ySplit="2400" topLeftCell="A70"/>', 'topLeftCell="A5"')
    set_view(root, False)
    assert root.find(".//{*}pane").get("topLeftCell") is None
    assert root.find(".//{*}sheetView").get("topLeftCell") is None
