"""Verifying: every stored value of a workbook against what other programs calculate from its formulas.

Building takes cached values from one engine. Here a second one (IronCalc), and LibreOffice where it is installed,
calculate the file again and know nothing of each other. One that fails is named, and the others still tell. What is
drawn is checked against the cells it stands for.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kpi_excel.workbook.calculating.calculate import UNAVAILABLE, Calculated, Place, same
from kpi_excel.workbook.calculating.own_marks import with_own_marks
from kpi_excel.workbook.calculating.recalculate import all_formula_cells, clock_cells
from kpi_excel.workbook.cells import cell
from kpi_excel.workbook.checking.confined import ConfinedError
from kpi_excel.workbook.checking.drawn import NOTHING_DRAWN, Drawn, check_drawn
from kpi_excel.workbook.checking.engines import TOLD_THE_DAY, Values, engines, fleeting
from kpi_excel.workbook.checking.lint import Flaw, lint
from kpi_excel.workbook.parts.marks import read_maker
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure


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
        failed: by engine that gave no answer, why, as the end of a sentence about it.
    """

    formulas: int
    without_value: tuple[Place, ...]
    compared: Mapping[str, int]
    differences: tuple[Difference, ...]
    flaws: tuple[Flaw, ...]
    drawn: Drawn = NOTHING_DRAWN
    failed: Mapping[str, str] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        """Tell whether nothing is wrong, as far as at least one engine could tell."""
        checked = bool(self.compared) or not self.formulas
        return checked and not (self.differences or self.flaws or self.without_value or self.drawn.wrong)


def verify(path: str | Path, today: date | None = None) -> Verification:
    """Recalculate a workbook with every engine at hand, compare each stored value, and check what is drawn.

    Args:
        path: the workbook; it is not changed.
        today: the day that TODAY means; unless given, the one for which the workbook says that its values stand, else
            the current one. An engine that cannot be told is not asked what depends on it.

    Raises:
        FileError: if the file cannot be read as a workbook.
    """
    path = Path(path)
    with open_package(path) as package:
        structure = read_structure(package)
        flaws, drawn = tuple(lint(package)), check_drawn(package, structure)
        cells = all_formula_cells(package, structure)
        maker, asks_the_day = read_maker(package), clock_cells(cells, package.read(package.workbook_part))
    stored = {place: one.stored for place, one in cells.items()}
    day = today or (maker.day if maker else None) or date.today()
    compared: dict[str, int] = {}
    differences: list[Difference] = []
    answers, failed = _answers(path, list(stored), day)
    other_days = fleeting(path, list(stored), day) if asks_the_day else frozenset()
    for name, values in answers.items():
        left = frozenset() if name in TOLD_THE_DAY else other_days
        found = {place: value for place, value in values.items() if value is not UNAVAILABLE and place not in left}
        compared[name] = len(found)
        differences += [
            Difference(place[0], cell(*place[1:]), stored[place], value, name)
            for place, value in found.items()
            if stored[place] is not None and not same(stored[place], value)
        ]
    without_value = tuple(place for place, value in stored.items() if value is None)
    return Verification(len(stored), without_value, compared, tuple(differences), flaws, drawn, failed)


def _answers(path: Path, places: list[Place], today: date) -> tuple[dict[str, Values], dict[str, str]]:
    """Let every engine at hand calculate, all at once; give the answers, and the reasons of those that gave none.

    They are given a copy in which sentences have the marks of the workbook's language, as its stored values do.
    """
    answers: dict[str, Values] = {}
    failed: dict[str, str] = {}
    if not places:
        return answers, failed
    found = engines(today)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(len(found)) as pool:
        copy = Path(folder, path.name)
        copy.write_bytes(with_own_marks(path.read_bytes()))
        asked: dict[str, Future[Values]] = {name: pool.submit(one, copy, places) for name, one in found.items()}
        for name, future in asked.items():
            try:
                answers[name] = future.result()
            except ConfinedError as error:
                failed[name] = str(error)
    return answers, failed


def _shown(value: Calculated) -> str:
    if isinstance(value, float):
        return "#N/A" if math.isnan(value) else f"{value:.15g}"
    return "nothing" if value in (None, "") else repr(value)
