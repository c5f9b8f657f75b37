"""Real exports: put into input workbooks, checked, computed, and compared with what the exports say themselves."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kpi_excel.api import build, compute, read, write_input
from kpi_excel.engine.inputs import Inputs
from kpi_excel.engine.results import Results
from tests.support import ads_tables, lines

pytestmark = pytest.mark.shared_data
Row = dict[str, str]


def number(text: str) -> float | None:
    return float(text) if text.strip() else None


def without_repeats(rows: Iterable[Row], key: str) -> list[Row]:
    """Keep the first line of each key: monthly files of an export may share the lines of their first and last day."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row[key], row)
    return list(found.values())


def through_a_workbook(tables: dict[str, Any], path: Path) -> Inputs:
    return read(write_input(tables, path))


@pytest.fixture(scope="module")
def tweets(shared_data: Path) -> list[Row]:
    files = sorted((shared_data / "x").glob("tweet_activity_metrics_*.csv"))
    assert [file.name.split("_")[4] for file in files] == ["20210101", "20210201", "20210301"]
    return without_repeats((row for file in files for row in lines(file)), "Tweet id")


@pytest.fixture(scope="module")
def x_workbook(tweets: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the tweets into an input workbook.

    Engagements of an X export are all engagements: profile clicks, detail expands and more, of which the input table
    has no columns. So all of them stand in the column likes, and likes are all that engagements include.
    """
    posts = [
        {
            "published": datetime.strptime(row["time"], "%Y-%m-%d %H:%M %z").replace(tzinfo=None),
            "platform": "X",
            "post_id": row["Tweet id"],
            "caption": row["Tweet text"],
            "url": row["Tweet permalink"],
            "impressions": float(row["impressions"]),
            "likes": float(row["engagements"]),
        }
        for row in tweets
    ]
    settings: Any = {
        "brand": "Lisa",
        "report_period": "2021-Q1",
        "engagement_includes": "likes",
        "as_of": date(2021, 4, 7),  # a week later, when all of them are ripe
    }
    return write_input({"posts": posts, "settings": settings}, tmp_path_factory.mktemp("x") / "x.xlsx")


@pytest.fixture(scope="module")
def x_results(x_workbook: Path) -> Results:
    return compute(read(x_workbook))


def test_x_is_read_without_any_fault(x_results: Results, tweets: list[Row]) -> None:
    assert len(tweets) == 649
    assert {issue.code for issue in x_results.inputs.issues if issue.severity != "note"} == set()
    summary = next(one for one in x_results.inputs.summaries if one.table == "posts")
    assert (summary.rows, summary.left_out, summary.platforms) == (649, 0, ("X",))
    assert (summary.first, summary.last) == (date(2021, 1, 1), date(2021, 3, 31))


def test_x_engagement_rate_of_every_tweet_is_the_export_s_own(x_results: Results, tweets: list[Row]) -> None:
    content = x_results.content.set_index("post_id")
    assert len(content) == len(tweets)
    found = content["engagement_rate_by_impressions"].to_dict()
    assert found == pytest.approx({row["Tweet id"]: float(row["engagement rate"]) for row in tweets}, rel=1e-12)


def test_x_texts_survive_the_round_trip_exactly(x_results: Results, tweets: list[Row]) -> None:
    content = x_results.content.set_index("post_id")
    assert content["caption"].to_dict() == {row["Tweet id"]: row["Tweet text"] for row in tweets}
    assert content["url"].to_dict() == {row["Tweet id"]: row["Tweet permalink"] for row in tweets}
    assert sum(row["Tweet text"].startswith("@") for row in tweets) > 100
    assert any(ord(character) > 0xFFFF for row in tweets for character in row["Tweet text"])


def test_x_quarter_is_sum_over_sum(x_results: Results) -> None:
    row = x_results.select("2021-Q1", "All", "all").iloc[0]
    assert (row["posts"], row["engagements"], row["impressions"]) == (649, 46_570, 1_368_448)
    assert row["engagement_rate_by_impressions"] == 46_570 / 1_368_448
    months = [x_results.select(f"2021-0{month}", "All", "all")["posts"].item() for month in (1, 2, 3)]
    assert months == [188, 193, 268]  # the lines of the three files


def test_x_dashboard_shows_the_same_numbers(x_workbook: Path, tmp_path: Path) -> None:
    build(x_workbook, tmp_path / "dashboard.xlsx")
    book = openpyxl.load_workbook(tmp_path / "dashboard.xlsx", data_only=True)
    slices = table(book, "kpi_slices")
    quarter = next(row for row in slices if row["slice"] == "2021-Q1|All|all")
    assert (quarter["posts"], quarter["engagements"], quarter["impressions"]) == (649, 46_570, 1_368_448)
    scorecard = {row["KPI key"]: row for row in table(book, "kpi_scorecard")}
    rate = scorecard["engagement_rate_by_impressions"]["Value"]
    assert rate == pytest.approx(46_570 / 1_368_448, rel=1e-9)


def table(book: openpyxl.Workbook, name: str) -> list[dict[str, Any]]:
    """Read an Excel table's rows with the values that the file carries."""
    for sheet in book.worksheets:
        if name in sheet.tables:
            header, *body = sheet[sheet.tables[name].ref]
            names = [str(cell.value) for cell in header]
            return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in body]
    raise AssertionError(f"no table {name}")


