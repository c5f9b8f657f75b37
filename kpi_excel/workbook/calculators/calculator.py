"""Calculators: the one interface through which stored values are made and verified.

Every one of them can say what formulas give, and so verify a workbook. Those that are libraries can also serve the
build: they say besides what a formula sees, how far an array spills and how a cell is shown.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from kpi_excel.errors import KpiExcelError
from kpi_excel.workbook.calculators.calculation import Calculation, Place, Values


class CalculatorRefusedError(KpiExcelError):
    """A calculator cannot read a workbook."""

    exit_code = 3


class CalculatorMissingError(KpiExcelError):
    """A calculator is not on this computer."""

    exit_code = 3


class Calculator(Protocol):
    """A program that calculates formulas."""

    @property
    def name(self) -> str:
        """Its name, as people read it."""

    @property
    def remedy(self) -> str:
        """What to do where it is not at hand, as a command or the beginning of a sentence."""

    def is_at_hand(self) -> bool:
        """Tell whether it can be started here."""

    def values(self, path: Path, places: Sequence[Place], today: date) -> Values:
        """Give the values of some cells of a workbook, calculated in a process of its own.

        Args:
            path: the workbook; it is not changed.
            places: the cells.
            today: the day that TODAY and NOW mean.

        Raises:
            ConfinedError: if it fails; the message says why.
        """


class BuildCalculator(Calculator, Protocol):
    """A calculator that can also give the stored values of a filled workbook."""

    def calculate(self, data: bytes, today: date) -> Calculation:
        """Calculate a workbook.

        Args:
            data: the file.
            today: the day that TODAY and NOW mean.

        Raises:
            CalculatorMissingError: if it is not installed.
            CalculatorRefusedError: if it cannot read the workbook.
        """

    def misreads(self, formula: str) -> bool:
        """Tell whether it is known to give another value than Excel for a formula."""


def loads(package: str) -> bool:
    """Tell whether a package is there and works on this computer."""
    try:
        importlib.import_module(package)
    except (ImportError, OSError):  # the latter for what is made for another processor
        return False
    return True


def missing(calculator: Calculator) -> CalculatorMissingError:
    """Say that a calculator is missing, with its remedy."""
    return CalculatorMissingError("calculator-missing", name=calculator.name, remedy=calculator.remedy)


def refused(calculator: Calculator, why: str) -> CalculatorRefusedError:
    """Say that a calculator cannot read a workbook.

    Args:
        calculator: the one that was asked.
        why: the end of the sentence, as the calculator or a phrase says it.
    """
    return CalculatorRefusedError("calculator-refused", name=calculator.name, reason=why)
