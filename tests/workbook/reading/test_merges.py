from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from kpi_excel.workbook.reading.read import read
from tests.workbook.books import DAY, codes, issues


def merged(path: Path, sheet_name: str, rows: list[list[Any]], *ranges: str) -> Path:
    """Write a sheet, of whose merged cells only the first holds something."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = sheet_name
    for row in rows:
        sheet.append(row)
    for one in ranges:
        sheet.merge_cells(one)
    workbook.save(path)
    return path


def test_a_merged_value_counts_for_all_its_rows(tmp_path: Path) -> None:
    """100 + 200 + 300 = 600 of Instagram; only 100 without the merge."""
    rows: list[list[Any]] = [["date", "platform", "amount"], [DAY, "IG", 100], [DAY, None, 200], [DAY, None, 300]]
    inputs = read(merged(tmp_path / "a.xlsx", "Costs", [*rows, [DAY, "X", 50]], "B2:B4"))
    costs = inputs.tables["costs"]
    assert costs.groupby("platform")["amount"].sum().to_dict() == {"Instagram": 600, "X": 50}
    assert issues(inputs) == [
        "[merged-value] a.xlsx, sheet 'Costs', cell B3: platform has merged cells; their value counts for each of "
        "their rows (rows: 2), such as “IG”.\nFix: nothing."
    ]


def test_merged_days_of_needed_columns(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["published", "platform", "post_id", "likes"], [DAY, "X", "a", 1], [None, None, "b", 2]]
    inputs = read(merged(tmp_path / "a.xlsx", "Posts", [*rows, [DAY, "X", "c", 3]], "A2:A3", "B2:B3"))
    assert inputs.tables["posts"]["published"].tolist() == [DAY] * 3
    assert inputs.tables["posts"]["likes"].tolist() == [1, 2, 3]


def test_a_merged_number_is_one_fault_that_names_the_merge(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["date", "platform", "amount"], [DAY, "X", 100], [DAY, "X", None], [DAY, "X", 300]]
    inputs = read(merged(tmp_path / "a.xlsx", "Costs", rows, "C2:C3"))
    assert issues(inputs) == [
        "[merged-number] a.xlsx, sheet 'Costs', cells C2:C3: amount is 100 in the merged cells C2:C3, and nobody knows "
        "how it is shared out over their rows.\nFix: unmerge the cells and give each row its own number."
    ]
    assert inputs.tables["costs"]["amount"].tolist() == [300]
    assert inputs.summaries[0].left_out == 2


def test_merges_that_mean_nothing_for_the_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Costs of July"], ["date", "platform", "amount", "mine"], [DAY, "X", 100, "note"]]
    rows += [[None, None, None, None], [datetime(2026, 7, 2), "X", 5, None]]
    inputs = read(merged(tmp_path / "a.xlsx", "Costs", rows, "A1:D1", "D3:D5", "B3:B4"))
    assert inputs.tables["costs"]["amount"].tolist() == [100, 5]  # the row in between stays empty
    assert codes(inputs.issues) == [("unknown-column", "D2")]
