"""Content: ranks, rates of single posts, groups by format and time, hashtags, share of voice."""

import math
from collections import defaultdict
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given

from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.analysis.content import post_kpis, rate_posts, top_posts, weakest_posts, with_rate
from kpi_excel.engine.compute import compute
from kpi_excel.engine.results import Results
from kpi_excel.engine.slices.derive import hashtags_of
from tests.engine.rows import Rows, few, tables
from tests.support import inputs

ALL = measures_of(KPIS.values())
PARTS = ("likes", "comments", "shares", "saves")


def run(rows: Rows, **values: Any) -> Results:
    return compute(inputs(rows, **{"trend_length": 2, **values}), KPIS, ALL, TABLES)


def post(**columns: Any) -> dict[str, Any]:
    return {"published": "2026-08-12 09:30", "platform": "X", **columns}


def test_ranks_leave_out_what_has_no_value_and_share_places() -> None:
    likes: list[int | None] = [10, 30, None, 30, 5]
    reach: list[int | None] = [None, 200, 900, None, 900]
    posts = [
        post(post_id=str(at), likes=one, reach=other) for at, (one, other) in enumerate(zip(likes, reach, strict=True))
    ]
    content = run({"posts": posts}).content
    assert content["post_id"].tolist() == ["1", "3", "0", "4", "2"]  # most engagements first, no value last
    assert content["rank_engagement"].tolist()[:4] == [1, 1, 3, 4]
    assert math.isnan(content["rank_engagement"].iloc[4])
    assert content.set_index("post_id")["rank_reach"].dropna().to_dict() == {"1": 3, "2": 1, "4": 1}


def test_rates_of_a_post_are_its_own_and_missing_where_a_side_is() -> None:
    accounts = [{"date": "2026-08-01", "platform": "X", "followers": 400}]
    posts = [
        post(post_id="a", likes=6, shares=2, reach=80, impressions=160, clicks=4),
        post(post_id="b", likes=6, impressions=0),
        post(post_id="c", reach=50),
    ]
    content = run({"posts": posts, "accounts": accounts}).content.set_index("post_id")
    a = content.loc["a"]
    assert (a["engagements"], a["engagement_rate_by_reach"], a["engagement_rate_by_impressions"]) == (8, 0.1, 0.05)
    assert (a["engagement_rate"], a["click_through_rate"], a["virality_rate"]) == (0.02, 0.025, 0.0125)
    b, c = content.loc["b"], content.loc["c"]
    assert b[["engagement_rate_by_impressions", "engagement_rate_by_reach"]].isna().all()
    assert b["engagement_rate"] == 0.015
    assert c[["engagements", "likes", "engagement_rate", "engagement_rate_by_reach"]].isna().all()


@pytest.mark.slow
@few(8)
@given(rows=tables("posts", "accounts"))
def test_groups_and_single_posts_agree_with_loops(rows: Rows) -> None:
    results = run(rows, as_of=date(2026, 10, 7), report_period="2026-Q3")  # when the last post of September is ripe
    inside = [row for row in rows["posts"] if 7 <= row["published"].month <= 9 and row["published"].year == 2026]
    content = results.content
    assert len(content) == len(inside)
    by_time: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    by_format: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in inside:
        by_time[row["published"].isoweekday(), row["published"].hour].append(row)
        if row["format"]:
            by_format[row["platform"], row["format"]].append(row)
    times, formats = results.posting_times, results.formats
    assert list(zip(times["weekday"], times["hour"], strict=True)) == sorted(by_time)
    assert list(zip(formats["platform"], formats["format"], strict=True)) == sorted(by_format)
    for at, time in enumerate(sorted(by_time)):
        assert_group(times.iloc[at], by_time[time])
    for at, kind in enumerate(sorted(by_format)):
        assert_group(formats.iloc[at], by_format[kind])
    for name in ("reach", "impressions"):
        values = [row[name] for row in inside if row[name] is not None]
        ranks = sorted(1 + sum(other > value for other in values) for value in values)
        if name == "reach":
            assert sorted(content["rank_reach"].dropna()) == ranks
        assert content[name].count() == len(values)


