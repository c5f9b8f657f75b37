"""Targets judged: from a goal and figures to progress, what is expected to date, forecast, status and what is weak.

The rules stand in `targets.rules`; here they meet targets, days and enums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from kpi_excel.engine.targets.rules import RULES
from kpi_excel.engine.targets.season import Season, season_share
from kpi_excel.model.kpi import Direction, Kind
from kpi_excel.model.rule.rule import Rules
from kpi_excel.model.rule.work import Value
from kpi_excel.model.target import Advice, BaselineFrom, Basis, GoalKind, Method, Reason, Status, Target, Weakness

_NAN = float("nan")
_DAYS = ("until", "latest_start", "latest_end", "next_review")


@dataclass(frozen=True)
class Observed:
    """What the data say about a target; NaN is no figure.

    Args:
        value: the KPI from the start to the due day, or to the last day that counts.
        start_value: of a stock, the count on the day before the start.
        baseline: the KPI over the span that the target takes its baseline from.
        latest: a rate over the latest whole month; see `Target.latest_span`.
        latest_rows: how many rows it is made of there.
        last_year: an amount over the same span of last year.
        last_year_to_date: the same, as far as this year has come.
        best: the best of the earlier spans of the same length.
        trend: where their trend leads in the target's span.
        benchmark: what others reach.
        season: of an amount, how two earlier years' amounts came over the months.
    """

    value: float = _NAN
    start_value: float = _NAN
    baseline: float = _NAN
    latest: float = _NAN
    latest_rows: float = _NAN
    last_year: float = _NAN
    last_year_to_date: float = _NAN
    best: float = _NAN
    trend: float = _NAN
    benchmark: float = _NAN
    season: Season = ()


@dataclass(frozen=True)
class Judgement:
    """A target judged; NaN or None is no value.

    Args:
        until: the last day that counts for it.
        value: what is judged.
        whole_value: the whole span's mean, where a month of it is judged.
        basis: which value is judged, and what it is held against.
        latest_start: the first day of the latest whole month, or of the days so far if none is over.
        latest_end: its last day.
        baseline: what it starts from, in the KPI's unit.
        goal_value: the value to reach, in the KPI's unit.
        time_share: share of its time that is over, 0 to 1.
        expected_share: share of the goal, or of the way to it, that is expected by now.
        last_year_share: the share of last year's amount that had come by the same day.
        expected: what would be reached by now.
        progress: share of the goal, or of the way to it, that is done.
        pace: share of the goal over the share expected; 1 is on time; no value for means.
        forecast: what is foreseen for the due day.
        forecast_method: how.
        gap: what is missing; negative or 0 if the goal is met.
        needed_per_day: what each of the days left must bring.
        status: where it stands.
        reason: why it cannot be judged.
        advice: what to do about it.
        days_left: days after the last day that counts, up to the due day.
        next_review: the day of the next review.
        smart_s: what it lacks to be specific.
        smart_m: what it lacks to be measurable.
        smart_a: what it lacks to be achievable.
        smart_r: what it lacks to be relevant.
        smart_t: what it lacks to be time-bound.
    """

    until: date | None = None
    value: float = _NAN
    whole_value: float = _NAN
    basis: Basis = Basis.NONE
    latest_start: date | None = None
    latest_end: date | None = None
    baseline: float = _NAN
    goal_value: float = _NAN
    time_share: float = _NAN
    expected_share: float = _NAN
    last_year_share: float = _NAN
    expected: float = _NAN
    progress: float = _NAN
    pace: float = _NAN
    forecast: float = _NAN
    forecast_method: Method = Method.NONE
    gap: float = _NAN
    needed_per_day: float = _NAN
    status: Status = Status.NO_DATA
    reason: Reason = Reason.NONE
    advice: Advice = Advice.NONE
    days_left: int | None = None
    next_review: date | None = None
    smart_s: Weakness = Weakness.NONE
    smart_m: Weakness = Weakness.NONE
    smart_a: Weakness = Weakness.NONE
    smart_r: Weakness = Weakness.NONE
    smart_t: Weakness = Weakness.NONE


def better_way(goal_kind: GoalKind, direction: Direction, goal_value: float = _NAN, baseline: float = _NAN) -> int:
    """Tell which way a target's value is better.

    Args:
        goal_kind: what the goal means; one to stay above or below a value says it itself.
        direction: which way the KPI is better; a neutral KPI is better towards the goal.
        goal_value: the value to reach; NaN if it is not known.
        baseline: what it starts from; NaN if it is not known.

    Returns:
        1 if more is better, -1 if less is. Towards a goal that is not known, more is.

    Example:
        >>> better_way(GoalKind.AT_MOST, Direction.UP), better_way(GoalKind.VALUE, Direction.NEUTRAL, 80, 100)
        (-1, -1)
    """
    told: dict[str, Value] = {"goal_kind_key": goal_kind, "direction_key": direction}
    told |= {"goal_value": goal_value, "baseline": baseline}
    return 1 if RULES.values(told)["better"] == 1 else -1


def goal_value(target: Target, baseline: float) -> float:
    """Give the value to reach, in the KPI's unit; NaN if it depends on a baseline that is not known.

    Args:
        target: the target; a change is one of its baseline, as a fraction of its size or in the KPI's unit.
        baseline: what it starts from; NaN if it is not known.

    Example:
        >>> from datetime import date
        >>> goal_value(Target("reach", GoalKind.CHANGE, -0.1, date(2026, 7, 1), date(2026, 9, 30)), 500)
        450.0
    """
    return _number(RULES.values({**asked(target), "dated": True, "baseline": baseline})["goal_value"])


def asked(target: Target) -> dict[str, Value]:
    """Give what a target's row says, by the names of rules."""
    baseline = target.baseline
    typed = isinstance(baseline, (int, float))
    return {
        "goal_kind_key": target.goal_kind,
        "judged_on_key": target.judged_on,
        "goal": target.goal,
        "baseline_key": str(baseline) if isinstance(baseline, BaselineFrom) else "number" if typed else "none",
        "baseline_from": baseline if typed else None,
        "start": target.start.toordinal() if target.start else None,
        "due": target.due.toordinal() if target.due else None,
        "review_every": target.review_every,
        "platform": target.platform,
        "placement": target.placement,
        "objective": target.objective,
        "evidence": target.evidence,
    }


