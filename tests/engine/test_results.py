"""Results are plain and frozen; of evidence, each part is worked out when it is asked for, and only then."""

from dataclasses import fields

import pandas as pd
import pytest

from kpi_excel.api import compute
from kpi_excel.engine.results import Evidence, Results
from tests.support import inputs

POSTS = [
    {"published": "2026-08-01 10:00", "platform": "X", "likes": 30, "reach": 500},
    {"published": "2026-09-01 10:00", "platform": "Instagram", "likes": 10, "reach": 250, "placement": "paid"},
]


@pytest.fixture(scope="module")
def results() -> Results:
    return compute(inputs({"posts": POSTS}))


def test_evidence_is_kept_once_it_was_asked_for(results: Results) -> None:
    for field in fields(Evidence):
        frame = getattr(results, field.name)
        assert isinstance(frame, pd.DataFrame), field.name
        assert getattr(results, field.name) is frame, field.name


def test_slices_are_chosen_by_what_is_named(results: Results) -> None:
    report = results.periods.report.name
    chosen = results.select(report, "X", "all")
    assert chosen[["likes", "reach"]].to_numpy().tolist() == [[30, 500]]
    assert set(results.select(platform="Instagram")["platform"]) == {"Instagram"}
    assert len(results.select()) == len(results.slices)


def test_a_result_cannot_be_changed(results: Results) -> None:
    with pytest.raises(AttributeError):
        results.slices = pd.DataFrame()  # type: ignore[misc]
