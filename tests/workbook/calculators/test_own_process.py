"""A process of its own: what is asked and answered there, and what the working folder cannot change."""

import math
from pathlib import Path

import pytest

from kpi_excel.workbook.calculators.calculation import UNAVAILABLE, Calculated
from kpi_excel.workbook.calculators.confined import ConfinedError, Limits
from kpi_excel.workbook.calculators.own_process import ask, calculated, told
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from tests.workbook.calculators.books import DAY, sheet_of


@pytest.mark.parametrize("value", [0.5, "", "text", True, None, UNAVAILABLE, "#DIV/0!"])
def test_values_are_told_and_read(value: Calculated) -> None:
    assert calculated(told(value)) is value or calculated(told(value)) == value


def test_what_a_module_cannot_answer_is_no_crash() -> None:
    with pytest.raises(ConfinedError, match="could not read this workbook"):
        ask(math.__name__, {}, Limits(5))


def test_a_module_in_the_working_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sheet_of(tmp_path / "a.xlsx", "1/4")
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert CELLRUNE.values(path, [("S", 1, 5)], DAY) == {("S", 1, 5): 0.25}
