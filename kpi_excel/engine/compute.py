"""Compute: inputs in, results out. The results are data frames; every one of them is a selection of slices or posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache, partial

import narwhals as nw
import pandas as pd

from kpi_excel.engine.analysis.compared_drivers import compared_drivers
from kpi_excel.engine.analysis.comparisons import compare_benchmarks
from kpi_excel.engine.analysis.content import group_posts, in_period, rank_hashtags, rank_posts, share_of_voice
from kpi_excel.engine.analysis.unusual import unusual_frame
from kpi_excel.engine.coverage.claims import claim_issues, read_claims
from kpi_excel.engine.coverage.compared import Compared, Pair, Sides, Work, bases_of, compare_slices, sides_of
from kpi_excel.engine.coverage.complete import complete_slices
from kpi_excel.engine.coverage.knowledge import Knowledge
from kpi_excel.engine.coverage.known import known
from kpi_excel.engine.coverage.ripeness import Ripeness
from kpi_excel.engine.coverage.row_days import RowDays, first_and_last, row_days
from kpi_excel.engine.coverage.warnings import gap_issues, odd_dates
from kpi_excel.engine.frames import Frame
from kpi_excel.engine.inputs import Inputs
from kpi_excel.engine.periods import Periods, choose_periods
from kpi_excel.engine.results import Evidence, Results
from kpi_excel.engine.slices.aggregate import Axes, aggregate, platforms_of
from kpi_excel.engine.slices.coverage import coverage_issues, period_issues
from kpi_excel.engine.slices.currency import converted, rate_issues, read_rates
from kpi_excel.engine.slices.derive import prepare
from kpi_excel.engine.slices.selections import (
    platforms_frame,
    scorecard_frame,
    select_slices,
    trend_frame,
    view_frame,
)
from kpi_excel.engine.slices.slices import slices_frame
from kpi_excel.engine.targets.figures import Spans, read_targets, spans_of_all, target_figures
from kpi_excel.engine.targets.review import Review, review_targets
from kpi_excel.engine.targets.row_counts import counting_measures
from kpi_excel.engine.visible import visible_kpis
from kpi_excel.errors import Issue
from kpi_excel.model.coverage import Coverage, Days
from kpi_excel.model.kpi import Kind, Kpi
from kpi_excel.model.measure import Measure
from kpi_excel.model.period import Period
from kpi_excel.model.settings import ALL_PLACEMENTS, COMPARISONS, LAST_YEAR, Settings
from kpi_excel.model.table import Table
from kpi_excel.model.target import Target


def compute(
    inputs: Inputs,
    kpis: Mapping[str, Kpi],
    measures: Mapping[str, Measure],
    tables: Mapping[str, Table],
    today: date | None = None,
) -> Results:
    """Compute every KPI of every slice.

    Args:
        inputs: tables, settings and issues; nothing in them is changed.
        kpis: the KPIs, formulas over measures.
        measures: every measure that the KPIs need.
        tables: the input tables' definitions.
        today: what is dated later counts for nothing and moves no last day; None if no day is to come.

    Raises:
        InputError: if there is no dated row, or the report period is not one.
    """
    typed = _prepared(inputs, measures, tables)
    exchange = read_rates(inputs.tables.get("rates"), tables["rates"], inputs.settings, typed)
    frames = {name: converted(frame, tables[name], exchange) for name, frame in typed.items()}
    periods = choose_periods(frames, inputs.settings, today)
    against = _against(periods, inputs.settings)
    found = row_days(frames, tables)
    claims = read_claims(inputs.tables.get("coverage"))
    coverage = known(found, claims, tables, _horizon(found, periods))
    axes = Axes(periods.every, platforms_of(frames))
    asked = read_targets(inputs.tables.get("targets"), inputs.settings.own_calendar)
    sound = {one: kpis[one.kpi] for one in asked if one.kpi in kpis and not one.fault}
    spans = _spans(sound, periods, coverage, measures, tables)
    extra = dict.fromkeys(period for one in spans.values() for period in one.every)
    both = replace(axes, periods=(*axes.periods, *extra))  # one pass over the tables serves slices and targets
    counting = counting_measures([kpi for kpi in sound.values() if kpi.kind is Kind.RATE], measures)
    cube = aggregate(frames, {**measures, **counting}, both, tables, inputs.settings, coverage)
    own = {name: cube[name][: len(axes.periods)] for name in measures}
    slices = slices_frame(axes, own, kpis.values())
    figures = target_figures(sound, spans, both, cube, measures)
    report = select_slices(slices, periods.report.name, placement=ALL_PLACEMENTS)
    benchmarks = compare_benchmarks(inputs.tables.get("benchmarks"), report, kpis)
    review = review_targets(asked, kpis, figures, measures, tables, benchmarks, periods.as_of)
    view = view_frame(slices, periods)
    ripeness = Ripeness(frames["posts"], periods.as_of)
    work = Work(frames, measures, kpis, tables, inputs.settings, coverage, ripeness, axes)
    compared = compare_slices(work, _pairs(periods))
    others = periods.report.previous(), periods.report.last_year()
    comparisons = {
        name: sides_of(compared, slices, (periods.report, other))
        for name, other in zip(COMPARISONS, others, strict=True)
    }
    gaps = (
        *period_issues(frames, periods.report),
        *odd_dates(found, tables, max(today, periods.as_of) if today else None),
        *claim_issues(claims, found, tables, periods.as_of, _sheet(inputs, "coverage")),
        *gap_issues(coverage, periods.report, against, frames),
    )
    lopsided = coverage_issues(report, kpis.values(), measures, tables)
    return Results(
        inputs=inputs,
        kpis=kpis,
        measures=measures,
        tables=tables,
        periods=periods,
        against=against,
        coverage=coverage,
        compared=compared,
        comparisons=comparisons,
        ripeness=ripeness,
        axes=axes,
        frames=frames,
        slices=slices,
        view=view,
        trend=trend_frame(slices, periods),
        platforms=platforms_frame(slices, periods, axes.platforms),
        scorecard=scorecard_frame(view, kpis, [_values(comparisons[name]) for name in COMPARISONS]),
        benchmarks=benchmarks,
        review=review,
        visible=visible_kpis(kpis, slices, (target.kpi for target in asked), inputs.settings),
        issues=(
            *inputs.issues,
            *rate_issues(typed, exchange, inputs),
            *_target_issues(inputs, review, axes),
            *gaps,
            *lopsided,
        ),
        evidence=_evidence(slices, work, compared, periods, against, review),
    )


def _prepared(inputs: Inputs, measures: Mapping[str, Measure], tables: Mapping[str, Table]) -> Mapping[str, Frame]:
    """Prepare the tables that measures are read from; the dates of targets are plans, and no data."""
    measured = {source.table for measure in measures.values() for source in measure.sources} | {"accounts"}
    given = {name: table for name, table in inputs.tables.items() if name in measured}
    empty = {name: pd.DataFrame() for name in ("posts", "mentions")}
    return prepare({**empty, **given}, tables, inputs.settings)


def _against(periods: Periods, settings: Settings) -> Period:
    """Give the period that the settings compare the report's with."""
    return periods.report.last_year() if settings.comparison == LAST_YEAR else periods.report.previous()


