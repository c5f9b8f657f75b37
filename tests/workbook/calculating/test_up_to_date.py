"""After a filling every formula has its value, and what waits for Excel is said."""

from datetime import date
from pathlib import Path

import xlsxwriter

from kpi_excel.workbook.calculating.up_to_date import UpToDate, bring_up_to_date
from kpi_excel.workbook.calculators.calculator import BuildCalculator
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.filling.fill import fill
from kpi_excel.workbook.parts.edit import Edit, calculates_on_load
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from tests.workbook.rich import TWO


def brought(path: Path, *formulas: str, calculator: BuildCalculator | None = CELLRUNE) -> tuple[UpToDate, Edit]:
    """Fill a table, with formulas beside it, and bring the workbook up to date."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Data")
        sheet.add_table("A1:B2", {"name": "kpi_platforms", "columns": [{"header": "platform"}, {"header": "reach"}]})
        for row, formula in enumerate(formulas):
            sheet.write_formula(row, 3, formula, None, 0)
    with open_package(path) as package:
        edit = Edit(package)
        filled = fill(edit, read_structure(package), {"platforms": TWO})
        return bring_up_to_date(filled, date(2026, 9, 30), calculator), edit


def test_formulas_are_counted_and_those_without_a_value_too(tmp_path: Path) -> None:
    result, edit = brought(tmp_path / "a.xlsx", "=SUM(kpi_platforms[reach])", "=NOBODY(kpi_platforms[reach])")
    assert result == UpToDate(formulas=2, unavailable=1, waiting=())
    sheet = edit.read("xl/worksheets/sheet1.xml")
    assert b"<f>SUM(kpi_platforms[reach])</f><v>15</v>" in sheet
    assert b"<f>NOBODY(kpi_platforms[reach])</f></c>" in sheet
    assert calculates_on_load(edit.read("xl/workbook.xml"))


def test_nothing_is_calculated_without_a_calculator(tmp_path: Path) -> None:
    result, edit = brought(tmp_path / "a.xlsx", "=SUM(kpi_platforms[reach])", calculator=None)
    assert (result.formulas, result.unavailable) == (1, 1)
    assert b"<f>SUM(kpi_platforms[reach])</f></c>" in edit.read("xl/worksheets/sheet1.xml")
