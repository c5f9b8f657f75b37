"""Datasets: what a template does not ask for is not worked out, and what it asks for twice is worked out once."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime

import pandas as pd
import pytest

import kpi_excel as kx
from kpi_excel.engine.inputs import Inputs
from kpi_excel.engine.results import Evidence, Results
from kpi_excel.language.texts import texts
from kpi_excel.report.datasets import dashboard_datasets

FRAMES = {field.name for field in fields(Evidence)}


@pytest.fixture
def results() -> Results:
    posts = pd.DataFrame({"published": [datetime(2026, 7, 1)], "platform": ["X"]})
    return kx.compute(Inputs({"posts": posts}))


def watched(results: Results, asked: list[str]) -> Results:
    """Give results that note which evidence is asked for."""

    def noting(name: str) -> Callable[[], pd.DataFrame]:
        def ask() -> pd.DataFrame:
            asked.append(name)
            frame: pd.DataFrame = getattr(results.evidence, name)()
            return frame

        return ask

    return replace(results, evidence=Evidence(**{name: noting(name) for name in FRAMES}))


def test_asking_whether_there_is_a_dataset_makes_none(results: Results) -> None:
    asked: list[str] = []
    datasets = dashboard_datasets(watched(results, asked), texts("en"))
    assert "content" in datasets
    assert "contents" not in datasets
    assert asked == []
    assert len(datasets["content"].columns["post_id"]) == 1
    assert asked == ["content"]


def test_a_small_template_pays_for_no_evidence(results: Results) -> None:
    asked: list[str] = []
    datasets = dashboard_datasets(watched(results, asked), texts("en"))
    for name in ("slices", "view", "trend", "platforms", "scorecard", "periods", "issues", "glossary", "readings"):
        assert datasets[name].columns
    assert asked == []


def test_evidence_is_worked_out_once(results: Results) -> None:
    for name in FRAMES:
        assert getattr(results, name) is getattr(results, name)
