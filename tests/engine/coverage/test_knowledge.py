from datetime import date

import pytest

from kpi_excel.catalogue import TABLES
from kpi_excel.engine.coverage.knowledge import Knowledge
from kpi_excel.model.coverage import Coverage, Days, Feed, Stretch
from kpi_excel.model.period import Period

QUARTER = Period.parse("2026-Q3")


def knowledge(platform: str = "All", *, stands: bool = False, **feeds: tuple[str, str, int]) -> Knowledge:
    """Build what is known from ``platform=(first, last, rows)`` of the orders table."""
    known = {
        Feed("orders", name): Stretch(Days.between(date.fromisoformat(first), date.fromisoformat(last)), rows=rows)
        for name, (first, last, rows) in feeds.items()
    }
    horizon = Days.between(date(2026, 1, 1), date(2026, 9, 30))
    return Knowledge(Coverage(known, horizon), ("orders",), platform, TABLES, stands)


def test_a_span_is_known_up_to_the_day_on_which_the_first_large_platform_ends() -> None:
    found = knowledge(X=("2026-01-01", "2026-09-30", 90), TikTok=("2026-01-01", "2026-09-20", 60))
    assert found.covers(QUARTER)
    assert found.until(QUARTER) == date(2026, 9, 20)


@pytest.mark.parametrize(("rows", "known"), [(25, True), (26, False)])
def test_a_platform_of_a_fifth_of_the_rows_may_be_missing(rows: int, known: bool) -> None:
    """100 rows of 125 are 80 %, of 126 less; TikTok knows 31 of 92 days."""
    found = knowledge(X=("2026-01-01", "2026-09-30", 100), TikTok=("2026-01-01", "2026-07-31", rows))
    assert found.covers(QUARTER) is known
    assert found.until(QUARTER) == date(2026, 9, 30)  # TikTok holds nothing up


def test_who_stopped_shortly_before_is_missed_and_who_is_long_gone_is_not() -> None:
    stopped = knowledge(X=("2026-01-01", "2026-09-30", 50), TikTok=("2026-01-01", "2026-06-30", 50))
    gone = knowledge(X=("2026-01-01", "2026-09-30", 50), TikTok=("2026-01-01", "2026-03-30", 50))
    assert not stopped.covers(QUARTER)
    assert gone.covers(QUARTER)  # as many days as the quarter has, 92, lie between 31 March and 30 June
    assert not gone.covers(QUARTER, date(2026, 1, 1))


def test_amounts_may_ask_for_every_day() -> None:
    found = knowledge(X=("2026-01-01", "2026-09-29", 50))
    assert found.covers(QUARTER)
    assert not found.covers(QUARTER, wholly=True)


def test_a_count_that_stands_at_a_day_asks_only_until_when_it_is_known() -> None:
    late = ("2026-09-01", "2026-09-30", 50)
    assert not knowledge(X=late).covers(QUARTER)
    assert knowledge(stands=True, X=late).covers(QUARTER)


def test_fewer_than_ten_rows_tell_nothing_of_what_is_missing() -> None:
    assert knowledge(X=("2026-08-20", "2026-09-30", 9)).covers(QUARTER)
    assert not knowledge(X=("2026-08-20", "2026-09-30", 10)).covers(QUARTER)


def test_of_a_kpi_without_rows_nothing_is_missing() -> None:
    assert knowledge().covers(QUARTER)
    assert knowledge().until(QUARTER) == date(2026, 9, 30)
