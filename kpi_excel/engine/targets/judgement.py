"""Targets judged: from a goal and figures to progress, what is expected to date, forecast, status and what is weak.

How a target is judged depends on how its KPI relates to time. An amount (flow) is expected in proportion to the time
gone. A count that stands at a day (stock) is expected on the line from where it stood at the start to the goal. A rate
is not prorated: it is held against the goal itself, and so is a count that is to stay where it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from kpi_excel.model.kpi import Direction, Kind
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS
from kpi_excel.model.target import Advice, BaselineFrom, GoalKind, Method, Reason, Status, Target, Weakness

EQUAL = 1e-9  # relative; a goal is met if only the last digits of a sum are missing
AT_RISK_BAND = 0.1  # of what is expected
TOO_EARLY = 0.1  # share of the time gone under which nothing is foreseen
OUT_OF_REACH_FROM = 0.25  # share of the time gone from which a needed speed tells something
OUT_OF_REACH_SPEED = 2.0  # times the speed so far
STRETCH = 0.1  # of the best known value that a goal may lie beyond it
LATE = 0.75  # share of the time gone after which a rate off track hardly turns
STALE_DAYS = 30  # after the due day, unless the target says how often it is reviewed
SHORTEST, LONGEST, REVIEW_FROM = 7, 366, 92  # days
_NAN = float("nan")


class Judging(Enum):
    """What is expected to date."""

    PRORATED = "prorated"
    LINE = "line"
    LEVEL = "level"


@dataclass(frozen=True)
class Figures:
    """What the data say about a target; NaN is no figure.

    Args:
        value: the KPI from the start to the due day, or to the last day that counts.
        start_value: of a stock, the count on the day before the start.
        baseline: the KPI over the span that the target takes its baseline from.
        best: the best of the earlier spans of the same length.
        trend: where their trend leads in the target's span.
        benchmark: what others reach.
    """

    value: float = _NAN
    start_value: float = _NAN
    baseline: float = _NAN
    best: float = _NAN
    trend: float = _NAN
    benchmark: float = _NAN


@dataclass(frozen=True)
class Judgement:
    """A target judged; NaN or None is no value.

    Args:
        until: the last day that counts for it.
        baseline: what it starts from, in the KPI's unit.
        goal_value: the value to reach, in the KPI's unit.
        time_share: share of its time that is over, 0 to 1.
        expected: what would be reached by now.
        progress: share of the goal, or of the way to it, that is done.
        pace: share of the goal over share of time; 1 is on time; no value for rates.
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
    baseline: float = _NAN
    goal_value: float = _NAN
    time_share: float = _NAN
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


def judging(kind: Kind, goal_kind: GoalKind) -> Judging:
    """Tell what a target's expectation to date follows."""
    if kind is Kind.FLOW:
        return Judging.PRORATED
    return Judging.LINE if kind is Kind.STOCK and not goal_kind.stays else Judging.LEVEL


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
    if goal_kind.stays:
        return 1 if goal_kind is GoalKind.AT_LEAST else -1
    if direction is Direction.NEUTRAL:
        return -1 if goal_value < baseline else 1
    return 1 if direction is Direction.UP else -1


def goal_value(target: Target, baseline: float) -> float:
    """Give the value to reach, in the KPI's unit; NaN if it depends on a baseline that is not known.

    Args:
        target: the target; a change is one of its baseline, as a fraction of its size.
        baseline: what it starts from; NaN if it is not known.

    Example:
        >>> from datetime import date
        >>> goal_value(Target("reach", GoalKind.CHANGE, -0.1, date(2026, 7, 1), date(2026, 9, 30)), 500)
        450.0
    """
    return baseline + target.goal * abs(baseline) if target.goal_kind is GoalKind.CHANGE else target.goal


def judge(
    target: Target,
    kind: Kind,
    direction: Direction,
    figures: Figures,
    as_of: date,
    by_placement: bool = False,
) -> Judgement:
    """Judge a target.

    Args:
        target: the goal.
        kind: how its KPI relates to time.
        direction: which way its KPI is better.
        figures: what the data say.
        as_of: the last day that counts.
        by_placement: whether the KPI differs between organic and paid, so that a specific target names one.

    Returns:
        Every quantity that can be told, with the reason why others cannot.

    Example:
        >>> target = Target("revenue", GoalKind.VALUE, 900, date(2026, 7, 1), date(2026, 9, 30))
        >>> found = judge(target, Kind.FLOW, Direction.UP, Figures(value=480), date(2026, 8, 15))
        >>> found.time_share, found.expected, round(found.pace, 3), str(found.status)
        (0.5, 450.0, 1.067, 'on_track')
    """
    return _Judge(target, kind, direction, figures, as_of, by_placement).judge()


