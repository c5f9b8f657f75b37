"""The Python functions: every hand-computed case, what they take and refuse, and what they say about themselves."""

import doctest
import inspect
import math
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, get_type_hints

import numpy as np
import pandas as pd
import pytest

from kpi_excel import functions
from kpi_excel.catalogue import KPIS
from kpi_excel.catalogue.custom import add_custom_kpis
from kpi_excel.catalogue.declarations import declaration_of
from kpi_excel.functions import (
    AVERAGE_COMMENT_LENGTH,
    AVERAGE_COMMENT_WORDS,
    AVERAGE_RESPONSE_TIME,
    CLV,
    CPM,
    CSAT,
    CSAT_MEAN,
    CTR,
    ENGAGEMENT_RATE,
    MEDIAN_RESPONSE_TIME,
    NET_NEW_FOLLOWERS,
    NET_SENTIMENT,
    NPS,
    REACH,
    ROI,
)
from kpi_excel.functions.make import EXAMPLE, make_function
from kpi_excel.language.texts import texts
from kpi_excel.model.kpi import Kpi
from tests.support import Case, load_cases

KPI_LIST = list(KPIS.values())
FORMULAS = [kpi for kpi in KPI_LIST if not kpi.answers]
CASES = [case for case in load_cases() if case.arguments is not None]
NINE = datetime(2026, 7, 1, 9)


def function_of(kpi: Kpi) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(functions, kpi.function)
    return found


# Every case computed by hand


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_case_gives_its_value(case: Case) -> None:
    assert case.arguments is not None
    value = function_of(KPIS[case.kpi])(**case.arguments)
    if math.isnan(case.expected):
        assert value is None, case.arithmetic
    else:
        assert type(value) is float
        assert value == pytest.approx(case.expected, rel=1e-12), case.arithmetic


def test_every_kpi_has_a_case_with_arguments() -> None:
    assert {case.kpi for case in CASES} == set(KPIS)


@pytest.mark.parametrize("kpi", FORMULAS, ids=lambda kpi: kpi.name)
def test_all_cases_of_a_kpi_as_arrays(kpi: Kpi) -> None:
    cases = [case for case in CASES if case.kpi == kpi.name]
    optional = declaration_of(kpi, texts("en")).defaults
    columns: dict[str, list[Any]] = {
        name: [(case.arguments or {}).get(name, optional.get(name)) for case in cases] for name in kpi.arguments
    }
    expected = [case.expected for case in cases]
    for build in (list, lambda values: np.array(values, dtype=float), lambda values: pd.Series(values, dtype=float)):
        value = function_of(kpi)(**{name: build(column) for name, column in columns.items()})
        assert isinstance(value, np.ndarray)
        assert value.dtype == np.float64
        np.testing.assert_allclose(value, expected, rtol=1e-12)


# Numbers and arrays


def test_numbers_give_a_float() -> None:
    for value in (
        ENGAGEMENT_RATE(120, 2000, 3),
        ENGAGEMENT_RATE(np.int64(120), np.float32(2000), np.array(3)),
        ENGAGEMENT_RATE(Decimal(120), 2000.0, posts=3),
        ENGAGEMENT_RATE(followers=2000, posts=3, engagements=120),
    ):
        assert type(value) is float
        assert value == 0.02  # 120 / (2000 * 3)


def test_posts_are_one_unless_given() -> None:
    assert ENGAGEMENT_RATE(120, 2000) == 0.06
    assert ENGAGEMENT_RATE(120, 2000, None) is None


def test_arrays_broadcast_as_in_numpy() -> None:
    np.testing.assert_array_equal(CTR([1, 2], 4), [0.25, 0.5])
    np.testing.assert_array_equal(CTR([[1, 2], [3, 4]], [4, 8]), [[0.25, 0.25], [0.75, 0.5]])
    np.testing.assert_array_equal(CTR([1, 2], [[4], [8]]), [[0.25, 0.5], [0.125, 0.25]])
    assert REACH([]).shape == (0,)
    assert CTR(np.empty((0, 3)), 5).shape == (0, 3)


def test_series_are_taken_by_position() -> None:
    clicks = pd.Series([1, 2], index=["a", "b"])
    np.testing.assert_array_equal(CTR(clicks, pd.Series([4, 8], index=["b", "a"])), [0.25, 0.25])
    nullable = pd.Series([1, None], dtype="Int64")
    np.testing.assert_array_equal(CTR(nullable, 4), [0.25, np.nan])


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"clicks \(2,\), impressions \(3,\)"):
        CTR([1, 2], [1, 2, 3])


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


@pytest.mark.parametrize("kpi", [kpi for kpi in FORMULAS if kpi.plain_formula.divides], ids=lambda kpi: kpi.name)
def test_dividing_by_zero_is_no_value(kpi: Kpi) -> None:
    assert function_of(kpi)(**dict.fromkeys(kpi.arguments, 0)) is None


def test_zero_over_something_is_zero() -> None:
    assert CTR(0, 100) == 0.0
    assert NET_SENTIMENT(5, 5, 0) == 0.0


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


def test_wrong_calls_name_the_function() -> None:
    with pytest.raises(TypeError, match=r"^CTR\(\): missing a required argument: 'impressions'$"):
        CTR(1)
    with pytest.raises(TypeError, match=r"^CTR\(\): got an unexpected keyword argument 'reach'$"):
        CTR(1, 2, reach=2)


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


# Raw answers: scores


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


# Raw answers: times

WAITS = (20, 40, 300)  # mean 120, median 40
RECEIVED = [NINE, NINE, NINE, NINE]
RESPONSES: Sequence[datetime | None] = [*(NINE + timedelta(minutes=wait) for wait in WAITS), None]


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


