"""Calling: the one way from a function's arguments to its value, for Python and for cells alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kpi_excel.functions import answers
from kpi_excel.functions.values import numbers
from kpi_excel.model.declaration import Declaration
from kpi_excel.model.kpi import Kpi

Reader: TypeAlias = Callable[[Any, str], NDArray[np.float64]]


class ArgumentsMissingError(TypeError):
    """Arguments that a call needs were left out."""


class ShapesDifferError(ValueError):
    """Arrays do not fit together.

    Args:
        shapes: each argument's shape by its name.
    """

    def __init__(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        super().__init__(f"The arguments' shapes do not fit together: {listed}.")
        self.shapes = shapes


def call(
    kpi: Kpi, declaration: Declaration, given: Mapping[str, Any], read: Reader = numbers
) -> float | NDArray[np.float64]:
    """Compute a KPI from its function's arguments.

    Args:
        kpi: the KPI.
        declaration: its function.
        given: the arguments by name; those that are optional may be left out.
        read: turns an argument of a formula into an array; what it raises is passed on.

    Returns:
        A float, or an array where an argument is one, broadcast as in numpy; NaN where there is no value.

    Raises:
        ArgumentsMissingError: if an argument is missing that is not optional.
        ShapesDifferError: if arrays do not fit together.
        TypeError: if something cannot be read.
        ValueError: if answers contradict each other or the scale.
    """
    defaults = declaration.defaults
    missing = [one.name for one in declaration.arguments if not one.optional and one.name not in given]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise ArgumentsMissingError(f"{', '.join(missing)} {verb} missing: {declaration.call}")
    arguments = {one.name: given.get(one.name, defaults.get(one.name)) for one in declaration.arguments}
    if kpi.answers:
        return float(kpi.formula.evaluate(getattr(answers, kpi.name)(**arguments)))
    values = {name: read(value, name) for name, value in arguments.items()}
    try:
        np.broadcast_shapes(*(value.shape for value in values.values()))
    except ValueError:
        raise ShapesDifferError({name: value.shape for name, value in values.items()}) from None
    return kpi.plain_formula.evaluate(values)