class _Judge:
    """Works the quantities out one after the other, each under the name it has in `Judgement`."""

    def __init__(
        self, target: Target, kind: Kind, direction: Direction, figures: Figures, as_of: date, by_placement: bool
    ) -> None:
        self.target, self.kind, self.direction = target, kind, direction
        self.figures, self.as_of, self.by_placement = figures, as_of, by_placement
        self.judging = judging(kind, target.goal_kind)

    def judge(self) -> Judgement:
        """Work everything out."""
        target = self.target
        if not target.dated:
            return Judgement(
                reason=Reason.DATES,
                smart_s=self._specific(),
                smart_r=self._relevant(),
                smart_t=Weakness.DATES,
            )
        assert target.start is not None and target.due is not None  # noqa: PT018 - for the type checker
        self.start, self.due = target.start, target.due
        self.started, self.finished = self.as_of >= self.start, self.as_of >= self.due
        self.until = min(self.due, self.as_of)
        self.days_left = max(0, (self.due - self.as_of).days)
        self.elapsed = max(0, (self.until - self.start).days + 1)
        self.time_share = self.elapsed / ((self.due - self.start).days + 1)
        self.value = self.figures.value if self.started else _NAN
        self.baseline = self._baseline()
        self.goal_value = goal_value(target, self.baseline)
        self.better = better_way(target.goal_kind, self.direction, self.goal_value, self.baseline)
        self.line_from = self._line_from()
        self.expected = self._expected()
        self.progress = self._progress()
        self.gap = self.better * (self.goal_value - self.value)
        self.meets = self.gap <= EQUAL * abs(self.goal_value)
        self.needed_per_day = self._needed_per_day()
        self.reason = self._reason()
        self.status = self._status()
        method, forecast = self._forecast()
        judged = self.reason is Reason.NONE
        prorated = self.judging is not Judging.LEVEL and self.time_share > 0
        return Judgement(
            until=self.until,
            baseline=self.baseline,
            goal_value=self.goal_value,
            time_share=self.time_share,
            expected=self.expected if self.started else _NAN,
            progress=self.progress,
            pace=self.progress / self.time_share if prorated else _NAN,
            forecast=forecast,
            forecast_method=method,
            gap=self.gap,
            needed_per_day=self.needed_per_day,
            status=self.status,
            reason=self.reason,
            advice=self._advice() if judged else Advice.NONE,
            days_left=self.days_left,
            next_review=self._next_review(),
            smart_s=self._specific(),
            smart_m=self._measurable(),
            smart_a=self._achievable(),
            smart_r=self._relevant(),
            smart_t=self._time_bound(),
        )

    def _baseline(self) -> float:
        if isinstance(self.target.baseline, BaselineFrom):
            return self.figures.baseline
        if self.target.baseline is not None:
            return self.target.baseline
        return self.figures.start_value if self.kind is Kind.STOCK else _NAN

    def _line_from(self) -> float:
        """Give what progress counts from: an amount from nothing, a count from where it stood at the start."""
        if self.judging is not Judging.LINE:
            return 0.0
        if isinstance(self.target.baseline, BaselineFrom) and not math.isnan(self.figures.start_value):
            return self.figures.start_value
        return self.baseline

    def _expected(self) -> float:
        if self.judging is Judging.LEVEL:
            return self.goal_value
        return self.line_from + (self.goal_value - self.line_from) * self.time_share

    def _progress(self) -> float:
        if self.judging is not Judging.LEVEL:
            return _ratio(self.value - self.line_from, self.goal_value - self.line_from)
        way = self.goal_value - self.baseline
        if not self.target.goal_kind.stays and not math.isnan(way) and way != 0:
            return (self.value - self.baseline) / way
        return _ratio(self.value, self.goal_value) if self.better > 0 else _ratio(self.goal_value, self.value)

    def _needed_per_day(self) -> float:
        reaching = self.judging is not Judging.LEVEL and self.better > 0
        return self.gap / self.days_left if reaching and self.days_left and self.gap > 0 and not self.meets else _NAN

    def _reason(self) -> Reason:
        target, missing = self.target, math.isnan
        changes = target.goal_kind is GoalKind.CHANGE
        without_line = self.judging is Judging.LINE and not self.finished and missing(self.line_from)
        is_baseline = not target.goal_kind.stays and _close(self.goal_value, self.baseline)
        reasons = (
            (missing(target.goal), Reason.FAULT),
            (changes and target.baseline is None, Reason.NO_BASELINE),
            (changes and self.baseline == 0, Reason.ZERO_BASELINE),
            (is_baseline, Reason.GOAL_IS_BASELINE),
            (not self.started, Reason.NONE),
            (changes and missing(self.baseline), Reason.BASELINE_UNKNOWN),
            (missing(self.value), Reason.NO_VALUE),
            (without_line and not self.meets, Reason.BASELINE_UNKNOWN),
        )
        return next((reason for holds, reason in reasons if holds), Reason.NONE)

    def _status(self) -> Status:
        if self.reason is not Reason.NONE:
            return Status.NO_DATA
        if not self.started:
            return Status.NOT_STARTED
        if self.finished:
            return Status.ACHIEVED if self.meets else Status.MISSED
        stays_met = self.judging is Judging.LINE or (self.judging is Judging.PRORATED and self.better > 0)
        if self.meets and stays_met:
            return Status.ACHIEVED
        shortfall = self.better * (self.expected - self.value)
        if shortfall <= EQUAL * abs(self.expected):
            return Status.ON_TRACK
        if self.judging is Judging.PRORATED and self.better < 0 and not self.meets:
            return Status.OFF_TRACK  # what is spent is spent
        within = shortfall <= AT_RISK_BAND * abs(self.expected - self.line_from) * (1 + EQUAL)
        return Status.AT_RISK if within else Status.OFF_TRACK

    def _forecast(self) -> tuple[Method, float]:
        if not self.started:
            return Method.NOT_STARTED, _NAN
        if math.isnan(self.value):
            return Method.NONE, _NAN
        if self.finished:
            return Method.FINAL, self.value
        if self.time_share < TOO_EARLY:
            return Method.TOO_EARLY, _NAN
        if self.judging is Judging.PRORATED:
            return Method.RUN_RATE, self.value / self.time_share
        if self.judging is Judging.LEVEL:
            return Method.LEVEL, self.value
        start = self.line_from if math.isnan(self.figures.start_value) else self.figures.start_value
        if math.isnan(start):
            return Method.NONE, _NAN
        return Method.STRAIGHT_LINE, self.value + (self.value - start) / self.elapsed * self.days_left

    def _advice(self) -> Advice:
        if self.finished:
            days = STALE_DAYS if math.isnan(self.target.review_every) else self.target.review_every
            return Advice.STALE if (self.as_of - self.due).days > days else Advice.NONE
        if self.status is Status.ACHIEVED:
            return Advice.MET_EARLY
        if self.status is Status.OFF_TRACK and self._is_out_of_reach():
            return Advice.OUT_OF_REACH
        if self.status not in (Status.OFF_TRACK, Status.AT_RISK):
            return Advice.NONE
        return Advice.SLOW_DOWN if self.judging is Judging.PRORATED and self.better < 0 else Advice.CATCH_UP

    def _is_out_of_reach(self) -> bool:
        if self.judging is Judging.LEVEL:
            return self.time_share >= LATE
        if self.better < 0:
            return self.judging is Judging.PRORATED and not self.meets
        speed = (self.value - self.line_from) / self.elapsed
        return self.time_share >= OUT_OF_REACH_FROM and self.needed_per_day > OUT_OF_REACH_SPEED * max(speed, 0)

    def _next_review(self) -> date | None:
        every = self.target.review_every
        if self.finished or math.isnan(every) or every < 1:
            return None
        days = int(every)
        passed = max(0, (self.as_of - self.start).days // days)
        return min(self.start + timedelta(days=(passed + 1) * days), self.due)

    def _specific(self) -> Weakness:
        anywhere = self.target.platform == ALL_PLATFORMS
        mixed = self.by_placement and self.target.placement == ALL_PLACEMENTS
        if anywhere and mixed:
            return Weakness.NO_SLICE
        return Weakness.NO_PLATFORM if anywhere else Weakness.NO_PLACEMENT if mixed else Weakness.NONE

    def _relevant(self) -> Weakness:
        return Weakness.NONE if self.target.objective else Weakness.NO_OBJECTIVE

    def _measurable(self) -> Weakness:
        earlier = (self.figures.best, self.figures.baseline, self.figures.start_value)
        if not math.isnan(self.value):
            return Weakness.NONE
        if all(map(math.isnan, earlier)):
            return Weakness.NEVER_MEASURED
        return Weakness.NO_VALUE_NOW if self.started else Weakness.NONE

    def _achievable(self) -> Weakness:
        tolerance = EQUAL * abs(self.goal_value)
        if not self.target.goal_kind.stays and self.better * (self.goal_value - self.baseline) <= tolerance:
            return Weakness.TOO_EASY
        known = [one for one in (self.figures.best, self.figures.trend, self.figures.benchmark) if not math.isnan(one)]
        if known and all(self.better * (self.goal_value - one) > STRETCH * abs(one) + tolerance for one in known):
            return Weakness.BEYOND_ALL
        return Weakness.NONE if known or self.target.evidence else Weakness.UNKNOWN

    def _time_bound(self) -> Weakness:
        days = (self.due - self.start).days + 1
        if days < SHORTEST:
            return Weakness.SHORT
        if days > LONGEST:
            return Weakness.LONG
        return Weakness.NO_REVIEW if days > REVIEW_FROM and math.isnan(self.target.review_every) else Weakness.NONE


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator else _NAN


def _close(left: float, right: float) -> bool:
    return abs(left - right) <= EQUAL * abs(right)
