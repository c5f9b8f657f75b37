"""What the built example draws, in every language: the series of the KPI it stands for, by the Python engine."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.catalogue import KPIS
from kpi_excel.engine.results import Results
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.kpi import Unit
from kpi_excel.model.settings import ALL_PLATFORMS, LANGUAGES
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.cells import Area, row_and_column
from kpi_excel.workbook.checking.drawn import check_drawn
from kpi_excel.workbook.filling.body import with_moved_formula
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import parse

pytestmark = pytest.mark.slow

Numbers = list[float]
_RANGE = re.compile(r"'?([^'!]+)'?!(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)")


@dataclass(frozen=True)
class Built:
    """A dashboard, what it was computed from, and what its cells hold."""

    path: Path
    results: Results
    words: Texts
    book: Any

    def cells(self, formula: str) -> list[Any]:
        """Give what the cells of a range hold."""
        found = _RANGE.fullmatch(formula)
        assert found, formula
        cells = self.book[found[1]][found[2].replace("$", "")]
        rows = cells if isinstance(cells, tuple) else ((cells,),)
        return [cell.value for row in rows for cell in (row if isinstance(row, tuple) else (row,))]

    def numbers(self, formula: str) -> Numbers:
        return [one if isinstance(one, (int, float)) else math.nan for one in self.cells(formula)]

    def named(self, name: str) -> Any:
        """Give what the cell of a defined name holds."""
        return self.cells(self.book.defined_names[name].attr_text)[0]

    def kpi(self, label: str) -> str:
        return next(name for name in KPIS if self.words.label(name) == label)

    def trend(self, kpi: str) -> Numbers:
        return list(self.results.trend[kpi].astype(float))

    def of_platform(self, kpi: str, label: str) -> float:
        frame: pd.DataFrame = self.results.platforms
        everywhere = self.words.text("options", "platform", "all")
        return float(frame.loc[frame["platform"] == (ALL_PLATFORMS if label == everywhere else label), kpi].iloc[0])


@pytest.fixture(scope="module", params=LANGUAGES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder, language = tmp_path_factory.mktemp(request.param), request.param
    example = kx.write_input(example_tables(language), folder / "example.xlsx", language)
    path = kx.build(example, folder / "dashboard.xlsx").path
    book = openpyxl.load_workbook(path, data_only=True)
    return Built(path, kx.compute(kx.read(example)), texts(language), book)


def same(drawn: Sequence[float], expected: Sequence[float]) -> bool:
    """Tell whether numbers are the same, missing ones in the same places."""
    pairs = list(zip(drawn, expected, strict=True))
    return all(math.isclose(a, b, rel_tol=1e-9) or (math.isnan(a) and math.isnan(b)) for a, b in pairs)


def sparklines(path: Path) -> list[tuple[str, int, int, str]]:
    """List sparklines: sheet, row, column and what they draw."""
    found = []
    with open_package(path) as package:
        for sheet in read_structure(package).sheets:
            for node in parse(package.read(sheet.part)).iter("{*}sparkline"):
                row, column = row_and_column(node.findtext("{*}sqref"))
                found.append((sheet.name, row, column, node.findtext("{*}f")))
    return found


def series(path: Path) -> list[tuple[str, str, str, str]]:
    """List the series of all charts: the chart's part, the name or its cell, categories and values."""
    found = []
    with open_package(path) as package:
        for part in package.parts():
            if re.fullmatch(r"xl/charts/chart\d+\.xml", part):
                for node in parse(package.read(part)).iter("{*}ser"):
                    name = node.findtext("{*}tx/{*}v") or node.findtext("{*}tx/{*}strRef/{*}f") or ""
                    categories, values = (node.findtext(f"{{*}}{one}/*/{{*}}f") for one in ("cat", "val"))
                    found.append((part, name, categories, values))
    return found


def test_every_small_chart_of_the_scorecard_draws_the_kpi_of_its_row(built: Built) -> None:
    scorecard = built.words.text("dashboard", "sheets", "scorecard")
    labels = built.words.columns("dashboard")
    sheet = built.book[scorecard]
    table = sheet.tables["kpi_scorecard"]
    area = Area.parse(table.ref)
    key = next(cell.column for cell in sheet[area.top] if cell.value == labels["kpi"])
    drawn = {row: formula for name, row, _, formula in sparklines(built.path) if name == scorecard}
    assert sorted(drawn) == list(range(area.top + 1, area.bottom + 1))
    wrong = [
        sheet.cell(row, key).value
        for row, formula in drawn.items()
        if not same(built.numbers(formula), built.trend(sheet.cell(row, key).value))
    ]
    assert wrong == []
    assert len({str(built.numbers(formula)) for formula in drawn.values()}) > 60  # few KPIs went the same way


