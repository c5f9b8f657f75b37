from pathlib import Path
from typing import Any

import pytest

from kpi_excel.workbook.reading.read import read
from kpi_excel.workbook.reading.repeats import Block, blocks
from tests.workbook.books import DAY, book, codes, issues

NEXT = DAY.replace(day=2)


def warnings(path: Path, sheet: str, header: list[str], rows: list[list[Any]]) -> list[tuple[str, str]]:
    return codes(read(book(path / "a.xlsx", {sheet: [header, *rows]})).issues)


COSTS = [[DAY, "X", 5.0], [DAY, "X", 6.0], [NEXT, "X", 5.0]]


def test_rows_of_reports_that_were_pasted_twice(tmp_path: Path) -> None:
    header = ["date", "platform", "amount"]
    inputs = read(book(tmp_path / "a.xlsx", {"Costs": [header, *COSTS, [NEXT, "X", 7.0], *COSTS]}))
    assert inputs.tables["costs"]["amount"].sum() == 39  # 2 x (5 + 6 + 5) + 7: both count
    assert issues(inputs) == [
        "[rows-repeated] a.xlsx, sheet 'Costs', cell A6: Rows 6 to 8 say the same as rows 2 to 4, cell by cell: "
        "perhaps they were pasted twice.\nFix: delete one of the two if so; until then both count."
    ]
    assert warnings(tmp_path, "Costs", header, [*COSTS, COSTS[1]]) == [("row-repeated", "A5")]
    assert warnings(tmp_path, "Costs", header, COSTS) == []


SCORES = [[DAY, "X", "csat", 5.0], [DAY, "X", "csat", 4.0], [NEXT, "X", "csat", 5.0], [NEXT, "X", "csat", 1.0]]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([*SCORES, *SCORES], [("rows-repeated", "A6")]),
        ([*SCORES, SCORES[0], SCORES[3]], []),  # two people may give the same score
        ([SCORES[0], SCORES[1]] * 4 + [[NEXT, "X", "csat", 2.0]] * 9, []),  # many scores of one day are alike
        ([[DAY, "X", "csat", float(score)] for score in (1, 2, 3)] * 2, [("rows-repeated", "A5")]),  # the whole table
    ],
)
def test_rows_of_events_only_where_several_follow_each_other(
    tmp_path: Path, rows: list[list[Any]], found: list[tuple[str, str]]
) -> None:
    assert warnings(tmp_path, "Surveys", ["date", "platform", "kind", "score"], rows) == found


def test_rows_that_a_key_tells_apart_are_left_to_it(tmp_path: Path) -> None:
    header = ["published", "platform", "post_id", "likes"]
    rows = [[DAY, "X", "a", 1], [DAY, "X", "b", 1], [NEXT, "X", "c", 2]]
    assert warnings(tmp_path, "Posts", header, [*rows, rows[0]]) == [("duplicate-row", "C5")]
    without = [[day, platform, None, likes] for day, platform, _, likes in rows]
    assert warnings(tmp_path, "Posts", header, [*without, *without]) == [("rows-repeated", "A5")]


def test_runs_do_not_reach_into_themselves_or_over_rows_left_out() -> None:
    a, b = ("a",), ("b",)
    assert list(blocks([a, a, a])) == [Block(1, 0, 1), Block(2, 0, 1)]
    assert list(blocks([a, b, None, a, b, None])) == [Block(3, 0, 2)]
