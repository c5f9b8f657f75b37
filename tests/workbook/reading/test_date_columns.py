from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kpi_excel.model.table import Column, ColumnType
from kpi_excel.workbook.reading.converted import Context, Converted
from kpi_excel.workbook.reading.date_columns import convert_dates

TODAY = date(2026, 11, 28)


def read(**columns: list[Any]) -> dict[str, Converted]:
    """Read date columns that stand side by side from A2 on."""
    contexts = {name: Context(name, last_day=TODAY, top=2, number=1 + index) for index, name in enumerate(columns)}
    return convert_dates({name: Column(name, ColumnType.TIME) for name in columns}, columns, contexts)


def values(converted: Converted) -> list[datetime | None]:
    found: list[datetime | None] = converted.values.tolist()
    return found


def told(converted: Converted, *but: str) -> list[tuple[int, str]]:
    return [(one.row, one.code) for one in converted.remarks if one.code not in ("text-as-date", *but)]


def test_one_text_decides_the_order_of_its_column() -> None:
    result = read(published=["03/04/2026", "03/25/2026", "12/01/2026 9:05 pm"])["published"]
    assert values(result) == [datetime(2026, 3, 4), datetime(2026, 3, 25), datetime(2026, 12, 1, 21, 5)]
    assert told(result) == [(0, "dates-month-first"), (2, "dates-month-first")]
    evidence = {"column": "published", "found": "03/04/2026", "value": "2026-03-04", "proof": "03/25/2026", "at": "A3"}
    assert result.remarks[0].values == evidence
    result = read(published=["03.04.2026", "25.03.2026"])["published"]
    assert values(result) == [datetime(2026, 4, 3), datetime(2026, 3, 25)]
    assert told(result) == [(0, "dates-day-first")]


def test_another_column_of_the_table_decides_where_the_own_one_does_not() -> None:
    result = read(received=["03/04/2026", "05/04/2026"], answered=["03/04/2026", "13/04/2026"])
    assert values(result["received"]) == [datetime(2026, 4, 3), datetime(2026, 4, 5)]
    assert result["received"].remarks[0].values["at"] == "B3"
    result = read(received=["03/04/2026", "04/13/2026"], answered=["03/04/2026", "13/04/2026"])
    assert values(result["received"])[0] == datetime(2026, 3, 4)  # each by its own proof
    assert values(result["answered"])[0] == datetime(2026, 4, 3)


def test_without_a_proof_or_with_two_a_text_stays_a_fault() -> None:
    result = read(published=["03/04/2026", "05/06/2026", "04/04/2026"])["published"]
    assert values(result) == [None, None, datetime(2026, 4, 4)]
    assert told(result) == [(0, "ambiguous-date"), (1, "ambiguous-date")]
    result = read(published=["03/04/2026", "25/03/2026", "03/26/2026"])["published"]
    assert values(result) == [None, datetime(2026, 3, 25), datetime(2026, 3, 26)]
    assert told(result) == [(0, "dates-of-two-orders")]
    assert result.remarks[0].values["at"] == "A3"
    assert result.remarks[0].values["there"] == "A4"


def test_dates_that_excel_has_exchanged() -> None:
    """03/04/2026 and 12/01/2026, pasted into an Excel that puts the day first; it could not read 03/25/2026."""
    cells = [datetime(2026, 4, 3), "03/25/2026", datetime(2026, 1, 12), datetime(2026, 5, 5)]
    result = read(published=cells)["published"]
    assert values(result) == [None, datetime(2026, 3, 25), None, datetime(2026, 5, 5)]  # 05/05 is the same either way
    assert told(result) == [(0, "exchanged-month-first"), (2, "exchanged-month-first")]
    told_values = {
        "column": "published",
        "found": "2026-04-03",
        "turned": "2026-03-04",
        "proof": "03/25/2026",
        "at": "A3",
    }
    assert result.remarks[0].values == told_values
    result = read(published=[datetime(2026, 4, 3), "25/03/2026"])["published"]
    assert told(result) == [(0, "exchanged-day-first")]


def test_dates_that_may_have_come_from_elsewhere_are_a_warning() -> None:
    result = read(published=[datetime(2026, 4, 3), "03/25/2026", datetime(2026, 4, 20)])["published"]
    assert values(result)[0] == datetime(2026, 4, 3)
    assert told(result) == [(0, "perhaps-exchanged-month-first")]
    for proof in ("25.03.2026", "2026-03-25", "25 March 2026"):  # Excel reads the last two, and dots only day first
        assert told(read(published=[datetime(2026, 4, 3), proof])["published"]) == []


def test_dates_without_a_year_are_counted_back_and_told_once() -> None:
    result = read(date=["December 30", "December 31", "January 1", "January 2"])["date"]
    assert values(result) == [datetime(2025, 12, 30) + timedelta(days) for days in range(4)]
    assert {one.once for one in result.remarks} == {True}
    assert result.remarks[0].values == {
        "column": "date",
        "found": "December 30",
        "value": "2025-12-30",
        "last": "2026-11-28",
    }


def test_months_that_look_like_days_are_refused() -> None:
    result = read(date=["May 25", "Jun 25"])["date"]
    assert told(result) == [(0, "month-or-day"), (1, "month-or-day")]
    assert values(result) == [None, None]


def test_a_zone_holds_for_days_too() -> None:
    """An order at 22:00 in New York, four hours behind UTC, is one of the next day in Jakarta, seven ahead."""
    column = Column("date", ColumnType.DATE)
    context = Context("Date", zone=ZoneInfo("Asia/Jakarta"))
    cells = ["2026-07-01 22:00:00 -0400", "2026-07-01"]
    result = convert_dates({"date": column}, {"date": cells}, {"date": context})["date"]
    assert values(result) == [datetime(2026, 7, 2), datetime(2026, 7, 1)]


def test_jalali_dates_are_told_as_such_and_mixed_columns_are_warned_of() -> None:
    result = read(published=["1405/06/24", "۲۵ شهریور ۱۴۰۵", 14050626.0, ""])["published"]
    assert values(result) == [datetime(2026, 9, 15), datetime(2026, 9, 16), datetime(2026, 9, 17), None]
    assert [(one.row, one.code) for one in result.remarks] == [
        (0, "jalali-dates"),
        (1, "jalali-dates"),
        (2, "jalali-dates"),
    ]
    assert result.remarks[2].values == {"column": "published", "found": "14050626", "value": "2026-09-17"}
    for other in (datetime(2026, 9, 1), "2026-09-01", 46266.0):  # a date, a text, a number of days
        mixed = read(published=["1405/06/24", other, "1405/06/25"])["published"]
        assert values(mixed) == [datetime(2026, 9, 15), datetime(2026, 9, 1), datetime(2026, 9, 16)]
        assert told(mixed, "number-as-date") == [(0, "two-calendars"), (2, "two-calendars")]
        remark = next(one for one in mixed.remarks if one.code == "two-calendars")
        assert (remark.values["other"], remark.once) == ("2026-09-01", True)


def test_a_jalali_date_proves_no_order_of_day_and_month() -> None:
    result = read(published=["24/06/1405", "03/04/2026"])["published"]
    assert values(result) == [datetime(2026, 9, 15), None]
    assert told(result) == [(1, "ambiguous-date"), (0, "jalali-dates")]


def test_a_jalali_date_before_1990_is_out_of_range() -> None:
    result = read(published=["1350/01/01"])["published"]  # 21 March 1971
    assert (values(result), told(result, "jalali-dates")) == ([None], [(0, "date-out-of-range")])
