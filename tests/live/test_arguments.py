"""Whole columns and rows as arguments of worksheet functions."""

import pytest

from kpi_excel.live import arguments, udfs
from kpi_excel.live.arguments import used
from kpi_excel.workbook.cells import MAX_COLUMN, MAX_ROW


def column(*values: object) -> list[list[object]]:
    return [[one] for one in (*values, *[None] * (MAX_ROW - len(values)))]


@pytest.mark.slow
def test_whole_columns_are_cut_alike() -> None:
    one, other = used([column(1, None, 3), column(2)])
    assert one == [[1], [None], [3]]
    assert other == [[2], [None], [None]]


def test_whole_rows_are_cut_and_other_ranges_are_not() -> None:
    row = [[1, None, 3, *[None] * (MAX_COLUMN - 3)]]
    assert used([row, [[1], [None]], None, [[None]]]) == [[[1, None, 3]], [[1], [None]], None, [[None]]]


@pytest.mark.slow
def test_an_empty_column_leaves_a_cell() -> None:
    assert used([column()]) == [[[None]]]


def test_a_function_of_whole_columns_spills_over_used_rows_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arguments, "MAX_ROW", 1_000)
    clicks, views = [[6]] + [[None]] * 999, [[120], [100]] + [[None]] * 998
    found = vars(udfs)["CTR"](clicks, views)
    assert found[0] == [0.05]  # 6 / 120
    assert len(found) == 2
