"""Validations are found by their cells and added where the format wants them."""

import pytest

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.sheet.validations import add_validations, cells_of, over, validation_of

ONE = b'<dataValidation type="list" sqref="B5:B9 D5"><formula1>x</formula1></dataValidation>'
NEW = b'<dataValidation type="any" prompt="p" sqref="F5:F9"/>'


def sheet(behind: bytes) -> SheetData:
    return SheetData(b'<worksheet xmlns="x"><sheetData/>' + behind + b"</worksheet>")


def test_a_cell_has_the_validation_that_covers_it() -> None:
    data = sheet(b'<dataValidations count="1">' + ONE + b"</dataValidations>")
    assert validation_of(data, 7, 2) == validation_of(data, 5, 4) == ONE
    assert validation_of(data, 10, 2) == b""
    assert str(cells_of(ONE)) == "B5:B9"
    assert over(NEW, Area(1, 1, 3, 1)) == NEW.replace(b"F5:F9", b"A1:A3")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'<dataValidations count="1">' + ONE + b"</dataValidations>", b'<dataValidations count="2">' + ONE + NEW),
        (b"<mergeCells/><pageMargins/>", b'<mergeCells/><dataValidations count="1">' + NEW),
        (b"", b'<dataValidations count="1">' + NEW + b"</dataValidations></worksheet>"),
    ],
)
def test_validations_stand_where_the_format_wants_them(before: bytes, after: bytes) -> None:
    data = sheet(before)
    add_validations(data, [NEW])
    assert after in data.serialize()


def test_no_validation_changes_nothing() -> None:
    data = sheet(b"<pageMargins/>")
    add_validations(data, [])
    assert not data.is_changed()
