"""The same in a real Excel: skipped where there is none. Never yet run by the authors; see the README."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

import kpi_excel as kx
from kpi_excel.live import macros
from kpi_excel.live.refresh import check_workbook, refresh_dashboard
from kpi_excel.workbook.parts.package import open_package
from tests.live import books

pytestmark = pytest.mark.excel


@pytest.fixture
def app() -> Iterator[xw.App]:
    with xw.App(visible=False, add_book=False) as app:
        app.display_alerts = False
        yield app


def macro_book(folder: Path) -> Path:
    """Write a macro workbook that runs this Python."""
    path = books.input_book(folder)
    macros.upgrade(path)
    return path


def test_excel_opens_the_workbook_without_repairing_it(app: xw.App, tmp_path: Path) -> None:
    book = app.books.open(str(macro_book(tmp_path)))
    saved = tmp_path / "saved.xlsm"
    book.save(str(saved))
    assert book.sheets[0].name == "Start"
    assert len(book.sheets[0].shapes) == 2
    wanted = macros.current_modules()
    book.close()
    with open_package(saved) as package:
        found = macros.read_modules(package.read(macros.project_part(package)))
    assert not [name for name in wanted if macros.differ(found[name], wanted[name])]


def test_the_buttons_macros_run(app: xw.App, tmp_path: Path) -> None:
    book = app.books.open(str(macro_book(tmp_path)))
    book.macro("CheckWorkbook")()
    assert book.sheets["Issues"]["A5"].value is None
    book.macro("RefreshDashboard")()
    assert "kpis-dashboard.xlsx" in [one.name for one in app.books]


def test_a_function_is_called_from_a_cell(app: xw.App, tmp_path: Path) -> None:
    book = app.books.open(str(macro_book(tmp_path)))
    cell = book.sheets.add("Try")["A1"]
    cell.formula = "=CTR(120,2000)"
    assert cell.value == pytest.approx(0.06)


def test_an_open_dashboard_gets_what_the_command_line_writes(app: xw.App, tmp_path: Path) -> None:
    path, dashboard = books.books(tmp_path)
    book, shown = app.books.open(str(path)), app.books.open(str(dashboard))
    app.calculation = "manual"
    table: Any = book.sheets["Posts"].tables["posts"]
    header = table.header_row_range.value
    row = table.range.last_cell.row + 1
    for name, value in {"Published": "2026-08-05", "Platform": "TikTok", "Likes": 5, "Impressions": 10}.items():
        book.sheets["Posts"].range((row, header.index(name) + 1)).value = value
    before = tmp_path / "before.xlsx"
    before.write_bytes(dashboard.read_bytes())
    refresh_dashboard(book)
    assert (app.calculation, app.screen_updating) == ("manual", True)
    shown.save(str(tmp_path / "shown.xlsx"))
    book.save(str(tmp_path / "changed.xlsm"))
    expected = kx.build(tmp_path / "changed.xlsm", tmp_path / "expected.xlsx", before).path
    found, wanted = (openpyxl.load_workbook(one, data_only=True)["Mine"] for one in (tmp_path / "shown.xlsx", expected))
    assert [[cell.value for cell in cells] for cells in found["B3:H7"]] == [
        [cell.value for cell in cells] for cells in wanted["B3:H7"]
    ]


def test_a_check_lists_faults(app: xw.App, tmp_path: Path) -> None:
    book = app.books.open(str(books.input_book(tmp_path, [*books.POSTS, books.FAULTY])))
    outcome = check_workbook(book)
    assert [issue.code for issue in outcome.issues if issue.severity == "fault"] == ["negative-count"]
    assert book.sheets["Issues"]["A5"].value == "Fault"
