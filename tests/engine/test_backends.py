"""Data frame libraries: pandas, Polars and DuckDB tables give the same results, the example's and any small ones."""

from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import given

from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.compute import compute
from kpi_excel.engine.inputs import Inputs
from kpi_excel.engine.results import Results
from kpi_excel.model.measure import Aggregation
from tests.engine import rows as random_rows
from tests.engine.rows import Rows, few
from tests.support import frame, inputs, settings

ALL = measures_of(KPIS.values())
COUNTS = [name for name, one in ALL.items() if one.aggregation not in (Aggregation.SUM, Aggregation.SETTING)]
DATASETS = ("slices", "content", "formats", "posting_times", "hashtags", "share_of_voice", "trend", "platforms")
EVERY = (*DATASETS, "view", "scorecard")
LIBRARIES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "polars": pl.from_pandas,
    "polars_lazy": lambda table: pl.from_pandas(table).lazy(),
    "pyarrow": lambda table: pl.from_pandas(table).to_arrow(),
    "pandas_pyarrow": lambda table: table.convert_dtypes(dtype_backend="pyarrow"),
    "pandas_nullable": pd.DataFrame.convert_dtypes,
    "duckdb": lambda table: duckdb.connect().from_df(table),  # a connection of its own for each table
}


def run(given_inputs: Inputs, library: str = "") -> Results:
    tables = dict(given_inputs.tables)
    if library:
        tables = {name: LIBRARIES[library](table) for name, table in tables.items()}
    return compute(Inputs(tables, given_inputs.settings), KPIS, ALL, TABLES)


def assert_same(one: Results, other: Results) -> None:
    assert one.axes == other.axes
    assert one.periods == other.periods
    pd.testing.assert_frame_equal(one.slices[COUNTS], other.slices[COUNTS], check_exact=True)
    for dataset in EVERY:
        pd.testing.assert_frame_equal(
            getattr(one, dataset), getattr(other, dataset), rtol=1e-12, atol=0, obj=f"dataset {dataset}"
        )
    assert one.issues == other.issues


@pytest.fixture(scope="module")
def example() -> Inputs:
    apart = ("settings", "targets", "benchmarks", "custom_kpis")
    rows = {name: some for name, some in example_tables().items() if name not in apart}
    return Inputs({name: frame(name, some) for name, some in rows.items()}, settings({"brand": "Senja Coffee"}))


@pytest.fixture(scope="module")
def expected(example: Inputs) -> Results:
    return run(example)


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_example_gives_the_same_in_every_library(library: str, example: Inputs, expected: Results) -> None:
    assert_same(expected, run(example, library))
    assert expected.slices["brand_mentions"].sum() > 0


@pytest.mark.parametrize("library", ["polars", "duckdb", "pandas_nullable"])
@few(4)
@given(rows=random_rows.tables())
def test_small_tables_with_missing_values_give_the_same(library: str, rows: Rows) -> None:
    given_inputs = inputs(rows, trend_length=3)
    assert_same(run(given_inputs), run(given_inputs, library))


@pytest.mark.parametrize("library", LIBRARIES)
def test_nan_and_null_are_the_same_no_value(library: str) -> None:
    days = ["2026-07-01", "2026-07-02", "2026-07-03"]
    rows = [
        {"published": day, "platform": "X", "likes": likes, "reach": 10}
        for day, likes in zip(days, (4, None, 8), strict=True)
    ]
    found = run(inputs({"posts": rows}), library).select("2026-Q3", "All", "all").iloc[0]
    assert found[["likes", "posts", "reach_given_engagements"]].tolist() == [12, 3, 20]


def test_nan_of_polars_is_no_value() -> None:
    table = pl.from_pandas(frame("posts", [{"published": "2026-07-01", "platform": "X", "likes": 4}] * 2))
    table = table.with_columns(likes=pl.Series([4.0, float("nan")]), reach=pl.lit(float("nan")))
    found = compute(Inputs({"posts": table}, settings({})), KPIS, ALL, TABLES).select("2026-Q3", "X", "all").iloc[0]
    assert found["likes"] == 4
    assert pd.isna(found["reach"])


@pytest.mark.parametrize("library", LIBRARIES)
def test_tags_end_at_any_white_space_and_brands_match_in_any_case(library: str) -> None:
    caption = "#یک\u00a0#two\u3000#three\u2003four #پنج، #six!"
    rows: Rows = {
        "posts": [{"published": "2026-07-01", "platform": "X", "caption": caption, "likes": 1}],
        "mentions": [
            {"date": "2026-07-01", "platform": "X", "brand": brand} for brand in ("ΟΔΟΣ", " οδος ", "Οδός", "Other")
        ],
    }
    results = run(inputs(rows, brand="Οδος"), library)
    found = results.select("2026-Q3", "All", "all").iloc[0]
    assert found[["hashtags", "brand_mentions", "market_mentions"]].tolist() == [5, 2, 4]
    assert set(results.hashtags["hashtag"]) == {"#یک", "#two", "#three", "#پنج", "#six"}
    assert results.share_of_voice["mentions"].tolist() == [2, 1, 1]
