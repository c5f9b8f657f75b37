"""With cellrune: what it gives, what formulas see, and what it cannot, said in a sentence."""

from pathlib import Path

import pytest

from kpi_excel.workbook.calculators.calculation import UNAVAILABLE, Calculation, Formatted
from kpi_excel.workbook.calculators.calculator import CalculatorRefusedError
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.cells import Area
from tests.workbook.books import change_part, rewrite
from tests.workbook.calculators.books import DAY, sheet_of


def calculated(path: Path, *formulas: str) -> Calculation:
    return CELLRUNE.calculate(sheet_of(path, *formulas).read_bytes(), DAY)


def test_a_workbook_that_the_engine_cannot_read_is_named(tmp_path: Path) -> None:
    change = change_part("[Content_Types].xml", rb'application/[^"]*\.sheet\.main\+xml', b"application/x-none")
    odd = rewrite(sheet_of(tmp_path / "book.xlsx"), tmp_path / "odd.xlsx", change)
    with pytest.raises(
        CalculatorRefusedError, match="cellrune, which calculates formulas, cannot read this workbook: "
    ) as found:
        CELLRUNE.calculate(odd.read_bytes(), DAY)
    assert "--no-calculate" in found.value.fix


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
