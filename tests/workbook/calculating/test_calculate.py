"""Calculating: what the engine gives, what formulas see, and what it is not or cannot, said in a sentence."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.calculating.calculate import (
    UNAVAILABLE,
    Calculation,
    EngineRefusedError,
    Formatted,
    calculate,
    same,
)
from kpi_excel.workbook.cells import Area
from tests.workbook.books import change_part, rewrite

DAY = date(2026, 9, 30)


def book(path: Path, *formulas: str) -> Path:
    """Write 1 to 5 in A1:A5, a date in B1, and formulas below each other in E1, E2 ..."""
    with xlsxwriter.Workbook(str(path)) as file:
        sheet = file.add_worksheet("S")
        sheet.write_column(0, 0, [1, 2, 3, 4, 5])
        sheet.write_datetime(0, 1, DAY, file.add_format({"num_format": "mmm yyyy"}))
        file.define_name("as_long_as_its_data", "=OFFSET(S!$A$1,0,0,COUNT(S!$A:$A),1)")
        for row, formula in enumerate(formulas):
            sheet.write_formula(row, 4, f"={formula}")
    return path


def calculated(path: Path, *formulas: str) -> Calculation:
    return calculate(book(path, *formulas).read_bytes(), DAY)


def test_a_workbook_that_the_engine_cannot_read_is_named(tmp_path: Path) -> None:
    change = change_part("[Content_Types].xml", rb'application/[^"]*\.sheet\.main\+xml', b"application/x-none")
    odd = rewrite(book(tmp_path / "book.xlsx"), tmp_path / "odd.xlsx", change)
    with pytest.raises(EngineRefusedError, match="formulas cannot read this workbook: ") as found:
        calculate(odd.read_bytes(), DAY)
    assert "--no-calculate" in found.value.fix


def test_what_is_not_calculated_is_unknown() -> None:
    nothing = Calculation()
    assert nothing.read("S", Area(1, 1, 2, 1)) == [[UNAVAILABLE], [UNAVAILABLE]]
    assert not nothing.sources(("S", 1, 1)).certain
    assert nothing.formatted("S", Area(1, 1, 1, 1)) == {}
    assert nothing.tried("S", "1+1") is None


@pytest.mark.parametrize(
    ("formula", "areas", "certain"),
    [
        ("SUM(A1:A3)+B1", {Area(1, 1, 3, 1), Area(1, 2, 1, 2)}, True),
        ("GETPIVOTDATA(A2,A1)", {Area(1, 1, 1, 1), Area(2, 1, 2, 1)}, True),  # it is not known, what it sees is
        ('CELL("filename")', set(), True),
        ("OFFSET(A1,A1,0)", {Area(1, 1, 1, 1), Area(2, 1, 2, 1)}, True),
        ("no_such_name+A1", {Area(1, 1, 1, 1)}, False),
    ],
)
def test_what_a_formula_sees(formula: str, areas: set[Area], certain: bool, tmp_path: Path) -> None:
    found = calculated(tmp_path / "book.xlsx", formula).sources(("S", 1, 5))
    assert {area for _, area in found.areas} == areas
    assert found.certain is certain
    assert found.dynamic is formula.startswith("OFFSET")


def test_values_given_are_what_others_are_calculated_from(tmp_path: Path) -> None:
    calculation = calculated(tmp_path / "book.xlsx", 'CUBEVALUE("model","sales")', "E1*2", "A1")
    assert calculation.formulas["S", 2, 5] is UNAVAILABLE
    again = calculation.given({("S", 1, 5): 77.0})
    assert again.formulas["S", 2, 5] == 154.0  # 2 x 77
    assert again.formulas["S", 3, 5] == 1.0


def test_a_formula_is_tried_that_no_cell_holds(tmp_path: Path) -> None:
    calculation = calculated(tmp_path / "book.xlsx", "A1")
    tried = calculation.tried("S", "as_long_as_its_data")
    assert tried is not None
    assert tried[0] == [[1.0], [2.0], [3.0], [4.0], [5.0]]
    assert ("S", Area(1, 1, 5, 1)) in tried[1].areas
    assert calculation.tried("S", "no_such_name") is None
    assert calculation.formulas["S", 1, 5] == 1.0


def test_cells_are_given_as_they_are_shown(tmp_path: Path) -> None:
    found = calculated(tmp_path / "book.xlsx", "A1/3").formatted("S", Area(1, 1, 1, 6))
    assert found[1, 2] == Formatted("Sep 2026", "mmm yyyy")
    assert found[1, 1] == Formatted("1", "General")
    assert (1, 6) not in found


def test_values_are_the_same_within_the_tolerance() -> None:
    assert same(1.0, 1 + 1e-10)
    assert not same(1.0, 1 + 1e-8)
    assert same(float("nan"), float("nan"))
    assert not same(float("nan"), 0.0)
    assert same("", None)
    assert not same("a", "b")
    assert not same(0.0, "0")
