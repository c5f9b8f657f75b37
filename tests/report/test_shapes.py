"""Every shape of data: the dashboard is built whole, shows no error, and says where there is nothing to show."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

import kpi_excel as kx
from kpi_excel.authoring.dashboard.workbook import build_dashboard
from kpi_excel.catalogue import KPIS
from kpi_excel.engine.results import Results
from kpi_excel.language.texts import texts
from kpi_excel.report.build import Report
from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.parts.package import open_package
from tests.report.shapes import Tables, settings, tables, targets

pytestmark = pytest.mark.slow

CARDS = 8


def _inputs(platforms: int = 2, length: int = 13, goals: int = 0, scale: float = 1, **values: Any) -> Tables:
    return {
        **tables(platforms, length, scale),
        "targets": targets(goals, platforms),
        "settings": settings(**{"trend_length": max(2, length)} | values),
    }


def _only(*names: str, **kwargs: Any) -> Tables:
    return {**{name: rows for name, rows in tables(**kwargs).items() if name in names}, "settings": settings()}


def _organic() -> Tables:
    return {**tables(paid=False), "settings": settings()}


def _single_post() -> Tables:
    return {"posts": [tables(1, 1)["posts"][0]], "settings": settings()}


SHAPES: Mapping[str, Callable[[], Tables]] = {
    "1 platform": lambda: _inputs(1),
    "2 platforms": lambda: _inputs(2, goals=1),
    "10 platforms, 36 months, 40 targets": lambda: _inputs(10, 36, 40),
    "1 month": lambda: _inputs(1, 1),
    "2 months": lambda: _inputs(2, 2, 40),
    "36 months": lambda: _inputs(1, 36),
    "weeks": lambda: _inputs(2, 6, 3, trend_period="week", report_period="latest"),
    "quarters": lambda: _inputs(2, 24, 3, trend_period="quarter", report_period="2026-Q3", trend_length=8),
    "a month without data": lambda: _inputs(2, 4, report_period="2026-02"),
    "organic only": _organic,
    **{f"only {name}": lambda name=name: _only(name) for name in tables()},  # type: ignore[misc]
    "no mentions": lambda: {name: rows for name, rows in _inputs().items() if name != "mentions"},
    "a single post": _single_post,
    "huge numbers": lambda: _inputs(2, 6, 10, scale=1e10),
    "tiny numbers": lambda: _inputs(2, 6, 10, scale=1e-9),
    "every KPI shown": lambda: {**_only("posts"), "settings": settings(kpis_shown="all")},
}


@dataclass(frozen=True)
class Built:
    """A built dashboard with what it was built from."""

    results: Results
    report: Report
    book: Workbook

    def title(self, sheet: str) -> str:
        """Give a sheet's name in the dashboard's language."""
        return texts(self.results.inputs.settings.language).text("dashboard", "sheets", sheet)

    def column(self, table: str, number: int) -> list[Any]:
        """Give the values of a table's column."""
        sheet = next(one for one in self.book.worksheets if table in one.tables)
        return [row[number].value for row in sheet[sheet.tables[table].ref][1:]]

    def choice(self, name: str) -> Any:
        """Give the value of a named cell."""
        ((sheet, cell),) = self.book.defined_names[f"kpi_{name}"].destinations
        return self.book[sheet][cell].value


@cache
def template(folder: Path, language: str) -> Path:
    path = folder / f"template.{language}.xlsx"
    path.write_bytes(build_dashboard(language))
    return path


def build(shape: Tables, folder: Path, templates: Path) -> Built:
    inputs = kx.read(kx.write_input(shape, folder / "input.xlsx"))
    assert [str(issue) for issue in inputs.issues if issue.severity == "fault"] == []
    language = inputs.settings.language
    report = kx.build(inputs, folder / "dashboard.xlsx", template(templates, language))
    return Built(kx.compute(inputs), report, openpyxl.load_workbook(report.path, data_only=True))


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


@pytest.fixture(scope="module", params=SHAPES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, templates: Path) -> Built:
    return build(SHAPES[request.param](), tmp_path_factory.mktemp("shape"), templates)


