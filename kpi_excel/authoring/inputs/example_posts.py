"""What the example brand publishes: its accounts, its posts and what people comment."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import accumulate
from random import Random

from kpi_excel.authoring.inputs.example_data import ACCOUNTS, DATA, END, PLATFORMS, START, Format, Platform, Row
from kpi_excel.authoring.inputs.example_draws import (
    DAYS,
    QUARTERS,
    deal,
    demand,
    in_season,
    progress,
    quarter_of,
    random_of,
    reports,
    scatter,
    whole,
)


def account_rows() -> tuple[dict[str, list[int]], list[Row]]:
    """Give follower counts per account and report, and the accounts table."""
    rng, followed = random_of("accounts"), DATA["followers"]
    counts: dict[str, list[int]] = {}
    rows: list[Row] = []
    for account in ACCOUNTS:
        noise = scatter(rng, len(reports()), followed["spread"])
        steps = [days * demand(day) * factor for (day, days), factor in zip(reports(), noise, strict=True)]
        growth, total, before = math.log(account.last / account.first), sum(steps), account.first
        series = [round(account.first * math.exp(growth * done / total)) for done in accumulate(steps)]
        counts[account.platform + account.name] = series
        for (day, days), factor, followers in zip(reports(), noise, series, strict=True):
            churn = None if account.churn is None else round(before * account.churn * days / 7 * (1.5 - factor / 2))
            lost = None if churn is None else max(churn, before - followers)
            visits = None if account.visits is None else round(followers * account.visits * days / 7 * factor**0.5)
            gives = PLATFORMS[account.platform].profile
            shown = None
            if visits is not None and "impressions" in gives:
                shown = round(visits * rng.uniform(*followed["shown_per_visit"]))
            seen = shown if "reach" in gives else None
            row: Row = {
                "date": day,
                "platform": account.platform,
                "account": account.name,
                "followers": followers,
                "new_followers": followers - before + (lost or 0),
                "lost_followers": lost,
                "profile_visits": visits,
                "profile_impressions": shown,
                "profile_reach": None if seen is None else round(seen * rng.uniform(*followed["reached"])),
            }
            rows.append(row)
            before = followers
    return counts, rows


def post_rows(counts: dict[str, list[int]]) -> list[Row]:
    """Give the posts, numbered per platform in order of time."""
    rng, posting = random_of("posts"), DATA["posts"]
    report_days = [day for day, _ in reports()]
    rows: list[Row] = []
    for account in ACCOUNTS:
        platform = PLATFORMS[account.platform]
        times = _post_times(rng, account.posts, platform.weekend)
        for quarter in range(QUARTERS):
            mine = [moment for moment in times if quarter_of(moment.date()) == quarter]
            paid_share = posting["paid"][0 if quarter % 4 == 0 else 1]
            kinds = [(form, paid) for paid in (False, True) for form in platform.formats]
            shares = [form.share * (paid_share if paid else 1 - paid_share) for form, paid in kinds]
            dealt = deal(rng, kinds, shares, len(mine))
            for moment, kind, factor in zip(mine, dealt, scatter(rng, len(mine), posting["spread"]), strict=True):
                last = max(bisect_right(report_days, moment.date()) - 1, 0)
                followers = counts[account.platform + account.name][last]
                row = _post(rng, platform, kind, moment, followers=followers, factor=factor)
                row["account"] = account.name
                rows.append(row)
    rows.sort(key=lambda row: (str(row["published"]), str(row["platform"]), str(row["account"])))
    numbers = dict.fromkeys(PLATFORMS, 0)
    for row in rows:
        name = str(row["platform"])
        numbers[name] += 1
        row["post_id"] = f"{PLATFORMS[name].prefix}-{numbers[name]:04d}"
        row["url"] = f"https://social.example/{name.lower()}/{numbers[name]:04d}"
    return rows


def _post_times(rng: Random, per_week: int, weekend: float) -> list[datetime]:
    """Give times in time order: so many a week, on weekdays and at hours that suit the platform, none at Lebaran."""
    posting = DATA["posts"]
    weights, hours = (*posting["weekdays"], weekend, weekend), [int(hour) for hour in posting["by_hour"]]
    monday = START - timedelta(days=START.weekday())
    times = []
    for week in range(DAYS // 7 + 1):
        for weekday in rng.choices(range(7), weights, k=per_week):
            day = monday + timedelta(days=7 * week + weekday)
            if START <= day <= END and not in_season("lebaran", day):
                times.append(datetime.combine(day, time(rng.choice(hours), rng.choice(posting["minutes"]))))
    return sorted(times)


def _post(
    rng: Random, platform: Platform, kind: tuple[Format, bool], moment: datetime, *, followers: int, factor: float
) -> Row:
    """Give one post's row, without its account and number."""
    posting = DATA["posts"]
    form, paid = kind[0], kind[1] and kind[0].name not in posting["never_paid"]
    day = moment.date()
    weekend = platform.weekend**0.5 if day.weekday() >= 5 else 1.0
    timing = demand(day) ** 0.5 * posting["by_hour"][str(moment.hour)] * weekend
    shown = platform.impressions * form.impressions * timing * factor**0.7 * rng.uniform(0.9, 1.1)
    impressions = round(followers * shown * (posting["paid_impressions"] if paid else 1.0))
    reach = round(impressions / platform.frequency / rng.uniform(0.95, 1.1)) if "reach" in platform.gives else None
    engagements = followers * platform.engagement * form.engagement * timing * factor
    engagements *= platform.quarters[quarter_of(day)] if platform.quarters else 1.0
    push = posting["paid_engagement"] if paid else 1.0
    likes, comments, shares, saves = (
        None if share is None else whole(rng, engagements * push * share * rng.uniform(0.85, 1.15))
        for share in map(platform.split.get, ("likes", "comments", "shares", "saves"))
    )
    ctr = (
        platform.ctr
        * (form.clicks or (posting["paid_ctr"] if paid else 0.0))
        * (1 + posting["ctr_growth"] * progress(day))
        * rng.uniform(0.8, 1.2)
    )
    views = round(impressions * min(platform.views * rng.uniform(0.9, 1.1), 1.0)) if form.video else None
    finished = platform.completions * rng.uniform(0.85, 1.15) if platform.completions else None
    names, festive = posting["campaigns"], day.month == posting["festive_month"] or in_season("ramadan", day)
    caption, hashtags = rng.choice(posting["captions"])
    return {
        "published": moment,
        "platform": platform.name,
        "placement": "paid" if paid else "organic",
        "campaign": names["festive"] if festive else names["always"] if paid else None,
        "format": form.name,
        "caption": caption,
        "hashtags": hashtags or None,
        "impressions": impressions if "impressions" in platform.gives else None,
        "reach": reach,
        "likes": likes,
        "comments": comments,
        "shares": shares,
        "saves": saves,
        "clicks": whole(rng, impressions * ctr) if "clicks" in platform.gives and ctr else None,
        "video_views": views,
        "video_completions": None if views is None or finished is None else round(views * finished),
    }


def comment_rows(posts: list[Row]) -> Iterator[Row]:
    """Give what people wrote under posts, most naming the post."""
    rng, given = random_of("comments"), DATA["comments"]
    commented = [row for row in posts if isinstance(row["comments"], int) and row["comments"] > 1]
    for post in rng.sample(commented, given["count"]):
        published = post["published"]
        assert isinstance(published, datetime)
        day = min(published.date() + timedelta(days=rng.choice(given["after_days"])), END)
        post_id = post["post_id"] if rng.random() < given["with_post"] else None
        yield {"date": day, "platform": post["platform"], "post_id": post_id, "text": rng.choice(given["texts"])}
