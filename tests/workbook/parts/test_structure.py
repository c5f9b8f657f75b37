from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.errors import FileError
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.reading.read import read
from tests.workbook.books import DAY, book, change_part, rewrite, structure, table_book, tables_of

WEBSITE = ("date", "sessions")


def test_sheets_in_their_order_with_hidden_ones(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"Start & more": [], "پست‌ها": [], "Old": []}, hidden=["Old"])
    found = [(sheet.name, sheet.part, sheet.hidden) for sheet in structure(path).sheets]
    assert found == [
        ("Start & more", "xl/worksheets/sheet1.xml", False),
        ("پست‌ها", "xl/worksheets/sheet2.xml", False),
        ("Old", "xl/worksheets/sheet3.xml", True),
    ]
    assert not structure(path).date_1904


def test_one_part_is_one_sheet(tmp_path: Path) -> None:
    """A workbook that lists its sheets 300 times took minutes to be filled."""
    path = book(tmp_path / "a.xlsx", {"Posts": [], "Ads": []})
    change = change_part("xl/workbook.xml", rb"(<sheets>.*?</sheets>)", rb"\1\1")
    with pytest.raises(FileError, match=r"its part xl/workbook\.xml cannot be understood"):
        structure(rewrite(path, tmp_path / "b.xlsx", change))


def test_the_date_system_of_1904(tmp_path: Path) -> None:
    assert structure(book(tmp_path / "a.xlsx", {"Posts": []}, date_1904=True)).date_1904


def test_a_table_with_its_area_and_columns(tmp_path: Path) -> None:
    path = table_book(tmp_path / "a.xlsx", [("Data", "website", 2, 1, ("date", "Line\nbreak"), [[DAY, 5], [DAY, 6]])])
    (table,) = tables_of(path)
    assert (table.name, table.part) == ("website", "xl/tables/table1.xml")
    assert table.area == Area(3, 2, 5, 3)
    assert table.columns == ("date", "Line\nbreak")
    assert (table.header_rows, table.totals_rows) == (1, 0)


def test_a_totals_row(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook = xlsxwriter.Workbook(path)
    workbook.add_worksheet("Data").add_table("A1:B4", {"name": "website", "total_row": True})
    workbook.close()
    assert [(table.header_rows, table.totals_rows) for table in tables_of(path)] == [(1, 1)]


def test_chart_sheets_are_no_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook = xlsxwriter.Workbook(path)
    workbook.add_worksheet("Data").write_row("A1", [1, 2])
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": "=Data!$A$1:$B$1"})
    workbook.add_chartsheet("Chart").set_chart(chart)
    workbook.close()
    assert [sheet.name for sheet in structure(path).sheets] == ["Data"]


@pytest.mark.parametrize("area", [b"A:B", b"nonsense", b""])
def test_an_impossible_area_is_damage(tmp_path: Path, area: bytes) -> None:
    source = table_book(tmp_path / "a.xlsx", [("Data", "website", 0, 0, WEBSITE, [[DAY, 5]])])
    change = change_part("xl/tables/table1.xml", rb' ref="A1:B2"', b' ref="%b"' % area)
    with pytest.raises(FileError) as caught:
        read(rewrite(source, tmp_path / "b.xlsx", change))
    assert caught.value.message == "b.xlsx is damaged: its part xl/tables/table1.xml cannot be understood."
    assert caught.value.fix == "Open it in Excel, let Excel repair it, and save it."


def test_strict_workbooks_are_read(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", {"Posts": [["published"]]})
    main, strict = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    path = rewrite(source, tmp_path / "b.xlsx", lambda _name, data: data.replace(main, strict))
    assert [sheet.name for sheet in structure(path).sheets] == ["Posts"]
