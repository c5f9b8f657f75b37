"""What is drawn wrong is named by sheet, cell and remedy; what is right, as Excel saved it, is left in peace."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kpi_excel.workbook.checking.chart_caches import check_caches
from kpi_excel.workbook.checking.drawn import Drawn, check_drawn
from kpi_excel.workbook.checking.stored_cells import StoredCells
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.xml import parse
from tests.rings import SHARED_DATA
from tests.workbook.books import change_part, rewrite

FOLDER = SHARED_DATA / "excel_saved"
SAVED = sorted(path.name for path in FOLDER.iterdir()) if FOLDER.is_dir() else ["absent.xlsx"]
KPIS = ("reach", "likes", "clicks")
RIGHT = ("calc!B5:D5", "calc!B3:D3", "calc!B4:D4")  # the calculation lists likes, clicks, reach


def checked(path: Path) -> Drawn:
    with open_package(path) as package:
        return check_drawn(package, read_structure(package))


def said(path: Path) -> list[str]:
    return [str(one) for one in checked(path).wrong]


def board(path: Path, drawn: Sequence[str], place: str = "C", table: bool = True) -> Path:
    """Write three KPIs whose sparklines, in rows 4 to 6 of a column, draw rows of another sheet in another order."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, calc = book.add_worksheet("Board"), book.add_worksheet("calc")
        if table:
            sheet.add_table("A3:C6", {"columns": [{"header": name} for name in ("KPI", "Value", "Trend")]})
        sheet.write_column("A4", KPIS)
        calc.write_row("A2", ["KPI", "July", "August", "September"])
        for row, name in enumerate(("likes", "clicks", "reach"), 2):
            calc.write_row(row, 0, [name, row, row + 1, row + 2])
        for column, name in enumerate(KPIS, 6):
            calc.write_column(0, column, [name, 1, 2, 3])
        for row, formula in enumerate(drawn, 4):
            sheet.add_sparkline(f"{place}{row}", {"range": formula})
    return path


@pytest.mark.parametrize("table", [True, False])
@pytest.mark.parametrize(
    "drawn",
    [
        RIGHT,
        ("calc!G2:G4", "calc!H2:H4", "calc!I2:I4"),  # columns, named by their headers
        ("Board!E4:H4", "Board!E5:H5", "Board!E6:H6"),  # their own rows
        ("calc!B30:D30", "calc!B31:D31", "calc!B32:D32"),  # rows without a name
    ],
)
def test_sparklines_that_draw_their_rows_are_right(drawn: Sequence[str], table: bool, tmp_path: Path) -> None:
    assert checked(board(tmp_path / "a.xlsx", drawn, table=table)) == Drawn(sparklines=3)


@pytest.mark.parametrize(
    ("drawn", "message"),
    [
        (
            ("calc!B5:D5",) * 3,
            "Sheet 'Board', cells C4:C6: 3 sparklines all draw calc!B5:D5, so every row shows the same numbers.",
        ),
        (
            (RIGHT[0], "calc!B4:D4", "calc!B30:D30"),
            "Sheet 'Board', cell C5: its sparkline draws calc!B4:D4, the numbers of “clicks”, but it stands in the row "
            "of “likes”.",
        ),
        (
            ("calc!H2:H4", RIGHT[1], RIGHT[2]),
            "Sheet 'Board', cell C4: its sparkline draws calc!H2:H4, the numbers of “likes”, but it stands in the row "
            "of “reach”.",
        ),
        (
            ("Board!E4:H4", "Board!E6:H6", RIGHT[2]),
            "Sheet 'Board', cell C5: its sparkline draws Board!E6:H6, the numbers of “clicks”, but it stands in the "
            "row of “likes”.",
        ),
        (
            (RIGHT[0], RIGHT[1], "gone!B4:D4"),
            "Sheet 'Board', cell C6: its sparkline draws gone!B4:D4, but there is no sheet 'gone'.",
        ),
        (
            (RIGHT[0], RIGHT[1], "calc!B4:D5"),
            "Sheet 'Board', cell C6: its sparkline draws calc!B4:D5, which is neither a row nor a column.",
        ),
    ],
)
def test_a_sparkline_that_draws_something_else_is_named(drawn: Sequence[str], message: str, tmp_path: Path) -> None:
    found = checked(board(tmp_path / "a.xlsx", drawn))
    assert [str(one) for one in found.wrong] == [message]
    assert found.wrong[0].fix.endswith(".")


