"""Comparisons over incomplete data, worked out by hand: what changes, and what does not."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.compute import compute
from kpi_excel.engine.coverage.common import Extent
from kpi_excel.engine.results import Results
from kpi_excel.model.coverage import Feed
from tests.support import inputs

ALL = measures_of(KPIS.values())
Rows = Mapping[str, Sequence[Mapping[str, Any]]]
CODES = ("data-end-early", "data-begin-late", "data-leave-out-days", "rows-to-come", "before-platform")


def days(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(number) for number in range((end - start).days + 1)]


def orders(first: str, last: str, revenue: float, platform: str = "X") -> list[dict[str, Any]]:
    """One order a day."""
    return [
        {"date": day, "platform": platform, "order_id": f"{platform}{day}", "revenue": revenue}
        for day in days(first, last)
    ]


def posts(first: str, last: str, likes: float, platform: str, **more: Any) -> list[dict[str, Any]]:
    """One post a day, seen by a hundred people."""
    return [
        {"published": day, "platform": platform, "post_id": f"{platform}{day}", "likes": likes, "reach": 100, **more}
        for day in days(first, last)
    ]


def run(rows: Rows, today: date | None = None, **values: Any) -> Results:
    return compute(inputs(rows, **{"trend_length": 3, **values}), KPIS, ALL, TABLES, today)


def card(results: Results, kpi: str) -> dict[str, Any]:
    return dict(results.scorecard.set_index("kpi").loc[kpi])


def warned(results: Results) -> list[tuple[str, str, str, str]]:
    return [
        (issue.code, issue.values["table"], issue.values.get("platforms", ""), issue.values.get("days", ""))
        for issue in results.issues
        if issue.code in CODES
    ]


WHOLE = {
    "orders": orders("2026-01-01", "2026-09-30", 10),
    "posts": [*posts("2026-01-01", "2026-09-30", 3, "X"), *posts("2026-01-01", "2026-09-30", 1, "LinkedIn")],
}


def test_where_all_is_known_nothing_is_cut_and_nothing_is_said() -> None:
    results = run(WHOLE)
    assert results.compared.slices.empty
    assert warned(results) == []
    assert card(results, "revenue")["change"] == pytest.approx((920 - 910) / 910)  # 92 days against 91


def test_orders_that_end_on_10_august_are_not_compared_in_the_third_quarter() -> None:
    """41 of the second quarter's 91 days are known: 45 %. Today 410 against 910 reads as -55 %."""
    results = run({**WHOLE, "orders": orders("2026-01-01", "2026-08-10", 10)})
    found = card(results, "revenue")
    assert (found["value"], found["previous"]) == (410, 910)
    assert math.isnan(found["change"])
    assert results.comparisons["previous"]["revenue"].common.extent is Extent.NONE  # type: ignore[union-attr]
    assert warned(results) == [("data-end-early", "orders", "", "51")]  # 21 days of August and 30 of September


def test_orders_that_end_on_15_september_are_compared_on_the_days_before() -> None:
    """77 of 91 days are 85 %: 1 July to 15 September against 1 April to 16 June, at 12 a day after 10."""
    rows = [*orders("2026-01-01", "2026-06-30", 10), *orders("2026-07-01", "2026-09-15", 12)]
    results = run({**WHOLE, "orders": rows})
    found = card(results, "revenue")
    assert (found["value"], found["previous"]) == (77 * 12, 910)
    assert found["change"] == pytest.approx(0.2)  # 77 x 12 against 77 x 10
    sides = results.comparisons["previous"]["revenue"]
    assert (sides.now, sides.then) == (924, 770)
    assert sides.common is not None
    assert (len(sides.common.now), len(sides.common.then)) == (77, 77)
    assert warned(results) == [("data-end-early", "orders", "", "15")]


def test_what_was_not_cut_does_not_change() -> None:
    whole, cut = run(WHOLE), run({**WHOLE, "orders": orders("2026-01-01", "2026-08-10", 10)})
    same = [kpi for kpi, basis in whole.compared.bases.items() if "orders" not in basis]
    pd.testing.assert_frame_equal(
        whole.scorecard[whole.scorecard["kpi"].isin(same)], cut.scorecard[cut.scorecard["kpi"].isin(same)]
    )


