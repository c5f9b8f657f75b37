"""What a new workbook keeps out of sight comes into sight when it is asked for, or used."""

import io
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kpi_excel.authoring.inputs.workbook import build_input_workbook
from kpi_excel.catalogue import TABLES
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.workbook.filling.reveal import with_tables
from kpi_excel.workbook.filling.write_input import write_input

POST = {"published": datetime(2026, 7, 1), "platform": "X"}
REQUEST = {"received": datetime(2026, 7, 1), "platform": "X"}


def sheets_of(data: bytes) -> Mapping[str, Worksheet]:
    """Give the sheets of input tables by the tables' names."""
    book = load_workbook(io.BytesIO(data))
    return {name: sheet for sheet in book.worksheets for name in sheet.tables if name in TABLES}


def hidden_tables(data: bytes) -> set[str]:
    return {name for name, sheet in sheets_of(data).items() if sheet.sheet_state == "hidden"}


def hidden_columns(sheet: Worksheet) -> int:
    return sum((one.max or 0) - (one.min or 0) + 1 for one in sheet.column_dimensions.values() if one.hidden)


def hidden_rows(sheet: Worksheet) -> int:
    return sum(bool(row.hidden) for row in sheet.row_dimensions.values())


FOLDED = {name for name, table in TABLES.items() if table.folded}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_asked_for_is_shown_and_nothing_else(language: str) -> None:
    empty = build_input_workbook(language)
    shown = with_tables(empty, "a.xlsx", ["posts", "coverage", "settings"])
    before, after = sheets_of(empty), sheets_of(shown)
    assert hidden_tables(empty) == FOLDED
    assert hidden_tables(shown) == FOLDED - {"coverage"}
    folded = sum(column.folded for column in TABLES["posts"].columns)
    assert (hidden_columns(before["posts"]), hidden_columns(after["posts"])) == (folded, 0)
    assert hidden_columns(after["orders"]) == hidden_columns(before["orders"]) > 0
    assert hidden_rows(before["settings"]) > hidden_rows(after["settings"]) == 0
    assert not any(one.collapsed for one in after["posts"].column_dimensions.values())
    start = texts(language).text("start", "start_sheet")
    lines = [hidden_rows(load_workbook(io.BytesIO(data))[start]) for data in (empty, shown)]
    assert lines == [len(FOLDED), len(FOLDED) - 1]  # the line that leads to the sheet is shown with it


def test_asking_for_nothing_changes_nothing() -> None:
    empty = build_input_workbook("en")
    assert hidden_tables(with_tables(empty, "a.xlsx", [])) == FOLDED


@pytest.mark.parametrize(
    ("tables", "shown", "columns", "settings"),
    [
        ({"posts": [POST]}, set(), 17, True),
        ({"posts": [{**POST, "views": 5}]}, set(), 0, True),
        ({"posts": [POST], "rates": [{"currency": "USD", "from": date(2026, 1, 1), "rate": 2}]}, {"rates"}, 17, True),
        ({"posts": [POST], "rates": []}, set(), 17, True),
        ({"posts": [POST], "settings": {"brand": "Senja", "currency": "IDR"}}, set(), 17, True),
        ({"posts": [POST], "settings": {"brand": "Senja", "csat_scale": 10}}, set(), 17, False),
    ],
)
def test_what_is_written_is_shown(
    tmp_path: Path, tables: Mapping[str, Any], shown: set[str], columns: int, settings: bool
) -> None:
    data = write_input(tables, tmp_path / "a.xlsx").read_bytes()
    assert hidden_tables(data) == FOLDED - shown
    assert hidden_columns(sheets_of(data)["posts"]) == columns
    assert (hidden_rows(sheets_of(data)["settings"]) > 0) == settings
