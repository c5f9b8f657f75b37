"""What cells show: texts, shared ones too, and numbers."""

from pathlib import Path

import xlsxwriter

from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sharing.shown import shared_strings_part, shared_texts, shown
from tests.workbook.filling.odd import text, workbook


def test_texts_and_numbers_of_all_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        first, hidden = book.add_worksheet(), book.add_worksheet()
        first.write_string("A1", " TikTok ")
        first.write_formula("A2", '="a"&"<b"', None, "a<b")
        first.write_number("A3", 12.5)
        hidden.write_string("A1", "Secret")
        hidden.hide()
    with open_package(path) as package:
        values = shown(Edit(package), read_structure(package))
    assert values.texts >= {"tiktok", "a<b", "secret", "12.5"}
    assert values.numbers == {12.5}
    assert [values.has(name) for name in ("TIKTOK", "Secret ", "nobody")] == [True, True, False]


def test_texts_that_stand_in_their_cells(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", f'<sheetData><row r="1">{text("A1", "Own &amp; text")}</row></sheetData>')
    with open_package(path) as package:
        assert shared_strings_part(package) == "xl/sharedStrings.xml"
        assert len(shared_texts(package)) == 1
        assert "own & text" in shown(Edit(package), read_structure(package)).texts
