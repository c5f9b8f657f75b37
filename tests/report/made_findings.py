"""Findings made by hand: every kind, one and many, up and down, better and worse, from zero and without a value."""

from __future__ import annotations

from math import nan

from kpi_excel.model.finding import Finding, Tone
from kpi_excel.model.settings import Settings

SETTINGS = Settings(brand="Senja Coffee", currency="USD")
Q3 = "2026-Q3"
GOOD, BAD, NEUTRAL = Tone.GOOD, Tone.BAD, Tone.NEUTRAL


def target(kind: str, kpi: str, unit: str, numbers: dict[str, float], tone: Tone, **names: str) -> Finding:
    told = {"unit": unit, "aim": "at_least", "shape": "level", "due": "2026-12-31", "goal_kind": "value"}
    platform, placement = names.pop("platform", "All"), names.pop("placement", "all")
    return Finding(f"target_{kind}", kpi, platform, placement, Q3, numbers, told | names, 1.0, tone)


def change(kind: str, kpi: str, unit: str, numbers: dict[str, float], tone: Tone, **names: str) -> Finding:
    told = {"unit": unit, "against": "2026-Q2", "direction": "up", "change_unit": "percent"}
    return Finding(f"change_{kind}", kpi, "All", "all", Q3, numbers, told | names, 0.5, tone)


def other(kind: str, kpi: str, platform: str, numbers: dict[str, float], tone: Tone, **names: str) -> Finding:
    return Finding(kind, kpi, platform, "all", names.pop("period", Q3), numbers, names, 0.2, tone)


def counts(total: int, well: int, judged: int) -> dict[str, float]:
    return {"total": total, "well": well, "judged": judged, "attention": judged - well}


_FINAL = {"forecast_method": "final", "due": "2026-09-30"}
_EXPECTED = {"shape": "expected", "forecast_method": "run_rate"}
_DOWN = {"aim": "at_most", "direction": "down"}
_CPC = {"value": 0.5983, "goal_value": 0.4618, "goal": -0.1, "baseline": 0.5131, "expected": 0.4618}
_REVENUE = {"value": 29859.16, "expected": 31787.67, "goal_value": 42500.0, "goal": 42500.0, "forecast": 39921.59}
_SINCE = {"change_kind": "change_up", "against": "2026-Q2", "change_unit": "percent"}
_RATE = {"change_unit": "percentage_points", "dimension": "platform"}