def test_every_formula_is_calculated_and_excel_would_repair_nothing(built: Built) -> None:
    assert built.report.unavailable == 0
    with open_package(built.report.path) as package:
        assert lint(package) == []


def test_no_cell_of_the_main_sheets_shows_an_error(built: Built) -> None:
    for name in ("dashboard", "scorecard", "targets", "findings"):
        sheet = built.book[built.title(name)]
        hidden = [range(one.min or 0, (one.max or 0) + 1) for one in sheet.column_dimensions.values() if one.hidden]
        cells = (cell for row in sheet.iter_rows() for cell in row if not any(cell.column in one for one in hidden))
        assert [cell.coordinate for cell in cells if cell.data_type == "e"] == [], name


def test_as_many_cards_as_kpis_with_data(built: Built) -> None:
    view, visible = built.results.view, built.results.visible
    in_period = {texts("en").label(kpi) for kpi in visible if not math.isnan(float(view[kpi.name][0]))}
    cards = [built.choice(f"card_{number}") for number in range(1, CARDS + 1)]
    assert len(list(filter(None, cards))) == min(CARDS, len(visible))
    assert len(in_period & set(cards)) == min(CARDS, len(in_period))  # others, of other periods, stand behind
    listed = built.column("kpi_scorecard", 1)
    assert {*filter(None, cards), built.choice("chart")} <= set(listed)
    assert {built.choice(f"trend_choice_{number}") or listed[0] for number in range(1, 5)} <= set(listed)


def test_the_lists_hold_the_kpis_with_data_and_those_of_targets(built: Built) -> None:
    results, words = built.results, texts("en")
    values = results.slices[list(results.kpis)]
    names = set(values.columns[values.notna().any()]) | {target.kpi for target in results.review.targets}
    if results.inputs.settings.kpis_shown or not names:
        names = set(KPIS)
    labels = [words.label(kpi) for name, kpi in results.kpis.items() if name in names]
    assert labels
    assert built.column("kpi_scorecard", 1) == labels
    glossary = [cell for row in built.book[built.title("glossary")].iter_rows() for cell in row]
    assert set(labels) <= {cell.value for cell in glossary}
    assert not {words.label(kpi) for name, kpi in KPIS.items() if name not in names} & {c.value for c in glossary}


def test_a_chart_without_a_number_says_so_in_its_title(built: Built) -> None:
    charts = titled_charts(built.book)
    assert len(charts) >= 13
    nothing = texts("en").text("front", "charts", "no_data")
    for title, numbers in charts:
        assert (title == "" or nothing in title) == (numbers == 0), title


def titled_charts(book: Workbook) -> list[tuple[str, int]]:
    """Give each chart of the sheets: the title in the row above it, and how many numbers its series hold."""
    found = []
    for sheet in book.worksheets:
        for chart in sheet._charts:  # type: ignore[attr-defined]
            place = chart.anchor._from
            cells = [sheet.cell(place.row, place.col + 1 + more).value for more in (0, 1, 2)]
            said = [str(cell) for cell in cells if cell]
            addresses = [series.val.numRef.f for one in chart._charts for series in one.series]
            shown = [address for address in addresses if address not in zeros(book)]
            found.append((" ".join(said), sum(len(numbers_in(book, address)) for address in shown)))
    return found


def zeros(book: Workbook) -> list[str]:
    """Give the column that only keeps an axis at zero."""
    sheet = next(one for one in book.worksheets if "kpi_trend__front" in one.tables)
    header, *body = sheet[sheet.tables["kpi_trend__front"].ref]
    (column,) = [cell.column_letter for cell in header if cell.value == "zero"]
    return [f"'{sheet.title}'!${column}${body[0][0].row}:${column}${body[-1][0].row}"]


def numbers_in(book: Workbook, address: str) -> list[float]:
    """Give the numbers of a range."""
    sheet, _, cells = address.rpartition("!")
    area = book[sheet.strip("'")][cells.replace("$", "")]
    rows = area if isinstance(area, tuple) else ((area,),)
    return [cell.value for row in rows for cell in row if isinstance(cell.value, (int, float))]
