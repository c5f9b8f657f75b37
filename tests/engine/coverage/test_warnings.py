from datetime import date

import pytest

from kpi_excel.engine.coverage.warnings import feed_issues, gap_issues
from kpi_excel.model.coverage import Coverage, Days, Feed, Stretch
from kpi_excel.model.period import Period

SEPTEMBER, AUGUST = Period.parse("2026-09"), Period.parse("2026-08")


def stretch(first: str, last: str) -> Stretch:
    return Stretch(Days.between(date.fromisoformat(first), date.fromisoformat(last)))


def told(**feeds: Stretch) -> list[tuple[str, str, str, str, str]]:
    known = {Feed("posts", name): one for name, one in feeds.items()}
    found = gap_issues(Coverage(known, Days()), SEPTEMBER, AUGUST, ["posts"])
    return [
        (one.code, str(one.severity), one.values["platforms"], one.values["day"], one.values["days"]) for one in found
    ]


WHOLE = stretch("2026-01-01", "2026-09-30")


def test_what_is_whole_is_not_told() -> None:
    assert told(X=WHOLE, TikTok=WHOLE) == []


@pytest.mark.parametrize(("last", "severity", "days"), [("2026-09-23", "note", "7"), ("2026-09-22", "warning", "8")])
def test_the_last_few_days_missing_are_a_note(last: str, severity: str, days: str) -> None:
    assert told(X=WHOLE, TikTok=stretch("2026-01-01", last)) == [("data-end-early", severity, "TikTok", last, days)]


def test_platforms_that_lack_the_same_share_a_warning_that_names_none_if_all_do() -> None:
    early = stretch("2026-01-01", "2026-08-31")
    assert told(X=early, TikTok=early) == [("data-end-early", "warning", "", "2026-08-31", "30")]
    assert told(X=WHOLE, TikTok=early, YouTube=early)[0][2] == "TikTok, YouTube"


def test_days_missing_before_the_data_are_those_of_both_periods() -> None:
    """From 11 August ten days of August are missing; a start within a week is missed by nobody."""
    assert told(X=stretch("2026-08-11", "2026-09-30")) == [("data-begin-late", "warning", "", "2026-08-11", "10")]
    assert told(X=stretch("2026-08-08", "2026-09-30")) == []
    assert told(X=stretch("2026-09-01", "2026-09-30")) == []  # nothing to compare with at all


def test_days_without_reports_are_counted_from_the_first() -> None:
    hole = Stretch(WHOLE.days - Days.between(date(2026, 8, 30), date(2026, 9, 2)))
    assert told(X=hole) == [("data-leave-out-days", "warning", "", "2026-08-30", "4")]


def test_who_knows_neither_period_is_gone_and_not_told() -> None:
    assert told(X=WHOLE, TikTok=stretch("2025-01-01", "2026-06-30")) == []


def test_one_feed_is_told_alone() -> None:
    (issue,) = feed_issues(Feed("posts", "X"), stretch("2026-01-01", "2026-09-10"), SEPTEMBER, AUGUST)
    assert (issue.code, issue.values["days"]) == ("data-end-early", "20")