def judge(
    target: Target,
    kind: Kind | None,
    direction: Direction | None,
    figures: Observed,
    as_of: date,
    by_placement: bool = False,
    platform_known: bool = True,
    fault: Reason = Reason.NONE,
    incomplete: bool = False,
    rules: Rules = RULES,
) -> Judgement:
    """Judge a target.

    Args:
        target: the goal.
        kind: how its KPI relates to time; None if the KPI is not known.
        direction: which way its KPI is better; None if the KPI is not known.
        figures: what the data say.
        as_of: the last day that counts, or up to which its data are known.
        by_placement: whether the KPI differs between organic and paid, so that a specific target names one.
        platform_known: whether there are data of its platform.
        fault: why the row itself is at fault, so that nothing it asks is worked out.
        incomplete: whether too little of its time so far is known.
        rules: the rules.

    Returns:
        Every quantity that can be told, with the reason why others cannot.

    Example:
        >>> target = Target("revenue", GoalKind.VALUE, 900, date(2026, 7, 1), date(2026, 9, 30))
        >>> found = judge(target, Kind.FLOW, Direction.UP, Observed(value=480), date(2026, 8, 15))
        >>> found.time_share, found.expected, round(found.pace, 3), str(found.status)
        (0.5, 450.0, 1.067, 'on_track')
    """
    told: dict[str, Value] = {
        **asked(target),
        **_days(target, as_of, fault),
        "kind_key": kind or "",
        "direction_key": direction or "",
        "as_of": as_of.toordinal(),
        "by_placement": by_placement,
        "platform_known": platform_known,
        "incomplete": incomplete,
        "blocked": fault.in_row,
        "fault_reason": fault,
        "reading": figures.value,
        "start_reading": figures.start_value,
        "baseline_figure": figures.baseline,
        "latest": figures.latest,
        "latest_rows": figures.latest_rows,
        "last_year": figures.last_year,
        "last_year_to_date": figures.last_year_to_date,
        "season_share": _season_share(target, figures.season, as_of),
        "best": figures.best,
        "trend": figures.trend,
        "benchmark": figures.benchmark,
    }
    values = rules.values(told)
    return Judgement(**{field.name: _told(values, field.name, field.default) for field in fields(Judgement)})


def _days(target: Target, as_of: date, fault: Reason) -> dict[str, Value]:
    """Give the days that rules ask for, as numbers."""
    latest, baseline = None if fault.in_row else target.latest_span(as_of), target.baseline_span
    return {
        "due_ends_year": target.due_ends_year,
        "baseline_end": baseline.end.toordinal() if baseline else None,
        "latest_start": latest.start.toordinal() if latest else None,
        "latest_end": latest.end.toordinal() if latest else None,
    }


def _season_share(target: Target, season: Season, as_of: date) -> float:
    if not target.dated or target.span.start > as_of:
        return _NAN
    return season_share(season, target.span.start, min(target.span.end, as_of), target.span.end)


def _told(values: Mapping[str, Value], name: str, default: object) -> Any:
    """Give a rule's value as `Judgement` has it; ``default`` is its value where there is none."""
    value = values["status_key" if name == "status" else name]
    if isinstance(default, float):
        return _number(value)
    if isinstance(default, StrEnum):
        return type(default)(str(value))
    return date.fromordinal(int(value)) if name in _DAYS and isinstance(value, (int, float)) else value


def _number(value: Value) -> float:
    return float(value) if isinstance(value, (int, float)) else _NAN