def test_small_charts_draw_their_rows_after_the_scorecard_was_sorted_too(built: Built) -> None:
    """Excel sorts cells and leaves sparklines where they are, so what they draw must follow the order of the rows."""
    scorecard = built.words.text("dashboard", "sheets", "scorecard")
    area = Area.parse(built.book[scorecard].tables["kpi_scorecard"].ref)
    first, last = area.top + 1, area.bottom
    with open_package(built.path) as package:
        edit = Edit(package)
        part = next(sheet.part for sheet in read_structure(package).sheets if sheet.name == scorecard)
        data = SheetData(package.read(part))
        for column in range(area.left, area.right + 1):  # the last row to the top, as by an arrow
            one, other = data.row(first).cells[column], data.row(last).cells[column]
            data.row(first).cells[column], data.row(last).cells[column] = (
                with_moved_formula(other, (last, column), (first, column)),
                with_moved_formula(one, (first, column), (last, column)),
            )
        edit.write(part, data.serialize())
        calculation = CELLRUNE.calculate(edit.save(), built.results.periods.as_of)
    labels = built.words.columns("dashboard")
    key = next(cell.column for cell in built.book[scorecard][area.top] if cell.value == labels["kpi"])
    kpis = {row: built.book[scorecard].cell(row, key).value for row in (first, last)}
    drawn = {row: formula for name, row, _, formula in sparklines(built.path) if name == scorecard}
    for row, kpi in ((first, kpis[last]), (last, kpis[first])):
        found = _RANGE.fullmatch(drawn[row])
        assert found
        shown = calculation.read(found[1], Area.parse(found[2].replace("$", "")))
        assert same([one for one in shown[0] if isinstance(one, float)], built.trend(kpi))


def test_every_card_draws_the_kpi_that_is_chosen_on_it(built: Built) -> None:
    front = built.book.worksheets[0]
    drawn = {(row, column): formula for name, row, column, formula in sparklines(built.path) if name == front.title}
    assert len(drawn) == 8
    for (row, column), formula in drawn.items():
        chosen = front.cell(row - 4, column).value
        assert same(built.numbers(formula), built.trend(built.kpi(chosen))), chosen


def test_every_series_over_time_draws_the_kpi_that_it_is_named_after(built: Built) -> None:
    time = len(built.results.trend)
    labels = {built.words.label(name): name for name in KPIS}
    checked = []
    for _, name, _, values in series(built.path):
        label = built.cells(name)[0] if "!" in name else name
        if label not in labels:
            continue
        kpi, drawn = labels[label], built.numbers(values)
        scale = 100 if "!" in name and KPIS[kpi].unit == Unit.PERCENT else 1  # the large chart has one axis for all
        assert len(drawn) == time
        if drawn != [0] * time:  # unseen columns of zero
            assert same(drawn, [value * scale for value in built.trend(kpi)]), label
            checked.append(kpi)
    assert len(checked) == 10  # nine on the small charts, one on the large one


def test_every_chart_of_trends_draws_the_kpi_that_is_chosen_for_it(built: Built) -> None:
    trends = built.words.text("dashboard", "sheets", "trends")
    drawn = [values for _, _, _, values in series(built.path) if values.strip("'").startswith(trends)]
    assert len(drawn) == 4
    for number, values in enumerate(drawn, 1):
        kpi = built.kpi(built.named(f"kpi_trend_choice_{number}"))
        scale = 100 if KPIS[kpi].unit == Unit.PERCENT else 1
        assert same(built.numbers(values), [value * scale for value in built.trend(kpi)]), kpi


def test_every_bar_of_a_platform_is_as_long_as_its_number(built: Built) -> None:
    platforms = set(built.results.platforms["platform"])
    everywhere = built.words.text("options", "platform", "all")
    chosen, checked = built.kpi(built.named("kpi_platform_choice")), 0
    expected = iter(["reach", "engagement_rate", chosen])
    for _, _, categories, values in series(built.path):
        names = built.cells(categories)
        if not set(names) & platforms:
            continue
        kpi = next(expected)
        scale = 100 if kpi == chosen and everywhere in names and KPIS[kpi].unit == Unit.PERCENT else 1
        numbers = [built.of_platform(kpi, name) * scale for name in names]
        assert same(built.numbers(values), numbers), kpi
        checked += 1
    assert checked == 3


def test_the_funnel_draws_its_steps(built: Built) -> None:
    steps = [built.words.label(name) for name in ("impressions", "website_visits", "conversions", "purchases")]
    for _, _, categories, values in series(built.path):
        names = built.cells(categories)
        if str(names[0]).startswith(steps[0]):
            assert [name.startswith(step) for name, step in zip(names, steps, strict=True)] == [True] * 4
            view = built.results.view.iloc[0]
            assert same(
                built.numbers(values),
                [float(view[one]) for one in ("impressions", "website_visits", "conversions", "purchases")],
            )
            return
    raise AssertionError("there is no funnel")


def test_no_number_beside_a_bar_says_that_there_is_none(built: Built) -> None:
    """Excel before 2019 writes #N/A beside a bar whose cell holds it."""
    labelled = 0
    with open_package(built.path) as package:
        for part in package.parts():
            if not re.fullmatch(r"xl/charts/chart\d+\.xml", part):
                continue
            for node in parse(package.read(part)).iter("{*}ser"):
                if node.find("{*}dLbls") is not None:
                    labelled += 1
                    assert "#N/A" not in built.cells(node.findtext("{*}val/{*}numRef/{*}f"))
    assert labelled == 4


def test_verify_finds_nothing_drawn_wrong(built: Built) -> None:
    with open_package(built.path) as package:
        found = check_drawn(package, read_structure(package))
    assert [str(one) for one in found.wrong] == []
    assert (found.sparklines, found.series) == (82, 20)
