"""What LibreOffice leaves out of a workbook is put back when it is filled."""

import re
from pathlib import Path

import pytest

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.workbook.filling.filled import Dataset
from kpi_excel.workbook.filling.restore import restore
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.cell_formulas import formula_text
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import unescape
from tests import rings
from tests.workbook.books import Formula, table_book
from tests.workbook.rich import parts

DATASETS = {"platforms": Dataset({"platform": ["X"], "reach": [1.0]}, formulas={"reach": ["1+1"]})}
TABLE = "xl/tables/table1.xml"


def restored(path: Path) -> tuple[tuple[str, ...], bytes]:
    """Give the formulas of the columns as they are known and as the file has them now."""
    with open_package(path) as package:
        edit = Edit(package)
        (sheet,) = restore(edit, read_structure(package), DATASETS).sheets
        return sheet.tables[0].formulas, edit.read(TABLE)


@pytest.mark.parametrize(
    ("formulas", "expected"),
    [
        (["=B2*2", "=B3*2", "=B4*2"], "B2*2"),  # each of its own row
        (["=$B$1*2", "=$B$1*2", "=$B$1*2"], "$B$1*2"),
        (["=kpi_platforms[[#This Row],[likes]]"] * 3, "kpi_platforms[[#This Row],[likes]]"),
        (["=B2*2", "=B3*2", "=B3*2"], ""),  # one of them is another
        (["=B2*2", 7, "=B4*2"], ""),  # one of them is typed
        (["=#N/A", "=#N/A", "=#N/A"], ""),  # what LibreOffice makes of a missing value
    ],
)
def test_a_formula_that_all_rows_have_is_the_columns(tmp_path: Path, formulas: list[object], expected: str) -> None:
    rows = [["X", 1, Formula(one) if isinstance(one, str) else one] for one in formulas]
    path = table_book(tmp_path / "a.xlsx", [("Data", "kpi_platforms", 0, 0, ("platform", "likes", "Own"), rows)])
    found, xml = restored(path)
    assert found == ("", "", expected)
    assert re.findall(rb"<calculatedColumnFormula>([^<]*)", xml) == ([expected.encode()] if expected else [])


def test_a_column_whose_rows_get_formulas_of_their_own_has_none(tmp_path: Path) -> None:
    rows = [["X", Formula("=1+1")]]
    path = table_book(tmp_path / "a.xlsx", [("Data", "kpi_platforms", 0, 0, ("platform", "reach"), rows)])
    assert restored(path)[0] == ("", "")


def test_tables_that_are_not_filled_stay_byte_for_byte(tmp_path: Path) -> None:
    path = table_book(tmp_path / "a.xlsx", [("Data", "mine", 0, 0, ("a", "b"), [["X", Formula("=1+1")]])])
    assert restored(path)[1] == parts(path)[TABLE]


def formulas(path: Path) -> dict[tuple[str, int, int], str]:
    with open_package(path) as package:
        return {
            (sheet.name, row, column): _plain(formula_text(data) or "")
            for sheet in read_structure(package).sheets
            for row, column, data in SheetData(package.read(sheet.part)).formula_cells()
        }


def _plain(formula: str) -> str:
    """Write a formula in one of the ways that mean the same: LibreOffice calls constants, and writes numbers out."""
    return formula.replace("FALSE()", "FALSE").replace("TRUE()", "TRUE").replace("0.000000001", "1e-09")


def names(path: Path) -> dict[str, str]:
    found = re.findall(r'<definedName [^>]*?name="([^"]*)"[^>]*>([^<]*)', parts(path)["xl/workbook.xml"].decode())
    return {name: unescape(text) for name, text in found}


def test_a_dashboard_saved_by_libreoffice_keeps_every_formula_and_every_name(tmp_path: Path) -> None:
    rings.need(rings.libreoffice_absence())
    example = kx.write_input(example_tables(), tmp_path / "example.xlsx")
    built = kx.build(example, tmp_path / "dashboard.xlsx")
    saved = rings.recalculate(built.path, tmp_path / "saved")
    again = kx.build(example, tmp_path / "again.xlsx", saved)
    assert formulas(again.path) == formulas(built.path)
    assert names(again.path) == names(built.path)
    assert (again.formulas, again.unavailable, again.notices) == (built.formulas, 0, ())
