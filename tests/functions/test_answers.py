"""Scores, times and texts are counted into what KPIs divide; impossible ones are refused."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kpi_excel.functions import (
    AVERAGE_COMMENT_LENGTH,
    AVERAGE_COMMENT_WORDS,
    AVERAGE_RESPONSE_TIME,
    CSAT,
    CSAT_MEAN,
    MEDIAN_RESPONSE_TIME,
    NPS,
)
from tests.functions.calls import NINE, RECEIVED, RESPONSES


def test_scores_in_any_shape() -> None:
    scores = [10, 9, 8, 6]  # 2 promoters, 1 detractor of 4: 25
    for given in (
        scores,
        tuple(scores),
        [[10, 9], [8, 6]],
        [[10, [9]], 8, [None, 6]],
        np.array(scores),
        np.array(scores, dtype=object),
        [np.array([10, 9]), pd.Series([8, 6])],
        pd.Series([10, 9, None, 8, 6], dtype="Int64"),
        pd.DataFrame({"a": [10, 9], "b": [8, 6]}),
        ["10", " 9", "8", "", "6"],
        iter(scores),
    ):
        assert NPS(given) == 25.0
    assert NPS(9) == 100.0
    assert NPS(np.float64(6)) == -100.0


def test_nps_bounds_of_the_groups() -> None:
    assert [NPS(score) for score in (0, 6, 6.5, 7, 8, 8.9, 9, 10)] == [-100, -100, 0, 0, 0, 0, 100, 100]


def test_csat_counts_the_two_highest_scores_unless_told() -> None:
    assert CSAT([1, 2, 3, 4, 5]) == 0.4
    assert CSAT(range(1, 11), 10) == 0.2
    assert CSAT(range(1, 11), scale=10, satisfied_from=8) == 0.3
    assert CSAT([1, 2, 3, 4, 5], satisfied_from=math.nan) == 0.4
    assert CSAT([6, 7, 5], 7) == pytest.approx(2 / 3, rel=1e-12)


def test_csat_mean() -> None:
    assert CSAT_MEAN([5, 4, None, 3]) == 4.0
    assert CSAT_MEAN([9, 6], 10) == 7.5


def test_without_a_scale_there_is_no_value() -> None:
    assert CSAT([5, 4], None) is None
    assert CSAT_MEAN([5, 4], "") is None


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: NPS([9, 11]), "scores: 11 is outside 0 to 10."),
        (lambda: NPS([-1]), "scores: -1 is outside 0 to 10."),
        (lambda: CSAT([5, 5.5]), "scores: 5.5 is outside 0 to 5."),
        (lambda: CSAT_MEAN([8]), "scores: 8 is outside 0 to 5."),
        (lambda: CSAT([5], 5, 6), "satisfied_from: 6 is outside 0 to 5."),
        (lambda: CSAT([5], 0), "scale: 0 is not above 0."),
    ],
)
def test_impossible_scores_are_refused(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the whole sentence is compared
        call()
    assert str(error.value) == sentence


def test_scores_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(TypeError, match=r"^scores: 'good' is not a number\.$"):
        NPS([9, "good"])
    with pytest.raises(TypeError, match=r"^scale: \[5\] is not a number\.$"):
        CSAT([5], [5])
    with pytest.raises(TypeError, match=r"^scores: .* is not a number\.$"):
        NPS(np.array([timedelta(1)], dtype="m8[ns]"))


@pytest.mark.parametrize(
    "build",
    [
        list,
        lambda times: [[time] for time in times],
        pd.Series,
        lambda times: np.array(times, dtype="datetime64[ns]"),
        lambda times: list(np.array(times, dtype="datetime64[s]")),
        lambda times: pd.to_datetime(pd.Series(times)).dt.tz_localize("Asia/Tehran"),
        lambda times: ["" if time is None else (time - datetime(1899, 12, 30)) / timedelta(1) for time in times],
        lambda times: pd.Series([(time - datetime(1899, 12, 30)) / timedelta(1) if time else None for time in times]),
    ],
    ids=["list", "column", "series", "ns", "s", "zone", "serial", "serial series"],
)
def test_response_times(build: Callable[[Any], object]) -> None:
    assert AVERAGE_RESPONSE_TIME(build(RECEIVED), build(RESPONSES)) == 120.0
    assert MEDIAN_RESPONSE_TIME(build(RECEIVED), build(RESPONSES)) == 40.0


def test_single_times_and_dates() -> None:
    assert AVERAGE_RESPONSE_TIME(NINE, NINE + timedelta(seconds=90)) == 1.5
    assert AVERAGE_RESPONSE_TIME(date(2026, 7, 1), NINE) == 540.0
    assert AVERAGE_RESPONSE_TIME(NINE, NINE) == 0.0
    assert MEDIAN_RESPONSE_TIME([NINE, NINE], [NINE, NINE + timedelta(minutes=5)]) == 2.5


def test_serial_numbers_are_days_since_excels_day_zero() -> None:
    # 46204 is 2026-07-01 in Excel; 0.375 of a day is 9 o'clock
    assert AVERAGE_RESPONSE_TIME(46204.375, datetime(2026, 7, 1, 9, 30)) == 30.0


def test_time_zones_are_converted() -> None:
    jakarta = timezone(timedelta(hours=7))
    assert AVERAGE_RESPONSE_TIME(datetime(2026, 7, 1, 9, tzinfo=jakarta), datetime(2026, 7, 1, 3, tzinfo=UTC)) == 60.0
    with pytest.raises(TypeError, match=r"received and first_response: only one of .* has a time zone"):
        AVERAGE_RESPONSE_TIME(NINE, datetime(2026, 7, 1, 9, tzinfo=UTC))


def test_a_response_without_a_request_is_left_out() -> None:
    assert AVERAGE_RESPONSE_TIME([None, NINE], [NINE, NINE + timedelta(minutes=8)]) == 8.0
    assert AVERAGE_RESPONSE_TIME([None], [NINE]) is None


def test_impossible_times_are_refused() -> None:
    early = r"first_response: 2026-07-01 08:59:00 is earlier than its request, 2026-07-01 09:00:00\."
    with pytest.raises(ValueError, match=early):
        AVERAGE_RESPONSE_TIME([NINE], [NINE - timedelta(minutes=1)])
    with pytest.raises(ValueError, match="received holds 2 times and first_response 1; they belong in pairs"):
        MEDIAN_RESPONSE_TIME([NINE, NINE], [NINE])
    with pytest.raises(ValueError, match="received: -1 is not the serial number of a date"):
        MEDIAN_RESPONSE_TIME(-1, NINE)
    with pytest.raises(ValueError, match=r"first_response: 1e\+300 is not the serial number of a date"):
        MEDIAN_RESPONSE_TIME(1, 1e300)
    for wrong in ("soon", True, timedelta(1)):
        with pytest.raises(TypeError, match=r"first_response: .* is not a date and time"):
            MEDIAN_RESPONSE_TIME(NINE, wrong)


def test_comment_texts() -> None:
    texts = ["Love it!", " 👍🏽 ", "", None, [["ok  ok"]]]  # 8, 1 and 6 characters; 2, 1 and 2 words
    for given in (texts, np.array(texts, dtype=object)):
        assert AVERAGE_COMMENT_LENGTH(given) == 5.0
        assert AVERAGE_COMMENT_WORDS(given) == pytest.approx(5 / 3, rel=1e-12)
    assert AVERAGE_COMMENT_LENGTH(pd.Series(["abc", None])) == 3.0
    assert AVERAGE_COMMENT_LENGTH(np.array(["abc", "a"])) == 2.0
    assert AVERAGE_COMMENT_LENGTH("one text") == 8.0
    assert AVERAGE_COMMENT_LENGTH("  ") is None


def test_a_comment_that_is_a_number_counts_as_its_digits() -> None:
    assert AVERAGE_COMMENT_LENGTH([100.0, 100]) == 3.0
    assert AVERAGE_COMMENT_LENGTH(2.5) == 3.0
    for wrong in (True, NINE, {"a": "b"}):
        with pytest.raises(TypeError, match=r"texts: .* is not a text"):
            AVERAGE_COMMENT_WORDS([wrong])
