"""Verifying: every stored value of a workbook against what other programs calculate from its formulas.

Building takes cached values from one calculator. Here every one at hand calculates the file again, and they know
nothing of each other. One that fails or is not at hand is named, and the others still tell. What is drawn is checked
against the cells it stands for.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kpi_excel.workbook.calculators.at_hand import CALCULATORS
from kpi_excel.workbook.calculators.calculation import UNAVAILABLE, Calculated, Place, Values, same
from kpi_excel.workbook.calculators.calculator import Calculator
from kpi_excel.workbook.calculators.confined import ConfinedError
from kpi_excel.workbook.calculators.own_marks import with_own_marks
from kpi_excel.workbook.cells import cell
from kpi_excel.workbook.checking.drawn import NOTHING_DRAWN, Drawn, check_drawn
from kpi_excel.workbook.checking.lint import Flaw, lint
from kpi_excel.workbook.parts.marks import read_maker
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.formula_cells import all_formula_cells


@dataclass(frozen=True)
class Difference:
    """A cell whose stored value is not what a calculator gives.

    Args:
        sheet: the sheet's name.
        cell: the cell's reference.
        stored: the value in the file; None if the cell carries none.
        calculated: what the calculator says.
        calculator: its name.
    """

    sheet: str
    cell: str
    stored: Calculated
    calculated: Calculated
    calculator: str


@dataclass(frozen=True)
class Verification:
    """What verifying a workbook found.

    Args:
        formulas: formula cells in the workbook.
        without_value: formula cells that carry no value.
        compared: by calculator, the cells it could calculate.
        differences: cells that differ.
        flaws: what Excel would repair.
        drawn: what sparklines and charts show.
        failed: by calculator that gave no answer, why, as the end of a sentence about it.
        absent: by calculator that is not at hand, how to get it.
    """

    formulas: int
    without_value: tuple[Place, ...]
    compared: Mapping[str, int]
    differences: tuple[Difference, ...]
    flaws: tuple[Flaw, ...]
    drawn: Drawn = NOTHING_DRAWN
    failed: Mapping[str, str] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        """Tell whether nothing is wrong, as far as at least one calculator could tell."""
        checked = bool(self.compared) or not self.formulas
        return checked and not (self.differences or self.flaws or self.without_value or self.drawn.wrong)


def verify(path: str | Path, today: date | None = None) -> Verification:
    """Recalculate a workbook with every calculator at hand, compare each stored value, and check what is drawn.

    Args:
        path: the workbook; it is not changed.
        today: the day that TODAY means; unless given, the one for which the workbook says that its values stand, else
            the current one.

    Raises:
        FileError: if the file cannot be read as a workbook.
    """
    path = Path(path)
    with open_package(path) as package:
        structure = read_structure(package)
        flaws, drawn = tuple(lint(package)), check_drawn(package, structure)
        maker = read_maker(package)
        stored = {place: one.stored for place, one in all_formula_cells(package, structure).items()}
    day = today or (maker.day if maker else None) or date.today()
    compared: dict[str, int] = {}
    differences: list[Difference] = []
    there = [one for one in CALCULATORS if one.is_at_hand()]
    answers, failed = _answers(there, path, list(stored), day)
    for name, values in answers.items():
        found = {place: value for place, value in values.items() if value is not UNAVAILABLE}
        compared[name] = len(found)
        differences += [
            Difference(place[0], cell(*place[1:]), stored[place], value, name)
            for place, value in found.items()
            if stored[place] is not None and not same(stored[place], value)
        ]
    without_value = tuple(place for place, value in stored.items() if value is None)
    absent = {one.name: one.remedy for one in CALCULATORS if one not in there}
    return Verification(len(stored), without_value, compared, tuple(differences), flaws, drawn, failed, absent)


def _answers(
    calculators: Sequence[Calculator], path: Path, places: list[Place], today: date
) -> tuple[dict[str, Values], dict[str, str]]:
    """Let calculators work, all at once; give the answers, and the reasons of those that gave none.

    They are given a copy in which sentences have the marks of the workbook's language, as its stored values do.
    """
    answers: dict[str, Values] = {}
    failed: dict[str, str] = {}
    if not places or not calculators:
        return answers, failed
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(len(calculators)) as pool:
        copy = Path(folder, path.name)
        copy.write_bytes(with_own_marks(path.read_bytes()))
        asked: dict[str, Future[Values]] = {
            one.name: pool.submit(one.values, copy, places, today) for one in calculators
        }
        for name, future in asked.items():
            try:
                answers[name] = future.result()
            except ConfinedError as error:
                failed[name] = str(error)
    return answers, failed
