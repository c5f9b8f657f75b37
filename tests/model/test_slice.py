"""Slices are equal where their names are, and each has one text that names it."""

from kpi_excel.model.slice import Slice


def test_what_is_left_open_is_all() -> None:
    assert Slice("2026-Q3") == Slice("2026-Q3", "All", "all")
    assert len({Slice("2026-Q3"), Slice("2026-Q3"), Slice("2026-Q3", "X")}) == 2


def test_names_of_any_script_make_the_key() -> None:
    assert Slice("2026-W37", "دیوار", "paid").key == "2026-W37|دیوار|paid"
