"""Texts of cells: what an owner sees in them, dates and whole numbers above all."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.cell_reader import CellReader
from kpi_excel.workbook.sheet.cell_text import CellTexts
from kpi_excel.workbook.sheet.sheet_data import SheetData
from tests.workbook.rich import package_of


def text(path: Path, value: Any, code: str | int = "General", date_1904: bool = False) -> str:
    """Write a value into a cell of its own, and give the text of the cell."""
    with xlsxwriter.Workbook(path, {"date_1904": date_1904}) as book:
        book.add_worksheet().write(1, 1, value, book.add_format({"num_format": code}))
    package = package_of(path)
    texts = CellTexts(package, CellReader(package), read_structure(package).date_1904)
    return texts.text(SheetData(package.read("xl/worksheets/sheet1.xml")).cell(2, 2))


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (date(2026, 9, 30), "yyyy-mm-dd", "2026-09-30"),
        (date(2026, 9, 30), 14, "2026-09-30"),  # the system's short date
        (date(2026, 9, 30), "[$-3000429]d mmmm yyyy", "2026-09-30"),
        (datetime(2026, 9, 30, 8, 30), "dd.mm.yy hh:mm", "2026-09-30 08:30"),
        (46295, "[h]:mm", "2026-09-30"),
        (46295, "General", "46295"),
        (46295, '#,##0 "days"', "46295"),  # letters of dates in a word
        (46295, "[Red]#,##0.00", "46295"),
        (46295, r"0\d", "46295"),
        (0.1 + 0.2, "0.0%", "0.3"),
        (12.0, "General", "12"),
        (-5, "yyyy-mm-dd", "-5"),  # no day that Excel counts
        ("yyyy", "@", "yyyy"),
        (True, "General", "TRUE"),
        ("", "General", ""),
        ("=1/B9", "General", "0"),  # XlsxWriter stores 0 for a formula
    ],
)
def test_what_a_cell_says(tmp_path: Path, value: Any, code: str | int, expected: str) -> None:
    assert text(tmp_path / "a.xlsx", value, code) == expected


def test_days_counted_from_1904(tmp_path: Path) -> None:
    assert text(tmp_path / "a.xlsx", date(2026, 9, 30), "yyyy-mm-dd", date_1904=True) == "2026-09-30"


def test_a_formula_without_a_value_is_shown_itself(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet()
    package = package_of(tmp_path / "a.xlsx")
    assert CellTexts(package, CellReader(package)).text(b'<c r="A1"><f>B1*2</f></c>') == "=B1*2"