def test_one_average_for_every_row_is_no_mistake(tmp_path: Path) -> None:
    path = board(tmp_path / "a.xlsx", ("calc!B30:D30",) * 3)
    assert len(said(path)) == 1
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as file:
        fixed = file.read(part).replace(b"calc!B30:D30", b"calc!$B$30:$D$30")
    assert said(rewrite(path, tmp_path / "b.xlsx", lambda name, data: fixed if name == part else data)) == []


def charted(path: Path, *series: Mapping[str, Any], kind: str = "column", second: str = "") -> Path:
    """Write a table of three months, one of them hidden, and a chart with the given series at F2.

    Columns: A month (a date), B reach, C likes; D holds dates shown as months.
    """
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Months")
        month = book.add_format({"num_format": "mmm yyyy"})
        columns = [{"header": name} for name in ("month", "reach", "likes", "day")]
        sheet.add_table("A1:D4", {"columns": columns})
        for row in range(1, 4):
            sheet.write_row(row, 0, [f"month {row}", row * 10, row * 100])
            sheet.write_datetime(row, 3, date(2026, 6 + row, 1), month)
        chart = book.add_chart({"type": kind})
        for one in series:
            chart.add_series({"categories": "=Months!$A$2:$A$4", **one})
        if second:
            other = book.add_chart({"type": "line"})
            other.add_series(
                {"categories": "=Months!$A$2:$A$4", "values": "=Months!$C$2:$C$4", "name": "likes", "y2_axis": True}
            )
            chart.combine(other)
            chart.set_x_axis({"reverse": True})
            if second == "same":
                other.set_x2_axis({"reverse": True})
        sheet.insert_chart("F2", chart)
    return path


REACH, LIKES = {"values": "=Months!$B$2:$B$4"}, {"values": "=Months!$C$2:$C$4"}


@pytest.mark.parametrize(
    "name",
    ["", "=Months!$B$1", "reach", "Reach", "Jangkauan", "My own words", "=Months!$A$2"],
)
def test_series_named_after_their_column_or_in_words_of_ones_own_are_right(name: str, tmp_path: Path) -> None:
    assert checked(charted(tmp_path / "a.xlsx", REACH | {"name": name})) == Drawn(series=1)


@pytest.mark.parametrize(
    ("series", "messages"),
    [
        ([REACH | {"name": "=Months!$C$1"}], ["the series “likes” is named after “likes”, but draws “reach”."]),
        ([REACH | {"name": "Likes"}], ["the series “Likes” is named after “likes”, but draws “reach”."]),
        (
            [REACH | {"name": "Pengikut"}],  # followers, in Indonesian
            ["the series “Pengikut” is named after “Pengikut”, but draws “reach”."],
        ),
        (
            [REACH | {"name": "One"}, REACH | {"name": "Two"}],
            ["the series “One” and the series “Two” draw the same cells."],
        ),
        (
            [{"values": "=Months!$B$2:$B$3"}],
            ["the values of series 1 are rows 2 to 3, its categories rows 2 to 4."],
        ),
    ],
)
def test_a_series_that_draws_something_else_is_named(
    series: Sequence[Mapping[str, Any]], messages: Sequence[str], tmp_path: Path
) -> None:
    found = checked(charted(tmp_path / "a.xlsx", *series))
    assert [str(one) for one in found.wrong] == [f"Sheet 'Months', chart at F2: {message}" for message in messages]
    assert {one.fix.partition(" ")[0] for one in found.wrong} == {"Choose"}


def test_both_axes_of_categories_run_one_way(tmp_path: Path) -> None:
    assert said(charted(tmp_path / "a.xlsx", REACH, second="same")) == []
    assert said(charted(tmp_path / "b.xlsx", REACH, second="other")) == [
        "Sheet 'Months', chart at F2: its two axes of categories run in opposite directions, so one series is drawn "
        "the wrong way round."
    ]


CHART = "xl/charts/chart1.xml"


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


@pytest.mark.shared_data
@pytest.mark.parametrize("name", SAVED)
def test_what_excel_saved_is_right(name: str) -> None:
    assert said(FOLDER / name) == []
