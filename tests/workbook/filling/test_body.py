"""A table's body: formulas and texts of its owner keep their rows, dates count as the workbook counts."""

from datetime import date, datetime
from pathlib import Path

from kpi_excel.workbook.filling.fill import Dataset
from tests.workbook.filling.odd import SHEET, filled, headers, table, text, values, workbook
from tests.workbook.rich import THREE, TWO


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
