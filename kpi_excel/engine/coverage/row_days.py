"""Row days: on which days each feed has rows, which is all that coverage asks of the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kpi_excel.engine.frames import Frame, ordinals
from kpi_excel.engine.slices.group import sums_and_counts
from kpi_excel.model.coverage import Days, Feed
from kpi_excel.model.platforms import OPENED
from kpi_excel.model.table import Table

Ordinals = NDArray[np.int64]
_WHO = ("platform", "account")


@dataclass(frozen=True, eq=False)
class RowDays:
    """When a feed has rows.

    Args:
        feed: the table, platform and account.
        days: the different days with rows as ordinals, rising.
        ends: the last day that each of them stands for; the same days where rows name none.
        rows: how many rows each day has.
    """

    feed: Feed
    days: Ordinals
    ends: Ordinals
    rows: Ordinals

    def within(self, horizon: Days) -> RowDays:
        """Leave out the days before or after."""
        inside = (self.days >= horizon.first) & (self.days <= horizon.last)
        return self._only(inside)

    def since_opening(self) -> RowDays:
        """Leave out the days before the platform was open to anybody, which are slips of the pen."""
        return self._only(self.days >= opened(self.feed.platform))

    def count(self, days: Days) -> int:
        """Count the rows on some days."""
        return int(sum(self.rows[(self.days >= first) & (self.days <= last)].sum() for first, last in days.spans))

    def _only(self, kept: NDArray[np.bool_]) -> RowDays:
        return RowDays(self.feed, self.days[kept], self.ends[kept], self.rows[kept])


def opened(platform: str) -> int:
    """Give the ordinal of the day on which a platform opened; 0 if that is not known."""
    found = OPENED.get(platform.casefold())
    return found.toordinal() if found else 0


def row_days(frames: Mapping[str, Frame], tables: Mapping[str, Table]) -> tuple[RowDays, ...]:
    """Give the days of every feed of the prepared tables, in their order; rows without a day have none."""
    return tuple(found for name, frame in frames.items() for found in _of_table(frame, tables[name]))


def _of_table(frame: Frame, table: Table) -> Iterator[RowDays]:
    columns = frame.collect_schema().names()
    if "day" not in columns:
        return
    keys = ["day", *(name for name in (*_WHO, "date_to") if name in columns)]
    groups = sums_and_counts(frame, keys, [], table.name)
    dated = groups.keys["day"].notna().to_numpy()
    found, rows = groups.keys[dated], groups.rows[dated].astype(np.int64)
    days = ordinals(found["day"])
    ends = _ends(found, days)
    who = [found[name].fillna("").astype(str).to_numpy(object) if name in found else None for name in _WHO]
    for (platform, account), at in _positions(who, len(found)).items():
        different, position = np.unique(days[at], return_inverse=True)
        last = different.copy()
        np.maximum.at(last, position, ends[at])
        counts = np.bincount(position, rows[at]).astype(np.int64)
        yield RowDays(Feed(table.name, platform, account), different, last, counts)


def _positions(who: Sequence[Any], size: int) -> dict[tuple[str, str], Ordinals]:
    """Give where each platform and account stands, sorted by their names."""
    found: dict[tuple[str, str], list[int]] = {}
    platforms, accounts = ([""] * size if names is None else names for names in who)
    for at, key in enumerate(zip(platforms, accounts, strict=True)):
        found.setdefault(key, []).append(at)
    return {key: np.array(found[key], np.int64) for key in sorted(found)}


def _ends(found: pd.DataFrame, days: Ordinals) -> Ordinals:
    """Give the last day of each row's span; its day where it names none, or one before it."""
    if "date_to" not in found or found["date_to"].isna().all():
        return days
    named = found["date_to"].notna().to_numpy()
    ends = days.copy()
    ends[named] = np.maximum(ends[named], ordinals(found.loc[named, "date_to"]))
    return ends


def first_and_last(found: tuple[RowDays, ...], until: date | None = None) -> tuple[int, int] | None:
    """Give the first and the last day with rows, up to a day if one is given; None if there is none."""
    limit = until.toordinal() if until else date.max.toordinal()
    kept = [days for one in found if len(days := one.since_opening().days) and days[0] <= limit]
    return (int(min(days[0] for days in kept)), int(max(days[days <= limit][-1] for days in kept))) if kept else None