def test_a_platform_whose_last_month_was_not_pasted_is_left_out_of_both_months() -> None:
    """X has 30 posts with 3 likes now and 31 before; LinkedIn's 31 of August stand against nothing in September."""
    rows = {"posts": [*posts("2026-01-01", "2026-09-30", 3, "X"), *posts("2026-01-01", "2026-08-31", 1, "LinkedIn")]}
    results = run(rows, report_period="2026-09")
    found = card(results, "likes")
    assert (found["value"], found["previous"]) == (90, 93 + 31)
    assert found["change"] == pytest.approx((90 - 93) / 93)  # today: (90 - 124) / 124
    common = results.comparisons["previous"]["likes"].common
    assert common is not None
    assert common.left_out == (Feed("posts", "LinkedIn"),)
    assert warned(results) == [("data-end-early", "posts", "LinkedIn", "30")]


def test_a_rate_leaves_the_platform_out_too() -> None:
    """Likes by reach: 3 of 100 on X. With LinkedIn's August it would have been 2 of 100 before."""
    rows = {"posts": [*posts("2026-01-01", "2026-09-30", 3, "X"), *posts("2026-01-01", "2026-08-31", 1, "LinkedIn")]}
    found = card(run(rows, report_period="2026-09"), "engagement_rate_by_reach")
    assert found["previous"] == pytest.approx(124 / 6200)
    assert found["change"] == pytest.approx(0)


def test_data_that_begin_inside_the_comparison_make_no_growth() -> None:
    """Orders from 20 June: 11 of 91 days. Today 920 against 110 reads as +736 %."""
    results = run({**WHOLE, "orders": orders("2026-06-20", "2026-09-30", 10)})
    found = card(results, "revenue")
    assert (found["value"], found["previous"]) == (920, 110)
    assert math.isnan(found["change"])
    assert warned(results) == [("data-begin-late", "orders", "", "80")]  # 30 days of April, 31 of May, 19 of June


@pytest.mark.parametrize("far", ["2026-11-02", "2062-09-01"])
def test_a_day_to_come_moves_nothing_but_a_warning(far: str) -> None:
    today = date(2026, 10, 1)
    late = {"date": far, "platform": "X", "order_id": "late", "revenue": 5}
    before = run(WHOLE, today, as_of=None, report_period="latest")
    after = run({**WHOLE, "orders": [*WHOLE["orders"], late]}, today, as_of=None, report_period="latest")
    assert after.periods == before.periods
    assert after.periods.as_of == date(2026, 9, 30)
    pd.testing.assert_frame_equal(after.slices, before.slices)
    pd.testing.assert_frame_equal(after.scorecard, before.scorecard)
    (issue,) = after.issues
    assert (issue.code, issue.values) == (
        "rows-to-come", {"table": "orders", "rows": "1", "today": "2026-10-01", "last": far}
    )  # fmt: skip


def test_costs_and_targets_may_be_planned() -> None:
    costs = [{"date": "2027-01-01", "amount": 100}]
    results = run({**WHOLE, "costs": costs}, date(2026, 10, 1), as_of=None)
    assert results.periods.as_of == date(2026, 9, 30)
    assert warned(results) == []


def test_where_all_days_are_to_come_the_clock_is_doubted() -> None:
    results = run(WHOLE, date(2020, 1, 1), as_of=None)
    assert results.periods.as_of == date(2026, 9, 30)


def test_a_row_before_its_platform_was_there_is_named_and_moves_nothing() -> None:
    odd = {"published": "1926-09-01", "platform": "LinkedIn", "post_id": "o", "likes": 1}
    results = run({**WHOLE, "posts": [*WHOLE["posts"], odd]})
    assert warned(results) == [("before-platform", "posts", "LinkedIn", "")]
    assert results.compared.slices.empty


def test_a_typed_row_ends_what_is_known() -> None:
    """Orders are complete up to 25 September: 87 of 91 days, although rows go on."""
    said = [{"table": "orders", "from": date(2026, 1, 1), "to": date(2026, 9, 25)}]
    given = inputs(WHOLE, trend_length=3)
    given.tables["coverage"] = pd.DataFrame(said)  # type: ignore[index]
    results = compute(given, KPIS, ALL, TABLES)
    assert card(results, "revenue")["change"] == pytest.approx(0)  # 87 x 10 against 87 x 10
    assert [issue.code for issue in results.issues] == ["coverage-rows-outside", "data-end-early"]
    assert results.issues[0].values["rows"] == "5"
    assert results.issues[1].severity == "note"  # only a few days


@pytest.mark.parametrize(
    ("table", "first", "last", "code"),
    [
        ("settings", "2026-01-01", "2026-09-30", "coverage-no-table"),
        ("orders", "2026-09-30", "2026-01-01", "coverage-backwards"),
        ("orders", "2026-01-01", "2026-12-31", "coverage-days-to-come"),
    ],
)
def test_what_cannot_be_so_is_named_and_changes_nothing(table: str, first: str, last: str, code: str) -> None:
    given = inputs(WHOLE, trend_length=3)
    row = {"table": table, "from": date.fromisoformat(first), "to": date.fromisoformat(last)}
    given.tables["coverage"] = pd.DataFrame([row])  # type: ignore[index]
    results = compute(given, KPIS, ALL, TABLES)
    assert [issue.code for issue in results.issues] == [code]
    assert results.compared.slices.empty


