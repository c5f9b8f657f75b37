from pathlib import Path
from typing import Any

import pytest

from kpi_excel.workbook.reading.copies import count_rows
from kpi_excel.workbook.reading.read import read
from tests.workbook.books import DAY, POSTS, book, codes, issues, table_book

ROWS: list[list[Any]] = [[*POSTS], [DAY, "X", "a", 1, 1], [DAY, "X", "b", 2, 2], [None, "X", "c", 2, 2]]
WARNING = (
    "The sheet looks like the table Posts (rows: 2), but it is not read.\nFix: put its rows into the sheet Posts, one "
    "table for all of them; a sheet that is to be left out needs another first row."
)


@pytest.mark.parametrize("name", ["Posts (2)", "Posts Jan", "Copy of Posts", "Postingan 2026", "July"])
def test_a_sheet_that_looks_like_a_table(tmp_path: Path, name: str) -> None:
    inputs = read(book(tmp_path / "a.xlsx", {"Posts": [[*POSTS], [DAY, "X", "z", 5, 1]], name: ROWS}))
    assert inputs.tables["posts"]["impressions"].tolist() == [5]
    assert issues(inputs) == [f"[looks-like-table] a.xlsx, sheet '{name}': {WARNING}"]


def test_an_excel_table_under_another_name(tmp_path: Path) -> None:
    tables = [("Posts", "Posts", 0, 0, POSTS, ROWS[1:2]), ("Posts (2)", "Posts3", 0, 0, POSTS, ROWS[1:])]
    inputs = read(table_book(tmp_path / "a.xlsx", tables))
    assert issues(inputs) == [f"[looks-like-table] a.xlsx, sheet 'Posts (2)', cell A1: {WARNING}"]
    tables = [("Posts", "Posts", 0, 0, POSTS, ROWS[1:2]), ("Posts", "Archive", 0, 9, POSTS, ROWS[1:])]
    inputs = read(table_book(tmp_path / "b.xlsx", tables))  # beside the first one
    assert codes(inputs.issues) == [("looks-like-table", "J1")]


def test_the_second_of_two_sheets_is_counted(tmp_path: Path) -> None:
    inputs = read(book(tmp_path / "a.xlsx", {"Posts": ROWS[:2], "Postingan": ROWS}))
    assert issues(inputs) == [
        "[table-twice] a.xlsx, sheet 'Postingan': The table Posts is on the sheet “Posts” too; this one (rows: 2) is "
        "not read.\nFix: put all rows into one of the two."
    ]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Budget", [["date", "amount"], [DAY, 5]]),  # two headers are too few without a name
        ("Posts plan", [["what", "who"], ["a", "b"]]),
        ("Posts (2)", [[*POSTS]]),  # nothing is missed
        ("Reposts", [["published", "platform"], [DAY, "X"]]),  # another word
    ],
)
def test_sheets_of_one_s_own(tmp_path: Path, name: str, rows: list[list[Any]]) -> None:
    inputs = read(book(tmp_path / "a.xlsx", {"Posts": ROWS[:2], name: rows}))
    assert codes(inputs.issues) == [("unknown-sheet", "")]


def test_hidden_sheets_are_nobody_s_mistake(tmp_path: Path) -> None:
    inputs = read(book(tmp_path / "a.xlsx", {"Posts": ROWS[:2], "Posts (2)": ROWS}, hidden=["Posts (2)"]))
    assert inputs.issues == ()


def test_rows_are_counted_by_what_every_row_needs() -> None:
    assert count_rows("posts", [*ROWS[:3], ["", "X", "c", 2, 2]]) == 2
    assert count_rows("posts", [["x"]]) == 0
