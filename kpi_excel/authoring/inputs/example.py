"""The example brand's data: two years of a made-up coffee roaster, the same numbers in every language.

Nothing here is measured. Magnitudes are plausible, and each platform leaves out what the real one does not report.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random
from statistics import NormalDist
from typing import TypeVar

from kpi_excel.authoring.inputs import example_texts as brand
from kpi_excel.authoring.inputs.example_texts import END, QUARTERS, START, Format, Platform, Row
from kpi_excel.language.texts import texts

_T = TypeVar("_T")
_DAYS = (END - START).days + 1


def example_tables(language: str = "en") -> dict[str, list[Row]]:
    """Give every input table of the example brand, the same on every run.

    Args:
        language: of the settings and of what people wrote about targets: en, id or fa.

    Returns:
        Rows by table name; a column that is None or absent in a row was not given.

    Raises:
        UsageError: if the language is not one of these.
    """
    words = texts(language)
    counts, accounts = _accounts()
    posts = _posts(counts)
    return {
        "settings": brand.settings(words),
        "posts": posts,
        "accounts": accounts,
        "comments": _by_date(_comments(posts)),
        "mentions": list(_mentions()),
        "traffic": list(_traffic()),
        "website": _website(),
        "ads": list(_ads()),
        "requests": list(_requests()),
        "surveys": _by_date(_surveys()),
        "orders": _orders(),
        "costs": brand.costs(_months()),
        "targets": brand.targets(words),
        "benchmarks": brand.benchmarks(words),
        "custom_kpis": brand.custom_kpis(words),
    }


def _random(table: str) -> Random:
    """Give each table its own stream, so that a change in one leaves the others alone."""
    return Random(f"{table} 71")


def _deal(rng: Random, items: Sequence[_T], shares: Sequence[float], n: int) -> list[_T]:
    """Deal n items in just these shares, in random order: less luck than independent draws."""
    bounds, start = list(accumulate(shares)), rng.random()
    dealt = [items[min(bisect_right(bounds, (i + start) / n * bounds[-1]), len(items) - 1)] for i in range(n)]
    rng.shuffle(dealt)
    return dealt


def _noise(rng: Random, n: int, sigma: float) -> list[float]:
    """Deal n log-normal factors with mean 1, evenly over their distribution, in random order."""
    normal = NormalDist(-sigma * sigma / 2, sigma)
    factors = [math.exp(normal.inv_cdf((i + 0.5) / n)) for i in range(n)]
    rng.shuffle(factors)
    return factors


def _by_date(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: str(row["date"]))


def _whole(rng: Random, value: float) -> int:
    """Round up or down at random, so that small counts keep their mean."""
    return int(value + rng.random())


@lru_cache(maxsize=1024)
def _season(day: date) -> float:
    """Give a day's demand: December peak, lively evenings of Ramadan, closed doors at Lebaran."""
    if _within(day, brand.LEBARAN):
        return 0.6
    return brand.MONTH_FACTOR[day.month - 1] * (1.12 if _within(day, brand.RAMADAN) else 1.0)


def _within(day: date, spans: Sequence[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in spans)


def _progress(day: date) -> float:
    return (day - START).days / (_DAYS - 1)


def _quarter(day: date) -> int:
    return (day.year * 12 + day.month - 1 - (START.year * 12 + START.month - 1)) // 3


def _months() -> list[date]:
    first = START.year * 12 + START.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, first + 3 * QUARTERS)]


def _reports() -> tuple[tuple[date, int], ...]:
    """Give the report days and the days each covers: four a month, so that months are whole and comparable."""
    reports = []
    for first in _months():
        length = ((first + timedelta(days=31)).replace(day=1) - first).days
        reports += [(first.replace(day=day), days) for day, days in ((7, 7), (15, 8), (23, 8), (length, length - 23))]
    return tuple(reports)


def _accounts() -> tuple[dict[str, list[int]], list[Row]]:
    """Give follower counts per account and report, and the accounts table."""
    rng = _random("accounts")
    counts: dict[str, list[int]] = {}
    rows: list[Row] = []
    for account in brand.ACCOUNTS:
        noise = _noise(rng, len(_reports()), 0.3)
        steps = [days * _season(day) * factor for (day, days), factor in zip(_reports(), noise, strict=True)]
        growth, total, before = math.log(account.last / account.first), sum(steps), account.first
        series = [round(account.first * math.exp(growth * done / total)) for done in accumulate(steps)]
        counts[account.platform + account.name] = series
        for (day, days), factor, followers in zip(_reports(), noise, series, strict=True):
            churn = None if account.churn is None else round(before * account.churn * days / 7 * (1.5 - factor / 2))
            lost = None if churn is None else max(churn, before - followers)
            visits = None if account.visits is None else round(followers * account.visits * days / 7 * factor**0.5)
            shown = None if visits is None or account.platform == "TikTok" else round(visits * rng.uniform(2.6, 3.4))
            meta = account.platform in ("Instagram", "Facebook")
            row: Row = {
                "date": day,
                "platform": account.platform,
                "account": account.name,
                "followers": followers,
                "new_followers": followers - before + (lost or 0),
                "lost_followers": lost,
                "profile_visits": visits,
                "profile_impressions": shown,
                "profile_reach": round(shown * rng.uniform(0.6, 0.7)) if shown is not None and meta else None,
            }
            rows.append(row)
            before = followers
    return counts, rows


