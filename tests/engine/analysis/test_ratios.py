"""Ratios: which formulas are sums or quotients of sums."""

import pytest

from kpi_excel.engine.analysis.ratios import Ratio, split
from kpi_excel.model.formula import Formula


@pytest.mark.parametrize(
    ("text", "numerator", "denominator"),
    [
        ("a", {"a": 1}, {"": 1}),
        ("a + 2 * b - c / 4", {"a": 1, "b": 2, "c": -0.25}, {"": 1}),
        ("-(a - b)", {"a": -1, "b": 1}, {"": 1}),
        ("1000 * a / b", {"a": 1000}, {"b": 1}),
        ("100 * (a - b) / (a + b + c)", {"a": 100, "b": -100}, {"a": 1, "b": 1, "c": 1}),
        ("a / b * 100", {"a": 100}, {"b": 1}),
        ("a / b / 2", {"a": 0.5}, {"b": 1}),
        ("a / b - 1", {"a": 1, "b": -1}, {"b": 1}),
        ("1 - a / b", {"a": -1, "b": 1}, {"b": 1}),
        ("a / c - b / c", {"a": 1, "b": -1}, {"c": 1}),
        ("10 / (a / b)", {"b": 10}, {"a": 1}),
        ("+a * (2 * 3)", {"a": 6}, {"": 1}),
    ],
)
def test_formulas_that_are_sums_or_quotients_of_sums(
    text: str, numerator: dict[str, float], denominator: dict[str, float]
) -> None:
    ratio = split(Formula(text))
    assert ratio == Ratio(numerator, denominator)
    values = {"a": 7.0, "b": 3.0, "c": 11.0, "": 1.0}
    top, bottom = (sum(values[name] * one for name, one in side.items()) for side in (numerator, denominator))
    assert top / bottom == pytest.approx(Formula(text).evaluate(values), rel=1e-12)


@pytest.mark.parametrize(
    "text", ["a * b", "a / b / c", "a / (b * c)", "a / b + c", "a / b + c / a", "a + 1", "1", "a / (b + 1)", "1 / a",
             "(a + 1) / b", "(a / b) * c", "a / 0", "(a / b) / (c / a)", "a * (b / c)"],
)  # fmt: skip
def test_other_formulas_have_no_parts(text: str) -> None:
    assert split(Formula(text)) is None
