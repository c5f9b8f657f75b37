"""Filling a template: what changes, what follows, and what stays byte for byte."""

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kpi_excel.errors import InputError
from kpi_excel.workbook.calculating.up_to_date import bring_up_to_date
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.filling.asked import dataset_of
from kpi_excel.workbook.filling.fill import Dataset, Filled, fill, fill_names
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure

TWICE = "sales[[#This Row],[reach]]*2"


def template(path: Path, totals: bool = False, below: str = "") -> Path:
    """Write a template: a table of one row, and everything that should follow it."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    sheet = book.add_worksheet("My data")
    percent = book.add_format({"num_format": "0.0%", "bold": True})
    columns = [
        {"header": "platform", "total_string": "Total"},
        {"header": "Reach", "format": percent, **({"total_function": "sum"} if totals else {})},
        {"header": "Twice", "formula": f"={TWICE}".replace("sales", "kpi_platforms")},
        {"header": "Note"},
    ]
    end = 5 if totals else 4
    sheet.add_table(3, 1, end, 4, {"name": "kpi_platforms", "columns": columns, "total_row": totals})
    sheet.set_row(4, 24)
    sheet.write_blank("C5", None, percent)
    sheet.write("A1", "Title")
    sheet.write("G5", "beside")
    sheet.write("G9", "=SUM(kpi_platforms[Reach])")
    if below:
        sheet.write("C9", below)
    sheet.conditional_format("C5:C5", {"type": "data_bar"})
    sheet.conditional_format("C5:C5", {"type": "cell", "criteria": ">", "value": 1, "format": percent})
    sheet.data_validation("E5:E5", {"validate": "list", "source": ["yes", "no"]})
    book.define_name("first_reach", "='My data'!$C$5:$C$5")
    book.define_name("kpi_brand", "='My data'!$A$2")
    other = book.add_worksheet("Other")
    other.write("A1", "untouched")
    chart = book.add_chart({"type": "column"})
    chart.add_series(
        {"categories": "='My data'!$B$5:$B$5", "values": "='My data'!$C$5:$C$5", "name": "='My data'!$C$4"}
    )
    other.insert_chart("C3", chart)
    book.close()
    return path


DATA = Dataset(
    {"platform": ["Instagram", "X", "TikTok"], "reach": [0.5, float("nan"), 2.0], "unused": [1, 2, 3]},
    {"reichweite": "reach"},
)


def run(path: Path, dataset: Dataset = DATA, output: Path | None = None) -> tuple[Path, Filled]:
    """Fill, calculate and write as building does."""
    output = output or path.with_name("filled.xlsx")
    with open_package(path) as package:
        edit = Edit(package)
        structure = read_structure(package)
        filled = fill(edit, structure, {"platforms": dataset})
        fill_names(filled, {"brand": "Senja"})
        bring_up_to_date(filled, date(2026, 9, 30), CELLRUNE)
        output.write_bytes(edit.save())
    return output, filled


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Path, Path]:
    source = template(tmp_path / "template.xlsx")
    return source, run(source)[0]


def test_the_rows_stand_in_the_table(filled: tuple[Path, Path]) -> None:
    book = openpyxl.load_workbook(filled[1], data_only=True)
    sheet = book["My data"]
    assert sheet.tables["kpi_platforms"].ref == "B4:E7"
    values = [[cell.value for cell in row] for row in sheet["B4:E7"]]
    assert values == [
        ["platform", "Reach", "Twice", "Note"],
        ["Instagram", 0.5, 1, None],
        ["X", "#N/A", "#N/A", None],
        ["TikTok", 2, 4, None],
    ]
    assert sheet["A2"].value == "Senja"
    assert [sheet["A1"].value, sheet["G5"].value] == ["Title", "beside"]


def test_every_row_takes_the_first_rows_formula_style_and_height(filled: tuple[Path, Path]) -> None:
    sheet = openpyxl.load_workbook(filled[1])["My data"]
    assert [sheet[f"D{row}"].value for row in (5, 6, 7)] == ["=kpi_platforms[[#This Row],[reach]]*2"] * 3
    assert {sheet[f"C{row}"].number_format for row in (5, 6, 7)} == {"0.0%"}
    assert {sheet.row_dimensions[row].height for row in (5, 6, 7)} == {24}


def test_ranges_that_cover_the_body_follow_it(filled: tuple[Path, Path]) -> None:
    content = parts(filled[1])
    sheet = content["xl/worksheets/sheet1.xml"].decode()
    assert 'conditionalFormatting sqref="C5:C7"' in sheet
    assert 'sqref="E5:E7"' in sheet
    assert "<xm:sqref>C5:C7</xm:sqref>" in sheet or sheet.count('sqref="C5:C7"') == 1
    assert "'My data'!$C$5:$C$7</definedName>" in content["xl/workbook.xml"].decode()
    assert "'My data'!$A$2</definedName>" in content["xl/workbook.xml"].decode()
    chart = content["xl/charts/chart1.xml"].decode()
    assert "'My data'!$B$5:$B$7</c:f>" in chart
    assert "'My data'!$C$4</c:f>" in chart


def test_charts_carry_the_values(filled: tuple[Path, Path]) -> None:
    chart = parts(filled[1])["xl/charts/chart1.xml"].decode()
    points = '<c:ptCount val="3"/>' + "".join(f'<c:pt idx="{index}"><c:v>{{}}</c:v></c:pt>' for index in range(3))
    assert points.format("Instagram", "X", "TikTok") in chart
    assert points.format("0.5", "#N/A", "2") in chart


def test_everything_else_stays_byte_for_byte(filled: tuple[Path, Path]) -> None:
    before, after = parts(filled[0]), parts(filled[1])
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "xl/worksheets/sheet1.xml",
        "xl/tables/table1.xml",
        "xl/workbook.xml",
        "xl/charts/chart1.xml",
    }
    assert list(before) == list(after)


def test_filling_again_gives_the_same_bytes_and_shrinks_to_one_empty_row(tmp_path: Path) -> None:
    source = template(tmp_path / "template.xlsx")
    first, _ = run(source)
    second, _ = run(first, output=tmp_path / "second.xlsx")
    assert first.read_bytes() == second.read_bytes()
    empty = Dataset({"platform": [], "reach": []})
    third, _ = run(second, empty, tmp_path / "third.xlsx")
    sheet = openpyxl.load_workbook(third)["My data"]
    assert sheet.tables["kpi_platforms"].ref == "B4:E5"
    assert [cell.value for row in sheet["B5:E7"] for cell in row] == [None] * 12
    assert sheet["G5"].value == "beside"
    fourth, _ = run(third, output=tmp_path / "fourth.xlsx")
    assert openpyxl.load_workbook(fourth, data_only=True)["My data"]["D7"].value == 4


def test_a_totals_row_moves_down(tmp_path: Path) -> None:
    output, _ = run(template(tmp_path / "template.xlsx", totals=True))
    sheet = openpyxl.load_workbook(output)["My data"]
    assert sheet.tables["kpi_platforms"].ref == "B4:E8"
    assert sheet["B8"].value == "Total"
    assert str(sheet["C8"].value).startswith("=SUBTOTAL(109,")
    assert sheet["B6"].value == "X"


def test_growing_over_something_is_refused_by_name(tmp_path: Path) -> None:
    source = template(tmp_path / "template.xlsx", below="mine")
    many = Dataset({"platform": [str(number) for number in range(5)], "reach": [1.0] * 5})
    with pytest.raises(InputError, match=r"kpi_platforms on sheet 'My data' needs rows down to 9, but cell C9"):
        run(source, many)
    fits = Dataset({"platform": [str(number) for number in range(4)], "reach": [1.0] * 4})
    output, _ = run(source, fits)
    assert openpyxl.load_workbook(output)["My data"]["C9"].value == "mine"


def test_headers_match_in_any_spelling_and_unknown_columns_are_the_owners(tmp_path: Path) -> None:
    output, filled = run(template(tmp_path / "template.xlsx"), Dataset({"Platform": ["a"], "x": [3.0]}, {"reach": "x"}))
    sheet = openpyxl.load_workbook(output, data_only=True)["My data"]
    assert [sheet["B5"].value, sheet["C5"].value, sheet["D5"].value] == ["a", 3, 6]
    assert filled.tables == ["kpi_platforms"]


def test_table_names_say_their_dataset() -> None:
    assert [dataset_of(name) for name in ("KPI_View", "kpi_trend__chart", "posts", "kpi")] == ["view", "trend", "", ""]


def test_text_is_never_a_formula(tmp_path: Path) -> None:
    hostile = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1"]
    output, _ = run(template(tmp_path / "template.xlsx"), Dataset({"platform": hostile, "reach": [1.0] * 5}))
    sheet = openpyxl.load_workbook(output)["My data"]
    assert [sheet[f"B{row}"].value for row in range(5, 10)] == hostile
    assert {sheet[f"B{row}"].data_type for row in range(5, 10)} == {"s"}


def test_the_calculation_chain_is_dropped(tmp_path: Path) -> None:
    source = template(tmp_path / "template.xlsx")
    content = parts(source)
    relationship = (
        b'<Relationship Id="rId99" Type="http://x/relationships/calcChain" Target="calcChain.xml"/></Relationships>'
    )
    content["xl/_rels/workbook.xml.rels"] = content["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>", relationship
    )
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(
        b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="x/calcChain+xml"/></Types>'
    )
    content["xl/calcChain.xml"] = b"<calcChain/>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, data in content.items():
            file.writestr(name, data)
    source.write_bytes(stream.getvalue())
    after = parts(run(source)[0])
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["xl/_rels/workbook.xml.rels"] + after["[Content_Types].xml"]
    assert after["xl/workbook.xml"].count(b'fullCalcOnLoad="1"') == 1


@pytest.mark.parametrize(
    ("compared", "written"),
    [
        ("stay at or below", ["stay at or below", "reach", "own words"]),  # of an earlier version
        ("ماندن", ["ماندن", "reach", "own words"]),  # of another language
        ("something else", ["at most", "reach", "own words"]),
    ],
)
def test_words_are_written_as_the_workbook_reads_them(compared: str, written: list[str], tmp_path: Path) -> None:
    path = tmp_path / "older.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        formula = f'=IF(kpi_platforms[[#This Row],[Kind]]="{compared}","at_most","value")'
        columns = [{"header": "platform"}, {"header": "Kind"}, {"header": "Key", "formula": formula}]
        book.add_worksheet("Data").add_table("A1:C2", {"name": "kpi_platforms", "columns": columns})
    kinds = ["at most", "reach", "own words"]
    meanings = {"kind": {"at most": "at_most", "stay at or below": "at_most", "ماندن": "at_most", "reach": "value"}}
    data = Dataset({"platform": ["A", "B", "C"], "kind": kinds}, {"kind": "kind"}, meanings=meanings)
    sheet = openpyxl.load_workbook(run(path, data)[0], data_only=True)["Data"]
    assert [sheet[f"B{row}"].value for row in (2, 3, 4)] == written
    assert sheet["C2"].value == ("value" if compared == "something else" else "at_most")
