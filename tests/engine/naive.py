"""A second implementation of every measure: plain loops over rows, written from the rules and not from the engine.

It shares nothing with the engine but the names. Missing is None; a slice is a period, a platform and a placement.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from kpi_excel.model.period import Period
from kpi_excel.model.settings import Settings

Row = Mapping[str, Any]
Number = float | None
EVENTS = ("posts", "comments", "requests", "surveys", "orders")
DATES = {"posts": "published", "requests": "received"}
TEXTS = {  # texts of comments: characters as people see them, and words, both counted by hand
    "Enak sekali!": (12, 2),
    "👍🏽": (1, 1),
    "  سلام دوستان ": (11, 2),
    "ok": (2, 1),
}


class Naive:
    """All measures of one set of rows.

    Args:
        rows: rows per table.
        settings: the settings.
    """

    def __init__(self, rows: Mapping[str, Sequence[Row]], settings: Settings) -> None:
        self.rows = rows
        self.settings = settings

    def platforms(self) -> set[str]:
        return {row["platform"] for rows in self.rows.values() for row in rows if row.get("platform")}

    def measure(self, name: str, period: Period, platform: str, placement: str) -> Number:
        base, _, given = name.partition("_given_")
        if base.endswith("_in_12_months"):
            return self._in_a_year(base.removesuffix("_in_12_months"), given, period, platform, placement)
        if base == "days":
            return float((period.end - period.start).days + 1)
        if base == "customer_lifespan_years":
            return self.settings.customer_lifespan_years
        if base in ("followers", "followers_at_start", "net_new_followers"):
            if base == "net_new_followers" and placement != "all":
                return None
            return self._stock(base, period, platform)
        if base in ("orders", "customers"):
            return self._distinct(base, given, period, platform) if placement == "all" else None
        if base == "median_response_minutes":
            waits = [_minutes(row) for row in self._dated("requests", period) if platform in ("All", row["platform"])]
            known = [wait for wait in waits if wait is not None]
            return statistics.median(known) if known and placement == "all" else None
        if base == "traffic_clicks":
            return self._traffic_clicks(period, platform, placement)
        if base == "cost":
            parts = [self._added("ads", "spend", "", period, platform, placement)]
            parts.append(self._added("costs", "amount", "", period, platform, placement))
            return _sum(parts)
        table, value = MEASURES[base]
        return self._added(table, value, given, period, platform, placement)

    def _in_a_year(self, base: str, given: str, period: Period, platform: str, placement: str) -> Number:
        """Look at the 12 months that end with a period; None if the orders begin more than two weeks into them."""
        after = period.end + timedelta(days=1)
        year = Period(after.replace(year=after.year - 1), period.end)
        days = [_day("orders", row) for row in self.rows.get("orders", []) if platform in ("All", row["platform"])]
        if not days or min(days) >= year.start + timedelta(days=14):
            return None
        return self.measure(f"{base}_given_{given}" if given else base, year, platform, placement)

    def _traffic_clicks(self, period: Period, platform: str, placement: str) -> Number:
        if platform == "All":
            return _sum(self._traffic_clicks(period, one, placement) for one in self.platforms())
        advertised = any(row["platform"] == platform for row in self._dated("ads", period))
        sides = []
        for table, kind in (("posts", "organic"), ("ads", "paid") if advertised else ("posts", "paid")):
            if placement in ("all", kind):
                rows = [
                    row for row in self._dated(table, period)
                    if row["platform"] == platform and _placement(table, row) == kind
                ]  # fmt: skip
                clicks = self._added(table, "clicks", "", period, platform, kind)
                if rows and clicks is None:
                    return None
                sides.append(clicks)
        return _sum(sides)

    def _dated(self, table: str, period: Period) -> list[Row]:
        return [row for row in self.rows.get(table, []) if period.start <= _day(table, row) <= period.end]

    def _added(self, table: str, value: Any, given: str, period: Period, platform: str, placement: str) -> Number:
        """Add up the cells of a slice; a cell is one platform and one placement of one table."""
        if table == "website":
            cells = {("", "")} if placement == "all" else set()
        else:
            cells = {(row.get("platform") or "", _placement(table, row)) for row in self.rows.get(table, [])}
            if platform != "All":
                cells = {cell for cell in cells if cell[0] == platform}
            if placement != "all":
                cells = {cell for cell in cells if cell[1] == placement}
        return _sum(self._cell(table, value, given, period, *cell) for cell in sorted(cells))

    def _cell(self, table: str, value: Any, given: str, period: Period, platform: str, placement: str) -> Number:
        every = [
            row
            for row in self.rows.get(table, [])
            if table == "website" or ((row.get("platform") or "") == platform and _placement(table, row) == placement)
        ]
        inside = [row for row in every if period.start <= _day(table, row) <= period.end]
        values = [self._row(value, given, row) for row in inside]
        known = [one for one in values if one is not None]
        if known:
            return float(sum(known))
        begun = any(_day(table, row) <= period.end for row in every)
        reported = any(self._row(value, given, row) is not None for row in every)
        counts = value in COUNTS
        goes_on = self._goes_on(table, platform, period)
        if table in EVENTS and begun and reported and (goes_on if not inside else counts):
            return 0.0
        return None

    def _goes_on(self, table: str, platform: str, period: Period) -> bool:
        """Tell whether any account is known on four in five of a period's days, or on all those that are over."""
        every = [_day(table, row) for row in self.rows.get(table, [])]
        whole = self._last_known(every)
        as_of = self.settings.as_of
        if as_of is not None and every and (as_of - max(every)).days > 92:  # left alone for longer than any quarter
            whole = min(whole, max(every))
        accounts: dict[str, list[date]] = {}
        for row in self.rows.get(table, []):
            if (row.get("platform") or "") == platform:
                accounts.setdefault(row.get("account") or "", []).append(_day(table, row))
        lasts = [min(self._last_known(days), whole) for days in accounts.values()]
        known = [(min(last, period.end) - period.start).days + 1 for last in lasts]
        return any(days >= 0.8 * ((period.end - period.start).days + 1) for days in known)

    def _last_known(self, days: Sequence[date]) -> date:
        """Give the last day that is known: the last row's, after a longer silence than any before, of ten rows."""
        as_of = self.settings.as_of
        counted = sorted(day for day in days if as_of is None or day <= as_of)
        if as_of is None or not counted:
            return date.max
        pauses = [(later - earlier).days for earlier, later in pairwise(counted)]
        silent = len(counted) >= 10 and (as_of - counted[-1]).days > max([14, *pauses])
        return counted[-1] if silent else as_of

    def _row(self, value: Any, given: str, row: Row) -> Number:
        if given and self._value(MEASURES.get(given, ("", given))[1], row) is None:
            return None
        return self._value(value, row)

    def _value(self, value: Any, row: Row) -> Number:
        found = row.get(value) if isinstance(value, str) else value(self, row)
        return None if found is None else float(found)

    def _accounts(self, platform: str) -> list[list[Row]]:
        """Give each account's rows, by day."""
        accounts: dict[tuple[str, str], list[Row]] = {}
        for row in sorted(self.rows.get("accounts", []), key=lambda row: _day("accounts", row)):
            if platform in ("All", row["platform"]):
                accounts.setdefault((row["platform"], row.get("account") or ""), []).append(row)
        return list(accounts.values())

    def _stock(self, base: str, period: Period, platform: str) -> Number:
        accounts = self._accounts(platform)
        if base == "followers":
            return _sum(_last(rows, period.end) for rows in accounts)
        if base == "followers_at_start":
            return _sum(_start(rows, period) for rows in accounts)
        return _sum(_net(rows, period) for rows in accounts)

    def _distinct(self, base: str, given: str, period: Period, platform: str) -> Number:
        column = "order_id" if base == "orders" else "customer_id"
        every = [row for row in self.rows.get("orders", []) if row.get(column) and (not given or row.get(given))]
        rows = [row for row in every if platform in ("All", row["platform"])]
        begun = any(_day("orders", row) <= period.end for row in rows)
        inside = [row for row in rows if period.start <= _day("orders", row) <= period.end]
        places = {row["platform"] for row in rows if _day("orders", row) <= period.end}
        if not begun or not (inside or any(self._goes_on("orders", one, period) for one in places)):
            return None
        return float(len({(row["platform"] if base == "orders" else "", row[column]) for row in inside}))

    def audience(self, row: Row) -> Number:
        """Give the followers of a post's account on its day, else of its platform."""
        day = _day("posts", row)
        accounts = [
            rows for rows in self._accounts(row["platform"]) if any(r.get("followers") is not None for r in rows)
        ]
        own = [rows for rows in accounts if row.get("account") and rows[0].get("account") == row["account"]]
        found = _sum(_last(rows, day) for rows in own or accounts)
        if found is not None or not accounts:
            return found
        firsts = [next(r for r in rows if r.get("followers") is not None) for rows in own or accounts]
        first_day = min(_day("accounts", r) for r in firsts)
        return float(sum(r["followers"] for r in firsts if _day("accounts", r) == first_day))


