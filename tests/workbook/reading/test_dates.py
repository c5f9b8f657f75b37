from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_excel.language.texts import texts
from kpi_excel.model.calendar import Calendar
from kpi_excel.workbook.reading.dates import (
    NO_DATE,
    Order,
    date_of_serial,
    parse_date,
    parse_digits,
    read_date,
    typed_long_ago,
)

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
        "18η Μαρτίου 2025",
        "18. Ma\u0308rz 2025",  # as some systems write an accent, behind its letter
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


@settings(deadline=None)
@given(st.text(max_size=110))
def test_no_text_is_too_odd(text: str) -> None:
    assert len(read_date(text)) <= 2


@settings(deadline=None)
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


# 1 Farvardin 1405 is 21 March 2026; the days before Tir are 93, before Shahrivar 155, before Mehr 186
JALALI = [
    ("1405/06/24", (2026, 9, 15)),  # day 179
    ("1405-6-24", (2026, 9, 15)),
    ("1405.06.24", (2026, 9, 15)),
    ("۱۴۰۵/۰۶/۲۴", (2026, 9, 15)),
    ("٢٤/٠٦/١٤٠٥", (2026, 9, 15)),  # the day first, in Arabic digits
    ("05/06/1405", (2026, 8, 27)),  # 5 Shahrivar, day 160: never 6 Mordad
    ("1405/06/24 18:30", (2026, 9, 15, 18, 30)),
    ("۱۴۰۵/۰۶/۲۴ ساعت ۶:۳۰ ب.ظ.", (2026, 9, 15, 18, 30)),
    ("1405-06-24T18:30:05", (2026, 9, 15, 18, 30, 5)),
    ("14050624", (2026, 9, 15)),
    ("۲۴ شهریور ۱۴۰۵", (2026, 9, 15)),
    ("سه‌شنبه ۲۴ شهريور ۱۴۰۵", (2026, 9, 15)),  # with an Arabic yeh
    ("۱ مهر ۱۴۰۵", (2026, 9, 23)),
    ("۲۴ شهریور ماه سال ۱۴۰۵", (2026, 9, 15)),
    ("24 Shahrivar 1405", (2026, 9, 15)),
    ("Mehr 1, 1405", (2026, 9, 23)),
    ("1403/12/30", (2025, 3, 20)),
    ("1370/01/01", (1991, 3, 21)),
]


@pytest.mark.parametrize(("text", "moment"), JALALI)
def test_a_date_of_a_jalali_year_is_a_jalali_date(text: str, moment: tuple[int, ...]) -> None:
    parsed = parse_date(text)
    assert (parsed.days, parsed.jalali) == ({Order.CLEAR: datetime(*moment)}, True)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        *("1404/12/30", "1405/07/31", "1405/13/01", "1405/00/01", "06/24/1405", "1404-02-32", "14051301"),
        *("24 September 1405", "۲۴ سپتامبر ۱۴۰۵", "24 Shahrivar 2026", "1299/01/01 1300", "۲۴ شهریور"),
    ],
)
def test_what_is_no_jalali_date(text: str) -> None:
    assert not parse_date(text).days


def test_digits_of_a_jalali_date_are_one() -> None:
    assert date_of_serial(14050624.0) == [datetime(2026, 9, 15)]
    assert date_of_serial(14041230) == []
    assert parse_digits(20260915).jalali is False


@given(st.dates(datetime(1990, 1, 1).date(), datetime(2100, 12, 31).date()))
def test_every_day_is_read_in_either_calendar(day: date) -> None:
    iran = Calendar("jalali")
    year, month, number = iran.parts(day)
    ways = (iran.written(day), f"{number} {texts('fa').months(calendar='jalali')[month - 1]} {year}", str(day))
    assert [read_date(text) for text in ways] == [[datetime(day.year, day.month, day.day)]] * 3


@pytest.mark.parametrize(
    ("number", "typed"),
    [
        (-180610, "1405-06-24"),  # as LibreOffice 25.2 stores it
        (-180787, "1404-12-29"),
        (-145930, "1500-06-14"),
        *((number, "") for number in (-220_000, 0, 0.5, 46280)),
    ],
)
def test_days_of_the_middle_ages(number: float, typed: str) -> None:
    assert typed_long_ago(number) == (typed if typed < "1500" else "")