def test_over_several_tables_a_platform_is_left_out_of_all_of_them() -> None:
    """Return on investment of X alone: revenue 10 and 5 spent a day in both quarters, (920 - 460) / 460 = 1.

    TikTok's orders begin in August. With them and without their costs before, the return would seem to rise.
    """
    ads = [
        {"date": day, "platform": name, "spend": 5}
        for name in ("X", "TikTok")
        for day in days("2026-01-01", "2026-09-30")
    ]
    tiktok = orders("2026-08-01", "2026-09-30", 50, "TikTok")
    results = run({"orders": [*orders("2026-01-01", "2026-09-30", 10), *tiktok], "ads": ads})
    sides = results.comparisons["previous"]["return_on_investment"]
    assert (sides.now, sides.then) == pytest.approx((1, 1))
    assert sides.common is not None
    assert sides.common.left_out == (Feed("ads", "TikTok"), Feed("orders", "TikTok"))
    assert results.comparisons["previous"]["ad_spend"].common is None


def test_followers_are_compared_on_the_last_common_day() -> None:
    """Counted daily, 1,000 on 1 January and one more a day; the counts end on 20 September, ten days early.

    That is day 82 of the quarter: 20 September stands beside 21 June, 1,262 against 1,171.
    """
    rows = [
        {"date": day, "platform": "X", "followers": 1000 + number}
        for number, day in enumerate(days("2026-01-01", "2026-09-20"))
    ]
    results = run({**WHOLE, "accounts": rows})
    sides = results.comparisons["previous"]["followers"]
    assert (sides.now, sides.then) == (1262, 1171)
    assert results.comparisons["previous"]["net_new_followers"].now == 82


def test_compared_slices_say_what_they_are_about() -> None:
    rows = {"posts": [*posts("2026-01-01", "2026-09-30", 3, "X"), *posts("2026-01-01", "2026-08-31", 1, "LinkedIn")]}
    slices: Any = run(rows, report_period="2026-09").compared.slices.set_index("slice")
    now, then = slices.loc["2026-09|All|all|2026-08|posts"], slices.loc["2026-08|All|all|2026-09|posts"]
    assert (now["posts"], then["posts"], now["days"], then["days"]) == (30, 31, 30, 31)
    assert now["without"] == then["without"] == "LinkedIn"
    none = slices.loc["2026-09|LinkedIn|all|2026-08|posts"]
    assert math.isnan(none["posts"])


@pytest.mark.parametrize("missing", [1, 6, 14, 15, 20, 29])
def test_dropping_the_last_days_of_one_platform_moves_no_number_of_another(missing: int) -> None:
    """X has 3 likes a day and LinkedIn 1: 120 in September against 124 in August.

    LinkedIn may be silent for 14 days as if nothing happened; after that it has stopped and is left out: 90 against 93.
    """
    last = date(2026, 9, 30) - timedelta(missing)
    linkedin = posts("2026-01-01", last.isoformat(), 1, "LinkedIn")
    given = {"posts": [*posts("2026-01-01", "2026-09-30", 3, "X"), *linkedin]}
    before = run({"posts": WHOLE["posts"]}, report_period="2026-09")
    after = run(given, report_period="2026-09")
    whole, cut = (one.slices[one.slices["platform"] == "X"].reset_index(drop=True) for one in (before, after))
    pd.testing.assert_frame_equal(whole, cut)
    expected = 90 / 93 - 1 if missing > 14 else (120 - missing) / 124 - 1
    assert card(after, "likes")["change"] == pytest.approx(expected)


def test_a_typed_day_says_that_a_platform_is_not_silent() -> None:
    """With the day typed until which LinkedIn is complete, ten missing days are no zeros: it is left out at once."""
    rows = [*posts("2026-01-01", "2026-09-30", 3, "X"), *posts("2026-01-01", "2026-09-20", 1, "LinkedIn")]
    given = inputs({"posts": rows}, report_period="2026-09", trend_length=3)
    said = [{"table": "posts", "platform": "LinkedIn", "from": date(2026, 1, 1), "to": date(2026, 9, 20)}]
    given.tables["coverage"] = pd.DataFrame(said)  # type: ignore[index]
    results = compute(given, KPIS, ALL, TABLES)
    assert card(results, "likes")["change"] == pytest.approx(-1 / 31)