def _horizon(found: tuple[RowDays, ...], periods: Periods) -> Days:
    """Give the days that the workbook is about."""
    first, _ = first_and_last(found, periods.as_of) or (periods.as_of.toordinal(),) * 2
    return Days.of([(first, periods.as_of.toordinal())])


def _spans(
    targets: Mapping[Target, Kpi],
    periods: Periods,
    coverage: Coverage,
    measures: Mapping[str, Measure],
    tables: Mapping[str, Table],
) -> dict[Target, Spans]:
    """Give the spans that targets need figures of, as far as they are known."""
    bases = bases_of(targets.values(), measures, tables)

    def knowing(target: Target, kpi: Kpi) -> Knowledge:
        return Knowledge(coverage, bases[kpi.name], target.platform, tables, kpi.kind is Kind.STOCK)

    return spans_of_all(targets, periods.as_of, periods.first_day, knowing)


def _pairs(periods: Periods) -> list[Pair]:
    """List the comparisons that a reader may choose and of which both sides have slices."""
    every = set(periods.every)
    both = ((one, other) for one in periods.selectable for other in (one.previous(), one.last_year()))
    return [(one, other) for one, other in both if other in every]


def _values(sides: Mapping[str, Sides]) -> dict[str, tuple[float, float]]:
    return {name: (one.now, one.then) for name, one in sides.items()}


def _target_issues(inputs: Inputs, review: Review, axes: Axes) -> list[Issue]:
    return review.issues(inputs.source, _sheet(inputs, "targets"), axes.platforms)


def _sheet(inputs: Inputs, table: str) -> str:
    return next((one.sheet for one in inputs.summaries if one.table == table), "")


def _evidence(
    slices: pd.DataFrame, work: Work, compared: Compared, periods: Periods, against: Period, review: Review
) -> Evidence:
    """Lay out the evidence; nothing of it is worked out before it is asked for."""
    frames, kpis, measures = work.frames, work.kpis, work.measures
    report, every = periods.report, kpis.values()
    days, ripeness = Days.between(report.start, report.end), work.ripeness
    posts = ripeness.ranked(in_period(frames["posts"], report), days)
    judged = {**frames, "posts": ripeness.ripe(frames["posts"]) if ripeness.too_young(days) else frames["posts"]}
    grouped = partial(group_posts, posts, kpis=every, measures=measures)
    published = nw.col("published").dt
    trend = periods.trend(report)
    return Evidence(
        targets=cache(review.frame),
        content=cache(partial(rank_posts, posts, every, measures)),
        formats=cache(partial(grouped, {"platform": nw.col("platform"), "format": nw.col("format")})),
        posting_times=cache(partial(grouped, {"weekday": published.weekday(), "hour": published.hour()})),
        hashtags=cache(partial(rank_hashtags, posts, every, measures)),
        share_of_voice=cache(partial(share_of_voice, frames["mentions"], report)),
        drivers=cache(partial(compared_drivers, work, compared, slices, (report, against))),
        unusual=cache(lambda: unusual_frame(complete_slices(work, slices, trend), judged, kpis, measures, periods)),
    )
