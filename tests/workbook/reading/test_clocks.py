from datetime import timedelta

import pytest

from kpi_excel.workbook.reading.clocks import Clock, split_clock


@pytest.mark.parametrize(
    ("text", "rest", "hours", "minutes"),
    [
        ("2026-07-31 18:30", "2026-07-31", 18, 30),
        ("2026-07-31T08:05:00", "2026-07-31", 8, 5),
        ("Thu 9:40 pm 2025", "Thu 2025", 21, 40),
        ("7/1/2026 12:40 a.m.", "7/1/2026", 0, 40),
        ("1/7/2026, 3:04 p. m.", "1/7/2026", 15, 4),
        ("18 Μαρ 2025, 3:04 μ.μ.", "18 Μαρ 2025", 15, 4),
        ("18 مارس 2025 3:04 ب.ظ.", "18 مارس 2025", 15, 4),
        ("5 mars 2026 9h05", "5 mars 2026", 9, 5),
        ("5 Mei 2026 15.04", "5 Mei 2026", 15, 4),
        ("31.07.2026 15.04", "31.07.2026", 15, 4),
        ("March 5 9 am", "March 5", 9, 0),
        ("31.07.2026", "31.07.2026", 0, 0),
    ],
)
def test_times_of_day(text: str, rest: str, hours: int, minutes: int) -> None:
    assert split_clock(text) == (rest, Clock(timedelta(hours=hours, minutes=minutes)))


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("09:15Z", 0),
        ("09:15 UTC", 0),
        ("09:15:30.123+0700", 7 * 60),
        ("09:15 -04:00", -4 * 60),
        ("9:05:00 PM GMT+3:30", 3 * 60 + 30),
        ("09:15 +05:30", 5 * 60 + 30),
        ("09:15:00 GMT+0330 (Iran Standard Time)", 3 * 60 + 30),
        ("15.04 WIB", None),  # no day before it
        ("5 Mei 2026 15.04 WIB", 7 * 60),
        ("09:15", None),
    ],
)
def test_distances_from_utc(text: str, ahead: int | None) -> None:
    found = split_clock(text)
    assert found is not None
    assert found[1].offset == (None if ahead is None else timedelta(minutes=ahead))


@pytest.mark.parametrize("text", ["2026-07-31 25:00", "2026-07-31 12:60", "13:00 pm", "0:30 am", "09:15 +15:00"])
def test_times_that_no_clock_shows(text: str) -> None:
    assert split_clock(text) is None