_JULY = {"latest_start": "2026-07-01", "latest_end": "2026-07-31"}
TARGETS = {
    "on track, the latest month of a rate": target("on_track", "click_through_rate", "percent",
        {"value": 0.022333, "expected": 0.022323, "goal_value": 0.024, "goal": 0.2, "baseline": 0.02,
         "forecast": 0.024017, "whole_value": 0.0212},
        GOOD, goal_kind="change", basis="latest", shape="expected", forecast_method="straight_line", **_JULY),
    "at risk, too few rows": target("at_risk", "click_through_rate", "percent",
        {"value": 0.0155, "goal_value": 0.0163, "goal": 0.0163, "enough_rows": 30.0}, BAD, basis="few_rows", **_JULY),
    "on track, with a season": target("on_track", "revenue", "money", _REVENUE | {"expected": 26775.0}, GOOD,
        basis="season", shape="expected", forecast_method="season"),
    "at risk, beside last year": target("at_risk", "revenue", "money", _REVENUE | {"last_year_share": 0.7043}, BAD,
        basis="calendar_last_year", **_EXPECTED),
    "on track, a change by a number": target("on_track", "followers", "count",
        {"value": 10260.0, "expected": 10250.0, "goal_value": 10500.0, "goal": 500.0, "baseline": 10000.0,
         "forecast": 10520.0}, GOOD, goal_kind="change_by", platform="TikTok", **_EXPECTED),
    "missed, lower is better": target(
        "missed", "average_response_time", "minutes",
        {"value": 91.1207, "goal_value": 89.0471, "goal": -0.1, "baseline": 98.9412, "change": -0.0812},
        BAD, goal_kind="change", **(_DOWN | _FINAL | _SINCE | {"change_kind": "change_down"}),
    ),
    "missed, higher is better": target(
        "missed", "followers", "count", {"value": 36950.0, "goal_value": 38000.0, "goal": 38000.0},
        BAD, platform="TikTok", **_FINAL,
    ),
    "off track, a rate to lower": target(
        "off_track", "cost_per_click", "money", _CPC, BAD, goal_kind="change", placement="paid", **_DOWN
    ),
    "off track, a sum": target("off_track", "leads", "count",
        {"value": 1.0, "expected": 12.5, "goal_value": 25.0, "goal": 25.0, "forecast": 2.0}, BAD, **_EXPECTED),
    "off track, spending": target("off_track", "ad_spend", "money",
        {"value": 9000.0, "expected": 7500.0, "goal_value": 10000.0, "goal": 10000.0, "forecast": 12000.0},
        BAD, aim="at_most", **_EXPECTED),
    "at risk, a sum with its change": target(
        "at_risk", "revenue", "money", _REVENUE | {"change": 0.1559}, BAD, **(_EXPECTED | _SINCE)
    ),
    "at risk, forecast withheld": target("at_risk", "revenue", "money", _REVENUE | {"forecast": nan}, BAD,
        shape="expected", forecast_method="too_early"),
    "at risk, a rate": target("at_risk", "customer_satisfaction", "percent",
        {"value": 0.826087, "goal_value": 0.88, "goal": 0.88}, BAD),
    "on track, a sum": target("on_track", "net_new_followers", "count",
        {"value": 30585.0, "expected": 29917.8, "goal_value": 40000.0, "goal": 40000.0, "forecast": 40892.03},
        GOOD, **_EXPECTED),
    "on track, a rate": target("on_track", "click_through_rate", "percent",
        {"value": 0.016521, "goal_value": 0.0163, "goal": 0.0163}, GOOD),
    "achieved at the end": target("achieved", "engagement_rate", "percent",
        {"value": 0.026774, "goal_value": 0.026301, "goal": 0.12, "baseline": 0.023483},
        GOOD, goal_kind="change", platform="Instagram", placement="organic", **_FINAL),
    "achieved early": target("achieved", "reach", "count",
        {"value": 1_309_290.0, "goal_value": 1_200_000.0, "goal": 1_200_000.0}, GOOD, forecast_method="run_rate"),
    "cannot be judged": target("no_data", "share_of_voice", "percent", {}, NEUTRAL, reason="no_baseline"),
    "summary, mixed": Finding("targets_summary", "cost_per_click", "All", "paid", Q3, counts(9, 4, 8)),
    "summary, one well": Finding("targets_summary", "revenue", "All", "all", Q3, counts(3, 1, 3)),
    "summary, none well": Finding("targets_summary", "revenue", "All", "all", Q3, counts(3, 0, 3)),
    "summary, all well": Finding("targets_summary", "", "All", "all", Q3, counts(5, 5, 5)),
}  # fmt: skip

