"""Real exports: what was imported is what the files say, as plain CSV readers add them up."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date
from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import kpi_excel as kx

pytestmark = [pytest.mark.shared_data, pytest.mark.slow]
Row = dict[str, str]


def csv_rows(path: Path, encoding: str = "utf-8-sig", above: int = 0) -> list[Row]:
    text = path.read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO("\n".join(text.splitlines()[above:]) if above else text)))


def total(rows: Iterable[Row], column: str) -> float:
    return sum(float(row[column].replace(",", "")) for row in rows if row[column].strip())


def posts_of(path: Path, answers: kx.Answers = kx.Answers()) -> pd.DataFrame:  # noqa: B008 - frozen
    return kx.read_exports([path], answers, today=date(2026, 11, 1)).tables["posts"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_three_exports_of_one_account_are_128_posts(order: tuple[int, ...], shared_data: Path) -> None:
    names = [
        "okn_ig_posts_Dec-16-2025_Mar-15-2026.csv", "okn_ig_posts_Mar-17-2025_Mar-17-2026.csv", "okn_content.csv",
    ]  # fmt: skip
    paths = [shared_data / "instagram" / name for name in names]
    latest = {
        row["Post ID"]: row for path in paths for row in csv_rows(path)
    }  # a later file takes an earlier one's place
    posts = kx.read_exports([paths[number] for number in order]).tables["posts"]
    assert len(posts) == len(latest) == 128
    for ours, theirs in (("views", "Views"), ("likes", "Likes"), ("saves", "Saves")):
        assert posts[ours].sum() == total(latest.values(), theirs)


@pytest.mark.parametrize(
    ("file", "kept", "columns"),
    [
        (
            "meta/Jan-14-2025_Apr-14-2025_1396269028466733.csv",
            lambda row: bool(row["Post ID"]),
            {"reach": "Reach", "likes": "Reactions", "comments": "Comments", "shares": "Shares"},
        ),
        (
            "x/kaiadevintern_account_analytics_content_2024-12-22_2025-03-22.csv",
            bool,
            {"impressions": "Impressions", "likes": "Likes", "saves": "Bookmarks", "comments": "Replies"},
        ),
        (
            "youtube/esport7_Table data.csv",
            lambda row: row["Content"] not in ("", "Total") and bool(row["Video publish time"]),
            {"video_views": "Views"},
        ),
        ("sprout/ont_Post Performance.csv", bool, {"impressions": "Impressions", "shares": "Shares"}),
    ],
)
def test_totals_are_those_of_the_file(
    file: str, kept: Callable[[Row], bool], columns: dict[str, str], shared_data: Path
) -> None:
    rows = [row for row in csv_rows(shared_data / file) if kept(row)]
    posts = posts_of(shared_data / file, kx.Answers(lifetime=True))
    assert len(posts) == len(rows)
    assert {ours: posts[ours].sum() for ours in columns} == {
        ours: total(rows, theirs) for ours, theirs in columns.items()
    }


def test_649_tweets_have_the_rates_that_their_export_tells(shared_data: Path) -> None:
    files = sorted((shared_data / "x").glob("tweet_activity_metrics_*.csv"))
    rows = {row["Tweet id"]: row for path in files for row in csv_rows(path)}
    posts = kx.read_exports(files).tables["posts"]
    assert len(posts) == len(rows)
    told = {name: float(row["engagement rate"]) for name, row in rows.items()}
    for name, impressions in zip(posts["post_id"], posts["impressions"], strict=True):
        assert float(rows[name]["engagements"]) / impressions == pytest.approx(told[name])


def test_the_posts_of_a_page_are_those_of_its_sheet(shared_data: Path) -> None:
    path = shared_data / "linkedin" / "page_content.xls"
    _, header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("All posts").to_python()
    told = pd.DataFrame(rows, columns=header)
    told = told[told["Post type"] != "Total"]
    posts = posts_of(path)
    assert len(posts) == len(told) == 168
    assert posts["impressions"].sum() == told["Impressions"].astype(float).sum()
    assert posts["clicks"].sum() == told["Clicks"].astype(float).sum()


def test_every_real_export_is_known(shared_data: Path) -> None:
    folders = [folder for folder in sorted(shared_data.iterdir()) if folder.is_dir()]
    given = [folder for folder in folders if folder.name not in ("excel_saved", "uci", "ads")]
    found = kx.read_exports(given, kx.Answers(platform="Facebook", lifetime=True))
    assert [file.name for file in found.files if not file.is_taken] == []
