import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import date, datetime
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.errors import UsageError
from kpi_excel.model.formula import Formula
from kpi_excel.model.period import Period
from kpi_excel.model.settings import LANGUAGES

Row = dict[str, object]
Tables = dict[str, list[Row]]
ROOT = Path(__file__).parents[3]
FIRST, LAST = date(2024, 10, 1), date(2026, 9, 30)
PLATFORMS = {"Instagram", "Facebook", "X", "LinkedIn", "TikTok", "YouTube"}


def _data(name: str) -> dict[str, dict[str, object]]:
    return tomllib.loads(files("kpi_excel.catalogue").joinpath("data", name).read_text(encoding="utf-8"))


SCHEMA = _data("tables.toml")
KPI_NAMES = set(_data("kpis.toml"))


def _columns(table: str) -> dict[str, dict[str, object]]:
    columns = SCHEMA[table]["columns"]
    assert isinstance(columns, dict)
    return columns


@pytest.fixture(scope="module")
def tables() -> Tables:
    return example_tables()


def _number(row: Row, column: str) -> float:
    value = row.get(column)
    assert value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
    return value or 0.0


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value.date() if isinstance(value, datetime) else value


def _within(row: Row, column: str, period: str) -> bool:
    span = Period.parse(period)
    return span.start <= _day(row[column]) <= span.end


def test_two_calls_agree(tables: Tables) -> None:
    assert example_tables() == tables


def test_another_process_with_another_hash_seed_agrees(tables: Tables) -> None:
    code = (
        "from kpi_excel.authoring.inputs.example import example_tables as e; import sys; sys.stdout.write(ascii(e()))"
    )
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
        run = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env, cwd=ROOT
        )
        assert run.stdout == ascii(tables)


def test_the_caller_may_change_what_it_gets() -> None:
    example_tables()["posts"].clear()
    assert example_tables()["posts"]


def test_every_table_and_every_column_is_given(tables: Tables) -> None:
    assert list(tables) == [name for name, table in SCHEMA.items() if not table.get("folded")]
    for name, rows in tables.items():
        given = {column for row in rows for column, value in row.items() if value is not None}
        assert given == {column for column, facts in _columns(name).items() if not facts.get("folded")}, name


def test_required_columns_are_given_in_every_row(tables: Tables) -> None:
    for name, rows in tables.items():
        required = [column for column, facts in _columns(name).items() if facts.get("required")]
        assert all(row.get(column) not in {None, ""} for row in rows for column in required), name


ALLOWED: dict[object, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str) and value == value.strip() != "",
    "date": lambda value: type(value) is date,
    "time": lambda value: type(value) is datetime,
    "count": lambda value: type(value) is int and value >= 0,
    "amount": lambda value: type(value) in {int, float} and value >= 0,  # type: ignore[operator]
    "signed_amount": lambda value: type(value) in {int, float},
    "number": lambda value: type(value) in {int, float} and value >= 0,  # type: ignore[operator]
    "year": lambda value: value == 2026,
    "yes_no": lambda value: type(value) is bool,
    "platform": lambda value: value in PLATFORMS,
    "kpi": lambda value: value in KPI_NAMES,
    "formula": lambda value: isinstance(value, str) and bool(Formula(value).names),
    "any": lambda value: isinstance(value, (str, int, float, date)),
}


def test_values_are_what_their_columns_hold(tables: Tables) -> None:
    for name, rows in tables.items():
        for column, facts in _columns(name).items():
            values = [row[column] for row in rows if row.get(column) is not None]
            options = facts.get("options")
            if isinstance(options, list):
                assert set(values) <= set(options), (name, column)
            else:
                assert all(ALLOWED[facts["type"]](value) for value in values), (name, column)


def test_keys_are_unique(tables: Tables) -> None:
    for name, rows in tables.items():
        key = SCHEMA[name].get("key", [])
        assert isinstance(key, list)
        ids = SCHEMA[name].get("id", [])
        assert isinstance(ids, list)
        found = [tuple(row.get(column) for column in (*key, *ids[:1])) for row in rows]
        assert not (key or ids) or len(found) == len(set(found)), name


