from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_excel.workbook.reading.dates import NO_DATE, Order, date_of_serial, parse_date, read_date

DATES = [
    ("2026-07-31", [(2026, 7, 31)]),
    ("2026-7-1", [(2026, 7, 1)]),
    ("2026-07-31 18:30", [(2026, 7, 31, 18, 30)]),
    ("2026-07-31 8:30", [(2026, 7, 31, 8, 30)]),
    ("2026-07-31T18:30:05", [(2026, 7, 31, 18, 30, 5)]),
    ("2026-07-31T18:30:05Z", [(2026, 7, 31, 18, 30, 5)]),
    ("2026-07-31T18:30:05+07:00", [(2026, 7, 31, 18, 30, 5)]),
    ("۲۰۲۶-۰۷-۳۱", [(2026, 7, 31)]),
    ("2026/07/31", [(2026, 7, 31)]),
    ("31.07.2026", [(2026, 7, 31)]),
    ("31/7/2026 9:05", [(2026, 7, 31, 9, 5)]),
    ("07/31/2026", [(2026, 7, 31)]),
    ("04/04/2026", [(2026, 4, 4)]),
    ("03/04/2026", [(2026, 4, 3), (2026, 3, 4)]),
    ("2026-02-30", []),
    ("32.01.2026", []),
    ("31.07.26", []),
    ("31.07.2026 25:00", []),
    ("0000-01-01", []),
    ("31 July 2026", [(2026, 7, 31)]),
    ("2026-Q3", []),
    ("", []),
    ("31-08-2023", [(2023, 8, 31)]),
    ("20230916", [(2023, 9, 16)]),
    ("2024041623", [(2024, 4, 16, 23)]),  # with its hour
    ("20230931", []),
    ("Thu Mar 20 2025", [(2025, 3, 20)]),
    ("Fri, Mar 21, 2025", [(2025, 3, 21)]),
    ("Dec 18, 2022", [(2022, 12, 18)]),
    ("12/30/2025 9:40 am", [(2025, 12, 30, 9, 40)]),
    ("12/30/2025 12:05 AM", [(2025, 12, 30, 0, 5)]),
    ("Thu, 5 Feb 2026", [(2026, 2, 5)]),
    ("5-Mar-2026", [(2026, 3, 5)]),
    ("May 5th, 2025", [(2025, 5, 5)]),
    ("27 January 2026 - 23 February 2026", []),
    ("2024-03-01 - 2024-03-11", []),
    ("31. 7. 2026", [(2026, 7, 31)]),
    ("March 2025", []),
    ("Lifetime", []),
    ("Total", []),
    ("5 juin juillet 2026", []),
    ("5 Smarch 2026", []),
    ("12 likes 2026", []),
]


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_dates_as_text(text: str, expected: list[tuple[int, ...]]) -> None:
    assert read_date(text) == [datetime(*one) for one in expected]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "18 March 2025",
        "Tuesday, March 18, 2025",
        "Selasa, 18 Maret 2025",
        "۱۸ مارس ۲۰۲۵",
        "سه‌شنبه ۱۸ مارس ۲۰۲۵",
        "18 مارس 2025",
        "martes, 18 de marzo de 2025",
        "mar, 18 mar 2025",  # in Spanish one is a weekday
        "mar. 18 mars 2025",
        "18 Μαρτίου 2025",
        "Τρίτη 18 ΜΑΡ 2025",
        "Dienstag, 18. März 2025",
        "18. Marz 2025",
        "18 de março de 2025",
        "ter., 18 de mar. de 2025",
        "18 marca 2025",  # Polish
        "18 марта 2025 г.",  # Russian, found among all languages
    ],
)
def test_days_with_names_in_the_languages_of_exports(text: str) -> None:
    assert parse_date(text).days == {Order.CLEAR: datetime(2025, 3, 18)}


def test_september_however_it_is_cut() -> None:
    for text in ("15 September 2026", "۱۵ سپتامبر ۲۰۲۶", "Sep 15, 2026", "Sept. 15, 2026", "15 sep 2026"):
        assert read_date(text) == [datetime(2026, 9, 15)], text
    assert read_date("31 Juni 2026") == []  # no such day
    assert read_date("5 jui 2026") == []  # juin or juillet


def test_dates_without_a_year() -> None:
    found = {text: parse_date(text) for text in ("8 de marzo", "March 8", "8 Μαρτίου", "۸ مارس", "8. März 9:05")}
    assert {one.without_year for one in found.values()} == {(3, 8)}
    assert found["8. März 9:05"].time == timedelta(hours=9, minutes=5)
    assert parse_date("February 29").without_year == (2, 29)
    assert parse_date("February 30") is NO_DATE
    assert read_date("March 8") == []  # no moment by itself


@pytest.mark.parametrize(
    ("text", "proves"),
    [
        ("31/07/2026", Order.DAY_FIRST),
        ("07/31/2026", Order.MONTH_FIRST),
        ("03/04/2026", None),
        ("04/04/2026", None),
        ("2026-07-31", None),
        ("31 July 2026", None),
    ],
)
def test_what_a_text_tells_about_its_column(text: str, proves: Order | None) -> None:
    assert parse_date(text).proves is proves


def test_both_meanings_by_order() -> None:
    assert parse_date("03/04/2026 9:05 pm").days == {
        Order.DAY_FIRST: datetime(2026, 4, 3, 21, 5),
        Order.MONTH_FIRST: datetime(2026, 3, 4, 21, 5),
    }


def test_invisible_characters_do_not_count() -> None:
    assert read_date("\u200e2026\u200b-07-31\ufeff") == [datetime(2026, 7, 31)]
    assert read_date("31\u00a0July\u202f2026") == [datetime(2026, 7, 31)]


@given(st.text(max_size=110))
def test_no_text_is_too_odd(text: str) -> None:
    assert len(read_date(text)) <= 2


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31)))
def test_every_moment_is_read_as_it_was_written(moment: datetime) -> None:
    minute = moment.replace(second=0, microsecond=0)
    for form in ("%Y-%m-%d %H:%M", "%a %b %d %Y %H:%M", "%B %d, %Y %I:%M %p", "%d %b %Y, %I:%M%p"):
        assert parse_date(minute.strftime(form)).days == {Order.CLEAR: minute}, form
    assert minute in read_date(minute.strftime("%m/%d/%Y %H:%M"))


def test_serial_numbers_in_both_date_systems() -> None:
    assert date_of_serial(46295) == date_of_serial(46295 - 1462, date_1904=True) == [datetime(2026, 9, 30)]
    assert date_of_serial(32873.9) == date_of_serial(time(3)) == date_of_serial(float("inf")) == []
    assert date_of_serial(20260930.0) == [datetime(2026, 9, 30)]  # as GA4 writes days
    assert date_of_serial(20260931.0) == []
