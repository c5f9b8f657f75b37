from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from kpi_excel.workbook.reading.converted import Context, Converted
from kpi_excel.workbook.reading.zones import Times, to_one_zone

NAN = float("nan")
BERLIN = ZoneInfo("Europe/Berlin")


def times(*cells: tuple[str, float], zone: ZoneInfo | None = None) -> Times:
    """Give a column of times, each with the minutes that it is ahead of UTC."""
    values = np.array([text for text, _ in cells], "datetime64[us]")
    return Times(Converted(values), np.array([ahead for _, ahead in cells]), True, Context("Received", zone=zone))


def local(column: Times) -> list[str]:
    return [f"{one:%Y-%m-%d %H:%M}" for one in column.converted.values.tolist()]


def told(column: Times) -> list[tuple[int, str]]:
    return [(one.row, one.code) for one in column.converted.remarks]


def test_an_answer_after_an_hour_is_one_after_an_hour_whatever_the_zones() -> None:
    """10:00 in Jakarta is 03:00 UTC; the answer at 04:00 UTC came 60 minutes later, not 360 minutes earlier."""
    received, answered = times(("2026-07-01 10:00", 7 * 60)), times(("2026-07-01 04:00", 0))
    to_one_zone([received, answered])
    assert (local(received), local(answered)) == (["2026-07-01 10:00"], ["2026-07-01 11:00"])  # of two, the first met
    assert told(received) == [(0, "mixed-zones")]
    assert received.converted.remarks[0].values["offset"] == "UTC+7"


def test_times_of_one_distance_stay_as_they_are() -> None:
    column = times(("2026-07-01 10:00", 0), ("2026-07-01 11:00", 0), ("2026-07-01 12:00", NAN))
    to_one_zone([column])
    assert local(column) == ["2026-07-01 10:00", "2026-07-01 11:00", "2026-07-01 12:00"]
    assert told(column) == [(0, "zone-kept"), (1, "zone-kept")]


def test_a_zone_of_the_settings_takes_them_all() -> None:
    """Berlin is two hours ahead of UTC in July and one in January."""
    column = times(("2026-07-01 10:00", 0), ("2026-01-01 10:00", -300), ("2026-07-01 12:00", NAN), zone=BERLIN)
    to_one_zone([column])
    assert local(column) == ["2026-07-01 12:00", "2026-01-01 16:00", "2026-07-01 12:00"]
    assert told(column) == [(0, "zone-converted"), (1, "zone-converted")]


def test_time_that_passed_in_the_night_in_which_clocks_change() -> None:
    """On 29 March 2026 Berlin's clocks go from 02:00 to 03:00: from 01:30 to 03:30 one hour passes."""
    received, answered = times(("2026-03-29 01:30", NAN), zone=BERLIN), times(("2026-03-29 03:30", NAN), zone=BERLIN)
    to_one_zone([received, answered])
    assert (local(received), local(answered)) == (["2026-03-29 01:30"], ["2026-03-29 02:30"])
    assert told(received) == told(answered) == []


def test_times_that_were_not_or_came_twice_are_told() -> None:
    """On 25 October 2026 the clocks go back from 03:00 to 02:00."""
    column = times(("2026-03-29 02:30", NAN), ("2026-10-25 02:30", NAN), ("2026-03-29 00:00", NAN), zone=BERLIN)
    to_one_zone([column])
    assert told(column) == [(0, "time-skipped"), (1, "time-twice")]
    assert local(column) == ["2026-03-29 03:30", "2026-10-25 02:30", "2026-03-29 00:00"]
    column = times(("2026-10-25 02:30", 60), zone=BERLIN)  # the second of the two, as its distance says
    to_one_zone([column])
    assert told(column) == [(0, "zone-converted")]


def test_a_day_that_begins_without_midnight_is_no_fault() -> None:
    tehran = ZoneInfo("Asia/Tehran")  # on 22 March 2021 clocks went from 00:00 to 01:00
    column = times(("2021-03-22 00:00", NAN), zone=tehran)
    to_one_zone([column])
    assert told(column) == []


def test_rows_without_a_time_stay_without_one() -> None:
    received, answered = times(("NaT", NAN), zone=BERLIN), times(("2026-07-01 08:00", 0), zone=BERLIN)
    to_one_zone([received, answered])
    assert received.converted.values.tolist() == [None]
    assert answered.converted.values.tolist() == [datetime(2026, 7, 1, 10)]
