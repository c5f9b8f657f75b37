"""Change between two values: rates in points, amounts in percent, and no number where there is nothing to compare."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kpi_excel.model.kpi import ChangeUnit, Kpi, Unit


def change_unit(kpi: Kpi) -> ChangeUnit:
    """Tell what a KPI's changes are counted in."""
    if kpi.unit is Unit.PERCENT:
        return ChangeUnit.PERCENTAGE_POINTS
    return ChangeUnit.POINTS if kpi.unit is Unit.POINTS else ChangeUnit.PERCENT


def change(value: ArrayLike, earlier: ArrayLike, unit: ChangeUnit) -> NDArray[np.float64]:
    """Compute the change from an earlier value.

    Args:
        value: now; NaN is no value.
        earlier: then; NaN is no value.
        unit: what the change is counted in.

    Returns:
        The difference in points or percentage points, else the difference as a fraction of the earlier value's size.
        NaN where a value is missing, or the earlier one is zero and a fraction is asked for.

    Example:
        >>> float(change(0.75, 0.5, ChangeUnit.PERCENTAGE_POINTS)), float(change(90, 120, ChangeUnit.PERCENT))
        (25.0, -0.25)
    """
    now: NDArray[np.float64] = np.asarray(value, float)
    then: NDArray[np.float64] = np.asarray(earlier, float)
    difference: NDArray[np.float64] = now - then
    if unit is ChangeUnit.PERCENT:
        difference /= np.where(then == 0, np.nan, np.abs(then))
    return difference * 100 if unit is ChangeUnit.PERCENTAGE_POINTS else difference
