"""The Jalali calendar against the sun, against a published list of leap years, and by hand.

Jalali days by hand: months 1 to 6 have 31 days, 7 to 11 have 30, so that the days before a month are 0, 31, 62, 93,
124, 155, 186, 216, 246, 276, 306, 336. 1 Farvardin 1405 is 21 March 2026, 1 Farvardin 1404 is 21 March 2025.
"""

from datetime import date, timedelta
from math import cos, floor, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_excel.model.calendar import GREGORIAN, JALALI, JALALI_YEARS, Calendar, read_day

IRAN, WORLD = Calendar(JALALI), Calendar(GREGORIAN)
# Unicode's ICU 78 has 30 Esfand in these years; so has the table of the University of Tehran's Institute of Geophysics.
LEAP_YEARS = (
    *(1300, 1304, 1309, 1313, 1317, 1321, 1325, 1329, 1333, 1337, 1342, 1346, 1350, 1354, 1358, 1362, 1366, 1370),
    *(1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420, 1424, 1428, 1432, 1436, 1441, 1445),
    *(1449, 1453, 1457, 1461, 1465, 1469, 1474, 1478, 1482, 1486, 1490, 1494, 1498),
)
# Jean Meeus, Astronomical Algorithms, chapter 27: the periodic terms of equinoxes, as amplitude, phase and speed.
MEEUS = (
    *((485, 324.96, 1934.136), (203, 337.23, 32964.467), (199, 342.08, 20.186), (182, 27.85, 445267.112)),
    *((156, 73.14, 45036.886), (136, 171.52, 22518.443), (77, 222.54, 65928.934), (74, 296.72, 3034.906)),
    *((70, 243.58, 9037.513), (58, 119.81, 33718.147), (52, 297.17, 150.678), (50, 21.02, 2281.226)),
    *((45, 247.54, 29929.562), (44, 325.15, 31555.956), (29, 60.93, 4443.417), (18, 155.12, 67555.328)),
    *((17, 288.79, 4562.452), (16, 198.04, 62894.029), (14, 199.76, 31436.921), (12, 95.39, 14577.848)),
    *((12, 287.11, 31931.756), (12, 320.81, 34777.259), (9, 227.73, 1222.114), (8, 15.45, 16859.074)),
)


def new_year(gregorian_year: int) -> date:
    """Give the day on which Iran's year begins: the equinox before noon in Tehran begins it, later ones the day after.

    The sun's noon there, at 52.5 degrees east, is 7.4 minutes after the clock's in March. The closest call of these
    years is 6 minutes, and the method is good to one; clocks of the sky and of people differ by 1 to 2 minutes.
    """
    millennia = (gregorian_year - 2000) / 1000
    mean = 2451623.80984 + 365242.37404 * millennia
    mean += 0.05169 * millennia**2 - 0.00411 * millennia**3 - 0.00057 * millennia**4
    centuries = (mean - 2451545) / 36525
    angle = radians(35999.373 * centuries - 2.47)
    terms = sum(size * cos(radians(phase + speed * centuries)) for size, phase, speed in MEEUS)
    equinox = mean + 0.00001 * terms / (1 + 0.0334 * cos(angle) + 0.0007 * cos(2 * angle))
    in_tehran = equinox - 70 / 86400 + 52.5 / 360 - 7.4 / 1440  # Julian days begin at noon
    return date.fromordinal(floor(in_tehran) - 1721425 + 1)


def test_every_year_begins_with_the_sun() -> None:
    assert [IRAN.day(year, 1, 1) for year in JALALI_YEARS] == [new_year(year + 621) for year in JALALI_YEARS]


def test_leap_years_are_those_of_the_published_tables() -> None:
    long = [year for year in JALALI_YEARS if IRAN.day(year + 1, 1, 1) - IRAN.day(year, 1, 1) == timedelta(366)]
    assert tuple(long) == LEAP_YEARS
    assert IRAN.day(1403, 12, 30) == date(2025, 3, 20)
    with pytest.raises(ValueError, match="day"):
        IRAN.day(1404, 12, 30)


@pytest.mark.parametrize(
    ("jalali", "gregorian"),
    [
        ((1405, 1, 1), "2026-03-21"),
        ((1405, 6, 24), "2026-09-15"),  # 155 + 24 = day 179 of the year: 21 March + 178 = 15 September
        ((1405, 7, 1), "2026-09-23"),  # day 187: 21 March + 186
        ((1405, 10, 1), "2026-12-22"),  # day 277: 21 March + 276
        ((1404, 12, 29), "2026-03-20"),  # the day before the next 1 Farvardin
        ((1399, 12, 30), "2021-03-20"),  # 1400 began on 21 March 2021
        ((1357, 11, 22), "1979-02-11"),  # the revolution's day, in every book of history
        ((1300, 1, 1), "1921-03-21"),
    ],
)
def test_days_by_hand(jalali: tuple[int, int, int], gregorian: str) -> None:
    day = date.fromisoformat(gregorian)
    assert IRAN.day(*jalali) == day
    assert IRAN.parts(day) == jalali
    year, month, number = jalali
    assert IRAN.written(day) == f"{year}-{month:02}-{number:02}"
    assert read_day(IRAN.written(day)) == read_day(gregorian) == day


