"""Small random tables: a few rows each, over two quarters, with missing values everywhere they may be."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st

from tests.engine.naive import TEXTS

Rows = dict[str, list[dict[str, Any]]]
PLATFORMS = ("Instagram", "X", "دیوار")
DAYS = (
    *(date(2026, month, day) for month in (4, 5, 6, 7, 8, 9) for day in (1, 17)),
    date(2025, 8, 3),
    date(2026, 6, 30),
    date(2026, 9, 30),
    date(2026, 10, 5),
)


def few(examples: int) -> settings:
    """Give the settings of a property test: the same few examples on every run, as each one is a whole computation."""
    return settings(max_examples=examples, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))


_count = st.none() | st.integers(0, 60)
_amount = st.integers(0, 400).map(lambda quarters: quarters / 4)
_platform = st.sampled_from(PLATFORMS)
_day = st.sampled_from(DAYS)
_moment = st.builds(lambda day, minute: datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute), _day,
                    st.sampled_from((0, 600, 1439)))  # fmt: skip
_account = st.sampled_from((None, "main", "second"))


def _row(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(dict(columns))


def _answered(row: dict[str, Any]) -> dict[str, Any]:
    answered = None if row["wait"] is None else row["received"] + timedelta(minutes=row["wait"])
    return {name: value for name, value in row.items() if name != "wait"} | {"first_response": answered}


ROWS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "posts": _row(
        published=_moment,
        platform=_platform,
        placement=st.sampled_from((None, "organic", "paid")),
        account=_account,
        format=st.sampled_from((None, "reel", "photo")),
        hashtags=st.sampled_from((None, None, "#a #b", "سلام #صبح")),
        caption=st.sampled_from((None, "", "plain", "good #coffee #a", "#صبح_بخیر #a")),
        **dict.fromkeys(
            ("impressions", "reach", "likes", "comments", "shares", "saves", "clicks", "video_views"), _count
        ),
        video_completions=_count,
    ),
    "accounts": _row(
        date=_day,
        platform=_platform,
        account=_account,
        followers=_count,
        new_followers=_count,
        lost_followers=_count,
        profile_visits=_count,
        profile_impressions=_count,
        profile_reach=_count,
    ),
    "comments": _row(date=_day, platform=_platform, text=st.sampled_from(tuple(TEXTS))),
    "mentions": _row(
        date=_day,
        platform=_platform,
        brand=st.sampled_from(("Senja", " SENJA", "Rival", "rival ")),
        mentions=_count,
        positive=_count,
        neutral=_count,
        negative=_count,
    ),
    "traffic": _row(
        date=_day,
        platform=_platform,
        **dict.fromkeys(("sessions", "bounces", "conversions", "signups", "leads"), _count),
    ),
    "website": _row(date=_day, sessions=st.integers(0, 900)),
    "ads": _row(
        date=_day,
        platform=_platform,
        spend=_amount,
        revenue=st.none() | _amount,
        **dict.fromkeys(("impressions", "clicks", "engagements", "conversions", "leads"), _count),
    ),
    "requests": _row(
        received=_moment,
        platform=_platform,
        wait=st.none() | st.integers(0, 5000),
        resolved_on_first_contact=st.sampled_from((None, True, False)),
    ).map(_answered),
    "surveys": _row(
        date=_day,
        platform=_platform,
        kind=st.sampled_from(("csat", "nps", "review")),
        score=st.integers(0, 10),
        scale=st.sampled_from((None, 5, 10)),
    ),
    "orders": _row(
        date=_day,
        platform=_platform,
        order_id=st.sampled_from(("1", "2", "3", "4")),
        customer_id=st.sampled_from((None, "ann", "bo", "cy")),
        revenue=st.integers(-40, 400).map(lambda quarters: quarters / 4),
    ),
    "costs": _row(date=_day, platform=st.none() | _platform, amount=_amount),
}


@st.composite
def tables(draw: st.DrawFn, *names: str, most: int = 6) -> Rows:
    """Draw a few rows of each named table, all of them unless named; at least one post lies in the report period."""
    drawn = {name: draw(st.lists(ROWS[name], max_size=most)) for name in names or ROWS}
    if "accounts" in drawn:
        drawn["accounts"] = _one_a_day(drawn["accounts"])
    if "posts" in drawn:
        drawn["posts"].append(draw(ROWS["posts"]) | {"published": datetime(2026, 8, 12, 9)})
    return {name: rows for name, rows in drawn.items() if rows}


def _one_a_day(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep one row per day and account, as the reader does."""
    return list({(row["date"], row["platform"], row["account"]): row for row in rows}.values())
