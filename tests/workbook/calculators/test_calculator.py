"""The interface: which packages work here, and how what is missing or refused is said."""

import sys

import pytest

from kpi_excel.errors import Phrase
from kpi_excel.workbook.calculators.calculator import loads, missing, refused
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE


def test_a_package_that_is_missing_or_broken_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loads("json")
    assert not loads("no_such_package_at_all")
    monkeypatch.setitem(sys.modules, "json", None)
    assert not loads("json")


def test_what_is_missing_is_said_with_its_remedy() -> None:
    error = missing(CELLRUNE)
    assert error.message.startswith("cellrune, which calculates formulas, is not installed or does not work")
    assert error.fix.startswith(
        "Run: python -m pip install --force-reinstall cellrune; choose another with --calculator; or build with "
    )
    assert error.exit_code == 3


def test_what_is_refused_is_said_with_its_reason() -> None:
    error = refused(CELLRUNE, Phrase("stumbles"))
    assert error.message == "cellrune, which calculates formulas, cannot read this workbook: it stumbles over it."
    assert "--calculator" in error.fix
    assert error.exit_code == 3
