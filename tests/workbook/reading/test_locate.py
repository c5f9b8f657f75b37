from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from kpi_excel.errors import Severity
from kpi_excel.workbook.reading.locate import HEADER_ROWS
from kpi_excel.workbook.reading.read import read
from tests.workbook.books import DAY, book, codes, issues, openpyxl_book, posts, table_book

WEBSITE = ("date", "sessions")


def test_tables_by_name_wherever_they_stand(tmp_path: Path) -> None:
    path = table_book(tmp_path / "a.xlsx", [("My data", "Website", 4, 2, WEBSITE, [[DAY, 5], [DAY.replace(day=2), 6]])])
    inputs = read(path)
    assert inputs.tables["website"]["sessions"].tolist() == [5, 6]
    assert issues(inputs) == []
    assert [(one.table, one.sheet, one.rows) for one in inputs.summaries] == [("website", "My data", 2)]


def test_two_tables_on_one_sheet(tmp_path: Path) -> None:
    accounts = ("date", "platform", "followers")
    path = table_book(
        tmp_path / "a.xlsx",
        [("Data", "website", 0, 0, WEBSITE, [[DAY, 5]]), ("Data", "accounts", 3, 4, accounts, [[DAY, "X", 100]])],
    )
    inputs = read(path)
    assert {name: len(table) for name, table in inputs.tables.items()} == {"website": 1, "accounts": 1}
    assert issues(inputs) == []


def test_rows_typed_below_a_table_and_behind_a_gap(tmp_path: Path) -> None:
    path = table_book(tmp_path / "a.xlsx", [("Data", "website", 0, 1, WEBSITE, [[DAY, 5]])])
    workbook = tmp_path / "b.xlsx"
    opened = openpyxl.load_workbook(path)
    sheet = opened["Data"]
    for row, day in ((3, 2), (4, 3), (6, 4), (8, 5)):
        sheet.cell(row, 2, DAY.replace(day=day)).number_format = "yyyy-mm-dd"
        sheet.cell(row, 3, day)
    sheet["B9"] = "a note"
    opened.save(workbook)
    inputs = read(workbook)
    assert inputs.tables["website"]["sessions"].tolist() == [5, 2, 3]
    assert issues(inputs) == [
        "[rows-below-table] b.xlsx, sheet 'Data', cell B3: Directly below the table Website stand more rows (2); "
        "they are read as part of it.\nFix: nothing, or drag the corner of the table down over them.",
        "[rows-apart] b.xlsx, sheet 'Data', cell B6: Below the table Website, behind empty rows, stand more rows (2); "
        "they are not read.\n"
        "Fix: delete the empty rows between them and the table, or drag the corner of the table down over them.",
    ]


def test_cells_beside_a_table_are_no_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[DAY, 5, "mine"], [None, None, "mine too"], [DAY.replace(day=2), 6, None]]
    inputs = read(table_book(tmp_path / "a.xlsx", [("Data", "website", 0, 0, (*WEBSITE, "Notes"), rows)]))
    assert inputs.tables["website"]["sessions"].tolist() == [5, 6]
    assert issues(inputs) == [
        "[unknown-column] a.xlsx, sheet 'Data', cell C1: The column “Notes” is not known and not read.\n"
        "Fix: nothing, if it is your own; otherwise correct the header."
    ]


@pytest.mark.parametrize("name", ["Posts", "posts ", "POSTS", "Postingan", "پست‌ها"])
@pytest.mark.parametrize("first", [0, 3, HEADER_ROWS - 1])
def test_sheets_by_name_with_the_header_further_down(tmp_path: Path, name: str, first: int) -> None:
    lines: list[list[str]] = [["Posts of July"], *[[]] * first][:first]
    inputs = read(book(tmp_path / "a.xlsx", {name: [*lines, ["published", "platform", "clicks"], [DAY, "X", 4]]}))
    assert inputs.tables["posts"]["clicks"].tolist() == [4]
    assert issues(inputs) == []


def test_headers_of_three_languages_in_any_order(tmp_path: Path) -> None:
    headers = ["Klik", " POST_ID *", "زمان انتشار", "Platform"]
    inputs = read(posts(tmp_path / "a.xlsx", [3, "a", DAY, "X"], headers=headers))
    table = inputs.tables["posts"]
    assert list(table.columns) == ["published", "platform", "post_id", "clicks", "sheet", "row"]
    assert table.iloc[0].tolist() == [DAY, "X", "a", 3, "Posts", 2]


def test_a_header_too_far_down_or_without_a_name(tmp_path: Path) -> None:
    message = (
        "[header-missing] a.xlsx, sheet 'Posts', cells A1:A20: No header row was found for the table Posts.\n"
        "Fix: put the headers (Published, Platform) into one row near the top of the sheet."
    )
    far: list[list[Any]] = [["x"], *[[]] * HEADER_ROWS, ["published", "platform"], [DAY, "X"]]
    assert issues(read(book(tmp_path / "a.xlsx", {"Posts": far}))) == [message]
    assert issues(read(book(tmp_path / "a.xlsx", {"Posts": [["one", "two"], [1, 2]]}))) == [message]


