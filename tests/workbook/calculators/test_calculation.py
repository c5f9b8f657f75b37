"""A calculation: when two values are the same, and what is known without one."""

from kpi_excel.workbook.calculators.calculation import UNAVAILABLE, Calculation, same
from kpi_excel.workbook.cells import Area


def test_what_is_not_calculated_is_unknown() -> None:
    nothing = Calculation()
    assert nothing.read("S", Area(1, 1, 2, 1)) == [[UNAVAILABLE], [UNAVAILABLE]]
    assert not nothing.sources(("S", 1, 1)).certain
    assert nothing.formatted("S", Area(1, 1, 1, 1)) == {}
    assert nothing.tried("S", "1+1") is None


def test_values_are_the_same_within_the_tolerance() -> None:
    assert same(1.0, 1 + 1e-10)
    assert not same(1.0, 1 + 1e-8)
    assert same(float("nan"), float("nan"))
    assert not same(float("nan"), 0.0)
    assert same("", None)
    assert not same("a", "b")
    assert not same(0.0, "0")
