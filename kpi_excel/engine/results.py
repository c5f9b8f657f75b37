"""Results: what was computed, as plain data; of evidence, which takes time, each part waits until it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from kpi_excel.engine.coverage.compared import Compared, Sides
from kpi_excel.engine.coverage.ripeness import Ripeness
from kpi_excel.engine.frames import Frame
from kpi_excel.engine.inputs import Inputs
from kpi_excel.engine.periods import Periods
from kpi_excel.engine.slices.aggregate import Axes
from kpi_excel.engine.slices.selections import select_slices
from kpi_excel.engine.targets.review import Review
from kpi_excel.errors import Issue
from kpi_excel.model.coverage import Coverage
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.measure import Measure
from kpi_excel.model.period import Period
from kpi_excel.model.table import Table

Asked = Callable[[], pd.DataFrame]
"""A frame that is worked out when it is first asked for, and then kept by what is called here."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Frames that take time and that few readers of a report ask for: each is called for.

    Args:
        targets: a row per target: what it asks, its figures, its judgement; see `review.Review.frame`.
        content: the report period's posts, ripe ones where many are not, with their numbers, rates and ranks; see
            `content.rank_posts` and `ripeness`.
        formats: the report period's posts by platform and format; see `content.group_posts`.
        posting_times: the report period's posts by weekday (1 is Monday) and hour; see `content.group_posts`.
        hashtags: the report period's hashtags, most engagements first; see `content.rank_hashtags`.
        share_of_voice: the report period's mentions by brand; see `content.share_of_voice`.
        drivers: what made the changes from the period that settings compare with; see `drivers.drivers_frame`.
        unusual: periods and posts outside what their trend allows; see `unusual.unusual_frame`.
    """

    targets: Asked
    content: Asked
    formats: Asked
    posting_times: Asked
    hashtags: Asked
    share_of_voice: Asked
    drivers: Asked
    unusual: Asked


@dataclass(frozen=True, slots=True)
class Results:
    """What was computed. NaN is no value, percent is a fraction.

    Args:
        inputs: what it was computed from.
        kpis: the KPIs, custom ones included.
        measures: the measures they need.
        tables: the input tables' definitions.
        periods: the periods it was computed for.
        against: the period that the settings compare the report's with.
        coverage: from when until when data are known, by table, platform and account.
        compared: what comparisons rest on, where that is not everything.
        comparisons: each KPI's values on both sides, for the previous period and for last year, over all platforms.
        ripeness: which posts are ripe.
        axes: periods, platforms and placements of the slices.
        frames: the prepared input tables.
        slices: a row per period x platform x placement; a column per measure and per KPI.
        view: the report period, the previous one and the same one last year, for all platforms and placements.
        trend: the trend that ends with the report period, oldest first, for all platforms and placements.
        platforms: the report period of every platform, All first, for all placements.
        scorecard: a row per KPI: its value, the previous one and last year's, and the changes from them.
        benchmarks: each benchmark with the report period's own value; see `comparisons.compare_benchmarks`.
        review: every target with its figures and judgement.
        visible: the KPIs that a dashboard lists.
        issues: the inputs' issues, what keeps targets from being judged, and the report period's coverage warnings.
        evidence: frames that are worked out only when they are asked for; they are attributes here, too.
    """

    inputs: Inputs
    kpis: Mapping[str, Kpi]
    measures: Mapping[str, Measure]
    tables: Mapping[str, Table]
    periods: Periods
    against: Period
    coverage: Coverage
    compared: Compared
    comparisons: Mapping[str, Mapping[str, Sides]]
    ripeness: Ripeness
    axes: Axes
    frames: Mapping[str, Frame]
    slices: pd.DataFrame
    view: pd.DataFrame
    trend: pd.DataFrame
    platforms: pd.DataFrame
    scorecard: pd.DataFrame
    benchmarks: pd.DataFrame
    review: Review
    visible: tuple[Kpi, ...]
    issues: tuple[Issue, ...]
    evidence: Evidence

    def select(
        self, period: str | None = None, platform: str | None = None, placement: str | None = None
    ) -> pd.DataFrame:
        """Give the slices of a period, a platform and a placement; None is every one."""
        return select_slices(self.slices, period, platform, placement)

    @property
    def targets(self) -> pd.DataFrame:
        """Give a row per target; see `Evidence`, as for what follows."""
        return self.evidence.targets()

    @property
    def content(self) -> pd.DataFrame:
        """Give the report period's posts."""
        return self.evidence.content()

    @property
    def formats(self) -> pd.DataFrame:
        """Give the report period's posts by platform and format."""
        return self.evidence.formats()

    @property
    def posting_times(self) -> pd.DataFrame:
        """Give the report period's posts by weekday and hour."""
        return self.evidence.posting_times()

    @property
    def hashtags(self) -> pd.DataFrame:
        """Give the report period's hashtags."""
        return self.evidence.hashtags()

    @property
    def share_of_voice(self) -> pd.DataFrame:
        """Give the report period's mentions by brand."""
        return self.evidence.share_of_voice()

    @property
    def drivers(self) -> pd.DataFrame:
        """Give what made the changes."""
        return self.evidence.drivers()

    @property
    def unusual(self) -> pd.DataFrame:
        """Give periods and posts outside what their trend allows."""
        return self.evidence.unusual()
