"""Coverage: platforms that give one side of a ratio across tables are named."""

from datetime import date
from typing import Any

from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.compute import compute
from kpi_excel.errors import Severity
from kpi_excel.language.issues import message
from tests.engine.rows import Rows
from tests.support import inputs

ALL = measures_of(KPIS.values())
DAY = "2026-08-12"


def warnings(rows: Rows) -> set[tuple[Any, ...]]:
    found = compute(inputs(rows, trend_length=2), KPIS, ALL, TABLES).issues
    assert {issue.severity for issue in found if issue.code == "coverage"} <= {Severity.WARNING}
    return {(i.values["kpi"], i.values["missing"], i.values["platforms"]) for i in found if i.code == "coverage"}


def post(platform: str, **columns: Any) -> dict[str, Any]:
    return {"published": DAY, "platform": platform, **columns}


def visits(platform: str, **columns: Any) -> dict[str, Any]:
    return {"date": DAY, "platform": platform, **columns}


def test_platforms_with_one_side_are_named() -> None:
    rows = {
        "posts": [post("Instagram", likes=4), post("X", clicks=9), post("Facebook", clicks=3)],
        "traffic": [visits("Instagram", conversions=2), visits("X", conversions=1), visits("TikTok", conversions=1)],
    }
    found = warnings(rows)
    assert ("conversion_rate", "traffic_clicks", "Instagram, TikTok") in found
    assert ("conversion_rate", "conversions", "Facebook") in found
    assert not any(kpi == "engagement_rate_by_reach" for kpi, *_ in found)  # one table: paired by row


def test_a_platform_whose_ads_tell_no_clicks_is_named() -> None:
    rows = {
        "posts": [post("Instagram", clicks=4), post("X", clicks=9)],
        "ads": [{"date": DAY, "platform": "Instagram", "spend": 5, "impressions": 90}],
        "traffic": [visits("Instagram", conversions=2), visits("X", conversions=1)],
    }
    assert ("conversion_rate", "traffic_clicks", "Instagram") in warnings(rows)


def test_a_complete_ratio_carries_no_warning() -> None:
    rows = {
        "posts": [post("X", clicks=9), post("Instagram", clicks=0)],
        "traffic": [visits("X", conversions=1), visits("Instagram", conversions=1)],
    }
    assert not any(kpi == "conversion_rate" for kpi, *_ in warnings(rows))


def test_a_side_that_no_platform_gives_is_no_lopsided_ratio() -> None:
    rows = {"posts": [post("X", likes=9)], "traffic": [visits("X", conversions=1)]}
    assert not any(kpi == "conversion_rate" for kpi, *_ in warnings(rows))


def test_tables_without_platforms_are_no_side() -> None:
    rows: Rows = {
        "posts": [post("X")],
        "traffic": [visits("X", sessions=4)],
        "website": [{"date": DAY, "sessions": 90}],
    }
    assert not any(kpi == "referral_traffic_share" for kpi, *_ in warnings(rows))


def test_only_the_report_period_is_looked_at() -> None:
    rows = {
        "posts": [post("X", clicks=9)],
        "traffic": [visits("X", conversions=1), {"date": "2026-05-01", "platform": "TikTok", "conversions": 4}],
    }
    assert not any(kpi == "conversion_rate" for kpi, *_ in warnings(rows))


def test_a_report_period_without_data_is_named_with_the_days_that_have_some() -> None:
    rows = {"posts": [{"published": date(2026, 1, 5), "platform": "X", "likes": 1}]}
    given = inputs(rows, report_period="2026-Q3")
    results = compute(given, KPIS, measures_of(KPIS.values()), TABLES)
    (issue,) = results.issues
    assert issue.code == "period-without-data"
    assert message(issue) == (
        "The report period 2026-Q3 (2026-07-01 to 2026-09-30) has no data; the data run from 2026-01-05 to 2026-01-05."
    )
    january = inputs(rows, report_period="2026-01", as_of=date(2026, 1, 31))
    with_data = compute(january, KPIS, measures_of(KPIS.values()), TABLES)
    assert with_data.issues == ()