def _posts(counts: dict[str, list[int]]) -> list[Row]:
    """Give the posts, numbered per platform in order of time."""
    rng = _random("posts")
    report_days = [day for day, _ in _reports()]
    rows: list[Row] = []
    for account in brand.ACCOUNTS:
        platform = brand.PLATFORMS[account.platform]
        times = _post_times(rng, account.posts, platform.weekend)
        for quarter in range(QUARTERS):
            mine = [moment for moment in times if _quarter(moment.date()) == quarter]
            paid_share = 0.28 if quarter % 4 == 0 else 0.11
            kinds = [(form, paid) for paid in (False, True) for form in platform.formats]
            shares = [form.share * (paid_share if paid else 1 - paid_share) for form, paid in kinds]
            dealt = _deal(rng, kinds, shares, len(mine))
            for moment, kind, factor in zip(mine, dealt, _noise(rng, len(mine), 0.22), strict=True):
                last = max(bisect_right(report_days, moment.date()) - 1, 0)
                followers = counts[account.platform + account.name][last]
                row = _post(rng, platform, kind, moment, followers=followers, factor=factor)
                row["account"] = account.name
                rows.append(row)
    rows.sort(key=lambda row: (str(row["published"]), str(row["platform"]), str(row["account"])))
    numbers = dict.fromkeys(brand.PLATFORMS, 0)
    for row in rows:
        name = str(row["platform"])
        numbers[name] += 1
        row["post_id"] = f"{brand.PLATFORMS[name].prefix}-{numbers[name]:04d}"
        row["url"] = f"https://social.example/{name.lower()}/{numbers[name]:04d}"
    return rows


