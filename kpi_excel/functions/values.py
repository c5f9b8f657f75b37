"""What callers pass: numbers, arrays, answers. Read once here, never changed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_EXCEL_DAY_ZERO = datetime(1899, 12, 30)
_MILLISECONDS_PER_DAY = 86_400_000
_NO_VALUE_TYPES = ("NAType", "NaTType")  # pandas' own, recognised without importing it


def numbers(value: object, argument: str) -> NDArray[np.float64]:
    """Read an argument of a formula.

    Args:
        value: a number, or numbers in a list, an array or a column, of any shape.
        argument: its name, for messages.

    Returns:
        A new array of the same shape; NaN where a number is missing (None, NaN, a blank) or infinite.

    Raises:
        TypeError: if something in it is neither a number nor missing.
    """
    array = np.asarray(value) if hasattr(value, "__array__") else np.asarray(value, dtype=object)
    if array.dtype.kind in "biuf":
        read = array.astype(np.float64)
    elif array.dtype.kind in "mM":
        raise TypeError(f"{argument} holds dates or times, where numbers are needed.")
    else:
        read = np.array([number(one, argument) for one in array.ravel().tolist()], np.float64).reshape(array.shape)
    return np.where(np.isfinite(read), read, np.nan)


def number(value: object, argument: str) -> float:
    """Read one number; NaN where it is missing. A text counts if it is written as a number.

    Raises:
        TypeError: if it is neither a number nor missing.
    """
    if is_missing(value):
        return np.nan
    if isinstance(value, Real | Decimal) or (isinstance(value, str) and _NUMBER.fullmatch(value.strip())):
        try:
            return float(value)
        except OverflowError:
            return np.nan
    raise TypeError(f"{argument}: {value!r} is not a number.")


def answers(value: object) -> Iterator[object]:
    """Give the single answers in a value, a list of lists, an array or a column, without the missing ones."""
    return (one for one in flatten(value) if not is_missing(one))


def flatten(value: object) -> Iterator[object]:
    """Give the single values in whatever holds them, row by row, the missing ones too."""
    if hasattr(value, "__array__"):
        array = np.asarray(value)
        if array.dtype.kind in "mM":  # at nanoseconds numpy would give whole numbers instead of dates
            array = array.astype(f"{array.dtype.kind}8[us]")
        if array.dtype.kind == "O":
            for item in array.ravel().tolist():
                yield from flatten(item)
        else:
            yield from array.ravel().tolist()
    elif isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
        for item in value:
            yield from flatten(item)
    else:
        yield value


def moment(value: object, argument: str) -> datetime:
    """Read a date and time: a datetime, a date, or Excel's serial number, which is exact to the millisecond.

    Returns:
        A datetime without time zone, or in UTC if the given one has a time zone.

    Raises:
        TypeError: if it is neither.
        ValueError: if the serial number is no date.
    """
    if isinstance(value, datetime):
        return value if value.utcoffset() is None else value.astimezone(UTC)
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, Real) and not isinstance(value, bool):
        try:
            if float(value) >= 0:
                return _EXCEL_DAY_ZERO + timedelta(milliseconds=round(float(value) * _MILLISECONDS_PER_DAY))
        except OverflowError:
            pass
        raise ValueError(f"{argument}: {value!r} is not the serial number of a date.")
    raise TypeError(f"{argument}: {value!r} is not a date and time.")


def is_missing(value: Any) -> bool:
    """Tell whether a value stands for none: None, NaN, NaT, pandas' NA, an empty or blank text."""
    if value is None or type(value).__name__ in _NO_VALUE_TYPES:
        return True
    if isinstance(value, str):
        return not value.strip()
    return isinstance(value, float | np.floating | Decimal) and math.isnan(value)
