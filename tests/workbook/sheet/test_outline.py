"""Grouped columns and rows, opened and closed; what is hidden by hand stays hidden."""

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sheet.outline import close_rows, open_columns, open_rows
from kpi_excel.workbook.sheet.sheet_data import SheetData

COLUMNS = (
    '<cols><col min="1" max="1" width="9" hidden="1"/><col min="2" max="3" width="9" hidden="1" outlineLevel="1"/>'
    '<col min="4" max="4" collapsed="1"/><col min="7" max="8" hidden="1" outlineLevel="1"/></cols>'
)
ROWS = (
    '<row r="1" hidden="1"/><row r="2" ht="22" hidden="1" outlineLevel="1"><c r="A2"/></row>'
    '<row r="3" outlineLevel="1" hidden="1"/><row r="4" collapsed="1"/><row r="5" hidden="1" outlineLevel="1"/>'
)


def sheet() -> SheetData:
    xml = f'<worksheet xmlns="x">{COLUMNS}<sheetData>{ROWS}</sheetData></worksheet>'
    return SheetData(xml.encode())


def test_the_groups_of_an_area_are_opened() -> None:
    data = sheet()
    open_columns(data, Area(1, 1, 3, 3))
    open_rows(data, Area(1, 1, 3, 3))
    xml = data.serialize().decode()
    assert '<col min="1" max="1" width="9" hidden="1"/><col min="2" max="3" width="9" outlineLevel="1"/>' in xml
    assert '<col min="4" max="4"/><col min="7" max="8" hidden="1" outlineLevel="1"/>' in xml
    assert '<row r="1" hidden="1"/>' in xml
    assert '<row r="2" ht="22" outlineLevel="1"><c r="A2"/></row>' in xml
    assert 'r="5" hidden="1"' in xml
    assert data.hidden_rows() == [1, 5]
    assert "collapsed" not in xml


def test_rows_are_closed_again() -> None:
    data = sheet()
    open_rows(data, Area(1, 1, 3, 3))
    close_rows(data, Area(1, 1, 3, 3))
    close_rows(data, Area(1, 1, 3, 3))
    assert data.hidden_rows() == [1, 2, 3, 5]
    assert data.row(2).attributes.count(b"hidden") == 1
