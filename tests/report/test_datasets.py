from datetime import datetime

import pandas as pd

import kpi_excel as kx
from kpi_excel.engine.inputs import Inputs
from kpi_excel.language.texts import texts
from kpi_excel.report.datasets import dashboard_datasets


def test_asking_whether_there_is_a_dataset_makes_none() -> None:
    posts = pd.DataFrame({"published": [datetime(2026, 7, 1)], "platform": ["X"]})
    results = kx.compute(Inputs({"posts": posts}))
    datasets = dashboard_datasets(results, texts("en"))
    assert "trend" in datasets
    assert "trends" not in datasets
    assert "trend" not in vars(results)  # which holds what was worked out
    assert len(datasets["trend"].columns["position"]) == results.periods.trend_length
    assert "trend" in vars(results)