CHANGES = {
    "back from a peak": change("down", "engagements", "count",
        {"value": 63752.0, "before": 120487.0, "change": -0.4709}, NEUTRAL, back="peak"),
    "back from a dip": change("up", "engagements", "count",
        {"value": 63752.0, "before": 20487.0, "change": 2.1118}, NEUTRAL, back="dip"),
    "an amount up": change("up", "engagements", "count",
        {"value": 79487.0, "before": 63752.0, "change": 0.2468, "share": 0.5528}, GOOD,
        dimension="platform", part="TikTok", effect="amount"),
    "an amount up, one part made more of it": change("up", "video_views", "count",
        {"value": 1_173_848.0, "before": 929_793.0, "change": 0.2625, "share": 1.21}, GOOD,
        dimension="format", part="reel", effect="amount"),
    "an amount down": change("down", "website_visits", "count",
        {"value": 12874.0, "before": 18382.0, "change": -0.2996, "share": 0.61}, BAD,
        dimension="campaign", part="Always on", effect="amount"),
    "from zero": change("up", "conversions", "count", {"value": 12.0, "before": 0.0}, GOOD),
    "to zero": change("down", "conversions", "count", {"value": 0.0, "before": 12.0, "change": -1.0}, BAD),
    "a rate up": change("up", "engagement_rate_by_reach", "percent",
        {"value": 0.057204, "before": 0.053638, "change": 0.3566, "share": 0.6812, "part_before": 0.0678,
         "part_after": 0.0839}, GOOD, part="Instagram", effect="rate", **_RATE),
    "a rate down by its mix": change("down", "click_through_rate", "percent",
        {"value": 0.0152, "before": 0.0165, "change": -0.13, "share": 0.74}, BAD, part="X", effect="mix", **_RATE),
    "a rate down, up in every part": change("down", "engagement_rate", "percent",
        {"value": 0.0211, "before": 0.0236, "change": -0.25, "share": 0.9, "mix_effect": -0.0041}, BAD,
        part="Facebook", effect="simpson", **_RATE),
    "a rate up, down in every part": change("up", "engagement_rate", "percent",
        {"value": 0.0236, "before": 0.0211, "change": 0.25, "share": 0.9, "mix_effect": 0.0041}, GOOD,
        part="carousel", effect="simpson", dimension="format", change_unit="percentage_points"),
    "lower is better, down": change("down", "average_response_time", "minutes",
        {"value": 91.12, "before": 99.17, "change": -0.0812}, GOOD, direction="down"),
    "lower is better, up": change("up", "cost_per_mille", "money",
        {"value": 6.2933, "before": 5.8151, "change": 0.0822, "share": 0.55, "part_before": 5.6, "part_after": 6.1},
        BAD, direction="down", dimension="campaign", part="Festive", effect="rate"),
    "points": change("up", "net_promoter_score", "points", {"value": 42.857, "before": 35.714, "change": 7.143},
        GOOD, change_unit="points"),
    "a negative rate": change("down", "return_on_investment", "percent",
        {"value": -0.125, "before": 0.062, "change": -18.7}, BAD, change_unit="percentage_points"),
    "an own KPI": change("up", "saves_per_post", "per_post", {"value": 48.0, "before": 37.527, "change": 0.279},
        GOOD, label="Saves per post"),
    "against a cut period": change("up", "likes", "count", {"value": 6638.0, "before": 5309.0, "change": 0.2503},
        GOOD, against="2026-04-01..2026-05-16"),
}  # fmt: skip

