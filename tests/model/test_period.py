from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_excel.errors import InputError
from kpi_excel.model.calendar import JALALI, Calendar
from kpi_excel.model.period import Grain, Period

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
GRAINS = st.sampled_from([Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR])
CALENDARS = st.builds(Calendar, st.sampled_from(["gregorian", "jalali"]), st.integers(1, 12))
IRAN = Calendar(JALALI)


def ends(period: Period) -> tuple[str, str]:
    return str(period.start), str(period.end)


# Reading and naming


@pytest.mark.parametrize(
    ("text", "grain", "start", "end", "name"),
    [
        ("2026-Q3", Grain.QUARTER, "2026-07-01", "2026-09-30", "2026-Q3"),
        ("2026q1", Grain.QUARTER, "2026-01-01", "2026-03-31", "2026-Q1"),
        ("2026-09", Grain.MONTH, "2026-09-01", "2026-09-30", "2026-09"),
        (" 2026-9 ", Grain.MONTH, "2026-09-01", "2026-09-30", "2026-09"),
        ("2024-02", Grain.MONTH, "2024-02-01", "2024-02-29", "2024-02"),
        ("2026-02", Grain.MONTH, "2026-02-01", "2026-02-28", "2026-02"),
        ("2100-02", Grain.MONTH, "2100-02-01", "2100-02-28", "2100-02"),  # no leap year: 2100 / 400 is not whole
        ("2026-12", Grain.MONTH, "2026-12-01", "2026-12-31", "2026-12"),
        ("2026-W37", Grain.WEEK, "2026-09-07", "2026-09-13", "2026-W37"),
        ("2026w1", Grain.WEEK, "2025-12-29", "2026-01-04", "2026-W01"),  # week 1 holds the year's first Thursday
        ("2026-W53", Grain.WEEK, "2026-12-28", "2027-01-03", "2026-W53"),  # 1 January 2026 is a Thursday: 53 weeks
        ("2020-W53", Grain.WEEK, "2020-12-28", "2021-01-03", "2020-W53"),
        ("2026", Grain.YEAR, "2026-01-01", "2026-12-31", "2026"),
        ("2026-07-01..2026-09-15", Grain.CUSTOM, "2026-07-01", "2026-09-15", "2026-07-01..2026-09-15"),
        ("2026-07-01 to 2026-07-01", Grain.CUSTOM, "2026-07-01", "2026-07-01", "2026-07-01..2026-07-01"),
        ("2026-07-01 – 2026-07-02", Grain.CUSTOM, "2026-07-01", "2026-07-02", "2026-07-01..2026-07-02"),
    ],
)
def test_parse(text: str, grain: Grain, start: str, end: str, name: str) -> None:
    period = Period.parse(text)
    assert (period.grain, *ends(period), period.name) == (grain, start, end, name)
    assert not period.unfinished


