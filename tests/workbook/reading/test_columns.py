from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pytest

from kpi_excel.model.table import Column, ColumnType
from kpi_excel.workbook.reading.columns import convert
from kpi_excel.workbook.reading.converted import Context, Converted
from kpi_excel.workbook.reading.values import DatedNumber

NAN = float("nan")


def converted(content: ColumnType, *cells: Any, language: str = "en", **column: Any) -> Converted:
    return convert(Column("col", content, **column), cells, Context("Col", language=language))


def values(result: Converted) -> list[Any]:
    if isinstance(result.values, np.ndarray):
        return [None if one != one else one for one in result.values.tolist()]  # noqa: PLR0124 - NaN
    return list(result.values)


def found(result: Converted) -> list[tuple[int, str, dict[str, str]]]:
    return [
        (one.row, one.code, {key: value for key, value in one.values.items() if key != "column"})
        for one in result.remarks
    ]


def test_clean_counts_with_blanks() -> None:
    result = converted(ColumnType.COUNT, 1.0, "", 3.0, "  ")
    assert values(result) == [1, None, 3, None]
    assert result.remarks == []


def test_a_column_without_rows() -> None:
    for content in ColumnType:
        assert len(converted(content).values) == 0


def test_counts_of_every_wrong_kind() -> None:
    result = converted(ColumnType.COUNT, True, -1.0, 1.5, "1,234", "12 %", "-", "many", datetime(2026, 7, 1), "1.234,5")
    assert values(result) == [None, -1, 1.5, 1234, None, None, None, None, 1234.5]
    assert found(result) == [
        (0, "not-a-number", {"found": "TRUE"}),
        (3, "text-as-number", {"found": "1,234", "value": "1234"}),
        (4, "not-a-number", {"found": "12 %"}),
        (5, "dash-as-blank", {"found": "-"}),
        (6, "not-a-number", {"found": "many"}),
        (7, "not-a-number", {"found": "2026-07-01"}),
        (8, "text-as-number", {"found": "1.234,5", "value": "1234.5"}),
        (1, "negative-count", {"found": "-1"}),
        (2, "fractional-count", {"found": "1.5"}),
        (8, "fractional-count", {"found": "1234.5"}),
    ]
    assert [str(one.severity) for one in result.remarks[-3:]] == ["fault", "warning", "warning"]


def test_amounts_with_two_readings() -> None:
    result = converted(ColumnType.AMOUNT, "1,234", "1.234.567", -2.5)
    assert values(result) == [None, 1_234_567, -2.5]
    assert found(result) == [
        (0, "ambiguous-number", {"found": "1,234", "first": "1234", "second": "1.234"}),
        (1, "text-as-number", {"found": "1.234.567", "value": "1234567"}),
        (2, "negative-count", {"found": "-2.5"}),
    ]
    assert converted(ColumnType.SIGNED_AMOUNT, -2.5).remarks == []


def test_years() -> None:
    result = converted(ColumnType.YEAR, 2026.0, "۲۰۲۵", 1989.0, 2101.0)
    assert found(result)[1:] == [
        (2, "year-out-of-range", {"found": "1989"}),
        (3, "year-out-of-range", {"found": "2101"}),
    ]
    assert values(result)[:2] == [2026, 2025]


def test_dates_lose_their_time_and_times_are_rounded_to_the_second() -> None:
    cells = (datetime(2026, 7, 1, 8, 29, 59, 999_987), date(2026, 7, 2), "")
    assert values(converted(ColumnType.DATE, *cells)) == [datetime(2026, 7, 1), datetime(2026, 7, 2), None]
    assert values(converted(ColumnType.TIME, *cells)) == [datetime(2026, 7, 1, 8, 30), datetime(2026, 7, 2), None]


def test_dates_of_every_wrong_kind() -> None:
    cells = (
        46295.0,
        "2026-09-30",
        "03/04/2026",
        12.0,
        "soon",
        True,
        time(8),
        timedelta(3),
        datetime(1989, 12, 31),
        "–",
    )
    result = converted(ColumnType.DATE, *cells)
    assert values(result) == [datetime(2026, 9, 30)] * 2 + [None] * 8
    assert found(result) == [
        (0, "number-as-date", {"found": "46295", "value": "2026-09-30"}),
        (3, "not-a-date", {"found": "12"}),
        (4, "not-a-date", {"found": "soon"}),
        (5, "not-a-date", {"found": "TRUE"}),
        (6, "not-a-date", {"found": "08:00:00"}),
        (7, "not-a-date", {"found": "72:00:00"}),
        (9, "dash-as-blank", {"found": "–"}),
        (2, "ambiguous-date", {"found": "03/04/2026", "first": "2026-04-03", "second": "2026-03-04"}),
        (1, "text-as-date", {"found": "2026-09-30", "value": "2026-09-30"}),
        (8, "date-out-of-range", {"found": "1989-12-31"}),
    ]


@pytest.mark.parametrize("day", [datetime(1990, 1, 1), datetime(2100, 12, 31, 23, 59, 59)])
def test_the_first_and_the_last_day_are_in_range(day: datetime) -> None:
    assert values(converted(ColumnType.TIME, day)) == [day]


def test_texts_are_stripped_and_stay_texts() -> None:
    result = converted(ColumnType.TEXT, " a ", "", "  ", "=1+1", "@x", "-5", 12.0, 1.5, True, datetime(2026, 7, 1))
    assert values(result) == ["a", None, None, "=1+1", "@x", "-5", "12", "1.5", "TRUE", "2026-07-01"]
    assert result.remarks == []