_POST = {"post_id": "IG-0305", "caption": "Office coffee that people walk back from lunch for. Ask for a tasting."}
OTHERS = {
    "a month above": other("unusual_period", "clicks", "X",
        {"value": 3507.0, "low": 1210.4, "high": 2960.2}, GOOD, unit="count", side="above", period="2026-09"),
    "a month below": other("unusual_period", "response_rate", "All",
        {"value": 0.863636, "low": 0.938811, "high": 1.061189}, BAD, unit="percent", side="below", period="2026-08"),
    "a post above": other("unusual_post", "engagement_rate_by_reach", "Instagram",
        {"value": 0.159, "low": 0.02, "high": 0.1312}, GOOD, unit="percent", side="above", **_POST),
    "a post below": other("unusual_post", "engagement_rate_by_views", "TikTok",
        {"value": 0.0051, "low": 0.0118, "high": 0.07}, BAD, unit="percent", side="below", post_id="TT-0188"),
    "the best format": other("best_content", "engagement_rate", "Instagram",
        {"value": 0.038022, "whole": 0.027571, "posts": 14.0}, GOOD, unit="percent", what="format", format="reel"),
    "the best format, one post": other("best_content", "engagement_rate", "LinkedIn",
        {"value": 0.025, "whole": 0.018, "posts": 1.0}, GOOD, unit="percent", what="format", format="Karya kita"),
    "the best post": other("best_content", "engagements", "Instagram", {"value": 2746.0}, GOOD,
        unit="count", what="post", published="2026-09-30", **_POST),
    "ahead of the industry": other("benchmark_ahead", "average_response_time", "All",
        {"value": 150.0, "own": 91.1207, "difference": -0.3925, "year": 2026.0}, GOOD, unit="minutes", who="industry"),
    "ahead of a competitor": other("benchmark_ahead", "followers", "TikTok",
        {"value": 24500.0, "own": 38600.0, "year": 2026.0}, GOOD, unit="count", who="competitor", name="Kopi Pagi"),
    "behind the industry": other("benchmark_behind", "cost_per_click", "All",
        {"value": 0.58, "own": 0.5983}, BAD, unit="money", who="industry"),
    "behind a competitor": other("benchmark_behind", "followers", "TikTok",
        {"value": 61000.0, "own": 38600.0, "year": 2026.0}, BAD, unit="count", who="competitor", name="Brewline"),
    "a rank": other("rank", "followers", "TikTok", {"value": 38600.0, "rank": 2.0, "of": 3.0}, NEUTRAL, unit="count"),
    "share of voice, behind": other("voice", "share_of_voice", "All", {"value": 0.370044, "other": 0.452212}, NEUTRAL,
        unit="percent", name="Brewline", place="behind"),
    "share of voice, first": other("voice", "share_of_voice", "All", {"value": 0.52, "other": 0.31}, GOOD,
        unit="percent", name="Brewline", place="first"),
    "an amount up, on fewer days": change("up", "revenue", "money",
        {"value": 924.0, "before": 770.0, "change": 0.2, "compared_days": 77.0}, GOOD),
    "an amount down, without a platform": change("down", "likes", "count",
        {"value": 90.0, "before": 93.0, "change": -0.032258}, BAD, without="LinkedIn"),
    "an amount down, of young posts": change("down", "likes", "count",
        {"value": 76.0, "before": 93.0, "change": -0.182796, "unripe": 0.2333}, BAD),
    "nothing": Finding("no_findings", period=Q3),
}  # fmt: skip

CAVEATS = {
    "no data": other("period_without_data", "", "All", {}, NEUTRAL, first="2024-10-01", last="2026-06-30"),
    "data end early": other("data_end_early", "", "All", {"days": 51.0}, NEUTRAL, table="orders", day="2026-08-10"),
    "data end early, one platform": other("data_end_early", "", "All", {"days": 1.0}, NEUTRAL, table="posts",
        platforms="LinkedIn", day="2026-09-29"),
    "data begin late": other("data_begin_late", "", "All", {"days": 49.0}, NEUTRAL, table="ads", platforms="Facebook",
        day="2026-05-20"),
    "days without rows": other("data_leave_out_days", "", "All", {"days": 3.0}, NEUTRAL, table="traffic",
        platforms="X, TikTok", day="2026-09-10"),
    "many rows left out": other("many_rows_left_out", "", "All", {"share": 0.2314}, BAD, table="posts"),
    "one row left out": other("rows_left_out", "", "All", {"rows": 1.0}, NEUTRAL),
    "rows left out": other("rows_left_out", "", "All", {"rows": 1234.0}, NEUTRAL),
    "unfinished": other("unfinished_period", "", "All", {}, NEUTRAL, until="2026-08-15",
        against="2026-04-01..2026-05-16"),
    "coverage": other("coverage", "conversion_rate", "All", {}, NEUTRAL, missing="traffic_clicks",
        platforms="TikTok, YouTube"),
    "coverage, one platform": other("coverage", "conversion_rate", "All", {}, NEUTRAL, missing="traffic_clicks",
        platforms="Mastodon"),
    "few cases": other("few_cases", "customer_satisfaction", "All", {"cases": 23.0}, NEUTRAL,
        measure="csat_responses"),
    "added reach": other("added_reach", "reach", "All", {}, NEUTRAL),
    "average and median": other("average_and_median", "average_response_time", "All",
        {"value": 91.1207, "median": 79.5}, NEUTRAL, unit="minutes"),
}  # fmt: skip

MADE = TARGETS | CHANGES | OTHERS | CAVEATS
