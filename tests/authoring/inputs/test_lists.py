"""The values behind drop-downs, as users of a language see them."""

import io

import openpyxl
import pytest
from xlsxwriter import Workbook

from kpi_excel.authoring.inputs.lists import list_of, lists, write_lists
from kpi_excel.authoring.style import Style
from kpi_excel.catalogue import KPIS, TABLES
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES


def test_which_list_a_column_draws_from() -> None:
    columns = {column.name: column for column in TABLES["posts"].columns}
    assert [list_of(columns[name]) for name in ("platform", "placement", "format", "caption")] == [
        "platform", "placement", "format", "",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_list_names_two_things_alike(language: str) -> None:
    for name, values in lists(texts(language)).items():
        assert len(values) == len(set(values)), name
        assert all(values), name
    assert len(lists(texts(language))["kpi"]) == len(KPIS)


def test_names_point_at_their_values() -> None:
    stream = io.BytesIO()
    workbook = Workbook(stream)
    workbook.add_worksheet("Start")
    write_lists(workbook, Style(workbook, texts("en")))
    workbook.close()
    book = openpyxl.load_workbook(stream)
    sheet = book.worksheets[-1]
    assert sheet.sheet_state == "hidden"
    for name, values in lists(texts("en")).items():
        _, cells = next(iter(book.defined_names[f"kpi_list_{name}"].destinations))
        rows = sheet[cells]
        found = [row[0].value for row in rows] if isinstance(rows, tuple) else [rows.value]
        assert found == list(values), name
