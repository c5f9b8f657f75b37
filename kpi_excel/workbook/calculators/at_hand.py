"""At hand: the calculators that there are, and which of them serve on this computer."""

from __future__ import annotations

from collections.abc import Mapping

from kpi_excel.errors import UsageError
from kpi_excel.workbook.calculators.calculator import BuildCalculator, Calculator, missing
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.calculators.with_ironcalc import IRONCALC
from kpi_excel.workbook.calculators.with_libreoffice import LIBREOFFICE

FOR_BUILD: Mapping[str, BuildCalculator] = {one.name.lower(): one for one in (CELLRUNE, IRONCALC)}
"""Calculators that serve the build by the names that are typed, the preferred one first."""
CALCULATORS: tuple[Calculator, ...] = (*FOR_BUILD.values(), LIBREOFFICE)
"""Calculators that verify."""


def chosen(name: str | None = None) -> BuildCalculator:
    """Choose the calculator for a build.

    Args:
        name: the one that is wanted; the first at hand unless given.

    Raises:
        CalculatorMissingError: if it, or without a name every one, is not at hand.
        UsageError: if there is none of that name.
    """
    if name is None:
        every = list(FOR_BUILD.values())
        wanted = next((one for one in every if one.is_at_hand()), every[0])
    elif name.lower() in FOR_BUILD:
        wanted = FOR_BUILD[name.lower()]
    else:
        raise UsageError("no-calculator", name=name, calculators=[*FOR_BUILD])
    if not wanted.is_at_hand():
        raise missing(wanted)
    return wanted
