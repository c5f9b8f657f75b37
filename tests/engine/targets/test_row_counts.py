"""The rows behind KPIs, counted by hand."""

from typing import Any

import pytest

from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.slices.aggregate import Axes, aggregate, platforms_of
from kpi_excel.engine.slices.derive import prepare
from kpi_excel.engine.targets.row_counts import counting_measures, rows_behind
from kpi_excel.model.coverage import Coverage, Days
from kpi_excel.model.period import Period
from tests.support import inputs

MEASURES = measures_of(KPIS.values())
ROWS: dict[str, list[dict[str, Any]]] = {
    "posts": [
        {"published": "2026-07-01 10:00", "platform": "X", "likes": 5, "reach": 100, "impressions": 200, "clicks": 3},
        {"published": "2026-07-02 10:00", "platform": "X", "likes": 5, "impressions": 200},
        {"published": "2026-07-03 10:00", "platform": "X", "reach": 100, "impressions": 200, "clicks": 1},
        {"published": "2026-08-03 10:00", "platform": "X", "likes": 5, "reach": 100, "impressions": 200, "clicks": 1},
    ],
    "accounts": [{"date": "2026-06-30", "platform": "X", "followers": 1000}],
    "traffic": [{"date": "2026-07-05", "platform": "X", "sessions": 50, "conversions": 2}],
    "requests": [
        {"received": "2026-07-05 10:00", "platform": "X", "first_response": "2026-07-05 10:30"},
        {"received": "2026-07-06 10:00", "platform": "X"},
    ],
    "orders": [
        {"date": "2026-07-05", "platform": "X", "order_id": "1", "customer_id": "a", "revenue": 10},
        {"date": "2026-07-06", "platform": "X", "order_id": "2", "customer_id": "a", "revenue": 20},
    ],
}


def rows(name: str) -> float:
    given = inputs(ROWS)
    kpi = KPIS[name]
    frames = prepare(given.tables, TABLES, given.settings)
    axes = Axes((Period.parse("2026-07"),), platforms_of(frames))
    every = {**MEASURES, **counting_measures([kpi], MEASURES)}
    return float(
        rows_behind(kpi, aggregate(frames, every, axes, TABLES, given.settings, Coverage({}, Days())))[0, 0, 0]
    )


@pytest.mark.parametrize(
    ("name", "expected", "arithmetic"),
    [
        ("engagement_rate_by_reach", 1, "of three posts in July one gives likes and reach"),
        ("click_through_rate", 2, "two posts give clicks and impressions"),
        ("average_response_time", 1, "one of two requests was answered"),
        ("median_response_time", 1, "the same for the median"),
        ("response_rate", 1, "the side that has fewer rows"),
        ("average_order_value", 2, "two orders"),
    ],
)
def test_rows_behind_a_rate(name: str, expected: float, arithmetic: str) -> None:
    assert rows(name) == expected, arithmetic
