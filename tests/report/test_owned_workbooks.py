"""What owners do to their workbooks in Excel: filled again right with other rows, or said plainly what is not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

import kpi_excel as kx
from kpi_excel.errors import InputError
from kpi_excel.report.build import Report
from kpi_excel.workbook.calculating.write_values import agree
from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import ExcelTable, read_structure
from tests import rings
from tests.workbook import excel_acts as acts
from tests.workbook.excel_acts import Act, Workbook

pytestmark = pytest.mark.slow

NAMES = ("Facebook", "Instagram", "LinkedIn", "TikTok", "X", "YouTube")
NOTES = {"All": "note 1", "Facebook": "note 2", "Instagram": "note 3", "LinkedIn": "note 4"}
HEADERS = ("platform", "reach", "likes", "per_person", "Twice", "Note")


def inputs(count: int, times: int) -> kx.Inputs:
    """Give a post a platform: the n-th of them has a reach of n x times and n likes."""
    rows = [
        {"published": datetime(2026, 7, 5), "platform": name, "reach": number * times, "likes": number}
        for number, name in enumerate(NAMES[:count], 1)
    ]
    return kx.Inputs({"posts": pd.DataFrame(rows)})


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a workbook of an owner's own: a table with notes beside its rows, what sees it, and another table."""
    folder = tmp_path_factory.mktemp("own")
    book = xlsxwriter.Workbook(folder / "template.xlsx")
    page, data = book.add_worksheet("Page"), book.add_worksheet("Data")
    columns: list[dict[str, Any]] = [{"header": header} for header in HEADERS]
    columns[3]["formula"] = "=kpi_platforms[[#This Row],[likes]]/kpi_platforms[[#This Row],[reach]]"
    columns[4]["formula"] = "=kpi_platforms[[#This Row],[reach]]*2"
    data.add_table("B4:G5", {"name": "kpi_platforms", "columns": columns})
    data.write("B1", "Ours")
    book.add_worksheet("Months").add_table(
        "A1:B2", {"name": "kpi_trend", "columns": [{"header": "period"}, {"header": "reach"}]}
    )
    data.conditional_format("C5:C5", {"type": "cell", "criteria": ">", "value": 5})
    data.data_validation("G5:G5", {"validate": "list", "source": ["good", "bad"]})
    page.write_formula("A1", "=SUM(kpi_platforms[reach])")
    page.write_formula("A2", '=SUMIFS(kpi_platforms[likes],kpi_platforms[platform],"Instagram")')
    page.write_formula("A3", "=SUM(Data!$C$5:$C$5)")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"categories": "=Data!$B$5:$B$5", "values": "=Data!$C$5:$C$5"})
    page.insert_chart("C4", chart)
    book.close()
    built = kx.build(inputs(3, 10), folder / "own.xlsx", folder / "template.xlsx")
    typed = Workbook(built.path, "kpi_platforms")
    for row, note in enumerate(NOTES.values(), 5):
        typed.text(row, typed.number("Note"), note)
    return typed.save(folder / "typed.xlsx")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kx.build(inputs(3, 10), tmp_path_factory.mktemp("shipped") / "dashboard.xlsx").path


@dataclass(frozen=True)
class Case:
    """An act, and what becomes of the table then.

    Args:
        act: what the owner does.
        codes: the notices of filling again; none where all is well.
        filled: whether the table is still filled.
        columns: headers by the own table's headers, where they differ; an absent one is None.
        table: its name afterwards.
        leads_nowhere: whether formulas name what is no longer there, which is #REF! in Excel and no value in the file.
    """

    act: Act
    codes: tuple[str, ...] = ()
    filled: bool = True
    columns: dict[str, str | None] = field(default_factory=dict)
    table: str = ""
    leads_nowhere: bool = False


