"""What callers pass is read once: missing is no value, what is no number is refused, nothing is changed."""

import math
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from kpi_excel.functions import (
    AVERAGE_COMMENT_WORDS,
    CLV,
    CPM,
    CSAT,
    CTR,
    NET_NEW_FOLLOWERS,
    NPS,
    REACH,
)
from tests.functions.calls import NINE


@pytest.mark.parametrize("missing", [None, math.nan, "", "  ", pd.NA, pd.NaT, np.nan, Decimal("NaN")])
def test_missing_is_no_value_and_not_zero(missing: object) -> None:
    assert CTR(missing, 4) is None
    assert CTR(1, missing) is None
    assert NET_NEW_FOLLOWERS(missing) is None
    np.testing.assert_array_equal(CTR([1, missing], [4, 4]), [0.25, np.nan])
    assert NPS([10, missing]) == 100
    assert NPS(missing) is None


def test_an_infinite_number_is_no_value_and_no_score() -> None:
    assert CTR(math.inf, 4) is None
    assert CTR(1, math.inf) is None
    np.testing.assert_array_equal(CTR(1, np.array([4, -np.inf])), [0.25, np.nan])
    with pytest.raises(ValueError, match="scores: inf is outside 0 to 10"):
        NPS([10, math.inf])


def test_too_large_for_a_float_is_no_value() -> None:
    assert CLV(1e200, 1e200, 1) is None
    assert REACH(10**400) is None


def test_texts_that_are_numbers_count() -> None:
    assert CTR(" 12 ", "۴۸") == 0.25
    assert CPM("3e2", "60000.0") == 5.0
    np.testing.assert_array_equal(CTR(["1", "2"], np.array(["4", ""])), [0.25, np.nan])


@pytest.mark.parametrize("wrong", ["many", "1,5", "nan", "inf", "1_000", "5%", b"1", 1j, NINE, {"a": 1}, [[1], [2, 3]]])
def test_what_is_no_number_is_refused_with_the_arguments_name(wrong: object) -> None:
    with pytest.raises(TypeError, match=r"^impressions: .* is not a number\.$"):
        CTR(1, wrong)
    with pytest.raises(TypeError, match=r"^impressions: .* is not a number\.$"):
        CTR(1, [5, wrong])


def test_dates_are_no_numbers() -> None:
    for dates in (pd.Series([NINE]), np.array([timedelta(1)], dtype="m8[ns]")):
        with pytest.raises(TypeError, match="impressions holds dates or times, where numbers are needed"):
            CTR(1, dates)


def test_inputs_are_never_changed() -> None:
    array = np.array([1.0, np.inf, np.nan])
    array.flags.writeable = False
    series, nested = pd.Series([4, 0, 5]), [[4, None], ["5", ""]]
    before = series.copy(), deepcopy(nested)
    result = CTR(array, series)
    result[0] = 99
    REACH(array)[0] = 99
    CTR(nested, nested)
    CSAT(nested)
    AVERAGE_COMMENT_WORDS(nested)
    pd.testing.assert_series_equal(series, before[0])
    assert nested == before[1]
    assert array[0] == 1.0


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"clicks \(2,\), impressions \(3,\)"):
        CTR([1, 2], [1, 2, 3])


def test_series_are_taken_by_position() -> None:
    clicks = pd.Series([1, 2], index=["a", "b"])
    np.testing.assert_array_equal(CTR(clicks, pd.Series([4, 8], index=["b", "a"])), [0.25, 0.25])
    nullable = pd.Series([1, None], dtype="Int64")
    np.testing.assert_array_equal(CTR(nullable, 4), [0.25, np.nan])


def test_arrays_broadcast_as_in_numpy() -> None:
    np.testing.assert_array_equal(CTR([1, 2], 4), [0.25, 0.5])
    np.testing.assert_array_equal(CTR([[1, 2], [3, 4]], [4, 8]), [[0.25, 0.25], [0.75, 0.5]])
    np.testing.assert_array_equal(CTR([1, 2], [[4], [8]]), [[0.25, 0.5], [0.125, 0.25]])
    assert REACH([]).shape == (0,)
    assert CTR(np.empty((0, 3)), 5).shape == (0, 3)
