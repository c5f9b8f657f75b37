"""Engines in processes of their own."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.calculating.calculate import UNAVAILABLE
from kpi_excel.workbook.checking import engines as module
from kpi_excel.workbook.checking.confined import ConfinedError

PLACES = [("One", 1, 1), ("One", 2, 1), ("One", 3, 1), ("One", 4, 1), ("One", 5, 1)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as workbook:
        sheet = workbook.add_worksheet("One")
        for row, formula in enumerate(("=1/4", '="a"&"b"', "=1=1", "=NA()", "=UNKNOWN(1)")):
            sheet.write_formula(row, 0, formula)
    return tmp_path / "a.xlsx"


def test_engines_are_those_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/somewhere" if name == "soffice" else None)
    assert set(module.engines(date(2026, 1, 1))) == {"cellrune", "IronCalc", "LibreOffice"}


def test_values_of_every_kind_come_from_another_process(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    for engine in module.engines(date(2026, 1, 1)).values():
        values = engine(path, PLACES)
        assert [values[place] for place in PLACES[:3]] == [0.25, "ab", True]
        assert values[PLACES[3]] != values[PLACES[3]]  # NaN is #N/A
        assert values[PLACES[4]] in (UNAVAILABLE, "#NAME?")


def test_today_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with xlsxwriter.Workbook(str(tmp_path / "b.xlsx")) as workbook:
        workbook.add_worksheet("One").write_formula(0, 0, "=YEAR(TODAY())")
    assert module.engines(date(2001, 2, 3))["cellrune"](tmp_path / "b.xlsx", PLACES[:1]) == {PLACES[0]: 2001}


def test_what_an_engine_cannot_read_is_no_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    (tmp_path / "c.xlsx").write_bytes(b"PK")
    for engine in module.engines(date(2026, 1, 1)).values():
        with pytest.raises(ConfinedError, match="could not read this workbook"):
            engine(tmp_path / "c.xlsx", PLACES)


def test_a_module_in_the_working_folder_is_not_run(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    (path.parent / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(path.parent)
    assert module.engines(date(2026, 1, 1))["cellrune"](path, PLACES[:1]) == {PLACES[0]: 0.25}
