"""Any library's frame becomes columns of known names and types; NaN is null, and nothing given is changed."""

import math
from datetime import date, datetime
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from kpi_excel.engine.frames import conform, distinct, first_and_last_day, floats, ordinals, plain, to_pandas
from kpi_excel.model.table import Column, ColumnType, Table

TABLE = Table(
    "visits",
    (
        Column("day", ColumnType.DATE, required=True),
        Column("platform", ColumnType.PLATFORM),
        Column("sessions", ColumnType.COUNT),
        Column("spend", ColumnType.AMOUNT),
    ),
)
ROWS = {
    "day": [datetime(2026, 7, 1), datetime(2026, 7, 3)],
    "platform": ["X", None],
    "sessions": [3.0, math.nan],
    "more": [1, 2],
}


def frames() -> list[Any]:
    pandas = pd.DataFrame(ROWS)
    return [
        pandas,
        pl.DataFrame(ROWS),
        pl.DataFrame(ROWS).lazy(),
        pl.DataFrame(ROWS).to_arrow(),
        duckdb.from_arrow(pl.DataFrame(ROWS).to_arrow()),
    ]


@pytest.mark.parametrize(
    "native", frames(), ids=lambda native: type(native).__module__.partition(".")[0] + type(native).__name__
)
def test_the_tables_columns_and_no_other(native: Any) -> None:
    frame = conform(native, TABLE)
    rows = to_pandas(frame)
    assert list(rows.columns) == ["day", "platform", "sessions", "spend", "sheet", "row"]
    assert rows[["sheet", "row"]].isna().all(axis=None)  # nobody said where they stand
    assert rows["sessions"].isna().tolist() == [False, True]
    assert rows["spend"].isna().all()
    assert distinct(frame, "platform") == ["X"]
    assert first_and_last_day(frame) == (date(2026, 7, 1), date(2026, 7, 3))


@pytest.mark.parametrize("library", [pd.DataFrame, pl.DataFrame])
def test_rows_keep_their_sheet_and_number(library: Any) -> None:
    rows = to_pandas(conform(library({**ROWS, "sheet": ["July"] * 2, "row": [7, 9]}), TABLE))
    assert (rows["sheet"].tolist(), rows["row"].tolist()) == (["July", "July"], [7.0, 9.0])


def test_what_is_given_is_not_changed() -> None:
    given = pd.DataFrame(ROWS)
    before = given.copy(deep=True)
    to_pandas(conform(given, TABLE))
    pd.testing.assert_frame_equal(given, before)


def test_tables_without_days() -> None:
    plain_table = Table("plain", (Column("note", ColumnType.TEXT),))
    assert first_and_last_day(conform(pd.DataFrame({"note": ["a"]}), plain_table)) is None
    assert first_and_last_day(conform(pd.DataFrame({"day": pd.Series([], dtype="datetime64[us]")}), TABLE)) is None


def test_days_are_counted_as_python_counts() -> None:
    days = pd.Series([datetime(1970, 1, 1), datetime(2026, 7, 1)])
    assert ordinals(days).tolist() == [date(1970, 1, 1).toordinal(), date(2026, 7, 1).toordinal()]


def test_texts_count_one_and_nulls_are_no_value() -> None:
    assert floats(pd.Series(["a", None])).tolist() == pytest.approx([1, math.nan], nan_ok=True)
    assert floats(pd.Series([2, None], dtype="Int64")).tolist() == pytest.approx([2, math.nan], nan_ok=True)


def test_keys_have_pandas_own_types() -> None:
    assert plain(pd.Series([1.0, 2.0])).dtype == np.dtype("int64")
    assert str(plain(pd.Series([datetime(2026, 7, 1)])).dtype) == "datetime64[us]"
    assert plain(pd.Series(["a"], dtype=object)).dtype == "str"