def _engagements(naive: Naive, row: Row) -> Number:
    given = [row[part] for part in naive.settings.engagement_includes if row.get(part) is not None]
    return sum(given) if given else None


def _hashtags(_naive: Naive, row: Row) -> Number:
    if row.get("hashtags"):
        return len(row["hashtags"].split())
    return None if row.get("caption") is None else sum(word.startswith("#") for word in row["caption"].split())


def _own(column: str) -> Callable[[Naive, Row], Number]:
    def value(naive: Naive, row: Row) -> Number:
        if row["brand"].strip().lower() != naive.settings.brand.strip().lower():
            return None
        if column == "rated":
            parts = [row.get(part) for part in ("positive", "neutral", "negative")]
            return None if None in parts else sum(parts)  # type: ignore[arg-type]
        return _mentions(naive, row) if column == "mentions" else row.get(column)

    return value


def _mentions(_naive: Naive, row: Row) -> Number:
    return 1 if row.get("mentions") is None else float(row["mentions"])


def _minutes(row: Row) -> Number:
    answered = row.get("first_response")
    return None if answered is None else float((answered - row["received"]).total_seconds()) / 60


def _survey(kind: str, value: Callable[[Settings, float, float], float]) -> Callable[[Naive, Row], Number]:
    def of_row(naive: Naive, row: Row) -> Number:
        if row["kind"] != kind:
            return None
        own = naive.settings.csat_scale if kind == "csat" else naive.settings.review_scale
        scale = row.get("scale")
        return value(naive.settings, float(row["score"]), float(own if scale is None else scale))

    return of_row


