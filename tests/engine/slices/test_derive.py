"""Derived columns: what follows from a single row."""

import math
from datetime import datetime
from typing import Any

import pytest

from kpi_excel.catalogue import TABLES
from kpi_excel.engine.slices.derive import prepare
from tests.support import frame, settings

NONE = math.nan


def derived(table: str, row: dict[str, Any], **values: Any) -> dict[str, Any]:
    prepared = prepare({table: frame(table, [row])}, TABLES, settings(values))[table].collect("pandas").to_native()
    return dict(prepared.iloc[0].items())


@pytest.mark.parametrize(
    ("row", "includes", "engagements"),
    [
        ({"likes": 4, "comments": 1, "shares": 2, "saves": 3, "clicks": 50}, "likes, comments, shares, saves", 10),
        ({"likes": 4, "clicks": 50}, "likes, comments, shares, saves, clicks", 54),
        ({"likes": 4}, "likes, comments, shares, saves", 4),
        ({"likes": 0}, "likes, comments", 0),
        ({"likes": 4, "video_views": 30}, "likes, video_views", 34),
        ({"likes": 4, "engagements": 99}, "likes", 4),  # of a total it is not known what it includes
        ({"engagements": 99}, "likes", NONE),
        ({"clicks": 50}, "likes, comments, shares, saves", NONE),
        ({}, "likes", NONE),
    ],
)
def test_engagements(row: dict[str, Any], includes: str, engagements: float) -> None:
    found = derived("posts", {"published": "2026-07-01", "platform": "X", **row}, engagement_includes=includes)
    assert found["engagements"] == pytest.approx(engagements, nan_ok=True)
    assert found["placement"] == "organic"


def test_the_day_of_a_moment() -> None:
    assert derived("posts", {"published": "2026-07-01 23:59:59", "platform": "X"})["day"] == datetime(2026, 7, 1)
    assert derived("requests", {"received": "2026-07-01 00:00", "platform": "X"})["day"] == datetime(2026, 7, 1)
    assert derived("ads", {"date": "2026-07-01", "platform": "X"})["day"] == datetime(2026, 7, 1)


@pytest.mark.parametrize(
    ("answered", "minutes"), [("2026-07-02 00:15:30", 30.5), ("2026-07-01 23:45", 0), (None, NONE)]
)
def test_response_minutes(answered: str | None, minutes: float) -> None:
    row = {"received": "2026-07-01 23:45", "platform": "X", "first_response": answered}
    assert derived("requests", row)["response_minutes"] == pytest.approx(minutes, nan_ok=True)


@pytest.mark.parametrize(("told", "minutes"), [({}, 30), ({"first_response": None}, 45), ({"received": None}, 45)])
def test_minutes_that_a_tool_tells_stand_in_for_the_time_of_the_answer(told: dict[str, Any], minutes: float) -> None:
    row = {"received": "2026-07-01 23:45", "platform": "X", "first_response": "2026-07-02 00:15", **told}
    assert derived("requests", {**row, "first_response_minutes": 45})["response_minutes"] == minutes


@pytest.mark.parametrize(
    ("resolved", "resolved_at", "counts"),
    [(None, "2026-07-02 00:15", 1), (None, None, NONE), (False, "2026-07-02 00:15", 0), (True, None, 1)],
)
def test_what_was_resolved_at_a_time_is_resolved(resolved: Any, resolved_at: str | None, counts: float) -> None:
    row = {"received": "2026-07-01 23:45", "platform": "X", "resolved": resolved, "resolved_at": resolved_at}
    assert derived("requests", row)["resolved"] == pytest.approx(counts, nan_ok=True)


def test_what_did_not_come_from_social_media_is_no_row() -> None:
    rows = [
        {"date": "2026-07-01", "platform": "X", "order_id": str(place), "revenue": 1, "from_social": social}
        for place, social in enumerate([True, False, None])
    ]
    orders = prepare({"orders": frame("orders", rows)}, TABLES, settings({}))["orders"].collect("pandas").to_native()
    assert orders["order_id"].tolist() == ["0", "2"]


@pytest.mark.parametrize(
    ("kind", "score", "scale", "column", "value"),
    [
        ("csat", 4, None, "csat_satisfied", 1),
        ("csat", 3, None, "csat_satisfied", 0),
        ("csat", 9, 10, "csat_satisfied", 1),
        ("csat", 8, 10, "csat_satisfied", 0),
        ("csat", 8, 10, "csat_score", 4),
        ("nps", 9, None, "nps_promoter", 1),
        ("nps", 8, None, "nps_promoter", 0),
        ("nps", 7, None, "nps_detractor", 0),
        ("nps", 6, None, "nps_detractor", 1),
        ("nps", 0, None, "nps_detractor", 1),
        ("review", 4, None, "review_positive", 1),
        ("review", 8, 10, "review_positive", 0),
        ("review", 8, 10, "review_score", 4),
        ("review", 8, 10, "csat_score", NONE),
        ("csat", 4, None, "nps_promoter", NONE),
    ],
)
def test_surveys(kind: str, score: float, scale: float | None, column: str, value: float) -> None:
    row = {"date": "2026-07-01", "platform": "X", "kind": kind, "score": score, "scale": scale}
    assert derived("surveys", row, csat_satisfied_from=4)[column] == pytest.approx(value, nan_ok=True)


def test_the_satisfied_cut_holds_for_the_settings_scale_only() -> None:
    row = {"date": "2026-07-01", "platform": "X", "kind": "csat", "score": 3}
    assert derived("surveys", row, csat_satisfied_from=3)["csat_satisfied"] == 1
    assert derived("surveys", {**row, "score": 8, "scale": 10}, csat_satisfied_from=3)["csat_satisfied"] == 0
    assert derived("surveys", {**row, "score": 9}, csat_scale=10)["csat_satisfied"] == 1


@pytest.mark.parametrize("brand", ["Senja", " senja ", "SENJA"])
def test_own_mentions(brand: str) -> None:
    row = {"date": "2026-07-01", "platform": "X", "brand": brand, "positive": 2}
    found = derived("mentions", row)
    assert (found["mentions"], found["brand_mentions"], found["brand_positive"]) == (1, 1, 2)
    rival = derived("mentions", row, brand="Other")
    assert rival["mentions"] == 1
    assert math.isnan(rival["brand_mentions"])


def test_comments_are_counted_as_people_see_them() -> None:
    found = derived("comments", {"date": "2026-07-01", "platform": "X", "text": "  سلام 👨‍👩‍👧 "})
    assert (found["characters"], found["words"]) == (6, 2)


def test_absent_columns_and_other_types_are_conformed() -> None:
    table = frame("ads", [{"date": "2026-07-01", "platform": "X", "spend": 4}])[["date", "platform", "spend"]]
    table["spend"] = table["spend"].astype(int)
    found = prepare({"ads": table}, TABLES, settings({}))["ads"].collect("pandas").to_native()
    assert list(found.columns) == [*(column.name for column in TABLES["ads"].columns), "sheet", "row", "day"]
    assert found["spend"].tolist() == [4.0]
    assert found["clicks"].isna().all()
