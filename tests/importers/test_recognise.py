"""Formats are recognised by their headers, and the nearest one is named where none fits."""

from kpi_excel.importers.files import ExportFile
from kpi_excel.importers.format import formats
from kpi_excel.importers.grids import read_grids
from kpi_excel.importers.recognise import nearest
from tests.importers.exports import (
    FACEBOOK_DAILY,
    GA4,
    GOOGLE_ADS,
    INSTAGRAM,
    LINKEDIN,
    META_ADS,
    TIKTOK,
    YOUTUBE,
    blocks,
)


def test_each_export_is_one_format() -> None:
    texts = (INSTAGRAM, TIKTOK, YOUTUBE, LINKEDIN, GOOGLE_ADS, META_ADS, GA4)
    found = [[one.name for one in block.formats] for text in texts for block in blocks(text, "download.csv")]
    assert found == [
        ["instagram_posts"], ["tiktok_posts"], ["youtube_videos"], ["linkedin_posts"], ["google_ads_campaigns"],
        ["meta_ads"], ["ga4_website"],
    ]  # fmt: skip


def test_stacked_series_end_where_the_next_begins() -> None:
    first, second = blocks(FACEBOOK_DAILY)
    assert ((first.platform, second.platform), first.bottom <= second.top) == (("Facebook", "Instagram"), True)


def test_a_header_of_other_columns_is_nothing() -> None:
    assert blocks("Fruit,Price\nApple,3\n") == []


def test_the_nearest_format_and_what_it_lacks() -> None:
    grids = read_grids(ExportFile("a.csv", "", b"Post ID,Publish time,Permalink\n1,2,3\n"))
    close = nearest(grids, formats().values())
    assert close is not None
    assert (close.format.platform, close.missing) == ("Instagram", ("account",))
