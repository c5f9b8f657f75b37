"""What only code can say of a format: spans, days that are numbered, lists side by side, rows that belong together."""

from datetime import datetime

from kpi_excel.catalogue import TABLES
from kpi_excel.importers.convert import TakenRow
from kpi_excel.importers.steps import STEPS, Circumstances
from tests.importers.exports import GA4, GOOGLE_ADS, META_ADS, blocks, cells, taken


def stepped(text: str, name: str = "a.csv") -> list[TakenRow]:
    (converted,), (block,) = taken(text, name), blocks(text, name)
    table = TABLES[converted.format.table]
    rows = converted.rows
    for step in converted.format.steps:
        rows = tuple(STEPS[step](rows, Circumstances(block, name, (*table.key, *table.id))))
    return list(rows)


def test_days_are_counted_from_the_first_one() -> None:
    assert [cells(row, "date", "sessions") for row in stepped(GA4)] == [
        [datetime(2026, 7, 1), "12"],
        [datetime(2026, 7, 2), "8"],
    ]


def test_a_span_above_the_header_is_every_rows() -> None:
    assert cells(stepped(GOOGLE_ADS)[0], "date", "date_to") == [datetime(2026, 7, 8), datetime(2026, 7, 31)]


def test_regions_of_a_month_are_added_but_for_the_people_they_reached() -> None:
    (row,) = stepped(META_ADS)
    assert cells(row, "date", "date_to", "spend", "impressions", "reach", "account") == [
        datetime(2026, 5, 1), datetime(2026, 5, 31), 30.5, 1000.0, None, "Senja",
    ]  # fmt: skip


def test_results_go_to_the_column_of_their_kind() -> None:
    text = (
        "Campaign name,Results,Result indicator,Impressions,Amount spent (USD),Reporting starts,Reporting ends\n"
        "A,12,actions:link_click,100,5,2026-07-01,2026-07-01\nB,3,actions:offsite_conversion.fb_pixel_purchase,90,4,2026-07-01,2026-07-01\n"
    )
    first, second = stepped(text)
    assert cells(first, "campaign", "clicks", "conversions", "currency") == ["A", "12", None, "USD"]
    assert cells(second, "campaign", "clicks", "conversions") == ["B", None, "3"]


def test_two_lists_of_posts_are_one() -> None:
    link = "https://www.linkedin.com/feed/update/urn:li:activity:{}"
    text = (
        "Maximum of 50 posts available to include in this list\n\n"
        "Post URL,Post publish date,Engagements,,Post URL,Post publish date,Impressions\n"
        f"{link.format(1)},7/15/2026,401,,{link.format(2)},7/10/2026,9253\n"
        f"{link.format(2)},7/10/2026,30,,{link.format(3)},7/1/2026,80\n"
    )
    rows = {str(row.cells["post_id"]): row for row in stepped(text)}
    assert [cells(rows[number], "engagements", "impressions") for number in "123"] == [
        ["401", None],
        ["30", "9253"],
        [None, "80"],
    ]


def test_the_number_of_followers_belongs_to_its_day() -> None:
    text = "Total followers on 7/2/2026:,782\n\nDate,New followers\n7/1/2026,3\n7/2/2026,1\n"
    block = blocks(text)[0]
    preamble = (("Total followers on 7/2/2026:", 782.0),)
    given = Circumstances(type(block)(block.grid, block.formats, block.top, block.bottom, "", preamble), "a", ())
    rows = STEPS["followers_at_end"](taken(text)[0].rows, given)
    assert [cells(row, "new_followers", "followers") for row in rows] == [["3", None], ["1", 782.0]]


def test_channels_of_an_hour_are_a_day() -> None:
    text = (
        "Session primary channel group (Default channel group),Date + hour (YYYYMMDDHH),Sessions\n"
        "Direct,2026070123,300\nOrganic Social,2026070119,267\nDirect,2026070200,1\n"
    )
    assert [cells(row, "date", "sessions") for row in stepped(text)] == [
        [datetime(2026, 7, 1), 567.0],
        [datetime(2026, 7, 2), "1"],
    ]


def test_the_files_name_tells_the_span_of_a_business_profile() -> None:
    text = (
        "Store code,Business name,Address,Labels,Google Search - Mobile,Google Search - Desktop,Google Maps - Mobile,"
        "Google Maps - Desktop,Calls,Messages,Bookings,Directions,Website clicks\n"
        ",,,,Number of people,,,,,,,,\n,Senja,Jl. Merdeka 1,,29,37,24,6,0,0,0,35,4\n"
    )
    (row,) = stepped(text, "GMB insights - 2026-7-1 - 2026-7-31 - b33f.csv")
    assert cells(row, "date", "account", "profile_impressions") == [datetime(2026, 7, 31), "Senja, Jl. Merdeka 1", 96.0]
