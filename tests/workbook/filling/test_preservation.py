"""Preservation: filling changes only what must change, in workbooks that real Excel saved and in rich ones."""

import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kpi_excel.model.settings import LANGUAGES
from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.filling.fill import Dataset
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.shipped import template_path
from tests.rings import SHARED_DATA, recalculate, validate
from tests.workbook.rich import (
    HEADERS,
    NONE,
    SHEET_PART,
    TABLE_PART,
    THREE,
    TWO,
    add_table,
    can_be_calculated,
    fill_file,
    package_of,
    packed,
    parts,
    rich,
    without,
    write_parts,
)

FOLDER = SHARED_DATA / "excel_saved"
SAVED = sorted(path.name for path in FOLDER.iterdir()) if FOLDER.is_dir() else ["absent.xlsx"]
BUILT = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}  # calculation on load, no stale chain
RICH_CHANGES = {
    "xl/worksheets/sheet1.xml",  # the table
    "xl/worksheets/sheet2.xml",  # a formula over it
    "xl/tables/table1.xml",
    "xl/workbook.xml",  # names and print area
    "xl/charts/chart1.xml",
    "xl/charts/chart2.xml",
}


def changed(before: Path, after: Path) -> set[str]:
    """Name the parts that differ; all others are the same compressed bytes, in the same order."""
    old, new = packed(before), packed(after)
    assert [name for name in old if name in new] == list(new)
    assert set(old) - set(new) <= {"xl/calcChain.xml"}
    return {name for name in new if old[name] != new[name]}


@pytest.mark.shared_data
@pytest.mark.parametrize("name", SAVED)
def test_what_excel_saved_stays_byte_for_byte(name: str, tmp_path: Path) -> None:
    source = add_table(FOLDER / name, tmp_path / f"with_{name}")
    once, twice = tmp_path / f"once_{name}", tmp_path / f"twice_{name}"
    filled = fill_file(source, once)
    assert filled.tables == ["kpi_platforms"]
    assert changed(source, once) == {SHEET_PART, TABLE_PART}
    before, after = parts(source), parts(once)
    assert without(after[SHEET_PART], "B5:E7") == without(before[SHEET_PART], "B5:E7")
    assert b'sqref="C5:C7"' in after[SHEET_PART]
    assert b'activeCell="C5" sqref="C5"' in after[SHEET_PART]
    fill_file(once, twice)
    assert once.read_bytes() == twice.read_bytes()
    assert set(map(str, lint(package_of(once)))) <= set(map(str, lint(package_of(source))))


@pytest.mark.shared_data
@pytest.mark.parametrize("name", SAVED)
def test_building_changes_nothing_else_but_values_of_formulas(name: str, tmp_path: Path) -> None:
    source = add_table(FOLDER / name, tmp_path / f"with_{name}")
    if not can_be_calculated(source):
        pytest.skip("the spreadsheet engine does not take this file")
    once, twice = tmp_path / f"once_{name}", tmp_path / f"twice_{name}"
    fill_file(source, once, build=True)
    before, after = parts(source), parts(once)
    for part in changed(source, once) - BUILT - {TABLE_PART}:
        if part.startswith("xl/charts/"):
            assert b"Cache" in before[part] or b"Cache" in after[part]
            continue
        assert part.startswith("xl/worksheets/"), part
        area = "B5:E7" if part == SHEET_PART else "A1:A0"
        assert without(after[part], area, values=True) == without(before[part], area, values=True)
    fill_file(once, twice, build=True)
    assert once.read_bytes() == twice.read_bytes()


@pytest.mark.shared_data
@pytest.mark.validator
@pytest.mark.parametrize("name", SAVED)
def test_microsofts_validator_finds_nothing_new(name: str, tmp_path: Path) -> None:
    source = add_table(FOLDER / name, tmp_path / f"with_{name}")
    once = tmp_path / f"once_{name}"
    fill_file(source, once, build=can_be_calculated(source))
    assert _findings(once) <= _findings(source)


def _findings(path: Path) -> set[str]:
    return {re.sub(r"\[\d+\]", "", one) for one in validate(path)}


