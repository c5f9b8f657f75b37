"""Compute: inputs in, results out. The results are data frames; every one of them is a selection of slices or posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import narwhals as nw
import numpy as np
import pandas as pd

from kpi_excel.engine.analysis import content
from kpi_excel.engine.analysis.comparisons import compare_benchmarks
from kpi_excel.engine.analysis.drivers import drivers_frame
from kpi_excel.engine.analysis.unusual import unusual_frame
from kpi_excel.engine.change import change, change_unit
from kpi_excel.engine.findings.findings import findings
from kpi_excel.engine.frames import Frame
from kpi_excel.engine.inputs import Inputs
from kpi_excel.engine.periods import Periods, choose_periods
from kpi_excel.engine.slices.aggregate import Axes, aggregate, platforms_of
from kpi_excel.engine.slices.coverage import coverage_issues, period_issues
from kpi_excel.engine.slices.derive import prepare
from kpi_excel.engine.slices.slices import slice_key, slices_frame
from kpi_excel.engine.targets.figures import TargetFigures, read_targets, spans_of_all
from kpi_excel.engine.targets.review import Review, review_targets
from kpi_excel.engine.visible import visible_kpis
from kpi_excel.errors import Issue
from kpi_excel.model.finding import Finding
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.measure import Measure
from kpi_excel.model.period import Period
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS
from kpi_excel.model.table import Table
from kpi_excel.model.target import Target


@dataclass(frozen=True)
class Results:
    """What was computed. Every attribute that is a data frame is a new one; NaN is no value, percent is a fraction.

    Args:
        inputs: what it was computed from.
        kpis: the KPIs, custom ones included.
        measures: the measures they need.
        periods: the periods it was computed for.
        axes: periods, platforms and placements of the slices.
        slices: a row per period x platform x placement; a column per measure and per KPI.
        frames: the prepared input tables.
        asked: the targets, as the targets table asks them.
        target_figures: what the data say about them.
    """

    inputs: Inputs
    kpis: Mapping[str, Kpi]
    measures: Mapping[str, Measure]
    periods: Periods
    axes: Axes
    slices: pd.DataFrame
    frames: Mapping[str, Frame]
    asked: tuple[Target, ...]
    target_figures: TargetFigures

    @property
    def against(self) -> Period:
        """Give the period that the settings compare the report's with."""
        report = self.periods.report
        return report.last_year() if self.inputs.settings.comparison == "last_year" else report.previous()

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """Give the inputs' issues and the coverage warnings of the report period."""
        report = self.select(self.periods.report.name, placement=ALL_PLACEMENTS)
        coverage = coverage_issues(report, self.kpis.values(), self.measures)
        sheet = next((one.sheet for one in self.inputs.summaries if one.table == "targets"), "")
        targets = self.review.issues(self.inputs.source, sheet, self.axes.platforms)
        return (*self.inputs.issues, *targets, *period_issues(self.frames, self.periods.report), *coverage)

    @cached_property
    def visible(self) -> tuple[Kpi, ...]:
        """Give the KPIs that a dashboard lists."""
        asked = [target.kpi for target in self.review.targets]
        return visible_kpis(self.kpis, self.slices, asked, self.inputs.settings)

    def select(
        self, period: str | None = None, platform: str | None = None, placement: str | None = None
    ) -> pd.DataFrame:
        """Give the slices of a period, a platform and a placement; None is every one."""
        chosen = np.ones(len(self.slices), bool)
        for column, value in (("period", period), ("platform", platform), ("placement", placement)):
            if value is not None:
                chosen &= (self.slices[column] == value).to_numpy()
        return self.slices[chosen].reset_index(drop=True)

    def rows(self, keys: list[str]) -> pd.DataFrame:
        """Give the slices of some keys, in their order; a slice that was not computed is a row without values."""
        return self.slices.set_index("slice", drop=False).reindex(keys).assign(slice=keys).reset_index(drop=True)

    @cached_property
    def view(self) -> pd.DataFrame:
        """Give the report period, the previous one and the same one last year, for all platforms and placements."""
        report = self.periods.report
        periods = {"current": report, "previous": report.previous(), "last_year": report.last_year()}
        rows = self.rows([slice_key(period.name, ALL_PLATFORMS, ALL_PLACEMENTS) for period in periods.values()])
        rows.insert(0, "view", list(periods))
        return rows

    @cached_property
    def trend(self) -> pd.DataFrame:
        """Give the trend that ends with the report period, oldest first, for all platforms and placements."""
        periods = self.periods.trend(self.periods.report)
        return self.rows([slice_key(period.name, ALL_PLATFORMS, ALL_PLACEMENTS) for period in periods])

    @cached_property
    def platforms(self) -> pd.DataFrame:
        """Give the report period of every platform, All first, for all placements."""
        return self.rows([slice_key(self.periods.report.name, one, ALL_PLACEMENTS) for one in self.axes.platforms])

    @cached_property
    def scorecard(self) -> pd.DataFrame:
        """Give a row per KPI: its value, the previous one and last year's, and the changes from them."""
        names = list(self.kpis)
        current, previous, last_year = (self.view.loc[index, names].to_numpy(float) for index in range(3))
        units = [change_unit(kpi) for kpi in self.kpis.values()]
        changes = [
            [float(change(now, then, unit)) for now, then, unit in zip(current, earlier, units, strict=True)]
            for earlier in (previous, last_year)
        ]
        return pd.DataFrame(
            {
                "kpi": names,
                "category": [str(kpi.category) for kpi in self.kpis.values()],
                "unit": [str(kpi.unit) for kpi in self.kpis.values()],
                "direction": [str(kpi.direction) for kpi in self.kpis.values()],
                "value": current,
                "previous": previous,
                "change": changes[0],
                "last_year": last_year,
                "change_last_year": changes[1],
                "change_unit": [str(unit) for unit in units],
            }
        )

    @cached_property
    def review(self) -> Review:
        """Give every target with its figures and judgement; see `target_review.Review`."""
        as_of = self.periods.as_of
        return review_targets(self.asked, self.kpis, self.target_figures, self.measures, self.benchmarks, as_of)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """Give a row per target: what it asks, its figures, its judgement; see `target_review.Review.frame`."""
        return self.review.frame()

    @cached_property
    def benchmarks(self) -> pd.DataFrame:
        """Give each benchmark with the report period's own value; see `comparisons.compare_benchmarks`."""
        report = self.select(self.periods.report.name, placement=ALL_PLACEMENTS)
        return compare_benchmarks(self.inputs.tables.get("benchmarks"), report, self.kpis)

    @cached_property
    def drivers(self) -> pd.DataFrame:
        """Give what made the changes from the period that settings compare with; see `drivers.drivers_frame`."""
        report = self.periods.report
        return drivers_frame(self.slices, self.frames, self.kpis.values(), self.measures, self.against, report)

    @cached_property
    def unusual(self) -> pd.DataFrame:
        """Give periods and posts outside what their trend allows; see `unusual.unusual_frame`."""
        return unusual_frame(self.slices, self.frames, self.kpis, self.measures, self.periods)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Give what is worth saying about the report period, the most important first."""
        return findings(self)

    @cached_property
    def content(self) -> pd.DataFrame:
        """Give the report period's posts with their numbers, rates and ranks; see `content.rank_posts`."""
        return content.rank_posts(self._posts, self.kpis.values(), self.measures)

    @cached_property
    def formats(self) -> pd.DataFrame:
        """Give the report period's posts by platform and format; see `content.group_posts`."""
        keys = {"platform": nw.col("platform"), "format": nw.col("format")}
        return content.group_posts(self._posts, keys, self.kpis.values(), self.measures)

    @cached_property
    def posting_times(self) -> pd.DataFrame:
        """Give the report period's posts by weekday (1 is Monday) and hour; see `content.group_posts`."""
        keys = {"weekday": nw.col("published").dt.weekday(), "hour": nw.col("published").dt.hour()}
        return content.group_posts(self._posts, keys, self.kpis.values(), self.measures)

    @cached_property
    def hashtags(self) -> pd.DataFrame:
        """Give the report period's hashtags, most engagements first; see `content.rank_hashtags`."""
        return content.rank_hashtags(self._posts, self.kpis.values(), self.measures)

    @cached_property
    def share_of_voice(self) -> pd.DataFrame:
        """Give the report period's mentions by brand; see `content.share_of_voice`."""
        return content.share_of_voice(self.frames["mentions"], self.periods.report)

    @cached_property
    def _posts(self) -> Frame:
        return content.in_period(self.frames["posts"], self.periods.report)


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
    measured = {source.table for measure in measures.values() for source in measure.sources} | {"accounts"}
    given = {name: table for name, table in inputs.tables.items() if name in measured}  # targets' dates are plans
    empty = {name: pd.DataFrame() for name in ("posts", "mentions")}
    frames = prepare({**empty, **given}, tables, inputs.settings)
    periods = choose_periods(frames, inputs.settings)
    axes = Axes(periods.every, platforms_of(frames))
    asked = read_targets(inputs.tables.get("targets"))
    sound = {one: kpis[one.kpi] for one in asked if one.kpi in kpis and not one.fault}
    spans = spans_of_all(sound, periods.as_of, periods.first_day)
    others = dict.fromkeys(period for one in spans.values() for period in one.every)
    both = replace(axes, periods=(*axes.periods, *others))  # one pass over the tables serves slices and targets
    cube = aggregate(frames, measures, both, tables, inputs.settings)
    own = {name: values[: len(axes.periods)] for name, values in cube.items()}
    slices = slices_frame(axes, own, kpis.values())
    figures = TargetFigures(sound, spans, both, cube)
    return Results(inputs, kpis, measures, periods, axes, slices, frames, asked, figures)