def test_ads_pooled_figures(shared_data: Path, tmp_path: Path) -> None:
    inputs = through_a_workbook(ads_tables(shared_data), tmp_path / "ads.xlsx")
    assert {issue.code for issue in inputs.issues if issue.severity != "note"} == set()
    assert len(inputs.tables["ads"]) == 1143
    row = compute(inputs).select("2023-08", "All", "paid").iloc[0]
    assert (row["ad_clicks"], row["ad_impressions"], row["ad_conversions"]) == (38_165, 213_434_828, 1_079)
    assert 100 * row["ad_clicks"] / row["ad_impressions"] == pytest.approx(0.0178813, abs=5e-8)
    assert row["cost_per_click"] == pytest.approx(1.53820, abs=5e-6)
    assert row["cost_per_mille"] == pytest.approx(0.27505, abs=5e-6)
    assert row["cost_per_acquisition"] == pytest.approx(54.40707, abs=5e-6)


def facebook_day(row: Row, week: int) -> datetime:
    """Make a day of what the export gives, month, weekday (1 is Sunday) and hour: that weekday's first after a day."""
    first = date(2014, int(row["Post Month"]), 1 + 7 * week)
    ahead = (int(row["Post Weekday"]) - 1 - first.isoweekday() % 7) % 7
    day = first + timedelta(days=ahead)
    return datetime(day.year, day.month, day.day, int(row["Post Hour"]) % 24)


def test_uci_blanks_are_no_value_and_warnings_are_told(shared_data: Path, tmp_path: Path) -> None:
    export = lines(shared_data / "uci" / "dataset_Facebook.csv", ";")
    posts = [
        {
            "published": facebook_day(row, index % 3),
            "platform": "Facebook",
            "placement": {"1": "paid", "0": "organic", "": None}[row["Paid"]],
            "post_id": str(index),
            "format": row["Type"].lower(),
            "impressions": number(row["Lifetime Post Total Impressions"]),
            "reach": number(row["Lifetime Post Total Reach"]),
            "likes": number(row["like"]),
            "comments": number(row["comment"]),
            "shares": number(row["share"]),
        }
        for index, row in enumerate(export)
    ]
    settings = {"brand": "Cosmetics", "report_period": "2014", "as_of": date(2014, 12, 31)}
    inputs = through_a_workbook({"posts": posts, "settings": settings}, tmp_path / "uci.xlsx")
    codes = [issue.code for issue in inputs.issues if issue.severity != "note"]
    assert codes == ["above"] * 4  # four rows have reach above impressions; a warning, so they count
    results = compute(inputs)
    row = results.select("2014", "All", "all").iloc[0]
    assert row["posts"] == 500
    assert row["engagements"] == sum(int(one["Total Interactions"]) for one in export)
    assert row["likes"] == sum(number(one["like"]) or 0 for one in export)
    assert results.content["shares"].isna().sum() == 4  # blanks of the export, not zeros
    reach = sum(number(one["Lifetime Post Total Reach"]) or 0 for one in export)
    assert row["engagement_rate_by_reach"] == pytest.approx(row["engagements"] / reach, rel=1e-12)
    paid = results.select("2014", "All", "paid")["posts"].item()
    assert (paid, row["posts"] - paid) == (139, 361)
    by_format = results.formats.set_index("format")["posts"].to_dict()
    named = {"status": "text"}  # of posts without anything but words
    types = [named.get(one["Type"].lower(), one["Type"].lower()) for one in export]
    assert by_format == {kind: types.count(kind) for kind in set(types)}
    assert results.posting_times["posts"].sum() == 500
