"""Zones: times that say how far they are from UTC, brought to the zone in which the report counts days.

Within a row all times keep the distance from UTC that the first of them has, so that the time between them is the time
that passed, also in the night in which clocks change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kpi_excel.errors import Severity
from kpi_excel.workbook.reading.converted import Context, Converted, show

Moments = NDArray[np.datetime64]
Minutes = NDArray[np.float64]


@dataclass(frozen=True)
class Times:
    """A column's times.

    Args:
        converted: the times as written, replaced by those of the one zone; and what was noticed.
        offsets: minutes ahead of UTC, NaN where none are told.
        has_clock: whether the column holds times of day; a day alone has no zone.
        context: its header, and the zone.
    """

    converted: Converted
    offsets: Minutes
    has_clock: bool
    context: Context


def to_one_zone(columns: Sequence[Times]) -> None:
    """Bring the times of a table's columns to one zone.

    With a zone in the settings it is that; times that say no zone are its own already. Without one, times that are all
    equally far from UTC stay as they are, and of several distances the most frequent one counts.
    """
    told = Counter(offset for times in columns for offset in times.offsets[~np.isnan(times.offsets)].tolist())
    zone = next((times.context.zone for times in columns if times.context.zone), None)
    if zone is not None:
        _to_zone(columns, zone)
    elif told:
        main = told.most_common(1)[0][0]
        for times in columns:
            _to_offset(times, main, len(told) > 1)


def _to_offset(times: Times, main: float, mixed: bool) -> None:
    given = ~np.isnan(times.offsets)
    shift = np.where(given, main - times.offsets, 0)
    times.converted.values = times.converted.values + _span(shift)
    for row in np.flatnonzero(given).tolist():
        if mixed:
            times.converted.warn_once(row, "mixed-zones", column=times.context.label, offset=_utc(main))
        else:
            times.converted.add(row, "zone-kept", Severity.NOTE, column=times.context.label, offset=_utc(main))


def _to_zone(columns: Sequence[Times], zone: ZoneInfo) -> None:
    first: Minutes | None = None
    for times in columns:
        given = ~np.isnan(times.offsets)
        if not times.has_clock and not given.any():
            continue
        if times.has_clock:
            _tell_changes(times, ~given, zone)
        utc = np.where(given, times.converted.values - _span(times.offsets), _utc_of(times.converted.values, zone))
        ahead = _ahead(utc, zone)
        if first is not None:
            ahead = np.where(np.isnan(first), ahead, first)
        first = ahead if first is None else np.where(np.isnan(first), ahead, first)
        times.converted.values = utc + _span(ahead)
        for row in np.flatnonzero(given).tolist():
            times.converted.add(row, "zone-converted", Severity.NOTE, column=times.context.label, zone=zone.key)


def _tell_changes(times: Times, plain: NDArray[np.bool_], zone: ZoneInfo) -> None:
    """Warn of times without a zone that the clocks skipped, or showed twice."""
    values: Any = pd.DatetimeIndex(times.converted.values)
    skipped = values.tz_localize(zone, nonexistent="NaT", ambiguous=np.ones(len(values), bool)).isna()
    twice = values.tz_localize(zone, nonexistent="shift_forward", ambiguous="NaT").isna()
    told = plain & ~values.isna() & (values != values.normalize())
    label = times.context.label
    for row in np.flatnonzero(told & skipped).tolist():
        found = show(values[row].to_pydatetime())
        times.converted.add(row, "time-skipped", Severity.WARNING, column=label, found=found, zone=zone.key)
    for row in np.flatnonzero(told & twice).tolist():
        found = show(values[row].to_pydatetime())
        times.converted.add(row, "time-twice", Severity.WARNING, column=label, found=found, zone=zone.key)


def _utc_of(local: Moments, zone: ZoneInfo) -> Moments:
    """Give the moments of local times: of two the first, and one that does not exist as the clock went on."""
    index: Any = pd.DatetimeIndex(local)
    aware = index.tz_localize(zone, nonexistent=timedelta(hours=1), ambiguous=np.ones(len(index), bool))
    return _bare(aware.tz_convert("UTC"))


def _ahead(utc: Moments, zone: ZoneInfo) -> Minutes:
    """Give how many minutes a zone is ahead of UTC at given moments; NaN without one."""
    index: Any = pd.DatetimeIndex(utc).tz_localize("UTC")
    local = _bare(index.tz_convert(zone))
    return np.where(np.isnat(utc), np.nan, (local - utc) / np.timedelta64(1, "m"))


def _bare(index: Any) -> Moments:
    found: Moments = index.tz_localize(None).to_numpy().astype("datetime64[us]")
    return found


def _span(minutes: Minutes) -> NDArray[np.timedelta64]:
    seconds: Any = np.nan_to_num(minutes) * 60
    return seconds.astype("timedelta64[s]").astype("timedelta64[us]")  # type: ignore[no-any-return]


def _utc(minutes: float) -> str:
    """Write a distance from UTC.

    Example:
        >>> _utc(330), _utc(-240), _utc(0)
        ('UTC+5:30', 'UTC-4', 'UTC')
    """
    hours, rest = divmod(abs(round(minutes)), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"
