"""Every hand-computed case, from raw rows through the engine to measures and value."""

import math

import pytest

from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.compute import compute
from tests.support import Case, inputs, load_cases


@pytest.mark.parametrize("case", load_cases(), ids=str)
def test_rows_give_the_measures_and_the_value(case: Case) -> None:
    given = inputs(case.rows, **{"report_period": case.period, **case.settings})
    kpi = KPIS[case.kpi]
    results = compute(given, {kpi.name: kpi}, measures_of([kpi]), TABLES)
    found = results.select(case.period, case.platform, case.placement)
    assert len(found) == 1
    row = found.iloc[0]
    assert {name: row[name] for name in case.measures} == pytest.approx(dict(case.measures), rel=1e-12, nan_ok=True)
    assert row[case.kpi] == pytest.approx(case.expected, rel=1e-12, nan_ok=True), case.arithmetic


@pytest.mark.parametrize("case", load_cases(), ids=str)
def test_the_formula_gives_the_value(case: Case) -> None:
    value = KPIS[case.kpi].formula.evaluate(case.measures)
    assert value == pytest.approx(case.expected, rel=1e-12, nan_ok=True), case.arithmetic


def test_every_kpi_has_two_cases_and_one_without_a_value_where_it_divides() -> None:
    cases = load_cases()
    for kpi in KPIS.values():
        own = [case for case in cases if case.kpi == kpi.name]
        assert len(own) >= 2, kpi.name
        assert any(not math.isnan(case.expected) for case in own), kpi.name
        if kpi.formula.divides:
            assert any(math.isnan(case.expected) for case in own), kpi.name
