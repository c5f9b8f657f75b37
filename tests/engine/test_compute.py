"""Results: every dataset is a selection of slices or posts, and plans are not data."""

import math
from dataclasses import FrozenInstanceError
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.compute import compute
from kpi_excel.engine.inputs import Inputs
from kpi_excel.engine.results import Results
from kpi_excel.engine.slices.selections import slices_of
from kpi_excel.errors import InputError, Issue, Severity
from kpi_excel.model.slice import Slice
from tests.support import frame, inputs, settings

ALL = measures_of(KPIS.values())
ROWS = {
    "posts": [
        {"published": "2025-08-01 10:00", "platform": "X", "likes": 40, "reach": 400},
        {"published": "2026-05-01 10:00", "platform": "X", "likes": 50, "reach": 1000},
        {"published": "2026-08-01 10:00", "platform": "X", "likes": 30, "reach": 500},
        {"published": "2026-09-01 10:00", "platform": "Instagram", "likes": 30, "reach": 250, "placement": "paid"},
    ]
}


@pytest.fixture(scope="module")
def results() -> Results:
    return compute(inputs(ROWS, trend_length=4), KPIS, ALL, TABLES)


def test_view_is_the_report_and_what_it_is_compared_with(results: Results) -> None:
    view = results.view
    assert view["view"].tolist() == ["current", "previous", "last_year"]
    assert view["slice"].tolist() == ["2026-Q3|All|all", "2026-Q2|All|all", "2025-Q3|All|all"]
    assert view["likes"].tolist() == [60, 50, 40]


def test_trend_ends_with_the_report_and_months_before_the_data_have_no_value() -> None:
    rows = {"posts": ROWS["posts"][2:]}
    trend = compute(inputs(rows, trend_length=4), KPIS, ALL, TABLES).trend
    assert trend["slice"].tolist() == [f"2026-{month:02d}|All|all" for month in (6, 7, 8, 9)]
    assert trend["likes"].tolist() == pytest.approx([math.nan, math.nan, 30, 30], nan_ok=True)


def test_platforms_are_all_and_each(results: Results) -> None:
    assert results.platforms[["platform", "likes"]].to_numpy().tolist() == [["All", 60], ["Instagram", 30], ["X", 30]]


def test_scorecard_has_a_row_per_kpi_with_its_changes(results: Results) -> None:
    card: Any = results.scorecard.set_index("kpi")
    assert card.index.tolist() == list(KPIS)
    likes, rate = card.loc["likes"], card.loc["engagement_rate_by_reach"]
    # Instagram begins in the report period and is left out: 30 of X now, 50 then. A year ago X was known from 1 August,
    # 61 of 92 days, which is too few to compare
    assert likes[["value", "previous", "change", "last_year"]].tolist() == [60, 50, -0.4, 40]
    assert math.isnan(likes["change_last_year"])
    assert likes["change_unit"] == "percent"
    assert rate["value"] == 60 / 750
    assert rate["change"] == pytest.approx(100 * (30 / 500 - 50 / 1000), rel=1e-12)  # X alone, too
    assert rate["change_unit"] == "percentage_points"
    assert card.loc["revenue", ["value", "previous", "change"]].isna().all()


def test_select_takes_any_part_of_the_slices(results: Results) -> None:
    assert len(results.select()) == len(results.slices)
    assert results.select("2026-Q3", "Instagram", "paid")["likes"].tolist() == [30]
    assert results.select("1999") .empty  # fmt: skip
    assert set(results.select(platform="X")["platform"]) == {"X"}


def test_a_slice_that_was_not_computed_is_a_row_without_values(results: Results) -> None:
    row = slices_of(results.slices, [Slice("1999-Q1")]).iloc[0]
    assert row["slice"] == "1999-Q1|All|all"
    assert math.isnan(row["likes"])


def test_datasets_are_copies(results: Results) -> None:
    before = results.slices.copy()
    for table in (results.view, results.trend, results.platforms, results.select()):
        table.loc[:, "likes"] = -1.0
    pd.testing.assert_frame_equal(results.slices, before)


def test_results_are_plain_data(results: Results) -> None:
    """They have no room for anything but what was put in, and nothing can be put in later."""
    assert not hasattr(results, "__dict__")
    with pytest.raises(FrozenInstanceError):
        results.slices = results.view  # type: ignore[misc]


def test_issues_of_the_inputs_stand_first() -> None:
    issue = Issue("empty-table", Severity.NOTE, values={"table": "ads"})
    given = inputs(ROWS, trend_length=1)
    found = compute(Inputs(given.tables, given.settings, issues=(issue,)), KPIS, ALL, TABLES).issues
    assert found[0] == issue


def test_targets_are_plans_and_neither_move_the_last_day_nor_add_a_platform() -> None:
    targets = pd.DataFrame({
        "kpi": ["likes"], "platform": ["Pinterest"], "start": [datetime(2027, 1, 1)], "due": [datetime(2027, 12, 31)]
    })  # fmt: skip
    given = Inputs({"posts": frame("posts", ROWS["posts"]), "targets": targets}, settings({"as_of": None}))
    found = compute(given, KPIS, ALL, TABLES)
    assert found.periods.as_of == date(2026, 9, 1)
    assert found.axes.platforms == ("All", "Instagram", "X")


def test_only_some_kpis() -> None:
    chosen = {name: KPIS[name] for name in ("likes", "engagement_rate_by_reach")}
    found = compute(inputs(ROWS, trend_length=1), chosen, measures_of(chosen.values()), TABLES)
    assert found.view["engagement_rate_by_reach"].iloc[0] == 60 / 750
    assert found.scorecard["kpi"].tolist() == list(chosen)


def test_nothing_to_compute_is_said() -> None:
    with pytest.raises(InputError, match="no dated rows"):
        compute(Inputs({}), KPIS, ALL, TABLES)


def test_slices_hold_every_measure_and_kpi_as_floats(results: Results) -> None:
    names: list[Any] = [*ALL, *KPIS]
    assert (results.slices[names].dtypes == np.dtype(float)).all()
    assert not np.isinf(results.slices[names].to_numpy()).any()
