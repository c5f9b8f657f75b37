"""Widths, styles and groups of columns, written between those that a sheet has."""

import pytest

from kpi_excel.workbook.sheet.column_formats import ColumnFormat, column_formats, set_folded_columns
from kpi_excel.workbook.sheet.sheet_data import SheetData


def sheet(columns: str) -> SheetData:
    xml = f'<worksheet xmlns="x"><sheetFormatPr defaultRowHeight="15"/>{columns}<sheetData/></worksheet>'
    return SheetData(xml.encode())


def test_formats_are_read_column_by_column() -> None:
    data = sheet(
        '<cols><col min="1" max="2" width="9.5" style="3" customWidth="1"/><col max="4" min="4" width="7"/></cols>'
    )
    assert column_formats(data) == {1: ColumnFormat("9.5", "3"), 2: ColumnFormat("9.5", "3"), 4: ColumnFormat("7")}
    assert column_formats(sheet("")) == {}


@pytest.mark.parametrize(
    ("columns", "kept", "behind"),
    [
        ("", "", '<col width="9.140625" min="5" max="5" collapsed="1"/>'),
        ('<cols><col min="1" max="2" width="9"/></cols>', '<col min="1" max="2" width="9"/>', ""),
        (
            '<cols><col min="2" max="9" width="9" style="1"/></cols>',
            '<col min="2" max="2" width="9" style="1"/>',
            '<col min="5" max="5" width="9" style="1" collapsed="1"/><col min="6" max="9" width="9" style="1"/>',
        ),
        ("<cols/>", "", ""),
    ],
)
def test_new_columns_are_grouped_and_closed(columns: str, kept: str, behind: str) -> None:
    data = sheet(columns)
    set_folded_columns(data, 3, [ColumnFormat("12", "7"), ColumnFormat("")])
    new = (
        '<col min="3" max="3" width="12" style="7" customWidth="1" hidden="1" outlineLevel="1"/>'
        '<col min="4" max="4" width="9.140625" customWidth="1" hidden="1" outlineLevel="1"/>'
    )
    behind = behind or '<col width="9.140625" min="5" max="5" collapsed="1"/>'
    assert f"<cols>{kept}{new}{behind}</cols>" in data.serialize().decode()
    assert '<sheetFormatPr defaultRowHeight="15" outlineLevelCol="1"/>' in data.serialize().decode()
