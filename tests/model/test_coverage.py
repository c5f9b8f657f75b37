from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_excel.model.coverage import Coverage, Days, Feed, Stretch

_spans = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), max_size=5)


def days(*spans: tuple[int, int]) -> Days:
    return Days.of(spans)


def plain(spans: list[tuple[int, int]]) -> set[int]:
    return {day for first, last in spans for day in range(first, last + 1)}


def test_spans_that_touch_or_overlap_are_one() -> None:
    assert days((5, 9), (1, 3), (4, 4), (8, 12), (20, 20)).spans == ((1, 12), (20, 20))


def test_a_span_that_ends_before_it_begins_has_no_days() -> None:
    assert days((5, 4)).spans == ()
    assert len(days((5, 4))) == 0


def test_both_ends_count() -> None:
    february = Days.between(date(2026, 2, 1), date(2026, 2, 28))
    assert len(february) == 28
    assert (february.first, february.last) == (date(2026, 2, 1).toordinal(), date(2026, 2, 28).toordinal())


@given(_spans, _spans)
def test_days_are_sets(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    one, other = Days.of(left), Days.of(right)
    assert set(one) == plain(left)
    assert set(one & other) == plain(left) & plain(right)
    assert set(one | other) == plain(left) | plain(right)
    assert set(one - other) == plain(left) - plain(right)
    assert one.covers(other) == (plain(right) <= plain(left))
    assert len(one) == len(plain(left))
    assert set(one.moved(7)) == {day + 7 for day in plain(left)}


@given(_spans, _spans)
def test_what_is_made_of_days_is_tidy_again(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    one, other = Days.of(left), Days.of(right)
    for made in (one & other, one | other, one - other):
        assert made == Days.of(made.spans)


@pytest.mark.parametrize(
    ("platform", "names"),
    [(None, ["", "X", "X"]), ("X", ["X", "X"]), ("", [""])],
)
def test_sources_are_found_by_table_and_platform(platform: str | None, names: list[str]) -> None:
    known = {
        Feed("posts", "X", "a"): Stretch(days((1, 9))),
        Feed("posts", "X", "b"): Stretch(days((1, 9))),
        Feed("costs"): Stretch(days((1, 9))),
        Feed("orders", "X"): Stretch(days((1, 9))),
    }
    found = Coverage(known, days((1, 9))).of(("posts", "costs"), platform)
    assert sorted(feed.platform for feed in found) == names