def _satisfied(settings: Settings, score: float, scale: float) -> float:
    cut = settings.csat_satisfied_from if scale == settings.csat_scale else None
    return float(score >= (scale - 1 if cut is None else cut))


def _one(_settings: Settings, _score: float, _scale: float) -> float:
    return 1.0


def _is_responded(_naive: Naive, row: Row) -> Number:
    return None if _minutes(row) is None else 1


def _row_itself(_naive: Naive, _row: Row) -> Number:
    return 1


def _text_row(_naive: Naive, _row: Row) -> Number:
    return 1


_csat_answer, _nps_answer, _review_answer = (_survey(kind, _one) for kind in ("csat", "nps", "review"))
COUNTS = (_row_itself, _is_responded, _text_row, _csat_answer, _nps_answer, _review_answer)
MEASURES: dict[str, tuple[str, Any]] = {
    "impressions": ("posts", "impressions"),
    "reach": ("posts", "reach"),
    "posts": ("posts", _row_itself),
    "hashtags": ("posts", _hashtags),
    "likes": ("posts", "likes"),
    "comments": ("posts", "comments"),
    "shares": ("posts", "shares"),
    "saves": ("posts", "saves"),
    "clicks": ("posts", "clicks"),
    "engagements": ("posts", _engagements),
    "audience": ("posts", Naive.audience),
    "video_views": ("posts", "video_views"),
    "video_completions": ("posts", "video_completions"),
    "new_followers": ("accounts", "new_followers"),
    "lost_followers": ("accounts", "lost_followers"),
    "profile_visits": ("accounts", "profile_visits"),
    "profile_impressions": ("accounts", "profile_impressions"),
    "profile_reach": ("accounts", "profile_reach"),
    "comment_texts": ("comments", _text_row),
    "comment_characters": ("comments", lambda _naive, row: TEXTS[row["text"]][0]),
    "comment_words": ("comments", lambda _naive, row: TEXTS[row["text"]][1]),
    "brand_mentions": ("mentions", _own("mentions")),
    "market_mentions": ("mentions", _mentions),
    "positive_mentions": ("mentions", _own("positive")),
    "neutral_mentions": ("mentions", _own("neutral")),
    "negative_mentions": ("mentions", _own("negative")),
    "rated_mentions": ("mentions", _own("rated")),
    "sessions": ("traffic", "sessions"),
    "bounces": ("traffic", "bounces"),
    "conversions": ("traffic", "conversions"),
    "signups": ("traffic", "signups"),
    "leads": ("traffic", "leads"),
    "site_sessions": ("website", "sessions"),
    "spend": ("ads", "spend"),
    "ad_impressions": ("ads", "impressions"),
    "ad_clicks": ("ads", "clicks"),
    "ad_engagements": ("ads", "engagements"),
    "ad_conversions": ("ads", "conversions"),
    "ad_leads": ("ads", "leads"),
    "ad_revenue": ("ads", "revenue"),
    "requests": ("requests", _row_itself),
    "responded_requests": ("requests", _is_responded),
    "response_minutes": ("requests", lambda _naive, row: _minutes(row)),
    "resolved_requests": ("requests", "resolved"),
    "resolved_on_first_contact": ("requests", "resolved_on_first_contact"),
    "csat_responses": ("surveys", _csat_answer),
    "csat_satisfied": ("surveys", _survey("csat", _satisfied)),
    "csat_score_total": ("surveys", _survey("csat", lambda own, score, scale: score * own.csat_scale / scale)),
    "nps_responses": ("surveys", _nps_answer),
    "promoters": ("surveys", _survey("nps", lambda _own, score, _scale: float(score >= 9))),
    "detractors": ("surveys", _survey("nps", lambda _own, score, _scale: float(score <= 6))),
    "reviews": ("surveys", _review_answer),
    "review_score_total": ("surveys", _survey("review", lambda own, score, scale: score * own.review_scale / scale)),
    "positive_reviews": ("surveys", _survey("review", lambda _own, score, scale: float(score >= scale - 1))),
    "revenue": ("orders", "revenue"),
}


