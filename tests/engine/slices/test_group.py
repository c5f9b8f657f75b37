"""Grouping: numpy and the libraries give the same sums and counts."""

from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from kpi_excel.engine.slices.group import columns_of, sums_and_counts
from kpi_excel.model.measure import Aggregation, Measure, Source

NONE = None
TABLE = pd.DataFrame({
    "platform": ["X", "Y", "X", None, "Y"],
    "likes": [1.0, NONE, 4.0, 16.0, NONE],
    "reach": [10.0, 20.0, NONE, 40.0, NONE],
    "customer": pd.Series(["ann", None, "bo", None, None], dtype="str"),
})  # fmt: skip
MEASURES = [
    Measure("likes", Aggregation.SUM, (Source("posts", "likes"),)),
    Measure("likes_given_reach", Aggregation.SUM, (Source("posts", "likes"),), "reach"),
    Measure("posts", Aggregation.COUNT, (Source("posts"),)),
    Measure("posts_given_customer", Aggregation.COUNT, (Source("posts"),), "customer"),
    Measure("liked", Aggregation.COUNT, (Source("posts", "likes"),)),
    Measure("both", Aggregation.SUM, (Source("ads", "spend"), Source("posts", "reach"))),
]


@pytest.mark.parametrize("convert", [lambda t: t, pl.from_pandas, duckdb.from_df], ids=["pandas", "polars", "duckdb"])
def test_sums_and_counts(convert: Any) -> None:
    groups = sums_and_counts(nw.from_native(convert(TABLE)).lazy(), ["platform"], MEASURES, "posts")
    names = ["" if pd.isna(name) else name for name in groups.keys["platform"]]
    found = {
        name: (groups.rows[at], groups.sums[at].tolist(), groups.counts[at].tolist()) for at, name in enumerate(names)
    }
    assert found == {
        "X": (2, [5, 1, 2, 2, 2, 10], [2, 1, 2, 2, 2, 1]),
        "Y": (2, [0, 0, 2, 0, 0, 20], [0, 0, 2, 0, 0, 1]),
        "": (1, [16, 16, 1, 0, 1, 40], [1, 1, 1, 0, 1, 1]),
    }


def test_no_rows_are_no_groups() -> None:
    groups = sums_and_counts(nw.from_native(TABLE.iloc[:0]).lazy(), ["platform"], MEASURES, "posts")
    assert (len(groups.keys), groups.sums.shape, groups.counts.shape) == (0, (0, 6), (0, 6))


def test_columns_are_read_once() -> None:
    assert columns_of(MEASURES, "posts") == ["likes", "reach", "customer"]
