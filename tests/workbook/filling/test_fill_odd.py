"""Filling workbooks that are legal and odd: other programs' XML, several tables, filters, dates from 1904."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kpi_excel.errors import InputError
from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.filling.fill import Dataset, Filled
from kpi_excel.workbook.filling.widen import Extra
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.xml import CONTENT_TYPES, PACKAGE_RELATIONSHIPS, parse
from tests.workbook.books import change_part, rewrite, table_book
from tests.workbook.rich import MAIN, STRICT, THREE, TWO, fill_file, package_of, parts, write_parts

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"


def table(
    area: str, columns: Sequence[str] = ("platform", "reach", "Note"), inside: str = "", **attributes: str
) -> str:
    """Write a table part; a column may be ``name=formula``."""
    nodes = []
    for number, column in enumerate(columns, 1):
        name, _, formula = column.partition("=")
        child = f"<calculatedColumnFormula>{formula}</calculatedColumnFormula>" if formula else ""
        nodes.append(f'<tableColumn id="{number}" name="{name}">{child}</tableColumn>')
    values = {"id": "1", "name": "kpi_platforms", "displayName": "kpi_platforms", "ref": area, **attributes}
    values["displayName"] = values["name"]
    written = " ".join(f'{name}="{value}"' for name, value in values.items())
    inside += f'<tableColumns count="{len(nodes)}">{"".join(nodes)}</tableColumns>'
    return f'<table xmlns="{MAIN}" {written}>{inside}</table>'


def relationships(*targets: tuple[str, str]) -> str:
    """Write a relationships part from types and targets."""
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE_RELATIONSHIPS}">{links}</Relationships>'


def workbook(
    path: Path, sheet: str | bytes, *tables: str, names: str = "", properties: str = "", name: str = "Data", **more: str
) -> Path:
    """Write a package with one sheet; `more` are parts under ``xl`` by name with ``__`` for ``/`` and their suffix."""
    ids = "".join(f'<tablePart r:id="rId{number}"/>' for number in range(1, len(tables) + 1))
    if isinstance(sheet, str):
        ending = f'<tableParts count="{len(tables)}">{ids}</tableParts></worksheet>'
        sheet = f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheet}{ending}'.encode()
    overrides = "".join(
        f'<Override PartName="/xl/charts/{one}.xml" ContentType="application/vnd.{kind}+xml"/>'
        for one, kind in (
            ("chart1", "openxmlformats-officedocument.drawingml.chart"),
            ("chartEx1", "ms-office.chartex"),
        )
    )
    sheets = f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets>'
    links = [("table", f"../tables/table{number}.xml") for number in range(1, len(tables) + 1)]
    string = '<si><r><t>Tik</t></r><r><t>Tok</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si>'
    content = {
        "[Content_Types].xml": f'<Types xmlns="{CONTENT_TYPES}">{overrides}</Types>',
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}{sheets}{names}</workbook>',
        "xl/_rels/workbook.xml.rels": relationships(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": relationships(*links),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{string}</sst>',
    }
    content |= {f"xl/tables/table{number}.xml": one for number, one in enumerate(tables, 1)}
    content |= {f"xl/{part.replace('__', '/')}.xml": text for part, text in more.items()}
    encoded = {part: text.encode() for part, text in content.items()}
    return write_parts(path, encoded | {SHEET: sheet})


def text(address: str, value: str, attributes: str = "") -> str:
    return f'<c r="{address}"{attributes} t="inlineStr"><is><t>{value}</t></is></c>'


def headers(row: int, first: str = "B", names: Sequence[str] = ("platform", "reach", "Note")) -> str:
    return "".join(text(f"{chr(ord(first) + index)}{row}", name) for index, name in enumerate(names))


def filled(path: Path, dataset: Dataset = THREE, **others: Dataset) -> tuple[dict[str, str], Filled]:
    target = path.with_name("filled.xlsx")
    result = fill_file(path, target, {"platforms": dataset, **others})
    found = [str(one) for one in lint(package_of(target))]
    assert found == []
    return {name: data.decode() for name, data in parts(target).items()}, result


def values(xml: str) -> dict[str, str]:
    """Give what cells hold by address, formulas with ``=``."""
    found = {}
    for node in parse(xml.encode()).iter("{*}c"):
        formula = node.findtext("{*}f")
        content = f"={formula}" if formula else "".join(node.itertext())
        if content:
            found[node.get("r")] = content
    return found


def test_tables_without_a_header_row(tmp_path: Path) -> None:
    sheet = '<sheetData><row r="1"><c r="B1"/></row></sheetData>'
    after, _ = filled(workbook(tmp_path / "a.xlsx", sheet, table("B1:D1", headerRowCount="0")))
    assert values(after[SHEET])["B3"] == "TikTok"
    assert 'ref="B1:D3"' in after["xl/tables/table1.xml"]


def test_tables_side_by_side_grow_each_by_its_own(tmp_path: Path) -> None:
    rows = f'<row r="1">{headers(1, "A")}{headers(1, "F")}</row>'
    rows += f'<row r="2" ht="30" customHeight="1">{text("D2", "x")}</row>'
    rows += f'<row r="3" ht="50" customHeight="1">{text("D3", "beside")}</row>'
    other = table("F1:H2", name="kpi_other", id="2")
    path = workbook(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>", table("A1:C2"), other)
    after, _ = filled(path, THREE, other=TWO)
    assert values(after[SHEET])["A4"] == "TikTok"
    assert [values(after[SHEET]).get(one) for one in ("F2", "F3", "F4", "D3")] == [
        "TikTok",
        "Instagram",
        None,
        "beside",
    ]
    assert ['row r="3" ht="50"' in after[SHEET], 'row r="4" ht="30"' in after[SHEET]] == [True, True]
    less, _ = filled(tmp_path / "filled.xlsx", TWO, other=THREE)
    assert [values(less[SHEET]).get(one) for one in ("A4", "F4", "D3")] == [None, "TikTok", "beside"]
    assert ['ref="A1:C3"' in less["xl/tables/table1.xml"], 'ref="F1:H4"' in less["xl/tables/table2.xml"]] == [
        True,
        True,
    ]


def test_tables_one_below_the_other_are_both_named(tmp_path: Path) -> None:
    rows = f'<row r="1">{headers(1)}</row><row r="4">{headers(4)}</row>'
    other = table("B4:D5", name="kpi_other", id="2")
    path = workbook(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>", table("B1:D2"), other)
    with pytest.raises(
        InputError, match=r"table kpi_platforms on sheet 'Data' .* table kpi_other \(B4:D5\) stands below"
    ):
        filled(path)


@pytest.mark.parametrize("area", ["B2:C2", "C4:D5", "B3:B4"])
def test_merged_cells_in_a_body_are_refused(area: str, tmp_path: Path) -> None:
    rest = f'<sheetData><row r="1">{headers(1)}</row></sheetData>'
    rest += f'<mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'
    with pytest.raises(InputError, match=f"the merged cells {area} are in its way"):
        filled(workbook(tmp_path / "a.xlsx", rest, table("B1:D2")))


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


def test_shared_and_array_formulas_survive_rows_that_move(tmp_path: Path) -> None:
    rows = f'<row r="1">{headers(1)}</row>'
    rows += f'<row r="2">{text("B2", "X")}<c r="D2"><f t="shared" ref="D2:F3" si="0">C2*2</f></c></row>'
    rows += f'<row r="3">{text("B3", "Instagram")}<c r="D3"><f t="shared" si="0"/></c>'
    rows += '<c r="F3"><f t="shared" si="0"/></c></row>'
    rows += f'<row r="4">{text("B4", "TikTok")}<c r="D4" cm="1"><f t="array" ref="D4">SUM(C4)</f></c></row>'
    after, _ = filled(workbook(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>", table("B1:D4")), TWO)
    assert [values(after[SHEET])[one] for one in ("D2", "D3", "F3")] == ["=SUM(C2)", "=C3*2", "=E3*2"]
    assert 'shared"' not in after[SHEET]
    assert '<c r="D2" cm="1"><f t="array" ref="D2">' in after[SHEET]


def test_typed_formulas_move_as_in_sorting(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{headers(1)}</row><row r="2">{text("B2", "Instagram")}<c r="D2"><f>C2/SUM($C$2:$C$3)</f></c></row>'
    )
    rows += '<row r="3"><c r="B3" t="s"><v>0</v></c><c r="D3" vm="1"><v>5</v></c></row>'
    path = workbook(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>", table("B1:D3"))
    more = Dataset({"platform": ["a", "tiktok", "Instagram"], "reach": [1.0, 2.0, 3.0]})
    after, _ = filled(path, more)
    assert values(after[SHEET])["D4"] == "=C4/SUM($C$2:$C$4)"
    assert '<c r="D3" vm="1"><v>5</v></c>' in after[SHEET]
    assert "D2" not in values(after[SHEET])


def test_calculated_columns_with_relative_references_and_arrays(tmp_path: Path) -> None:
    xml = table("B1:D2", ("platform", "reach", "Double=C2*2")).replace("Formula>C2", 'Formula array="1">C2')
    rows = f'<row r="1">{headers(1, names=("platform", "reach", "Double"))}</row>'
    after, _ = filled(workbook(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>", xml))
    assert [values(after[SHEET])[f"D{row}"] for row in (2, 3, 4)] == ["=C2*2", "=C3*2", "=C4*2"]
    assert '<f t="array" ref="D3">' in after[SHEET]


def test_filters_are_cleared_and_their_rows_shown(tmp_path: Path) -> None:
    rows = f'<row r="1">{headers(1)}</row><row r="2" hidden="1" outlineLevel="1">{text("B2", "X")}</row>'
    rows += '<row r="9" hidden="1"/>'
    filters = (
        '<autoFilter ref="B1:D2"><filterColumn colId="0"><filters><filter val="Y"/></filters></filterColumn>'
        '<filterColumn colId="1" hiddenButton="1"/></autoFilter>'
        '<sortState ref="B2:D2"><sortCondition ref="C2:C2"/></sortState>'
    )
    path = workbook(
        tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>", table("B1:D2", inside=filters, insertRow="1")
    )
    after, result = filled(path)
    assert result.cleared_filters == ["kpi_platforms"]
    assert after[SHEET].count('hidden="1"') == 1
    assert after[SHEET].count('outlineLevel="1"') == 3
    part = after["xl/tables/table1.xml"]
    assert '<autoFilter ref="B1:D4"><filterColumn colId="1" hiddenButton="1"/></autoFilter>' in part
    assert '<sortState ref="B2:D4"><sortCondition ref="C2:C4"/></sortState>' in part
    assert "insertRow" not in part


def test_dates_count_from_1904_where_the_workbook_does(tmp_path: Path) -> None:
    header = headers(1, names=("platform", "reach", "day"))
    sheet = f'<sheetData><row r="1">{header}</row><row r="2"><c r="F2"/></row></sheetData>'
    names = "<definedNames><definedName name=\"kpi_brand\">'Data'!$F$2</definedName></definedNames>"
    path = workbook(tmp_path / "a.xlsx", sheet, table("B1:D2", ("platform", "reach", "day=TODAY()")),
                    properties='<workbookPr date1904="1"/>', names=names)  # fmt: skip
    days = Dataset({"platform": [date(2026, 9, 30)], "reach": [datetime(2026, 9, 30, 12)], "day": [date(2026, 9, 30)]})
    after, result = filled(path, days)
    assert [values(after[SHEET])[one] for one in ("B2", "C2")] == ["44833", "44833.5"]
    assert list(result.known.values()) == [44833]


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


def test_notes_move_with_their_boxes_and_buttons_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data")
    columns = [{"header": name} for name in ("platform", "reach", "Note")]
    sheet.add_table("B1:D3", {"name": "kpi_platforms", "columns": columns, "data": [["X", 1, "gone"], ["TikTok", 2]]})
    sheet.write_comment("C2", "about X")
    sheet.write_comment("C3", "about TikTok")
    sheet.insert_button("H2", {"caption": "Press"})
    book.close()
    after, result = filled(path, TWO)
    book_after = openpyxl.load_workbook(tmp_path / "filled.xlsx")
    assert book_after["Data"]["C2"].comment.text == "about TikTok"
    assert book_after["Data"]["C3"].comment is None
    drawing = after["xl/drawings/vmlDrawing1.vml"]
    assert (drawing.count("<v:shape "), drawing.count('ObjectType="Note"'), drawing.count('ObjectType="Button"')) == (
        2,
        1,
        1,
    )
    assert "<x:Row>1</x:Row>" in drawing
    assert sorted((loss.column, loss.text) for loss in result.losses) == [("Note", "gone"), ("reach", "about X")]


def test_a_widened_table_takes_its_merged_title_and_print_area_along(tmp_path: Path) -> None:
    extra = Extra(
        frozenset(("platform", "reach")), {"saves": None, "rate": lambda name: f"{name}[[#This Row],[saves]]/2"}
    )
    wide = Dataset({**THREE.columns, "saves": [1.0, 2.0, 3.0], "rate": [0.5, 1.0, 1.5]}, extra=(extra,))
    rows = f'<row r="1">{text("B1", "Title")}</row><row r="2">{headers(2)}</row>'
    merged = '<mergeCells count="1"><mergeCell ref="B1:D1"/></mergeCells>'
    name = '<definedName name="_xlnm.Print_Area" localSheetId="0">Data!$B$2:$D$3</definedName>'
    names = f"<definedNames>{name}</definedNames>"
    path = workbook(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>{merged}", table("B2:D3"), names=names)
    after, result = filled(path, wide)
    assert [values(after[SHEET])[one] for one in ("E2", "E5", "F4")] == [
        "saves",
        "3",
        "=kpi_platforms[[#This Row],[saves]]/2",
    ]
    assert 'mergeCell ref="B1:F1"' in after[SHEET]
    assert "Data!$B$2:$F$5<" in after["xl/workbook.xml"]
    assert list(result.known.values()) == [0.5, 1.0, 1.5]
    taken = (
        rows.replace(text("B1", "Title"), text("B1", "Title") + text("F1", "mine"))
        + f'<row r="3">{text("F3", "mine")}</row>'
    )
    path = workbook(tmp_path / "b.xlsx", f"<sheetData>{taken}</sheetData>", table("B2:D3"))
    with pytest.raises(
        InputError, match=r"kpi_platforms on sheet 'Data' needs columns as far as .*, but cell F3 beside"
    ):
        filled(path, wide)


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


@pytest.mark.parametrize("hidden", [[2], [3], [2, 3]])
def test_hidden_rows_of_a_filled_table_are_shown_and_said(tmp_path: Path, hidden: list[int]) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("Data")
    columns = [{"header": "platform"}, {"header": "reach"}]
    sheet.add_table("A1:B3", {"name": "kpi_platforms", "columns": columns, "data": [["X", 1], ["TikTok", 2]]})
    for row in (*hidden, 9):
        sheet.set_row(row - 1, None, None, {"hidden": True})
    book.close()
    filled = fill_file(tmp_path / "a.xlsx", tmp_path / "b.xlsx", {"platforms": THREE})
    assert filled.shown_rows == ["kpi_platforms"]
    rows = openpyxl.load_workbook(tmp_path / "b.xlsx")["Data"].row_dimensions
    assert [number for number in range(1, 10) if rows[number].hidden] == [
        9
    ]  # below the table: not the filling's matter
