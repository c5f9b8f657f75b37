"""Values: what data frames give as what cells hold; every dataset's columns are made of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from kpi_excel.engine.results import Results
from kpi_excel.language.texts import Texts
from kpi_excel.workbook.sheet.sheet_data import Value

Rows = Mapping[str, Sequence[Value]]
"""A dataset's columns by key, all of one length."""
Maker = Callable[[Results, Texts], Rows]


def cell_value(value: Any) -> Value:
    """Turn what pandas gives into what a cell holds; NaN stays, a number without value; other blanks are empty cells.

    Example:
        >>> cell_value(pd.Timestamp("2026-07-01")), cell_value(pd.NaT), cell_value(math.nan)
        (datetime.datetime(2026, 7, 1, 0, 0), None, nan)
    """
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    found: Value = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
    return found


def known_value(value: Any) -> Value:
    """Turn what pandas gives into what a cell holds; NaN is an empty cell, as other blanks are."""
    found = cell_value(value)
    return None if isinstance(found, float) and math.isnan(found) else found


def columns_of(frame: pd.DataFrame, turned: Callable[[Any], Value] = cell_value) -> dict[str, Sequence[Value]]:
    """Give a data frame's columns, every value turned into a cell's."""
    return {str(name): [turned(one) for one in frame[name].tolist()] for name in frame.columns}
