"""The Python functions: every hand-computed case, what they take and refuse, and what they say about themselves."""

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kpi_excel.catalogue import KPIS
from kpi_excel.catalogue.declarations import declaration_of
from kpi_excel.functions import (
    CTR,
    ENGAGEMENT_RATE,
    NET_SENTIMENT,
)
from kpi_excel.language.texts import texts
from kpi_excel.model.kpi import Kpi
from tests.functions.calls import CASES, FORMULAS, function_of
from tests.support import Case


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_case_gives_its_value(case: Case) -> None:
    assert case.arguments is not None
    value = function_of(KPIS[case.kpi])(**case.arguments)
    if math.isnan(case.expected):
        assert value is None, case.arithmetic
    else:
        assert type(value) is float
        assert value == pytest.approx(case.expected, rel=1e-12), case.arithmetic


def test_every_kpi_has_a_case_with_arguments() -> None:
    assert {case.kpi for case in CASES} == set(KPIS)


@pytest.mark.parametrize("kpi", FORMULAS, ids=lambda kpi: kpi.name)
def test_all_cases_of_a_kpi_as_arrays(kpi: Kpi) -> None:
    cases = [case for case in CASES if case.kpi == kpi.name]
    optional = declaration_of(kpi, texts("en")).defaults
    columns: dict[str, list[Any]] = {
        name: [(case.arguments or {}).get(name, optional.get(name)) for case in cases] for name in kpi.arguments
    }
    expected = [case.expected for case in cases]
    for build in (list, lambda values: np.array(values, dtype=float), lambda values: pd.Series(values, dtype=float)):
        value = function_of(kpi)(**{name: build(column) for name, column in columns.items()})
        assert isinstance(value, np.ndarray)
        assert value.dtype == np.float64
        np.testing.assert_allclose(value, expected, rtol=1e-12)


def test_numbers_give_a_float() -> None:
    for value in (
        ENGAGEMENT_RATE(120, 2000, 3),
        ENGAGEMENT_RATE(np.int64(120), np.float32(2000), np.array(3)),
        ENGAGEMENT_RATE(Decimal(120), 2000.0, posts=3),
        ENGAGEMENT_RATE(followers=2000, posts=3, engagements=120),
    ):
        assert type(value) is float
        assert value == 0.02  # 120 / (2000 * 3)


def test_posts_are_one_unless_given() -> None:
    assert ENGAGEMENT_RATE(120, 2000) == 0.06
    assert ENGAGEMENT_RATE(120, 2000, None) is None


@pytest.mark.parametrize("kpi", [kpi for kpi in FORMULAS if kpi.plain_formula.divides], ids=lambda kpi: kpi.name)
def test_dividing_by_zero_is_no_value(kpi: Kpi) -> None:
    assert function_of(kpi)(**dict.fromkeys(kpi.arguments, 0)) is None


def test_zero_over_something_is_zero() -> None:
    assert CTR(0, 100) == 0.0
    assert NET_SENTIMENT(5, 5, 0) == 0.0
