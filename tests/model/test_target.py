"""Targets as their rows give them."""

from datetime import date

import pytest

from kpi_excel.model.period import Period
from kpi_excel.model.target import BaselineFrom, GoalKind, Reason, Target

Q3 = date(2026, 7, 1), date(2026, 9, 30)


def target(
    start: date | None = Q3[0], due: date | None = Q3[1], baseline: float | BaselineFrom | None = None
) -> Target:
    return Target("reach", GoalKind.VALUE, 100.0, start, due, "X", "organic", baseline)


def test_goals_that_are_to_be_kept() -> None:
    assert [kind for kind in GoalKind if kind.stays] == [GoalKind.AT_LEAST, GoalKind.AT_MOST]


def test_rows_that_are_at_fault_themselves() -> None:
    assert {reason for reason in Reason if reason.in_row} == {Reason.DUPLICATE, Reason.FAULT, Reason.UNKNOWN_KPI}


def test_the_span_and_where_the_baseline_is_taken_from() -> None:
    assert target().span == Period(*Q3)
    assert target(baseline=BaselineFrom.PREVIOUS).baseline_span == Period(date(2026, 4, 1), date(2026, 6, 30))
    assert target(baseline=BaselineFrom.LAST_YEAR).baseline_span == Period(date(2025, 7, 1), date(2025, 9, 30))
    assert target(baseline=90.0).baseline_span is None


@pytest.mark.parametrize(("start", "due"), [(None, Q3[1]), (Q3[0], None), (Q3[1], Q3[0])])
def test_dates_that_make_no_span(start: date | None, due: date | None) -> None:
    other = target(start, due, BaselineFrom.PREVIOUS)
    assert not other.dated
    assert other.baseline_span is None


def test_a_target_without_dates_has_no_span() -> None:
    with pytest.raises(ValueError, match="no dates"):
        _ = target(None).span


def test_a_target_is_known_by_what_it_asks_of_whom_by_when() -> None:
    assert target().name == "reach|X|organic|2026-07-01|2026-09-30"
