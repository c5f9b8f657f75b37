"""What cells of the input workbook take, and what is said of what they refuse."""

import pytest

from kpi_excel.authoring.inputs.validations import column_validation, setting_validation
from kpi_excel.catalogue import TABLES
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES

LIMITS = {"input_title": 32, "input_message": 255, "error_title": 32, "error_message": 255}  # Excel's, in characters


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hint_fits_into_excels_boxes(language: str) -> None:
    words = texts(language)
    for table in TABLES.values():
        for column in table.columns:
            options = column_validation(table, column, words)
            for name, limit in LIMITS.items():
                assert len(options.get(name, "")) <= limit, (table.name, column.name, name)
    for setting in words.files["settings"]:
        options = setting_validation(setting, listed=False, texts=words)
        assert all(len(options[name]) <= limit for name, limit in LIMITS.items()), setting


def rule(table: str, name: str) -> dict[str, object]:
    columns = {column.name: column for column in TABLES[table].columns}
    return column_validation(TABLES[table], columns[name], texts("en"))


def test_numbers_and_dates_are_refused_and_free_words_are_not() -> None:
    assert (rule("posts", "likes")["validate"], rule("posts", "likes")["criteria"]) == ("decimal", ">=")
    assert rule("ads", "date")["validate"] == "date"
    assert rule("posts", "caption")["validate"] == "any"
    assert rule("posts", "platform") | {"show_error": False} == rule("posts", "platform")
    assert rule("posts", "placement")["source"] == "=kpi_list_placement"
    assert "show_error" not in rule("posts", "placement")
    assert rule("targets", "kpi")["error_type"] == "warning"  # a custom KPI is in no list


def test_a_setting_with_a_list_draws_from_it() -> None:
    options = setting_validation("comparison", listed=True, texts=texts("en"))
    assert (options["validate"], options["source"]) == ("list", "=kpi_list_comparison")


def test_jalali_dates_which_excel_takes_for_texts_may_be_typed() -> None:
    columns = {column.name: column for column in TABLES["posts"].columns}
    persian = column_validation(TABLES["posts"], columns["published"], texts("fa"))
    assert (persian["validate"], persian["show_error"]) == ("date", False)
    assert rule("posts", "published")["error_type"] == "warning"  # asked about, where Jalali dates are rare
    assert setting_validation("as_of", listed=False, texts=texts("fa"))["show_error"] is False
    assert setting_validation("as_of", listed=False, texts=texts("en"))["error_type"] == "warning"
