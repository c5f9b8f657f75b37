"""Merging: rows of several files are one row where they mean the same thing; the newest figures count, none is added."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kpi_excel.model.table import Table
from kpi_excel.workbook.vocabulary import fold

_ORIGIN = ("file", "line")


def merged(table: Table, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put rows together, each thing once.

    Of rows that mean the same thing the one whose figures were taken last counts, and where nobody knows, the one that
    was read last; what it does not tell is taken from the others.

    Args:
        table: the input table.
        parts: rows with columns of the table, and ``file`` and ``line``, oldest file first.
    """
    rows = pd.concat(parts, ignore_index=True)
    keys = row_keys(table, rows)
    if "snapshot" in rows:
        order = rows["snapshot"].fillna(pd.Timestamp.min.as_unit("us")).argsort(kind="stable")
        rows, keys = rows.iloc[order].reset_index(drop=True), keys.iloc[order].reset_index(drop=True)
    known = keys.notna()
    if not known.any():
        return _in_order(table, rows)
    latest = rows[known].groupby(keys[known], sort=False).last()
    return _in_order(table, pd.concat([latest.reset_index(drop=True), rows[~known]], ignore_index=True))


def row_keys(table: Table, rows: pd.DataFrame) -> pd.Series:
    """Give what tells each row from others, as text; missing where nothing does.

    Example:
        >>> from kpi_excel.catalogue import TABLES
        >>> frame = pd.DataFrame({"platform": ["X", "x "], "post_id": ["12", "12"]})
        >>> row_keys(TABLES["posts"], frame).nunique()
        1
    """
    if not (table.key or table.id):
        return pd.Series([None] * len(rows), dtype=object)
    parts = [_texts(rows, name) for name in table.key]
    if "date_to" in rows and "date" in table.key:
        parts.append(_texts(rows, "date_to"))
    if table.id:
        identity = pd.Series([""] * len(rows), index=rows.index, dtype=object)
        for name in reversed(table.id):
            given = _texts(rows, name)
            identity = given.where(given != "", identity)
        missing = identity == ""
        parts.append(identity)
    else:
        missing = pd.Series(False, index=rows.index)
    keys = parts[0].str.cat(parts[1:], sep="\x1f") if len(parts) > 1 else parts[0]
    return keys.astype(object).where(~missing, None)


def _texts(rows: pd.DataFrame, name: str) -> pd.Series:
    if name not in rows:
        return pd.Series([""] * len(rows), index=rows.index, dtype=object)
    return rows[name].map(lambda value: "" if pd.isna(value) else fold(value)).astype(object)


def _in_order(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    names = [column.name for column in table.columns if column.name in rows]
    rows = rows[[*names, *(name for name in _ORIGIN if name in rows)]]
    by = [name for name in (table.date_column, *table.key) if name in rows]
    return rows.sort_values(list(dict.fromkeys(by)), kind="stable", na_position="first").reset_index(drop=True)