@pytest.mark.parametrize(
    "text",
    [
        *("", "latest", "2026-Q5", "2026-13", "2026-00", "2026-W54", "2025-W53", "2026-W00", "26", "10000", "0000"),
        *("2026-09-01", "2026-02-29..2026-03-01", "Q5 2026", "2026-Q3-1", "2026-09-01..", "September 2026"),
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(InputError) as error:
        Period.parse(text)
    assert error.value.message == f"“{text}” is not a period."
    assert "2026-Q3" in error.value.fix


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    sentence = r"The period 2026-09-15\.\.2026-07-01 ends before it starts"
    with pytest.raises(InputError, match=sentence):
        Period.parse("2026-09-15..2026-07-01")
    with pytest.raises(InputError, match=sentence):
        Period(date(2026, 9, 15), date(2026, 7, 1))


# Fiscal years: they carry the calendar year in which they end


@pytest.mark.parametrize(
    ("text", "first_month", "start", "end"),
    [
        ("2026", 4, "2025-04-01", "2026-03-31"),
        ("2026-Q1", 4, "2025-04-01", "2025-06-30"),
        ("2026-Q3", 4, "2025-10-01", "2025-12-31"),
        ("2026-Q4", 4, "2026-01-01", "2026-03-31"),
        ("2026", 10, "2025-10-01", "2026-09-30"),
        ("2026-Q2", 10, "2026-01-01", "2026-03-31"),
        ("2026", 12, "2025-12-01", "2026-11-30"),
        ("2026-Q1", 12, "2025-12-01", "2026-02-28"),
        ("2024-Q1", 12, "2023-12-01", "2024-02-29"),
        ("2026-Q2", 2, "2025-05-01", "2025-07-31"),
        ("2026-09", 4, "2026-09-01", "2026-09-30"),  # months and weeks know no fiscal year
        ("2026-W37", 4, "2026-09-07", "2026-09-13"),
    ],
)
def test_fiscal_years(text: str, first_month: int, start: str, end: str) -> None:
    period = Period.parse(text, Calendar(fiscal_year_start=first_month))
    assert ends(period) == (start, end)
    assert period.name == text


@pytest.mark.parametrize(
    ("day", "first_month", "quarter", "year"),
    [
        ("2026-03-31", 4, "2026-Q4", "2026"),
        ("2026-04-01", 4, "2027-Q1", "2027"),
        ("2026-06-30", 7, "2026-Q4", "2026"),
        ("2026-07-01", 7, "2027-Q1", "2027"),
        ("2026-12-31", 1, "2026-Q4", "2026"),
        ("2027-01-01", 1, "2027-Q1", "2027"),
        ("2026-01-15", 12, "2026-Q1", "2026"),
    ],
)
def test_the_fiscal_period_of_a_day(day: str, first_month: int, quarter: str, year: str) -> None:
    of = date.fromisoformat(day)
    assert Period.of(of, Grain.QUARTER, Calendar(fiscal_year_start=first_month)).name == quarter
    assert Period.of(of, Grain.YEAR, Calendar(fiscal_year_start=first_month)).name == year


def test_fiscal_comparisons() -> None:
    quarter = Period.parse("2026-Q1", Calendar(fiscal_year_start=4))
    assert (quarter.previous().name, ends(quarter.previous())) == ("2025-Q4", ("2025-01-01", "2025-03-31"))
    assert (quarter.last_year().name, ends(quarter.last_year())) == ("2025-Q1", ("2024-04-01", "2024-06-30"))
    assert (quarter.next().name, ends(quarter.next())) == ("2026-Q2", ("2025-07-01", "2025-09-30"))


# The period of a day, the one before, the one after


@pytest.mark.parametrize(
    ("text", "previous", "last_year", "following"),
    [
        ("2026-Q1", "2025-Q4", "2025-Q1", "2026-Q2"),
        ("2026-01", "2025-12", "2025-01", "2026-02"),
        ("2024-02", "2024-01", "2023-02", "2024-03"),
        ("2024-03", "2024-02", "2023-03", "2024-04"),
        ("2026", "2025", "2025", "2027"),
        ("2026-W01", "2025-W52", "2025-W01", "2026-W02"),
        ("2026-W53", "2026-W52", "2025-W52", "2027-W01"),  # 2025 has 52 weeks
        ("2027-W01", "2026-W53", "2026-W01", "2027-W02"),
        ("2026-07-01..2026-07-10", "2026-06-21..2026-06-30", "2025-07-01..2025-07-10", "2026-07-11..2026-07-20"),
        ("2024-02-29..2024-03-01", "2024-02-27..2024-02-28", "2023-02-28..2023-03-01", "2024-03-02..2024-03-03"),
    ],
)
def test_neighbours(text: str, previous: str, last_year: str, following: str) -> None:
    period = Period.parse(text)
    assert (period.previous().name, period.last_year().name, period.next().name) == (previous, last_year, following)


def test_days() -> None:
    lengths = {"2026-02": 28, "2024-02": 29, "2026-W37": 7, "2024": 366, "2026-Q3": 92, "2026-07-01..2026-07-01": 1}
    assert {text: Period.parse(text).days for text in lengths} == lengths


def test_a_free_day_is_a_period_of_one_day() -> None:
    assert Period.of(date(2026, 3, 1), Grain.CUSTOM).previous().name == "2026-02-28..2026-02-28"


# Unfinished periods


def test_a_cut_period_keeps_its_name_and_knows_the_whole() -> None:
    whole = Period.parse("2026-Q3")
    cut = whole.cut(date(2026, 8, 15))
    assert (cut.name, ends(cut), cut.days, cut.unfinished) == ("2026-Q3", ("2026-07-01", "2026-08-15"), 46, True)
    assert cut.whole == whole
    assert cut.next() == whole.next()
    assert cut.cut(date(2026, 7, 31)).whole == whole


@pytest.mark.parametrize("day", ["2026-06-30", "2026-09-30", "2026-12-31"])
def test_a_day_outside_or_at_the_end_cuts_nothing(day: str) -> None:
    whole = Period.parse("2026-Q3")
    assert whole.cut(date.fromisoformat(day)) == whole
    assert not whole.cut(date.fromisoformat(day)).unfinished


@pytest.mark.parametrize(
    ("text", "as_of", "previous", "last_year"),
    [
        ("2026-Q3", "2026-08-15", ("2026-04-01", "2026-05-16"), ("2025-07-01", "2025-08-15")),  # 46 days
        ("2026-09", "2026-09-10", ("2026-08-01", "2026-08-10"), ("2025-09-01", "2025-09-10")),
        ("2026-W37", "2026-09-09", ("2026-08-31", "2026-09-02"), ("2025-09-08", "2025-09-10")),
        ("2026-W53", "2026-12-29", ("2026-12-21", "2026-12-22"), ("2025-12-22", "2025-12-23")),
        ("2024", "2024-02-29", ("2023-01-01", "2023-03-01"), ("2023-01-01", "2023-03-01")),  # 60 days
        ("2026-07-01..2026-07-10", "2026-07-04", ("2026-06-21", "2026-06-24"), ("2025-07-01", "2025-07-04")),
        # February is shorter than the 30 days of March, so it is compared as a whole
        ("2026-03", "2026-03-30", ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-30")),
    ],
)
def test_comparisons_of_an_unfinished_period_are_cut_alike(
    text: str, as_of: str, previous: tuple[str, str], last_year: tuple[str, str]
) -> None:
    cut = Period.parse(text).cut(date.fromisoformat(as_of))
    assert ends(cut.previous()) == previous
    assert ends(cut.last_year()) == last_year


def test_a_comparison_that_needs_no_cut_stays_whole() -> None:
    cut = Period.parse("2024").cut(date(2024, 12, 30))  # 365 days of a leap year
    assert cut.previous() == cut.last_year() == Period.parse("2023")


@given(DAYS, GRAINS, CALENDARS, st.data())
def test_comparisons_are_never_longer_than_an_unfinished_period(
    day: date, grain: Grain, calendar: Calendar, data: st.DataObject
) -> None:
    whole = Period.of(day, grain, calendar)
    cut = whole.cut(whole.start + timedelta(data.draw(st.integers(0, whole.days - 2))))
    assert cut.unfinished
    for other, full in ((cut.previous(), whole.previous()), (cut.last_year(), whole.last_year())):
        assert other.start == full.start
        assert other.days == min(cut.days, full.days)


@given(DAYS, GRAINS, CALENDARS)
def test_a_period_holds_its_day_and_is_found_by_its_name(day: date, grain: Grain, calendar: Calendar) -> None:
    period = Period.of(day, grain, calendar)
    assert period.start <= day <= period.end
    assert Period.of(period.start, grain, calendar) == Period.of(period.end, grain, calendar) == period
    assert Period.parse(period.name, calendar) == period


@given(DAYS, GRAINS, CALENDARS)
def test_periods_follow_each_other_without_gap(day: date, grain: Grain, calendar: Calendar) -> None:
    period = Period.of(day, grain, calendar)
    assert period.next().start == period.end + timedelta(1)
    assert period.next().previous() == period.previous().next() == period


@given(DAYS, GRAINS, CALENDARS)
def test_a_year_ago_is_the_same_part_of_the_year_before(day: date, grain: Grain, calendar: Calendar) -> None:
    period = Period.of(day, grain, calendar)
    earlier = period.last_year()
    assert earlier.grain is grain
    assert 350 <= (period.start - earlier.start).days <= 378
    if grain is not Grain.WEEK:
        assert calendar.parts(earlier.start)[1:] == calendar.parts(period.start)[1:]


@given(DAYS, st.integers(0, 800), CALENDARS)
def test_free_ranges_are_compared_at_equal_length(day: date, days: int, calendar: Calendar) -> None:
    period = Period(day, day + timedelta(days), calendar=calendar.plain)
    assert period.next().days == period.days
    assert period.whole_months or period.previous().days == period.days
    assert abs(period.last_year().days - period.days) <= 1  # a leap day
    assert period.previous().end + timedelta(1) == period.start
    assert Period.parse(period.name, calendar) == period


def test_free_ranges_of_whole_months_are_compared_with_whole_months() -> None:
    half = Period.parse("2026-07-01..2026-12-31")
    assert half.previous().name == "2026-01-01..2026-06-30"  # 181 days before 184
    assert half.last_year().name == "2025-07-01..2025-12-31"
    assert half.cut(date(2026, 7, 10)).previous().name == "2026-01-01..2026-01-10"
    february = Period.parse("2024-02-01..2024-02-29")
    assert february.previous().name == "2024-01-01..2024-01-31"
    assert february.last_year().name == "2023-02-01..2023-02-28"


@pytest.mark.parametrize("text", ["2026-Q3", "2026Q3", "2026 q3", "Q3 2026", "q3-2026"])
def test_quarters_are_read_as_people_and_the_dashboard_write_them(text: str) -> None:
    assert Period.parse(text).name == "2026-Q3"


# The Jalali calendar; days by hand are worked out in test_calendar.py


@pytest.mark.parametrize(
    ("text", "grain", "start", "end", "name"),
    [
        ("1405-Q3", Grain.QUARTER, "2026-09-23", "2026-12-21", "1405-Q3"),  # Mehr, Aban, Azar: 90 days
        ("Q1 1405", Grain.QUARTER, "2026-03-21", "2026-06-21", "1405-Q1"),  # 3 x 31 days
        ("1405-06", Grain.MONTH, "2026-08-23", "2026-09-22", "1405-06"),  # days 156 to 186
        ("1405/6", Grain.MONTH, "2026-08-23", "2026-09-22", "1405-06"),
        ("1403-12", Grain.MONTH, "2025-02-19", "2025-03-20", "1403-12"),  # 30 days
        ("1404-12", Grain.MONTH, "2026-02-20", "2026-03-20", "1404-12"),  # 29 days
        ("1405", Grain.YEAR, "2026-03-21", "2027-03-20", "1405"),
        ("1405-W26", Grain.WEEK, "2026-09-12", "2026-09-18", "1405-W26"),  # 21 March + 25 x 7
        ("1404-W01", Grain.WEEK, "2025-03-15", "2025-03-21", "1404-W01"),  # holds Friday, 1 Farvardin
        ("1405/04/01..1405/06/15", Grain.CUSTOM, "2026-06-22", "2026-09-06", "1405-04-01..1405-06-15"),
        ("2026-06-22..2026-09-06", Grain.CUSTOM, "2026-06-22", "2026-09-06", "1405-04-01..1405-06-15"),
        ("۱۴۰۵-Q3", Grain.QUARTER, "2026-09-23", "2026-12-21", "1405-Q3"),
    ],
)
def test_parse_jalali(text: str, grain: Grain, start: str, end: str, name: str) -> None:
    period = Period.parse(text, IRAN)
    assert (period.grain, *ends(period), period.name) == (grain, start, end, name)
    assert Period.parse(period.name, IRAN) == period


@pytest.mark.parametrize(
    ("text", "previous", "last_year", "following"),
    [
        ("1405-Q1", "1404-Q4", "1404-Q1", "1405-Q2"),
        ("1405-01", "1404-12", "1404-01", "1405-02"),
        ("1405", "1404", "1404", "1406"),
        ("1405-W01", "1404-W53", "1404-W01", "1405-W02"),
        ("1404-W53", "1404-W52", "1403-W52", "1405-W01"),  # 1403 has 52 weeks
        # 93 days, of which Mehr, Aban and Azar take 90
        ("1405-04-01..1405-06-31", "1405-01-01..1405-03-31", "1404-04-01..1404-06-31", "1405-07-01..1405-10-03"),
        # 30 Esfand is only in leap years: a year earlier, the last day of Esfand 1402 is the 29th
        ("1403-12-01..1403-12-30", "1403-11-01..1403-11-30", "1402-12-01..1402-12-29", "1404-01-01..1404-01-30"),
        ("1403-12-30..1404-01-02", "1403-12-27..1403-12-29", "1402-12-29..1403-01-02", "1404-01-03..1404-01-05"),
    ],
)
def test_jalali_neighbours(text: str, previous: str, last_year: str, following: str) -> None:
    period = Period.parse(text, IRAN)
    assert (period.previous().name, period.last_year().name, period.next().name) == (previous, last_year, following)


def test_jalali_fiscal_years_begin_with_their_month() -> None:
    autumn = Calendar(JALALI, 7)
    assert ends(Period.parse("1406", autumn)) == ("2026-09-23", "2027-09-22")  # Mehr 1405 to Shahrivar 1406
    assert ends(Period.parse("1406-Q1", autumn)) == ("2026-09-23", "2026-12-21")
    assert Period.of(date(2026, 9, 15), Grain.QUARTER, autumn).name == "1405-Q4"


def test_an_unfinished_jalali_quarter_is_compared_with_as_many_days() -> None:
    cut = Period.parse("1405-Q3", IRAN).cut(date(2026, 10, 2))  # 10 days of Mehr
    assert (cut.name, cut.days, cut.previous().name) == ("1405-Q3", 10, "1405-04-01..1405-04-10")
    assert cut.last_year().name == "1404-07-01..1404-07-10"


@pytest.mark.parametrize(
    ("text", "calendar"),
    [("2026-Q3", IRAN), ("2026", IRAN), ("2026-09", IRAN), ("1405-Q3", Calendar()), ("1405", Calendar())],
)
def test_a_period_of_the_other_calendar_is_refused_with_the_setting_to_change(text: str, calendar: Calendar) -> None:
    with pytest.raises(InputError, match=f"“{text}” is not a period") as error:
        Period.parse(text, calendar)
    assert error.value.fix.endswith("Which calendar's periods these are is said by the setting calendar.")


@pytest.mark.parametrize("text", ["1405-13", "1405-W53", "1404-12-30..1405-01-02", "1405-Q5", "1405-W00"])
def test_what_is_no_jalali_period_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a period"):
        Period.parse(text, IRAN)
