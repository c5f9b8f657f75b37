"""The buttons' work in an Excel in memory, called as their macros call it."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import to_excel

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.language.issues import message
from kpi_excel.language.texts import texts
from kpi_excel.live import entry
from kpi_excel.live.wrappers import BUTTONS
from kpi_excel.workbook.calculating.write_values import agree
from tests import rings
from tests.live import books, excel
from tests.live.excel import Excel

FLAGS = ["-c", "--wb=kpis.xlsm", "--from_xl=1", "--app=/Excel/Microsoft Excel", "--hwnd=815"]
STATE = {"screen_updating": True, "calculation": "semiautomatic", "enable_events": True}


@pytest.fixture(autouse=True)
def flags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", list(FLAGS))


def press(button: str) -> None:
    """Do what a button's macro does."""
    exec(f"import kpi_excel.live.entry as e; e.{BUTTONS[button]}()", {})


def started(*paths: Path, before_call: Callable[[str], None] = lambda _: None) -> Excel:
    made = excel.install()
    for path in paths:
        made.open(path)
    made.app.state.update(STATE)
    made.calls.clear()
    made.before_call = before_call
    return made


def contents(book: Any) -> dict[tuple[str, str], Any]:
    """Give every cell that holds something, dates as numbers, numbers with 14 digits."""
    return {
        (sheet.title, cell.coordinate): plain(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        value = to_excel(value)  # type: ignore[no-untyped-call]
    return float(f"{value:.14g}") if isinstance(value, float) else value


def tables(book: Any) -> dict[str, str]:
    return {table.name: table.ref for sheet in book.worksheets for table in sheet.tables.values()}


def add_post(model: Any, row: int = 6, **values: Any) -> None:
    """Type a post into the open workbook, without saving it."""
    sheet = model["Posts"]
    labels = {sheet.cell(4, column).value: column for column in range(1, sheet.max_column + 1)}
    for name, value in values.items():
        sheet.cell(row, labels[name.replace("_", " ")]).value = value


def expected_dashboard(model: Any, dashboard: Path, folder: Path) -> Any:
    """Give what the command line makes of the same workbooks as files."""
    folder.mkdir()
    model.save(folder / "kpis.xlsm")
    built = kx.build(folder / "kpis.xlsm", folder / "expected.xlsx", dashboard)
    return openpyxl.load_workbook(built.path)


def test_an_open_dashboard_gets_what_the_command_line_writes(tmp_path: Path) -> None:
    path, dashboard = books.books(tmp_path)
    made = started(path, dashboard)
    model, shown = (made.app.books(one.name).model for one in (path, dashboard))
    row = next(cell.row for cell in shown["Mine"]["B"] if cell.value == "X")
    shown["Mine"].cell(row, 6).value = "typed beside X"
    shown.save(tmp_path / "typed.xlsx")
    add_post(model, 7, Published="2026-08-05", Platform="TikTok", Likes=5, Impressions=10)  # unsaved
    model["Posts"].tables["posts"].ref = model["Posts"].tables["posts"].ref.replace("6", "7")
    press("RefreshDashboard")
    expected = expected_dashboard(model, tmp_path / "typed.xlsx", tmp_path / "files")
    assert contents(shown) == contents(expected)
    assert tables(shown) == tables(expected)
    assert tables(shown)["kpi_platforms"] != tables(openpyxl.load_workbook(dashboard))["kpi_platforms"]
    assert [cell.row for cell in shown["Mine"]["F"] if cell.value == "typed beside X"] == [
        cell.row for cell in shown["Mine"]["B"] if cell.value == "X"
    ]
    assert shown.defined_names["all_impressions"].attr_text == expected.defined_names["all_impressions"].attr_text
    assert shown["Mine"]["D6"].number_format == "0.0%"
    assert made.app.books(dashboard.name).activated == 1
    assert made.app.state == {**STATE, "status_bar": "kpis-dashboard.xlsx is up to date; no faults, no warnings."}
    assert made.calls.count("calculate") == 1
    saved = openpyxl.load_workbook(path)["Posts"]
    assert "TikTok" not in [cell.value for row in saved.iter_rows() for cell in row]  # the file itself was not saved


def test_what_is_not_brought_up_to_date_is_listed_and_remembered(tmp_path: Path) -> None:
    path, dashboard = books.books(tmp_path)
    made = started(path, dashboard)
    press("RefreshDashboard")
    model, shown = (made.app.books(one.name).model for one in (path, dashboard))
    assert shown.defined_names["kpi_made_by"].attr_text.startswith('{"kpi-excel",')
    marks = [one for name, one in shown.defined_names.items() if name.startswith(("kpi_made_by", "kpi_filled_"))]
    assert len(marks) > 1
    assert all(one.hidden for one in marks)
    sheet = shown["Mine"]
    table = sheet.tables["kpi_platforms"]
    left, top, _, _ = excel.boundaries(table.ref)
    place = next(number for number, one in enumerate(table.tableColumns) if one.name == "impressions")
    table.tableColumns[place].name = "Seen"
    sheet.cell(top, left + place).value = "Seen"
    press("RefreshDashboard")
    listed = [cell.value for row in model["Issues"].iter_rows() for cell in row if isinstance(cell.value, str)]
    assert [text for text in listed if "“Seen”" in text and "“impressions”" in text]


def test_a_protected_sheet_is_said_before_anything_is_written(tmp_path: Path) -> None:
    path, dashboard = books.books(tmp_path)
    made = started(path, dashboard)
    shown = made.app.books(dashboard.name).model
    shown["Mine"].protection.enable()
    before = contents(shown)
    with pytest.raises(SystemExit) as stopped:
        press("RefreshDashboard")
    assert contents(shown) == before
    assert str(stopped.value).startswith("The sheet 'Mine' of the dashboard is protected")


def test_a_second_press_writes_nothing(tmp_path: Path) -> None:
    made = started(*books.books(tmp_path))
    press("RefreshDashboard")
    made.calls.clear()
    press("RefreshDashboard")
    assert not {"set value", "set formula", "resize", "copy", "clear"} & set(made.calls)


def test_a_table_that_shrinks_leaves_nothing_behind(tmp_path: Path) -> None:
    path, dashboard = books.books(tmp_path)
    made = started(path, dashboard)
    model, shown = (made.app.books(one.name).model for one in (path, dashboard))
    for cell in model["Posts"][6]:
        cell.value = None
    before = tmp_path / "before.xlsx"
    shown.save(before)
    press("RefreshDashboard")
    expected = expected_dashboard(model, before, tmp_path / "files")
    assert contents(shown) == contents(expected)
    assert tables(shown) == tables(expected)
    assert {"resize", "clear"} <= set(made.calls)


@pytest.mark.slow
def test_the_shipped_dashboard_gets_what_the_command_line_writes(tmp_path: Path) -> None:
    """With every kind of table that ships; the input is an ordinary .xlsx that lost a quarter of its posts."""
    example = example_tables("en")
    path = kx.write_input(example, tmp_path / "kpis.xlsx")
    dashboard = kx.build(path, tmp_path / "kpis-dashboard.xlsx", calculate=False).path
    posts = list(example["posts"])
    kx.write_input({**example, "posts": posts[: len(posts) * 3 // 4]}, path)
    made = started(path, dashboard)
    sys.argv[1] = "--wb=kpis.xlsx"
    shown = made.app.books(dashboard.name).model
    before = tmp_path / "before.xlsx"
    shown.save(before)
    press("RefreshDashboard")
    built = kx.build(path, tmp_path / "expected.xlsx", before, calculate=False)
    expected = openpyxl.load_workbook(built.path)
    assert contents(shown) == contents(expected)
    assert tables(shown) == tables(expected)


def test_a_closed_dashboard_is_filled_as_a_file_and_opened(tmp_path: Path) -> None:
    path, dashboard = books.books(tmp_path)
    book = openpyxl.load_workbook(dashboard)
    book["Mine"]["F4"].value = "typed"
    book.save(dashboard)
    made = started(path)
    press("RefreshDashboard")
    opened = made.app.books(dashboard.name)
    assert opened.activated == 1
    assert opened.model["Mine"]["F4"].value == "typed"
    assert made.app.state == {**STATE, "status_bar": "kpis-dashboard.xlsx is up to date; no faults, no warnings."}


def test_without_a_dashboard_the_shipped_one_is_made(tmp_path: Path) -> None:
    made = started(books.input_book(tmp_path))
    press("RefreshDashboard")
    assert "Dashboard" in made.app.books("kpis-dashboard.xlsx").model.sheetnames


@pytest.mark.parametrize(("language", "sheet"), [("en", "Issues"), ("id", "Masalah"), ("fa", "خطاها و هشدارها")])
def test_check_lists_faults_on_the_issues_sheet(tmp_path: Path, language: str, sheet: str) -> None:
    path = books.input_book(tmp_path, [*books.POSTS, books.FAULTY], language)
    made = started(path)
    press("CheckWorkbook")
    book = made.app.books("kpis.xlsm")
    rows = [[cell.value for cell in row] for row in book.model[sheet]["A5:E5"]]
    fault = next(issue for issue in kx.read(path).issues if issue.severity == "fault")
    assert rows[0][2:4] == [fault.place.cell, message(fault, texts(language))]
    assert book.model.active is book.model[sheet]
    assert not list(tmp_path.glob("*dashboard*"))
    assert " 1" in made.app.state["status_bar"]
    book.model.worksheets[2]["M7"].value = 12
    press("CheckWorkbook")
    assert book.model[sheet]["A5"].value is None


def test_refresh_lists_faults_and_counts_them(tmp_path: Path) -> None:
    made = started(*books.books(tmp_path, [*books.POSTS, books.FAULTY]))
    press("RefreshDashboard")
    assert made.app.books("kpis.xlsm").model["Issues"]["A5"].value == "Fault"
    assert made.app.state["status_bar"] == (
        "kpis-dashboard.xlsx is up to date. Faults: 1, warnings: 0, rows left out: 1. See the sheet Issues."
    )


def test_nothing_to_compute_is_said_and_its_issues_are_listed(tmp_path: Path) -> None:
    made = started(books.input_book(tmp_path, [books.FAULTY]))
    with pytest.raises(SystemExit) as stopped:
        press("RefreshDashboard")
    assert str(stopped.value).startswith("The workbook has no dated rows yet")
    assert "\nFix: " in str(stopped.value)
    assert made.app.books("kpis.xlsm").model["Issues"]["A5"].value == "Fault"
    assert made.app.state == {**STATE, "status_bar": False}


class BrokenError(Exception):
    """A call to Excel that fails."""


def test_whatever_call_fails_excel_is_put_back(tmp_path: Path) -> None:
    """Every call in turn fails; only the setting whose own putting back fails may stay."""
    path, dashboard = books.books(tmp_path)
    number, finished = 0, False
    failed: list[str] = []
    said: list[str] = []
    while not finished:
        number += 1
        count = 0
        failing = ""

        def fail(name: str, number: int = number) -> None:
            nonlocal count, failing
            count += 1
            if count == number:
                failing = name
                raise BrokenError(name)

        made = started(path, dashboard, before_call=fail)
        add_post(made.app.books("kpis.xlsm").model, 7, Published="2026-08-05", Platform="TikTok", Likes=5)
        made.app.books("kpis.xlsm").model["Posts"].tables["posts"].ref = "A4:AC7"
        try:
            press("RefreshDashboard")
            finished = True
        except SystemExit as stopped:
            failed.append(failing)
            said.append(str(stopped))
        for name, value in STATE.items():
            assert made.app.state[name] == value or failing == f"set {name}", (number, failing)
    for name, text in zip(failed, said, strict=True):
        assert text.startswith("A step failed: Excel refused it")
        assert "\nFix: finish the cell that is being edited" in text
        assert f"BrokenError: {name}" not in text  # where it failed stands in the report, without its words
        assert "Traceback" not in text
        assert "it says where, and holds no cell" in text
    assert {"SaveCopyAs", "resize", "copy", "set value", "set formula", "calculate", "set calculation"} <= set(failed)


def test_a_book_never_saved_is_told_to_be_saved(tmp_path: Path) -> None:
    made = started(books.input_book(tmp_path))
    made.app.books.books[0].fullname = "kpis.xlsm"
    with pytest.raises(SystemExit, match=r"has never been saved\.\nFix: Save it first"):
        press("RefreshDashboard")
    press("CheckWorkbook")  # needs no place


def test_a_book_on_onedrive_is_told_what_to_do(tmp_path: Path) -> None:
    made = started(books.input_book(tmp_path))
    made.app.books.books[0].fullname = "https://d.docs.live.net/1234/kpis.xlsm"
    with pytest.raises(SystemExit, match=r"OneDrive or SharePoint"):
        press("RefreshDashboard")


def test_another_dashboard_of_that_name_is_named(tmp_path: Path) -> None:
    path, dashboard = books.books(tmp_path)
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / dashboard.name
    other.write_bytes(dashboard.read_bytes())
    started(path, other)
    with pytest.raises(SystemExit, match=r"Another workbook named kpis-dashboard\.xlsx is open"):
        press("RefreshDashboard")


def test_an_unknown_caller_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started(books.input_book(tmp_path))
    monkeypatch.setattr(sys, "argv", ["-c", "--wb=a=b.xlsm", "--from_xl=1"])
    with pytest.raises(SystemExit, match="Excel did not say which workbook"):
        entry.refresh()


def test_a_locked_closed_dashboard_is_a_sentence(tmp_path: Path) -> None:
    path, dashboard = books.books(tmp_path)
    (tmp_path / f"~${dashboard.name}").touch()
    made = started(path)
    with pytest.raises(SystemExit, match="is open in Excel"):
        press("RefreshDashboard")
    assert made.app.state == {**STATE, "status_bar": False}


@pytest.mark.libreoffice
def test_the_open_dashboard_calculates_to_the_engine_s_values(tmp_path: Path) -> None:
    path, dashboard = books.books(tmp_path)
    made = started(path, dashboard)
    add_post(made.app.books("kpis.xlsm").model, 6, Likes=21)
    press("RefreshDashboard")
    made.app.books("kpis.xlsm").model.save(tmp_path / "changed.xlsm")
    made.app.books(dashboard.name).model.save(tmp_path / "shown.xlsx")
    found = openpyxl.load_workbook(rings.recalculate(tmp_path / "shown.xlsx", tmp_path / "lo"), data_only=True)
    built = kx.build(tmp_path / "changed.xlsm", tmp_path / "expected.xlsx", dashboard)
    wanted = contents(openpyxl.load_workbook(built.path, data_only=True))
    assert wanted["Mine", "H4"] == 48  # 3 and 21, and both together as All
    for (sheet, place), value in wanted.items():
        assert agree(value, found[sheet][place].value), (sheet, place)