def test_months_are_added_within_their_length() -> None:
    moved = IRAN.add_months(IRAN.day(1405, 6, 31), 1)
    assert IRAN.written(moved) == "1405-07-30"  # Mehr has 30 days
    assert IRAN.written(IRAN.add_months(IRAN.day(1405, 6, 31), -3)) == "1405-03-31"
    assert IRAN.written(IRAN.add_months(IRAN.day(1403, 12, 30), 12)) == "1404-12-29"
    assert IRAN.written(IRAN.add_months(IRAN.day(1405, 1, 15), -1)) == "1404-12-15"
    assert WORLD.add_months(date(2024, 2, 29), -12) == date(2023, 2, 28)


def test_parts_of_fiscal_years() -> None:
    retail = Calendar(JALALI, 7)  # from Mehr on
    assert [retail.year(IRAN.day(*day)) for day in ((1405, 6, 31), (1405, 7, 1), (1406, 6, 31))] == [1405, 1406, 1406]
    assert IRAN.written(retail.year_start(1406)) == "1405-07-01"
    assert IRAN.written(retail.part_start(IRAN.day(1405, 12, 10), 3)) == "1405-10-01"
    assert [retail.part_number(IRAN.day(1405, month, 1), 3) for month in (7, 9, 10, 1, 4)] == [1, 1, 2, 3, 4]
    assert (IRAN.year(IRAN.day(1405, 7, 1)), retail.fiscal, IRAN.fiscal, retail.plain) == (1405, True, False, IRAN)
    with pytest.raises(ValueError, match="month 1 to 12"):
        Calendar(JALALI, 13)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        # 21 March 2026, 1 Farvardin 1405, is a Saturday: week 1 begins with it
        ("2026-03-21", (1405, 1)),
        ("2026-03-20", (1404, 53)),  # 1 Farvardin 1404 was a Friday: its week began on 15 March 2025, 371 days before
        ("2025-03-15", (1404, 1)),  # Saturday 25 Esfand 1403, in the week that holds 1 Farvardin 1404
        ("2025-03-14", (1403, 52)),
        ("2026-09-15", (1405, 26)),  # day 179: 178 / 7 = 25 full weeks before it
        ("2027-03-19", (1405, 52)),  # 363 / 7 = 51.9
        ("2027-03-20", (1406, 1)),  # 1 Farvardin 1406 is Sunday, 21 March 2027: the week begins the day before
    ],
)
def test_weeks_begin_on_saturday_and_count_from_the_one_that_holds_1_farvardin(day: str, week: tuple[int, int]) -> None:
    found = date.fromisoformat(day)
    assert IRAN.week(found) == week
    assert IRAN.week_start(found).strftime("%A") == "Saturday"
    assert (IRAN.weeks(1404), IRAN.weeks(1405)) == (53, 52)


@given(st.dates(date(1922, 1, 1), date(2120, 1, 1)))
def test_a_calendar_reads_what_it_writes(day: date) -> None:
    for calendar in (IRAN, WORLD):
        assert calendar.day(*calendar.parts(day)) == read_day(calendar.written(day)) == day
    assert WORLD.week(day) == day.isocalendar()[:2]
    year, number = IRAN.week(day)
    assert IRAN.first_week(year) + timedelta(7 * number - 7) == IRAN.week_start(day)
    assert 1 <= number <= IRAN.weeks(year)


def test_the_first_days_of_months() -> None:
    days = [IRAN.written(one) for one in IRAN.months(IRAN.day(1404, 11, 9), IRAN.day(1405, 2, 1))]
    assert days == ["1404-11-01", "1404-12-01", "1405-01-01", "1405-02-01"]
    assert [IRAN.starts_month(date(2026, 9, number)) for number in (22, 23, 24)] == [False, True, False]


@pytest.mark.parametrize("text", ["1404-12-30", "2026-02-29", "1405-13-01", "05-06-24", "1405", ""])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|month|year|must|valid|out of"):
        read_day(text)


def test_a_year_is_one_of_one_calendar_only() -> None:
    assert [IRAN.knows(year) for year in (1299, 1300, 1499, 1500, 2026)] == [False, True, True, False, False]
    assert [WORLD.knows(year) for year in (1299, 1300, 1499, 1500, 2026)] == [True, False, False, True, True]
