"""No number in any text of a dashboard that does not stand in the workbook."""

from pathlib import Path

import openpyxl
import pytest

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from tests.report.said import numbers_in, unknown_numbers

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("comparison", ["previous", "last_year"])
def test_every_number_said_stands_in_the_workbook(language: str, comparison: str, tmp_path: Path) -> None:
    tables = example_tables(language)
    for row in tables["settings"]:
        if row["name"] == "comparison":
            row["value"] = comparison
    inputs = kx.write_input(tables, tmp_path / "kpis.xlsx", language)
    built = kx.build(inputs, tmp_path / "dashboard.xlsx", language=language).path
    book = openpyxl.load_workbook(built, data_only=True)
    words = texts(language)
    sheet = book[words.text("dashboard", "sheets", "findings")]
    table = sheet.tables["kpi_findings"]
    position = table.column_names.index(words.text("findings", "columns", "sentence"))
    sentences = [str(row[position].value) for row in sheet[table.ref][1:]]
    assert len(sentences) > 8
    known = [
        cell.value
        for one in book.worksheets
        for row in one.iter_rows()
        for cell in row
        if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
    ]
    numbers = 0
    for sentence in sentences:
        numbers += len(numbers_in(sentence, language))
        assert unknown_numbers(sentence, known, language) == [], sentence
    assert numbers > 20
