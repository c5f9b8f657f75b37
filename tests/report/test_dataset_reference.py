"""The reference of the datasets names every dataset and every column that a template may ask for."""

import pytest

from kpi_excel.catalogue import KPIS, measures_of
from kpi_excel.errors import UsageError
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.report.dataset_reference import datasets_as_markdown
from kpi_excel.report.template import dataset_columns


def sections(language: str) -> dict[str, str]:
    _, *found = datasets_as_markdown(language).split("\n## `kpi_")
    return {section.split("`")[0]: section for section in found}


def test_one_dataset_word_for_word() -> None:
    assert sections("en")["summary"].strip() == (
        "summary`\n"
        "\n"
        "What was read from each input table.\n"
        "\n"
        "What you type beside a row stays with the same: `table`.\n"
        "\n"
        "| Name | Header | Holds |\n"
        "|---|---|---|\n"
        "| `table` |  |  |\n"
        "| `table_label` | Input table |  |\n"
        "| `rows` | Rows read |  |\n"
        "| `left_out` | Rows left out |  |\n"
        "| `first` | First date |  |\n"
        "| `last` | Last date |  |\n"
        "| `platforms` | Platforms |  |"
    )


def test_a_column_that_is_a_kpi_says_which_and_both_its_headers() -> None:
    rows = sections("en")["share_of_voice"].split("\n")
    assert "| `share_of_voice` |  | Share of voice (SOV) |" in rows
    assert "| `expected` | Expected by now, Expected |  |" in sections("en")["unusual"].split("\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_dataset_and_column_is_there_and_nothing_else(language: str) -> None:
    words, found = texts(language), sections(language)
    every = {*measures_of(KPIS.values()), *KPIS}
    assert list(found) == list(dataset_columns())
    assert set(words.section("reference", "datasets")) == set(found)
    for name, columns in dataset_columns().items():
        rows = found[name].split("|---|---|---|\n")[1].split("\n")
        named = {row.split("`")[1] for row in rows if "`" in row}
        if every <= set(columns):
            assert named == set(columns) - every
            assert words.text("reference", "notes", "kpis") in rows[-2 if rows[-1] == "" else -1]
        else:
            assert named == set(columns)


def test_unknown_languages_are_refused() -> None:
    with pytest.raises(UsageError, match="There is no language “de”"):
        datasets_as_markdown("de")
