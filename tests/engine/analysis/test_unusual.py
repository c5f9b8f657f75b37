"""Unusual periods and posts, found where they were planted."""

import math
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.analysis.outliers import THRESHOLD
from kpi_excel.engine.analysis.unusual import COLUMNS, unusual_frame, unusual_periods
from kpi_excel.engine.compute import compute
from kpi_excel.engine.results import Results
from tests.support import inputs

ALL = measures_of(KPIS.values())


def run(rows: dict[str, list[dict[str, Any]]], **values: Any) -> Results:
    return compute(inputs(rows, **{"trend_length": 13, **values}), KPIS, ALL, TABLES)


def found(results: Results) -> Any:
    return unusual_frame(results.slices, results.frames, results.kpis, results.measures, results.periods)


def months(count: int, last_month: int = 9) -> list[date]:
    """List the middles of some months, oldest first, the last of 2026."""
    every = [2026 * 12 + last_month - 1 - back for back in reversed(range(count))]
    return [date(at // 12, at % 12 + 1, 15) for at in every]


LIKES = [10_000, 10_300, 10_400, 10_800, 10_700, 11_200, 11_300, 11_200, 11_800, 11_900, 12_000, 12_100, 20_000]


def likes(values: list[int], platform: str = "X", last_month: int = 9) -> list[dict[str, Any]]:
    days = months(len(values), last_month)
    return [
        {"published": f"{day} 10:00", "platform": platform, "likes": one}
        for day, one in zip(days, values, strict=True)
    ]  # fmt: skip


def test_an_unusual_period_is_named_for_its_platform_and_for_all() -> None:
    posts = [*likes(LIKES), *likes([50, 52, 51, 53, 50, 51, 52, 54, 53, 55, 52, 54, 55], "Instagram")]
    table = found(run({"posts": posts}))
    assert tuple(table.columns) == COLUMNS
    of_likes = table[table["kpi"] == "likes"]
    assert sorted(of_likes[["scope", "platform", "period", "side", "value"]].to_numpy().tolist()) == [
        ["period", "All", "2026-09", "above", 20_055],
        ["period", "X", "2026-09", "above", 20_000],
    ]
    assert of_likes["points"].tolist() == [13, 13]
    assert (of_likes["high"] < of_likes["value"]).all()
    assert (table["score"].abs() > THRESHOLD).all()
    assert table["score"].abs().is_monotonic_decreasing


SEASON = [19_000, *LIKES[1:12], 20_000, *[one + 1_000 for one in LIKES[1:12]], 21_500]  # each September is high


def test_what_was_as_high_in_the_same_month_of_last_year_is_not_unusual() -> None:
    short = found(run({"posts": likes(SEASON[1:])}))  # 24 months: last year's September is known, 25 points are not
    assert ("2026-09", "above") in set(zip(short["period"], short["side"], strict=True))
    assert "likes" not in set(found(run({"posts": likes(SEASON)}))["kpi"])
    lone = [*LIKES[:12], 11_500, *SEASON[13:]]  # last year's September was like other months
    table = found(run({"posts": likes(lone)}))
    assert "2026-09" in set(table[table["kpi"] == "likes"]["period"])


def test_weeks_have_no_season() -> None:
    days = [date(2026, 9, 28) - timedelta(weeks=back) for back in reversed(range(25))]
    posts = [
        {"published": f"{day} 10:00", "platform": "X", "likes": number}
        for day, number in zip(days, SEASON, strict=True)
    ]  # fmt: skip
    table = found(run({"posts": posts}, trend_period="week", report_period="2026-W40", as_of=date(2026, 10, 4)))
    assert "2026-W40" in set(table[table["kpi"] == "likes"]["period"])


def test_an_unfinished_period_of_a_flow_is_not_judged() -> None:
    low = [*LIKES[:-1], 3]
    whole = found(run({"posts": likes(low)}))
    assert "likes" in set(whole["kpi"])
    cut = found(run({"posts": likes(low)}, as_of=date(2026, 9, 20), report_period="latest"))
    assert "likes" not in set(cut["kpi"])
    assert {"2026-09"} >= set(cut["period"])  # nor does it make the whole months look odd


def test_rates_to_date_are_judged_once_half_of_the_period_is_over() -> None:
    posts = [
        {"published": f"{day.replace(day=3)} 10:00", "platform": "X", "likes": 50 + at % 3, "reach": 1000}
        for at, day in enumerate(months(13))
    ]
    posts[-1]["likes"] = 400
    for as_of, judged in ((date(2026, 9, 14), False), (date(2026, 9, 15), True)):
        table = found(run({"posts": posts}, as_of=as_of, report_period="latest"))
        assert ("engagement_rate_by_reach" in set(table["kpi"])) is judged


def test_growth_to_date_is_not_held_against_whole_months_and_stocks_are_not_judged() -> None:
    accounts = []
    count = 100_000
    for index, day in enumerate(months(13)):
        new = 3000 + 50 * (index % 3) if index < 12 else 9
        count += new
        accounts.append({"date": day, "platform": "X", "followers": count, "new_followers": new, "lost_followers": 0})
    whole = found(run({"accounts": accounts}))
    cut = found(run({"accounts": accounts}, as_of=date(2026, 9, 15), report_period="latest"))
    assert {"new_followers", "audience_growth_rate"} <= set(whole["kpi"])
    assert not {"new_followers", "audience_growth_rate", "followers"} & set(cut["kpi"])
    assert "followers" not in set(whole["kpi"])


def test_five_months_are_too_few_and_a_short_trend_too() -> None:
    results = run({"posts": likes([100, 101, 100, 101, 9000])})
    assert found(results).empty
    short = run({"posts": likes(LIKES)}, trend_length=5)
    assert found(short).empty
    assert found(short).dtypes["score"] == np.dtype(float)
    trend = run({"posts": likes(LIKES)}).periods
    assert unusual_periods(results.slices, {}, ALL, trend.trend(trend.report)).empty


def test_unusual_posts_are_held_against_their_platform_and_placement() -> None:
    # Median reach rate 0.05, logs of 1 + x / 0.05 near log 2; 0.5 is log 11 and far out, and so is 0.
    rates = [45, 46, 47, 48, 49, 50, 50, 51, 52, 53, 54, 55]
    days = months(13)
    posts = [
        {"published": f"{day} 09:00", "platform": "X", "post_id": f"{at}-{one}", "likes": one, "reach": 1000}
        for at, day in enumerate(days[:4])
        for one in rates
    ]
    posts += [
        {"published": f"{days[-1]} 09:00", "platform": "X", "post_id": "high", "likes": 500, "reach": 1000, "url": "u"},
        {"published": f"{days[-1]} 10:00", "platform": "X", "post_id": "low", "likes": 0, "reach": 1000},
        {"published": f"{days[-1]} 11:00", "platform": "X", "post_id": "usual", "likes": 53, "reach": 1000},
        {"published": f"{days[2]} 11:00", "platform": "X", "post_id": "earlier", "likes": 600, "reach": 1000},
        {"published": f"{days[-1]} 12:00", "platform": "X", "placement": "paid", "post_id": "ad", "likes": 1,
         "reach": 1000},
        {"published": f"{days[-1]} 12:00", "platform": "TikTok", "post_id": "few", "likes": 900, "reach": 1000},
    ]  # fmt: skip
    results = run({"posts": posts})
    table = found(results)
    table = table[table["scope"] == "post"].set_index("post_id")
    assert set(table.index) == {"high", "low"}
    high = table.loc["high"]
    assert (high["kpi"], high["platform"], high["period"], high["url"]) == (
        "engagement_rate_by_reach", "X", "2026-Q3", "u"
    )  # fmt: skip
    assert (high["value"], high["expected"], high["side"], high["points"]) == (0.5, 0.05, "above", 52)
    assert table.loc["low", "side"] == "below"
    assert table.loc["low", "url"] == ""
    # All 52 organic posts, as sorted rates in thousandths: the median is 50, so log 2 is the middle. The distances
    # |log(1 + x/50) - log 2| = |log((50 + x) / 100)|; the limits follow from their median.
    values = np.array([*rates * 4, 500, 0, 53, 600], float)
    distance = 1.4826 * np.median(np.abs(np.log((50 + values) / 100)))
    assert high["high"] == pytest.approx((100 * math.exp(3.5 * distance) - 50) / 1000, rel=1e-9)
    assert high["score"] == pytest.approx(math.log(550 / 100) / distance, rel=1e-9)


def test_at_most_five_posts_and_the_next_rate_where_reach_is_unknown() -> None:
    usual = [
        {"published": f"{day} 09:00", "platform": "X", "post_id": f"{day}{one}", "likes": one, "impressions": 1000}
        for day in months(13)
        for one in (20, 21, 22, 23)
    ]
    high = [
        {
            "published": f"2026-09-0{at} 09:00",
            "platform": "X",
            "post_id": str(at),
            "likes": 200 * at,
            "impressions": 1000,
        }
        for at in range(1, 8)
    ]
    reached: list[dict[str, Any]] = [
        {"published": "2026-09-01 09:00", "platform": "X", "post_id": "r", "likes": 1, "reach": 5}
    ]
    table = found(run({"posts": [*usual, *high, *reached]}))
    table = table[table["scope"] == "post"]
    assert table["post_id"].tolist() == ["7", "6", "5", "4", "3"]
    assert set(table["kpi"]) == {"engagement_rate_by_impressions"}


def test_posts_without_engagement_are_no_scale() -> None:
    posts = [
        {"published": f"2026-08-{day:02d} 09:00", "platform": "X", "post_id": str(day), "likes": 0, "reach": 100}
        for day in range(1, 30)
    ]
    posts.append({"published": "2026-08-30 09:00", "platform": "X", "post_id": "one", "likes": 60, "reach": 100})
    assert (found(run({"posts": posts}))["scope"] != "post").all()
