"""With LibreOffice: a program of its own, which recalculates a copy of a workbook and so verifies it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpi_excel.errors import FileError, Phrase
from kpi_excel.workbook.calculators.calculation import Calculated, Place, Values
from kpi_excel.workbook.calculators.confined import ConfinedError, Limits, run
from kpi_excel.workbook.calculators.day import with_day
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.sheet.stored import stored_value

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

_REMEDY = Phrase("install_libreoffice")


@dataclass(frozen=True)
class LibreOffice:
    """The program LibreOffice, under either of its names."""

    name: str = "LibreOffice"
    remedy: Phrase = _REMEDY

    def is_at_hand(self) -> bool:
        """Tell whether it is on the search path."""
        return bool(_office())

    def values(self, path: Path, places: Sequence[Place], today: date) -> Values:
        """Give the values of some cells, calculated with a profile of its own."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            profile = Path(folder, "profile")
            (profile / "user").mkdir(parents=True)
            (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
            copy, again = Path(folder, f"copy{path.suffix}"), Path(folder, "out", "copy.xlsx")
            copy.write_bytes(with_day(path.read_bytes(), today))
            command = [_office(), f"-env:UserInstallation={profile.as_uri()}", "--headless"]
            command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(again.parent), str(copy)]
            run(command, Limits.for_formulas(len(places)))
            if not again.is_file():  # it ends without an error, whatever happens
                raise ConfinedError("could not read this workbook")
            try:
                return _stored_values(again, places)
            except FileError:
                raise ConfinedError("wrote a workbook that cannot be read") from None


LIBREOFFICE = LibreOffice()


def _office() -> str:
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def _stored_values(path: Path, places: Sequence[Place]) -> Values:
    values: dict[Place, Calculated] = {}
    with open_package(path) as package:
        data = {sheet.name: SheetData(package.read(sheet.part)) for sheet in read_structure(package).sheets}
        for sheet, row, column in places:
            if sheet in data:
                content = data[sheet].cell(row, column)
                values[sheet, row, column] = stored_value(content) if content else None
    return values
