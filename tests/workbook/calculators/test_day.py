"""The day: which formulas ask for it, and what stands in a copy in which it is written."""

from datetime import date
from pathlib import Path

import pytest

from kpi_excel.workbook.calculators.day import asks_the_day, with_day
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.formula_cells import all_formula_cells
from tests.workbook.books import change_part, rewrite
from tests.workbook.calculators.books import DAY, sheet_of


@pytest.mark.parametrize(
    ("formula", "asks"),
    [
        ("TODAY()", True),
        ("year( now( ) )", True),
        ('"TODAY()"&A1', False),
        ('""""&TODAY()', True),
        ("MY.TODAY()", False),
        ("TODAY(1)", False),
        ("_xlfn.TODAY()", False),
    ],
)
def test_formulas_that_ask_are_told_apart(formula: str, asks: bool) -> None:
    assert asks_the_day(formula) is asks


def test_the_day_is_written_into_cells_and_names(tmp_path: Path) -> None:
    data = with_day(sheet_of(tmp_path / "a.xlsx", 'TODAY()-NOW()&"NOW()"', "SUM(A1:A5)").read_bytes(), DAY)
    package = Package(data, "copy.xlsx")
    formulas = [one.text for one in all_formula_cells(package, read_structure(package)).values()]
    assert formulas == ['46295-46295&"NOW()"', "SUM(A1:A5)"]  # 30 September 2026
    assert b">46295</definedName>" in package.read(package.workbook_part)


def test_a_workbook_that_does_not_ask_keeps_its_bytes(tmp_path: Path) -> None:
    without = change_part("xl/workbook.xml", rb"TODAY\(\)", b"1")
    data = rewrite(sheet_of(tmp_path / "a.xlsx", "A1"), tmp_path / "b.xlsx", without).read_bytes()
    assert with_day(data, date(2001, 2, 3)) == data


def test_a_workbook_that_counts_from_1904_gets_its_own_number(tmp_path: Path) -> None:
    early = change_part("xl/workbook.xml", rb"<workbookPr ", b'<workbookPr date1904="1" ')
    data = rewrite(sheet_of(tmp_path / "a.xlsx", "TODAY()"), tmp_path / "b.xlsx", early).read_bytes()
    package = Package(with_day(data, DAY), "copy.xlsx")
    assert [one.text for one in all_formula_cells(package, read_structure(package)).values()] == [
        "44833"
    ]  # 46295 - 1462