def assert_group(found: Any, rows: list[dict[str, Any]]) -> None:
    assert found["posts"] == len(rows)
    for column in ("reach", "impressions", "clicks", "video_views"):
        values = [row[column] for row in rows if row[column] is not None]
        assert found[column] == pytest.approx(sum(values) if values else math.nan, nan_ok=True), column
    pairs = [
        (sum(row[part] or 0 for part in PARTS), row["reach"])
        for row in rows
        if engaged(row) and row["reach"] is not None
    ]
    reach = sum(one for _, one in pairs)
    rate = sum(one for one, _ in pairs) / reach if reach else math.nan
    assert found["engagement_rate_by_reach"] == pytest.approx(rate, rel=1e-12, nan_ok=True)


def engaged(row: dict[str, Any]) -> bool:
    return any(row[part] is not None for part in PARTS)


@pytest.mark.parametrize(
    ("hashtags", "caption", "expected"),
    [
        ("#Coffee #coffee, morning", "#other", ["#coffee", "#coffee", "#morning"]),  # the column wins, # is optional
        (None, "Good #Coffee! (#late) #a.b", ["#coffee", "#late", "#a"]),
        (None, "#صبح_بخیر، دوستان #قهوه؟ #چای؛", ["#صبح_بخیر", "#قهوه", "#چای"]),
        (None, "«#عصر» “#eve” [#x]/#y: '#z'… #q\\n", ["#عصر", "#eve", "#x", "#y", "#z", "#q"]),
        (None, "#می‌خواهم قهوه", ["#می‌خواهم"]),  # a zero-width non-joiner is part of the word
        ("  ", "#a#b", ["#a", "#b"]),
        (None, "# alone, #, and ##", []),
        (None, None, []),
        ("#☕️", None, ["#☕️"]),
    ],
)
def test_hashtags_of_a_post(hashtags: str | None, caption: str | None, expected: list[str]) -> None:
    assert hashtags_of(hashtags, caption) == expected
    results = run({"posts": [post(hashtags=hashtags, caption=caption, likes=1)]})
    counted = results.select("2026-Q3", "All", "all")["hashtags"].item()
    none = caption is None and not (hashtags or "").strip()
    assert counted == pytest.approx(math.nan if none else len(expected), nan_ok=True)
    assert sorted(results.hashtags["hashtag"]) == sorted(set(expected))


def test_hashtags_are_ranked_by_engagements_and_a_post_counts_once_for_each() -> None:
    posts = [
        post(hashtags="#a #A #b", likes=10, reach=100),
        post(hashtags="#b", likes=5),
        post(caption="#c #b", reach=40),
        post(caption="none", likes=500),
    ]
    table: Any = run({"posts": posts}).hashtags.set_index("hashtag")
    assert table.index.tolist() == ["#b", "#a", "#c"]
    assert table["posts"].tolist() == [3, 1, 1]
    assert table.loc["#b", ["engagements", "reach", "engagement_rate_by_reach"]].tolist() == [15, 140, 0.1]
    assert table.loc["#c", "reach"] == 40
    assert math.isnan(table.loc["#c", "engagements"])


def test_posting_times_know_weekday_and_hour() -> None:
    moments = ["2026-08-03 00:00", "2026-08-09 23:59", "2026-08-10 00:59", "2026-08-12 09:30"]  # Mon, Sun, Mon, Wed
    table = run({"posts": [post(published=moment, likes=2) for moment in moments]}).posting_times
    assert table[["weekday", "hour", "posts"]].to_numpy().tolist() == [[1, 0, 2], [3, 9, 1], [7, 23, 1]]


def test_share_of_voice() -> None:
    day = {"date": "2026-08-12", "platform": "X"}
    mentions: list[dict[str, Any]] = [
        {**day, "brand": "Senja", "mentions": 30, "positive": 6, "neutral": 3, "negative": 1},
        {**day, "brand": " senja ", "mentions": None, "positive": 2},
        {**day, "brand": "Rival", "mentions": 69},
        {**day, "brand": "Other", "mentions": 0, "positive": 0, "neutral": 0, "negative": 0},
        {**day, "brand": "Late", "date": "2026-06-30", "mentions": 500},
    ]
    table: Any = run({"posts": [post()], "mentions": mentions}).share_of_voice
    assert table["brand"].str.casefold().tolist() == ["rival", "senja", "other"]
    assert table["mentions"].tolist() == [69, 31, 0]
    assert table["share_of_voice"].tolist() == [0.69, 0.31, 0]
    senja = table.iloc[1]
    assert (senja["positive"], senja["negative"]) == (8, 1)
    assert senja["net_sentiment"] == 50  # 100 * (6 - 1) / (6 + 3 + 1): the other row gives the positive ones alone
    assert math.isnan(table["net_sentiment"].iloc[0])  # Rival's sentiment was not given
    assert math.isnan(table["net_sentiment"].iloc[2])  # nothing rated: a zero denominator


