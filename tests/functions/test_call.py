"""Calling: what Python and cells have in common, beside what each of them reads; see also `test_functions`."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kpi_excel.catalogue import kpi
from kpi_excel.catalogue.declarations import declaration_of
from kpi_excel.functions.call import ArgumentsMissingError, ShapesDifferError, call
from kpi_excel.language.texts import texts


def ask(name: str, **given: Any) -> Any:
    return call(kpi(name), declaration_of(kpi(name), texts("en")), given)


def test_what_is_left_out_has_its_default() -> None:
    assert ask("ENGAGEMENT_RATE", engagements=120, followers=2000) == 0.06  # of one post
    assert ask("ENGAGEMENT_RATE", engagements=120, followers=2000, posts=3) == 0.02
    assert ask("CSAT", scores=[5, 4, 3, 1]) == 0.5  # 4 and 5 of a scale of 5
    assert ask("CSAT", scores=[5, 4, 3, 1], satisfied_from=3) == 0.75


def test_what_is_needed_is_named_with_the_call() -> None:
    with pytest.raises(ArgumentsMissingError, match=r"^followers is missing: =ENGAGEMENT_RATE\(eng.*, \[posts\]\)$"):
        ask("ENGAGEMENT_RATE", engagements=120)
    with pytest.raises(ArgumentsMissingError, match=r"^clicks, impressions are missing"):
        ask("CTR")


def test_shapes_that_differ_are_told_by_argument() -> None:
    with pytest.raises(ShapesDifferError) as error:
        ask("CTR", clicks=[1, 2, 3], impressions=[4, 8])
    assert error.value.shapes == {"clicks": (3,), "impressions": (2,)}
    assert "clicks (3,), impressions (2,)" in str(error.value)


def test_arguments_are_read_as_the_caller_says() -> None:
    read: list[str] = []

    def doubled(value: Any, name: str) -> NDArray[np.float64]:
        read.append(name)
        return 2 * np.asarray(value, float)

    declaration = declaration_of(kpi("CTR"), texts("en"))
    found = call(kpi("CTR"), declaration, {"clicks": [1, 3], "impressions": 4}, doubled)
    assert np.asarray(found).tolist() == [0.25, 0.75]
    assert read == ["clicks", "impressions"]


def test_no_value_is_nan() -> None:
    assert math.isnan(ask("CTR", clicks=1, impressions=0))
    assert math.isnan(ask("NPS", scores=[]))
