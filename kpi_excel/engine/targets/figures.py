"""Figures for targets: the targets table as targets, and for each what the data say over the spans it names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, islice
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from kpi_excel.engine.coverage.knowledge import Knowledge
from kpi_excel.engine.frames import to_pandas
from kpi_excel.engine.slices.aggregate import Axes, Cube
from kpi_excel.engine.slices.slices import evaluate, slices_frame
from kpi_excel.engine.targets.judgement import Observed, better_way, goal_value
from kpi_excel.engine.targets.row_counts import rows_behind
from kpi_excel.engine.targets.season import Season, months_before, season_of
from kpi_excel.model.calendar import GREGORIAN_CALENDAR, Calendar
from kpi_excel.model.kpi import Kind, Kpi
from kpi_excel.model.period import Period
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS
from kpi_excel.model.slice import Slice
from kpi_excel.model.target import BaselineFrom, GoalKind, JudgedOn, Target

EARLIER_SPANS = 8  # of the same length, against which a goal is held: of quarters, two of each season
_NEITHER = (math.nan, math.nan)
_TREND_FROM = 3  # values: any two lie on a line, a third can contradict it


@dataclass(frozen=True)
class Reading:
    """A figure of a KPI that a target needs: over some days, of a platform and a placement."""

    kpi: str
    period: Period
    platform: str
    placement: str

    @property
    def key(self) -> str:
        """Give the text that names it in the workbook's look-ups.

        Example:
            >>> Reading("reach", Period(date(2026, 7, 1), date(2026, 9, 30)), "X", "all").key
            'reach|20260701|20260930|X|all'
        """
        return f"{self.kpi}|{self.period.start:%Y%m%d}|{self.period.end:%Y%m%d}|{self.platform}|{self.placement}"

    @property
    def slice(self) -> Slice:
        """Give the slice that it is read from."""
        return Slice(self.period.name, self.platform, self.placement)


@dataclass(frozen=True)
class Spans:
    """The days a target is about, and those it is held against.

    Args:
        value: from the start to the due day or the last day that counts; None before the start.
        start: of a stock, the day before the start.
        baseline: the span that the baseline is taken from; None if from none.
        latest: of a rate, its latest whole month or the days so far; see `Target.latest_span`.
        last_year: of an amount, the same span of last year, whole and as far as this year has come.
        months: of an amount, those of the two years before the start, oldest first; none if the data begin later.
        earlier: spans of the same length before, latest first.
        as_of: the last day that counts, or up to which the data are known; None if there are no days.
        incomplete: whether too little of its time so far is known.
    """

    value: Period | None = None
    start: Period | None = None
    baseline: Period | None = None
    latest: Period | None = None
    last_year: tuple[Period, ...] = ()
    months: tuple[Period, ...] = ()
    earlier: tuple[Period, ...] = ()
    as_of: date | None = None
    incomplete: bool = False

    @property
    def shown(self) -> tuple[Period, ...]:
        """Give those of which workbooks show the figures."""
        named = (self.value, self.start, self.baseline, self.latest, *self.last_year)
        return tuple(dict.fromkeys(period for period in named if period is not None))

    @property
    def every(self) -> tuple[Period, ...]:
        """Give all of them."""
        return (*self.shown, *self.months, *self.earlier)


def read_targets(native: Any, calendar: Calendar = GREGORIAN_CALENDAR) -> tuple[Target, ...]:
    """Turn the targets table into targets.

    Args:
        native: a frame with the table's columns, and with ``fault`` and ``cell`` if a workbook was read; never changed.
            None is no target.
        calendar: by whose months spans are compared.

    Returns:
        A target per row, in the table's order; a row that lacks something keeps what it has.
    """
    if native is None:
        return ()
    frame = to_pandas(nw.from_native(native).lazy())
    rows = frame.to_dict("records")
    return tuple(_target({str(name): value for name, value in row.items()}, calendar) for row in rows)


def _target(row: Mapping[str, Any], calendar: Calendar) -> Target:
    texts = {name: _text(row.get(name)) for name in ("kpi", "owner", "objective", "evidence", "fault", "cell")}
    kind, judged_on = _text(row.get("goal_kind")), _text(row.get("judged_on"))
    return Target(
        goal_kind=GoalKind(kind) if kind in set(GoalKind) else GoalKind.VALUE,
        goal=_number(row.get("goal")),
        start=_day(row.get("start")),
        due=_day(row.get("due")),
        platform=_text(row.get("platform")) or ALL_PLATFORMS,
        placement=_text(row.get("placement")) or ALL_PLACEMENTS,
        baseline=_baseline(row.get("baseline")),
        review_every=_number(row.get("review_every")),
        calendar=calendar,
        judged_on=JudgedOn(judged_on) if judged_on in set(JudgedOn) else JudgedOn.AUTO,
        **texts,
    )


def _text(value: Any) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)  # noqa: PLR0124 - NaN


def _number(value: Any) -> float:
    try:
        return float(_text(value) or "nan")
    except ValueError:
        return math.nan


def _day(value: Any) -> date | None:
    return None if value is None or value is pd.NaT or pd.isna(value) else pd.Timestamp(value).date()


def _baseline(value: Any) -> float | BaselineFrom | None:
    text = _text(value)
    if text in set(BaselineFrom):
        return BaselineFrom(text)
    number = _number(value)
    return None if math.isnan(number) else number


def spans_of(target: Target, kind: Kind, as_of: date, first_day: date, knowledge: Knowledge | None = None) -> Spans:
    """Give the spans that a target needs figures of.

    Args:
        target: the target.
        kind: how its KPI relates to time.
        as_of: the last day that counts.
        first_day: the first day of the data: a span that begins before it would be cut short.
        knowledge: what is known of its KPI; None is everything.
    """
    if not target.dated:
        return Spans()
    span = target.span
    as_of, incomplete = _known_until(span, as_of, knowledge)
    known = knowledge.covers if knowledge else _everything
    value = replace(span, end=min(span.end, as_of)) if span.start <= as_of else None
    before = span.start - timedelta(days=1)
    start = replace(span, start=before, end=before) if kind is Kind.STOCK and before <= as_of else None
    baseline = target.baseline_span
    if baseline and (baseline.end > as_of or not known(baseline)):
        baseline = None  # still going on, or not known: a part of it is no baseline
    latest = target.latest_span(as_of) if kind is Kind.RATE else None
    last_year = (target.same_days_last_year(as_of) or ()) if kind is Kind.FLOW else ()
    if any(one.end > as_of or one.start < first_day or not known(one) for one in last_year):
        last_year = ()
    months = months_before(span.start) if kind is Kind.FLOW else ()
    if months and (months[-1].end > as_of or months[0].start < first_day or not all(map(known, months))):
        months = ()
    earlier = [one for one in islice(_back_from(span), EARLIER_SPANS) if one.end <= as_of]
    begun = [one for one in earlier if (one.end if kind is Kind.STOCK else one.start) >= first_day and known(one)]
    return Spans(value, start, baseline, latest, last_year, months, tuple(begun), as_of, incomplete)


def _known_until(span: Period, as_of: date, knowledge: Knowledge | None) -> tuple[date, bool]:
    """Give the day up to which a target can be judged, and whether too little of its time so far is known."""
    if knowledge is None or span.start > as_of:
        return as_of, False
    so_far = replace(span, end=min(span.end, as_of))
    if not knowledge.covers(so_far):
        return as_of, True
    until = knowledge.until(so_far)
    return (as_of if until == so_far.end else until), False


def _everything(_span: Period) -> bool:
    return True


def _back_from(span: Period) -> Iterable[Period]:
    while True:
        span = span.previous()
        yield span


def spans_of_all(
    targets: Mapping[Target, Kpi],
    as_of: date,
    first_day: date,
    knowing: Callable[[Target, Kpi], Knowledge | None] = lambda _target, _kpi: None,
) -> dict[Target, Spans]:
    """Give every target's spans; see `spans_of`."""
    return {
        target: spans_of(target, kpi.kind, as_of, first_day, knowing(target, kpi)) for target, kpi in targets.items()
    }


