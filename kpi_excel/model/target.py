"""Targets: a KPI, where it is measured, how much by when, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from kpi_excel.model.calendar import GREGORIAN_CALENDAR, Calendar
from kpi_excel.model.period import Period
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS

_MONTHS = 12  # of a year


class GoalKind(StrEnum):
    """What a target asks for."""

    VALUE = "value"  # reach a value by the due day
    CHANGE = "change"  # change by a share of the baseline: 0.12 is 12 % more, -0.1 is 10 % less
    CHANGE_BY = "change_by"  # change by so much in the KPI's own unit: 500 more followers, 0.005 is half a point
    AT_LEAST = "at_least"  # stay at a value or above it
    AT_MOST = "at_most"  # stay at a value or below it

    @property
    def stays(self) -> bool:
        """Tell whether the goal is to stay where one is rather than to get somewhere."""
        return self in (GoalKind.AT_LEAST, GoalKind.AT_MOST)


class JudgedOn(StrEnum):
    """What a rate is judged on."""

    AUTO = ""  # the latest month if the goal is to be reached by a year's end, else the whole span
    WHOLE = "whole"  # the mean of its span, against the goal
    LATEST = "latest"  # its latest whole month, against the line from the baseline to the goal


class BaselineFrom(StrEnum):
    """The span from which a baseline is taken."""

    PREVIOUS = "previous"
    LAST_YEAR = "last_year"


class Status(StrEnum):
    """Where a target stands, best first."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"  # within 10 % of what is expected
    OFF_TRACK = "off_track"
    MISSED = "missed"
    NOT_STARTED = "not_started"
    NO_DATA = "no_data"


class Reason(StrEnum):
    """Why a target cannot be judged."""

    NONE = ""
    DUPLICATE = "duplicate"
    FAULT = "fault"  # the row has another fault, which the issues name
    UNKNOWN_KPI = "unknown_kpi"
    UNKNOWN_PLATFORM = "unknown_platform"
    DATES = "dates"
    NO_BASELINE = "no_baseline"
    ZERO_BASELINE = "zero_baseline"
    GOAL_IS_BASELINE = "goal_is_baseline"
    BASELINE_UNKNOWN = "baseline_unknown"
    NO_VALUE = "no_value"
    INCOMPLETE = "incomplete"  # too little of its time so far is known

    @property
    def in_row(self) -> bool:
        """Tell whether the row itself is at fault, so that nothing it asks is worked out."""
        return self in (Reason.DUPLICATE, Reason.FAULT, Reason.UNKNOWN_KPI)


class Method(StrEnum):
    """How a value at the due day is foreseen."""

    FINAL = "final"  # the due day is over
    RUN_RATE = "run_rate"  # amounts: as much a day as so far
    SEASON = "season"  # amounts: as so far, with the season of earlier years
    STRAIGHT_LINE = "straight_line"  # counts that stand at a day: on as from the start to now
    LEVEL = "level"  # rates: stays as it is
    TOO_EARLY = "too_early"  # withheld: under a tenth of the time is over
    NOT_STARTED = "not_started"
    NONE = "none"


class Basis(StrEnum):
    """What a target's value is held against, and which value that is."""

    NONE = ""
    GOAL = "goal"  # the goal itself
    CALENDAR = "calendar"  # amounts: the share of the days that are over
    CALENDAR_LAST_YEAR = "calendar_last_year"  # the same, and last year's share by the same day is known
    SEASON = "season"  # amounts: the share that the season of earlier years gives
    LINE = "line"  # counts that stand at a day: the line from the start to the goal
    LATEST = "latest"  # rates: the latest month, on the line from the baseline to the goal
    LATEST_GOAL = "latest_goal"  # rates: the latest month, against the goal itself
    FEW_ROWS = "few_rows"  # rates: the whole span, because the latest month has too few rows


class Advice(StrEnum):
    """What to do about a target."""

    NONE = ""
    MET_EARLY = "met_early"
    CATCH_UP = "catch_up"
    SLOW_DOWN = "slow_down"  # what may not be passed is used up too fast
    USED_UP = "used_up"  # all that may be used is used before it is due
    OUT_OF_REACH = "out_of_reach"
    STALE = "stale"


