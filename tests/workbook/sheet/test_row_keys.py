"""Rows of a table are told apart by their keys, so that an owner's cells stay beside their own row."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_excel.workbook.sheet.row_keys import Key, key_part, match_rows

KEYS = st.lists(st.sampled_from(["a", "b", "c", None]).map(lambda text: (text,)), max_size=8)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (" Reach ", "reach"),
        (3, 3.0),
        (0.1 + 0.2, 0.3),
        (date(2026, 9, 30), 46_295),  # 1 January 1900 is day 1; Excel's 29 February 1900 makes one more
        (datetime(2026, 9, 30, 12), 46_295.5),
        ("", None),
        ("  ", None),
        (float("nan"), None),
    ],
)
def test_values_that_are_one_key(one: object, other: object) -> None:
    assert key_part(one) == key_part(other)  # type: ignore[arg-type]


def test_values_that_are_two_keys() -> None:
    assert key_part("1") != key_part(1)
    assert key_part(True) != key_part(1)
    assert key_part(date(2026, 9, 30), date_1904=True) == 46_295 - 1_462


def test_rows_with_one_key_are_matched_in_their_order() -> None:
    old: list[Key] = [("x", 1), ("y", 1), ("x", 1)]
    assert match_rows(old, [("x", 1), ("x", 1), ("x", 1), ("y", 1)]) == [0, 2, None, 1]


def test_a_row_without_a_key_is_continued_by_what_stands_in_its_place() -> None:
    assert match_rows([(None, None)], [("x", 1), ("y", 1)]) == [0, None]
    assert match_rows([("x", 1), (None, None)], [("y", 1), ("x", 1)]) == [None, 0]


@given(KEYS, KEYS)
def test_no_old_row_is_continued_twice(old: list[Key], new: list[Key]) -> None:
    matched = [index for index in match_rows(old, new) if index is not None]
    assert len(matched) == len(set(matched))


@given(KEYS)
def test_the_same_rows_are_all_continued(keys: list[Key]) -> None:
    assert match_rows(keys, keys) == list(range(len(keys)))