def test_dates_fill_the_two_years(tables: Tables) -> None:
    for name, column in {"posts": "published", "requests": "received"}.items():
        assert all(FIRST <= _day(row[column]) <= LAST for row in tables[name]), name
    for name in ("accounts", "comments", "mentions", "traffic", "website", "ads", "surveys", "orders", "costs"):
        assert all(FIRST <= _day(row["date"]) <= LAST for row in tables[name]), name
        assert len({(_day(row["date"]).year, _day(row["date"]).month) for row in tables[name]}) == 24, name
    assert max(_day(row["date"]) for row in tables["accounts"]) == LAST
    assert all(_day(row["first_response"]) <= LAST for row in tables["requests"] if row["first_response"])


def test_reports_come_four_times_a_month(tables: Tables) -> None:
    days = sorted({_day(row["date"]) for row in tables["traffic"]})
    assert len(days) == 24 * 4
    assert {(after - before).days for before, after in pairwise(days)} <= set(range(5, 9))


def test_parts_are_never_more_than_the_whole(tables: Tables) -> None:
    limits = {
        "posts": [("clicks", "impressions"), ("reach", "impressions"), ("video_completions", "video_views")],
        "ads": [("clicks", "impressions"), ("conversions", "clicks"), ("leads", "clicks")],
        "traffic": [("bounces", "sessions"), ("conversions", "sessions"), ("signups", "sessions")],
        "accounts": [("profile_reach", "profile_impressions")],
    }
    for name, pairs in limits.items():
        for part, whole in pairs:
            both = [row for row in tables[name] if row[part] is not None and row[whole] is not None]
            assert both, (name, part)
            assert all(_number(row, part) <= _number(row, whole) for row in both), (name, part)
    for row in tables["posts"]:
        engagements = sum(_number(row, column) for column in ("likes", "comments", "shares", "saves"))
        assert engagements <= _number(row, "reach" if row["reach"] is not None else "impressions")
    for row in tables["mentions"]:
        moods = sum(_number(row, mood) for mood in ("positive", "neutral", "negative"))
        assert moods <= _number(row, "mentions")


def test_follower_counts_change_by_new_less_lost(tables: Tables) -> None:
    accounts = {(row["platform"], row["account"]) for row in tables["accounts"]}
    assert len(accounts) == 7
    assert {(row["platform"], row["account"]) for row in tables["posts"]} == accounts
    for account in accounts:
        rows = [row for row in tables["accounts"] if (row["platform"], row["account"]) == account]
        for before, after in pairwise(rows):
            net = _number(after, "new_followers") - _number(after, "lost_followers")
            assert _number(after, "followers") - _number(before, "followers") == net


def test_responses_follow_requests(tables: Tables) -> None:
    unanswered = [row for row in tables["requests"] if row["first_response"] is None]
    assert 5 <= len(unanswered) <= 45
    assert not any(row["resolved"] for row in unanswered)
    for row in tables["requests"]:
        received, response = row["received"], row["first_response"]
        assert isinstance(received, datetime)
        assert response is None or (isinstance(response, datetime) and response >= received)
        assert row["resolved"] or not row["resolved_on_first_contact"]


def test_comments_belong_to_posts(tables: Tables) -> None:
    posts = {(row["platform"], row["post_id"]): _day(row["published"]) for row in tables["posts"]}
    for row in tables["comments"]:
        assert row["post_id"] is None or posts[row["platform"], row["post_id"]] <= _day(row["date"])


def test_platforms_leave_out_what_they_do_not_report(tables: Tables) -> None:
    given = {
        platform: {
            column
            for row in tables["posts"]
            if row["platform"] == platform
            for column in row
            if row[column] is not None
        }
        for platform in PLATFORMS
    }
    assert "reach" not in given["X"]
    assert "saves" not in given["Facebook"]
    assert not given["YouTube"] & {"reach", "saves"}
    assert given["YouTube"] >= {"video_views", "video_completions"}
    assert "video_views" in given["TikTok"]
    assert "clicks" in given["LinkedIn"]
    instagram = [row for row in tables["posts"] if row["platform"] == "Instagram" and row["placement"] == "organic"]
    assert {row["format"] for row in instagram if row["clicks"] is not None} == {"story"}
    linkedin = [row for row in tables["ads"] if row["platform"] == "LinkedIn"]
    assert linkedin
    assert all(row["revenue"] is None for row in linkedin)


