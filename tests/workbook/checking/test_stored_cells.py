"""Cells by sheet, row and column, as the file holds them and as they are shown."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.checking.stored_cells import StoredCells
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure


@pytest.fixture
def cells(tmp_path: Path) -> Iterator[StoredCells]:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("My data")
        columns = [{"header": "day"}, {"header": "reach", "total_function": "sum"}]
        sheet.add_table("B2:C5", {"columns": columns, "total_row": True})
        sheet.write_datetime("B3", date(2026, 9, 30), book.add_format({"num_format": "mmm yyyy"}))
        sheet.write_number("C3", 7, book.add_format({"num_format": 10}))  # Excel's own format number 10: 0.00%
        sheet.write_string("E3", "  spaced ")
        sheet.write_formula("E4", "=C3*2", None, 14)
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column("C:C", None, None, {"hidden": True})
    with open_package(path) as package:
        yield StoredCells(package, read_structure(package))


def test_values_and_texts(cells: StoredCells) -> None:
    assert "MY DATA" in cells
    assert "Other" not in cells
    assert [cells.value("my data", row, column) for row, column in ((3, 2), (3, 3), (4, 5), (9, 9))] == [
        46295,
        7,
        14,
        None,
    ]
    assert [cells.text("My data", row, column) for row, column in ((3, 5), (3, 3))] == ["spaced", ""]


def test_number_formats(cells: StoredCells) -> None:
    places = ((3, 2), (3, 3), (3, 5))
    assert [cells.number_format("My data", *place) for place in places] == ["mmm yyyy", "0.00%", "General"]


def test_hidden_rows_and_columns(cells: StoredCells) -> None:
    area = Area.parse("B3:C4")
    assert cells.shown("My data", area, only_visible=True) == [(3, 2)]
    assert cells.shown("My data", area, only_visible=False) == [(3, 2), (3, 3), (4, 2), (4, 3)]


def test_a_table_holds_its_body_only(cells: StoredCells) -> None:
    table = cells.table_at("my data", Area.parse("C3:C4"))
    assert table is not None
    assert table.columns == ("day", "reach")
    assert cells.table_at("My data", Area.parse("C2:C4")) is None  # with its header
    assert cells.table_at("My data", Area.parse("C4:C5")) is None  # with its totals
    assert cells.table_at("Other", Area.parse("C3")) is None
