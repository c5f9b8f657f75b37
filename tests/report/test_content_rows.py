"""The rows of the Content sheet: which posts, in which order, and what a reader sees where something is missing."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.engine.analysis.content import without_bases
from kpi_excel.engine.compute import compute
from kpi_excel.engine.results import Results
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.report import content_rows
from kpi_excel.report.content_rows import CAPTION, one_line
from kpi_excel.report.datasets import dashboard_datasets
from tests.support import inputs

EN = texts("en")
ALL = measures_of(KPIS.values())
Rows = Sequence[Mapping[str, Any]]
SHOWN = {name: declared for name, declared in DATASETS.items() if declared.sheet == "content"}


def run(posts: Rows, accounts: Rows = ()) -> Results:
    rows: dict[str, Any] = {"posts": list(posts)}
    if accounts:
        rows["accounts"] = list(accounts)
    return compute(inputs(rows, period="2026-08", trend_length=2), KPIS, ALL, TABLES)


def post(number: int, likes: float | None, reach: float | None = 100, **columns: Any) -> dict[str, Any]:
    """Make a post of Wednesday, 12 August 2026, half past nine."""
    return {
        "published": "2026-08-12 09:30", "platform": "X", "post_id": f"p{number}", "likes": likes, "reach": reach,
        "caption": f"post {number}", **columns,
    }  # fmt: skip


def test_top_posts_have_the_most_engagements_and_bottom_ones_the_lowest_rate_of_the_others() -> None:
    # likes 21 down to 1 of a reach of 100: the median rate is 11 %; ten are on top, ten below the median
    results = run([post(number, 22 - number) for number in range(1, 22)])
    top, bottom = content_rows.top_posts_rows(results, EN), content_rows.bottom_posts_rows(results, EN)
    assert top["caption"] == [f"post {number}" for number in range(1, 11)]
    assert top["place"] == list(range(1, 11))
    assert top["engagements"][:2] == [21.0, 20.0]
    assert top["rate"][:2] == pytest.approx([0.21, 0.20])
    assert top["against"][0] == pytest.approx(21 / 11)
    assert bottom["caption"] == [f"post {number}" for number in range(21, 11, -1)]
    assert bottom["rate"][0] == pytest.approx(0.01)
    assert not set(top["post_key"]) & set(bottom["post_key"])


def test_a_weak_post_is_weak_beside_its_own_platform() -> None:
    # on X 2 % is usual, on TikTok 20 %: 10 % of TikTok is weaker than 1.5 % of X
    x = [post(number, 20, 1000) for number in range(9)] + [post(9, 15, 1000, caption="X, 1.5 %")]
    tiktok = [post(number, 200, 1000, platform="TikTok") for number in range(10, 20)]
    tiktok.append(post(20, 10, 100, platform="TikTok", caption="TikTok, 10 %"))
    bottom = content_rows.bottom_posts_rows(run([*x, *tiktok]), EN)
    assert bottom["caption"] == ["TikTok, 10 %", "X, 1.5 %"]
    assert bottom["against"] == pytest.approx([0.5, 0.75])


def test_posts_that_hardly_anybody_saw_are_not_called_weak() -> None:
    seen = [post(number, 100, 1000) for number in range(12)]
    hardly, enough = post(20, 0, 99, caption="hardly"), post(21, 1, 100, caption="enough")  # a tenth of 1000
    assert content_rows.bottom_posts_rows(run([*seen, hardly, enough]), EN)["caption"] == ["enough"]


@pytest.mark.parametrize(
    ("numbers", "rate", "basis"),
    [
        ({"reach": 100, "impressions": 200, "video_views": 400}, 0.1, "reach"),
        ({"reach": None, "impressions": 100, "video_views": 200}, 0.1, "impressions"),
        ({"reach": None, "video_views": 200}, 0.05, "views"),
        ({"reach": None}, 0.025, "followers"),
        ({"reach": 0, "impressions": 100}, 0.1, "impressions"),
    ],
)
def test_rate_takes_the_first_denominator_there_is(numbers: Mapping[str, Any], rate: float, basis: str) -> None:
    accounts = [{"date": "2026-08-01", "platform": "X", "followers": 400}]
    rows = content_rows.top_posts_rows(run([post(1, 10, **numbers)], accounts), EN)
    assert rows["rate"] == pytest.approx([rate])
    assert rows["basis"] == [EN.text("options", "basis", basis)]


@pytest.mark.parametrize(
    ("language", "told"), [("en", "under 100 reach"), ("id", "jangkauan di bawah 100"), ("fa", "ریچ کمتر از ۱۰۰")]
)
def test_a_rate_of_too_few_is_a_dash_with_its_reason(language: str, told: str) -> None:
    results = run([post(1, 10, reach=99, hashtags="#kopi", format="reel")])
    for maker in (content_rows.top_posts_rows, content_rows.hashtags_rows, content_rows.formats_rows):
        rows = maker(results, texts(language))
        assert (rows["rate"], rows["basis"]) == (["–"], [told])


def test_what_is_missing_is_a_dash() -> None:
    bare = {"published": "2026-08-12", "platform": "X", "likes": 3}
    rows = content_rows.top_posts_rows(run([bare]), EN)
    for key in ("caption", "format_label", "reach", "impressions", "rate", "basis", "against", "url", "link"):
        assert rows[key] == ["–"], key
    assert rows["placement_label"] == ["Organic"]


def test_posts_without_engagements_are_not_on_top() -> None:
    assert content_rows.top_posts_rows(run([post(1, None), post(2, 0), post(3, 1)]), EN)["caption"] == ["post 3"]


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/1", "Open"),
        ("HTTP://a.example/1", "Open"),
        ("www.a.example", "Open"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("file:///etc/x", "file:///etc/x"),
        ("https://a.example/" + "1" * 300, "https://a.example/" + "1" * 300),
    ],
)
def test_only_addresses_of_pages_are_links(url: str, link: str) -> None:
    assert content_rows.top_posts_rows(run([post(1, 1, url=url)]), EN)["link"] == [link]


@pytest.mark.parametrize(
    "text",
    [
        "x" * 32_767,
        "line\r\nline\ttab\u2028line\u0085end",
        "☕️👩‍👩‍👧‍👦" * 30,
        "\u202eesrever" + "\u0301" * 200,
        "سلام دنیا " * 30,
        '=HYPERLINK("https://evil.example","x")',
        "\ud83d half a pair",
        "\x00\x1b control",
    ],
)
def test_captions_are_one_short_line(text: str) -> None:
    line = one_line(text)
    assert 0 < len(line) <= CAPTION
    assert len(line.splitlines()) == 1
    assert not set(line) & set("\u202e\ud83d\x00\x1b")
    assert not line.rstrip("…").endswith(("\u200d", "\n"))
    assert one_line(line) == line


def test_captions_end_at_a_space() -> None:
    assert one_line("word " * 40) == "word " * 17 + "word…"
    assert one_line("=1+1") == "=1+1"  # it is written as text
    assert [one_line(empty) for empty in (None, "", " \n", float("nan"))] == ["–"] * 4


def test_formats_keep_what_owners_templates_take_and_add_words() -> None:
    posts = [post(1, 10, format="reel"), post(2, 20, format="reel"), post(3, 99, format="photo"), post(4, 5)]
    results = run(posts)
    rows = content_rows.formats_rows(results, texts("id"))
    assert set(rows) >= set(without_bases(results.formats).columns)
    assert rows["format"] == ["photo", "reel"]
    assert rows["format_label"] == ["foto", "reel"]
    assert rows["engagements_per_post"] == [99.0, 15.0]
    assert rows["rate"] == pytest.approx([0.99, 0.15])
    assert rows["impressions"] == [None, None]  # not #N/A


def test_hashtags_are_the_fifteen_with_the_most_engagements() -> None:
    posts = [post(number, number, hashtags=f"#tag{number} #all") for number in range(1, 18)]
    rows = content_rows.hashtags_rows(run(posts), EN)
    assert rows["hashtag"] == ["#all", *(f"#tag{number}" for number in range(17, 3, -1))]
    assert rows["posts"][0] == 17.0
    assert rows["engagements"][0] == sum(range(1, 18))


def test_posting_hours_are_engagements_per_post() -> None:
    at = "2026-08-{} {:02}:15".format
    posts = [
        post(1, 10, published=at(10, 9)), post(2, 20, published=at(10, 11)),  # Monday, 9 to 12
        post(3, None, published=at(10, 9)),  # no engagements: not counted
        post(4, 7, published=at(15, 23)), post(5, 3, published=at(15, 0)),  # Saturday
    ]  # fmt: skip
    rows = content_rows.posting_hours_rows(run(posts), EN)
    assert rows["weekday"] == [1, 2, 3, 4, 5, 6, 7]
    assert rows["from_09"] == [15.0, None, None, None, None, None, None]
    assert (rows["h09"][0], rows["h10"][0], rows["h11"][0]) == (10.0, None, 20.0)
    assert (rows["from_21"][5], rows["from_00"][5], rows["n_09"][0]) == (7.0, 3.0, 2.0)
    assert rows["posts"] == [2.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0]
    assert rows["engagements_per_post"] == [15.0, "–", "–", "–", "–", 5.0, "–"]
    # 3, 7 and 15: the second fifth begins at 3 + 0.4 * 4
    assert [rows[f"step_{place}"][0] for place in (1, 2, 3, 4)] == pytest.approx([4.6, 6.2, 8.6, 11.8])
    saturday_first = [6, 7, 1, 2, 3, 4, 5]
    assert content_rows.posting_hours_rows(run(posts), texts("fa"))["weekday"] == saturday_first
    assert content_rows.posting_hours_rows(run(posts), texts("en", calendar="jalali"))["weekday"] == saturday_first


def test_the_strongest_hours_are_named_where_posts_suffice() -> None:
    posts = [post(number, 10 + number, published="2026-08-10 09:01") for number in range(3)]
    posts += [post(number, 5.5, published="2026-08-10 20:00") for number in range(3, 6)]
    posts += [post(number, 100, published="2026-08-10 13:00") for number in range(6, 8)]  # two are too few
    rows = content_rows.posting_hours_rows(run(posts), EN)
    assert rows["day_label"][:2] == ["Monday: best 9–12, 11 per post (3 posts)", "Tuesday"]
    fa = content_rows.posting_hours_rows(run(posts), texts("fa"))["day_label"][2]
    assert fa == "دوشنبه: بهترین ۹ تا ۱۲، ۱۱ در هر پست (۳ پست)"


def test_dates_without_times_are_no_hours() -> None:
    dated = [post(number, 5, published="2026-08-10 00:00", platform="LinkedIn") for number in range(3)]
    timed = [post(9, 8, published="2026-08-10 00:00"), post(10, 6, published="2026-08-10 01:00")]
    rows = content_rows.posting_hours_rows(run([*dated, *timed]), EN)
    assert rows["from_00"][0] == 7.0  # midnight counts on a platform that gives times
    assert sum(float(str(one)) for one in rows["posts"]) == 2
    assert all(one is None for one in content_rows.posting_hours_rows(run(dated), EN)["from_00"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_to_show_is_no_row(language: str) -> None:
    results = run([post(1, 1, published="2026-01-05 10:00"), post(2, None, published="2026-08-05 10:00")])
    datasets = dashboard_datasets(results, texts(language))
    for name in SHOWN:
        assert {len(column) for column in datasets[name].columns.values()} == {7 if name == "posting_hours" else 0}, (
            name
        )


def test_datasets_have_their_keys_and_no_errors() -> None:
    datasets = dashboard_datasets(run([post(number, number, format="reel", hashtags="#a") for number in range(25)]), EN)
    for name, declared in SHOWN.items():
        columns = datasets[name].columns
        rows = list(zip(*(columns[key] for key in declared.key), strict=True))
        assert len(set(rows)) == len(rows) > 0
        cells = [one for column in columns.values() for one in column]
        assert not any(isinstance(one, float) and math.isnan(one) for one in cells)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_is_another_columns_key(language: str) -> None:
    labels = texts(language).section("content", "columns")
    datasets = dashboard_datasets(run([post(1, 1, format="reel", hashtags="#a")]), EN)
    for name in SHOWN:
        for key, label in labels.items():
            if key in datasets[name].columns:
                assert datasets[name].key(label) == key
