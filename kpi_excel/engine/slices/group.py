"""Grouping: a table's rows to sums and counts per key.

Frames in memory (pandas) are grouped with numpy, which is several times faster. Others (Polars, DuckDB) are grouped by
the library that holds them, so that only the groups leave it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kpi_excel.engine.frames import Frame, floats, to_pandas
from kpi_excel.model.measure import Aggregation, Measure

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Groups:
    """A grouped table, in no particular order.

    Args:
        keys: one row per group.
        rows: the number of rows of each group.
        sums: ``[group, measure]``, 0 without values.
        counts: ``[group, measure]``, the number of values.
    """

    keys: pd.DataFrame
    rows: Floats
    sums: Floats
    counts: Floats

    def take(self, positions: NDArray[np.intp]) -> Groups:
        """Give some of the groups, in the order of their positions."""
        keys = self.keys.iloc[positions].reset_index(drop=True)
        return Groups(keys, self.rows[positions], self.sums[positions], self.counts[positions])


def sums_and_counts(frame: Frame, keys: list[str], measures: list[Measure], table: str) -> Groups:
    """Group a table.

    Args:
        frame: the prepared table.
        keys: columns that make a group; nulls make groups too.
        measures: sums and counts over this table.
        table: the table's name.
    """
    group = _with_numpy if frame.implementation.is_pandas() else _in_library
    return group(frame, keys, measures, table)


def column_of(measure: Measure, table: str) -> str:
    """Give the column of a table that a measure reads; empty if it counts rows."""
    return next(source.column for source in measure.sources if source.table == table)


def columns_of(measures: Iterable[Measure], table: str) -> list[str]:
    """Give the columns of a table that measures read, each once."""
    found = (column for measure in measures for column in (column_of(measure, table), measure.given) if column)
    return list(dict.fromkeys(found))


def row_values(measure: Measure, table: str, columns: Mapping[str, Floats], size: int) -> Floats:
    """Give each row's value of a measure.

    A row counts for a restricted measure only if it gives the other side too.

    Args:
        measure: a sum or a count.
        table: the table's name.
        columns: the columns of `columns_of`.
        size: the number of rows.

    Returns:
        NaN where the row does not count.
    """
    column = column_of(measure, table)
    values = columns[column] if column else np.ones(size)
    if measure.aggregation is Aggregation.COUNT and column:
        values = np.where(np.isnan(values), np.nan, 1.0)
    return np.where(np.isnan(columns[measure.given]), np.nan, values) if measure.given else values


def _with_numpy(frame: Frame, keys: list[str], measures: list[Measure], table: str) -> Groups:
    columns = columns_of(measures, table)
    rows = to_pandas(frame.select(*keys, *(nw.col(name).alias(f"c:{name}") for name in columns)))
    numbers = {name: floats(rows[f"c:{name}"]) for name in columns}
    grouped = rows.groupby(keys, sort=False, dropna=False).ngroup()
    groups, first = grouped.to_numpy(), ~grouped.duplicated().to_numpy()
    size = int(first.sum())
    sums, counts = np.empty((size, len(measures))), np.empty((size, len(measures)))
    for index, measure in enumerate(measures):
        values = row_values(measure, table, numbers, len(rows))
        given = ~np.isnan(values)
        sums[:, index] = np.bincount(groups, np.where(given, values, 0), size)
        counts[:, index] = np.bincount(groups, given, size)
    found = rows.loc[first, keys].iloc[np.argsort(groups[first])].reset_index(drop=True)
    return Groups(found, np.bincount(groups, minlength=size).astype(float), sums, counts)


def _in_library(frame: Frame, keys: list[str], measures: list[Measure], table: str) -> Groups:
    rows = frame.select(*keys, *(_expression(measure, table).alias(f"m:{measure.name}") for measure in measures))
    names = [f"m:{measure.name}" for measure in measures]
    counts = [f"n:{measure.name}" for measure in measures]
    grouped = rows.group_by(*keys).agg(
        nw.len().alias("rows"),
        *(nw.col(name).count().alias(count) for name, count in zip(names, counts, strict=True)),
        *(nw.col(name).sum() for name in names),
    )
    found = to_pandas(grouped)
    sums = np.nan_to_num(found[names].to_numpy(float))  # SQL adds nothing up to null
    return Groups(found[keys], found["rows"].to_numpy(float), sums, found[counts].to_numpy(float))


def _expression(measure: Measure, table: str) -> nw.Expr:
    """Write `row_values` for the library: null where the row does not count."""
    column = column_of(measure, table)
    value = nw.col(column) if column else nw.lit(1.0)
    if measure.aggregation is Aggregation.COUNT and column:
        value = nw.when(~nw.col(column).is_null()).then(nw.lit(1.0))
    return nw.when(~nw.col(measure.given).is_null()).then(value) if measure.given else value
