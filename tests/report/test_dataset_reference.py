"""The reference of the datasets names every dataset and every column that a template may ask for."""

import json

import pytest

from kpi_excel.catalogue import KPIS, measures_of
from kpi_excel.catalogue.datasets import DATASETS, dataset
from kpi_excel.errors import UsageError
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.report.dataset_reference import (
    datasets_as_json,
    datasets_as_markdown,
    explain_dataset,
    list_datasets,
)
from kpi_excel.report.datasets import empty_datasets


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
        "| `table_label` | Input table |  |\n"
        "| `rows` | Rows read |  |\n"
        "| `left_out` | Rows left out |  |\n"
        "| `first` | First date |  |\n"
        "| `last` | Last date |  |\n"
        "| `platforms` | Platforms |  |\n"
        "| `table` |  |  |"
    )


def test_a_column_that_is_a_kpi_says_which_and_others_their_own_headers() -> None:
    rows = sections("en")["share_of_voice"].split("\n")
    assert "| `share_of_voice` |  | Share of voice (SOV) |" in rows
    # one thing to findings, another to targets
    assert "| `expected` | Expected |  |" in sections("en")["unusual"].split("\n")
    assert "| `expected` | Expected by now |  |" in sections("en")["targets"].split("\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_dataset_and_column_is_there_and_nothing_else(language: str) -> None:
    words, found = texts(language), sections(language)
    every = {*measures_of(KPIS.values()), *KPIS}
    assert list(found) == list(DATASETS)
    assert set(words.section("reference", "datasets")) == set(found)
    for name, filled in empty_datasets().items():
        columns = set(filled.columns)
        rows = found[name].split("|---|---|---|\n")[1].split("\n")
        named = {row.split("`")[1] for row in rows if "`" in row}
        if every <= columns:
            assert named == columns - every | set(DATASETS[name].names)
            assert words.text("reference", "notes", "kpis") in rows[-2 if rows[-1] == "" else -1]
        else:
            assert named == columns


def test_unknown_languages_are_refused() -> None:
    with pytest.raises(UsageError, match="There is no language “de”"):
        datasets_as_markdown("de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_names_every_table_with_what_it_holds(language: str) -> None:
    lines = list_datasets(language).split("\n")
    for name in DATASETS:
        said = texts(language).text("reference", "datasets", name)
        assert any(line.split("  ", 1)[0] == f"kpi_{name}" and line.endswith(said) for line in lines)


def test_one_dataset_is_explained_word_for_word() -> None:
    assert explain_dataset(dataset("hashtags_top")) == (
        "kpi_hashtags_top\n"
        "The hashtags whose posts have the most engagements together.\n"
        "The dashboard shows it on the sheet Content.\n"
        "Sorted by: engagements (highest first), posts (highest first), hashtag.\n"
        "It has at most 15 rows.\n"
        "What you type beside a row stays with the same: hashtag.\n"
        "\n"
        "place                 No.\n"
        "hashtag               Hashtag\n"
        "engagements           Engagements           Engagements\n"
        "engagements_per_post  Engagements per post  Engagements per post\n"
        "posts                 Posts                 Posts\n"
        "reach                 Reach                 Reach, added over posts\n"
        "rate                  Rate\n"
        "basis                 Denominator"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_explanation_says_what_may_be_changed_and_that_there_is_a_column_per_kpi(language: str) -> None:
    words = texts(language)
    asked = words.text("commands", "datasets", "typed").split("{columns}")[0]
    said = [name for name, declared in DATASETS.items() if asked in explain_dataset(declared, language)]
    assert said == ["targets"]
    with_kpis = {name for name in DATASETS if words.text("reference", "notes", "kpis") in sections(language)[name]}
    assert with_kpis == {"slices", "view", "trend", "platforms", "each_platform"}
    assert words.text("reference", "notes", "kpis") in explain_dataset(dataset("trend"), language)


def test_machines_get_every_column() -> None:
    trend, targets = json.loads(datasets_as_json([dataset("trend"), dataset("targets")], "id"))
    names = [column["name"] for column in trend["columns"]]
    assert set(KPIS) | set(measures_of(KPIS.values())) < set(names)
    assert len(names) == len(set(names))
    assert (trend["table"], trend["sheet"], trend["key"], trend["sort"]) == (
        "kpi_trend", texts("id").text("dashboard", "sheets", "trends"), ["period"], ["position"],
    )  # fmt: skip
    (owner,) = (column for column in targets["columns"] if column["name"] == "owner")
    assert owner == {"name": "owner", "header": "Penanggung jawab", "holds": None, "typed": True}
