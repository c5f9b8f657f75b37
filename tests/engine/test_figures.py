"""Figures: single numbers of slices, changes and targets, from results and by hand."""

import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import kpi_excel as kx
from kpi_excel.catalogue import KPIS
from kpi_excel.engine.figures import Figures, PeriodNames, Standing, figures_of
from kpi_excel.engine.results import Results
from kpi_excel.model.slice import Slice
from kpi_excel.model.target import Status

NOW, THEN = Slice("2026-Q3"), Slice("2026-Q2")
YEAR_AGO = Slice("2025-Q3")


@pytest.fixture(scope="module")
def results() -> Results:
    return kx.compute(kx.read(Path(__file__).parents[2] / "examples" / "example.en.xlsx"))


def by_hand(*standings: Standing) -> Figures:
    columns: dict[str, Sequence[Any]] = {
        "engagements": [30.0, 20.0, 40.0],
        "reach": [100.0, None, 200.0],
        "revenue": [150.0, 100.0, 0.0],
    }
    columns |= {"engagements_given_reach": [30.0, None, 40.0], "reach_given_engagements": [100.0, None, 200.0]}
    rows = {NOW: 0, THEN: 1, YEAR_AGO: 2}
    periods = [PeriodNames("2026-Q3", "Q3 2026", "2026-Q2", "2025-Q3")]
    return Figures(NOW, columns, rows, periods, KPIS, standings, date(2026, 8, 15))


def test_a_kpi_that_is_no_column_is_computed_from_its_measures() -> None:
    found = by_hand()
    assert found.value(KPIS["engagement_rate_by_reach"], NOW) == 0.3
    assert found.value(KPIS["engagements"], THEN) == 20
    for asked in (THEN, Slice("1999"), Slice("2026-Q3", "X")):  # no reach, no such slice
        assert math.isnan(found.value(KPIS["engagement_rate_by_reach"], asked))
    assert math.isnan(found.value(KPIS["click_through_rate"], NOW))  # its measures are not there


def test_changes_are_points_of_rates_and_fractions_of_amounts() -> None:
    found = by_hand()
    assert found.change(KPIS["engagements"], NOW, "previous") == 0.5
    assert found.change(KPIS["engagements"], NOW, "last_year") == -0.25
    assert found.change(KPIS["engagement_rate_by_reach"], NOW, "last_year") == pytest.approx(10)  # 30 % from 20 %
    assert math.isnan(found.change(KPIS["revenue"], NOW, "last_year"))  # from nothing
    assert math.isnan(found.change(KPIS["revenue"], THEN, "previous"))  # of a period that is not listed


def test_the_target_under_way_counts_before_the_one_due_last() -> None:
    def standing(start: date | None, due: date | None, status: str) -> Standing:
        return Standing("revenue", "All", "all", start, due, 100.0, status)

    past = standing(date(2026, 1, 1), date(2026, 6, 30), "missed")
    now = standing(date(2026, 7, 1), date(2026, 9, 30), "at risk")
    later = standing(date(2026, 10, 1), date(2026, 12, 31), "not started")
    assert by_hand(past, now, later).standing(KPIS["revenue"], NOW) is now
    assert by_hand(past, later, standing(None, None, "no data")).standing(KPIS["revenue"], NOW) is later
    assert by_hand(now).standing(KPIS["reach"], NOW) is None
    assert by_hand(now).standing(KPIS["revenue"], Slice("2026-Q3", "X")) is None


def test_figures_of_results_are_those_of_their_frames(results: Results) -> None:
    found = figures_of(results, {status: f"({status})" for status in Status})
    assert found.selected == NOW
    for row in results.scorecard.to_dict("records"):
        kpi = results.kpis[row["kpi"]]
        assert found.value(kpi, found.selected) == pytest.approx(row["value"], rel=1e-12, nan_ok=True)
        assert found.change(kpi, NOW, "previous") == pytest.approx(row["change"], rel=1e-12, nan_ok=True)
        assert found.change(kpi, NOW, "last_year") == pytest.approx(row["change_last_year"], rel=1e-12, nan_ok=True)
    followers = found.standing(KPIS["followers"], Slice("2026-Q3", "TikTok"))
    assert followers is not None
    assert followers.status == "(achieved)"
    assert followers.goal == results.targets.query("kpi == 'followers'")["goal_value"].iloc[0]
