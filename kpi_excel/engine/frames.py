"""All contact with data frame libraries: any frame in, columns of known names and types out."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kpi_excel.model.table import ORIGIN, ColumnType, Table

Frame = nw.LazyFrame[Any]

_EPOCH = date(1970, 1, 1).toordinal()
_TYPES: dict[ColumnType, Any] = {
    ColumnType.DATE: nw.Datetime("us"),
    ColumnType.TIME: nw.Datetime("us"),
    ColumnType.COUNT: nw.Float64,
    ColumnType.SIGNED_COUNT: nw.Float64,
    ColumnType.AMOUNT: nw.Float64,
    ColumnType.SIGNED_AMOUNT: nw.Float64,
    ColumnType.NUMBER: nw.Float64,
    ColumnType.YEAR: nw.Float64,
    ColumnType.YES_NO: nw.Float64,
}

_ORIGIN: dict[str, Any] = dict(zip(ORIGIN, (nw.String, nw.Float64), strict=True))


def conform(native: Any, table: Table) -> Frame:
    """Wrap a frame so that it has every column of the table, with its type.

    Args:
        native: a pandas, Polars, PyArrow or DuckDB frame; it is never changed.
        table: the input table it holds.

    Returns:
        A lazy frame with exactly the table's columns, and the sheet and row of each row; absent ones hold nulls, and
        so do NaN values.
    """
    frame: Frame = nw.from_native(native).lazy()
    present = frame.collect_schema()
    columns = []
    for column in table.columns:
        kind = _TYPES.get(column.type, nw.String)
        if column.name not in present:
            columns.append(nw.lit(None).cast(kind).alias(column.name))
            continue
        expression = nw.col(column.name)
        if present[column.name] != kind and not (kind == nw.String and present[column.name] == nw.Object):
            expression = expression.cast(kind)
        if kind == nw.Float64 and present[column.name].is_float() and not _nan_is_null(native, column.name):
            expression = expression.fill_nan(None)
        columns.append(expression.alias(column.name))
    for name, kind in _ORIGIN.items():
        origin = nw.col(name) if name in present else nw.lit(None)
        columns.append((origin if present.get(name) == kind else origin.cast(kind)).alias(name))
    return frame.select(columns)


def _nan_is_null(native: Any, column: str) -> bool:
    """Tell whether a column knows no difference between NaN and null: numpy's floats in pandas."""
    return isinstance(native, pd.DataFrame) and isinstance(native[column].dtype, np.dtype)


def to_pandas(frame: Frame) -> Any:
    """Collect a frame as a pandas data frame."""
    return frame.collect("pandas").to_native()


def distinct(frame: Frame, column: str) -> list[Any]:
    """Give a column's different values, nulls left out, in no particular order."""
    if frame.implementation.is_pandas():
        return list(to_pandas(frame)[column].dropna().unique())
    return list(to_pandas(frame.select(column).unique())[column].dropna())


def first_and_last_day(frame: Frame, until: date | None = None) -> tuple[date, date] | None:
    """Give the first and last day of a prepared table, up to a day if one is given; None if it has no such rows."""
    if "day" not in frame.collect_schema():
        return None
    if until is not None:
        frame = frame.filter(nw.col("day") <= datetime.combine(until, time()))
    if frame.implementation.is_pandas():
        days = to_pandas(frame)["day"]
        first, last = days.min(), days.max()
    else:
        found = frame.select(first=nw.col("day").min(), last=nw.col("day").max()).collect("pandas")
        first, last = found["first"].item(), found["last"].item()
    return None if first is None or first != first else (first.date(), last.date())  # noqa: PLR0124 - NaT


def plain(column: pd.Series[Any]) -> pd.Series[Any]:
    """Give a column of keys the type that pandas itself would choose, whichever library it comes from."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.astype("datetime64[us]")
    return column.astype("int64" if pd.api.types.is_numeric_dtype(column) else "str")


def floats(column: pd.Series[Any]) -> NDArray[np.float64]:
    """Turn a pandas column into floats: NaN where it is null, 1 where it holds text."""
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(float, na_value=np.nan)
    return np.where(column.isna(), np.nan, 1.0)


def ordinals(days: pd.Series[Any]) -> NDArray[np.int64]:
    """Turn a pandas column of days into proleptic ordinals, as `datetime.date.toordinal` counts them."""
    return days.to_numpy("datetime64[D]").astype(np.int64) + _EPOCH