def target_figures(
    targets: Mapping[Target, Kpi], spans: Mapping[Target, Spans], axes: Axes, cube: Cube, measures: Iterable[str]
) -> TargetFigures:
    """Compute the KPIs that targets are about, and count the rows behind rates; see `TargetFigures`."""
    kpis = {kpi.name: kpi for kpi in targets.values()}
    rows = {kpi.name: rows_behind(kpi, cube) for kpi in kpis.values() if kpi.kind is Kind.RATE}
    positions = {period: index for index, period in enumerate(axes.periods)}
    return TargetFigures(targets, spans, axes, cube, tuple(measures), evaluate(kpis.values(), cube), rows, positions)


@dataclass(frozen=True)
class TargetFigures:
    """Reads what targets need from a cube that holds all their spans.

    Args:
        targets: each target that can be measured, with its KPI.
        spans: the spans of each.
        axes: the cube's axes.
        cube: an array ``[period, platform, placement]`` per measure, those that count rows included.
        measures: the names of those that slices show.
        values: the same per KPI.
        rows: how many rows each rate is made of.
        positions: where each period stands in them.
    """

    targets: Mapping[Target, Kpi]
    spans: Mapping[Target, Spans]
    axes: Axes
    cube: Cube
    measures: tuple[str, ...]
    values: Cube
    rows: Cube
    positions: Mapping[Period, int]

    def readings(self) -> dict[Reading, float]:
        """Give every figure that workbooks show: values, starts, baselines and others, in the targets' order."""
        return {
            Reading(kpi.name, period, one.platform, one.placement): self._read(one, period)
            for one, kpi in self.targets.items()
            for period in self.spans[one].shown
        }

    def reading_rows(self) -> list[float]:
        """Give for each reading how many rows it is made of, where that decides what a target is judged on."""
        latest = {
            Reading(kpi.name, period, one.platform, one.placement): self._rows(one, period)
            for one, kpi in self.targets.items()
            if (period := self.spans[one].latest)
        }
        return [latest.get(reading, math.nan) for reading in self.readings()]

    def slices(self, kpis: Iterable[Kpi]) -> pd.DataFrame:
        """Give the slices that the readings are read from, as in `slices_frame`."""
        wanted = {reading.slice.key for reading in self.readings()}
        shown = {period for spans in self.spans.values() for period in spans.shown}
        at = [index for index, period in enumerate(self.axes.periods) if period in shown]
        axes = replace(self.axes, periods=tuple(self.axes.periods[index] for index in at))
        every = slices_frame(axes, {name: self.cube[name][at] for name in self.measures}, kpis)
        return every[every["slice"].isin(wanted)].reset_index(drop=True)

    def figures(self, target: Target, benchmark: float) -> Observed:
        """Give a target's figures."""
        kpi, spans = self.targets[target], self.spans[target]
        value, start, baseline, latest = (
            math.nan if period is None else self._read(target, period)
            for period in (spans.value, spans.start, spans.baseline, spans.latest)
        )
        last_year, to_date = (self._read(target, period) for period in spans.last_year) if spans.last_year else _NEITHER
        earlier = [self._read(target, period) for period in spans.earlier]
        from_where = baseline if isinstance(target.baseline, BaselineFrom) else target.baseline
        best = best_of(earlier, target, kpi, start if from_where is None else from_where)
        return Observed(
            value=value,
            start_value=start,
            baseline=baseline,
            latest=latest,
            latest_rows=math.nan if spans.latest is None else self._rows(target, spans.latest),
            last_year=last_year,
            last_year_to_date=to_date,
            best=best,
            trend=trend_of(earlier),
            benchmark=benchmark,
            season=self._season(target, spans.months),
        )

    def _season(self, target: Target, months: tuple[Period, ...]) -> Season:
        return season_of([self._read(target, month) for month in months], months[0].start.month) if months else ()

    def _rows(self, target: Target, period: Period) -> float:
        return self._at(self.rows[self.targets[target].name], target, period)

    def _read(self, target: Target, period: Period) -> float:
        return self._at(self.values[self.targets[target].name], target, period)

    def _at(self, values: np.ndarray, target: Target, period: Period) -> float:
        if target.platform not in self.axes.platforms:
            return math.nan
        place = self.axes.platforms.index(target.platform), self.axes.placements.index(target.placement)
        return float(values[self.positions[period]][place])