def test_refunds_and_repeat_customers(tables: Tables) -> None:
    refunds = [row for row in tables["orders"] if _number(row, "revenue") < 0]
    assert 3 <= len(refunds) <= 30
    customers = [row["customer_id"] for row in tables["orders"] if row["customer_id"]]
    assert len(set(customers)) < 0.75 * len(customers)


def test_settings_name_brand_and_language() -> None:
    for language in LANGUAGES:
        settings = {row["name"]: row["value"] for row in example_tables(language)["settings"]}
        assert settings["brand"] == "Senja Coffee"
        assert settings["language"] == language
        assert settings["report_period"] == "2026-Q3"
        assert settings["as_of"] == LAST


def test_numbers_are_the_same_in_every_language(tables: Tables) -> None:
    worded = {"settings", "targets", "benchmarks", "custom_kpis"}
    english = [
        [{k: v for k, v in row.items() if v and not isinstance(v, str)} for row in tables[name]] for name in worded
    ]
    for language in LANGUAGES:
        other = example_tables(language)
        assert all(other[name] == tables[name] for name in set(tables) - worded)
        assert english == [
            [{k: v for k, v in row.items() if v and not isinstance(v, str)} for row in other[name]] for name in worded
        ]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match="There is no language “xx”"):
        example_tables("xx")


def test_targets_hold_the_two_of_the_articles(tables: Tables) -> None:
    shared = {"goal_kind": "change", "start": date(2026, 7, 1), "due": LAST}
    wanted: list[Row] = [
        {
            "kpi": "engagement_rate",
            "platform": "Instagram",
            "placement": "organic",
            "goal": 0.12,
            "baseline": "previous",
        }
        | shared,
        {"kpi": "average_response_time", "platform": None, "placement": None, "goal": -0.1, "baseline": "last_year"}
        | shared,
    ]
    for target in wanted:
        matching = [row for row in tables["targets"] if target.items() <= row.items()]
        assert len(matching) == 1
        assert all(matching[0][column] for column in ("owner", "objective", "evidence", "review_every"))


def _engagement_rate(tables: Tables, period: str) -> float:
    """Divide engagements by the followers that each organic Instagram post's account had on its day."""
    engagements = audience = 0.0
    for post in tables["posts"]:
        if post["platform"] == "Instagram" and post["placement"] == "organic" and _within(post, "published", period):
            counts = [
                row for row in tables["accounts"] if (row["platform"], row["account"]) == ("Instagram", post["account"])
            ]
            known = [row for row in counts if _day(row["date"]) <= _day(post["published"])] or counts[:1]
            audience += _number(known[-1], "followers")
            engagements += sum(_number(post, column) for column in ("likes", "comments", "shares", "saves"))
    return engagements / audience


def _response_time(tables: Tables, period: str) -> float:
    minutes = []
    for row in tables["requests"]:
        received, response = row["received"], row["first_response"]
        if isinstance(received, datetime) and isinstance(response, datetime) and _within(row, "received", period):
            minutes.append((response - received).total_seconds() / 60)
    return sum(minutes) / len(minutes)


def _cost_per_click(tables: Tables, period: str) -> float:
    rows = [row for row in tables["ads"] if _within(row, "date", period)]
    return sum(_number(row, "spend") for row in rows) / sum(_number(row, "clicks") for row in rows)


def _paid_share(tables: Tables, period: str) -> float:
    posts = [row for row in tables["posts"] if _within(row, "published", period)]
    return sum(row["placement"] == "paid" for row in posts) / len(posts)


def _followers(tables: Tables, platform: str, period: str) -> float:
    rows = [row for row in tables["accounts"] if row["platform"] == platform and _within(row, "date", period)]
    return _number(rows[-1], "followers")


def test_the_quarter_tells_a_story(tables: Tables) -> None:
    assert 0.12 < _engagement_rate(tables, "2026-Q3") / _engagement_rate(tables, "2026-Q2") - 1 < 0.16
    assert -0.1 < _response_time(tables, "2026-Q3") / _response_time(tables, "2025-Q3") - 1 < -0.06
    assert _cost_per_click(tables, "2026-Q3") > 1.1 * _cost_per_click(tables, "2025-Q3")
    assert 0.2 < _paid_share(tables, "2025-Q4") < 0.35
    assert 0.05 < _paid_share(tables, "2026-Q3") < 0.15
    assert _followers(tables, "TikTok", "2026-Q3") > 2 * _followers(tables, "TikTok", "2025-Q3")
