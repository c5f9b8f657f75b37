"""A KPI's worksheet function gives what Python gives, of cells, ranges and the selection."""

import math
from datetime import date, datetime

import pytest

from kpi_excel.catalogue import KPIS
from kpi_excel.functions import FUNCTIONS
from tests.live.asked import (
    CASES,
    DASHBOARD,
    FORMULAS,
    LEFT_OUT,
    cells_of,
    check,
    down,
    found_cases,
    found_ranges,
    ranged,
    results,
)
from tests.support import Case


@pytest.mark.parametrize("number", range(len(CASES)), ids=[str(case) for case in CASES])
def test_every_case_gives_the_value_that_python_gives(number: int) -> None:
    case: Case = CASES[number]
    check(found_cases()[number], case.expected, case.arithmetic)
    check(found_cases()[number], FUNCTIONS[KPIS[case.kpi].function](**(case.arguments or {})))


@pytest.mark.parametrize("number", range(len(FORMULAS)), ids=[kpi.name for kpi in FORMULAS])
def test_all_cases_of_a_kpi_as_column_row_and_table(number: int) -> None:
    kpi = FORMULAS[number]
    column, row, table = found_ranges()[3 * number : 3 * number + 3]
    expected = [*(case.expected for case in CASES if case.kpi == kpi.name), math.nan, math.nan]
    assert [len(one) for one in column] == [1] * len(expected)
    assert len(table) == 2
    for found in ([one[0] for one in column], row, *table):
        for value, one in zip(found, expected, strict=True):
            check(value, one)


def test_ranges_fit_together_as_in_numpy() -> None:
    found = results(
        ["CTR", 1, 4],
        ["CTR", down([1, 2]), 4],
        ["CTR", ranged([1, 2]), 4],
        ["CTR", down([1, 2]), ranged([4, 8])],
        ["CTR", ranged([1, 2], [3, 4]), ranged([4, 8])],
        ["CTR", ranged([1, 2], [3, 4]), down([4, 8])],
        ["CTR", down([1, 2, 3]), down([4, 8])],
    )
    assert found[:6] == [
        0.25,
        [[0.25], [0.5]],
        [0.25, 0.5],
        [[0.25, 0.125], [0.5, 0.25]],
        [[0.25, 0.25], [0.75, 0.5]],
        [[0.25, 0.5], [0.375, 0.5]],
    ]
    assert found[6] == (
        "The ranges do not fit together (clicks 3R x 1C, impressions 2R x 1C): "
        "use ranges of one size, or single rows, columns or cells."
    )


@pytest.mark.slow
def test_blanks_and_errors_give_empty_cells() -> None:
    errors = [{"error": one} for one in ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")]
    (found,) = results(["CTR", down([1, None, "", 1, *errors]), down([4, 4, 4, 0, *[4] * 7])])
    assert found == [[0.25], *[[""]] * 10]
    assert (
        results(["CTR", 1, ranged([None])], ["CTR", 1, 0], ["CTR", {"error": "#N/A"}, 4], ["NPS", ranged([None])])
        == [""] * 4
    )


def test_what_is_no_number_is_said_in_its_own_cell() -> None:
    (found,) = results(
        ["CTR", down([1, "many", " 2 ", "۳", date(2026, 7, 1), datetime(2026, 7, 1, 9, 30), "x" * 50, 5]), 4]
    )
    assert [one[0] for one in found] == [
        0.25,
        "clicks: “many” is not a number.",
        0.5,
        0.75,
        "clicks: the date 2026-07-01 is not a number.",
        "clicks: the time 2026-07-01 09:30 is not a number.",
        f"clicks: “{'x' * 39}…” is not a number.",
        1.25,
    ]
    assert results(["CTR", "many", "some"], ["CTR", True, 4]) == ["clicks: “many” is not a number.", 0.25]


def test_what_is_left_out() -> None:
    assert results(
        ["ENGAGEMENT_RATE", 120, 2000, LEFT_OUT],
        ["ENGAGEMENT_RATE", 120, 2000, 3],
        ["ENGAGEMENT_RATE", 120, LEFT_OUT, LEFT_OUT],
        ["ENGAGEMENT_RATE", LEFT_OUT, LEFT_OUT, 3],
        ["CSAT", down([5, 4, 3, 1]), LEFT_OUT, LEFT_OUT],
        ["CSAT", down([5, 4, 3, 1]), 10, LEFT_OUT],
        ["CSAT", down([5, 4, 3, 1]), LEFT_OUT, 3],
        ["CSAT", down([5, 4, 3, 1]), ranged([5]), ranged([None])],
    ) == [
        0.06,
        0.02,
        "followers is missing: =ENGAGEMENT_RATE(engagements, followers, [posts])",
        "engagements, followers are missing: =ENGAGEMENT_RATE(engagements, followers, [posts])",
        0.5,
        0.0,
        0.75,
        0.5,
    ]


def test_what_is_wrong_with_answers_is_said() -> None:
    assert results(
        ["NPS", down([9, 11])],
        ["NPS", down([9, "good"])],
        ["CSAT", 5, ranged([5, 5]), LEFT_OUT],
        ["AVERAGE_RESPONSE_TIME", down([46204.5]), down([46204.25])],
    ) == [
        "scores: 11 is outside 0 to 10.",
        "scores: 'good' is not a number.",
        "scale: give one cell, not 1R x 2C.",
        "first_response: 2026-07-01 06:00:00 is earlier than its request, 2026-07-01 12:00:00.",
    ]


def test_times_come_as_dates_or_serial_numbers() -> None:
    received = [datetime(2026, 7, 1, 9), datetime(2026, 7, 1, 9), 46204.375, None]
    responses = [datetime(2026, 7, 1, 9, 20), 46204.375 + 40 / 1440, datetime(2026, 7, 1, 14), {"error": "#N/A"}]
    found = results(
        ["AVERAGE_RESPONSE_TIME", down(received), down(responses)],
        ["MEDIAN_RESPONSE_TIME", ranged(received), ranged(responses)],
    )
    assert found == pytest.approx([120, 40])  # waits of 20, 40 and 300 minutes


def test_without_arguments_the_selection_counts() -> None:
    scorecard = cells_of("kpi_scorecard")
    calls = [[kpi.function, *[LEFT_OUT] * len(kpi.arguments)] for kpi in KPIS.values()]
    found = results(*calls, book=DASHBOARD)
    assert len(scorecard) > 30
    for kpi, value in zip(KPIS.values(), found, strict=True):
        if kpi.name in scorecard:
            shown = scorecard[kpi.name]
            check(value, shown if isinstance(shown, int | float) else None, kpi.name)
