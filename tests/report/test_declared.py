"""Declared datasets and made ones are the same: columns, rows at most, order, and what stands beside every KPI."""

import math
from collections.abc import Mapping
from typing import Any

import pytest

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.engine.results import Results
from kpi_excel.language.texts import texts
from kpi_excel.model.dataset import DeclaredDataset
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.report.datasets import MAKERS, TELLERS, dashboard_datasets, empty_datasets
from kpi_excel.report.declared import completed, headers
from kpi_excel.workbook.filling.filled import Dataset
from kpi_excel.workbook.vocabulary import fold

EN = texts("en")
CUSTOM = {
    "name": "saves_per_like", "function": "SAVES_PER_LIKE", "label": "Saves per like", "category": "engagement",
    "formula": "saves_given_likes / likes_given_saves", "unit": "ratio", "direction": "up",
}  # fmt: skip
"""A KPI of the user's own, over measures that no shipped one needs, and which single posts have."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    tables = example_tables()
    tables["custom_kpis"].append(dict(CUSTOM))
    return kx.compute(kx.read(kx.write_input(tables, tmp_path_factory.mktemp("example") / "in.xlsx")))


@pytest.fixture(scope="module")
def datasets(results: Results) -> Mapping[str, Dataset]:
    return dashboard_datasets(results, EN)


def test_every_dataset_has_one_maker() -> None:
    assert set(MAKERS) | set(TELLERS) == set(DATASETS)
    assert set(MAKERS) & set(TELLERS) == set()


@pytest.mark.parametrize("name", DATASETS)
def test_what_is_made_is_what_is_declared_and_the_users_own_kpis(name: str, datasets: Mapping[str, Dataset]) -> None:
    made, asked = datasets[name], empty_datasets()[name]
    assert made.rows > 0
    assert {len(column) for column in made.columns.values()} == {made.rows}
    assert (made.keys, made.headers, made.meanings) == (asked.keys, asked.headers, asked.meanings)
    own = {"saves_per_like", "saves_per_post", "saves_given_likes", "likes_given_saves", "posts_given_saves"}
    assert set(made.columns) - set(asked.columns) <= own
    assert set(asked.columns) <= set(made.columns)
    assert not DATASETS[name].most or made.rows <= DATASETS[name].most


def test_the_users_own_kpis_stand_where_every_kpi_does(datasets: Mapping[str, Dataset]) -> None:
    with_own = {name for name, dataset in datasets.items() if "saves_per_like" in dataset.columns}
    every = {"slices", "view", "trend", "platforms", "each_platform"}
    assert with_own == every | {"content", "formats", "posting_times", "hashtags"}


@pytest.mark.parametrize("name", [name for name, declared in DATASETS.items() if declared.sort])
def test_rows_stand_in_the_declared_order(name: str, datasets: Mapping[str, Dataset]) -> None:
    columns = datasets[name].columns
    names, ascending = DATASETS[name].order
    rows = [
        tuple(_rank(columns[column][row], up) for column, up in zip(names, ascending, strict=True))
        for row in range(datasets[name].rows)
    ]
    assert len(set(rows)) > 1
    assert rows == sorted(rows)


def _rank(value: Any, ascending: bool) -> Any:
    """Give what sorts as a value does; what is missing stands last."""
    if isinstance(value, str):
        return (value == "–", value)  # the dash that a reader sees
    missing = value is None or math.isnan(value)
    return (missing, 0.0 if missing else value if ascending else -value)


def test_rows_are_told_apart_by_their_keys(datasets: Mapping[str, Dataset]) -> None:
    for name, dataset in datasets.items():
        if name in ("findings", "issues", "content"):
            continue  # of which two may be alike: those are numbered by their order
        rows = list(zip(*(dataset.columns[key] for key in DATASETS[name].key), strict=True))
        assert len(set(rows)) == len(rows), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_and_units_of_a_kpi_stand_in_its_row(language: str, results: Results) -> None:
    words = texts(language)
    found = dashboard_datasets(results, words)
    units = {"engagement_rate": "percentage_points", "net_promoter_score": "points", "followers": "percent"}
    for name in (name for name, declared in DATASETS.items() if "kpi" in declared.names):
        columns = found[name].columns
        for kpi, label, unit in zip(*(columns[one] for one in ("kpi", "label", "change_unit")), strict=True):
            if kpi in units:
                assert (label, unit) == (words.label(str(kpi)), units[str(kpi)]), name


def test_a_kpi_that_is_not_known_is_called_as_it_was_written(results: Results) -> None:
    declared = DeclaredDataset("mine", ("kpi",), more=("kpi", "label", "change_unit"))
    rows = completed(declared, {"kpi": ["likes_per_day", "reach"]}, results, EN)
    assert rows == {
        "kpi": ["likes_per_day", "reach"], "label": ["likes_per_day", EN.label("reach")],
        "change_unit": ["", "percent"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"post": ["a"]}, "mine is declared with other columns: likes"),
        ({"post": ["a"], "likes": [1], "reach": [2]}, "mine is declared with other columns: reach"),
        ({"post": ["a", "b", "c"], "likes": [1, 2, 3]}, "mine is declared with at most 2 rows"),
    ],
)
def test_a_maker_that_gives_anything_else_is_refused(rows: Any, message: str, results: Results) -> None:
    declared = DeclaredDataset("mine", ("post",), more=("post", "likes"), most=2)
    with pytest.raises(AssertionError, match=message):
        completed(declared, rows, results, EN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_header_that_two_datasets_have_for_different_columns_finds_its_own(language: str) -> None:
    labels = texts(language).headers
    unusual, targets = headers("unusual"), headers("targets")
    assert unusual[fold(labels["expected_by_trend"])] == "expected"
    assert targets[fold(labels["expected"])] == "expected"
    assert labels["expected"] != labels["expected_by_trend"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DATASETS)
def test_every_label_of_a_dataset_leads_to_its_column(language: str, name: str) -> None:
    labels, dataset = texts(language).headers, empty_datasets()[name]
    for column, label_key in DATASETS[name].label_keys.items():
        if label_key in labels:
            assert dataset.key(labels[label_key]) == column
