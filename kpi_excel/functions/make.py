"""Makes a Python function from a KPI: signature, behaviour and documentation all follow from the catalogue."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from inspect import Parameter, Signature, getdoc
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kpi_excel.catalogue.declarations import caveat, declaration_of
from kpi_excel.functions import answers
from kpi_excel.functions.call import call
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.declaration import Argument, Declaration
from kpi_excel.model.kpi import Kpi, Unit

Numbers: TypeAlias = float | Sequence[Any] | NDArray[Any] | None
Value: TypeAlias = float | NDArray[np.float64] | None
Function: TypeAlias = Callable[..., Any]
_WIDTH = 96
_FORMULA_RAISES = """TypeError: if something is neither a number nor missing.
ValueError: if the shapes of arrays do not fit together."""

# A month of one brand, for the examples: a plausible value for each argument.
EXAMPLE: Mapping[str, Any] = {
    "impressions": 48000,
    "reach": 30000,
    "posts": 12,
    "days": 30,
    "hashtags": 36,
    "likes": 960,
    "comments": 48,
    "shares": 96,
    "saves": 96,
    "clicks": 480,
    "engagements": 1200,
    "video_views": 16000,
    "video_completions": 4000,
    "followers": 20000,
    "followers_at_start": 16000,
    "new_followers": 4600,
    "lost_followers": 600,
    "net_new_followers": 4000,
    "profile_visits": 900,
    "profile_impressions": 52000,
    "profile_reach": 34000,
    "brand_mentions": 100,
    "market_mentions": 400,
    "positive_mentions": 60,
    "neutral_mentions": 25,
    "negative_mentions": 15,
    "sessions": 600,
    "site_sessions": 4000,
    "bounces": 270,
    "conversions": 24,
    "signups": 30,
    "leads": 12,
    "spend": 300,
    "ad_impressions": 60000,
    "ad_clicks": 600,
    "ad_engagements": 1500,
    "ad_conversions": 25,
    "ad_leads": 15,
    "ad_revenue": 1200,
    "requests": 50,
    "responded_requests": 45,
    "resolved_requests": 40,
    "resolved_on_first_contact": 35,
    "reviews": 20,
    "review_score_total": 86,
    "positive_reviews": 17,
    "revenue": 2000,
    "orders": 40,
    "cost": 800,
    "average_purchase_value": 50,
    "purchases_per_year": 4,
    "lifespan_years": 3,
    "scores": [10, 9, 9, 8, 3],
    "scale": 10,
    "received": [datetime(2026, 7, 1, 9, 0), datetime(2026, 7, 1, 12, 0)],
    "first_response": [datetime(2026, 7, 1, 9, 20), datetime(2026, 7, 1, 12, 40)],
    "texts": ["Love it!", "So good 👍🏽"],
}


def make_function(kpi: Kpi, module: str = "kpi_excel.functions") -> Function:
    """Make the Python function of a KPI, custom ones included.

    Args:
        kpi: a KPI whose formula is over measures.
        module: what the function says it belongs to.

    Returns:
        A function of numbers or arrays, or of raw answers; see its own docstring.
    """
    words = texts("en")
    declaration = declaration_of(kpi, words)
    signature = Signature(
        [
            Parameter(
                argument.name,
                Parameter.POSITIONAL_OR_KEYWORD,
                default=argument.default if argument.optional else Parameter.empty,
            )
            for argument in declaration.arguments
        ]
    )

    def function(*args: Any, **kwargs: Any) -> Value:
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{kpi.function}(): {error}") from None
        result = call(kpi, declaration, bound.arguments)
        return _number_or_none(result) if isinstance(result, float) else result

    function.__name__ = function.__qualname__ = kpi.function
    function.__module__ = module
    function.__signature__ = signature  # type: ignore[attr-defined]  # inspect reads it
    taken: Any = Any if kpi.answers else Numbers
    given: Any = float | None if kpi.answers else Value
    function.__annotations__ = {**dict.fromkeys(kpi.arguments, taken), "return": given}
    function.__doc__ = _docstring(kpi, declaration, function, words)
    return function


def _number_or_none(value: float) -> float | None:
    return None if math.isnan(value) else value


def _docstring(kpi: Kpi, declaration: Declaration, function: Function, words: Texts) -> str:
    body, raises = _own_words(kpi)
    paragraphs = [f"Compute the KPI “{words.label(kpi)}”.", declaration.help, caveat(kpi, words), body]
    formula = f"Formula: {words.formula(kpi)}."
    sections = [
        *(textwrap.fill(part, _WIDTH) for part in (*paragraphs, formula) if part),
        "Args:\n" + "\n".join(map(_argument, declaration.arguments)),
        "Returns:\n" + _indented(_returns(kpi, words)),
        "Raises:\n" + "\n".join(_indented(line.strip(), "        ") for line in raises.splitlines()),
        "Source:\n" + _indented(f"{words.origin(kpi)}."),
        "Example:\n" + textwrap.indent(_example(declaration, function), "    "),
    ]
    return "\n\n".join(sections)


def _own_words(kpi: Kpi) -> tuple[str, str]:
    """Give what a function of raw answers adds to the catalogue's texts, and the lines of Raises."""
    if not kpi.answers:
        return "", _FORMULA_RAISES
    body, _, raises = (getdoc(getattr(answers, kpi.name)) or "").partition("Raises:\n")
    return body.partition("\n\n")[2].strip(), raises


def _argument(argument: Argument) -> str:
    return _indented(f"{argument.name}: {' '.join(argument.said)}", "        ")


def _returns(kpi: Kpi, words: Texts) -> str:
    unit = words.text("terms", "units", kpi.unit)
    measured = "A fraction: 0.05 is 5%." if kpi.unit is Unit.PERCENT else f"A float (unit: {unit})."
    if kpi.answers:
        return f"{measured} None, which is no value, if there is no answer. Missing answers are left out."
    why = "is missing or a denominator is zero" if kpi.plain_formula.divides else "is missing"
    return (
        f"{measured} None, which is no value, where an argument {why}. Arrays give an array, broadcast as in "
        "numpy and by position, with NaN where there is no value."
    )


def _example(declaration: Declaration, function: Function) -> str:
    """Write an example; a custom KPI's argument that is in no example counts 10."""
    shown = [one.name for one in declaration.arguments if one.name in EXAMPLE or not one.optional]
    given = {name: EXAMPLE.get(name, 10) for name in shown}
    lines = [f">>> from {function.__module__} import {declaration.name}"]
    lines += [f">>> {name} = {value!r}" for name, value in given.items() if isinstance(value, list)]
    if any("datetime." in line for line in lines):
        lines.insert(0, ">>> import datetime")
    written = ", ".join(name if isinstance(value, list) else repr(value) for name, value in given.items())
    return "\n".join((*lines, f">>> {declaration.name}({written})", f"{function(**given)!r}"))


def _indented(text: str, further: str = "    ") -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="    ", subsequent_indent=further)
