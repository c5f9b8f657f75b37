"""The selection: which figures a call gets, and how seldom a workbook is looked at."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import kpi_excel as kx
from kpi_excel.catalogue import KPIS
from kpi_excel.errors import InputError, UsageError
from kpi_excel.language.texts import texts
from kpi_excel.live import selection
from kpi_excel.live.figures import Choice, Figures
from kpi_excel.live.selection import PAUSE, calling_book, figures
from kpi_excel.model.settings import LANGUAGES
from tests.live import books as books_of_buttons
from tests.live.calling import OpenBook
from tests.workbook import books

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


def same(found: Figures, results: Any, choice: Choice) -> None:
    row = results.select(choice.period, choice.platform, choice.placement).iloc[0]
    for kpi in KPIS.values():
        assert found.value(kpi, choice) == pytest.approx(row[kpi.name], rel=1e-9, nan_ok=True), kpi.name


# A dashboard


def test_a_dashboard_gives_what_was_computed(dashboard: OpenBook, results: Any) -> None:
    found = figures(dashboard)
    assert found.selected == Choice("2026-Q3")
    same(found, results, found.selected)
    same(found, results, Choice("2026-Q2", "Instagram", "organic"))


def test_another_selection_counts_at_once(dashboard: OpenBook, results: Any) -> None:
    clock = Clock()
    before = figures(dashboard, clock).selected
    dashboard.select(platform="Instagram", placement="paid")
    clock.now = PAUSE * 2
    found = figures(dashboard, clock)
    assert (before.platform, found.selected) == ("All", Choice("2026-Q3", "Instagram", "paid"))
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
    assert len(found.targets) == len(results.targets)
    target = found.target(KPIS["followers"], Choice("2026-Q3", "TikTok"))
    expected = results.targets.query("kpi == 'followers'").iloc[0]
    assert target is not None
    assert target.goal == pytest.approx(expected["goal_value"])
    assert target.status == "✔ Achieved"
    assert found.target(KPIS["followers"], Choice("2026-Q3", "Facebook")) is None


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
    assert found.selected == Choice("2026-Q3")
    same(found, results, found.selected)
    target = found.target(KPIS["followers"], Choice("2026-Q3", "TikTok"))
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
    same(found, kx.compute(kx.read(path)), Choice("2026-08"))
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


# Words


def test_words_of_any_language_are_understood(dashboard: OpenBook) -> None:
    found = figures(dashboard)
    for name in ("click_through_rate", "CTR", "ctr", *(texts(one).label("click_through_rate") for one in LANGUAGES)):
        assert found.kpi(name).name == "click_through_rate"
    assert found.choice("اینستاگرام", None, "Organik") == Choice("2026-Q3", "Instagram", "organic")
    assert found.choice("ALL", "previous", None) == Choice("2026-Q2")
    assert found.choice(None, "2026-q2", None).period == "2026-Q2"
    assert found.choice(None, datetime(2026, 9, 1), None).period == "2026-09"
    assert found.choice(None, found.periods[1].label, None).period == found.periods[1].name
    assert found.compared("last year") == found.compared("last_year") == "last_year"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("MySpace", None, None), "platform: there are no figures for “MySpace”"),
        ((None, "1999-Q1", None), "period: there are no figures for “1999-Q1”"),
        ((None, None, "sponsored"), "placement: “sponsored” is not known"),
    ],
)
def test_unknown_words_are_named(dashboard: OpenBook, asked: tuple[Any, ...], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        figures(dashboard).choice(*asked)


def test_the_calling_workbook_is_the_cells_own(dashboard: OpenBook, monkeypatch: pytest.MonkeyPatch) -> None:
    macros = OpenBook(EXAMPLES / "example.en.xlsx")
    macros.app.books[dashboard.name] = dashboard
    macros.app.api.Caller.Worksheet.Parent.Name = dashboard.name
    monkeypatch.setattr("xlwings.Book.caller", lambda: macros)
    assert calling_book() is dashboard
    del macros.app.api.Caller
    assert calling_book() is macros
