"""Which calculators there are, which of them serve, and how the loss of one is said."""

import sys
from pathlib import Path

import pytest

from kpi_excel.cli.main import build
from kpi_excel.errors import UsageError
from kpi_excel.workbook.calculators.at_hand import CALCULATORS, FOR_BUILD, chosen
from kpi_excel.workbook.calculators.calculation import UNAVAILABLE
from kpi_excel.workbook.calculators.calculator import Calculator, CalculatorMissingError
from kpi_excel.workbook.calculators.confined import ConfinedError
from tests.workbook.calculators.books import DAY, sheet_of

PLACES = [("S", row, 5) for row in range(1, 6)]


def without(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    """Let importing packages fail."""
    for package in packages:
        monkeypatch.setitem(sys.modules, package, None)


def test_the_preferred_one_serves_unless_another_is_named() -> None:
    assert [chosen(name).name for name in (None, "cellrune", "ironcalc", "IronCalc")] == [
        "cellrune", "cellrune", "IronCalc", "IronCalc",
    ]  # fmt: skip


def test_the_loss_of_either_package_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "cellrune")
    assert chosen().name == "IronCalc"
    with pytest.raises(CalculatorMissingError, match=r"cellrune, .* is not installed or does not work") as caught:
        chosen("cellrune")
    assert caught.value.fix.startswith("Run: python -m pip install --force-reinstall cellrune")
    monkeypatch.undo()
    without(monkeypatch, "ironcalc")
    assert chosen().name == "cellrune"
    with pytest.raises(CalculatorMissingError, match=r"IronCalc, .* is not installed or does not work") as caught:
        chosen("ironcalc")
    assert 'pip install "kpi-excel[ironcalc]"' in caught.value.fix


def test_the_loss_of_both_is_said_with_what_can_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "cellrune", "ironcalc")
    with pytest.raises(CalculatorMissingError, match=r"cellrune, .* is not installed") as caught:
        chosen()
    assert "--no-calculate" in caught.value.fix


def test_what_is_no_calculator_is_named_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="no calculator named abacus") as caught:
        chosen("abacus")
    assert caught.value.fix == "Choose one of: cellrune, ironcalc."


def test_the_command_offers_those_that_serve_the_build() -> None:
    option = next(one for one in build.params if one.name == "calculator")
    assert list(option.type.choices) == list(FOR_BUILD)  # type: ignore[attr-defined]


@pytest.mark.libreoffice
@pytest.mark.parametrize("calculator", CALCULATORS, ids=lambda one: one.name)
def test_values_of_every_kind_come_from_every_calculator(tmp_path: Path, calculator: Calculator) -> None:
    path = sheet_of(tmp_path / "a.xlsx", "1/4", '"a"&"b"', "1=1", "NA()", "UNKNOWN(1)")
    values = calculator.values(path, PLACES, DAY)
    assert [values[place] for place in PLACES[:3]] == [0.25, "ab", True]
    assert values[PLACES[3]] != values[PLACES[3]]  # NaN is #N/A
    assert values[PLACES[4]] in (UNAVAILABLE, "#NAME?")


@pytest.mark.libreoffice
@pytest.mark.parametrize("calculator", CALCULATORS, ids=lambda one: one.name)
def test_every_calculator_is_told_the_day(tmp_path: Path, calculator: Calculator) -> None:
    path = sheet_of(tmp_path / "b.xlsx", "YEAR(TODAY())", 'LEN("TODAY()")', "the_day+1")
    values = calculator.values(path, PLACES[:3], DAY)
    assert [values[place] for place in PLACES[:2]] == [2026, 7]
    assert values[PLACES[2]] in (46296, UNAVAILABLE)  # day 46295; IronCalc knows no names of values


@pytest.mark.parametrize("calculator", FOR_BUILD.values(), ids=lambda one: one.name)
def test_what_a_calculator_cannot_read_is_no_crash(tmp_path: Path, calculator: Calculator) -> None:
    (tmp_path / "c.xlsx").write_bytes(b"PK")
    with pytest.raises(ConfinedError, match="could not read this workbook"):
        calculator.values(tmp_path / "c.xlsx", PLACES, DAY)
