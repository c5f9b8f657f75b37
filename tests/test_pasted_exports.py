"""Real exports as people paste them: as texts, under the headers of our tables. What is left out lacks its day.

Expected is what the exports hold themselves, counted by Python's own reader: every row whose day is filled is read.
"""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kpi_excel.errors import Severity
from kpi_excel.workbook.reading.read import read

pytestmark = pytest.mark.shared_data
TODAY = date(2026, 11, 28)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # of captions; no workbook may hold them
_META = {
    "published": "Publish time", "post_id": "Post ID", "caption": "Description", "url": "Permalink",
    "format": "Post type", "views": "Views", "reach": "Reach", "comments": "Comments", "shares": "Shares",
}  # fmt: skip
_INSTAGRAM = _META | {"account": "Account username", "likes": "Likes", "saves": "Saves"}
_FACEBOOK = _META | {"account": "Page name", "likes": "Reactions", "clicks": "Link Clicks"}
_X_POSTS = {
    "published": "Date", "post_id": "Post id", "caption": "Post text", "url": "Link", "impressions": "Impressions",
    "likes": "Likes", "comments": "Replies", "shares": "Reposts", "saves": "Bookmarks", "clicks": "Url clicks",
}  # fmt: skip
_TWEETS = {
    "published": "time", "post_id": "Tweet id", "caption": "Tweet text", "impressions": "impressions",
    "likes": "likes", "comments": "replies", "shares": "retweets", "clicks": "url clicks",
}  # fmt: skip
_X_DAYS = {"date": "Date", "profile_impressions": "Impressions", "new_followers": "New follows"}
_YOUTUBE = {"post_id": "Content", "caption": "Video title", "published": "Video publish time", "video_views": "Views"}
_SPROUT = {
    "published": "Date", "platform": "Network", "post_id": "Post ID", "format": "Post Type", "account": "Profile",
    "impressions": "Impressions", "reach": "Reach", "likes": "Reactions", "comments": "Comments",
}  # fmt: skip
_TIKTOK_POSTS = {"published": "Post time", "url": "Video link", "caption": "Video title", "likes": "Total likes"}
_SHOPIFY = {"date": "Created at", "order_id": "Name", "revenue": "Total"}
_ADS = {"date": "Date", "ad": "ad_id", "campaign": "xyz_campaign_id", "spend": "Spent", "impressions": "Impressions"}
EXPORTS = [
    ("instagram/okn_content.csv", "posts", "Instagram", _INSTAGRAM),
    ("instagram/okn_ig_posts_Dec-16-2025_Mar-15-2026.csv", "posts", "Instagram", _INSTAGRAM),
    ("meta/Jan-14-2025_Apr-14-2025_1396269028466733.csv", "posts", "Facebook", _FACEBOOK),
    ("x/kaiadevintern_account_analytics_content_2024-12-22_2025-03-22.csv", "posts", "X", _X_POSTS),
    ("x/tweet_activity_metrics_LisaDeBruine_20210101_20210201_en.csv", "posts", "X", _TWEETS),
    ("x/kaiadevintern_account_overview_analytics.csv", "accounts", "X", _X_DAYS),
    ("youtube/esport7_Table data.csv", "posts", "YouTube", _YOUTUBE),
    ("youtube/punetech_Table data.csv", "posts", "YouTube", _YOUTUBE),
    ("sprout/ont_Post Performance.csv", "posts", "", _SPROUT),
    ("tiktok/Content.csv", "posts", "TikTok", _TIKTOK_POSTS),
    ("tiktok/FollowerHistory.csv", "accounts", "TikTok", {"date": "Date", "followers": "Followers"}),
    ("tiktok/franco_es_Overview.csv", "accounts", "TikTok", {"date": "Date", "profile_visits": "Profile Views"}),
    ("shopify/explorer_orders_export_1.redacted.csv", "orders", "Instagram", _SHOPIFY),
    ("ads/KAG_conversion_data.csv", "ads", "Facebook", _ADS),
]


def exported(path: Path) -> list[dict[str, str]]:
    """Read an export's rows; those of an order's further items have no total and are no orders."""
    text = path.read_bytes().decode("utf-8-sig")
    return [row for row in csv.DictReader(io.StringIO(text)) if row.get("Total", "1")]


def pasted(rows: list[dict[str, str]], table: str, platform: str, columns: Mapping[str, str], path: Path) -> Path:
    """Write rows as texts under our headers."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = table
    fixed = {"platform": platform} if platform else {}
    sheet.append([*columns, *fixed])
    for row in rows:
        sheet.append([_CONTROLS.sub("", row.get(name) or "") or None for name in columns.values()] + [*fixed.values()])
    workbook.save(path)
    return path


@pytest.mark.parametrize(("file", "table", "platform", "columns"), EXPORTS, ids=[one[0] for one in EXPORTS])
def test_every_row_with_a_day_is_read(
    file: str, table: str, platform: str, columns: Mapping[str, str], shared_data: Path, tmp_path: Path
) -> None:
    rows = exported(shared_data / file)
    day = columns.get("published") or columns["date"]
    dated = [row for row in rows if (row[day] or "").strip()]
    assert dated
    inputs = read(pasted(rows, table, platform, columns, tmp_path / "a.xlsx"), TODAY)
    assert len(inputs.tables[table]) == len(dated)
    faults = [issue for issue in inputs.issues if issue.severity is Severity.FAULT]
    assert {issue.code for issue in faults} <= {"missing-value"}
    assert len(faults) == len(rows) - len(dated)


def test_days_are_those_of_the_export(shared_data: Path, tmp_path: Path) -> None:
    rows = exported(shared_data / "x/kaiadevintern_account_overview_analytics.csv")
    days = read(pasted(rows, "accounts", "X", _X_DAYS, tmp_path / "a.xlsx")).tables["accounts"]["date"]
    assert (days.iloc[0].date(), days.iloc[-1].date()) == (date(2025, 3, 21), date(2024, 6, 24))  # newest first
    assert days.diff().dropna().dt.days.unique().tolist() == [-1]
    rows = exported(shared_data / "tiktok/FollowerHistory.csv")
    columns = {"date": "Date", "followers": "Followers"}
    days = read(pasted(rows, "accounts", "TikTok", columns, tmp_path / "b.xlsx"), TODAY).tables["accounts"]["date"]
    assert (days.iloc[0].date(), days.iloc[-1].date()) == (date(2025, 2, 28), date(2026, 2, 27))  # a year without one