def _day(table: str, row: Row) -> date:
    moment = row[DATES.get(table, "date")]
    return moment.date() if isinstance(moment, datetime) else moment


def _placement(table: str, row: Row) -> str:
    return {"posts": row.get("placement") or "organic", "ads": "paid"}.get(table, "")


def _sum(values: Any) -> Number:
    known = [value for value in values if value is not None]
    return float(sum(known)) if known else None


def _last(rows: Sequence[Row], day: date) -> Number:
    counts = [row["followers"] for row in rows if row.get("followers") is not None and _day("", row) <= day]
    return float(counts[-1]) if counts else None


def _counts_inside(rows: Sequence[Row], period: Period) -> list[float]:
    return [
        float(row["followers"])
        for row in rows
        if row.get("followers") is not None and period.start <= _day("", row) <= period.end
    ]


def _start(rows: Sequence[Row], period: Period) -> Number:
    end, net = _last(rows, period.end), _net(rows, period)
    return None if end is None or net is None else end - net


def _at_start(rows: Sequence[Row], period: Period) -> Number:
    before = _last(rows, date.fromordinal(period.start.toordinal() - 1))
    if before is not None:
        return before
    inside = _counts_inside(rows, period)
    return inside[0] if len(inside) >= 2 else None


def _net(rows: Sequence[Row], period: Period) -> Number:
    flows = [
        (row.get("new_followers"), row.get("lost_followers"))
        for row in rows
        if period.start <= _day("", row) <= period.end
        and not (row.get("new_followers") is None and row.get("lost_followers") is None)
    ]
    nets = [new - lost for new, lost in flows if new is not None and lost is not None]
    if flows and len(nets) == len(flows):
        return float(sum(nets))
    start, end = _at_start(rows, period), _last(rows, period.end)
    return end - start if _counts_inside(rows, period) and start is not None and end is not None else None
