"""With IronCalc: what it gives, what is read from formulas because it does not say it, and what has no value then."""

from pathlib import Path

import pytest

from kpi_excel.workbook.calculators.calculation import UNAVAILABLE, Calculation, Formatted
from kpi_excel.workbook.calculators.calculator import CalculatorRefusedError
from kpi_excel.workbook.calculators.with_ironcalc import IRONCALC
from kpi_excel.workbook.cells import Area
from tests.workbook.books import change_part, rewrite
from tests.workbook.calculators.books import DAY, sheet_of


def calculated(path: Path, *formulas: str) -> Calculation:
    return IRONCALC.calculate(sheet_of(path, *formulas).read_bytes(), DAY)


def test_a_workbook_that_it_cannot_read_is_named(tmp_path: Path) -> None:
    change = change_part("xl/worksheets/sheet1.xml", rb"<sheetData>", b"<sheetData><row><c><f>")
    odd = rewrite(sheet_of(tmp_path / "book.xlsx"), tmp_path / "odd.xlsx", change)
    with pytest.raises(CalculatorRefusedError, match=r"IronCalc, .* cannot read this workbook: it could not") as found:
        IRONCALC.calculate(odd.read_bytes(), DAY)
    assert "--calculator" in found.value.fix


def test_cells_are_read_and_shown(tmp_path: Path) -> None:
    found = calculated(tmp_path / "book.xlsx", "A1/4", "NA()")
    assert found.formulas["S", 1, 5] == 0.25
    assert found.read("S", Area(1, 1, 2, 3)) == [[1.0, 46295.0, None], [2.0, None, None]]
    shown = found.formatted("S", Area(1, 1, 1, 6))
    assert shown[1, 2] == Formatted("Sep 2026", "mmm yyyy")
    assert shown[1, 1] == Formatted("1", "General")
    assert (1, 6) not in shown
    assert found.tables == {"t"}
    assert found.tried("S", "A1") is None


def test_what_rests_on_what_it_lacks_has_no_value(tmp_path: Path) -> None:
    """IFERROR takes IronCalc's own errors for Excel's."""
    found = calculated(
        tmp_path / "book.xlsx", 'CUBEVALUE("model","sales")', "IFERROR(E1,0)", "E2+1", "A1", 'INDIRECT("E2")'
    )
    assert [found.formulas["S", row, 5] for row in range(1, 6)] == [
        UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, 1.0, UNAVAILABLE,
    ]  # fmt: skip
    assert found.read("S", Area(2, 5, 4, 5)) == [[UNAVAILABLE], [UNAVAILABLE], [1.0]]
    again = found.given({("S", 1, 5): 77.0})
    assert [again.formulas["S", row, 5] for row in range(1, 6)] == [77.0, 77.0, 78.0, 1.0, 77.0]


def test_values_of_every_kind_are_given(tmp_path: Path) -> None:
    lacking = 'CUBEVALUE("model","sales")'
    found = calculated(tmp_path / "book.xlsx", lacking, "E1", lacking, "ISNA(E3)", lacking, 'E5&""', lacking, "NOT(E7)")
    given = {("S", 1, 5): None, ("S", 3, 5): float("nan"), ("S", 5, 5): "=1", ("S", 7, 5): True}
    again = found.given(given)
    assert [again.formulas["S", row, 5] for row in (2, 4, 6, 8)] == [0.0, True, "=1", False]


def test_how_far_an_array_spills_is_read(tmp_path: Path) -> None:
    found = calculated(tmp_path / "book.xlsx", "SORT(A1:A5,1,-1)")
    assert found.arrays == {("S", 1, 5): Area(1, 5, 5, 5)}
    assert found.read("S", Area(1, 5, 6, 5)) == [[5.0], [4.0], [3.0], [2.0], [1.0], [None]]


@pytest.mark.parametrize(
    ("formula", "doubted"),
    [
        ("SUM(OFFSET(A9,0,0,-7))", True),
        ("SUM(OFFSET(A9,0,0,7))", False),
        ('"OFFSET(A9,0,0,-7)"', False),
    ],
)
def test_what_it_takes_otherwise_than_excel_is_known(formula: str, doubted: bool) -> None:
    assert IRONCALC.misreads(formula) is doubted


def test_a_text_that_it_would_compare_with_numbers_finds_no_value(tmp_path: Path) -> None:
    """Excel passes over numbers where it looks for the next smaller text, and has #N/A or another row."""
    formulas = ('MATCH("z",A1:A5)', "MATCH(3.5,A1:A5,1)", 'LOOKUP("3",A1:A5)', "LOOKUP(9,A1:A5)", "IFERROR(E1,0)")
    found = calculated(tmp_path / "book.xlsx", *formulas)
    assert [found.formulas["S", row, 5] for row in range(1, 6)] == [UNAVAILABLE, 3.0, UNAVAILABLE, 5.0, UNAVAILABLE]
