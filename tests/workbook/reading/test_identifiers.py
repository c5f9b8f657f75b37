from kpi_excel.catalogue import TABLES
from kpi_excel.workbook.reading.converted import Converted
from kpi_excel.workbook.reading.identifiers import id_in_link, is_cut, take_from_links

LINKS = {
    "https://www.tiktok.com/@senja/video/7527623000473079054": "7527623000473079054",
    "https://x.com/senja/status/1902622306553184746": "1902622306553184746",
    "https://www.linkedin.com/feed/update/urn:li:activity:7204703086211198976": "7204703086211198976",
    "https://www.linkedin.com/posts/senja_launch-activity-7204703086211198976-AbCd": "7204703086211198976",
    "https://www.instagram.com/p/DWKlef5mCuX/": "DWKlef5mCuX",
    "https://www.facebook.com/photo.php?fbid=1032639185576176&set=a.487": "1032639185576176",
    "https://www.facebook.com/senja/posts/939005954986064": "939005954986064",
    "https://youtu.be/-7sqX7Ay4GD": "-7sqX7Ay4GD",
    "https://www.youtube.com/watch?v=Sx0ytsHc1kk&t=3": "Sx0ytsHc1kk",
    "https://www.youtube.com/shorts/Sx0ytsHc1kk": "Sx0ytsHc1kk",
    "https://www.pinterest.com/pin/1134203487421/": "1134203487421",
    "https://www.threads.net/@senja/post/DHfvLLMN2g0": "DHfvLLMN2g0",
    "https://senja.id/blog/2026": "",
}


def test_ids_in_links_of_the_platforms() -> None:
    assert {link: id_in_link(link) for link in LINKS} == LINKS


def test_numbers_that_a_spreadsheet_has_cut() -> None:
    cut = [1.78414e16, 17_841_400_000_000_000.0, 1.23456789012345e15 * 10, "1.78414E+16", "1,78414E+16"]
    assert [is_cut(one) for one in cut] == [True] * 5
    kept = [999_999_999_999_999.0, 1_234_567_890_123_456.0, "17841400000000000", "E+16", "", "1.5E+2 x"]
    assert [is_cut(one) for one in kept] == [False] * 6


def test_the_link_s_id_takes_the_place_of_a_cut_one() -> None:
    ids = Converted([None, None, "12"])
    for row in (0, 1):
        ids.warn_once(row, "long-number", column="Post ID", found="1.78414E+16")
    links = Converted(["https://x.com/senja/status/1902622306553184746", None, "https://x.com/senja/status/9"])
    take_from_links(TABLES["posts"], {"post_id": ids, "url": links}, {"post_id": "Post ID"})
    assert ids.values == ["1902622306553184746", None, "12"]
    assert [(one.row, one.code) for one in ids.remarks] == [(1, "long-number"), (0, "id-from-link")]
