"""Once: what posts and ads both tell, added without counting a boosted post twice.

A boosted post stands in both tables: as a paid post with its own figures, and as an ad. So where a platform has ads in
a period, its paid posts stay out. What has rows but tells no number is unknown, and so is the sum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_ALL, _ORGANIC, _PAID = range(3)  # places on the placement axis


@dataclass(frozen=True)
class Told:
    """What a table tells, as arrays ``[period, platform, placement]``.

    Args:
        values: the sums; NaN where no row gives a number.
        rows: whether there are rows.
    """

    values: NDArray[np.float64]
    rows: NDArray[np.bool_]


def once(posts: Told, ads: Told) -> NDArray[np.float64]:
    """Add posts and ads up.

    Returns:
        An array ``[period, platform, placement]``. NaN where there is nothing, or a side has rows without numbers; over
        all platforms that side is left out.
    """
    is_advertised = ads.rows[:, :, _PAID]
    organic = posts.values[:, :, _ORGANIC]
    paid = np.where(is_advertised, ads.values[:, :, _PAID], posts.values[:, :, _PAID])
    has_paid = is_advertised | posts.rows[:, :, _PAID]
    unknown = (posts.rows[:, :, _ORGANIC] & np.isnan(organic)) | (has_paid & np.isnan(paid))
    both = np.where(unknown, np.nan, _sum(np.stack([organic, paid], axis=-1)))
    found = np.stack([both, organic, paid], axis=-1)
    found[:, 0] = _sum(np.moveaxis(found[:, 1:], 1, -1))
    return found


def _sum(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add along the last axis; NaN only where every part is missing."""
    return np.where(np.isnan(parts).all(axis=-1), np.nan, np.nansum(parts, axis=-1))
