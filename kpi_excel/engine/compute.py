"""Compute: inputs in, results out. The results are data frames; every one of them is a selection of slices or posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial

import narwhals as nw
import pandas as pd

from kpi_excel.engine.analysis.comparisons import compare_benchmarks
from kpi_excel.engine.analysis.content import group_posts, in_period, rank_hashtags, rank_posts, share_of_voice
from kpi_excel.engine.analysis.drivers import drivers_frame
from kpi_excel.engine.analysis.unusual import unusual_frame
from kpi_excel.engine.frames import Frame
from kpi_excel.engine.inputs import Inputs
from kpi_excel.engine.periods import Periods, choose_periods
from kpi_excel.engine.results import Evidence, Results
from kpi_excel.engine.slices.aggregate import Axes, aggregate, platforms_of
from kpi_excel.engine.slices.coverage import coverage_issues, period_issues
from kpi_excel.engine.slices.derive import prepare
from kpi_excel.engine.slices.selections import (
    platforms_frame,
    scorecard_frame,
    select_slices,
    trend_frame,
    view_frame,
)
from kpi_excel.engine.slices.slices import slices_frame
from kpi_excel.engine.targets.figures import read_targets, spans_of_all, target_figures
from kpi_excel.engine.targets.review import Review, review_targets
from kpi_excel.engine.targets.row_counts import counting_measures
from kpi_excel.engine.visible import visible_kpis
from kpi_excel.errors import Issue
from kpi_excel.model.kpi import Kind, Kpi
from kpi_excel.model.measure import Measure
from kpi_excel.model.period import Period
from kpi_excel.model.settings import ALL_PLACEMENTS, LAST_YEAR, Settings
from kpi_excel.model.table import Table


def compute(
    inputs: Inputs,
    kpis: Mapping[str, Kpi],
    measures: Mapping[str, Measure],
    tables: Mapping[str, Table],
) -> Results:
    """Compute every KPI of every slice.

    Args:
        inputs: tables, settings and issues; nothing in them is changed.
        kpis: the KPIs, formulas over measures.
        measures: every measure that the KPIs need.
        tables: the input tables' definitions.

    Raises:
        InputError: if there is no dated row, or the report period is not one.
    """
    frames = _prepared(inputs, measures, tables)
    periods = choose_periods(frames, inputs.settings)
    axes = Axes(periods.every, platforms_of(frames))
    asked = read_targets(inputs.tables.get("targets"), inputs.settings.own_calendar)
    sound = {one: kpis[one.kpi] for one in asked if one.kpi in kpis and not one.fault}
    spans = spans_of_all(sound, periods.as_of, periods.first_day)
    others = dict.fromkeys(period for one in spans.values() for period in one.every)
    both = replace(axes, periods=(*axes.periods, *others))  # one pass over the tables serves slices and targets
    rates = [kpi for kpi in sound.values() if kpi.kind is Kind.RATE]
    cube = aggregate(frames, {**measures, **counting_measures(rates, measures)}, both, tables, inputs.settings)
    own = {name: cube[name][: len(axes.periods)] for name in measures}
    slices = slices_frame(axes, own, kpis.values())
    figures = target_figures(sound, spans, both, cube, measures)
    report = select_slices(slices, periods.report.name, placement=ALL_PLACEMENTS)
    benchmarks = compare_benchmarks(inputs.tables.get("benchmarks"), report, kpis)
    review = review_targets(asked, kpis, figures, measures, tables, benchmarks, periods.as_of)
    view = view_frame(slices, periods)
    against = _against(periods, inputs.settings)
    return Results(
        inputs=inputs,
        kpis=kpis,
        measures=measures,
        tables=tables,
        periods=periods,
        against=against,
        axes=axes,
        frames=frames,
        slices=slices,
        view=view,
        trend=trend_frame(slices, periods),
        platforms=platforms_frame(slices, periods, axes.platforms),
        scorecard=scorecard_frame(view, kpis),
        benchmarks=benchmarks,
        review=review,
        visible=visible_kpis(kpis, slices, (target.kpi for target in asked), inputs.settings),
        issues=(
            *inputs.issues,
            *_target_issues(inputs, review, axes),
            *period_issues(frames, periods.report),
            *coverage_issues(report, kpis.values(), measures, tables),
        ),
        evidence=_evidence(slices, frames, kpis, measures, tables, periods, against, review),
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


def _target_issues(inputs: Inputs, review: Review, axes: Axes) -> list[Issue]:
    sheet = next((one.sheet for one in inputs.summaries if one.table == "targets"), "")
    return review.issues(inputs.source, sheet, axes.platforms)


def _evidence(
    slices: pd.DataFrame,
    frames: Mapping[str, Frame],
    kpis: Mapping[str, Kpi],
    measures: Mapping[str, Measure],
    tables: Mapping[str, Table],
    periods: Periods,
    against: Period,
    review: Review,
) -> Evidence:
    """Lay out the evidence; nothing of it is worked out before it is asked for."""
    report, every = periods.report, kpis.values()
    posts = in_period(frames["posts"], report)
    grouped = partial(group_posts, posts, kpis=every, measures=measures)
    published = nw.col("published").dt
    return Evidence(
        targets=cache(review.frame),
        content=cache(partial(rank_posts, posts, every, measures)),
        formats=cache(partial(grouped, {"platform": nw.col("platform"), "format": nw.col("format")})),
        posting_times=cache(partial(grouped, {"weekday": published.weekday(), "hour": published.hour()})),
        hashtags=cache(partial(rank_hashtags, posts, every, measures)),
        share_of_voice=cache(partial(share_of_voice, frames["mentions"], report)),
        drivers=cache(partial(drivers_frame, slices, frames, every, measures, tables, against, report)),
        unusual=cache(partial(unusual_frame, slices, frames, kpis, measures, periods)),
    )
