"""Engines: what other programs calculate from a workbook's formulas, each in a process of its own.

cellrune and IronCalc are libraries, written in Rust; LibreOffice is a program. Some formulas crash one of them or make
it fill the memory; then that engine failed, and the others still answer. Run as a program, this module is the process
in which a library calculates: it reads what is asked as JSON and writes the values as JSON.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from kpi_excel.errors import FileError
from kpi_excel.workbook.calculating.calculate import UNAVAILABLE, Calculated, Place, calculate
from kpi_excel.workbook.calculating.recalculate import all_formula_cells, of_the_day
from kpi_excel.workbook.checking.confined import REFUSED, ConfinedError, Limits, run
from kpi_excel.workbook.parts.package import Package, open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.sheet.stored import stored_value

Values = Mapping[Place, Calculated]
Engine = Callable[[Path, Sequence[Place]], Values]
"""Gives the values of some cells of a workbook; raises ConfinedError if it fails."""

_FLEETING = "which day it is"
_UNAVAILABLE: list[str] = []  # stands for that value in JSON, which has none of its kind
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def engines(today: date) -> dict[str, Engine]:
    """Give the engines at hand by name.

    Args:
        today: the day that TODAY means, for the engine that can be told.
    """
    found: dict[str, Engine] = {name: partial(_by_library, name, today) for name in LIBRARIES}
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office:
        found["LibreOffice"] = partial(_by_libreoffice, office)
    return found


def fleeting(path: Path, places: Sequence[Place], today: date) -> frozenset[Place]:
    """Give the cells whose values hold for one day only; of a workbook on which that crashes, none."""
    try:
        values = _by_library(_FLEETING, today, path, places)
    except ConfinedError:
        return frozenset()
    return frozenset(place for place, value in values.items() if value is True)


def _by_library(name: str, today: date, path: Path, places: Sequence[Place]) -> Values:
    asked = {"engine": name, "path": str(path.resolve()), "today": today.isoformat(), "places": places}
    command = [sys.executable, "-P", "-m", __name__]  # -P: what lies in the working folder is no module
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    output = run(command, Limits.for_formulas(len(places)), json.dumps(asked).encode(), environment)
    try:
        values = json.loads(output)
    except ValueError:
        raise ConfinedError("gave no answer that can be read") from None
    return {place: UNAVAILABLE if value == _UNAVAILABLE else value for place, value in zip(places, values, strict=True)}


def cellrune_values(path: Path, places: Iterable[Place], today: date) -> Values:
    """Calculate with cellrune, which says of each cell that it could not compute it."""
    formulas = calculate(path.read_bytes(), today).formulas
    return {place: formulas.get(place, UNAVAILABLE) for place in places}


def fleeting_values(path: Path, places: Iterable[Place], today: date) -> Values:
    """Tell of each cell whether its value holds for one day only."""
    data = path.read_bytes()
    package = Package(data, path.name)
    cells = all_formula_cells(package, read_structure(package))
    found = of_the_day(cells, calculate(data, today), package.read(package.workbook_part))
    return {place: place in found for place in places}


def ironcalc_values(path: Path, places: Iterable[Place], _today: date | None = None) -> Values:
    """Calculate with IronCalc; what it cannot parse it shows as an error of its own, which is no value here."""
    import ironcalc  # noqa: PLC0415 - in the process that calculates, and nowhere else

    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    index = {one["name"]: number for number, one in enumerate(model.get_worksheets_properties())}
    return {
        (sheet, row, column): _ironcalc_value(model.get_cell_value(index[sheet], row, column))
        for sheet, row, column in places
        if sheet in index
    }


def _ironcalc_value(value: str | float | bool | None) -> Calculated:
    if value == "#N/A":
        return math.nan
    return UNAVAILABLE if value in ("#ERROR!", "#N/IMPL!", "#CIRC!") else value


TOLD_THE_DAY = frozenset({"cellrune"})  # others ask the computer which day it is
LIBRARIES: Mapping[str, Callable[[Path, Iterable[Place], date], Values]] = {
    "cellrune": cellrune_values,
    "IronCalc": ironcalc_values,
}


def _by_libreoffice(office: str, path: Path, places: Sequence[Place]) -> Values:
    """Let LibreOffice recalculate a copy."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile = Path(folder, "profile")
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        copy, again = Path(folder, f"copy{path.suffix}"), Path(folder, "out", "copy.xlsx")
        copy.write_bytes(path.read_bytes())
        command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(again.parent), str(copy)]
        run(command, Limits.for_formulas(len(places)))
        if not again.is_file():  # it ends without an error, whatever happens
            raise ConfinedError("could not read this workbook")
        try:
            return _stored_values(again, places)
        except FileError:
            raise ConfinedError("wrote a workbook that cannot be read") from None


def _stored_values(path: Path, places: Sequence[Place]) -> Values:
    values: dict[Place, Calculated] = {}
    with open_package(path) as package:
        data = {sheet.name: SheetData(package.read(sheet.part)) for sheet in read_structure(package).sheets}
        for sheet, row, column in places:
            if sheet in data:
                content = data[sheet].cell(row, column)
                values[sheet, row, column] = stored_value(content) if content else None
    return values


def answer(asked: Mapping[str, Any]) -> list[Any]:
    """Calculate what another process asks."""
    places = [(sheet, row, column) for sheet, row, column in asked["places"]]
    calculated = {**LIBRARIES, _FLEETING: fleeting_values}[asked["engine"]]
    values = calculated(Path(asked["path"]), places, date.fromisoformat(asked["today"]))
    found = [values.get(place, UNAVAILABLE) for place in places]
    return [_UNAVAILABLE if value is UNAVAILABLE else value for value in found]


def main() -> None:
    """Calculate in this process; what the library writes itself does not come between."""
    asked = json.load(sys.stdin)
    with os.fdopen(os.dup(1), "w") as output:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            json.dump(answer(asked), output)
        except Exception:  # what each library raises for a workbook that it does not understand
            sys.exit(REFUSED)


if __name__ == "__main__":
    main()
