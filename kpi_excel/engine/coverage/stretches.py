"""What rows alone say of their coverage: from when until when, and which days between lack a report.

**Events** (posts, orders) happen at any time, so a day without one is a day on which none happened. Their coverage runs
from the first row to the last day that counts. It ends with the last row if none follows for longer than the longest
earlier pause, at least 14 days: a brand that never paused for more than three days and now has been silent for fifty
has stopped, or its rows were not added. Fewer than ten rows are too few to know its pauses.

**Reports** (followers, ads by day) are written in a rhythm: daily, weekly, monthly. A report stands for the days since
the one before, unless the pause is unusual: longer than nine in ten of its pauses. Then the days between are unknown,
and so are the last days, once the next report is due. Rows that are all dated on the first of a month stand for that
month; a row that names its own last day, for these days.

Both begin with the workbook's first day, if their first row comes no later after it than their pauses allow, else with
their first row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kpi_excel.model.coverage import Days

SHORTEST_SILENCE = 14  # days: two weeks of holidays are no sign that a platform stopped
FEWEST_ROWS = 10  # fewer do not tell how long its pauses are
_USUAL = 0.9  # of the pauses between reports: what is longer than nine in ten of them is a gap, not a rhythm

Ordinals = NDArray[np.int64]


def event_days(days: Ordinals, rows: int, horizon: Days) -> Days:
    """Give the days that a feed of events covers.

    Args:
        days: the different days with rows as ordinals, rising; at least one.
        rows: how many rows there are.
        horizon: the workbook's first day to the last one that counts.
    """
    longest = int(np.diff(days).max(initial=0))
    first, last = int(days[0]), int(days[-1])
    begin = horizon.first if first - horizon.first <= longest else first
    stopped = rows >= FEWEST_ROWS and horizon.last - last > max(longest, SHORTEST_SILENCE)
    return Days.of([(begin, last if stopped else max(last, horizon.last))])


def report_days(starts: Ordinals, ends: Ordinals, horizon: Days) -> Days:
    """Give the days that a feed of reports covers.

    Args:
        starts: the different first days of its reports as ordinals, rising; at least one.
        ends: their last days; the same days unless a report names its span.
        horizon: the workbook's first day to the last one that counts.
    """
    if (starts == ends).all() and all(date.fromordinal(int(day)).day == 1 for day in starts):
        ends = np.array([_month_end(int(day)) for day in starts], np.int64)
    ends = np.maximum.accumulate(ends)
    pauses = starts[1:] - ends[:-1]
    usual = int(np.quantile(pauses, _USUAL, method="higher")) if len(pauses) else 0
    spans = [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]
    spans += _bridges(starts, ends, usual)
    if spans[0][0] - horizon.first <= usual:
        spans.append((horizon.first, spans[0][0]))
    if horizon.last - int(ends[-1]) < usual:
        spans.append((int(ends[-1]), horizon.last))
    return Days.of(spans)


def _bridges(starts: Ordinals, ends: Ordinals, usual: int) -> Sequence[tuple[int, int]]:
    return [
        (int(end), int(start)) for end, start in zip(ends[:-1], starts[1:], strict=True) if 0 < start - end <= usual
    ]


def _month_end(first: int) -> int:
    """Give the last day of the month that begins on a day."""
    day = date.fromordinal(first)
    return date(day.year + day.month // 12, day.month % 12 + 1, 1).toordinal() - 1
