"""All contact with data frame libraries: any frame in, columns of known names and types out."""

from __future__ import annotations

from datetime import date
from typing import Any

import narwhals as nw

from kpi_excel.model.table import Content, Table

Frame = nw.LazyFrame[Any]

_TYPES: dict[Content, Any] = {
    Content.DATE: nw.Datetime("us"),
    Content.TIME: nw.Datetime("us"),
    Content.COUNT: nw.Float64,
    Content.AMOUNT: nw.Float64,
    Content.SIGNED_AMOUNT: nw.Float64,
    Content.NUMBER: nw.Float64,
    Content.YEAR: nw.Float64,
    Content.YES_NO: nw.Float64,
}


def conform(native: Any, table: Table) -> Frame:
    """Wrap a frame so that it has every column of the table, with its type.

    Args:
        native: a pandas, Polars, PyArrow or DuckDB frame; it is never changed.
        table: the input table it holds.

    Returns:
        A lazy frame with exactly the table's columns; absent ones hold nulls, and so do NaN values.
    """
    frame = nw.from_native(native).lazy()
    present = frame.collect_schema()
    columns = []
    for column in table.columns:
        kind = _TYPES.get(column.content, nw.String)
        if column.name not in present:
            columns.append(nw.lit(None).cast(kind).alias(column.name))
            continue
        expression = nw.col(column.name)
        if present[column.name] != kind and not (kind == nw.String and present[column.name] == nw.Object):
            expression = expression.cast(kind)
        if kind == nw.Float64 and present[column.name].is_float():
            expression = expression.fill_nan(None)
        columns.append(expression.alias(column.name))
    return frame.select(columns)


def to_pandas(frame: Frame) -> Any:
    """Collect a frame as a pandas data frame."""
    return frame.collect("pandas").to_native()


def first_and_last_day(frame: Frame) -> tuple[date, date] | None:
    """Give the first and last day of a prepared table; None if it has no dates or no rows."""
    if "day" not in frame.collect_schema():
        return None
    found = frame.select(first=nw.col("day").min(), last=nw.col("day").max()).collect("pandas")
    first, last = found["first"].item(), found["last"].item()
    return None if first is None or first != first else (first.date(), last.date())  # noqa: PLR0124 - NaT
