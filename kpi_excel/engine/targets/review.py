"""The review of all targets: each with its figures and judgement, as frames, and what keeps some from being judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

import pandas as pd

from kpi_excel.engine.targets.figures import Reading, Spans, TargetFigures, benchmark_of
from kpi_excel.engine.targets.judgement import Judgement, Observed, judge
from kpi_excel.errors import Issue, Place, Severity
from kpi_excel.errors.exceptions import alike
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.measure import Measure
from kpi_excel.model.period import Period
from kpi_excel.model.settings import INDUSTRY
from kpi_excel.model.table import Table
from kpi_excel.model.target import Reason, Target

_DATES = ("start", "due", "until", "latest_start", "latest_end", "next_review")
_WITHIN = ("baseline", "season")  # figures that the judgement tells, or that are no column
_FAULTS = {"unknown-kpi": Reason.UNKNOWN_KPI, "duplicate-row": Reason.DUPLICATE}
_ISSUES = {  # of the reasons that reading does not know; rows with faults are named by reading
    Reason.UNKNOWN_PLATFORM: "target-unknown-platform",
    Reason.DATES: "target-dates",
    Reason.NO_BASELINE: "target-no-baseline",
    Reason.ZERO_BASELINE: "target-zero-baseline",
    Reason.GOAL_IS_BASELINE: "target-goal-is-baseline",
    Reason.BASELINE_UNKNOWN: "target-baseline-unknown",
    Reason.NO_VALUE: "target-no-value",
    Reason.INCOMPLETE: "target-gap",
}


@dataclass(frozen=True)
class Review:
    """All targets, in the table's order.

    Args:
        targets: what they ask.
        kpis: the KPI of each; None where its name is not known.
        figures: what the data say about each.
        judgements: where each stands.
        known: for each the last day that counts, or up to which its data are known, and whether too little is known.
        readings: the figures that workbooks show: ``reading`` (their key), ``slice``, ``kpi``, ``start``, ``end``,
            ``platform``, ``placement``, ``value``, ``rows`` (how many it is made of, where that matters).
        slices: the slices that they are read from; columns as in the slices dataset.
    """

    targets: tuple[Target, ...]
    kpis: tuple[Kpi | None, ...]
    figures: tuple[Observed, ...]
    judgements: tuple[Judgement, ...]
    known: tuple[tuple[date, bool], ...]
    readings: pd.DataFrame
    slices: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """Give a row per target: what it asks, its figures, its judgement; NaN, NaT and "" are no value."""
        rows = []
        for target, figures, judgement in zip(self.targets, self.figures, self.judgements, strict=True):
            asked = asdict(target)
            own = {
                "target": target.name,
                **{name: asked[name] for name in ("kpi", "platform", "placement", "goal_kind", "goal")},
                "baseline_from": target.baseline,
                **{name: asked[name] for name in ("start", "due", "judged_on", "owner", "objective", "evidence")},
                "review_every": target.review_every,
            }
            found = {name: value for name, value in asdict(figures).items() if name not in _WITHIN}
            rows.append({**own, **found, **asdict(judgement)})
        if not rows:
            names = ["target", "kpi", "platform", "placement", "goal_kind", "goal", "baseline_from", "start", "due"]
            names += ["judged_on", "owner", "objective", "evidence", "review_every", *asdict(Observed())]
            names += asdict(Judgement())
            return pd.DataFrame(columns=[name for name in dict.fromkeys(names) if name != "season"])
        frame = pd.DataFrame(rows)
        for name in _DATES:
            frame[name] = pd.to_datetime(frame[name])
        for name in frame.columns:
            values = frame[name].tolist()
            if all(isinstance(value, str) for value in values):
                frame[name] = pd.Series([str(value) for value in values], frame.index, "str")  # enums as their values
        return frame

    def issues(self, file: str, sheet: str, platforms: tuple[str, ...]) -> list[Issue]:
        """Name what keeps targets from being judged, with the cell; rows with faults are named by reading."""
        issues = []
        for target, judgement in zip(self.targets, self.judgements, strict=True):
            if judgement.reason not in _ISSUES:
                continue
            values = {"kpi": target.kpi, "platform": target.platform}
            values |= {"start": str(target.start or "–"), "due": str(target.due or "–"), "end": str(judgement.until)}
            if judgement.reason is Reason.BASELINE_UNKNOWN:
                span = target.baseline_span or _day_before(target)
                values |= {"start": str(span.start), "end": str(span.end)}
            if judgement.reason is Reason.UNKNOWN_PLATFORM:
                values["meant"] = alike(target.platform, platforms)
            place = Place(file, sheet, target.cell)
            issues.append(Issue(_ISSUES[judgement.reason], Severity.WARNING, place, values))
        return issues


def review_targets(
    targets: tuple[Target, ...],
    kpis: Mapping[str, Kpi],
    measured: TargetFigures,
    measures: Mapping[str, Measure],
    tables: Mapping[str, Table],
    benchmarks: pd.DataFrame,
    as_of: date,
) -> Review:
    """Judge every target.

    Args:
        targets: the targets; see `figures.read_targets`.
        kpis: all KPIs.
        measured: the figures of those that can be measured.
        measures: all measures.
        tables: the input tables' definitions.
        benchmarks: see `comparisons.compare_benchmarks`.
        as_of: the last day that counts.
    """
    figures, judgements, known = [], [], []
    for target in targets:
        kpi = measured.targets.get(target)
        spans = measured.spans.get(target, Spans())
        known.append((spans.as_of or as_of, spans.incomplete))
        found = measured.figures(target, benchmark_of(benchmarks, target, INDUSTRY)) if kpi else Observed()
        figures.append(found)
        mixed = kpi is not None and by_placement(kpi, measures, tables)
        judgements.append(_judgement(target, kpi, found, known[-1], measured.axes.platforms, mixed))
    asked = tuple(kpis.get(one.kpi) for one in targets)
    readings = _readings_frame(measured.readings()).assign(rows=measured.reading_rows())
    slices = measured.slices(kpis.values())
    return Review(targets, asked, tuple(figures), tuple(judgements), tuple(known), readings, slices)


def by_placement(kpi: Kpi, measures: Mapping[str, Measure], tables: Mapping[str, Table]) -> bool:
    """Tell whether a KPI differs between organic and paid: if one of its measures is read from rows that name it."""
    sources = [measures[name].tables for name in kpi.measures]
    return any(found and all(tables[table].by_placement for table in found) for found in sources)


def _judgement(
    target: Target,
    kpi: Kpi | None,
    figures: Observed,
    known: tuple[date, bool],
    platforms: tuple[str, ...],
    mixed: bool,
) -> Judgement:
    (as_of, incomplete), there = known, target.platform in platforms
    if kpi is None:
        fault = _FAULTS.get(target.fault, Reason.FAULT if target.fault else Reason.UNKNOWN_KPI)
        return judge(target, None, None, figures, as_of, False, there, fault)
    return judge(target, kpi.kind, kpi.direction, figures, as_of, mixed, there, incomplete=incomplete)


def _day_before(target: Target) -> Period:
    """Give the day whose count a stock's target starts from."""
    before = target.span.start - timedelta(days=1)
    return replace(target.span, start=before, end=before)


def _readings_frame(readings: Mapping[Reading, float]) -> pd.DataFrame:
    """Give a row per reading; `Review` names the columns."""
    return pd.DataFrame(
        {
            "reading": [one.key for one in readings],
            "slice": [one.slice.key for one in readings],
            "kpi": [one.kpi for one in readings],
            "start": pd.to_datetime([one.period.start for one in readings]),
            "end": pd.to_datetime([one.period.end for one in readings]),
            "platform": [one.platform for one in readings],
            "placement": [one.placement for one in readings],
            "value": list(readings.values()),
        }
    )
