"""With LibreOffice: where it is found, what it gives, and what it cannot."""

import shutil
from pathlib import Path

import pytest

from kpi_excel.workbook.calculators.confined import ConfinedError
from kpi_excel.workbook.calculators.with_libreoffice import LIBREOFFICE
from tests.workbook.calculators.books import DAY, sheet_of


@pytest.mark.parametrize(("names", "there"), [({"soffice"}, True), ({"libreoffice"}, True), (set(), False)])
def test_it_is_found_under_either_name(names: set[str], there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/somewhere/{name}" if name in names else None)
    assert LIBREOFFICE.is_at_hand() is there


def test_a_program_that_writes_nothing_could_not_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "soffice").write_text("#!/bin/sh\nexit 0\n")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _name: str(tmp_path / "soffice"))
    with pytest.raises(ConfinedError, match="could not read this workbook"):
        LIBREOFFICE.values(sheet_of(tmp_path / "a.xlsx", "1/4"), [("S", 1, 5)], DAY)


@pytest.mark.libreoffice
def test_its_values_are_read_from_what_it_writes(tmp_path: Path) -> None:
    places = [("S", 1, 5), ("S", 9, 9), ("Elsewhere", 1, 1)]
    assert LIBREOFFICE.values(sheet_of(tmp_path / "a.xlsx", "1/4"), places, DAY) == {places[0]: 0.25, places[1]: None}
