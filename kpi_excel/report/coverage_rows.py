"""Coverage as rows of a workbook: from when until when each table, platform and account is known, week by week."""

from __future__ import annotations

from datetime import date
from typing import Any

from kpi_excel.engine.coverage.warnings import feed_issues
from kpi_excel.engine.results import Results
from kpi_excel.language.issues import fix
from kpi_excel.language.texts import Texts
from kpi_excel.model.coverage import Days, Feed, Stretch
from kpi_excel.report.reference_rows import as_sentence
from kpi_excel.report.values import Rows, shown_day

WEEKS = 53  # a year of them, and the week that holds today's date a year ago
_WEEK = 7
_ALL, _PART, _NONE = "█▒░"  # of one block of signs, so that all are as wide as each other
_NAMES = (
    *("table", "platform", "table_label", "platform_label", "account", "first", "last", "said_by", "days_missing"),
    *("strip", "fix"),
)


def coverage_rows(results: Results, words: Texts) -> Rows:
    """Give the coverage dataset: a row per table, platform and account."""
    known = results.coverage.known.items()
    order = list(results.tables)
    ordered = sorted((one for one in known if one[1].days.spans), key=lambda one: (order.index(one[0].table), one[0]))
    rows = [_row(results, feed, stretch, words) for feed, stretch in ordered]
    return {name: [row[name] for row in rows] for name in _NAMES}


def _row(results: Results, feed: Feed, stretch: Stretch, words: Texts) -> dict[str, Any]:
    report = Days.between(results.periods.report.start, results.periods.report.end)
    found = feed_issues(feed, stretch, results.periods.report, results.against)
    return {
        "table": feed.table,
        "platform": feed.platform,
        "table_label": words.text("tables", feed.table, "label"),
        "platform_label": words.platform(feed.platform) if feed.platform else "",
        "account": feed.account,
        "first": shown_day(date.fromordinal(stretch.days.first), words),
        "last": shown_day(date.fromordinal(stretch.days.last), words),
        "said_by": words.text("options", "coverage_source", stretch.origin),
        "days_missing": float(len(report - stretch.days)),
        "strip": strip(stretch.days, results.periods.as_of),
        "fix": as_sentence(fix(found[0], words)) if found else "",
    }


def strip(days: Days, as_of: date) -> str:
    """Draw the weeks that end with a day, the oldest first: a full sign is a week of which every day is known.

    Example:
        >>> strip(Days.between(date(2026, 9, 10), date(2026, 9, 30)), date(2026, 9, 30))[-5:]
        '░░███'
    """
    ends = range(as_of.toordinal() - _WEEK * (WEEKS - 1), as_of.toordinal() + 1, _WEEK)
    counts = [len(days & Days.of([(end - _WEEK + 1, end)])) for end in ends]
    return "".join(_ALL if count == _WEEK else _PART if count else _NONE for count in counts)