# Raw answers: texts


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


# What the functions say about themselves


def test_the_module_holds_a_function_per_kpi_and_says_so() -> None:
    expected = {kpi.function for kpi in KPI_LIST}
    assert len(functions.__all__) == len(expected) == len(KPI_LIST)
    assert set(functions.__all__) == set(dir(functions)) == set(functions.FUNCTIONS) == expected
    assert expected <= set(vars(functions))
    for name in expected:
        assert inspect.isfunction(getattr(functions, name))


def test_unknown_functions_list_close_matches() -> None:
    with pytest.raises(AttributeError, match=r"no function named ENGAGEMENT_RAT\. Did you mean .*ENGAGEMENT_RATE"):
        functions.ENGAGEMENT_RAT  # noqa: B018
    assert not hasattr(functions, "__wrapped__")


def test_signatures() -> None:
    assert str(inspect.signature(ENGAGEMENT_RATE)) == "(engagements, followers, posts=1)"
    assert str(inspect.signature(CSAT)) == "(scores, scale=5, satisfied_from=None)"
    assert str(inspect.signature(CSAT_MEAN)) == "(scores, scale=5)"
    assert str(inspect.signature(NPS)) == "(scores)"
    assert str(inspect.signature(ROI)) == "(revenue, cost)"
    assert str(inspect.signature(CLV)) == "(average_purchase_value, purchases_per_year, lifespan_years)"


def test_posts_are_optional_only_in_rates_by_followers() -> None:
    optional = {kpi.name for kpi in FORMULAS if declaration_of(kpi, texts("en")).defaults}
    assert optional == {"engagement_rate", "amplification_rate", "applause_rate"}


@pytest.mark.parametrize("kpi", KPI_LIST, ids=lambda kpi: kpi.name)
def test_a_function_is_named_and_documented_in_full(kpi: Kpi) -> None:
    function = function_of(kpi)
    assert (function.__name__, function.__qualname__) == (kpi.function, kpi.function)
    assert function.__module__ == "kpi_excel.functions"
    parameters = inspect.signature(function).parameters
    assert tuple(parameters) == kpi.arguments
    assert all(one.kind is one.POSITIONAL_OR_KEYWORD for one in parameters.values())
    assert {name: one.default for name, one in parameters.items() if one.default is not one.empty} == dict(
        declaration_of(kpi, texts("en")).defaults
    )
    assert set(get_type_hints(function)) == {*kpi.arguments, "return"}

    words = texts("en")
    doc = inspect.getdoc(function) or ""
    flowing = " ".join(doc.split())
    assert doc.startswith(f"Compute the KPI “{words.label(kpi)}”.\n\n")
    assert " ".join(words.meaning(kpi).split()) in flowing
    assert f"Formula: {words.formula(kpi)}." in flowing
    assert f"Source: {words.origin(kpi)}." in flowing
    for name in kpi.arguments:
        assert f"{name}: {words.text('arguments', name)}" in flowing
    for section in ("Args", "Returns", "Raises", "Source", "Example"):
        assert doc.count(f"\n\n{section}:\n    ") == 1
    assert ("A fraction: 0.05 is 5%." in doc) == (kpi.unit == "percent")
    assert "None, which is no value" in flowing
    assert max(map(len, doc.splitlines())) <= 110


@pytest.mark.parametrize("kpi", KPI_LIST, ids=lambda kpi: kpi.name)
def test_the_example_runs(kpi: Kpi) -> None:
    function = function_of(kpi)
    example = doctest.DocTestParser().get_doctest(function.__doc__ or "", {}, kpi.function, None, None)
    assert any(f"{kpi.function}(" in step.source and step.want for step in example.examples)
    report: list[str] = []
    assert doctest.DocTestRunner().run(example, out=report.append).failed == 0, "".join(report)
    assert function(*(EXAMPLE[name] for name in kpi.arguments if name in EXAMPLE)) is not None


def test_examples_have_a_value_for_each_argument_and_no_other() -> None:
    arguments = {name for kpi in KPI_LIST for name in kpi.arguments}
    assert arguments - set(EXAMPLE) == {"satisfied_from"}
    assert set(EXAMPLE) - arguments == set()


def test_the_example_month_agrees_with_itself() -> None:
    assert EXAMPLE["net_new_followers"] == EXAMPLE["new_followers"] - EXAMPLE["lost_followers"]
    assert EXAMPLE["followers"] == EXAMPLE["followers_at_start"] + EXAMPLE["net_new_followers"]
    assert EXAMPLE["engagements"] == sum(EXAMPLE[part] for part in ("likes", "comments", "shares", "saves"))


def test_custom_kpis_become_functions_too() -> None:
    blocks: Mapping[str, Any] = {
        "save_share": {
            "formula": "saves / (likes + customers)",
            "unit": "percent",
            "direction": "up",
            "label": "Share of saves",
            "meaning": "How many saves there are for each like.",
        }
    }
    function = make_function(add_custom_kpis(blocks, "kpis.toml")["save_share"], "mine")
    assert str(inspect.signature(function)) == "(saves, likes, customers)"
    assert function(3, 10, 2) == 0.25
    doc = inspect.getdoc(function) or ""
    assert "How many saves there are for each like." in doc
    assert "customers: Customers\n" in doc
    assert function.__module__ == "mine"


def test_importing_the_functions_does_not_import_pandas() -> None:
    code = "import sys, kpi_excel.functions; print(sorted({'pandas', 'narwhals', 'polars'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
