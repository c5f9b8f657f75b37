"""Changes: points for rates, percent for amounts, no value where nothing can be compared."""

import math

import pytest

from kpi_excel.catalogue import KPIS
from kpi_excel.engine.change import change, change_unit
from kpi_excel.model.kpi import ChangeUnit

NONE = math.nan


@pytest.mark.parametrize(
    ("unit", "now", "then", "expected"),
    [
        (ChangeUnit.PERCENTAGE_POINTS, 0.034, 0.03, 0.4),
        (ChangeUnit.PERCENTAGE_POINTS, 0.0, 0.25, -25),
        (ChangeUnit.PERCENTAGE_POINTS, 0.25, 0.0, 25),
        (ChangeUnit.POINTS, -20, 30, -50),
        (ChangeUnit.PERCENT, 150, 120, 0.25),
        (ChangeUnit.PERCENT, 0, 120, -1),
        (ChangeUnit.PERCENT, -50, -100, 0.5),  # a loss halved is an improvement
        (ChangeUnit.PERCENT, 50, -100, 1.5),
        (ChangeUnit.PERCENT, 5, 0, NONE),
        (ChangeUnit.PERCENT, 0, 0, NONE),
        (ChangeUnit.PERCENT, NONE, 4, NONE),
        (ChangeUnit.PERCENT, 4, NONE, NONE),
        (ChangeUnit.POINTS, 4, NONE, NONE),
        (ChangeUnit.PERCENTAGE_POINTS, NONE, 0.4, NONE),
    ],
)
def test_change(unit: ChangeUnit, now: float, then: float, expected: float) -> None:
    assert float(change(now, then, unit)) == pytest.approx(expected, rel=1e-12, nan_ok=True)


def test_change_of_arrays_is_that_of_their_values() -> None:
    found = change([150.0, 5.0, NONE], [120.0, 0.0, 1.0], ChangeUnit.PERCENT)
    assert found.tolist() == pytest.approx([0.25, NONE, NONE], nan_ok=True)


def test_rates_change_in_points_and_amounts_in_percent() -> None:
    assert change_unit(KPIS["engagement_rate"]) is ChangeUnit.PERCENTAGE_POINTS
    assert change_unit(KPIS["return_on_investment"]) is ChangeUnit.PERCENTAGE_POINTS
    assert change_unit(KPIS["net_promoter_score"]) is ChangeUnit.POINTS
    assert change_unit(KPIS["likes"]) is ChangeUnit.PERCENT
    assert change_unit(KPIS["average_response_time"]) is ChangeUnit.PERCENT
