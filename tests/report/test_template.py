"""What a template would take is said before anything is filled."""

from pathlib import Path

import pytest
import xlsxwriter

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.report.datasets import empty_datasets
from kpi_excel.report.template import refuse_without_tables, report_template
from kpi_excel.workbook.shipped import template_path
from tests.workbook import excel_acts as acts
from tests.workbook.excel_acts import Workbook


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("My sheet")
        columns = [
            {"header": "Platform"},
            {"header": "engagements", "formula": "=1+1"},
            {"header": "engagment_rate"},
            {"header": "My own note"},
        ]
        sheet.add_table("A1:D2", {"name": "kpi_platforms__top", "columns": columns})
        sheet.add_table("F1:G2", {"name": "kpi_scorcard"})
        sheet.add_table("I1:J2", {"name": "my_table"})
        sheet.write_formula("A9", "=1")
        for name, cell in (
            ("kpi_brand", "$A$5"),
            ("kpi_brnd", "$A$6"),
            ("kpi_periods_list", "$A$9"),
            ("kpi_x", "$A$1:$B$1"),
        ):
            book.define_name(name, f"='My sheet'!{cell}")
    return path


def test_tables_and_cells_are_told_apart(mine: Path) -> None:
    found = report_template(mine)
    top, wrong = found.tables
    assert (top.dataset, top.values, top.formulas) == ("platforms", ("Platform",), ("engagements",))
    assert top.own == ("engagment_rate", "My own note")
    assert set(top.hints or {}) == {"engagment_rate"}
    assert (top.hints or {})["engagment_rate"].startswith("engagement_rate")
    assert (wrong.dataset, wrong.hint) == ("", "scorecard / compared")
    assert found.fields == ("kpi_brand",)
    assert found.unknown_fields == {"kpi_brnd": "kpi_brand"}
    assert "scorecard" in found.unused
    assert "platforms" not in found.unused


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_dashboards_have_nothing_unknown(language: str) -> None:
    found = report_template(template_path("dashboard", language))
    assert all(table.dataset for table in found.tables)
    assert found.unknown_fields == {}
    assert {"scorecard", "trend", "platforms", "glossary", "issues", "slices"} <= {t.dataset for t in found.tables}


def test_the_refusal_lists_datasets_and_columns(tmp_path: Path) -> None:
    refuse_without_tables("a.xlsx", ["kpi_view"])
    with pytest.raises(kx.InputError) as error:
        refuse_without_tables(tmp_path / "a.xlsx", [])
    text = str(error.value)
    assert text.startswith("a.xlsx has no table that can be filled.\nFix: Insert an Excel table, name it kpi_ and")
    for name, filled in empty_datasets().items():
        assert f"\n  kpi_{name}: {next(iter(filled.columns))}" in text


def test_what_an_earlier_filling_wrote_and_the_next_one_would_not_is_named(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "own.xlsx")) as book:
        columns = [{"header": header} for header in ("platform", "reach", "likes")]
        book.add_worksheet("Data").add_table("A1:C2", {"name": "kpi_platforms", "columns": columns})
    built = kx.build(kx.write_input(example_tables(), tmp_path / "in.xlsx"), tmp_path / "d.xlsx", tmp_path / "own.xlsx")
    assert report_template(built.path).notices == ()
    renamed = Workbook(built.path, "kpi_platforms")
    acts.rename_header("likes", "Hearts")(renamed)
    (notice,) = report_template(renamed.save(tmp_path / "renamed.xlsx")).notices
    assert (notice.code, notice.values["column"], notice.values["other"]) == ("column-renamed", "Hearts", "likes")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_shipped_dashboard_is_named(language: str) -> None:
    assert report_template(template_path("dashboard", language)).notices == ()
