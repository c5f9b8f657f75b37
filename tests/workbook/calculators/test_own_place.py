"""Own place: rows and columns counted up to a formula's own cell, by hand and in the engine."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.calculators.own_place import counted
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from tests.workbook.books import change_part, rewrite


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("ROWS(C$2:C5)", "(ROW()-1)"),  # 4 in row 5, 5 in row 6
        ("ROWS(C5:C$9)", "(10-ROW())"),  # 5 in row 5, 4 in row 6
        ("ROWS(C5:C9)", "5"),
        ("ROWS(C$5:C$9)", "5"),
        ("ROWS($C$5:C5)", "(ROW()-4)"),
        ("ROW(C5)+ROW($C$5)", "ROW()+5"),
        ("COLUMNS($A5:C5)", "COLUMN()"),  # 3 in C, 4 in D
        ("COLUMNS($B5:C5)", "(COLUMN()-1)"),
        ("column(C5)", "COLUMN()"),
        ("ROWS(C$2:C4)", "ROWS(C$2:C4)"),  # not its own cell
        ("ROW(C$2:C5)", "ROW(C$2:C5)"),  # four numbers
        ("ROWS(Data!C$2:C5)", "ROWS(Data!C$2:C5)"),
        ('"ROWS(C$2:C5)"', '"ROWS(C$2:C5)"'),
    ],
)
def test_what_is_counted_up_to_c5(formula: str, expected: str) -> None:
    assert counted(formula, 5, 3) == expected


def test_the_engine_numbers_a_list(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_column("A2", [30, 10, 20])
        for row in (2, 3):
            sheet.write_formula(f"B{row}", f"=SMALL(A$2:A$4,ROWS(B$2:B{row}))")
    shared = b'<c r="C2"><f t="shared" ref="C2:C3" si="0">ROWS(C$2:C2)*ROW(C2)</f></c>'
    below = b'<c r="C3"><f t="shared" si="0"/></c>'
    other = change_part(
        "xl/worksheets/sheet1.xml", rb'(<c r="B2".*?</c>)(.*?)(<c r="B3".*?</c>)', rb"\1%b\2\3%b" % (shared, below)
    )
    found = CELLRUNE.calculate(rewrite(path, tmp_path / "shared.xlsx", other).read_bytes(), date(2026, 9, 30)).formulas
    assert found == {
        ("Data", 2, 2): 10,
        ("Data", 3, 2): 20,
        ("Data", 2, 3): 2,  # first of the list, in row 2
        ("Data", 3, 3): 6,  # second of the list, in row 3
    }