def test_without_posts_and_mentions_the_datasets_are_empty_with_their_columns() -> None:
    results = run({"traffic": [{"date": "2026-08-12", "platform": "X", "sessions": 4}]})
    for table in (results.content, results.formats, results.posting_times, results.hashtags, results.share_of_voice):
        assert isinstance(table, pd.DataFrame)
        assert len(table) == 0
        assert len(table.columns) > 5


def test_the_rates_of_posts_are_those_that_posts_alone_decide() -> None:
    names = {kpi.name for kpi in post_kpis(KPIS.values(), ALL)}
    assert {"engagement_rate", "engagement_rate_by_reach", "click_through_rate", "video_completion_rate"} <= names
    assert not names & {"conversion_rate", "posting_frequency", "likes", "return_on_investment"}


def rated(*posts: tuple[str, float, float], least: float = 1) -> pd.DataFrame:
    """Rate posts given as platform, engagements and reach."""
    rows = [
        post(post_id=str(at), platform=one, likes=likes, reach=reach) for at, (one, likes, reach) in enumerate(posts)
    ]
    return rate_posts(run({"posts": rows}).content, least)


def test_a_rate_rests_on_enough_of_what_it_is_divided_by() -> None:
    found = rated(("X", 3, 4), ("X", 10, 99), ("X", 10, 100), least=100).set_index("post_id")
    assert found["rate"].dropna().to_dict() == {"2": 0.1}
    assert found["basis"].to_dict() == {"0": "", "1": "", "2": "reach"}
    assert found["too_few"].to_dict() == {"0": "reach", "1": "reach", "2": ""}


def test_only_rows_that_give_both_sides_make_up_the_base_of_a_group() -> None:
    """60 reach with 30 likes and 5,000 reach without: 50 % rests on 60 people; with 40 more reached, on 100."""
    rows = [
        post(post_id="a", format="reel", reach=60, likes=30),
        post(post_id="b", format="reel", reach=5000),
        post(post_id="c", format="photo", reach=60, likes=30),
        post(post_id="d", format="photo", reach=40, likes=10),
    ]
    groups = with_rate(run({"posts": rows}).formats, 100).set_index("format")
    assert groups["too_few"].to_dict() == {"reel": "reach", "photo": ""}
    assert groups["rate"].dropna().to_dict() == {"photo": 0.4}  # (30 + 10) / (60 + 40)


def test_another_denominator_takes_the_place_of_one_that_is_too_small() -> None:
    rows = [post(post_id="a", reach=50, impressions=200, likes=10)]
    (found,) = rate_posts(run({"posts": rows}).content, 100)[["rate", "basis", "too_few"]].to_dict("records")
    assert found == {"rate": 0.05, "basis": "impressions", "too_few": ""}  # 10 / 200


def test_a_rate_is_held_against_the_median_of_its_own_platform() -> None:
    found = rated(("X", 2, 100), ("X", 4, 100), ("X", 8, 100), ("TikTok", 30, 100)).set_index("post_id")
    assert found["rate"].to_dict() == {"0": 0.02, "1": 0.04, "2": 0.08, "3": 0.3}
    assert found["against"].to_dict() == {"0": 0.5, "1": 1, "2": 2, "3": 1}  # medians 0.04 and 0.3
    assert set(found["basis"]) == {"reach"}


def test_the_weakest_posts_are_none_of_the_top_ones_and_lie_below_the_median() -> None:
    # rates 0.10, 0.08, 0.06, 0.04, 0.02: the median is 0.06
    found = rated(*(("X", likes, 100) for likes in (10, 8, 6, 4, 2)))
    assert top_posts(found, 2)["post_id"].tolist() == ["0", "1"]
    assert weakest_posts(found, 2)["post_id"].tolist() == ["4", "3"]
    assert weakest_posts(found, 4)["post_id"].tolist() == ["4"]  # the fourth is on top already
    assert top_posts(rated(("X", 0, 100)), 2).empty


def test_what_a_tenth_of_the_usual_audience_saw_is_not_called_weak() -> None:
    seen = [("X", 10, 1000)] * 4
    assert weakest_posts(rated(*seen, ("X", 0, 99)), 2).empty
    assert weakest_posts(rated(*seen, ("X", 0, 100)), 2)["post_id"].tolist() == ["4"]
