"""Filling workbooks that are legal and odd: other programs' XML, several tables, filters, dates from 1904."""

import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kpi_excel.workbook.filling.fill import Dataset
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from tests.workbook.books import change_part, rewrite, table_book
from tests.workbook.filling.odd import OFFICE, SHEET, filled, headers, table, text, values, workbook
from tests.workbook.rich import MAIN, STRICT, THREE, TWO, fill_file, parts, write_parts


def test_cells_without_addresses_keep_their_places(tmp_path: Path) -> None:
    header = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("platform", "reach", "Note"))
    rows = f"<row><c/>{header}</row><row><c/><c/><c/><c/><c><v>42</v></c></row><row/><row/><row><c><v>7</v></c></row>"
    path = workbook(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>", table("B1:D2"))
    after, _ = filled(path)
    assert [values(after[SHEET])[one] for one in ("B2", "B4", "E2")] == ["Instagram", "TikTok", "42"]
    assert '<row r="5"><c><v>7</v></c></row>' in after[SHEET]


def test_prefixed_single_quoted_and_utf_16_sheets(tmp_path: Path) -> None:
    inside = f'<row r="1">{headers(1)}</row><row r="2"><c r="F2"><f>1+1</f><v>2</v></c></row>'
    part = '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
    part = f'<dimension ref="B1:F2"/><sheetData>{inside}</sheetData>{part}'
    plain = f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{part}</worksheet>'
    prefixed = plain.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:").replace("xmlns=", "xmlns:x=")
    single = plain.replace('"', "'")
    wide = f'<?xml version="1.0" encoding="UTF-16"?>{plain}'.encode("utf-16")
    for number, xml in enumerate((plain.encode(), prefixed.encode(), single.encode(), wide)):
        after, _ = filled(workbook(tmp_path / f"{number}.xlsx", xml, table("B1:D2")))
        assert {key: values(after[SHEET])[key] for key in ("B4", "F2")} == {"B4": "TikTok", "F2": "=1+1"}
        assert 'dimension ref="B1:F4"' in after[SHEET]


def test_parts_in_utf_16_are_filled(tmp_path: Path) -> None:
    rows = f'<row r="1">{headers(1)}</row><row r="8"><c r="A8"><f>SUM($C$2:$C$2)</f></c></row>'
    names = '<definedNames><definedName name="figures">Data!$C$2:$C$2</definedName></definedNames>'
    path = workbook(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>", table("B1:D2"), names=names)
    every = parts(path)
    (part,) = (name for name in every if name.startswith("xl/tables/"))
    write_parts(path, every | {name: every[name].decode().encode("utf-16") for name in ("xl/workbook.xml", part)})
    after, _ = filled(path)
    assert ">Data!$C$2:$C$4<" in after["xl/workbook.xml"]
    assert 'ref="B1:D4"' in after[part]
    assert values(after[SHEET])["A8"] == "=SUM($C$2:$C$4)"
    with open_package(path) as package:
        edit = Edit(package)
        edit.recalculate_on_load()
        assert b'fullCalcOnLoad="1"' in edit.read("xl/workbook.xml")


def test_strict_workbooks_and_names_in_other_case(tmp_path: Path) -> None:
    sheet = f'<sheetData><row r="1">{headers(1)}</row></sheetData>'
    path = workbook(tmp_path / "a.xlsx", sheet, table("B1:D2", name="KPI_Platforms"))
    content = {name: data.replace(MAIN.encode(), STRICT.encode()) for name, data in parts(path).items()}
    write_parts(path, content)
    after, result = filled(path)
    assert (values(after[SHEET])["B4"], result.tables) == ("TikTok", ["KPI_Platforms"])


def test_ranges_in_names_extensions_and_newer_charts_follow(tmp_path: Path) -> None:
    own = "'گزارش ''۱'!"
    validation = f"<x14:formula1><xm:f>{own}$C$2:$C$2</xm:f></x14:formula1><xm:sqref>D2:D2</xm:sqref>"
    sheet = f'<sheetData><row r="1">{headers(1)}</row></sheetData><ignoredErrors><ignoredError sqref="C2 A1"/>'
    sheet += '</ignoredErrors><extLst><ext xmlns:x14="x14" xmlns:xm="xm"><x14:dataValidation>'
    sheet += f"{validation}</x14:dataValidation></ext></extLst>"
    local = {
        "_xlnm.Print_Area": f"{own}$B$1:$D$2,{own}$G$1:$G$9",
        "_xlnm.Print_Titles": f"{own}$B:$B,{own}$1:$1",
        "far": "[1]Data!$C$2:$C$2",
    }
    nodes = [f'<definedName name="{name}" localSheetId="0">{what}</definedName>' for name, what in local.items()]
    names = f"<definedNames>{''.join(nodes)}</definedNames>"
    data = f"<cx:numDim><cx:f>{own}$C$2:$C$2</cx:f></cx:numDim>"
    chart = f'<cx:chartSpace xmlns:cx="cx">{data}</cx:chartSpace>'
    path = workbook(tmp_path / "a.xlsx", sheet, table("B1:D2"), names=names, name="گزارش '۱", charts__chartEx1=chart)
    target = tmp_path / "filled.xlsx"
    fill_file(path, target, {"platforms": THREE})
    after = {name: data.decode() for name, data in parts(target).items()}
    assert 'ignoredError sqref="C2:C4 A1"' in after[SHEET]
    assert "'گزارش ''۱'!$C$2:$C$4</xm:f>" in after[SHEET]
    assert "<xm:sqref>D2:D4</xm:sqref>" in after[SHEET]
    assert "'گزارش ''۱'!$B$1:$D$4,'گزارش ''۱'!$G$1:$G$9<" in after["xl/workbook.xml"]
    assert "'گزارش ''۱'!$B:$B,'گزارش ''۱'!$1:$1<" in after["xl/workbook.xml"]
    assert ">[1]Data!$C$2:$C$2<" in after["xl/workbook.xml"]
    assert "!$C$2:$C$4</cx:f>" in after["xl/charts/chartEx1.xml"]


def test_references_to_a_totals_row_move_with_it(tmp_path: Path) -> None:
    rows = f'<row r="1">{headers(1)}</row><row r="3" ht="40" customHeight="1">{text("B3", "Total")}'
    rows += '<c r="C3"><f>SUM($C$2:$C$2)</f></c></row><row r="8"><c r="A8"><f>C3+C2</f></c></row>'
    path = workbook(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>", table("B1:D3", totalsRowCount="1"))
    after, _ = filled(path)
    assert {key: values(after[SHEET])[key] for key in ("B5", "C5", "A8")} == {
        "B5": "Total", "C5": "=SUM($C$2:$C$4)", "A8": "=C5+C2",
    }  # fmt: skip
    assert 'row r="5" ht="40"' in after[SHEET]
    back, _ = filled(tmp_path / "filled.xlsx", Dataset({"platform": [], "reach": []}))
    assert {key: values(back[SHEET])[key] for key in ("B3", "C3", "A8")} == {
        "B3": "Total", "C3": "=SUM($C$2:$C$2)", "A8": "=C3+C2",
    }  # fmt: skip


def test_caches_of_categories_in_levels_and_of_newer_charts(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data")
    sheet.add_table("B1:C2", {"name": "kpi_platforms", "columns": [{"header": "platform"}, {"header": "reach"}]})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "=Data!$B$2:$C$2", "values": "=Data!$C$2:$C$2"})
    sheet.insert_chart("H2", chart)
    book.close()
    content = parts(path)
    content["xl/charts/chart1.xml"] = re.sub(
        rb"<c:cat>.*?</c:cat>",
        b"<c:cat><c:multiLvlStrRef><c:f>Data!$B$2:$C$2</c:f><c:multiLvlStrCache/></c:multiLvlStrRef></c:cat>",
        content["xl/charts/chart1.xml"],
        flags=re.DOTALL,
    )
    newer = (
        '<cx:chartSpace xmlns:cx="cx"><cx:numDim type="val"><cx:f>Data!$C$2:$C$2</cx:f><cx:lvl ptCount="1">'
        '<cx:pt idx="0">9</cx:pt></cx:lvl></cx:numDim></cx:chartSpace>'
    )
    content["xl/charts/chartEx1.xml"] = newer.encode()
    override = (
        b'<Override PartName="/xl/charts/chartEx1.xml" ContentType="application/vnd.ms-office.chartex+xml"/></Types>'
    )
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(b"</Types>", override)
    write_parts(path, content)
    fill_file(path, tmp_path / "filled.xlsx", {"platforms": TWO}, build=True)
    after = {name: data.decode() for name, data in parts(tmp_path / "filled.xlsx").items() if "chart" in name}
    levels = re.findall(r"<c:lvl>(.*?)</c:lvl>", after["xl/charts/chart1.xml"])
    assert [re.findall("<c:v>(.*?)</c:v>", level) for level in levels] == [["7", "8"], ["TikTok", "Instagram"]]
    assert (
        '<cx:lvl ptCount="2"><cx:pt idx="0">7</cx:pt><cx:pt idx="1">8</cx:pt></cx:lvl>'
        in after["xl/charts/chartEx1.xml"]
    )


@pytest.mark.parametrize(
    "written", ["net_x000d__x000a_reach", "net_x000D__x000A_reach", "net_x000a_reach", "net&#10;reach"]
)
def test_a_header_of_two_lines_is_filled_however_a_program_writes_its_break(tmp_path: Path, written: str) -> None:
    rows = [["X", 1.0]]
    path = table_book(tmp_path / "a.xlsx", [("Data", "kpi_platforms", 0, 0, ("platform", "header"), rows)])
    rewrite(
        path, tmp_path / "b.xlsx", change_part("xl/tables/table1.xml", b'name="header"', f'name="{written}"'.encode())
    )
    dataset = Dataset({"platform": ["X", "TikTok"], "net_reach": [5.0, 6.0]})
    fill_file(tmp_path / "b.xlsx", tmp_path / "c.xlsx", {"platforms": dataset})
    assert [
        row[1] for row in openpyxl.load_workbook(tmp_path / "c.xlsx")["Data"].iter_rows(2, 3, values_only=True)
    ] == [5, 6]
