"""Cutting: tables without the days and the feeds that a comparison leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

import narwhals as nw

from kpi_excel.engine.frames import Frame
from kpi_excel.model.coverage import Days, Feed


def without(frames: Mapping[str, Frame], left_out: Iterable[Feed]) -> dict[str, Frame]:
    """Leave out the rows of some feeds; a table without accounts has none to tell apart."""
    found = dict(frames)
    for feed in left_out:
        if feed.table in found:
            frame = found[feed.table]
            theirs = nw.col("platform").fill_null("") == feed.platform
            if "account" in frame.collect_schema():
                theirs &= nw.col("account").fill_null("") == feed.account
            found[feed.table] = frame.filter(~theirs)
    return found


def within(frames: Mapping[str, Frame], days: Days) -> dict[str, Frame]:
    """Keep the rows of some days."""
    spans = [tuple(datetime.combine(date.fromordinal(day), time()) for day in span) for span in days.spans]
    kept = nw.any_horizontal(
        *((nw.col("day") >= first) & (nw.col("day") <= last) for first, last in spans), ignore_nulls=True
    )
    return {name: frame.filter(kept) for name, frame in frames.items() if "day" in frame.collect_schema()}