def best_of(earlier: Iterable[float], target: Target, kpi: Kpi, baseline: float) -> float:
    """Give the best of earlier values in the target's direction, which a baseline may decide; NaN without any."""
    known = [value for value in earlier if not math.isnan(value)]
    way = better_way(target.goal_kind, kpi.direction, goal_value(target, baseline), baseline)
    return max(known, default=math.nan) if way > 0 else min(known, default=math.nan)


def trend_of(earlier: Iterable[float]) -> float:
    """Give where the Theil-Sen line through earlier values, latest first, leads next; NaN with fewer than three.

    Example:
        >>> trend_of([30, 20, 10])
        40.0
    """
    points = [(-number, value) for number, value in enumerate(earlier, 1) if not math.isnan(value)]
    if len(points) < _TREND_FROM:
        return math.nan
    slopes = [(right[1] - left[1]) / (right[0] - left[0]) for left, right in combinations(points, 2)]
    slope = float(np.median(slopes))
    return float(np.median([value - slope * at for at, value in points]))


def benchmark_of(benchmarks: pd.DataFrame, target: Target, industry: str) -> float:
    """Give what others reach: the industry's figure of a KPI and platform, else the first one; NaN without any.

    Args:
        benchmarks: the frame of `comparisons.compare_benchmarks`.
        target: the target.
        industry: the name under which the industry's figures stand.
    """
    columns = (benchmarks[name].tolist() for name in ("kpi", "platform", "caveat", "name", "year", "value"))
    rows = [
        (name, -math.inf if math.isnan(year) else year, value)
        for kpi, platform, caveat, name, year, value in zip(*columns, strict=True)
        if (kpi, platform) == (target.kpi, target.platform) and caveat != "basis_differs"
    ]
    first = [row for row in rows if row[0] == industry]
    return float(max(first or rows, key=lambda row: row[1])[2]) if rows else math.nan