class Weakness(StrEnum):
    """What a target lacks to be specific, measurable, achievable, relevant and time-bound."""

    NONE = ""
    NO_PLATFORM = "no_platform"
    NO_PLACEMENT = "no_placement"
    NO_SLICE = "no_slice"  # neither platform nor placement
    NEVER_MEASURED = "never_measured"
    NO_VALUE_NOW = "no_value_now"
    TOO_EASY = "too_easy"
    BEYOND_ALL = "beyond_all"
    UNKNOWN = "unknown"
    NO_OBJECTIVE = "no_objective"
    DATES = "dates"
    SHORT = "short"
    LONG = "long"
    NO_REVIEW = "no_review"


@dataclass(frozen=True)
class Target:
    """One row of the targets table.

    Args:
        kpi: the KPI's name, or what was typed where a name should be.
        goal_kind: what the goal means.
        goal: a value or a change in the KPI's unit, or a share of the baseline; NaN if none is given.
        start: first day; None if the row gives none.
        due: last day, the goal's; None if the row gives none.
        platform: a platform, or All.
        placement: organic, paid or all.
        baseline: a value, the span to take it from, or None.
        owner: who answers for it.
        objective: what it is good for.
        evidence: why it can be reached.
        review_every: days between reviews; NaN if none is given.
        fault: code of the row's fault, which keeps it from being judged; empty if it has none.
        cell: where the row stands on its sheet.
        calendar: by whose months its span is compared with earlier ones.
        judged_on: what a rate is judged on.
    """

    kpi: str
    goal_kind: GoalKind
    goal: float
    start: date | None
    due: date | None
    platform: str = ALL_PLATFORMS
    placement: str = ALL_PLACEMENTS
    baseline: float | BaselineFrom | None = None
    owner: str = ""
    objective: str = ""
    evidence: str = ""
    review_every: float = float("nan")
    fault: str = ""
    cell: str = ""
    calendar: Calendar = GREGORIAN_CALENDAR
    judged_on: JudgedOn = JudgedOn.AUTO

    @property
    def name(self) -> str:
        """Give the text that tells targets apart, from one filling of a workbook to the next, too."""
        return f"{self.kpi}|{self.platform}|{self.placement}|{self.start}|{self.due}"

    @property
    def dated(self) -> bool:
        """Tell whether the dates make a span."""
        return self.start is not None and self.due is not None and self.start <= self.due

    @property
    def span(self) -> Period:
        """Give the days from start to due.

        Raises:
            ValueError: if the dates make no span.
        """
        if self.start is None or self.due is None:
            raise ValueError("the target has no dates")
        return Period(self.start, self.due, calendar=self.calendar.plain)

    @property
    def baseline_span(self) -> Period | None:
        """Give the whole span from which the baseline is taken; None if none is."""
        if not self.dated or not isinstance(self.baseline, BaselineFrom):
            return None
        return self.span.previous() if self.baseline is BaselineFrom.PREVIOUS else self.span.last_year()

    @property
    def due_ends_year(self) -> bool:
        """Tell whether the due day is the last of a fiscal year."""
        if self.due is None:
            return False
        after = self.due + timedelta(days=1)
        return after == self.calendar.part_start(after, _MONTHS)

    def latest_span(self, as_of: date) -> Period | None:
        """Give the latest whole month of the span that is over; if none is, the days so far; None before the start.

        Example:
            >>> year = Target("reach", GoalKind.VALUE, 1, date(2026, 1, 1), date(2026, 12, 31))
            >>> year.latest_span(date(2026, 8, 15)).name, year.latest_span(date(2026, 1, 20)).name
            ('2026-07-01..2026-07-31', '2026-01-01..2026-01-20')
        """
        if not self.dated or self.span.start > as_of:
            return None
        until = min(self.span.end, as_of)
        after = self.calendar.month_start(until + timedelta(days=1))
        first = self.calendar.month_start(after, -1)
        if first < self.span.start:
            return replace(self.span, end=until)
        return replace(self.span, start=first, end=after - timedelta(days=1))

    def same_days_last_year(self, as_of: date) -> tuple[Period, Period] | None:
        """Give the span's days of last year, whole and as far as this year has come; None before the start."""
        if not self.dated or self.span.start > as_of:
            return None
        return self.span.last_year(), replace(self.span, end=min(self.span.end, as_of)).last_year()
