"""Warnings about what is not known: data that end before the report, begin in it or leave days out, and odd dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from kpi_excel.engine.coverage.row_days import RowDays, opened
from kpi_excel.errors import Issue, Severity
from kpi_excel.model.coverage import Coverage, Days, Feed, Stretch
from kpi_excel.model.period import Period
from kpi_excel.model.table import Table

A_FEW = 7  # days: missing at the end they are a note, as figures come late; at the beginning nobody misses them
_CODES = {"ends": "data-end-early", "begins": "data-begin-late", "leaves_out": "data-leave-out-days"}
GAPS = {code: code.replace("-", "_") for code in _CODES.values()}
"""The codes of what is missing, with the kinds of the caveats that tell it."""


def odd_dates(found: Sequence[RowDays], tables: Mapping[str, Table], today: date | None) -> list[Issue]:
    """Warn of rows dated after today, which count only once their day has come, and before a platform opened.

    Args:
        found: the days on which feeds have rows.
        tables: the input tables' definitions.
        today: the last day that is no day to come; None if there is no such day.
    """
    issues = []
    if today is not None:
        limit = today.toordinal()
        for table, own in _by_table(found).items():
            late = [one.days[one.days > limit] for one in own]
            rows = sum(int(one.rows[one.days > limit].sum()) for one in own)
            if rows and not tables[table].plans:
                values = {"table": table, "rows": str(rows), "today": today.isoformat()}
                last = max(int(days[-1]) for days in late if len(days))
                issues.append(Issue("rows-to-come", Severity.WARNING, values=values | {"last": _day(last)}))
    for one in found:
        early = one.days < opened(one.feed.platform)
        if early.any():
            values = {"table": one.feed.table, "platforms": one.feed.platform, "rows": str(int(one.rows[early].sum()))}
            values |= {"first": _day(int(one.days[0])), "opened": _day(opened(one.feed.platform))}
            issues.append(Issue("before-platform", Severity.WARNING, values=values))
    return issues


def gap_issues(coverage: Coverage, report: Period, against: Period, tables: Iterable[str]) -> list[Issue]:
    """Say which data are missing in the report period or in what it is compared with.

    A comparison of which one side lies wholly before the data is none, and no reason to warn.
    Platforms of one table that lack the same days share a warning; it names none where all of them do.

    Args:
        coverage: what is known.
        report: the report period.
        against: the period that it is compared with.
        tables: the tables that are asked for.
    """
    both = Days.between(report.start, report.end), Days.between(against.start, against.end)
    issues = []
    for table in tables:
        feeds = {
            feed: one for feed, one in coverage.of([table]).items() if any((one.days & side).spans for side in both)
        }
        groups: dict[tuple[str, int, int], list[Feed]] = defaultdict(list)
        for feed, stretch in feeds.items():
            for gap in _gaps(stretch, *both):
                groups[gap].append(feed)
        for (kind, day, days), own in groups.items():
            few = kind == "ends" and days <= A_FEW
            platforms = "" if len(own) == len(feeds) else ", ".join(sorted({one.platform for one in own}))
            values = {"table": table, "platforms": platforms, "days": str(days), "day": _day(day)}
            issues.append(Issue(_CODES[kind], Severity.NOTE if few else Severity.WARNING, values=values))
    return issues


def feed_issues(feed: Feed, stretch: Stretch, report: Period, against: Period) -> list[Issue]:
    """Say what one feed lacks, as `gap_issues` does of several together."""
    return gap_issues(Coverage({feed: stretch}, stretch.days), report, against, [feed.table])


def _gaps(stretch: Stretch, report: Days, against: Days) -> Iterator[tuple[str, int, int]]:
    """Give what a feed lacks: the kind, the day it is about, and how many days are missing."""
    known = stretch.days
    if known.last < report.last:
        yield "ends", known.last, report.last - known.last
    missing = sum(len(side & Days.of([(1, known.first - 1)])) for side in (report, against) if side.last >= known.first)
    if missing > A_FEW:
        yield "begins", known.first, missing
    inside = Days.of([(known.first, known.last)])
    absent = [span for side in (against, report) for span in ((side & inside) - known).spans]
    if absent:
        yield "leaves_out", absent[0][0], sum(last - first + 1 for first, last in absent)


def _by_table(found: Iterable[RowDays]) -> dict[str, list[RowDays]]:
    grouped: dict[str, list[RowDays]] = defaultdict(list)
    for one in found:
        grouped[one.feed.table].append(one)
    return grouped


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
