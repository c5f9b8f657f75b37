"""Drivers: effects by hand, sums that hold for any numbers, and what counts as a part."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kpi_excel as kx
from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.analysis.drivers import COLUMNS, MOST, amount_parts, drivers_frame, rate_parts
from kpi_excel.engine.compute import compute
from kpi_excel.engine.results import Results
from tests.engine.rows import Rows, few, tables
from tests.support import inputs

ALL = measures_of(KPIS.values())
EXAMPLE = Path(__file__).parents[3] / "examples" / "example.en.xlsx"
number = st.integers(-50, 5000) | st.just(0) | st.floats(-1e6, 1e6)
weight = st.integers(0, 5000) | st.just(0)


def run(rows: Any, **values: Any) -> Results:
    return compute(inputs(rows, **{"trend_length": 2, **values}), KPIS, ALL, TABLES)


def found(results: Results, comparison: str = "previous") -> Any:
    report = results.periods.report
    before = report.last_year() if comparison == "last_year" else report.previous()
    return drivers_frame(
        results.slices, results.frames, results.kpis.values(), results.measures, TABLES, before, report
    )


def part(table: Any, kpi: str, dimension: str = "platform") -> Any:
    return table[(table["kpi"] == kpi) & (table["dimension"] == dimension)].set_index("part")


def arrays(*lists: list[float]) -> tuple[Any, ...]:
    return tuple(np.array(one, float) for one in lists)


def test_amounts_contribute_their_own_change() -> None:
    effects = amount_parts(*arrays([10, 0, 5], [12, 7, 0]))
    assert effects.contribution.tolist() == [2, 7, -5]
    assert np.isnan([effects.mix, effects.rate]).all()


def test_simpsons_paradox_is_told_rightly() -> None:
    # A: 10 of 100 = 0.10 -> 108 of 900 = 0.12; B: 360 of 900 = 0.40 -> 45 of 100 = 0.45. Every rate rises, yet
    # the whole falls: 370/1000 = 0.37 -> 153/1000 = 0.153, change -0.217.
    # Weights A 0.1 -> 0.9, B 0.9 -> 0.1, means 0.5. Rate effects: 0.5 * 0.02 = 0.01 and 0.5 * 0.05 = 0.025.
    # Mean of the wholes 0.2615. Contribution A: 0.108 - 0.010 - 0.8 * 0.2615 = -0.1112;
    # B: 0.045 - 0.360 + 0.8 * 0.2615 = -0.1058. Mix A -0.1212, B -0.1308.
    effects = rate_parts(*arrays([10, 360], [100, 900], [108, 45], [900, 100]))
    np.testing.assert_allclose(effects.rate, [0.01, 0.025], rtol=1e-12)
    np.testing.assert_allclose(effects.contribution, [-0.1112, -0.1058], rtol=1e-12)
    np.testing.assert_allclose(effects.mix, [-0.1212, -0.1308], rtol=1e-12)
    assert effects.contribution.sum() == pytest.approx(0.153 - 0.37, rel=1e-12)
    assert effects.mix.sum() < -effects.rate.sum() < 0


def test_new_and_vanished_parts_and_zero_denominators_have_no_rate_effect() -> None:
    # A 2/4 -> gone, B 1/4 -> 3/4 (from 0.25 to 0.75), C new 1/2, D conversions without clicks: 1/0 -> 2/0.
    # Whole: 4/8 = 0.5 -> 6/6 = 1, mean 0.75. Weights A 1/2 -> 0, B 1/2 -> 2/3, C 0 -> 1/3, D 0.
    # A: 0 - 2/8 + 1/2 * 0.75 = 0.125; B: 3/6 - 1/8 - 1/6 * 0.75 = 0.25; C: 1/6 - 1/3 * 0.75 = -1/12;
    # D: 2/6 - 1/8 = 5/24. Rate effect of B: 7/12 * 0.5 = 7/24.
    effects = rate_parts(*arrays([2, 1, 0, 1], [4, 4, 0, 0], [0, 3, 1, 2], [0, 4, 2, 0]))
    np.testing.assert_allclose(effects.contribution, [0.125, 0.25, -1 / 12, 5 / 24], rtol=1e-12)
    np.testing.assert_allclose(effects.rate, [0, 7 / 24, 0, 0], rtol=1e-12)
    assert effects.contribution.sum() == pytest.approx(0.5, rel=1e-12)
    assert np.isnan(rate_parts(*arrays([1], [0], [1], [2])).contribution).all()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.tuples(number, weight, number, weight), min_size=1, max_size=9))
def test_effects_add_up_whatever_the_numbers(parts: list[tuple[float, float, float, float]]) -> None:
    n0, d0, n1, d1 = np.array(parts, float).T
    if not d0.sum() or not d1.sum():
        return
    effects = rate_parts(n0, d0, n1, d1)
    size = np.abs(n0).sum() / d0.sum() + np.abs(n1).sum() / d1.sum()
    change = n1.sum() / d1.sum() - n0.sum() / d0.sum()
    assert abs(effects.contribution.sum() - change) <= 1e-9 * size
    np.testing.assert_allclose(effects.mix + effects.rate, effects.contribution, atol=1e-9 * size + 1e-300)


POSTS = [
    {"published": "2026-05-01 10:00", "platform": "X", "format": "photo", "likes": 10, "reach": 100},
    {"published": "2026-05-01 10:00", "platform": "Instagram", "format": "reel", "likes": 36, "reach": 90},
    {"published": "2026-08-01 10:00", "platform": "X", "format": "photo", "likes": 108, "reach": 900,
     "campaign": "Eid"},
    {"published": "2026-08-01 10:00", "platform": "TikTok", "format": "video", "likes": 6, "reach": 10},
    {"published": "2026-08-02 10:00", "platform": "Instagram", "likes": 4, "reach": 10},
]  # fmt: skip


def test_platforms_by_hand() -> None:
    table = found(run({"posts": POSTS}))
    assert tuple(table.columns) == COLUMNS
    likes = part(table, "likes")  # X 10 -> 108, Instagram 36 -> 4, TikTok 0 -> 6: 46 -> 118, change 72
    assert likes[["before", "after", "contribution", "rank"]].to_numpy().tolist() == [
        [10, 108, 98, 1],
        [36, 4, -32, 2],
        [0, 6, 6, 3],
    ]
    assert likes.index.tolist() == ["X", "Instagram", "TikTok"]
    assert set(likes["change"]) == {72}
    assert likes["share"].tolist() == [98 / 72, -32 / 72, 6 / 72]
    assert likes[["mix_effect", "rate_effect"]].isna().all(axis=None)
    # 46/190 -> 118/920. X: 0.10 -> 0.12, weights 100/190 -> 900/920, so the rate effect is their mean times 0.02.
    rate = part(table, "engagement_rate_by_reach")
    assert rate.loc["X", "rate_effect"] == pytest.approx((100 / 190 + 900 / 920) / 2 * 0.02, rel=1e-12)
    moved = (900 / 920 - 100 / 190) * (46 / 190 + 118 / 920) / 2
    assert rate.loc["X", "contribution"] == pytest.approx(108 / 920 - 10 / 190 - moved, rel=1e-12)
    assert math.isnan(rate.loc["TikTok", "before"])
    assert (rate.loc["TikTok", "after"], rate.loc["TikTok", "rate_effect"]) == (0.6, 0)
    assert rate["contribution"].sum() == pytest.approx(118 / 920 - 46 / 190, rel=1e-12)


def test_posts_without_a_name_are_the_rest_and_come_last() -> None:
    table = found(run({"posts": POSTS}))
    formats = part(table, "likes", "format")
    assert formats["contribution"].to_dict() == {"photo": 98, "reel": -36, "video": 6, "": 4}
    assert formats.index[-1] == ""
    campaigns = part(table, "likes", "campaign")  # Eid 0 -> 108, the others 46 -> 10
    assert campaigns[["before", "after"]].to_numpy().tolist() == [[0, 108], [46, 10]]
    assert campaigns.index.tolist() == ["Eid", ""]


def test_the_smallest_parts_are_collected() -> None:
    days = {"2026-05-01 10:00": 1, "2026-08-01 10:00": 2}
    posts = [
        {"published": day, "platform": f"P{at}", "likes": 10 * at**2 * times, "reach": 100 * at}
        for day, times in days.items()
        for at in range(1, 9)
    ]
    table = found(run({"posts": posts}))
    likes = part(table, "likes")  # contributions 10 * at^2; the three smallest are 10 + 40 + 90
    assert likes.index.tolist() == ["P8", "P7", "P6", "P5", "P4", ""]
    assert likes.loc["", ["before", "after", "contribution", "rank"]].tolist() == [140, 280, 140, 6]
    rate = part(table, "engagement_rate_by_reach")  # the rest: 140 of 600 -> 280 of 600
    assert rate.loc["", ["before", "after"]].tolist() == [140 / 600, 280 / 600]


def test_costs_without_a_platform_are_the_rest() -> None:
    costs = [
        {"date": "2026-05-01", "platform": "X", "amount": 100},
        {"date": "2026-05-01", "amount": 50},
        {"date": "2026-08-01", "platform": "X", "amount": 120},
        {"date": "2026-08-01", "amount": 20},
    ]
    orders = [
        {"date": day, "platform": "X", "order_id": "1", "revenue": value}
        for day, value in (("2026-05-01", 300), ("2026-08-01", 350))
    ]
    table = found(run({"posts": POSTS, "costs": costs, "orders": orders}))
    assert part(table, "total_cost")["contribution"].to_dict() == {"X": 20, "": -30}
    roi = part(table, "return_on_investment")  # (300 - 150) / 150 = 1 -> (350 - 140) / 140 = 1.5
    assert roi["contribution"].sum() == pytest.approx(0.5, rel=1e-12)
    assert roi.loc["X", ["before", "after"]].tolist() == pytest.approx([2, 230 / 120])
    assert roi.loc["", ["before", "after"]].tolist() == [-1, -1]


def test_shares_of_what_only_the_whole_has_are_amounts() -> None:
    # The website's sessions have no platform: 10 + 30 of 200 -> 40 + 20 of 400.
    rows = {
        "website": [{"date": "2026-05-01", "sessions": 200}, {"date": "2026-08-01", "sessions": 400}],
        "traffic": [
            {"date": day, "platform": name, "sessions": value}
            for day, name, value in (
                ("2026-05-01", "X", 10), ("2026-05-01", "TikTok", 30),
                ("2026-08-01", "X", 40), ("2026-08-01", "TikTok", 20),
            )
        ],
    }  # fmt: skip
    table = part(found(run(rows)), "referral_traffic_share")
    assert table["contribution"].to_dict() == pytest.approx({"TikTok": 20 / 400 - 30 / 200, "X": 40 / 400 - 10 / 200})
    assert table["mix_effect"].isna().all()
    assert table["contribution"].sum() == pytest.approx(60 / 400 - 40 / 200, rel=1e-12)


def test_stocks_add_up_over_platforms_only_and_campaigns_of_ads_are_parts() -> None:
    rows = {
        "accounts": [
            {"date": day, "platform": name, "followers": count}
            for day, name, count in (
                ("2026-05-01", "X", 100), ("2026-08-01", "X", 130), ("2026-08-01", "TikTok", 5),
            )
        ],
        "ads": [
            {"date": "2026-05-01", "platform": "X", "campaign": "A", "spend": 10, "clicks": 10},
            {"date": "2026-08-01", "platform": "X", "campaign": "A", "spend": 30, "clicks": 20},
            {"date": "2026-08-01", "platform": "X", "spend": 5, "clicks": 10},
        ],
    }  # fmt: skip
    table = found(run(rows))
    assert part(table, "followers")["contribution"].to_dict() == {"X": 30, "TikTok": 5}
    assert set(table.loc[table["kpi"] == "followers", "dimension"]) == {"platform"}
    cost = part(table, "cost_per_click", "campaign")
    assert cost.loc["A", ["before", "after"]].tolist() == [1, 1.5]
    assert cost["contribution"].sum() == pytest.approx(35 / 30 - 1, rel=1e-12)
    assert part(table, "ad_spend", "campaign")["contribution"].to_dict() == {"A": 20, "": 5}


def test_kpis_that_do_not_add_up_or_have_no_value_have_no_rows() -> None:
    results = run({"posts": POSTS, "orders": [
        {"date": day, "platform": "X", "order_id": "1", "customer_id": "a", "revenue": 9}
        for day in ("2026-05-01", "2026-08-01")
    ]}, customer_lifespan_years=2)  # fmt: skip
    names = set(found(results)["kpi"])
    assert {"revenue", "average_order_value"} <= names
    assert not {"customer_lifetime_value", "posting_frequency", "median_response_time", "impressions"} & names
    assert found(results, "last_year").empty
    assert found(results, "last_year").dtypes["rank"] == np.dtype("int64")


def test_nothing_changed() -> None:
    again = [{**POSTS[0], "published": "2026-08-09 10:00"}, POSTS[0]]
    likes = part(found(run({"posts": again})), "likes")
    assert likes["contribution"].tolist() == [0]
    assert likes["share"].isna().all()


def assert_adds_up(results: Results, comparison: str = "previous") -> set[tuple[str, str]]:
    table = found(results, comparison)
    card: Any = results.scorecard.set_index("kpi")
    seen = set()
    for (kpi, dimension), rows in table.groupby(["kpi", "dimension"]):
        value, earlier = card.loc[kpi, "value"], card.loc[kpi, comparison]
        size = max(abs(value), abs(earlier), rows["contribution"].abs().max(), 1e-300)
        assert abs(rows["contribution"].sum() - (value - earlier)) <= 1e-9 * size, (kpi, dimension)
        assert rows["change"].tolist() == [value - earlier] * len(rows)
        assert rows["rank"].tolist() == list(range(1, len(rows) + 1))
        named = rows[rows["part"] != ""]
        assert len(named) <= MOST
        assert named["contribution"].abs().is_monotonic_decreasing
        effects = rows["mix_effect"] + rows["rate_effect"]
        expected = rows["after"] - rows["before"] if effects.isna().all() else effects
        np.testing.assert_allclose(rows["contribution"], expected, atol=1e-9 * size)
        seen.add((str(kpi), str(dimension)))
    return seen


@pytest.mark.slow
@few(25)
@given(rows=tables(most=9))
def test_contributions_add_up_on_random_tables(rows: Rows) -> None:
    results = run(rows)
    assert_adds_up(results)
    assert_adds_up(results, "last_year")


def test_the_example_adds_up_and_every_kpi_that_can_has_drivers() -> None:
    results = kx.compute(kx.read(EXAMPLE))
    for comparison in ("previous", "last_year"):
        seen = assert_adds_up(results, comparison)
        without = set(KPIS) - {kpi for kpi, dimension in seen if dimension == "platform"}
        assert without == {"customer_lifetime_value", "median_response_time", "posting_frequency"}
        assert {("cost_per_click", "campaign"), ("engagement_rate", "format"), ("likes", "campaign")} <= seen


def test_other_data_frame_libraries_give_the_same() -> None:
    polars: Any = pytest.importorskip("polars")
    given_inputs = inputs({"posts": POSTS}, trend_length=2)
    expected = found(compute(given_inputs, KPIS, ALL, TABLES))
    posts = polars.from_pandas(given_inputs.tables["posts"])
    other = compute(type(given_inputs)({"posts": posts}, given_inputs.settings), KPIS, ALL, TABLES)
    pd.testing.assert_frame_equal(found(other), expected)
