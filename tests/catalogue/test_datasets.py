"""The datasets as they ship: each has its texts in every language, and a KPI never stands in a row without its name."""

import re
from collections import Counter

import pytest

from kpi_excel.catalogue.datasets import DATASETS, dataset
from kpi_excel.errors import UsageError
from kpi_excel.language.texts import COLUMN_FILES, texts
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.workbook.vocabulary import fold


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_dataset_and_its_sheet_and_shown_columns_have_texts(language: str) -> None:
    words = texts(language)
    assert set(words.section("reference", "datasets")) == set(DATASETS)
    for declared in DATASETS.values():
        if declared.sheet:
            assert words.text("dashboard", "sheets", declared.sheet).strip()
        if declared.sheet in ("", "data"):
            continue  # there headers are keys, in every language: other sheets look them up
        for column in declared.columns:
            assert words.headers[declared.label_keys[column.name]].strip(), (declared.name, column.name)
        for highlight in (one for column in declared.columns for one in column.highlights if one.word):
            assert words.text(*highlight.word.split(".")).strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_column_is_labelled_in_two_files(language: str) -> None:
    files = texts(language).files
    counted = Counter(key for name in files for key in files[name].get("columns", {}) if name in COLUMN_FILES)
    assert [key for key, times in counted.items() if times > 1] == []


def test_no_label_stands_for_two_columns_in_whatever_languages() -> None:
    meant: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for key, label in texts(language).headers.items():
            assert not re.search(r"['\[\]#@]", label), label  # which formulas would have to escape
            meant.setdefault(fold(label), set()).add(key)
    assert {label: keys for label, keys in meant.items() if len(keys) > 1} == {}


def test_where_a_kpi_stands_its_name_and_the_unit_of_its_change_stand_too() -> None:
    with_kpi = {name for name, declared in DATASETS.items() if "kpi" in declared.names}
    assert with_kpi >= {"scorecard", "findings", "targets", "drivers", "benchmarks", "unusual", "glossary", "readings"}
    for name in with_kpi:
        assert {"label", "change_unit"} <= set(DATASETS[name].names), name


def test_a_dataset_is_found_by_its_name_or_its_tables() -> None:
    assert dataset("trend") is dataset(" KPI_Trend") is DATASETS["trend"]
    with pytest.raises(UsageError, match="There is no dataset named “trnd”") as error:
        dataset("trnd")
    assert error.value.fix == "Did you mean trend?"
    with pytest.raises(UsageError) as error:
        dataset("xyz")
    assert error.value.fix == "`kpi-excel datasets` lists them all."