@pytest.mark.parametrize("build", [False, True])
def test_a_rich_workbook_keeps_everything(build: bool, tmp_path: Path) -> None:
    source, once, twice = rich(tmp_path / "rich.xlsx"), tmp_path / "once.xlsx", tmp_path / "twice.xlsx"
    fill_file(source, once, build=build)
    assert changed(source, once) == RICH_CHANGES
    before, after = parts(source), parts(once)
    for part, area in (("xl/worksheets/sheet1.xml", "B5:E7"), ("xl/worksheets/sheet2.xml", "A1:C3")):
        assert without(after[part], area) == without(before[part], area)
    fill_file(once, twice, build=build)
    assert once.read_bytes() == twice.read_bytes()
    assert lint(package_of(once)) == []


def test_ranges_of_a_rich_workbook_follow(tmp_path: Path) -> None:
    source, once = rich(tmp_path / "rich.xlsx"), tmp_path / "once.xlsx"
    fill_file(source, once)
    after = {name: data.decode(errors="replace") for name, data in parts(once).items()}
    sheet = after["xl/worksheets/sheet1.xml"]
    assert "<xm:sqref>C5:C7</xm:sqref>" in sheet  # 2010 data bar
    assert 'conditionalFormatting sqref="D5:D7"' in sheet  # icons
    assert re.search(r'<dataValidation [^>]*sqref="E5:E7"', sheet)
    assert "<xm:f>Data!C5:C7</xm:f><xm:sqref>G3</xm:sqref>" in sheet  # a sparkline over the table
    for row in (5, 6, 7):  # a sparkline in the table's rows
        assert f"<xm:f>Data!C{row}:D{row}</xm:f><xm:sqref>E{row}</xm:sqref>" in sheet
    names = after["xl/workbook.xml"]
    assert ">Data!$B$4:$E$7</definedName>" in names  # print area
    assert ">Data!$4:$4</definedName>" in names
    assert ">Data!$C$5:$C$7</definedName>" in names
    assert "Data!$C$5:$C$7</c:f>" in after["xl/charts/chart1.xml"]
    assert "Data!$D$5:$D$7</c:f>" in after["xl/charts/chart2.xml"]
    assert "<f>SUM(Data!$C$5:$C$7)</f>" in after["xl/worksheets/sheet2.xml"]


@pytest.mark.validator
def test_a_rich_workbook_stays_valid(tmp_path: Path) -> None:
    source, once, empty = rich(tmp_path / "rich.xlsx"), tmp_path / "once.xlsx", tmp_path / "empty.xlsx"
    fill_file(source, once, build=True)
    fill_file(once, empty, {"platforms": NONE}, build=True)
    assert _findings(once) <= _findings(source)
    assert _findings(empty) <= _findings(source)


