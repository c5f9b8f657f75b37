"""Inputs of every shape: few and many platforms, months, targets and tables; small and huge numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

Row = dict[str, Any]
Tables = Mapping[str, Any]
PLATFORMS = (
    "Instagram", "Facebook", "X", "LinkedIn", "TikTok", "YouTube", "Pinterest", "Threads", "Aparat", "آپارات کودک",
)  # fmt: skip
LAST = date(2026, 9, 30)
_GOALS = (
    ("reach", "change", 0.1), ("engagement_rate", "value", 0.05), ("followers", "value", 40_000),
    ("click_through_rate", "at_least", 0.01), ("average_response_time", "at_most", 60), ("revenue", "value", 90_000),
    ("cost_per_click", "at_most", 0.5), ("net_promoter_score", "at_least", 30), ("conversions", "change", 0.2),
    ("share_of_voice", "value", 0.4),
)  # fmt: skip
_DATES = (
    (date(2026, 7, 1), date(2026, 9, 30)),
    (date(2026, 1, 1), date(2026, 12, 31)),
    (date(2026, 4, 1), date(2026, 6, 30)),
    (date(2026, 10, 1), date(2026, 12, 31)),
)


def months(count: int) -> list[date]:
    """Give the first days of the last months, the latest last."""
    numbers = range(LAST.year * 12 + LAST.month - count, LAST.year * 12 + LAST.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def tables(platforms: int = 2, length: int = 13, scale: float = 1, paid: bool = True) -> dict[str, list[Row]]:
    """Give rows of every table but targets, each month the same with a little more on every platform.

    Args:
        platforms: how many.
        length: months.
        scale: what counts and amounts are multiplied by; counts are at least 1.
        paid: whether there are ads, costs and paid posts.
    """
    found: dict[str, list[Row]] = {}
    for step, first in enumerate(months(length)):
        for place, platform in enumerate(PLATFORMS[:platforms]):
            for table, row in _month(first, step, place, scale):
                if paid or (table not in ("ads", "costs") and row.get("placement") != "paid"):
                    found.setdefault(table, []).append({**row, "platform": platform})
        found.setdefault("website", []).append({"date": first, "sessions": _count(2000 * platforms + 31 * step, scale)})
    return found


def _count(value: float, scale: float) -> int:
    return max(1, int(value * scale))


def _month(first: date, step: int, place: int, scale: float) -> list[tuple[str, Row]]:
    """Give what a platform has in a month; the row's table before it."""
    more = 1 + place / 3 + step % 5 / 10
    day, moment = first + timedelta(days=9), datetime(first.year, first.month, 10, 9 + place)

    def count(value: float) -> int:
        return _count(value * more, scale)

    post = {
        "impressions": count(4000), "reach": count(3000), "likes": count(150), "comments": count(12),
        "shares": count(8), "saves": count(20), "clicks": count(45), "video_views": count(900),
        "video_completions": count(300),
    }  # fmt: skip
    ad = {"spend": 120 * more * scale, "impressions": count(9000), "clicks": count(140), "conversions": count(9)}
    own = {"mentions": count(30), "positive": count(12), "neutral": count(9), "negative": count(5)}
    survey = {"date": day, "scale": 5}
    return [
        *(
            ("posts", {"published": moment + timedelta(days=days), "placement": placement, "format": shape, **post})
            for days, placement, shape in ((0, "organic", "photo"), (3, "organic", "reel"), (8, "paid", "video"))
        ),
        ("accounts", {"date": day, "followers": count(9000 + 200 * step), "new_followers": count(300),
                      "lost_followers": count(60), "profile_visits": count(500)}),
        ("comments", {"date": day, "text": "Lovely, thanks 🙏"}),
        ("mentions", {"date": day, "brand": "Senja", **own}),
        ("mentions", {"date": day, "brand": "Rival", "mentions": count(50)}),
        ("traffic", {"date": day, "sessions": count(300), "bounces": count(120), "conversions": count(12)}),
        ("ads", {"date": day, "campaign": "always on", **ad, "revenue": 260 * more * scale}),
        ("requests", {"received": moment, "first_response": moment + timedelta(minutes=30 + 5 * place)}),
        ("surveys", {**survey, "kind": "csat", "score": 3 + (step + place) % 3}),
        ("surveys", {**survey, "kind": "nps", "score": 6 + (step + place) % 5, "scale": None}),
        ("surveys", {**survey, "kind": "review", "score": 4}),
        ("orders", {"date": day, "order_id": f"{first}-{place}", "customer_id": f"c{place}",
                    "revenue": 75 * more * scale}),
        ("costs", {"date": day, "category": "content", "amount": 40 * more * scale}),
    ]  # fmt: skip


def targets(count: int, platforms: int) -> list[Row]:
    """Give targets of every kind, for all platforms first, then for one platform after the other."""
    places = (None, *PLATFORMS[:platforms])
    rows = []
    for number in range(count):
        kpi, kind, goal = _GOALS[number % len(_GOALS)]
        start, due = _DATES[(number + number // len(_GOALS)) % len(_DATES)]
        rows.append(
            {
                "kpi": kpi, "platform": places[number // len(_GOALS) % len(places)], "goal_kind": kind, "goal": goal,
                "baseline": "previous", "start": start, "due": due, "owner": "Ayu", "review_every": 14,
                "objective": "More people know the brand and come back to it", "evidence": "Two tests in spring",
            }
        )  # fmt: skip
    return rows


def settings(**values: Any) -> dict[str, Any]:
    """Give settings; the report period is the last month unless given."""
    return {"brand": "Senja", "report_period": "2026-09", "as_of": LAST, "currency": "USD"} | values
