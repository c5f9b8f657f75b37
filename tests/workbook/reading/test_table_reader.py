from datetime import date, datetime
from pathlib import Path
from typing import Any

from kpi_excel.engine.inputs import Inputs
from kpi_excel.workbook.reading.read import read
from tests.workbook.books import DAY, book, codes, issues

REQUESTS = ["received", "platform", "request_id", "first_response"]


def answered(folder: Path, received: str, response: str, *settings: list[Any]) -> Inputs:
    sheets = {"Settings": [["name", "value"], *settings], "Requests": [REQUESTS, [received, "X", "a", response]]}
    return read(book(folder / "a.xlsx", sheets))


def minutes(inputs: Inputs) -> float:
    (row,) = inputs.tables["requests"].to_dict("records")
    return float((row["first_response"] - row["received"]).total_seconds() / 60)


def test_zones_of_a_request_and_its_answer_are_never_dropped(tmp_path: Path) -> None:
    """10:00 in Jakarta is 03:00 UTC, and the answer came at 04:00 UTC."""
    inputs = answered(tmp_path, "2026-07-01T10:00:00+07:00", "2026-07-01T04:00:00Z")
    assert minutes(inputs) == 60
    assert codes(inputs.issues)[:2] == [("mixed-zones", "A2"), ("text-as-date", "A2")]


def test_the_zone_of_the_settings_decides_the_day(tmp_path: Path) -> None:
    """20:00 UTC is 03:00 of the next day in Jakarta."""
    zone = ["time_zone", "Asia/Jakarta"]
    inputs = answered(tmp_path, "2026-07-01T20:00:00Z", "2026-07-01T20:45:00Z", zone)
    assert inputs.tables["requests"]["received"].tolist() == [datetime(2026, 7, 2, 3)]
    assert minutes(inputs) == 45


def test_an_unknown_zone_is_told_and_times_count_as_without_one(tmp_path: Path) -> None:
    inputs = answered(tmp_path, "2026-07-01 10:00", "2026-07-01 10:30", ["time_zone", "Asia/Jakata"])
    assert minutes(inputs) == 30
    assert issues(inputs, "text-as-date") == [
        "[bad-setting] a.xlsx, sheet 'Settings', cell B2: time_zone is “Asia/Jakata”, which is not allowed; the "
        "default is used.\nFix: correct the value, or empty the cell to use the default. Did you mean Asia/Jakarta or "
        "Asia/Kolkata or Asia/Qatar? Use a place such as Asia/Jakarta, Asia/Tehran or Europe/Berlin, or UTC."
    ]


def test_hours_that_clocks_skip_or_show_twice_are_told(tmp_path: Path) -> None:
    """In the Berlin of 2026 the clocks go forward on 29 March at 02:00, back on 25 October at 03:00."""
    zone = ["time_zone", "Europe/Berlin"]
    inputs = answered(tmp_path, "2026-03-29 02:30", "2026-10-25 02:30", zone)
    assert issues(inputs, "text-as-date") == [
        "[time-skipped] a.xlsx, sheet 'Requests', cell A2: received is 2026-03-29 02:30, a time that did not exist in "
        "Europe/Berlin: the clocks were set forward over it that night. It is read as one hour later.\n"
        "Fix: correct the time, or paste it with its distance from UTC.",
        "[time-twice] a.xlsx, sheet 'Requests', cell D2: first_response is 2026-10-25 02:30, a time that came twice in "
        "Europe/Berlin: the clocks were set back that night. The first of the two is taken.\n"
        "Fix: nothing, if an hour does not matter; otherwise paste the time with its distance from UTC.",
    ]


def test_years_are_counted_back_from_the_last_day_that_counts_else_from_today(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["date", "platform", "followers"],
        ["8 de marzo", "TikTok", 5],
        ["9 de marzo", "TikTok", 6],
    ]
    path = book(tmp_path / "a.xlsx", {"Accounts": rows})
    assert read(path, date(2026, 3, 8)).tables["accounts"]["date"].tolist() == [
        datetime(2025, 3, 8),
        datetime(2025, 3, 9),
    ]
    settings = [["name", "value"], ["as_of", "2024-12-31"]]
    path = book(tmp_path / "b.xlsx", {"Accounts": rows, "Settings": settings})
    assert read(path, date(2026, 3, 9)).tables["accounts"]["date"].iloc[0] == datetime(2024, 3, 8)


def test_what_is_told_once_per_column_is_counted(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["published", "platform", "post_id", "url"]]
    rows += [
        [DAY, "X", 1.78414e16, None],
        [DAY, "X", 1.78414e16, None],
        [DAY, "X", 1.78414e16, "x.com/a/status/1234567"],
    ]
    inputs = read(book(tmp_path / "a.xlsx", {"Posts": rows}))
    assert len(inputs.tables["posts"]) == 3
    assert issues(inputs) == [
        "[long-number] a.xlsx, sheet 'Posts', cell C2: post_id holds IDs that Excel has cut (cells: 2), such as "
        "1.78414E+16: it keeps only 15 digits of a number. They count as no ID.\n"
        "Fix: format the column as text and paste the IDs again.",
        "[id-from-link] a.xlsx, sheet 'Posts', cell C4: post_id holds IDs that Excel has cut (cells: 1); those in the "
        "links of their rows are taken, such as 1234567 for 1.78414E+16.\nFix: nothing.",
    ]