@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl, about what LibreOffice writes
@pytest.mark.libreoffice
def test_libreoffice_opens_and_recalculates_a_rich_workbook(tmp_path: Path) -> None:
    numbers = Dataset({"platform": ["Instagram", "X"], "reach": [3.0, 4.0]})
    once = tmp_path / "once.xlsx"
    fill_file(rich(tmp_path / "rich.xlsx"), once, {"platforms": numbers}, build=True)
    book = openpyxl.load_workbook(recalculate(once, tmp_path / "again"), data_only=True)
    assert [[cell.value for cell in row] for row in book["Data"]["B5:D6"]] == [["Instagram", 3, 6], ["X", 4, 8]]
    assert [book["Dashboard"]["C1"].value, book["Dashboard"]["C2"].value] == [7, 2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_templates_change_only_where_they_are_filled(language: str, tmp_path: Path) -> None:
    source = template_path("dashboard", language)
    once, twice = tmp_path / "once.xlsx", tmp_path / "twice.xlsx"
    filled = fill_file(source, once, {"platform_names": THREE, "issues": NONE})
    assert len(filled.tables) == 2
    with_tables = {
        part
        for sheet in read_structure(package_of(source)).sheets
        for table in sheet.tables
        if table.name in filled.tables
        for part in (sheet.part, table.part)
    }
    allowed = re.compile(r"xl/(workbook|charts/chart\d+|worksheets/sheet\d+)\.xml")
    assert {name for name in changed(source, once) - with_tables if not allowed.fullmatch(name)} == set()
    fill_file(once, twice, {"platform_names": THREE, "issues": NONE})
    assert once.read_bytes() == twice.read_bytes()


def test_a_refill_keeps_what_the_owner_added(tmp_path: Path) -> None:
    """An own chart, a logo, recoloured cells, typed notes per KPI, column widths, a hidden and an added sheet."""
    path = tmp_path / "owned.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("KPIs")
    yellow, plain = book.add_format({"bg_color": "#FFFF00"}), book.add_format({"num_format": "0.00"})
    rows = [["Instagram", 0.5, 1, "ours"], ["X", 1, 2, "falling"], ["TikTok", 2, 4, None]]
    columns = [{"header": header} for header in HEADERS]
    columns[2]["formula"] = "=kpi_platforms[[#This Row],[reach]]*2"
    sheet.add_table("B4:E7", {"name": "kpi_platforms", "columns": columns, "data": rows})
    for row, values in enumerate(rows, 4):
        sheet.write_row(row, 1, values[:2], yellow if values[0] == "X" else plain)
    sheet.write("E6", "falling", yellow)
    sheet.write("D7", 99)  # typed over a calculated formula
    sheet.write_comment("C7", "TikTok was late")
    sheet.write_url("E5", "https://example.org/ours", string="ours")
    sheet.set_column("E:E", 41)
    added = book.add_worksheet("Mine")
    added.write_formula("A1", "=SUM(KPIs!$C$5:$C$7)")
    added.write_formula("A2", "=KPIs!C5")
    own = book.add_chart({"type": "pie"})
    own.add_series({"values": "=KPIs!$C$5:$C$7", "categories": "=KPIs!$B$5:$B$7"})
    added.insert_chart("C3", own)
    book.add_worksheet("Secret").hide()
    book.close()
    target = tmp_path / "refilled.xlsx"
    again = Dataset({"platform": ["TikTok", "Threads", "X", "Instagram"], "reach": [7.0, 1.0, 2.0, 3.0]})
    filled = fill_file(path, target, {"platforms": again}, build=True)
    book = openpyxl.load_workbook(target)
    sheet = book["KPIs"]
    assert [[cell.value for cell in row] for row in sheet["B5:C8"]] == [
        ["TikTok", 7], ["Threads", 1], ["X", 2], ["Instagram", 3]
    ]  # fmt: skip
    assert [sheet[f"E{row}"].value for row in range(5, 9)] == [None, None, "falling", "ours"]
    assert sheet["D5"].value == 99
    assert sheet["D6"].value == "=kpi_platforms[[#This Row],[reach]]*2"
    assert [sheet[f"C{row}"].fill.fgColor.rgb == "FFFFFF00" for row in range(5, 9)] == [False, False, True, False]
    assert sheet["E7"].fill.fgColor.rgb == "FFFFFF00"
    assert sheet["C5"].comment.text == "TikTok was late"
    assert sheet["C7"].comment is None
    assert sheet["E8"].hyperlink.target == "https://example.org/ours"
    assert sheet.column_dimensions["E"].width > 40
    assert [book["Mine"]["A1"].value, book["Mine"]["A2"].value] == ["=SUM(KPIs!$C$5:$C$8)", "=KPIs!C5"]
    assert book["Secret"].sheet_state == "hidden"
    assert "KPIs!$C$5:$C$8</c:f>" in parts(target)["xl/charts/chart1.xml"].decode()
    assert filled.losses == []
    lost = fill_file(target, tmp_path / "less.xlsx", {"platforms": TWO}).losses
    assert [(loss.key, loss.column, loss.text) for loss in lost] == [("X", "Note", "falling")]


def test_time_stamps_and_bytes_are_reproducible(tmp_path: Path) -> None:
    source = rich(tmp_path / "rich.xlsx")
    files = [tmp_path / f"{index}.xlsx" for index in range(2)]
    for file in files:
        fill_file(source, file, {"platforms": THREE}, build=True)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_pivots_over_a_filled_table_take_its_rows_and_refresh(tmp_path: Path) -> None:
    content = parts(rich(tmp_path / "rich.xlsx"))
    start, end = (
        '<pivotCacheDefinition xmlns="x"><cacheSource type="worksheet">',
        "</cacheSource></pivotCacheDefinition>",
    )
    for number, attributes in enumerate(
        ('ref="B4:E5" sheet="Data"', 'name="KPI_platforms"', 'ref="A1:B9" sheet="Other"')
    ):
        content[f"xl/pivotCache/pivotCacheDefinition{number}.xml"] = (
            f"{start}<worksheetSource {attributes}/>{end}".encode()
        )
    once = tmp_path / "once.xlsx"
    fill_file(write_parts(tmp_path / "pivots.xlsx", content), once)
    after = [parts(once)[f"xl/pivotCache/pivotCacheDefinition{number}.xml"] for number in range(3)]
    assert b'ref="B4:E7" sheet="Data"' in after[0]
    assert [b'refreshOnLoad="1"' in one for one in after] == [True, True, False]