ACTS: dict[str, Callable[[str], Case]] = {
    "sort": lambda header: Case(acts.sort({"descending": "1"}, header)),
    "sort-by-colour": lambda header: Case(acts.sort({"sortBy": "cellColor", "dxfId": "0"}, header)),
    "sort-by-list": lambda header: Case(acts.sort({"customList": "High,Medium,Low"}, header)),
    "filter": lambda _: Case(acts.filter_first),
    "hide-rows": lambda _: Case(acts.hide_rows),
    "hide-column": lambda _: Case(acts.hide_column),
    "group-rows": lambda _: Case(acts.group_rows),
    "slicer": lambda _: Case(acts.slicer),
    "totals-row": lambda _: Case(acts.totals_row_on),
    "header-row-off": lambda _: Case(acts.header_row_off),
    "style": lambda _: Case(acts.style),
    "freeze": lambda _: Case(acts.freeze),
    "protect": lambda _: Case(acts.protect, ("sheet-protected",)),
    "rename-sheet": lambda _: Case(acts.rename_sheet),
    "insert-rows-above": lambda _: Case(acts.insert_rows_above),
    "insert-column-beside": lambda _: Case(acts.insert_column_beside),
    "insert-column-inside": lambda header: Case(acts.insert_column(header)),
    "copy-sheet": lambda _: Case(acts.copy_sheet),
    "convert-to-range": lambda _: Case(acts.convert_to_range, ("table-became-range",), filled=False),
    "delete-sheet": lambda _: Case(acts.delete_sheet, ("table-deleted",), filled=False),
}


def own_cases() -> dict[str, Case]:
    """Give every act on the owner's own table."""
    general = {name: make("likes") for name, make in ACTS.items()}
    return general | {
        "rename-table": Case(acts.rename_table("Figures"), ("table-renamed",), filled=False),
        "rename-table-within": Case(acts.rename_table("kpi_platforms__mine"), table="kpi_platforms__mine"),
        "rename-header": Case(
            acts.rename_header("likes", "Hearts of July"),
            ("column-renamed",),
            columns={"likes": None, "per_person": None},
        ),
        "delete-column": Case(acts.delete_column("Twice"), columns={"Twice": None}),
        "delete-filled-column": Case(
            acts.delete_column("likes"),
            ("column-deleted",),
            columns={"likes": None, "per_person": None},
            leads_nowhere=True,
        ),
        "swap-columns": Case(acts.swap_columns("reach", "likes")),
        "formula-to-values": Case(
            acts.formulas_to_values("Twice"), ("formula-became-values",), columns={"Twice": None}
        ),
    }


def shipped_cases() -> dict[str, Case]:
    """Give every act on the shipped Scorecard."""
    general = {name: make("Value") for name, make in ACTS.items()}
    return general | {
        "delete-sheet": Case(acts.delete_sheet, ("table-deleted",), filled=False, leads_nowhere=True),
        "rename-table": Case(acts.rename_table("Scores"), ("table-renamed",), filled=False),
        "rename-table-within": Case(acts.rename_table("kpi_scorecard__mine"), table="kpi_scorecard__mine"),
        "rename-header": Case(acts.rename_header("Formula", "How it is made"), ("column-renamed",)),
        "delete-column": Case(acts.delete_column("Formula"), ("column-deleted",)),
        "swap-columns": Case(acts.swap_columns("Unit", "Direction")),
        "formula-to-values": Case(acts.formulas_to_values("Last year")),  # the dataset has it, so values fill it,
    }


def acted(source: Path, table: str, case: Case, target: Path) -> Path:
    book = Workbook(source, table)
    case.act(book)
    return book.save(target)


def table_of(path: Path, name: str) -> tuple[str, ExcelTable]:
    with open_package(path) as package:
        return next(
            (one.name, table) for one in read_structure(package).sheets for table in one.tables if table.name == name
        )


def columns_of(path: Path, name: str) -> dict[str, list[Any]]:
    """Read what a table shows, by header."""
    sheet, table = table_of(path, name)
    top, bottom = table.area.top + table.header_rows, table.area.bottom - table.totals_rows
    values = openpyxl.load_workbook(path, data_only=True)[sheet]
    assert not any(values.row_dimensions[row].hidden for row in range(top, bottom + 1))
    numbers = enumerate(table.columns, table.area.left)
    return {header: [values.cell(row, number).value for row in range(top, bottom + 1)] for number, header in numbers}


def flaws(path: Path) -> set[str]:
    with open_package(path) as package:
        return {flaw.message for flaw in lint(package)}


def assert_sound(before: Path, after: Path) -> None:
    """Compare with the workbook as its owner left it: filling adds nothing that Excel would repair."""
    assert flaws(after) <= flaws(before)
    if rings.validator_absence() is None:
        assert len(rings.validate(after)) <= len(rings.validate(before))


def refilled(path: Path, report: Report, case: Case) -> None:
    """Check what is true of every workbook that was filled again."""
    assert_sound(path, report.path)
    assert tuple(issue.code for issue in report.notices) == case.codes
    assert report.unavailable == 0 or case.leads_nowhere


