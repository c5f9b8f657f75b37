"""Selections of slices keep the order that is asked for; what was not computed is a row without values."""

import math

import pandas as pd
import pytest

from kpi_excel.engine.slices.selections import select_slices, slices_of
from kpi_excel.model.slice import Slice

SLICES = pd.DataFrame(
    {
        "slice": ["2026-Q3|All|all", "2026-Q3|X|all", "2026-Q2|All|all"],
        "period": ["2026-Q3", "2026-Q3", "2026-Q2"],
        "platform": ["All", "X", "All"],
        "placement": ["all", "all", "all"],
        "likes": [3.0, 2.0, 5.0],
    }
)


def test_what_is_not_named_is_every_one() -> None:
    assert select_slices(SLICES, platform="All")["likes"].tolist() == [3, 5]
    assert select_slices(SLICES, "2026-Q3", "X", "all")["likes"].tolist() == [2]
    assert select_slices(SLICES, "2026-Q1").empty


def test_slices_in_the_order_asked_for() -> None:
    rows = slices_of(SLICES, [Slice("2026-Q2"), Slice("2026-Q1"), Slice("2026-Q3")])
    assert rows["slice"].tolist() == ["2026-Q2|All|all", "2026-Q1|All|all", "2026-Q3|All|all"]
    assert rows["likes"].tolist() == pytest.approx([5, math.nan, 3], nan_ok=True)
