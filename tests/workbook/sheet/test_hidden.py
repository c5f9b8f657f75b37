"""Hidden rows and columns, which charts leave out."""

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sheet.hidden import HiddenLines, hidden_lines
from kpi_excel.workbook.sheet.sheet_data import SheetData

SHEET = (
    b"<worksheet><cols><col min='1' max='1' hidden='1'/>"
    b'<col min="2" max="3" width="9"/><col hidden="1" min="4" max="5"/><col max="7" min="7" hidden="true"/></cols>'
    b'<sheetData><row r="1"/><row r="2" hidden="1"/><row r="3"/><row r="4" hidden="true"/></sheetData></worksheet>'
).replace(b"'", b'"')


def test_hidden_lines_are_read() -> None:
    lines = hidden_lines(SheetData(SHEET))
    assert lines == HiddenLines(frozenset({2, 4}), ((1, 1), (4, 5), (7, 7)))
    area = Area.parse("A1:G5")
    assert (lines.shown_rows(area), lines.shown_columns(area)) == ([1, 3, 5], [2, 3, 6])


def test_nothing_is_hidden_in_a_plain_sheet() -> None:
    assert hidden_lines(SheetData(b"<worksheet><sheetData/></worksheet>")) == HiddenLines()
