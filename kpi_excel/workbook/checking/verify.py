"""Verifying: every stored value of a workbook against what other programs calculate from its formulas.

Building takes cached values from one engine. Here a second one (IronCalc), and LibreOffice where it is installed,
calculate the file again and know nothing of each other. What is drawn is checked against the cells it stands for.
"""

from __future__ import annotations

import math
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ironcalc

from kpi_excel.workbook.calculating.calculate import UNAVAILABLE, Calculated, Place, calculate, same
from kpi_excel.workbook.cells import cell
from kpi_excel.workbook.checking.drawn import Drawn, check_drawn
from kpi_excel.workbook.checking.lint import Flaw, lint
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import Sheet, read_structure
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.sheet.stored import stored_value

LIBREOFFICE_SECONDS = 180
Values = Mapping[Place, Calculated]
Engine = Callable[[Path, Iterable[Place]], Values]

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@dataclass(frozen=True)
class Difference:
    """A cell whose stored value is not what an engine calculates.

    Args:
        sheet: the sheet's name.
        cell: the cell's reference.
        stored: the value in the file; None if the cell carries none.
        calculated: what the engine says.
        engine: its name.
    """

    sheet: str
    cell: str
    stored: Calculated
    calculated: Calculated
    engine: str

    def __str__(self) -> str:
        stored = "no value" if self.stored is None else _shown(self.stored)
        return (
            f"Sheet '{self.sheet}', cell {self.cell}: stored {stored}, {self.engine} gives {_shown(self.calculated)}."
        )


@dataclass(frozen=True)
class Verification:
    """What verifying a workbook found.

    Args:
        formulas: formula cells in the workbook.
        without_value: formula cells that carry no value.
        compared: by engine, the cells it could calculate.
        differences: cells that differ.
        flaws: what Excel would repair.
        drawn: what sparklines and charts show.
    """

    formulas: int
    without_value: tuple[Place, ...]
    compared: Mapping[str, int]
    differences: tuple[Difference, ...]
    flaws: tuple[Flaw, ...]
    drawn: Drawn

    @property
    def right(self) -> bool:
        """Tell whether nothing is wrong."""
        return not (self.differences or self.flaws or self.without_value or self.drawn.wrong)


def verify(path: str | Path, today: date | None = None) -> Verification:
    """Recalculate a workbook with every engine at hand, compare each stored value, and check what is drawn.

    Args:
        path: the workbook; it is not changed.
        today: the day that TODAY means, for the engine that can be told; the current one unless given.

    Raises:
        FileError: if the file cannot be read as a workbook.
    """
    path = Path(path)
    stored: dict[Place, Calculated] = {}
    with open_package(path) as package:
        structure = read_structure(package)
        sheets, flaws, drawn = structure.sheets, tuple(lint(package)), check_drawn(package, structure)
        for sheet in sheets:
            for row, column, content in SheetData(package.read(sheet.part)).formula_cells():
                stored[sheet.name, row, column] = stored_value(content)
    compared: dict[str, int] = {}
    differences: list[Difference] = []
    for name, engine in engines(sheets, today or date.today()).items() if stored else ():
        values = engine(path, stored)
        found = {place: value for place, value in values.items() if value is not UNAVAILABLE}
        compared[name] = len(found)
        differences += [
            Difference(place[0], cell(*place[1:]), stored[place], value, name)
            for place, value in found.items()
            if stored[place] is not None and not same(stored[place], value)
        ]
    without_value = tuple(place for place, value in stored.items() if value is None)
    return Verification(len(stored), without_value, compared, tuple(differences), flaws, drawn)


def engines(sheets: Iterable[Sheet], today: date) -> dict[str, Engine]:
    """Give the engines at hand by name."""
    names = [sheet.name for sheet in sheets]
    found: dict[str, Engine] = {
        "cellrune": lambda path, _places: calculate(path.read_bytes(), today).formulas,
        "IronCalc": lambda path, places: ironcalc_values(path, places, names),
    }
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office:
        found["LibreOffice"] = lambda path, places: _by_libreoffice(office, path, places)
    return found


def _shown(value: Calculated) -> str:
    if isinstance(value, float):
        return "#N/A" if math.isnan(value) else f"{value:.15g}"
    return "nothing" if value in (None, "") else repr(value)


def ironcalc_values(path: Path, places: Iterable[Place], names: list[str]) -> Values:
    """Calculate with IronCalc; what it cannot parse it shows as an error of its own, which is no value here."""
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    properties = [one["name"] for one in model.get_worksheets_properties()]
    index = {name: properties.index(name) for name in names if name in properties}
    values: dict[Place, Calculated] = {}
    for place in places:
        sheet, row, column = place
        if sheet in index:
            values[place] = _ironcalc_value(model.get_cell_value(index[sheet], row, column))
    return values


def _ironcalc_value(value: str | float | bool | None) -> Calculated:
    if value == "#N/A":
        return math.nan
    return UNAVAILABLE if value in ("#ERROR!", "#N/IMPL!", "#CIRC!") else value


def _by_libreoffice(office: str, path: Path, places: Iterable[Place]) -> Values:
    """Let LibreOffice recalculate a copy. If it fails or takes too long, it gives no values."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder, "profile")
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        copy, out = Path(folder, f"copy{path.suffix}"), Path(folder, "out")
        copy.write_bytes(path.read_bytes())
        command = [
            office,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
        ]
        try:
            subprocess.run(
                [*command, "--outdir", str(out), str(copy)],
                check=True, capture_output=True, timeout=LIBREOFFICE_SECONDS, stdin=subprocess.DEVNULL,
            )  # fmt: skip
            result = Path(out, "copy.xlsx").read_bytes()
        except (subprocess.SubprocessError, OSError):
            return {}
        again = Path(folder, "again.xlsx")
        again.write_bytes(result)
        values: dict[Place, Calculated] = {}
        with open_package(again) as package:
            data = {sheet.name: SheetData(package.read(sheet.part)) for sheet in read_structure(package).sheets}
            for place in places:
                sheet, row, column = place
                if sheet in data:
                    content = data[sheet].cell(row, column)
                    values[place] = stored_value(content) if content else None
        return values
