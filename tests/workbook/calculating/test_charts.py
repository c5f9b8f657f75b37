"""Caches of charts: what Excel wrote stays where nothing changed, and what changed is written as Excel writes it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.calculating.up_to_date import bring_up_to_date
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.filling.fill import Dataset, fill
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.xml import Element, parse
from tests.workbook.books import rewrite

CHART = "xl/charts/chart1.xml"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DAY = date(2026, 9, 30)
DATA = Dataset({"platform": ["X", "TikTok", "LinkedIn"], "likes": [5.0, 0.1 + 0.2, 3.0]})
Points = Mapping[int, tuple[str, str | None]]
"""The text and the own number format of points, by their numbers."""


def book(path: Path, hidden_row: int = 0, hidden_column: str = "", day: float = 46023) -> Path:
    """Write a table kpi_platforms, cells that see it or do not, and a chart whose references tests choose."""
    with xlsxwriter.Workbook(str(path)) as file:
        data = file.add_worksheet("Data")
        columns = [{"header": "platform"}, {"header": "likes"}]
        data.add_table(0, 0, 3, 1, {"name": "kpi_platforms", "columns": columns})
        for row in (1, 2, 3):
            data.write_row(row, 0, ["A", 1])
        own = file.add_worksheet("Own")
        own.write_row("A1", ["x", "y", "z"])
        own.write_number("B2", day, file.add_format({"num_format": "mmm yyyy"}))
        own.write_formula("C2", "=B2+SUM(kpi_platforms[likes])", file.add_format({"num_format": "d mmm yyyy"}), day + 3)
        own.write_formula("D2", '=CUBEVALUE("a","b")', None, 77)
        own.write_formula("E2", '=CUBEVALUE("a",Data!B2)', None, 78)
        own.write_column("F2", [0.3, 1 / 3, 2])
        for row in (2, 3, 4):
            own.write_formula(f"G{row}", f"=Data!B{row}", None, 1)
        if hidden_row:
            own.set_row(hidden_row - 1, None, None, {"hidden": True})
        if hidden_column:
            own.set_column(f"{hidden_column}:{hidden_column}", None, None, {"hidden": True})
        file.define_name("likes", "=Data!$B$2:$B$4")
        file.define_name("as_long_as_its_data", "=OFFSET(Data!$B$1,1,0,COUNT(Data!$B$2:$B$99),1)")
        chart = file.add_chart({"type": "column"})
        chart.add_series({"values": "=Own!$F$2:$F$4"})
        own.insert_chart("H2", chart)
    return path


def num(formula: str, *points: str, code: str = "General", codes: Mapping[int, str] | None = None) -> str:
    """Write a cache of numbers as Excel does."""
    own = codes or {}
    inside = "".join(
        f'<c:pt idx="{i}"' + (f' formatCode="{own[i]}"' if i in own else "") + f"><c:v>{one}</c:v></c:pt>"
        for i, one in enumerate(points)
    )
    cache = f'<c:formatCode>{code}</c:formatCode><c:ptCount val="{len(points)}"/>{inside}'
    return f"<c:numRef><c:f>{formula}</c:f><c:numCache>{cache}</c:numCache></c:numRef>"


def text(formula: str, *points: str) -> str:
    """Write a cache of texts as Excel does."""
    inside = "".join(f'<c:pt idx="{i}"><c:v>{one}</c:v></c:pt>' for i, one in enumerate(points))
    cache = f'<c:ptCount val="{len(points)}"/>{inside}'
    return f"<c:strRef><c:f>{formula}</c:f><c:strCache>{cache}</c:strCache></c:strRef>"


def with_chart(source: Path, *, values: str, cat: str = "", tx: str = "", head: str = "", visible: str = "") -> Path:
    """Give a book a chart with these references."""
    series = (
        '<c:ser><c:idx val="0"/><c:order val="0"/>'
        + (f"<c:tx>{tx}</c:tx>" if tx else "")
        + (f"<c:cat>{cat}</c:cat>" if cat else "")
        + f"<c:val>{values}</c:val></c:ser>"
    )
    xml = f'<c:chartSpace xmlns:c="{C}">{head}<c:chart><c:plotArea><c:barChart>{series}</c:barChart></c:plotArea>'
    xml += f"{visible}</c:chart></c:chartSpace>"
    target = source.with_name("chart.xlsx")
    return rewrite(source, target, lambda name, data: xml.encode() if name == CHART else data)


C15 = "http://schemas.microsoft.com/office/drawing/2012/chart"
LABELS = (
    f'<c:extLst><c:ext uri="{{02D57815-91ED-43cb-92C2-25804820EDAC}}" xmlns:c15="{C15}"><c15:datalabelsRange>'
    '<c15:f>Data!$A$2:$A$4</c15:f><c15:dlblRangeCache><c:ptCount val="2"/><c:pt idx="0"><c:v>A</c:v></c:pt>'
    '<c:pt idx="1"><c:v>A</c:v></c:pt></c15:dlblRangeCache></c15:datalabelsRange></c:ext></c:extLst>'
)


def filled(path: Path) -> tuple[Element, bool]:
    """Fill and calculate; give the chart, and whether its part changed."""
    with open_package(path) as package:
        edit = Edit(package)
        done = fill(edit, read_structure(package), {"platforms": DATA})
        bring_up_to_date(done, DAY, CELLRUNE)
        return parse(edit.read(CHART)), CHART in edit.changed()


def points(chart: Element, role: str = "val") -> Points:
    node = next(chart.iter(f"{{{C}}}{role}"))
    return {int(one.get("idx")): (one.findtext(f"{{{C}}}v"), one.get("formatCode")) for one in node.iter(f"{{{C}}}pt")}


def texts(chart: Element, role: str = "val") -> list[str]:
    return [value for _, (value, _) in sorted(points(chart, role).items())]


VISIBLE = '<c:plotVisOnly val="1"/>'


@pytest.mark.parametrize(
    "chart",
    [
        {"values": num("Own!$F$2:$F$4", "0.3", "0.33333333333333331", "2")},
        {"values": num("Own!$F$2:$F$4", "0.3", "0.33333333333333331", "2"), "tx": text("Own!$B$2", "Jan 2026")},
        {"values": num("Own!$F$2:$F$4", "9", "9", "9")},  # an old cache of what is not filled is its owner's
        {"values": "<c:numRef><c:f>Own!$F$2:$F$4</c:f></c:numRef>"},
        {"values": num("Own!$D$2", "77")},  # nobody can compute it, and it did not change
        {"values": num("[1]Other!$A$1:$A$2", "1", "2")},
        {
            "values": num("Data!$B$2:$B$4", "1", "1", "1"),
            "head": "<c:pivotSource><c:name>[p.xlsx]Data!PivotTable1</c:name></c:pivotSource>",
        },
    ],
    ids=["doubles", "dates", "others", "none", "unknown", "other file", "pivot"],
)
def test_what_the_filling_does_not_reach_stays(chart: dict[str, str], tmp_path: Path) -> None:
    assert not filled(with_chart(book(tmp_path / "book.xlsx"), **chart))[1]


def test_numbers_are_compared_as_doubles(tmp_path: Path) -> None:
    values = num("Data!$B$2:$B$4", "5", "0.30000000000000004", "3.0")
    assert not filled(with_chart(book(tmp_path / "book.xlsx"), values=values))[1]


def test_what_changed_is_written_and_the_formats_of_points_stay(tmp_path: Path) -> None:
    values = num("Data!$B$2:$B$4", "1", "1", "1", code="0.0", codes={1: "0%"})
    chart, _ = filled(with_chart(book(tmp_path / "book.xlsx"), values=values))
    assert points(chart) == {0: ("5", None), 1: ("0.30000000000000004", "0%"), 2: ("3", None)}
    assert chart.findtext(f".//{{{C}}}formatCode") == "0.0"


def test_dates_stand_among_texts_as_they_are_shown(tmp_path: Path) -> None:
    chart, _ = filled(
        with_chart(
            book(tmp_path / "book.xlsx"),
            tx=text("Own!$C$2", "4 Jan 2026"),
            cat=text("Own!$B$2:$C$2", "Jan 2026", "4 Jan 2026"),
            values=num("Own!$B$2:$C$2", "46023", "46026", code="mmm\\ yyyy", codes={1: "d\\ mmm\\ yyyy"}),
        )
    )
    assert texts(chart, "tx") == ["9 Jan 2026"]  # 46023 is 1 January 2026; 5 + 0.3 + 3 days later
    assert texts(chart, "cat") == ["Jan 2026", "9 Jan 2026"]
    assert texts(chart)[0] == "46023"
    assert float(texts(chart)[1]) == pytest.approx(46031.3)


@pytest.mark.parametrize(
    ("visible", "row", "column", "shown"),
    [
        (VISIBLE, 3, "", ["5", "3"]),
        ('<c:plotVisOnly val="0"/>', 3, "", ["5", "0.30000000000000004", "3"]),
        ("", 3, "", ["5", "0.30000000000000004", "3"]),
        (VISIBLE, 0, "G", []),
        (VISIBLE, 0, "", ["5", "0.30000000000000004", "3"]),
    ],
)
def test_hidden_cells_are_left_out_where_the_chart_says_so(
    visible: str, row: int, column: str, shown: list[str], tmp_path: Path
) -> None:
    values = num("Own!$G$2:$G$4", "1", "1", "1")
    source = book(tmp_path / "book.xlsx", hidden_row=row, hidden_column=column)
    chart, _ = filled(with_chart(source, values=values, visible=visible))
    assert texts(chart) == shown
    assert next(chart.iter(f"{{{C}}}ptCount")).get("val") == str(len(shown))


def test_a_value_that_nobody_knows_any_more_is_left_out(tmp_path: Path) -> None:
    values = num("Own!$D$2:$F$2", "77", "78", "0.3")
    chart, _ = filled(with_chart(book(tmp_path / "book.xlsx"), values=values))
    assert points(chart) == {0: ("77", None), 2: ("0.3", None)}


@pytest.mark.parametrize(
    "formula",
    ["Data!likes", "'book.xlsx'!likes", "[0]!likes", "Data!as_long_as_its_data", "(Data!$B$2,Data!$B$3:$B$4)"],
)
def test_names_and_several_ranges_are_followed(formula: str, tmp_path: Path) -> None:
    values = num(formula, "1", "1", "1")
    chart, _ = filled(with_chart(book(tmp_path / "book.xlsx"), values=values))
    assert texts(chart) == ["5", "0.30000000000000004", "3"]


def test_a_cache_is_made_where_there_is_none(tmp_path: Path) -> None:
    values = "<c:numRef><c:f>Data!$B$2:$B$4</c:f></c:numRef>"
    chart, _ = filled(with_chart(book(tmp_path / "book.xlsx"), values=values))
    assert texts(chart) == ["5", "0.30000000000000004", "3"]
    assert chart.findtext(f".//{{{C}}}formatCode") == "General"


def test_categories_of_several_levels(tmp_path: Path) -> None:
    level = '<c:lvl><c:pt idx="0"><c:v>{}</c:v></c:pt></c:lvl>'
    cat = (
        "<c:multiLvlStrRef><c:f>Data!$A$2:$B$4</c:f><c:multiLvlStrCache><c:ptCount val=\"3\"/>"
        + level.format("1") + level.format("A") + "</c:multiLvlStrCache></c:multiLvlStrRef>"
    )  # fmt: skip
    values = num("Data!$B$2:$B$4", "1", "1", "1")
    chart, _ = filled(with_chart(book(tmp_path / "book.xlsx"), cat=cat, values=values))
    levels = [[one.findtext(f"{{{C}}}v") for one in node.iter(f"{{{C}}}pt")] for node in chart.iter(f"{{{C}}}lvl")]
    assert levels == [["5", "0.3", "3"], ["X", "TikTok", "LinkedIn"]]


def test_labels_from_cells(tmp_path: Path) -> None:
    source = with_chart(
        book(tmp_path / "book.xlsx"), values=num("Data!$B$2:$B$4", "1", "1", "1") + "</c:val>" + LABELS + "<c:val>"
    )
    chart, _ = filled(source)
    (cache,) = chart.iter(f"{{{C15}}}dlblRangeCache")
    assert [node.findtext(f"{{{C}}}v") for node in cache.iter(f"{{{C}}}pt")] == ["X", "TikTok", "LinkedIn"]


def test_categories_in_two_columns_get_no_list_of_points(tmp_path: Path) -> None:
    cat = "<c:numRef><c:f>Data!$A$2:$B$4</c:f></c:numRef>"  # as XlsxWriter leaves it to Excel
    values = num("Data!$B$2:$B$4", "1", "1", "1")
    chart, _ = filled(with_chart(book(tmp_path / "book.xlsx"), cat=cat, values=values))
    assert points(chart, "cat") == {}