def test_missing_twice_and_unknown_columns(tmp_path: Path) -> None:
    headers = ["published", "impresions", "clicks", "Klik", "Mine"]
    inputs = read(posts(tmp_path / "a.xlsx", [DAY, 1, 2, 3, 4], headers=headers))
    assert issues(inputs) == [
        "[unknown-column] a.xlsx, sheet 'Posts', cell B1: The column “impresions” is not known and not read. "
        "Did you mean impressions or impresi?\nFix: nothing, if it is your own; otherwise correct the header.",
        "[column-twice] a.xlsx, sheet 'Posts', cell D1: The column “Klik” is there twice; the second one is not read.\n"
        "Fix: delete or rename one of the two.",
        "[unknown-column] a.xlsx, sheet 'Posts', cell E1: The column “Mine” is not known and not read.\n"
        "Fix: nothing, if it is your own; otherwise correct the header.",
        "[column-missing] a.xlsx, sheet 'Posts', cell A1: The column “Platform” is missing, so the table Posts is not "
        "read.\nFix: add the column; `kpi-excel new` writes a workbook that has all of them.",
    ]
    assert dict(inputs.tables) == {}


def test_one_table_on_two_sheets(tmp_path: Path) -> None:
    header = ["published", "platform"]
    inputs = read(book(tmp_path / "a.xlsx", {"Posts": [header, [DAY, "X"]], "Postingan": [header, [DAY, "Facebook"]]}))
    assert inputs.tables["posts"]["platform"].tolist() == ["X"]
    assert issues(inputs) == [
        "[table-twice] a.xlsx, sheet 'Postingan': The table Posts is on the sheet “Posts” too; this one (rows: 1) "
        "is not read.\n"
        "Fix: put all rows into one of the two."
    ]


def test_an_excel_table_goes_before_a_sheet_of_that_name(tmp_path: Path) -> None:
    path = table_book(
        tmp_path / "a.xlsx",
        [("Website", "Sketch", 0, 0, WEBSITE, [[DAY, 1]]), ("Data", "website", 0, 0, WEBSITE, [[DAY, 2]])],
    )
    inputs = read(path)
    assert inputs.tables["website"]["sessions"].tolist() == [2]
    assert codes(inputs.issues) == [("table-twice", "")]


def test_other_sheets(tmp_path: Path) -> None:
    sheets: dict[str, Any] = {
        "Posts": [["published", "platform"], [DAY, "X"]],
        "Start": [["Hello"]],
        "Notes": [["x"]],  # a table's name, but of a sheet that new workbooks do not show: the user's own
        "Empty": [],
    }
    sheets |= {"Websit": [["x"]], "Secret": [["x"]]}
    inputs = read(book(tmp_path / "a.xlsx", sheets, hidden=["Secret"]))
    assert [(one.code, one.severity, one.place.sheet, one.values.get("meant")) for one in inputs.issues] == [
        ("header-missing", Severity.NOTE, "Notes", None),
        ("unknown-sheet", Severity.NOTE, "Websit", "website"),
    ]


def test_a_sheet_that_new_workbooks_do_not_show_needs_every_required_header(tmp_path: Path) -> None:
    rows: dict[str, Any] = {
        "Coverage": [["table", "from", "to"], ["Posts", DAY, DAY]],
        "Rates": [["currency", "rate"], ["USD", 2.0]],
    }
    inputs = read(book(tmp_path / "a.xlsx", {"Posts": [["published", "platform"], [DAY, "X"]], **rows}))
    assert [(one.code, one.place.sheet) for one in inputs.issues] == [("header-missing", "Rates")]
    assert inputs.tables["coverage"]["table"].tolist() == ["posts"]


def test_a_hidden_sheet_is_read(tmp_path: Path) -> None:
    inputs = read(book(tmp_path / "a.xlsx", {"Front": [], "Posts": [["published", "platform"], [DAY, "X"]]}, ["Posts"]))
    assert len(inputs.tables["posts"]) == 1


def test_sheets_without_tables_as_openpyxl_writes_them(tmp_path: Path) -> None:
    inputs = read(openpyxl_book(tmp_path / "a.xlsx", {"Website": [WEBSITE, [DAY, 5]]}))
    (row,) = inputs.tables["website"].to_dict("records")
    assert row == {"date": DAY.replace(hour=0, minute=0), "sessions": 5.0, "sheet": "Website", "row": 2}


@pytest.mark.parametrize("gap", [0, 2])
def test_rows_below_a_totals_row(tmp_path: Path, gap: int) -> None:
    workbook = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = workbook.add_worksheet("Data")
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    columns = [{"header": "date"}, {"header": "sessions", "total_function": "sum"}]
    sheet.add_table(0, 0, 2, 1, {"name": "Website", "columns": columns, "total_row": True})
    for row, number in ((1, 5), (3 + gap, 6), (4 + gap, 7)):
        sheet.write_datetime(row, 0, DAY.replace(day=number), day)
        sheet.write_number(row, 1, number)
    workbook.close()
    inputs = read(tmp_path / "a.xlsx")
    assert inputs.tables["website"]["sessions"].tolist() == [5]
    assert issues(inputs) == [
        f"[rows-below-totals] a.xlsx, sheet 'Data', cell A{4 + gap}: Below the totals row of the table Website stand "
        "more rows (2); they are not read.\n"
        "Fix: move them above the totals row, or remove the totals row (Table Design, Total Row)."
    ]
