"""The selection: which figures a call gets, and how seldom a workbook is looked at."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import kpi_excel as kx
from kpi_excel.catalogue import KPIS
from kpi_excel.engine.figures import Figures
from kpi_excel.errors import InputError
from kpi_excel.live import selection
from kpi_excel.live.selection import PAUSE, calling_book, figures
from kpi_excel.model.slice import Slice
from tests.live import books as books_of_buttons
from tests.live.calling import OpenBook
from tests.workbook import books

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


class Clock:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    selection.forget()
    yield
    selection.forget()


@pytest.fixture(scope="module")
def results() -> Any:
    return kx.compute(kx.read(EXAMPLES / "example.en.xlsx"))


@pytest.fixture
def dashboard() -> OpenBook:
    return OpenBook(EXAMPLES / "dashboard.en.xlsx")


def same(found: Figures, results: Any, asked: Slice) -> None:
    row = results.select(asked.period, asked.platform, asked.placement).iloc[0]
    for kpi in KPIS.values():
        assert found.value(kpi, asked) == pytest.approx(row[kpi.name], rel=1e-9, nan_ok=True), kpi.name


# A dashboard


def test_a_dashboard_gives_what_was_computed(dashboard: OpenBook, results: Any) -> None:
    found = figures(dashboard)
    assert found.selected == Slice("2026-Q3")
    same(found, results, found.selected)
    same(found, results, Slice("2026-Q2", "Instagram", "organic"))


def test_another_selection_counts_at_once(dashboard: OpenBook, results: Any) -> None:
    clock = Clock()
    before = figures(dashboard, clock).selected
    dashboard.select(platform="Instagram", placement="paid")
    clock.now = PAUSE * 2
    found = figures(dashboard, clock)
    assert (before.platform, found.selected) == ("All", Slice("2026-Q3", "Instagram", "paid"))
    same(found, results, found.selected)


def test_one_look_serves_all_calls_of_a_calculation(dashboard: OpenBook) -> None:
    clock = Clock()
    first = figures(dashboard, clock)
    looks = dashboard.looks
    for _ in range(5000):
        clock.now += PAUSE * 0.9
        assert figures(dashboard, clock) is first
    assert dashboard.looks == looks
    clock.now += PAUSE * 1.1
    assert figures(dashboard, clock) is first  # looked at, found unchanged, not computed again
    assert dashboard.looks > looks


def test_targets_come_with_goal_and_status(dashboard: OpenBook, results: Any) -> None:
    found = figures(dashboard)
    assert len(found.standings) == len(results.targets)
    target = found.standing(KPIS["followers"], Slice("2026-Q3", "TikTok"))
    expected = results.targets.query("kpi == 'followers'").iloc[0]
    assert target is not None
    assert target.goal == pytest.approx(expected["goal_value"])
    assert target.status == "✔ Achieved"
    assert found.standing(KPIS["followers"], Slice("2026-Q3", "Facebook")) is None


def test_a_template_without_slices_gives_its_view(tmp_path: Path) -> None:
    rows = [["current", 500, 20], ["previous", 400, 30]]
    path = books.table_book(tmp_path / "own.xlsx", [("S", "kpi_view", 0, 0, ["view", "reach", "engagements"], rows)])
    found = figures(OpenBook(path))
    assert found.value(KPIS["reach"], found.selected) == 500
    assert found.change(KPIS["reach"], found.selected, "previous") == 0.25


# An input workbook


def test_an_input_workbook_is_computed(results: Any) -> None:
    book = OpenBook(EXAMPLES / "example.en.xlsx")
    clock = Clock()
    found = figures(book, clock)
    assert found.selected == Slice("2026-Q3")
    same(found, results, found.selected)
    target = found.standing(KPIS["followers"], Slice("2026-Q3", "TikTok"))
    assert target is not None
    assert target.status == "✔ Achieved"
    sheet = next(sheet.name for sheet in book.sheets if any(one.name == "posts" for one in sheet.tables))
    cell = "A5"
    book.put(sheet, cell, datetime(2026, 7, 1, 12))
    clock.now = PAUSE * 2
    assert figures(book, clock) is not found


@pytest.mark.parametrize("posts", [books_of_buttons.POSTS, [*books_of_buttons.POSTS, books_of_buttons.FAULTY]])
def test_the_list_of_issues_makes_no_dashboard_of_a_macro_workbook(tmp_path: Path, posts: Any) -> None:
    path = books_of_buttons.input_book(tmp_path, posts)
    book = OpenBook(path)
    sheet = next(sheet.name for sheet in book.sheets if any(one.name == "kpi_issues" for one in sheet.tables))
    for column, text in zip("ABCDE", ("Fault", "Posts", "G7", "Likes is -12.", "Correct it."), strict=True):
        book.put(sheet, f"{column}5", text)
    found = figures(book)
    same(found, kx.compute(kx.read(path)), Slice("2026-08"))
    assert found.value(KPIS["likes"], found.selected) == 12


def test_an_empty_macro_workbook_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no dated rows"):
        figures(OpenBook(books_of_buttons.input_book(tmp_path, [{"likes": None}])))


def test_a_workbook_with_neither_says_what_to_do(tmp_path: Path) -> None:
    path = books.table_book(tmp_path / "other.xlsx", [("S", "sales", 0, 0, ["a"], [[1]])])
    with pytest.raises(InputError, match="neither kpi_ tables nor input tables"):
        figures(OpenBook(path))


def test_an_empty_input_workbook_says_what_to_do() -> None:
    book = OpenBook(Path(__file__).resolve().parents[2] / "workbook_templates" / "input.en.xlsx")
    clock = Clock()
    for _ in range(2):
        with pytest.raises(InputError, match="no dated rows"):
            figures(book, clock)


def test_the_calling_workbook_is_the_cells_own(dashboard: OpenBook, monkeypatch: pytest.MonkeyPatch) -> None:
    macros = OpenBook(EXAMPLES / "example.en.xlsx")
    macros.app.books[dashboard.name] = dashboard
    macros.app.api.Caller.Worksheet.Parent.Name = dashboard.name
    monkeypatch.setattr("xlwings.Book.caller", lambda: macros)
    assert calling_book() is dashboard
    del macros.app.api.Caller
    assert calling_book() is macros