def test_long_ids_that_excel_has_cut_are_no_ids() -> None:
    cells = (1234567890123456789.0, "1234567890123456789", 999999999999999.0, "1.78414E+16", 1234567890123456.0)
    result = converted(ColumnType.TEXT, *cells)
    assert values(result) == [None, "1234567890123456789", "999999999999999", None, "1234567890123456"]
    assert [(one.row, one.code, one.once) for one in result.remarks] == [
        (0, "long-number", True),
        (3, "long-number", True),
    ]


def test_a_row_whose_needed_id_is_cut_stands_for_itself() -> None:
    result = converted(ColumnType.TEXT, 1e18, 1e18, required=True)
    assert values(result) == ["A1", "A2"]  # two orders, not one


def test_numbers_that_are_shown_as_dates() -> None:
    result = converted(ColumnType.COUNT, 5.0, DatedNumber(45000, date(2023, 3, 15)), DatedNumber(45, timedelta(45)))
    assert values(result) == [5, 45000, 45]
    assert found(result) == [
        (1, "date-as-number", {"found": "2023-03-15", "value": "45000"}),
        (2, "date-as-number", {"found": "1080:00:00", "value": "45"}),  # 45 x 24 hours
    ]


def test_suggested_words_get_one_name_in_three_languages() -> None:
    result = converted(ColumnType.TEXT, "Foto", "عکس", "PHOTO", "meme", "", suggestions=("photo",), word_list="format")
    assert values(result) == ["photo", "photo", "photo", "meme", None]


def test_formats_as_the_platforms_exports_call_them() -> None:
    cells = ("IG reel", "Reels", "IG image", "Instagram Carousel", "Photos", "gambar", "ریلز", "FB zine", "Zine")
    result = converted(ColumnType.TEXT, *cells, suggestions=("photo",), word_list="format")
    assert values(result) == ["reel", "reel", "photo", "carousel", "photo", "photo", "reel", "FB zine", "Zine"]
    result = converted(ColumnType.TEXT, "Meta industry", suggestions=("industry",), word_list="name")
    assert values(result) == ["Meta industry"]  # somebody's name


def test_names_of_the_owner_s_own() -> None:
    context = Context("Col", other_names={"insta senja": "Instagram", "clip": "Reels", "fedi": "Mastodon"})
    platforms = convert(Column("col", ColumnType.PLATFORM), ["Insta Senja", "fedi ", "Mastodon", "ig"], context)
    assert values(platforms) == ["Instagram", "Mastodon", "Mastodon", "Instagram"]
    assert [one.code for one in platforms.remarks] == ["unknown-platform"]  # of the one that nobody named
    column = Column("col", ColumnType.TEXT, suggestions=("reel",), word_list="format")
    assert values(convert(column, ["CLIP", "reel"], context)) == ["reel", "reel"]


def test_platforms_in_their_spellings() -> None:
    cells = ("twitter", " INSTAGRAM ", "ig", "Linked In", "اینستاگرام", "", "all", "همه")
    result = converted(ColumnType.PLATFORM, *cells)
    assert values(result) == ["X", "Instagram", "Instagram", "LinkedIn", "Instagram", None, None, None]
    assert result.remarks == []


def test_an_unknown_platform_is_named_once_and_keeps_its_first_spelling() -> None:
    result = converted(ColumnType.PLATFORM, "X", "Instgram", "Mastodon", "instgram", "MASTODON ")
    assert values(result) == ["X", "Instgram", "Mastodon", "Instgram", "Mastodon"]
    assert found(result) == [
        (1, "unknown-platform", {"found": "Instgram", "meant": "Instagram"}),
        (2, "unknown-platform", {"found": "Mastodon", "meant": ""}),
    ]


def test_a_row_cannot_belong_to_all_platforms_where_it_needs_one() -> None:
    allowed = "Instagram, Facebook, X, LinkedIn, TikTok, YouTube, Pinterest, Threads"
    result = converted(ColumnType.PLATFORM, "X", "All", "all", required=True)
    assert found(result) == [
        (1, "not-an-option", {"found": "All", "allowed": allowed}),
        (2, "not-an-option", {"found": "all", "allowed": allowed}),
    ]


def test_options_in_three_languages() -> None:
    column: dict[str, Any] = {"options": ("organic", "paid"), "word_list": "placement"}
    result = converted(
        ColumnType.OPTION, "Paid", "berbayar", "پولی", "ارگانيک", "", "All", "boosted", "boosted", **column
    )
    assert values(result) == ["paid", "paid", "paid", "organic", None, None, None, None]
    assert [(row, code) for row, code, _ in found(result)] == [(6, "not-an-option"), (7, "not-an-option")]
    persian = converted(ColumnType.OPTION, "boosted", language="fa", **column)
    assert found(persian) == [(0, "not-an-option", {"found": "boosted", "allowed": "ارگانیک، پولی"})]


def test_yes_and_no_in_three_languages() -> None:
    result = converted(ColumnType.YES_NO, "Yes", "ya", "بله", True, 1.0, "no", "TIDAK", "خیر", False, 0.0, "", " ")
    assert values(result) == [1] * 5 + [0] * 5 + [None] * 2
    result = converted(ColumnType.YES_NO, "maybe", 2.0, language="id")
    assert found(result) == [
        (0, "not-an-option", {"found": "maybe", "allowed": "ya, tidak"}),
        (1, "not-an-option", {"found": "2", "allowed": "ya, tidak"}),
    ]


def test_any_value_is_kept() -> None:
    assert values(converted(ColumnType.ANY, 1.5, " previous ", "", True)) == [1.5, "previous", None, True]
