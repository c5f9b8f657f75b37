"""The months that a dashboard's formulas look up."""

from datetime import datetime

from kpi_excel.language.texts import texts
from kpi_excel.model.calendar import GREGORIAN, JALALI, Calendar
from kpi_excel.report.calendar_rows import months_of


def test_months_of_both_calendars() -> None:
    rows = {
        calendar: list(zip(*months_of(Calendar(calendar), texts("fa")).values(), strict=True))
        for calendar in (GREGORIAN, JALALI)
    }
    assert (datetime(2026, 9, 1), 202609, "سپتامبر") in rows[GREGORIAN]
    assert (datetime(2026, 9, 23), 140507, "مهر") in rows[JALALI]
    assert (datetime(2026, 8, 23), 140506, "شهریور") in rows[JALALI]


def test_every_month_around_the_days_that_inputs_hold_is_there_once() -> None:
    for calendar in (Calendar(GREGORIAN), Calendar(JALALI)):
        starts = months_of(calendar, texts("en"))["month_start"]
        numbers = [calendar.month_number(start) for start in starts]  # type: ignore[arg-type]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert starts[0] < datetime(1989, 1, 1)  # type: ignore[operator]
        assert starts[-1] > datetime(2101, 1, 1)  # type: ignore[operator]