def _post_times(rng: Random, per_week: int, weekend: float) -> list[datetime]:
    """Give times in time order: so many a week, on weekdays and at hours that suit the platform, none at Lebaran."""
    weights = (1.0, 1.0, 1.1, 1.1, 1.2, weekend, weekend)
    monday = START - timedelta(days=START.weekday())
    times = []
    for week in range(_DAYS // 7 + 1):
        for weekday in rng.choices(range(7), weights, k=per_week):
            day = monday + timedelta(days=7 * week + weekday)
            if START <= day <= END and not _within(day, brand.LEBARAN):
                times.append(datetime.combine(day, time(rng.choice(brand.HOURS), rng.choice((0, 15, 30, 45)))))
    return sorted(times)


def _post(
    rng: Random, platform: Platform, kind: tuple[Format, bool], moment: datetime, *, followers: int, factor: float
) -> Row:
    """Give one post's row, without its account and number; stories are never paid for."""
    form, paid = kind[0], kind[1] and kind[0].name != "story"
    day = moment.date()
    timing = (
        _season(day) ** 0.5 * brand.HOUR_FACTOR[moment.hour] * (platform.weekend**0.5 if day.weekday() >= 5 else 1.0)
    )
    shown = platform.impressions * form.impressions * timing * factor**0.7 * rng.uniform(0.9, 1.1)
    impressions = round(followers * shown * (2.3 if paid else 1.0))
    reach = round(impressions / platform.frequency / rng.uniform(0.95, 1.1)) if "reach" in platform.gives else None
    engagements = followers * platform.engagement * form.engagement * timing * factor * platform.quarters[_quarter(day)]
    likes, comments, shares, saves = (
        None if share is None else _whole(rng, engagements * (1.3 if paid else 1.0) * share * rng.uniform(0.85, 1.15))
        for share in platform.split
    )
    ctr = platform.ctr * (form.clicks or (0.5 if paid else 0.0)) * (1 + 0.3 * _progress(day)) * rng.uniform(0.8, 1.2)
    views = round(impressions * min(platform.views * rng.uniform(0.9, 1.1), 1.0)) if form.video else None
    finished = platform.completions * rng.uniform(0.85, 1.15) if platform.completions else None
    caption, hashtags = rng.choice(brand.CAPTIONS)
    return {
        "published": moment,
        "platform": platform.name,
        "placement": "paid" if paid else "organic",
        "campaign": "Festive" if day.month == 12 or _within(day, brand.RAMADAN) else "Always on" if paid else None,
        "format": form.name,
        "caption": caption,
        "hashtags": hashtags or None,
        "impressions": impressions if "impressions" in platform.gives else None,
        "reach": reach,
        "likes": likes,
        "comments": comments,
        "shares": shares,
        "saves": saves,
        "clicks": _whole(rng, impressions * ctr) if "clicks" in platform.gives and ctr else None,
        "video_views": views,
        "video_completions": None if views is None or finished is None else round(views * finished),
    }


def _days(rng: Random, n: int, growth: float) -> list[date]:
    """Give n days in order, as demand spreads them over the two years."""
    days = [START + timedelta(days=i) for i in range(_DAYS)]
    return sorted(_deal(rng, days, [_season(day) * growth ** _progress(day) for day in days], n))


def _flow(rng: Random, weekly: float, growth: float, report: tuple[date, int]) -> int:
    """Give a report's count from what an average week brought at the start."""
    day, days = report
    return _whole(rng, weekly * days / 7 * growth ** _progress(day) * _season(day) * rng.uniform(0.88, 1.12))


def _comments(posts: list[Row]) -> Iterator[Row]:
    rng = _random("comments")
    commented = [row for row in posts if isinstance(row["comments"], int) and row["comments"] > 1]
    for post in rng.sample(commented, 430):
        published = post["published"]
        assert isinstance(published, datetime)
        day = min(published.date() + timedelta(days=rng.choice((0, 0, 0, 1, 1, 2, 5))), END)
        post_id = post["post_id"] if rng.random() < 0.95 else None
        yield {"date": day, "platform": post["platform"], "post_id": post_id, "text": rng.choice(brand.COMMENTS)}


def _mentions() -> Iterator[Row]:
    """Give mentions of the three brands; deliveries ran late in January 2026, and people said so."""
    rng = _random("mentions")
    for report in _reports():
        late = (report[0].year, report[0].month) == (2026, 1)
        for platform, means in brand.MENTIONS_A_WEEK.items():
            for name, (mean, grows) in means.items():
                mood = brand.MOODS[name]
                mentions = _flow(rng, mean, grows, report)
                shift = 0.15 if late and name == brand.BRAND else rng.uniform(-0.03, 0.03)
                positive, negative = int(mentions * (mood[0] - shift)), round(mentions * (mood[2] + shift))
                neutral = min(_whole(rng, mentions * mood[1]), mentions - positive - negative)
                counts = {"mentions": mentions, "positive": positive, "neutral": neutral, "negative": negative}
                yield {"date": report[0], "platform": platform, "brand": name, **counts}


def _traffic() -> Iterator[Row]:
    rng = _random("traffic")
    for report in _reports():
        for platform in brand.PLATFORMS.values():
            sessions = _flow(rng, *platform.sessions, report)
            yield {
                "date": report[0],
                "platform": platform.name,
                "sessions": sessions,
                "bounces": round(sessions * rng.uniform(0.46, 0.54) * (1.15 if platform.name == "TikTok" else 1.0)),
                "conversions": _whole(rng, sessions * platform.conversion * rng.uniform(0.85, 1.15)),
                "signups": _whole(rng, sessions * rng.uniform(0.015, 0.025)),
                "leads": _whole(rng, sessions * (0.02 if platform.name == "LinkedIn" else 0.003)),
            }


def _website() -> list[Row]:
    """Give all visits to the site, of which about a quarter come from social media."""
    rng = _random("website")
    return [{"date": report[0], "sessions": _flow(rng, 4150, 1.2, report)} for report in _reports()]


def _ads() -> Iterator[Row]:
    """Give the ads of two campaigns: one all year, one in Ramadan and before the year's end; clicks grow dearer."""
    rng = _random("ads")
    for day, days in _reports():
        festive = _within(day, brand.RAMADAN) or (day.month, day.day) > (11, 15)
        for campaign, weight in (("Always on", 1.0), ("Festive", 0.7))[: 1 + festive]:
            for platform, (weekly, cpc, ctr, converting, value, leading) in brand.AD_PLANS.items():
                spend = round(weekly * weight * days / 7 * 1.25 ** _progress(day) * rng.uniform(0.92, 1.08), 2)
                clicks = round(spend / (cpc * 1.42 ** _progress(day) * rng.uniform(0.95, 1.05)))
                conversions = _whole(rng, clicks * converting * (1.25 if campaign == "Festive" else 1.0))
                yield {
                    "date": day,
                    "platform": platform,
                    "campaign": campaign,
                    "spend": spend,
                    "impressions": round(clicks / (ctr * rng.uniform(0.9, 1.1))),
                    "clicks": clicks,
                    "engagements": round(clicks * rng.uniform(2.2, 3.2)),
                    "conversions": conversions,
                    "leads": _whole(rng, clicks * leading) if leading else None,
                    "revenue": None if value is None else round(conversions * value * rng.uniform(0.85, 1.15), 2),
                }


def _requests() -> Iterator[Row]:
    """Give support requests; answers come 8 % sooner in the last quarter than a year before."""
    rng = _random("requests")
    days, number = _days(rng, 450, 1.3), 0
    for quarter, level in enumerate(brand.RESPONSE_MINUTES):
        mine = [day for day in days if _quarter(day) == quarter and day < END]
        platforms = _deal(rng, tuple(brand.SLOWER), (0.52, 0.28, 0.2), len(mine))
        for day, platform, factor in zip(mine, platforms, _noise(rng, len(mine), 0.45), strict=True):
            number += 1
            received = datetime.combine(day, time(rng.choice((8, 9, 10, 11, 13, 14, 16, 19, 20)), rng.randrange(60)))
            minutes = round(min(max(level * brand.SLOWER[platform] * factor, 12), 300))
            answered = rng.random() < 0.955
            first_contact = answered and rng.random() < 0.6 + 0.08 * _progress(day)
            yield {
                "received": received,
                "platform": platform,
                "request_id": f"R-{number:04d}",
                "first_response": received + timedelta(minutes=minutes) if answered else None,
                "resolved": first_contact or (answered and rng.random() < 0.75),
                "resolved_on_first_contact": first_contact,
            }


def _surveys() -> Iterator[Row]:
    """Give survey answers; until March 2025 satisfaction was asked on a scale of 10."""
    rng = _random("surveys")
    ten = {5: 10, 4: 9, 3: 6, 2: 4, 1: 2}
    for quarter, happy in enumerate((0.8, 0.81, 0.82, 0.83, 0.77, 0.82, 0.83, 0.84)):
        sad, more = 1 - happy, happy - 0.82
        csat = (0.6 * happy, 0.4 * happy, 0.5 * sad, 0.3 * sad, 0.2 * sad)
        nps = (0.32 + more, 0.22 + more, 0.18, 0.1, 0.11 - more, 0.07 - more)
        review = (0.6 + 2 * more, 0.26, 0.09 - more, 0.05 - more)
        asked = {
            "csat": (("Instagram", "Facebook", "X"), _deal(rng, (5, 4, 3, 2, 1), csat, 23)),
            "nps": (("Instagram", "Facebook"), _deal(rng, (10, 9, 8, 7, 6, 3), nps, 14)),
            "review": (("Facebook",), _deal(rng, (5, 4, 3, 1), review, 9)),
        }
        for kind, (platforms, scores) in asked.items():
            scale = {"csat": 10 if quarter < 2 else None, "nps": None, "review": 5}[kind]
            for score in scores:
                yield {
                    "date": _months()[3 * quarter] + timedelta(days=rng.randrange(90)),
                    "platform": rng.choice(platforms),
                    "kind": kind,
                    "score": ten[score] if scale == 10 else score,
                    "scale": scale,
                }


def _orders() -> list[Row]:
    """Give orders by old and new customers, bags to office supplies, with a few refunds as orders of their own."""
    rng = _random("orders")
    days = _days(rng, 680, 1.5)
    prices = {44.0: 0.6, 128.0: 0.29, 340.0: 0.11}  # and their shares: a bag, a gift box, an office's supply
    customers: list[str] = []
    rows: list[Row] = []
    for month in _months():
        mine = [day for day in days if day.replace(day=1) == month]
        tiktok = 0.14 + 0.06 * _progress(month)
        split = (0.4 - tiktok / 2, 0.3 - tiktok / 2, 0.05, 0.08, tiktok, 0.06)
        shares = dict(zip(brand.PLATFORMS, split, strict=True))
        kinds = [(platform, price) for price in prices for platform in shares]
        dealt = _deal(rng, kinds, [shares[platform] * prices[price] for platform, price in kinds], len(mine))
        for day, (platform, price), factor in zip(mine, dealt, _noise(rng, len(mine), 0.28), strict=True):
            new = not customers or rng.random() >= 0.45
            if new:
                customers.append(f"C-{len(customers) + 1:04d}")
            customer = customers[-1] if new else rng.choice(customers[-110:])
            order: Row = {"date": day, "platform": platform, "order_id": f"S-{len(rows) + 1:05d}"}
            paid = round(price * factor * 1.08 ** _progress(day), 2)
            rows.append(order | {"customer_id": customer if rng.random() < 0.96 else None, "revenue": paid})
            back = day + timedelta(days=rng.randrange(3, 13))
            if price < 300 and rng.random() < 0.025 and back <= END:
                rows.append(rows[-1] | {"date": back, "order_id": f"S-{len(rows) + 1:05d}", "revenue": -paid})
    return _by_date(rows)
