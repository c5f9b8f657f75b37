"""Values: what data frames give as what cells hold; every dataset's columns are made of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from kpi_excel.engine.results import Results
from kpi_excel.language.texts import Texts
from kpi_excel.model.calendar import JALALI
from kpi_excel.workbook.sheet.sheet_data import Value

Rows = Mapping[str, Sequence[Value]]
"""A dataset's columns by key, all of one length."""
Maker = Callable[[Results, Texts], Rows]
_FEW_ROWS = 1000


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


def shown_day(value: Any, words: Texts) -> Value:
    """Turn a day into what a cell shows: a date, or its text in the Jalali calendar, which number formats lack.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> shown_day(pd.Timestamp("2026-09-15 18:30"), texts("fa", calendar="jalali")), shown_day(None, texts("fa"))
        ('۱۴۰۵/۰۶/۲۴', None)
    """
    found = cell_value(value)
    if isinstance(found, date) and words.calendar == JALALI:
        return words.digital(found.date() if isinstance(found, datetime) else found).replace("-", "/")
    return found


def columns_of(frame: pd.DataFrame, turned: Callable[[Any], Value] = cell_value) -> dict[str, Sequence[Value]]:
    """Give a data frame's columns, every value turned into a cell's."""
    return {str(name): [turned(one) for one in frame[name].tolist()] for name in frame.columns}


class FrameRows(Mapping[str, Sequence[Value]]):
    """A data frame's columns as cell values, each converted when it is first asked for; numbers of few rows at once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._converted: dict[str, Sequence[Value]] = {}

    def __getitem__(self, name: str) -> Sequence[Value]:
        if not self._converted and len(self._frame) < _FEW_ROWS:
            numbers = self._frame.select_dtypes("float64")  # one column after the other takes ten times as long
            self._converted.update(zip(numbers.columns, numbers.to_numpy().T.tolist(), strict=True))
        if name not in self._converted:
            column = self._frame[name]
            values, is_number = column.tolist(), column.dtype.kind in "fi"
            self._converted[name] = values if is_number else [cell_value(one) for one in values]
        return self._converted[name]

    def __iter__(self) -> Iterator[str]:
        return map(str, self._frame.columns)

    def __len__(self) -> int:
        return len(self._frame.columns)
