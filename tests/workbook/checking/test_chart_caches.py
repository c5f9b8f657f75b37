"""What a chart keeps is what its cells hold, as Excel keeps it."""

import re
from pathlib import Path

import pytest

from kpi_excel.workbook.checking.chart_caches import check_caches
from kpi_excel.workbook.checking.stored_cells import StoredCells
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.xml import parse
from tests.workbook.books import change_part, rewrite
from tests.workbook.checking.drawings import (
    CHART,
    REACH,
    charted,
    said,
)


@pytest.mark.parametrize(
    ("pattern", "by", "message"),
    [
        (rb"<c:v>20</c:v>", b"<c:v>21</c:v>", "it keeps other values than the cells hold: “21” of Months!B3."),
        (rb'<c:pt idx="1"><c:v>20</c:v></c:pt>', b"", "it keeps other values than the cells hold: “” of Months!B3."),
        (rb"month 3", b"month 4", "it keeps other values than the cells hold: “month 4” of Months!A4."),
        (
            rb'<c:ptCount val="3"/>(.*?)<c:pt idx="2">.*?</c:pt>',
            rb'<c:ptCount val="2"/>\1',
            "it keeps 2 points of Months!$A$2:$A$4, of which 3 cells are shown.",
        ),
    ],
)
def test_a_cache_that_holds_other_values_is_named(pattern: bytes, by: bytes, message: str, tmp_path: Path) -> None:
    path = charted(tmp_path / "a.xlsx", REACH)
    assert said(path) == []
    changed = rewrite(path, tmp_path / "b.xlsx", change_part(CHART, pattern, by))
    assert said(changed) == [f"Sheet 'Months', chart at F2: {message}"]
    pivot = b'<c:pivotSource><c:name>x</c:name><c:fmtId val="0"/></c:pivotSource><c:chart>'
    assert said(rewrite(changed, tmp_path / "c.xlsx", change_part(CHART, b"<c:chart>", pivot))) == []


@pytest.mark.parametrize(("last", "faults"), [("month 3", 0), ("month 4", 1)])
def test_categories_in_two_columns_are_kept_by_column(last: str, faults: int, tmp_path: Path) -> None:
    path = charted(tmp_path / "a.xlsx", REACH)
    levels = (
        '<c:cat><c:multiLvlStrRef><c:f>Months!$A$2:$B$4</c:f><c:multiLvlStrCache><c:ptCount val="3"/>'
        '<c:lvl><c:pt idx="0"><c:v>10</c:v></c:pt><c:pt idx="1"><c:v>20</c:v></c:pt><c:pt idx="2"><c:v>30</c:v></c:pt>'
        '</c:lvl><c:lvl><c:pt idx="0"><c:v>month 1</c:v></c:pt><c:pt idx="1"><c:v>month 2</c:v></c:pt>'
        f'<c:pt idx="2"><c:v>{last}</c:v></c:pt></c:lvl>'
        "</c:multiLvlStrCache></c:multiLvlStrRef></c:cat>"
    )
    changed = rewrite(path, tmp_path / "b.xlsx", change_part(CHART, rb"<c:cat>.*</c:cat>", levels.encode()))
    assert len(said(changed)) == faults


@pytest.mark.parametrize(("value", "faults"), [("30", 0), ("31", 1)])
def test_charts_of_2016_keep_what_the_cells_hold(value: str, faults: int, tmp_path: Path) -> None:
    path = charted(tmp_path / "a.xlsx", REACH)
    points = "".join(f'<cx:pt idx="{index}">{one}</cx:pt>' for index, one in enumerate(("10", "20", value)))
    chart = (
        '<cx:chartSpace xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex"><cx:chartData>'
        '<cx:data id="0"><cx:numDim type="val"><cx:f>Months!$B$2:$B$4</cx:f>'
        f'<cx:lvl ptCount="3" formatCode="General">{points}</cx:lvl></cx:numDim>'
        "</cx:data></cx:chartData></cx:chartSpace>"
    )
    with open_package(path) as package:
        found = list(check_caches(parse(chart.encode()), StoredCells(package, read_structure(package))))
    assert len(found) == faults


@pytest.mark.parametrize(("text", "right"), [("Jul 2026", True), ("46204", False)])  # 1 July 2026 is day 46,204
def test_dates_among_texts_are_kept_as_they_are_shown(text: str, right: bool, tmp_path: Path) -> None:
    path = charted(tmp_path / "a.xlsx", REACH | {"name": "=Months!$D$2"})
    name = re.compile(rb"(<c:strCache><c:ptCount val=\"1\"/><c:pt idx=\"0\"><c:v>)[^<]*", re.DOTALL)
    changed = rewrite(path, tmp_path / "b.xlsx", change_part(CHART, name.pattern, rb"\g<1>" + text.encode()))
    assert (said(changed) == []) is right


def test_hidden_rows_and_columns_are_left_out_where_the_chart_leaves_them_out(tmp_path: Path) -> None:
    path = charted(tmp_path / "a.xlsx", REACH)
    sheet = "xl/worksheets/sheet1.xml"
    row = rewrite(path, tmp_path / "b.xlsx", change_part(sheet, rb'<row r="3"', b'<row r="3" hidden="1"'))
    column = b'<cols><col min="2" max="2" width="9" hidden="1"/></cols><sheetData>'
    beside = rewrite(path, tmp_path / "c.xlsx", change_part(sheet, b"<sheetData>", column))
    assert [len(said(one)) for one in (row, beside)] == [2, 1]  # categories and values; values
    for one in (row, beside):
        shown = rewrite(one, tmp_path / "d.xlsx", change_part(CHART, rb"<c:plotVisOnly val=\"1\"/>", b""))
        assert said(shown) == []
