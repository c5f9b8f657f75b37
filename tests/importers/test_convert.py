"""Rows of exports become rows of input tables; what stands in a cell is read from it, and nothing is guessed."""

from kpi_excel.catalogue import TABLES
from kpi_excel.importers.format import formats
from tests.importers.exports import (
    FACEBOOK_DAILY,
    GOOGLE_ADS,
    INSTAGRAM,
    LINKEDIN,
    META_ADS,
    TIKTOK,
    YOUTUBE,
    cells,
    taken,
)


def test_posts_with_blanks_line_breaks_and_long_ids() -> None:
    (posts,) = taken(INSTAGRAM)
    first, second = posts.rows
    assert (first.line, second.line) == (2, 4)  # the caption of the first takes two lines
    assert cells(first, "post_id", "platform", "account", "published", "views", "reach", "saves", "impressions") == [
        "17900000000000001", "Instagram", "senja.coffee", "07/21/2026 16:45", "1784", "685", "11", None,
    ]  # fmt: skip
    assert first.cells["caption"] == "Es kopi\nbaru, hari ini"
    assert "reach" not in second.cells  # a post made with another account has no reach of one's own
    assert "Date" in posts.ignored
    assert posts.unknown == ()


def test_a_part_of_a_cell_is_taken() -> None:
    (posts,) = taken(TIKTOK)
    assert cells(posts.rows[0], "post_id", "account", "video_views") == [
        "7527623000473079054",
        "senja.coffee",
        "191265",
    ]


def test_totals_and_footers_are_no_rows_and_hours_are_seconds() -> None:
    (posts,) = taken(YOUTUBE)
    assert posts.skipped == {"total": 1, "footer": 1}
    assert cells(posts.rows[0], "post_id", "video_views", "watch_seconds") == ["-x0ytsHc1kk", "4632", 354.5 * 3600]
    assert posts.lost == ("Subscribers",)


def test_a_boosted_post_is_an_organic_and_a_paid_one_and_never_their_total() -> None:
    (posts,) = taken(LINKEDIN)
    assert [cells(row, "placement", "campaign", "impressions") for row in posts.rows] == [
        ["organic", None, "637"],
        ["paid", "July", "400"],
    ]
    assert posts.skipped == {"total": 1}


def test_the_line_above_names_the_platform_of_each_series() -> None:
    first, second = taken(FACEBOOK_DAILY)
    assert [cells(row, "platform", "reach") for row in (*first.rows, *second.rows)] == [
        ["Facebook", "5"],
        ["Facebook", "7"],
        ["Instagram", "11"],
    ]
    (unsaid,) = taken(FACEBOOK_DAILY.partition("\n\n")[0].replace("Facebook reach", "Reach"))
    assert "platform" not in unsaid.rows[0].cells


def test_signs_for_no_figure_and_figures_in_headers() -> None:
    (ads,) = taken(GOOGLE_ADS)
    assert cells(ads.rows[0], "campaign", "impressions", "clicks", "currency") == ["Video", "25,881", None, "INR"]
    (meta,) = taken(META_ADS)
    assert meta.skipped == {"total": 1}
    assert cells(meta.rows[0], "account", "spend", "currency") == ["Senja", "10.5", "UAH"]


def test_rows_of_other_sources_are_left_out_of_traffic_and_count_for_the_website() -> None:
    text = (
        "Session source / medium,Date,Sessions,Engaged sessions,Key events\n"
        "l.instagram.com / referral,20260701,12,9,1\ngoogle / organic,20260701,40,30,2\n"
    )
    traffic, website = taken(text)
    assert traffic.skipped == {"other-source": 1}
    assert cells(traffic.rows[0], "platform", "sessions", "bounces", "conversions") == ["Instagram", "12", 3.0, "1"]
    assert [row.cells["sessions"] for row in website.rows] == ["12", "40"]


def test_every_shipped_format_fills_columns_that_exist() -> None:
    for declared in formats().values():
        if declared.table:
            names = {column.name for column in TABLES[declared.table].columns} | {"results"}
            assert {*declared.columns, *declared.constants} <= names, declared.name
            assert set(declared.required) <= set(declared.columns), declared.name
            assert not declared.also or declared.also in formats(), declared.name
