"""Own marks: a copy that is calculated in a program's place has the marks that the workbook names."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.calculators.own_marks import with_own_marks
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.checking.verify import verify
from kpi_excel.workbook.formulas import SHOWN_MARKS

DAY = date(2026, 9, 30)


def book(path: Path, named: bool = True) -> Path:
    """Write a workbook that asks for both marks in B1 and B2, and stores a comma and a point as Indonesian has them."""
    with xlsxwriter.Workbook(str(path)) as file:
        sheet = file.add_worksheet("Own")
        for row, (name, own) in enumerate({"decimal": ",", "group": "."}.items()):
            sheet.write_string(row, 0, own)
            if named:
                file.define_name(f"kpi_{name}", f"=Own!$A${row + 1}")
            sheet.write_formula(row, 1, f"={SHOWN_MARKS[name]}", None, own)
        sheet.write_string(2, 0, SHOWN_MARKS["decimal"])
    return path


def test_the_engine_gives_the_workbook_s_marks(tmp_path: Path) -> None:
    formulas = CELLRUNE.calculate(book(tmp_path / "a.xlsx").read_bytes(), DAY).formulas
    assert (formulas["Own", 1, 2], formulas["Own", 2, 2]) == (",", ".")


def test_without_names_they_are_the_engine_s_own(tmp_path: Path) -> None:
    data = book(tmp_path / "a.xlsx", named=False).read_bytes()
    assert with_own_marks(data) is data
    formulas = CELLRUNE.calculate(data, DAY).formulas
    assert (formulas["Own", 1, 2], formulas["Own", 2, 2]) == (".", ",")


def test_every_engine_agrees_with_what_is_stored(tmp_path: Path) -> None:
    assert verify(book(tmp_path / "a.xlsx"), DAY).right


@pytest.mark.parametrize(("shown", "mark"), [("10,000", ","), ("10.000", "."), ("10 000", " "), ("10000", "")])
def test_a_region_may_have_any_mark_for_thousands_or_none(shown: str, mark: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as file:
        sheet = file.add_worksheet("Own")
        sheet.write_string(0, 0, shown)
        sheet.write_formula(0, 1, "=" + SHOWN_MARKS["group"].replace("FIXED(10000,0)", "A1"), None, mark)
    assert CELLRUNE.calculate(path.read_bytes(), DAY).formulas["Own", 1, 2] == mark
