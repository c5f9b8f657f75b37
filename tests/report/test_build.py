"""Building the dashboard: every formula with its value, every KPI computed twice, in three languages."""

import math
import sys
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.workbook.calculating.write_values import DisagreementError, agree
from kpi_excel.workbook.calculators.calculation import UNAVAILABLE
from kpi_excel.workbook.calculators.calculator import CalculatorMissingError
from kpi_excel.workbook.calculators.own_marks import with_own_marks
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.sheet.stored import stored_value
from kpi_excel.workbook.shipped import template_path
from tests.rings import audit, recalculate, validate

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=LANGUAGES)
def dashboard(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    example = kx.write_input(example_tables(request.param), folder / "example.xlsx", request.param)
    return kx.build(example, folder / "dashboard.xlsx").path


@pytest.fixture
def without_calculators(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let importing what calculates fail."""
    for package in ("cellrune", "ironcalc"):
        monkeypatch.setitem(sys.modules, package, None)


def formula_cells(path: Path) -> dict[tuple[str, int, int], bytes]:
    with open_package(path) as package:
        return {
            (sheet.name, row, column): data
            for sheet in read_structure(package).sheets
            for row, column, data in SheetData(package.read(sheet.part)).formula_cells()
        }


def test_every_formula_carries_a_value(dashboard: Path) -> None:
    cells = formula_cells(dashboard)
    assert len(cells) > 2000
    # a formula whose value is an empty text has an empty v element
    assert [place for place, data in cells.items() if b"<v>" not in data and b"<v/>" not in data] == []


def test_no_visible_cell_shows_an_error_but_missing_values_in_tables(dashboard: Path) -> None:
    book = openpyxl.load_workbook(dashboard, data_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            found = {cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "e"}
            assert found <= {"#N/A"}, sheet.title


@pytest.mark.usefixtures("without_calculators")
def test_without_calculation_known_cells_carry_values_and_the_others_none(tmp_path: Path) -> None:
    example = kx.write_input(example_tables(), tmp_path / "example.xlsx")
    report = kx.build(example, tmp_path / "dashboard.xlsx", calculate=False)
    stored = {place: stored_value(data) for place, data in formula_cells(report.path).items()}
    assert 0 < report.unavailable < report.formulas == len(stored)
    without = sum(b"<v>" not in data for data in formula_cells(report.path).values())
    assert without >= report.unavailable  # and those of which Python knows that there is no value
    scorecard = [value for (sheet, _, _), value in stored.items() if sheet == "Scorecard"]
    assert sum(isinstance(value, float) for value in scorecard) > 100


@pytest.mark.usefixtures("without_calculators")
def test_a_missing_calculator_is_said_with_its_remedy(tmp_path: Path) -> None:
    example = kx.write_input(example_tables(), tmp_path / "example.xlsx")
    with pytest.raises(CalculatorMissingError, match=r"cellrune.* is not installed") as caught:
        kx.build(example, tmp_path / "dashboard.xlsx")
    assert "--no-calculate" in caught.value.fix
    assert not (tmp_path / "dashboard.xlsx").exists()


def test_either_calculator_stores_the_same_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = kx.write_input(example_tables(), tmp_path / "example.xlsx")
    named = kx.build(example, tmp_path / "named.xlsx", calculator="cellrune")
    monkeypatch.setitem(sys.modules, "cellrune", None)
    other = kx.build(example, tmp_path / "other.xlsx")
    assert (named.calculator, other.calculator) == ("cellrune", "IronCalc")
    assert (named.unavailable, other.unavailable) == (0, 0)
    stored, again = formula_cells(named.path), formula_cells(other.path)
    assert {place: stored_value(data) for place, data in stored.items() if data != again[place]} == {}


@pytest.mark.libreoffice
def test_libreoffice_recalculates_the_same_values(dashboard: Path, tmp_path: Path) -> None:
    stored = openpyxl.load_workbook(dashboard, data_only=True)
    copy = tmp_path / "copy.xlsx"  # in which no cell asks the program for its marks
    copy.write_bytes(with_own_marks(dashboard.read_bytes()))
    again = openpyxl.load_workbook(recalculate(copy, tmp_path / "again"), data_only=True)
    compared = 0
    for sheet, row, column in formula_cells(dashboard):
        one, other = stored[sheet].cell(row, column).value, again[sheet].cell(row, column).value
        compared += isinstance(one, (int, float))
        if isinstance(one, (int, float)) and isinstance(other, (int, float)):
            assert math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12), (sheet, row, column)
        else:
            assert (one or "") == (other or ""), (sheet, row, column)
    assert compared > 2000


@pytest.mark.validator
def test_the_dashboard_and_the_input_are_valid(dashboard: Path) -> None:
    for path in (dashboard, dashboard.with_name("example.xlsx")):
        assert validate(path) == []
        assert audit(path) == []


def test_values_in_the_file_are_the_engines(dashboard: Path) -> None:
    results = kx.compute(kx.read(dashboard.with_name("example.xlsx")))
    book = openpyxl.load_workbook(dashboard, data_only=True)
    sheet = next(one for one in book.worksheets if "kpi_view" in one.tables)
    header, *rows = sheet[sheet.tables["kpi_view"].ref]
    names = [cell.value for cell in header]
    for index, row in enumerate(rows):
        values = dict(zip(names, [cell.value for cell in row], strict=True))
        for kpi in results.kpis:
            expected = float(results.view[kpi].iloc[index])
            if math.isnan(expected):
                assert values[kpi] == "#N/A"
            else:
                assert values[kpi] == pytest.approx(expected, rel=1e-12)


def test_custom_kpis_are_live_too(dashboard: Path) -> None:
    book = openpyxl.load_workbook(dashboard)
    sheet = next(one for one in book.worksheets if "kpi_view" in one.tables)
    header, first, *_ = sheet[sheet.tables["kpi_view"].ref]
    column = [cell.value for cell in header].index("saves_per_post")
    assert str(first[column].value).startswith("=IFERROR(kpi_view[[#This Row],[saves")


def test_building_again_gives_the_same_bytes(dashboard: Path, tmp_path: Path) -> None:
    again = kx.build(dashboard.with_name("example.xlsx"), tmp_path / "again.xlsx").path
    assert again.read_bytes() == dashboard.read_bytes()


def test_any_workbook_can_be_a_template(tmp_path: Path) -> None:
    template = tmp_path / "mine.xlsx"
    book = xlsxwriter.Workbook(str(template))
    sheet = book.add_worksheet("Mine")
    columns = [{"header": "Platform"}, {"header": "engagements"}, {"header": "Double", "formula": "=1"}]
    sheet.add_table("B2:D3", {"name": "kpi_platforms", "columns": columns})
    book.close()
    inputs = kx.Inputs({})
    rows = [{"published": date(2026, 7, day), "platform": "X", "likes": day} for day in (1, 2)]
    inputs = kx.read(kx.write_input({"posts": rows}, tmp_path / "in.xlsx"))
    kx.build(inputs, tmp_path / "out.xlsx", template)
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx", data_only=True)["Mine"]
    assert [[cell.value for cell in row] for row in sheet["B3:D4"]] == [["All", 3, 1], ["X", 3, 1]]


def test_a_template_without_a_table_is_refused_with_what_it_could_hold(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "empty.xlsx"))
    book.add_worksheet()
    book.close()
    rows = [{"published": date(2026, 7, 1), "platform": "X", "likes": 1}]
    inputs = kx.read(kx.write_input({"posts": rows}, tmp_path / "in.xlsx"))
    with pytest.raises(kx.InputError, match=r"empty.xlsx has no table that can be filled[\s\S]*scorecard"):
        kx.build(inputs, tmp_path / "out.xlsx", tmp_path / "empty.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def test_a_formula_that_gives_another_value_stops_the_build(tmp_path: Path) -> None:
    template = tmp_path / "wrong.xlsx"
    book = xlsxwriter.Workbook(str(template))
    sheet = book.add_worksheet("Mine")
    columns = [{"header": "platform"}, {"header": "engagements", "formula": "=1"}]
    sheet.add_table("A1:B2", {"name": "kpi_platforms", "columns": columns})
    book.close()
    rows = [{"published": date(2026, 7, 1), "platform": "X", "likes": 5}]
    inputs = kx.read(kx.write_input({"posts": rows}, tmp_path / "in.xlsx"))
    with pytest.raises(DisagreementError, match=r"Sheet 'Mine', cell B2: the engine computed 5.0, but .* gives 1.0"):
        kx.build(inputs, tmp_path / "out.xlsx", template)


def test_numbers_agree_within_the_tolerance_and_nothing_agrees_with_words() -> None:
    assert agree(1.0, 1.0 + 1e-10)
    assert not agree(1.0, 1.0 + 1e-8)
    assert agree(float("nan"), None)
    assert agree(None, "–")
    assert not agree(float("nan"), 0.0)
    assert not agree(0.0, float("nan"))
    assert agree("2026-Q3", "2026-Q3")
    assert not agree("2026-Q3", UNAVAILABLE)
    assert agree("✔ Achieved", "✔ Done")  # an older template's words, or its owner's
    assert not agree("✔ Achieved", 1.0)
    assert not agree(1.0, "–")


def test_the_currency_stands_in_the_number_formats(dashboard: Path) -> None:
    with open_package(dashboard) as package:
        styles = package.read("xl/styles.xml")
    assert b"[$USD" in styles
    assert b"[$XXX" not in styles


def test_cached_texts_of_chart_titles_follow_the_period(dashboard: Path) -> None:
    with open_package(dashboard) as package:
        charts = [package.read(part).decode() for part in package.parts() if part.startswith("xl/charts/chart")]
    assert charts
    points = {13: "periods", 7: "platforms and all", 6: "platforms", 4: "steps of the funnel"}
    assert all(any(f'<c:ptCount val="{count}"/>' in chart for count in points) for chart in charts)


def test_an_older_templates_words_stay(tmp_path: Path) -> None:
    """Statuses have had no direction mark in Persian dashboards that were made before they got one."""
    older = tmp_path / "older.xlsx"
    with zipfile.ZipFile(template_path("dashboard", "fa")) as shipped, zipfile.ZipFile(older, "w") as package:
        for name in shipped.namelist():
            package.writestr(name, shipped.read(name).replace("\u200f".encode(), b""))
    example = kx.write_input(example_tables("fa"), tmp_path / "example.xlsx", "fa")
    report = kx.build(example, tmp_path / "out.xlsx", template=older)
    assert report.unavailable == 0
    status = texts("fa").text("targets", "statuses", "on_track").removeprefix("\u200f")
    cells = formula_cells(report.path).values()
    assert any(b">%b<" % status.encode() in data.partition(b"</f>")[2] for data in cells)
