"""Once: posts and ads added, a boosted post's clicks a single time; what is told without numbers is unknown."""

import math

import numpy as np
import pytest

from kpi_excel.engine.slices.once import Told, once

NONE = math.nan


def told(*cells: float | str) -> Told:
    """Give one platform's organic and paid cell beside All: a number, "none" for rows without one, NaN for no rows."""
    values = [NONE if one == "none" else float(one) for one in cells]
    rows = [one == "none" or not math.isnan(value) for one, value in zip(cells, values, strict=True)]
    organic, paid = values
    both = NONE if math.isnan(organic) and math.isnan(paid) else float(np.nansum(values))
    each, there = [both, organic, paid], [any(rows), *rows]
    return Told(np.array([[each, each]]), np.array([[there, there]]))


@pytest.mark.parametrize(
    ("posts", "ads", "expected"),
    [
        ((190, NONE), (NONE, NONE), [190, 190, NONE]),
        ((190, 67), (NONE, NONE), [257, 190, 67]),  # no ads: the paid post counts, 190 + 67
        ((190, 67), (NONE, 300), [490, 190, 300]),  # it is among the ads: 190 + 300
        ((NONE, NONE), (NONE, 300), [300, NONE, 300]),
        ((190, 67), (NONE, "none"), [NONE, 190, NONE]),  # the ads tell no clicks
        (("none", NONE), (NONE, 300), [NONE, NONE, 300]),  # the posts do not
        ((190, "none"), (NONE, NONE), [NONE, 190, NONE]),
        ((190, "none"), (NONE, 300), [490, 190, 300]),  # what the paid post does not tell is among the ads
        ((NONE, NONE), (NONE, NONE), [NONE, NONE, NONE]),
    ],
)
def test_what_stands_in_both_counts_once(
    posts: tuple[float, ...], ads: tuple[float, ...], expected: list[float]
) -> None:
    found = once(told(*posts), told(*ads))
    np.testing.assert_array_equal(found[0, 1], expected)
    np.testing.assert_array_equal(found[0, 0], expected)  # the only platform is all of them


def test_all_platforms_are_the_sum_of_those_that_are_known() -> None:
    values = np.array([[[NONE] * 3, [190, 190, NONE], [20, 20, NONE]]])
    rows = np.array([[[True] * 3, [True, True, False], [True, True, False]]])
    ads = Told(np.full((1, 3, 3), NONE), np.zeros((1, 3, 3), bool))
    assert once(Told(values, rows), ads)[0, 0].tolist()[:2] == [210, 210]
