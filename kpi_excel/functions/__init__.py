"""Pure functions, one per KPI of the catalogue: numbers or arrays in, a number or an array out.

A missing number (None, NaN, a blank) is not zero: where one is needed, or a denominator is zero, there is no value,
which is None, and NaN in arrays. Percent values are fractions. Inputs are never changed. Functions of raw answers
(scores, times, texts) take them in any nesting and give one number.

Example:
    >>> from kpi_excel.functions import ENGAGEMENT_RATE, NPS
    >>> ENGAGEMENT_RATE(engagements=120, followers=2000, posts=3)
    0.02
    >>> ENGAGEMENT_RATE([120, 45, None], [2000, 0, 1500])
    array([0.06,  nan,  nan])
    >>> NPS([10, 9, 8, 6])
    25.0
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from kpi_excel.catalogue import KPIS
from kpi_excel.errors import UsageError
from kpi_excel.errors.exceptions import alike
from kpi_excel.functions.make import make_function
from kpi_excel.language.errors import fix, message

FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {kpi.function: make_function(kpi) for kpi in KPIS.values()}
)
globals().update(FUNCTIONS)
__all__ = [*FUNCTIONS]  # noqa: PLE0604 - names of functions


def __getattr__(name: str) -> Callable[..., Any]:
    unknown = UsageError("no-function", alike(name, FUNCTIONS), name=name)
    raise AttributeError(f"{message(unknown)} {fix(unknown)}".rstrip())


def __dir__() -> list[str]:
    return sorted(__all__)
