"""Ripeness: a post's figures grow for days after it appeared, so that those of young posts say little yet.

A post is ripe if its figures were taken at least seven days after it was published: on its snapshot's day, else on the
last day that counts. Where more than a tenth of a period's posts are not, the change says so, and drivers, rankings and
unusual points leave them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kpi_excel.engine.frames import Frame, ordinals, to_pandas
from kpi_excel.model.coverage import Days
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.measure import Measure

RIPE_AFTER = 7  # days: most engagements come in the first, and every weekday has been there once
MOST_UNRIPE = 0.1  # of a period's posts: fewer change little
_POSTS = "posts"
_FIXED = frozenset(("hashtag_count", "audience"))  # what a post has from the start


class Ripeness:
    """Which posts are ripe.

    Args:
        posts: the prepared posts.
        as_of: the last day that counts, on which figures without a snapshot were taken.
    """

    def __init__(self, posts: Frame, as_of: date) -> None:
        self.as_of = as_of
        rows = to_pandas(posts.select("day", "snapshot")).dropna(subset=["day"])
        taken = rows["snapshot"].fillna(pd.Timestamp(as_of))
        self._days = ordinals(rows["day"])
        self._unripe: NDArray[np.bool_] = ordinals(taken) - self._days < RIPE_AFTER

    def unripe(self, days: Days) -> float:
        """Give the share of some days' posts that are not ripe; 0 without any posts."""
        inside = np.zeros(len(self._days), bool)
        for first, last in days.spans:
            inside |= (self._days >= first) & (self._days <= last)
        return float(self._unripe[inside].mean()) if inside.any() else 0.0

    def too_young(self, days: Days) -> bool:
        """Tell whether so many posts of some days are not ripe that their figures say little."""
        return self.unripe(days) > MOST_UNRIPE

    def ripe(self, posts: Frame) -> Frame:
        """Keep the posts that are ripe."""
        as_of = nw.lit(datetime.combine(self.as_of, time()))
        taken = nw.when(~nw.col("snapshot").is_null()).then(nw.col("snapshot")).otherwise(as_of)
        return posts.filter(nw.col("day") <= taken - timedelta(days=RIPE_AFTER))

    def ranked(self, posts: Frame, days: Days) -> Frame:
        """Keep the posts that can be ranked among those of some days: the ripe ones, or all where none is."""
        share = self.unripe(days)
        return self.ripe(posts) if MOST_UNRIPE < share < 1 else posts


def grows(kpi: Kpi, measures: Mapping[str, Measure]) -> bool:
    """Tell whether a KPI is made of figures that grow after a post appeared."""
    sources = (source for name in kpi.measures for source in measures[name].sources)
    return any(one.table == _POSTS and one.column and one.column not in _FIXED for one in sources)


def growing(kpis: Iterable[Kpi], measures: Mapping[str, Measure]) -> frozenset[str]:
    """Name the KPIs that are made of such figures."""
    return frozenset(kpi.name for kpi in kpis if grows(kpi, measures))
