"""The Content sheet: room for every row, links without risk, the same columns for all tables, words by language."""

import io
import re
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import kpi_excel as kx
from kpi_excel.authoring.dashboard.content import BLOCKS, SECTIONS, content_tables
from kpi_excel.authoring.dashboard.workbook import build_dashboard
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.report.build import build_dashboard as fill_dashboard

pytestmark = pytest.mark.slow


@cache
def template(language: str) -> bytes:
    return build_dashboard(language)


@cache
def sheet(language: str) -> Worksheet:
    book = load_workbook(io.BytesIO(template(language)))
    return book[texts(language).text("dashboard", "sheets", "content")]


def build(tmp_path: Path, language: str = "en", **changed: object) -> Worksheet:
    tables = example_tables(language)
    tables["posts"] = [{**row, **changed} for row in tables["posts"]] if changed else []
    path = tmp_path / "template.xlsx"
    path.write_bytes(template(language))
    results = kx.compute(kx.read(kx.write_input(tables, tmp_path / "input.xlsx", language)))
    fill_dashboard(results, tmp_path / "out.xlsx", template=path, language=language)
    book = load_workbook(tmp_path / "out.xlsx", data_only=True)
    return book[texts(language).text("dashboard", "sheets", "content")]


def test_the_heat_map_has_a_row_per_day_and_a_column_per_block_of_hours() -> None:
    heat = DATASETS["posting_hours"]
    starts = [f"{hour:02}" for hour in range(0, 24, 3)]
    assert heat.most == 7
    assert tuple(starts) == BLOCKS
    assert {f"from_{start}" for start in starts} < {column.name for column in heat.columns}
    assert {f"n_{start}" for start in starts} < set(heat.hidden)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_stands_where_tables_grow(language: str) -> None:
    tables = content_tables(texts(language))
    for section, table in zip(SECTIONS, tables, strict=True):
        last = table.row + section.most if section.most else table.row + 500
        right = table.column + len(table.fields)
        cells = sheet(language).iter_rows(table.row + 3, last + 1, table.column + 1, right)
        assert [cell.coordinate for row in cells for cell in row if cell.value is not None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_share_their_columns(language: str) -> None:
    dimensions = sheet(language).column_dimensions
    for table in content_tables(texts(language)):
        for position, one in enumerate(table.fields, table.column):
            group = next(
                group for group in dimensions.values() if position + 1 in range(group.min or 0, (group.max or 0) + 1)
            )
            assert group.hidden == one.hidden, (table.name, one.key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_fit_into_formulas_and_are_the_same_in_every_language(language: str) -> None:
    own, english = texts(language).files["content"], texts("en").files["content"]
    assert {name: set(section) for name, section in own.items()} == {
        name: set(section) for name, section in english.items()
    }
    for name in ("notes", "empty", "words"):
        for key, text in own[name].items():
            assert text.strip()
            assert '"' not in text
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", english[name][key]))
            assert all(len(piece) <= 255 for piece in text.split("{posts}"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_posts_is_said(language: str, tmp_path: Path) -> None:
    content, words = build(tmp_path, language), texts(language)
    values = [cell.value for row in content.iter_rows() for cell in row]
    assert set(words.section("content", "empty").values()) <= set(values)
    assert not any(str(value).startswith("#") for value in values)


def test_any_caption_and_link_stays_text(tmp_path: Path) -> None:
    content = build(tmp_path, caption='=HYPERLINK("https://evil.example")\nx', url="javascript:alert(1)", format=None)
    values = [cell.value for row in content.iter_rows() for cell in row]
    assert values.count('=HYPERLINK("https://evil.example") x') == 20
    assert values.count("javascript:alert(1)") == 40  # the column of addresses and that of links
    assert "Open" not in values


def test_links_open_the_posts_and_the_heat_map_counts_them(tmp_path: Path) -> None:
    content = build(tmp_path, url="https://social.example/1")
    values = [cell.value for row in content.iter_rows() for cell in row]
    assert values.count("Open") == 20
    assert any(re.search(r"from \d+ posts", str(value)) for value in values)
    formulas = [str(cell.value) for row in sheet("en").iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert len(formulas) == 2
    for formula in formulas:
        assert "LEFT(" in formula
        assert '"https://"' in formula
