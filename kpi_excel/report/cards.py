"""Which KPIs the first page shows unless its reader chooses others: those with goals and data, then the main ones."""

from __future__ import annotations

import math
from itertools import islice

from kpi_excel.engine.main_rate import RATES, main_rate
from kpi_excel.engine.results import Results
from kpi_excel.model.front import CARDS, TRENDS
from kpi_excel.model.kpi import Kind
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS

MAIN = (
    "reach", "engagement_rate", "followers", "net_new_followers", "click_through_rate", "website_visits",
    "conversion_rate_by_visit", "conversion_rate", "revenue", "return_on_investment", "cost_per_click",
    "average_response_time", "customer_satisfaction", "net_sentiment", "share_of_voice", "engagements", "impressions",
    "video_views", "posts",
)  # fmt: skip
_USUAL = ("reach", "engagement_rate", "followers", "click_through_rate")
_FIRST = 3  # of the main KPIs that stand on the page whether they have goals or not


def chosen_kpis(results: Results) -> tuple[str, ...]:
    """Give the KPIs of the cards: those with a value in the report period, then those of other periods.

    In the order of the main ones; a small workbook has fewer than there are cards.
    """
    asked = [
        target.kpi
        for target in results.review.targets
        if (target.platform, target.placement) == (ALL_PLATFORMS, ALL_PLACEMENTS)
    ]
    visible = [kpi.name for kpi in results.visible]
    order = [name for name in dict.fromkeys((*_with_rate(MAIN, results), *asked, *visible)) if name in visible]
    known = [name for name in order if not math.isnan(float(results.view[name][0]))]
    wanted = dict.fromkeys([*known[:_FIRST], *(name for name in asked if name in known), *known, *order])
    chosen = list(wanted)[: len(CARDS)]
    return tuple(sorted(chosen, key=lambda name: (name not in known, order.index(name))))


def trended_kpis(results: Results) -> tuple[str, ...]:
    """Give the KPIs of the Trends sheet: the usual ones, and others where those have no value over time; or fewer."""
    visible = [kpi.name for kpi in results.visible]
    main = _with_rate((*_USUAL, *MAIN), results)
    order = [name for name in dict.fromkeys((*main, *visible)) if name in visible]
    return tuple(islice((name for name in order if results.trend[name].notna().any()), len(TRENDS)))


def charted_kpi(results: Results, cards: tuple[str, ...]) -> str:
    """Give the KPI of the large chart: the first card's whose goal is the same for every period, else the first."""
    asked = {target.kpi for target in results.review.targets if target.platform == ALL_PLATFORMS}
    levels = [name for name in cards if name in asked and results.kpis[name].kind is not Kind.FLOW]
    return (levels or list(cards))[0]


def compared_kpi(results: Results, cards: tuple[str, ...]) -> str:
    """Give the KPI in which the Platforms sheet compares platforms: the engagement rate where it has values."""
    rate = main_rate(results.platforms)
    listed = any(kpi.name == rate for kpi in results.visible)
    return rate if listed and results.platforms[rate].notna().any() else cards[0]


def _with_rate(names: tuple[str, ...], results: Results) -> tuple[str, ...]:
    """Let the engagement rate that has values stand where the one by followers does."""
    rate = main_rate(results.platforms)
    return tuple(rate if name == RATES[0] else name for name in names)