@pytest.mark.parametrize(("count", "times"), [(5, 100), (2, 7)], ids=["more", "fewer"])
@pytest.mark.parametrize("name", own_cases())
def test_an_own_workbook(own: Path, tmp_path: Path, name: str, count: int, times: int) -> None:
    case = own_cases()[name]
    path = acted(own, "kpi_platforms", case, tmp_path / "acted.xlsx")
    report = kx.build(inputs(count, times), tmp_path / "filled.xlsx", path)
    refilled(path, report, case)
    table = case.table or "kpi_platforms"
    assert (table in report.tables) is case.filled
    if not case.filled:
        return
    numbers = [*range(1, count + 1)]  # of the posts: the n-th has a reach of n x times and n likes
    reaches = [sum(numbers) * times, *(number * times for number in numbers)]
    expected = {
        "platform": ["All", *NAMES[:count]],
        "reach": reaches,
        "likes": [sum(numbers), *numbers],
        "per_person": [pytest.approx(1 / times)] * (count + 1),  # n / (n x times)
        "Twice": [2 * reach for reach in reaches],
        "Note": [NOTES.get(platform) for platform in ("All", *NAMES[:count])],
    }
    found = columns_of(report.path, table)
    for header, values in expected.items():
        if case.columns.get(header, header) is not None:
            assert found[header] == values, header
    page = openpyxl.load_workbook(report.path, data_only=True)["Page"]
    assert (page["A1"].value, page["A3"].value) == (2 * reaches[0], 2 * reaches[0])  # all, and each of them
    if "likes" not in case.columns:
        assert page["A2"].value == 2  # Instagram's post is the second one


@pytest.mark.parametrize("name", shipped_cases())
def test_the_shipped_dashboard(shipped: Path, tmp_path: Path, name: str) -> None:
    case = shipped_cases()[name]
    path = acted(shipped, "kpi_scorecard", case, tmp_path / "acted.xlsx")
    report = kx.build(inputs(5, 100), tmp_path / "filled.xlsx", path)
    refilled(path, report, case)
    table = case.table or "kpi_scorecard"
    assert (table in report.tables) is case.filled
    if not case.filled:
        return
    found = columns_of(report.path, table)
    scores = dict(zip(found["KPI key"], found["Value"], strict=True))
    # 1 + 2 + 3 + 4 + 5 likes over a reach of 100 + 200 + 300 + 400 + 500
    assert (scores["reach"], scores["engagements"], scores["engagement_rate_by_reach"]) == (
        1500,
        15,
        pytest.approx(15 / 1500),
    )
    expected = kx.compute(inputs(5, 100)).scorecard
    for kpi, value in zip(expected["kpi"], expected["value"], strict=True):
        assert kpi not in scores or agree(value, scores[kpi]), kpi


def test_a_table_over_merged_cells_is_said_before_anything_is_written(own: Path, tmp_path: Path) -> None:
    path = acted(own, "kpi_platforms", Case(acts.merge_below), tmp_path / "acted.xlsx")
    with pytest.raises(InputError, match=r"The table kpi_platforms on sheet 'Data' needs rows .* merged cells B9:C9"):
        kx.build(inputs(5, 100), tmp_path / "filled.xlsx", path)
    assert not (tmp_path / "filled.xlsx").exists()
    assert kx.build(inputs(2, 7), tmp_path / "filled.xlsx", path).notices == ()  # there is room for fewer


def test_a_workbook_whose_only_table_is_gone_is_refused_with_what_became_of_it(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "template.xlsx")
    columns = [{"header": header} for header in ("platform", "reach")]
    book.add_worksheet("Data").add_table("A1:B2", {"name": "kpi_platforms", "columns": columns})
    book.close()
    built = kx.build(inputs(3, 10), tmp_path / "built.xlsx", tmp_path / "template.xlsx")
    path = acted(built.path, "kpi_platforms", Case(acts.rename_table("Figures")), tmp_path / "acted.xlsx")
    with pytest.raises(InputError, match="The table kpi_platforms is now called Figures") as caught:
        kx.build(inputs(5, 100), tmp_path / "filled.xlsx", path)
    assert caught.value.fix == "name it kpi_platforms again, or delete it."


def test_a_dashboard_is_filled_in_the_language_it_was_made_in(shipped: Path, tmp_path: Path) -> None:
    report = kx.build(inputs(5, 100), tmp_path / "filled.xlsx", shipped, language="fa")
    assert [issue.code for issue in report.notices] == ["made-in-other-language"]
    assert report.language == "en"
    again = kx.build(inputs(5, 100), tmp_path / "again.xlsx", shipped)
    assert columns_of(report.path, "kpi_scorecard") == columns_of(again.path, "kpi_scorecard")
